"""Forms that render themselves with the design system's components: `{{ form }}` or `{{ form.email.as_field_group() }}`.

A widget's attributes may say more than HTML knows; they are taken off before the input is drawn:

    classes   extra classes of the input, for example "govuk-input--width-10"
    legend    "l" or "m": how large the label or legend is (it is then the heading of a one-question page)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from django import forms
from django.forms import BoundField
from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.forms.widgets import Input
from django.utils.safestring import SafeString, mark_safe
from markupsafe import Markup

from wardmoot.govuk.components import component
from wardmoot.govuk.form_fields import DatePartsWidget

OWN_ATTRIBUTES = ("classes", "legend")
# what Django writes by itself and the component writes again
WRITTEN_BY_COMPONENT = ("id", "class", "aria-describedby", "aria-invalid", "autocomplete", "inputmode", "rows", "maxlength", "minlength", "required")


def _attributes(field: BoundField) -> dict[str, Any]:
    given = field.build_widget_attrs({}, field.field.widget) | field.field.widget.attrs
    return {name: value for name, value in given.items() if name not in OWN_ATTRIBUTES + WRITTEN_BY_COMPONENT and value not in (False, None)}


def _shared(field: BoundField) -> dict[str, Any]:
    """What every component takes: name, id, hint, the first error."""
    parameters: dict[str, Any] = {"id": field.auto_id or field.html_name, "name": field.html_name}
    if field.help_text:
        parameters["hint"] = {"text": str(field.help_text)}
    if field.errors:
        parameters["errorMessage"] = {"text": str(field.errors[0])}
    return parameters


def _title(field: BoundField, kind: str) -> dict[str, Any]:
    size = field.field.widget.attrs.get("legend", "")
    text = str(field.label) + ("" if field.field.required or "(optional)" in str(field.label) else " (optional)")
    return {"text": text, "classes": f"govuk-{kind}--{size}" if size else "", "isPageHeading": size == "l"}


def _text(field: BoundField) -> dict[str, Any]:
    attributes = field.field.widget.attrs
    parameters = _shared(field) | {"label": _title(field, "label"), "classes": attributes.get("classes", ""), "attributes": _attributes(field)}
    value = field.field.widget.format_value(field.value())
    if value is not None and not isinstance(field.field.widget, forms.PasswordInput):
        parameters["value"] = str(value)
    for name in ("autocomplete", "inputmode"):
        if name in attributes:
            parameters[name] = attributes[name]
    return parameters


def _input(field: BoundField) -> Markup:
    kind = getattr(field.field.widget, "input_type", "text")
    extra = {"type": kind, "spellcheck": False} if kind == "email" else {"type": kind}
    return component("input", _text(field) | extra)


def _password(field: BoundField) -> Markup:
    return component("password-input", _text(field))


def _textarea(field: BoundField) -> Markup:
    return component("textarea", _text(field) | {"rows": field.field.widget.attrs.get("rows", 5)})


def _file(field: BoundField) -> Markup:
    parameters = _text(field)
    parameters.pop("value", None)
    return component("file-upload", parameters | {"multiple": bool(getattr(field.field.widget, "allow_multiple_selected", False))})


def _chosen(field: BoundField) -> set[str]:
    value = field.value()
    values = value if isinstance(value, list | tuple | set) else [value]
    return {str(item) for item in values if item is not None}


def _items(field: BoundField) -> list[dict[str, Any]]:
    hints = getattr(field.field, "choice_hints", {})
    items = []
    for value, text in cast(Any, field.field).choices:
        item: dict[str, Any] = {"value": str(value), "text": str(text)}
        if str(value) in hints:
            item["hint"] = {"text": hints[str(value)]}
        items.append(item)
    return items


def _select(field: BoundField) -> Markup:
    chosen = _chosen(field)
    items = [item | {"selected": item["value"] in chosen} for item in _items(field)]
    return component("select", _text(field) | {"items": items, "value": None})


def _several(name: str) -> Callable[[BoundField], Markup]:
    def draw(field: BoundField) -> Markup:
        chosen = _chosen(field)
        items = [item | {"checked": item["value"] in chosen} for item in _items(field)]
        shared = _shared(field)
        return component(name, shared | {"idPrefix": shared["id"], "fieldset": {"legend": _title(field, "fieldset__legend")}, "items": items})

    return draw


def _tick(field: BoundField) -> Markup:
    """One box to tick, whose text is the field's label."""
    shared = _shared(field)
    item = {"value": "on", "text": str(field.label), "checked": bool(field.value())}
    if "hint" in shared:
        item["hint"] = shared.pop("hint")
    return component("checkboxes", shared | {"idPrefix": shared["id"], "items": [item]})


def _date_parts(field: BoundField) -> Markup:
    shared = _shared(field)
    values = field.field.widget.format_value(field.value())
    error = " govuk-input--error" if field.errors else ""
    items = [
        {
            "id": f"{shared['id']}_{part}",
            "name": f"{shared['name']}_{part}",
            "label": label,
            "value": value,
            "classes": f"govuk-input--width-{width}{error}",
        }
        for (part, label, width), value in zip(field.field.widget.parts, values, strict=True)
    ]
    return component("date-input", shared | {"fieldset": {"legend": _title(field, "fieldset__legend"), "role": "group"}, "items": items})


DRAWN_BY: Mapping[type[forms.Widget], Callable[[BoundField], Markup]] = {
    DatePartsWidget: _date_parts,
    forms.CheckboxSelectMultiple: _several("checkboxes"),
    forms.RadioSelect: _several("radios"),
    forms.CheckboxInput: _tick,
    forms.Select: _select,
    forms.PasswordInput: _password,
    forms.FileInput: _file,
    forms.Textarea: _textarea,
    Input: _input,
}


def field_group(field: BoundField) -> SafeString:
    """A form field with its label, hint, error and input as HTML.

    Raises:
        TypeError: the field's widget has no component.
    """
    if field.is_hidden:
        return mark_safe(field.as_widget())  # noqa: S308  Django's own escaped input
    for kind, draw in DRAWN_BY.items():
        if isinstance(field.field.widget, kind):
            return mark_safe(draw(field))  # noqa: S308  a component escapes what it is given
    raise TypeError(
        f"{type(field.field.widget).__name__} of the field {field.name!r} has no component: add it to DRAWN_BY in wardmoot/govuk/renderer.py"
    )


class GovukRenderer(BaseRenderer):
    """Django's form renderer over the components; inputs that it does not know are drawn by Django's own templates."""

    form_template_name = "govuk/form"
    field_template_name = "govuk/field"

    def __init__(self) -> None:
        self.plain = DjangoTemplates()

    def get_template(self, template_name: str) -> Any:
        """Django's own template of that name."""
        return self.plain.get_template(template_name)

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        """One form, field or bare widget as HTML."""
        if template_name == self.field_template_name:
            return field_group(context["field"])
        if template_name == self.form_template_name:
            groups = [field_group(field) for field in context["form"]]
            return mark_safe("\n".join(groups))  # noqa: S308  each is escaped already
        return mark_safe(str(self.get_template(template_name).render(context, request=request)).strip())  # noqa: S308
