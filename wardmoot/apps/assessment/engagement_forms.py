from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from wardmoot.apps.assessment.editing_forms import with_seen
from wardmoot.apps.assessment.engagement import Heard
from wardmoot.apps.assessment.models import EngagementEvent
from wardmoot.govuk.form_fields import DatePartsField

ISSUES = 8
MOST_PEOPLE = 1_000_000


def people(label: str, hint: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=False,
        min_value=0,
        max_value=MOST_PEOPLE,
        widget=forms.TextInput({"inputmode": "numeric", "classes": "govuk-input--width-5"}),
        error_messages={
            "invalid": "Enter how many as a whole number, for example 40, or leave it empty where nobody counted",
            "min_value": "Enter 0 or more",
            "max_value": f"Enter {MOST_PEOPLE:,} or fewer",
        },
    )


def line(label: str, hint: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(missing),
        max_length=200,
        error_messages={"required": missing, "max_length": "Shorten it to 200 characters"},
    )


class EventForm(forms.Form):
    on = DatePartsField(label="Date", error_messages={"required": "Enter the date of the event"})
    kind = forms.ChoiceField(
        label="Kind of event",
        choices=EngagementEvent.Kind.choices,
        widget=forms.RadioSelect({"legend": "m"}),
        error_messages={"required": "Choose the kind of event", "invalid_choice": "Choose the kind from the list"},
    )
    place = line("Place", "A town, a street, a website: not a person's address.", "Enter the place")
    audience = line("Who was there", "For example residents of the town, traders, young people. Name nobody.", "Enter who was there")
    people = people("How many people came", "Leave it empty where nobody counted.")
    seniors = forms.BooleanField(label="Senior people of the responsible authorities were there", required=False)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for number in range(1, ISSUES + 1):
            self.fields[f"issue_{number}"] = line(f"Issue {number}", "", "")
            self.fields[f"people_{number}"] = people(f"How many raised issue {number}")
            self.fields[f"words_{number}"] = forms.CharField(
                label=f"What was said of issue {number}",
                required=False,
                max_length=1_000,
                widget=forms.Textarea({"rows": 2}),
                error_messages={"max_length": "Shorten it to 1,000 characters"},
            )

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError("The date must be today or in the past: enter an event after it was held")
        if on.year < 1998:
            raise forms.ValidationError("The date must be in 1998 or later")
        return on

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for number in range(1, ISSUES + 1):
            said = given.get(f"words_{number}") or given.get(f"people_{number}") is not None
            if said and not given.get(f"issue_{number}") and f"issue_{number}" not in self.errors:
                self.add_error(f"issue_{number}", "Enter the issue")
            if given.get("people") is not None and (given.get(f"people_{number}") or 0) > given["people"]:
                self.add_error(f"people_{number}", "More people raised this issue than came. Correct one of the numbers")
        return given

    def heard(self) -> list[Heard]:
        given = self.cleaned_data
        numbers = range(1, ISSUES + 1)
        return [Heard(given[f"issue_{n}"], given[f"people_{n}"], given[f"words_{n}"]) for n in numbers if given[f"issue_{n}"]]

    def built_on(self, revision: int) -> None:
        """Keep what the person wrote, and let the next save build on what they now see."""
        self.data = with_seen(self.data, revision)


def as_given(event: EngagementEvent) -> dict[str, Any]:
    """An event as the form shows it."""
    given: dict[str, Any] = {name: getattr(event, name) for name in ("on", "kind", "place", "audience", "people", "seniors")}
    for number, heard in enumerate(event.views.all()[:ISSUES], 1):
        given |= {f"issue_{number}": heard.issue, f"people_{number}": heard.people, f"words_{number}": heard.words}
    return given | {"seen": event.revision}
