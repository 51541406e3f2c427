from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from wardmoot.core.stats.similar_areas import MEMBERS
from wardmoot.measures.comparators import Group, Profiles

FOUND = "found"
MOST = 60


def several(value: Any) -> list[str]:
    """What an address asks for, repeated or with commas."""
    return [part for text in value for part in str(text).split(",") if part]


class SimilarForm(forms.Form):
    """What to compare, by what, with how many. It is sent by GET, so that what is shown can be linked to."""

    area = forms.ChoiceField(
        label="Area",
        help_text="The partnerships of which anything is held.",
        error_messages={"required": "Choose an area", "invalid_choice": "Choose an area from the list"},
    )
    variables = forms.MultipleChoiceField(
        label="Compare by",
        required=False,
        help_text="None chosen: all that is held of the area.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose variables from the list"},
    )
    members = forms.IntegerField(
        label="How many areas in the group",
        help_text=f"The area itself counts. {MEMBERS} is usual; 2 to {MOST}.",
        min_value=2,
        max_value=MOST,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "classes": "govuk-input--width-3"}),
        error_messages={
            "invalid": f"Enter how many areas as a whole number, for example {MEMBERS}",
            "min_value": "Enter 2 areas or more: a group of 1 compares nothing",
            "max_value": f"Enter {MOST} areas or fewer",
        },
    )
    without = forms.MultipleChoiceField(
        required=False,
        widget=forms.MultipleHiddenInput,
        error_messages={"invalid_choice": "An area that is left out is not in the list: start again"},
    )

    def __init__(self, query: Any, *, profiles: Profiles) -> None:
        data = {
            "area": query.get("area", ""),
            "variables": several(query.getlist("variables")),
            "members": query.get("members", "") or str(MEMBERS),
            "without": several(query.getlist("without")),
        }
        super().__init__(data if "area" in query else None, initial={"members": MEMBERS})
        areas = sorted(profiles.names.items(), key=lambda pair: pair[1])
        self.fields["area"].choices = [("", "Choose an area"), *((code, f"{name} ({code})") for code, name in areas)]  # type: ignore[attr-defined]
        self.fields["without"].choices = areas  # type: ignore[attr-defined]
        self.fields["variables"].choices = [(one.key, one.words) for one in profiles.variables]  # type: ignore[attr-defined]
        self.fields["variables"].choice_hints = {one.key: one.says for one in profiles.variables}  # type: ignore[attr-defined]


class SaveGroupForm(forms.Form):
    name = forms.CharField(
        label="Name of the group",
        help_text="For example “Similar to us, 2026”. The date and how it was found are kept with it.",
        max_length=100,
        error_messages={"required": "Enter a name for the group", "max_length": "Enter a name of 100 characters or fewer"},
    )


class ChooseGroupForm(forms.Form):
    group = forms.ChoiceField(
        label="Which group is the assessment compared with?",
        widget=forms.RadioSelect({"legend": "m"}),
        error_messages={"required": "Choose a group", "invalid_choice": "Choose a group from the list"},
    )

    def __init__(self, *args: Any, groups: Sequence[tuple[str, Group]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [(FOUND, "The nearest areas, found anew"), *((key, one.name) for key, one in groups)]  # type: ignore[attr-defined]
        self.fields["group"].choice_hints = {  # type: ignore[attr-defined]
            FOUND: f"The {MEMBERS} areas most like this one by all that is held when the assessment is made.",
            **{key: one.words for key, one in groups},
        }
