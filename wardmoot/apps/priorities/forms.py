from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from wardmoot.apps.accounts.models import User
from wardmoot.apps.priorities.deciding import CONFIDENCE
from wardmoot.apps.priorities.models import Decision
from wardmoot.core.findings import Finding
from wardmoot.core.plan import Theme
from wardmoot.core.priorities import Axis, ScoringModel

LONGEST = 2_000


def words(label: str, *, most: int = LONGEST, required: str = "", hint: str = "", rows: int = 4) -> forms.CharField:
    errors = {"max_length": f"Use {most:,} characters or fewer: you used %(show_value)s"} | ({"required": required} if required else {})
    widget = forms.Textarea({"rows": rows}) if rows > 1 else forms.TextInput()
    return forms.CharField(label=label, max_length=most, required=bool(required), help_text=hint, widget=widget, error_messages=errors)


def seen_field() -> forms.IntegerField:
    return forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ExerciseForm(forms.Form):
    assessment = forms.ChoiceField(
        label="Assessment", help_text="Its findings are the evidence that issues are scored on.", error_messages={"required": "Choose an assessment"}
    )
    title = words("Title", most=200, required="Enter a title, for example Priorities for 2019 to 2022", rows=1)
    model = forms.ChoiceField(
        label="Scored with", widget=forms.RadioSelect(attrs={"legend": "m"}), error_messages={"required": "Choose what issues are scored with"}
    )

    def __init__(self, *args: Any, assessments: Sequence[tuple[str, str]], models: Sequence[tuple[str, ScoringModel]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assessment"].choices = list(assessments)  # type: ignore[attr-defined]
        self.fields["model"].choices = [(name, f"{model.title}, version {model.version}") for name, model in models]  # type: ignore[attr-defined]
        self.fields["model"].choice_hints = {name: model.status for name, model in models}  # type: ignore[attr-defined]


class IssueForm(forms.Form):
    title = words("Issue", most=160, required="Enter the issue in a few words", hint="In a few words, for example Burglary in Salisbury", rows=1)
    problem = words("What the problem is", hint="Who is harmed, where, when, and what is known of why. Name nobody.")
    findings = forms.MultipleChoiceField(
        label="Evidence from the assessment", required=False, widget=forms.CheckboxSelectMultiple(attrs={"legend": "m"})
    )
    seen = seen_field()

    def __init__(self, *args: Any, found: Sequence[Finding], gone: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.id, one.words) for one in found] + [(name, f"{name} (no longer in the assessment)") for name in gone]
        self.fields["findings"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["findings"]


def _told(finding: Finding) -> str:
    # most sentences begin with what they are about
    named = finding.words.casefold().startswith(finding.subject_words.casefold())
    return finding.words if named else f"{finding.subject_words[:1].upper()}{finding.subject_words[1:]}: {finding.words}"


class SuggestionsForm(forms.Form):
    themes = forms.MultipleChoiceField(label="Themes of the plan", required=False, widget=forms.CheckboxSelectMultiple(attrs={"legend": "m"}))
    findings = forms.MultipleChoiceField(
        label="Findings of the assessment, strongest first", required=False, widget=forms.CheckboxSelectMultiple(attrs={"legend": "m"})
    )

    def __init__(self, *args: Any, themes: Sequence[Theme], found: Sequence[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("themes", [(theme.key, theme.name) for theme in themes]),
            ("findings", [(one.id, _told(one)) for one in found]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            if not choices:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not (given.get("themes") or given.get("findings")):
            raise forms.ValidationError("Choose at least one theme or finding")
        return given


class ReasonForm(forms.Form):
    """A reason that must be given."""

    reason = words("Why", required="Say why")

    def __init__(self, *args: Any, label: str, required: bool = True, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].required, self.fields["reason"].help_text = label, required, hint


class AskForm(forms.Form):
    people = forms.MultipleChoiceField(
        label="Who scores",
        widget=forms.CheckboxSelectMultiple(attrs={"legend": "m"}),
        error_messages={"required": "Choose at least one person"},
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(str(one.public_id), f"{one.name}, {one.agency.name}") for one in people if one.agency]  # type: ignore[attr-defined]


class LaterField(forms.ChoiceField):
    """A choice that must be made in the end but not yet: it is not called optional, and may be left out of a draft."""

    def clean(self, value: Any) -> Any:
        return super().clean(value) if value else ""


class AxesForm(forms.Form):
    """One choice for each axis of a model and for the confidence. `complete` asks for every one, and a rationale with each."""

    seen = seen_field()

    def __init__(self, *args: Any, model: ScoringModel, complete: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.model, self.complete = model, complete
        for axis in model.axes:
            steps = [(str(step.value), f"{step.value} {step.words}") for step in axis.steps]
            self._ask(f"axis-{axis.key}", axis.title, steps, axis.help)
        self._ask(CONFIDENCE, "Confidence", [(one.letter, f"{one.letter} {one.words}") for one in model.confidence], "How good the evidence is")
        if not complete:
            self.fields["note"] = words(
                "Note", hint="What the moderation meeting should know. It is seen when the round is closed. Name nobody.", rows=3
            )

    def _ask(self, name: str, title: str, choices: Sequence[tuple[str, str]], hint: str) -> None:
        kind = forms.ChoiceField if self.complete else LaterField
        self.fields[name] = kind(
            label=title,
            choices=choices,
            help_text=hint,
            widget=forms.RadioSelect(attrs={"legend": "s"}),
            error_messages={"required": f"{title}: choose a value", "invalid_choice": f"{title}: choose a value from the list"},
        )
        if self.complete:
            self.fields[f"why-{name}"] = words(f"Why this value: {title.lower()}", required=f"{title}: say why", rows=2)

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields to draw under each heading."""
        made = [(section.heading, self._fields_of(self.model.of(section))) for section in self.model.sections]
        beside = [self[name] for name in (CONFIDENCE, f"why-{CONFIDENCE}", "note") if name in self.fields]
        return [*made, ("Confidence, kept beside the score", beside)]

    def _fields_of(self, axes: Sequence[Axis]) -> list[forms.BoundField]:
        names = [name for axis in axes for name in (f"axis-{axis.key}", f"why-axis-{axis.key}")]
        return [self[name] for name in names if name in self.fields]

    @property
    def values(self) -> dict[str, int]:
        chosen = {axis.key: self.cleaned_data.get(f"axis-{axis.key}") for axis in self.model.axes}
        return {key: int(value) for key, value in chosen.items() if value}

    @property
    def rationales(self) -> dict[str, str]:
        names = {axis.key: f"why-axis-{axis.key}" for axis in self.model.axes} | {CONFIDENCE: f"why-{CONFIDENCE}"}
        return {key: self.cleaned_data.get(name, "") for key, name in names.items()}


def initial_of(values: Mapping[str, int], confidence: str, rationales: Mapping[str, str], seen: int, note: str = "") -> dict[str, Any]:
    """What an `AxesForm` begins with."""
    made: dict[str, Any] = {f"axis-{key}": str(value) for key, value in values.items()}
    made |= {f"why-{key if key == CONFIDENCE else f'axis-{key}'}": text for key, text in rationales.items()}
    return made | {CONFIDENCE: confidence, "note": note, "seen": seen}


class DecisionForm(forms.Form):
    choice = forms.ChoiceField(
        label="Decision",
        choices=Decision.Choice.choices,
        widget=forms.RadioSelect(attrs={"legend": "m"}),
        error_messages={"required": "Choose priority, watch or business as usual"},
    )
    reason = words("Why", required="Say why", hint="It is printed in the assessment beside the issue. Name nobody.")
    seen = seen_field()
