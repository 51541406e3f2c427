from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings

from wardmoot.apps.accounts.forms import AgencyChoice
from wardmoot.apps.accounts.models import Agency
from wardmoot.apps.accounts.queries import agencies
from wardmoot.apps.sources import extract_queries
from wardmoot.apps.sources.arriving import ArrivingFile, in_megabytes
from wardmoot.apps.sources.models import Draft, Undoing
from wardmoot.catalogue.dataset import Dataset, DatasetColumn
from wardmoot.catalogue.datasets import datasets

ENDINGS = ".csv,.xlsx,.ods"
COLUMN = "column_"
NOT_THERE = "Not in the file"
GUESSED = {
    "by hand": "Matched by hand.",
    "remembered": "Matched as the last time.",
    "same name": "Matched by its name.",
    "alias": "Matched by a name this agency or others use.",
    "contents": "Guessed from what is in the cells: check it.",
}


class BeginForm(forms.Form):
    agency = AgencyChoice(
        label="Which agency supplied it?",
        queryset=Agency.objects.none(),
        empty_label="Choose an agency",
        to_field_name="public_id",
        widget=forms.Select({"legend": "m"}),
        error_messages={"required": "Choose the agency that supplied the file", "invalid_choice": "Choose an agency from the list"},
    )
    dataset = forms.ChoiceField(
        label="What does the file hold?",
        widget=forms.RadioSelect({"legend": "m"}),
        error_messages={"required": "Choose what the file holds"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = datasets().values()
        self.fields["dataset"].choices = [(one.key, one.title) for one in known]  # type: ignore[attr-defined]
        self.fields["dataset"].choice_hints = {one.key: one.description for one in known}  # type: ignore[attr-defined]
        self.fields["agency"].queryset = agencies()  # type: ignore[attr-defined]

    def clean_agency(self) -> Agency:
        agency: Agency = self.cleaned_data["agency"]
        if fault := extract_queries.kind_fault(agency):
            raise forms.ValidationError(fault)
        return agency


class FileForm(forms.Form):
    """One file. The token is made with the form, so that a form sent twice does nothing the second time."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    extract = forms.FileField(
        label="File",
        widget=forms.FileInput({"accept": ENDINGS, "legend": "m"}),
        error_messages={
            "required": "Choose the file to send",
            "missing": "Choose the file to send",
            "empty": "The file is empty: have it exported again, and choose the new one",
        },
    )

    def __init__(self, *args: Any, mended: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if mended:
            self.fields["extract"].label = "Mended file"
            self.fields["extract"].widget.attrs["legend"] = "s"
        most = in_megabytes(settings.UPLOAD_MAX_BYTES)
        self.fields["extract"].help_text = f"CSV, Excel (.xlsx) or OpenDocument (.ods), without a password. At most {most}."

    def clean_extract(self) -> ArrivingFile:
        file = self.cleaned_data["extract"]
        if not isinstance(file, ArrivingFile):
            raise forms.ValidationError("The file did not arrive whole: choose it and send it again")
        return file


class ColumnsForm(forms.Form):
    """A select for each column of the dataset, with the headings of the file; and the sheets, where there are several."""

    reading = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, dataset: Dataset, draft: Draft, **kwargs: Any) -> None:
        found = draft.found
        self.dataset, self.matched = dataset, {m["column"]: m["heading"]["letter"] for m in found["matches"]}
        super().__init__(*args, **{"initial": {"reading": draft.reading}, **kwargs})
        if len(found["sheets"]) > 1:
            self.fields["sheet"] = _sheet_field(found)
        if found["headings"]:
            hows = {m["column"]: draft.hows.get(m["column"], m["how"]) for m in found["matches"]}
            near = {u["column"]: u["suggestion"] for u in found["unmatched"] if u["suggestion"]}
            choices = [("", NOT_THERE), *((h["letter"], heading_words(h)) for h in found["headings"])]
            for column in dataset.columns:
                self.fields[COLUMN + column.name] = _column_field(column, choices, self.matched, hows, near)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.wants_another_sheet:
            self._errors = {name: errors for name, errors in self.errors.items() if not name.startswith(COLUMN)}
            return cleaned
        taken: dict[str, str] = {}
        for column in self.dataset.columns:
            letter = cleaned.get(COLUMN + column.name, "")
            if letter and letter in taken:
                self.add_error(COLUMN + column.name, f"Column {letter} is chosen for “{taken[letter]}” too: it can be one column only")
            elif letter:
                taken[letter] = column.label
        return cleaned

    @property
    def wants_another_sheet(self) -> bool:
        return "sheet" in self.fields and self.cleaned_data.get("sheet", self.fields["sheet"].initial) != self.fields["sheet"].initial

    @property
    def chosen(self) -> dict[str, str]:
        """The letter chosen for each column, "" for one that is not in the file."""
        return {c.name: self.cleaned_data.get(COLUMN + c.name, "") for c in self.dataset.columns}

    @property
    def is_as_found(self) -> bool:
        return not self.wants_another_sheet and {c: letter for c, letter in self.chosen.items() if letter} == self.matched


def heading_words(heading: Mapping[str, str]) -> str:
    """A heading as it may be shown, with the letter of its column."""
    return f"{heading['letter']}: {heading['shown']}" if heading["shown"] else f"{heading['letter']}: (no heading)"


def _sheet_field(found: Mapping[str, Any]) -> forms.ChoiceField:
    choices = [(str(number), f"Sheet {number}: {name}") for number, name in enumerate(found["sheets"], 1)]
    undecided = not found["headings"]
    return forms.ChoiceField(
        label="Sheet to read",
        choices=[("", "Choose a sheet"), *choices] if undecided else choices,
        initial="" if undecided else str(found["sheet"] + 1),
        help_text="Only one sheet of the workbook is read.",
        error_messages={"required": "Choose the sheet to read"},
    )


def _column_field(
    column: DatasetColumn, choices: list[tuple[str, str]], matched: Mapping[str, str], hows: Mapping[str, str], near: Mapping[str, Mapping[str, str]]
) -> forms.ChoiceField:
    letter = matched.get(column.name, "")
    if letter:
        how = GUESSED[hows[column.name]]
    elif column.name in near:
        how = f"No heading has its name; “{near[column.name]['shown']}” (column {near[column.name]['letter']}) is nearly it."
    else:
        how = "No heading was found for it."
    return forms.ChoiceField(
        label=column.label,
        choices=choices,
        widget=forms.Select({"legend": "s"}),
        initial=letter,
        required=column.required,
        help_text=f"{how} Expected: {column.expected}.",
        error_messages={"required": f"Choose the heading for “{column.label}”, which the dataset needs"},
    )


class ConfirmForm(forms.Form):
    reading = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, bad_words: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if bad_words:
            self.fields["leave_out"] = forms.BooleanField(
                label=f"Leave out {bad_words}",
                help_text="They will be in no figure. Their lines and reasons stay listed with the import.",
                error_messages={"required": f"Tick the box to leave out {bad_words}, or go back and send a mended file"},
            )


class UndoForm(forms.Form):
    reason = forms.ChoiceField(
        label="Why is it undone?",
        choices=Undoing.Reason.choices,
        widget=forms.RadioSelect({"legend": "m"}),
        help_text="The reason is kept in the audit log.",
        error_messages={"required": "Choose why it is undone"},
    )
