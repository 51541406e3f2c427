"""One area's published rate beside that of a group, a force or a nation: what its interval says, and where it ranks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any

from scipy.special import gammainc, gammaincc

from wardmoot.core.figures import (
    Area,
    AreaKind,
    Comparator,
    CountingUnit,
    Figure,
    FigureText,
    Form,
    Interval,
    Unit,
    Verdict,
    VerdictWord,
)
from wardmoot.core.stats.comparison import SMALL_BASE_UNDER, TOO_FEW_UNDER
from wardmoot.measures.comparators.groups import Group
from wardmoot.measures.comparators.published import RateTable, slug_of
from wardmoot.measures.finders.material import Level

TEST = "whether the area's 95% interval leaves out the comparison"
CHANCE_ONLY = (
    "the interval allows for chance in the number of offences alone, not for how areas differ in their recording, "
    "their visitors or their town centres"
)
SOURCE = "ONS figures"
NOTES = "ONS figures: the notes that are published with them stand under the tables."
_PLACE = CountingUnit("place_in_order", "place in the order of rates", "places in the order of rates")
_AREA = CountingUnit("area", "area", "areas")


@dataclass(frozen=True, slots=True)
class GroupRates:
    """The rates of one offence group in a group of areas. `mean` is unweighted and counts the area itself; `rank` 1 is the lowest rate.

    `own` carries the comparison with the mean. `members` are all with a printed rate, lowest first.
    """

    offence: str
    own: Figure
    mean: Figure
    lowest: Figure
    highest: Figure
    rank: Figure
    of: Figure
    members: tuple[tuple[str, Figure], ...]


def verdict_against(own: Figure, count: float | None, other: float | None) -> Verdict:
    """What the area's 95% interval says of a rate it is set beside, with the exact Poisson p of its count at that rate.

    Higher (or lower) only where the whole interval lies above (or below); nothing under five offences; a small base is said.
    """
    interval = own.interval
    if own.value is None or other is None or count is None or interval is None or interval.lower is None or interval.upper is None:
        return Verdict(VerdictWord.NOT_TESTED, note="one of the two rates, or the number of offences, is not printed")
    if count < TOO_FEW_UNDER:
        return Verdict(VerdictWord.TOO_FEW, note=f"fewer than {TOO_FEW_UNDER} offences")
    word = (
        VerdictWord.HIGHER_THAN if interval.lower > other else VerdictWord.LOWER_THAN if interval.upper < other else VerdictWord.NO_CLEAR_DIFFERENCE
    )
    small = f"small base (under {SMALL_BASE_UNDER} offences); " if count < SMALL_BASE_UNDER else ""
    if other <= 0:
        return Verdict(word, test=TEST, note=f"{small}{CHANCE_ONLY}")
    ratio = Interval(interval.lower / other, interval.upper / other, interval.confidence, interval.method)
    expected = count * other / own.value if own.value else other * (interval.upper and 1)
    return Verdict(word, test=TEST, p=_p(count, expected), ratio=own.value / other, interval=ratio, note=f"{small}{CHANCE_ONLY}")


def _p(count: float, expected: float) -> float:
    """The exact two-sided Poisson p, the smaller tail doubled."""
    at_least, at_most = float(gammainc(count, expected)), float(gammaincc(count + 1, expected))
    return min(1.0, 2 * min(at_least, at_most))


def beside(own: Figure, count: float | None, other: Figure, label: str, suffix: str) -> Figure:
    """The area's rate with another as its comparator, and what the test says."""
    comparator = Comparator(other.value, other.period, other.area, label=label, denominator=other.denominator, trace=other.trace)
    return replace(own, id=f"{own.id}.{suffix}", comparator=comparator, verdict=verdict_against(own, count, other.value))


def group_rates(table: RateTable, offence: str, group: Group) -> GroupRates | None:
    """The group's rates of one offence group; None where the area's own is not printed, or no other member's is."""
    rates = {code: table.rate(offence, code) for code in group.members}
    known = {code: rate for code, rate in rates.items() if rate is not None and rate.value is not None}
    own = known.get(group.area)
    if own is None or len(known) < 2:
        return None
    ordered = tuple(sorted(((rate.area.name, rate) for rate in known.values()), key=lambda pair: (pair[1].value, pair[1].area.code)))
    values = [float(rate.value or 0) for rate in known.values()]
    mean = _of_group(own, group, "mean", f"Mean of {len(known)} areas", fmean(values), len(known))
    rank = 1 + sum(value < float(own.value or 0) for value in values)
    plain: dict[str, Any] = {"unit": Unit.COUNT, "multiplier": 1, "places": 0, "interval": None, "numerator": None, "denominator": None}
    return GroupRates(
        offence,
        beside(own, table.count(offence, group.area), mean, "mean of similar areas", "beside-similar"),
        mean,
        ordered[0][1],
        ordered[-1][1],
        replace(own, id=f"{own.id}.rank", label=f"Rank by rate, 1 the lowest: {offence}", value=rank, counting_unit=_PLACE, **plain),
        _of_group(own, group, "areas", f"Areas ranked: {offence}", len(known), len(known), counting_unit=_AREA, **plain),
        ordered,
    )


def _of_group(own: Figure, group: Group, part: str, label: str, value: float, areas: int, **changes: Any) -> Figure:
    """A figure of the whole group, with the trace of the table and the members it is of."""
    trace = replace(
        own.trace,
        method="The unweighted mean of the printed rates of the members, the area itself among them."
        if part == "mean"
        else "Members with a printed rate.",
        parameters={**own.trace.parameters, "group": group.name, "how it was made": group.words, "members": list(group.members), "row": None},
        filter={**own.trace.filter, "area code": list(group.members)},
        files=tuple(dict.fromkeys((*own.trace.files, *group.files))),
        row_count=areas,
    )
    place = Area("", group.name, AreaKind.UNSTATED, f"{areas} areas")
    made = replace(
        own,
        id=f"{own.id}.group.{part}",
        label=f"{label}: {own.label}",
        area=place,
        value=value,
        interval=None,
        numerator=None,
        denominator=None,
        trace=trace,
    )
    return replace(made, **changes)


def levels_of(table: RateTable, rates: Sequence[GroupRates], own_code: str, nation: str) -> tuple[Level, ...]:
    """The area's rate of each offence group beside its similar areas, and beside its nation."""
    made: list[Level] = []
    beside_group = {one.offence: one for one in rates}
    for offence in table.offences:
        subject, words = f"published-{slug_of(offence)}", subject_words(offence)
        if found := beside_group.get(offence):
            others = tuple((name, rate) for name, rate in found.members if rate.area.code != own_code)
            made.append(Level(subject, words, _without_notes(found.own), "similar areas", found.mean, others, found.own.polarity))
        own, national = table.rate(offence, own_code), table.nation(offence, nation)
        if own and national and own.value is not None and national.value is not None:
            compared = beside(_without_notes(own), table.count(offence, own_code), national, national.area.name, "beside-nation")
            made.append(Level(subject, words, compared, written_nation(national.area.name), national, (), own.polarity))
    return tuple(made)


def _without_notes(own: Figure) -> Figure:
    """The rate without the notes of its sheet, which stand under the tables of the same section."""
    kept = tuple(caveat for caveat in own.caveats if not caveat.startswith("Note "))
    return replace(own, caveats=(*kept, NOTES)) if len(kept) < len(own.caveats) else own


def subject_words(offence: str) -> str:
    """What a level is about, its source named in brackets of their own: it is never the street files' count."""
    plain = offence.replace(" (", " ").replace(")", "").replace(" - ", ", ")
    return f"{plain[:1].lower()}{plain[1:]} ({SOURCE})"


def written_nation(name: str) -> str:
    """The nation as running text has it.

    >>> written_nation("ENGLAND AND WALES")
    'England and Wales'
    """
    return " ".join(word if word == "and" else word.capitalize() for word in name.lower().split())


def verdict_text(figure: Figure) -> FigureText:
    """The words of a comparison, as a cell."""
    return FigureText(figure, Form.VERDICT)
