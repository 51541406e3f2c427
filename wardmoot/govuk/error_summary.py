"""The box at the head of a page that lists what is wrong in a form and leads to each field."""

from __future__ import annotations

from django.forms import BaseForm, BoundField
from markupsafe import Markup

from wardmoot.govuk.components import component


def first_input(field: BoundField) -> str:
    """The id that a link to the field must point at: of the input itself, or of the first of several.

    Radios, checkboxes and the parts of a date have an id each and none for the whole.
    """
    identity = field.auto_id or field.html_name
    if getattr(field.field.widget, "parts", None):
        return f"{identity}_{field.field.widget.parts[0][0]}"
    return str(identity)


def error_summary(form: BaseForm) -> Markup:
    """The summary of a form's faults as HTML; empty where there is none.

    Source: GOV.UK Design System, "Error summary".
    """
    if not form.is_bound or not form.errors:
        return Markup("")
    items: list[dict[str, str]] = [{"text": str(message)} for message in form.non_field_errors()]
    for field in form:
        items.extend({"text": str(message), "href": f"#{first_input(field)}"} for message in field.errors)
    return component("error-summary", {"titleText": "There is a problem", "errorList": items})
