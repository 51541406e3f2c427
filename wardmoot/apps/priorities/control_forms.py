from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms

from wardmoot.apps.accounts.models import Agency
from wardmoot.apps.priorities.control_models import STATUS_CHOICES
from wardmoot.core.plan import Plan
from wardmoot.core.priorities.control_strategy import FourP
from wardmoot.govuk.form_fields import DatePartsField


def _longest(most: int) -> dict[str, str]:
    return {"max_length": f"Use {most} characters or fewer: you used %(show_value)s"}


def _text(label: str, most: int, *, required: str = "", hint: str = "", lines: int = 1) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput()
    errors = _longest(most) | ({"required": required} if required else {})
    return forms.CharField(label=label, max_length=most, required=bool(required), help_text=hint, widget=widget, error_messages=errors)


class ControlItemForm(forms.Form):
    theme = forms.ChoiceField(label="Theme", error_messages={"required": "Choose a theme"})
    p = forms.ChoiceField(
        label="Which of the four Ps",
        choices=[(p.value, f"{p.heading}: {p.meaning}") for p in FourP],
        widget=forms.RadioSelect(attrs={"legend": "s"}),
        error_messages={"required": "Choose one of the four Ps"},
    )
    problem = _text("The problem", 300, hint="What it is meant to change, in a sentence", lines=2)
    action = _text("What is done", 300, required="Enter what is done", lines=2)
    owner = forms.ChoiceField(
        label="Who owns it", help_text="The agency that answers for it", error_messages={"required": "Choose the agency that owns it"}
    )
    group = forms.ChoiceField(label="Which group carries it out", required=False)
    document = forms.ChoiceField(label="Which plan or strategy it is part of", required=False)
    headline = forms.ChoiceField(label="Which figure of the plan it should move", required=False)
    measure = _text("How it is known to work", 300, hint="A measure in words, where no figure of the plan tells it", lines=2)
    gap = _text("What is not known", 500, hint="An intelligence gap: what would change what you do", lines=3)
    resources = _text("Resources", 300)
    review_on = DatePartsField(
        label="Review date", help_text="For example, 31 3 2027", error_messages={"required": "Enter the day on which it is reviewed"}
    )
    status = forms.ChoiceField(
        label="How far it has come",
        choices=STATUS_CHOICES,
        widget=forms.RadioSelect(attrs={"legend": "s"}),
        error_messages={"required": "Choose how far it has come"},
    )
    item = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = [name for name in Agency.objects.order_by("name").values_list("name", flat=True)]  # noqa: C416
        self._offer("theme", [("", "Choose a theme"), *((theme.key, theme.name) for theme in plan.themes)])
        self._offer("owner", [("", "Choose an agency"), *((name, name) for name in agencies)])
        self._offer("group", [("", "No group named"), *((group.key, group.name) for group in plan.groups)])
        self._offer("document", [("", "None named"), *((document.key, document.title) for document in plan.documents)])
        self._offer("headline", [("", "None of them"), *((headline.id, f"{headline.id} {headline.label}") for headline in plan.headlines)])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """The choices, with what the item holds although the plan or the agencies no longer do."""
        held = str(self.initial.get(name) or "")
        if held and held not in dict(choices):
            choices = [*choices, (held, f"{held} (no longer listed)")]
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not (given.get("measure") or given.get("headline")) and not self.errors:
            self.add_error("measure", "Say how it is known to work, or choose a figure of the plan above")
        return given


class ReasonForm(forms.Form):
    words = _text("Why there is nothing here", 500, hint="Leave it empty to take the reason back", lines=4)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
