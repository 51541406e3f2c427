from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms

from wardmoot.core.calendar import Month

FORMATS = {
    "html": "Web page (.html)",
    "pdf": "PDF, tagged for screen readers (.pdf)",
    "docx": "Word, to edit (.docx)",
    "ods": "Spreadsheet (.ods)",
}
FIGURES = "Every figure with its trace, for people who compute (figures.json)"
ALL_FORMATS = FORMATS | {"json": FIGURES}


def formats_field(label: str, choices: dict[str, str], **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=list(choices.items()),
        widget=forms.CheckboxSelectMultiple({"legend": "m"}),
        error_messages={"required": "Choose at least one format", "invalid_choice": "Choose formats from the list"},
        **more,
    )


class AssessmentForm(forms.Form):
    assessment = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    area = forms.ChoiceField(
        label="Area",
        help_text="The authorities whose small-area boundaries are held.",
        widget=forms.Select({"legend": "m"}),
        error_messages={"required": "Choose an area", "invalid_choice": "Choose an area from the list"},
    )
    to = forms.ChoiceField(
        label="Last month",
        help_text="The newest month of street-level crime held comes first.",
        widget=forms.Select({"legend": "m"}),
        error_messages={"required": "Choose the last month", "invalid_choice": "Choose a month from the list"},
    )
    months = forms.IntegerField(
        label="How many months",
        help_text="They end with the last month. 12 is usual; 1 to 120.",
        min_value=1,
        max_value=120,
        initial=12,
        widget=forms.TextInput({"inputmode": "numeric", "classes": "govuk-input--width-3", "legend": "m"}),
        error_messages={
            "required": "Enter how many months, for example 12",
            "invalid": "Enter how many months as a whole number, for example 12",
            "min_value": "Enter 1 month or more",
            "max_value": "Enter 120 months or fewer",
        },
    )
    formats = formats_field("Formats", FORMATS, help_text="It can always be read on screen, and others can be made later.", initial=list(FORMATS))

    def __init__(self, *args: Any, areas: list[tuple[str, str]], months: list[Month], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, f"{name} ({code})" if name != code else code) for code, name in areas]
        self.fields["area"].choices = choices if len(choices) == 1 else [("", "Choose an area"), *choices]  # type: ignore[attr-defined]
        self.fields["to"].choices = [(str(month), month.written) for month in months]  # type: ignore[attr-defined]

    @property
    def area_name(self) -> str:
        words = dict(self.fields["area"].choices)[self.cleaned_data["area"]]  # type: ignore[attr-defined]
        return str(words).removesuffix(f" ({self.cleaned_data['area']})")


class MoreFormatsForm(forms.Form):
    def __init__(self, *args: Any, missing: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["formats"] = formats_field("Formats not made yet", {form: FORMATS[form] for form in missing})
