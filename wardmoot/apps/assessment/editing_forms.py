"""Forms in which an assessment is worked on. Each carries what the person had before them, so that nobody's work is overwritten unseen."""

from __future__ import annotations

from typing import Any

from django import forms

from wardmoot.apps.assessment.delivery import STATES
from wardmoot.apps.assessment.entries import LONGEST_TEXT
from wardmoot.apps.assessment.models import OPEN_STEPS, Version
from wardmoot.apps.assessment.points import PointList
from wardmoot.apps.assessment.presenters import period_words
from wardmoot.reports.assessment.editing import Standing

LONGEST_LINE, LONGEST_REMARK = 200, 2_000
TOO_LONG = f"Shorten it to {LONGEST_REMARK:,} characters or fewer"


def remark(label: str, *, required: str = "", hint: str = "", rows: int = 3) -> forms.CharField:
    """A few sentences; `required` is the error where they are missing."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(required),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea({"rows": rows}),
        error_messages={"required": required, "max_length": TOO_LONG},
    )


def with_seen(data: Any, revision: int) -> Any:
    """What a person sent, building on another revision."""
    again = data.copy()
    again["seen"] = str(revision)
    return again


class SeenForm(forms.Form):
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput, initial=0)

    def built_on(self, revision: int) -> None:
        """Keep what the person wrote, and let the next save build on what they now see."""
        self.data = with_seen(self.data, revision)


class TextForm(SeenForm):
    text = forms.CharField(
        label="Text",
        required=False,
        max_length=LONGEST_TEXT,
        help_text="Plain text. An empty line begins a new paragraph. Say what is known and by whom; a cause needs its evidence.",
        widget=forms.Textarea({"rows": 14}),
        error_messages={"max_length": f"Shorten the text to {LONGEST_TEXT:,} characters or fewer"},
    )


class DecisionForm(SeenForm):
    standing = forms.ChoiceField(
        label="Decision",
        choices=[(Standing.ACCEPTED, "Accept"), (Standing.REJECTED, "Reject"), (Standing.UNDECIDED, "Not decided")],
        widget=forms.RadioSelect({"legend": "m"}),
        error_messages={"required": "Choose what is decided", "invalid_choice": "Choose one of the decisions"},
    )
    reason = remark("Reason", hint="Needed to reject a finding. It is kept and not printed.")
    comment = remark("Comment", hint="Printed under the finding where it is accepted.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("standing") == Standing.REJECTED and not given.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Enter why the finding is rejected")
        return given


class CommentForm(forms.Form):
    text = remark("Comment", required="Enter a comment", hint="For those who work on this section. It is never printed.")


class PictureForm(forms.Form):
    picture = forms.FileField(
        label="Picture",
        help_text="PNG or JPEG, at most 5 MB. Where it was taken and with what is taken out of the file.",
        error_messages={"required": "Choose a picture", "empty": "The file is empty. Choose a PNG or JPEG picture"},
    )
    title = forms.CharField(
        label="Title", max_length=LONGEST_LINE, error_messages={"required": "Enter a title", "max_length": "Shorten the title to 200 characters"}
    )
    alt = forms.CharField(
        label="What it shows",
        help_text="For people who cannot see it. Name nobody.",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Enter what the picture shows, for people who cannot see it", "max_length": "Shorten it to 500 characters"},
    )
    source = forms.CharField(
        label="Source",
        help_text="Who made it, and by what right it is used here.",
        max_length=LONGEST_LINE,
        error_messages={"required": "Enter where the picture is from", "max_length": "Shorten the source to 200 characters"},
    )


class DeliveryForm(SeenForm):
    state = forms.ChoiceField(
        label="How far it was carried out",
        choices=list(STATES.items()),
        widget=forms.RadioSelect({"legend": "m"}),
        error_messages={"required": "Choose how far it was carried out", "invalid_choice": "Choose one of the answers"},
    )
    text = remark("What was done, and what was not", rows=6)


class PointForm(SeenForm):
    def __init__(self, *args: Any, about: PointList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = remark(about.one[:1].upper() + about.one[1:], required=f"Enter the {about.one}", hint=about.hint)
        if about.source:
            self.fields["source"] = forms.CharField(
                label="Where it was said",
                help_text="For example the meeting and its date. Name nobody.",
                max_length=LONGEST_LINE,
                error_messages={"required": "Enter where it was said", "max_length": "Shorten it to 200 characters"},
            )


class ReasonForm(forms.Form):
    """A move to another step; `seen` is the step the person saw."""

    seen = forms.CharField(max_length=12, widget=forms.HiddenInput)
    reason = remark("Reason")

    def __init__(self, *args: Any, label: str = "Reason", hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = label, hint


class BackForm(ReasonForm):
    to = forms.ChoiceField(
        label="Back to",
        choices=[(step.value, step.label) for step in OPEN_STEPS],
        error_messages={"required": "Choose a step", "invalid_choice": "Choose an earlier step"},
    )
    field_order = ("to", "reason", "seen")


class CompareForm(forms.Form):
    version = forms.ChoiceField(label="Compare with", required=False, error_messages={"invalid_choice": "Choose a version from the list"})

    def __init__(self, *args: Any, versions: list[Version], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(one.public_id), f"{one.assessment.area_name}, {period_words(one.assessment)}, version {one.number}") for one in versions]
        self.fields["version"].choices = [("", "Nothing: no annex of changes"), *named]  # type: ignore[attr-defined]
