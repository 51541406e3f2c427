from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from wardmoot.apps.accounts.models import User
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.explorer.choices import Choices
from wardmoot.apps.explorer.models import SavedView, Sharing
from wardmoot.apps.explorer.state import COUNT, LATEST, MONTHS, NAMES, RATE, State, fiscal_key, is_fiscal_key
from wardmoot.core.calendar import Month, Period
from wardmoot.measures.exploring import Part

SHADES = {COUNT: "Counts", RATE: "Rates per 1,000 residents"}
MOST_MONTHS = 120
NAME_TAKEN = "You have a saved view of this name already: choose another name"
SENSITIVE_HINT = "A view of rows about people still opens only for analysts and partnership managers."


def _select(label: str, says: str, *, required: bool = True, **more: Any) -> forms.ChoiceField:
    messages = {"required": f"Choose {says}", "invalid_choice": f"Choose {says} from the list: what the address asks for is not there"}
    return forms.ChoiceField(label=label, required=required, error_messages=messages, **more)


class PlainField(forms.CharField):
    """A select whose value is judged by the form, because an address may ask for what the list does not offer."""

    def __init__(self, label: str) -> None:
        super().__init__(label=label, max_length=80, widget=forms.Select(), error_messages={"max_length": "Choose from the list"})

    def validate(self, value: Any) -> None:
        """Left out is as good as chosen: what is usual takes its place."""

    @property
    def choices(self) -> list[tuple[str, str]]:
        return list(self.widget.choices)

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        self.widget.choices = list(choices)


class ExploreForm(forms.Form):
    """What an address asks for, checked field by field. An address that leaves something out gets what is usual."""

    measure = _select("Measure", "a measure")
    area = _select("Area", "an area")
    part = PlainField("Part of the area")
    period = PlainField("Period")
    since = PlainField("From")
    to = PlainField("To")
    by = PlainField("Rows of the table")
    shade = _select("Map shows", "what the map shows", choices=list(SHADES.items()))
    limits = PlainField("Control limits")

    def __init__(self, asked: Mapping[str, str], *, choices: Choices) -> None:
        self.offered = choices
        # a NUL is in no key, and no database but SQLite can look for one
        given = {name: asked[name].replace("\0", "").strip() for name in NAMES if asked.get(name)}
        super().__init__(_usual(choices) | given, auto_id="explore_%s")
        self.fields["measure"].choices = [(s.key, s.label) for s in choices.subjects.values()]  # type: ignore[attr-defined]
        self.fields["area"].choices = list(choices.areas)  # type: ignore[attr-defined]
        measure = self.data["measure"]
        months = [(str(month), month.written) for month in choices.months_of(measure)]
        # those of every measure, so that another measure and its months can be chosen at one go
        every = [(str(month), month.written) for month in choices.every_month]
        self._offer("period", _periods(choices, measure))
        self._offer("since", [("", "Choose a month"), *every])
        self._offer("to", [("", "Choose a month"), *every])
        self._offer("limits", [("", "One set of limits"), *((key, f"New limits from {words}") for key, words in months)])
        subject = choices.subjects.get(measure)
        self._offer("by", subject.cuts if subject else [])
        self.offer_parts({})

    def _offer(self, name: str, offered: Iterable[tuple[str, str]]) -> None:
        """The choices of a select, with what the address asks for among them."""
        listed = list(offered)
        asked = self.data.get(name, "")
        if asked and asked not in dict(listed):
            listed.append((asked, _month_words(asked)))
        self.fields[name].offer(listed)  # type: ignore[attr-defined]

    def offer_parts(self, parts: Mapping[str, Part]) -> None:
        self._offer("part", [("", "The whole area"), *((key, f"{part.area.name}{_kind(part)}") for key, part in parts.items())])

    def clean_period(self) -> str:
        asked = str(self.cleaned_data["period"]) or LATEST
        if asked not in (LATEST, MONTHS) and not is_fiscal_key(asked):
            raise forms.ValidationError("Choose a period from the list: what the address asks for is not a period. A fiscal year is written 2018-19")
        return asked

    def _month(self, name: str) -> str:
        asked = str(self.cleaned_data[name])
        if asked:
            try:
                Month.parse(asked)
            except ValueError as fault:
                raise forms.ValidationError(f"Choose a month from the list: {fault}") from None
        return asked

    def clean_since(self) -> str:
        return self._month("since")

    def clean_to(self) -> str:
        return self._month("to")

    def clean_limits(self) -> str:
        return self._month("limits")

    def clean_by(self) -> str:
        subject = self.offered.subjects.get(self.cleaned_data.get("measure", ""))
        if subject is None:
            return ""
        asked = str(self.cleaned_data["by"]) or subject.cuts[0][0]
        if asked not in dict(subject.cuts):
            offered = ", ".join(words.lower() for _, words in subject.cuts)
            raise forms.ValidationError(f"{subject.label} cannot be divided in that way: choose {offered}")
        return asked

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("period") != MONTHS:
            return given | {"since": "", "to": ""}
        for name, words in (("since", "first"), ("to", "last")):
            if name in given and not given[name]:
                self.add_error(name, f"Choose the {words} month of the period")
        if not self.errors.keys() & {"since", "to"}:
            self._check_span(Month.parse(given["since"]), Month.parse(given["to"]))
        return given

    def _check_span(self, since: Month, to: Month) -> None:
        if since > to:
            self.add_error("to", f"The period ends in {to.written}, before it begins in {since.written}: choose a later month")
        elif len(list(Period.span(since, to).months())) > MOST_MONTHS:
            self.add_error("since", f"The period is longer than {MOST_MONTHS} months: choose a later month")

    def state(self) -> State:
        """What is asked for, once the form is valid."""
        return State(**{name: self.cleaned_data[name] for name in NAMES})


def _usual(choices: Choices) -> dict[str, str]:
    return {
        "measure": next(iter(choices.subjects), ""),
        "area": choices.areas[0][0] if choices.areas else "",
        "period": LATEST,
        "shade": COUNT,
    }


def _periods(choices: Choices, measure: str) -> list[tuple[str, str]]:
    last = choices.latest(measure)
    latest = f"Latest 12 months ({Period.rolling_12(last).label})" if last else "Latest 12 months"
    years = [(fiscal_key(year), year.period.label) for year in choices.fiscal_years(measure)]
    return [(LATEST, latest), *years, (MONTHS, "The months I choose below")]


def _month_words(text: str) -> str:
    try:
        return Month.parse(text).written
    except ValueError:
        return text


def _kind(part: Part) -> str:
    return {"community": " (community area)", "ward": " (ward)", "small-area": f" ({part.area.code})"}[part.cut.value]


class ViewForm(forms.Form):
    """The name of a saved view and whom it is shared with."""

    name = forms.CharField(
        label="Name",
        help_text="What it shows, for example “Burglary by ward”. Do not put a person’s name in it.",
        max_length=120,
        widget=forms.TextInput({"classes": "govuk-!-width-two-thirds"}),
        error_messages={"required": "Enter a name for the view", "max_length": "The name is longer than 120 characters: shorten it"},
    )
    sharing = forms.ChoiceField(
        label="Who can open it",
        widget=forms.RadioSelect({"legend": "m"}),
        initial=Sharing.NOBODY,
        error_messages={"required": "Choose who can open it", "invalid_choice": "Choose who can open it from the list"},
    )
    role = forms.ChoiceField(
        label="Role",
        help_text="Only where you share it with everybody with a role.",
        required=False,
        error_messages={"invalid_choice": "Choose a role from the list"},
    )

    def __init__(self, *args: Any, user: User, view: SavedView | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.view = user, view
        offered = [(choice.value, choice.label) for choice in Sharing if choice is not Sharing.AGENCY or user.agency]
        if user.agency:
            offered = [(value, f"My agency ({user.agency.name})" if value == Sharing.AGENCY else label) for value, label in offered]
        self.fields["sharing"].choices = offered  # type: ignore[attr-defined]
        self.fields["sharing"].choice_hints = {Sharing.EVERYBODY: SENSITIVE_HINT}  # type: ignore[attr-defined]
        roles = [(role.value, role.label) for role in Role if role is not Role.ADMINISTRATOR]
        self.fields["role"].choices = [("", "Choose a role"), *roles]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).replace("\0", "").split())
        if not name:
            raise forms.ValidationError("Enter a name for the view")
        others = SavedView.objects.filter(owner=self.user, name=name)
        if (others.exclude(pk=self.view.pk) if self.view else others).exists():
            raise forms.ValidationError(NAME_TAKEN)
        return name

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("sharing") == Sharing.ROLE and not given.get("role") and "role" not in self.errors:
            self.add_error("role", "Choose the role to share it with")
        return given
