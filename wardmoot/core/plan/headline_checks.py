"""What must hold within one headline."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from wardmoot.core.calendar import Period
from wardmoot.core.figures import Unit
from wardmoot.core.plan.brackets import Bracketed, read_bracketed
from wardmoot.core.plan.headlines import Headline, MeasureLink
from wardmoot.core.plan.period_text import read_period

Field = tuple[str | int, ...]
"""Where in a headline: ("comparator", "value")."""

Said = tuple[Field, str]

_WITHOUT_VALUE = (Unit.STATEMENT, Unit.NOT_STATED)


def _presence(headline: Headline) -> Iterator[Said]:
    if headline.unit is Unit.STATEMENT and headline.value is not None:
        yield ("value",), "a qualitative line has no number; take the value away or give the unit it is in"
    if headline.unit is Unit.NOT_STATED and headline.value is not None:
        yield ("value",), "the unit is not stated, so nothing may be computed; write the number as reported_text"
    if headline.unit is Unit.NOT_STATED and not headline.reported_text:
        yield ("reported_text",), "a number without a unit is kept as text; give reported_text as printed"
    if headline.unit is not Unit.NOT_STATED and headline.reported_text:
        yield ("reported_text",), f"only a number whose unit is not stated has reported_text; with unit {headline.unit.value!r} give value"
    if headline.unit not in _WITHOUT_VALUE and headline.value is None:
        yield ("value",), f"a headline in {headline.unit.value!r} needs its value; a line without a number has unit 'statement'"
    if headline.unit in _WITHOUT_VALUE:
        for field in ("comparator", "benchmark", "base", "as_published", "as_revised"):
            if getattr(headline, field) is not None:
                yield (field,), f"there is no value to set a {field} beside; take it away"
    if headline.comparator and headline.benchmark:
        yield ("benchmark",), "a headline has a comparator or a benchmark, not both; keep one here and make the other a companion"


def _range(field: Field, value: float, unit: Unit) -> Iterator[Said]:
    if not math.isfinite(value) or abs(value) > 1e12:
        yield field, f"{value} is not a number a plan can state"
    elif unit is Unit.COUNT and value < 0:
        yield field, f"{value} is negative; a count is 0 or more"
    elif unit is Unit.COUNT and value != int(value):
        yield field, f"{value} is not a whole number; a count is"
    elif unit is Unit.RATE and value < 0:
        yield field, f"{value} is negative; a rate is 0 or more"
    elif unit is Unit.PER_CENT and not 0 <= value <= 100:
        yield field, f"{value} is outside 0 to 100; for a change in per cent use the unit 'per cent change'"


def _ranges(headline: Headline) -> Iterator[Said]:
    if headline.value is not None:
        yield from _range(("value",), headline.value, headline.unit)
    for name in ("comparator", "benchmark", "as_published", "as_revised"):
        if (beside := getattr(headline, name)) is not None:
            yield from _range((name, "value"), beside.value, headline.unit)
    for name in ("parts", "companions"):
        for index, part in enumerate(getattr(headline, name)):
            yield from _range((name, index, "value"), part.value, part.unit)


def _rate(headline: Headline) -> Iterator[Said]:
    if headline.unit is Unit.RATE and headline.multiplier <= 1:
        yield ("multiplier",), "a rate says what it is per: give multiplier, for example 1000"
    if headline.unit is not Unit.RATE and headline.multiplier != 1:
        yield ("multiplier",), f"only a rate has a multiplier; the unit is {headline.unit.value!r}"
    for name in ("as_published", "as_revised"):
        life = getattr(headline, name)
        if life is not None and headline.unit is not Unit.RATE:
            yield (name,), "only a rate is kept as published and as revised; take it away"
        if life is not None and not 0 < life.denominator < 1e12:
            yield (name, "denominator"), f"{life.denominator} is not a population; it must be above 0"
    if headline.as_published and headline.as_published.value != headline.value:
        yield ("as_published", "value"), f"the rate as published is the value itself, {headline.value}; write that"


def _base(headline: Headline, values: Mapping[str, float | None]) -> Iterator[Said]:
    base = headline.base
    if base is None:
        return
    if headline.unit is not Unit.PER_CENT:
        yield ("base",), "only a percentage has a base; take it away"
    if not 0 < base.value < 1e12:
        yield ("base", "value"), f"{base.value} cannot be a base; it must be above 0"
    if base.numerator is not None and not 0 <= base.numerator <= base.value:
        yield ("base", "numerator"), f"{base.numerator} is outside 0 to the base, {base.value}"
    if base.headline is not None and base.headline not in values:
        yield ("base", "headline"), f"{base.headline!r} is not a headline of this plan; use the id of one"
    elif base.headline is not None and values[base.headline] != base.value:
        yield ("base", "value"), f"the base is {base.headline}, whose value is {values[base.headline]}, not {base.value}"


def _parts(headline: Headline) -> Iterator[Said]:
    if not headline.parts or headline.value is None:
        return
    total = sum(part.value for part in headline.parts)
    if not math.isclose(total, headline.value, rel_tol=1e-9):
        yield ("parts",), f"the parts add up to {total}, not to the value {headline.value}"
    for index, part in enumerate(headline.parts):
        if (part.unit, part.counting_unit) != (headline.unit, headline.counting_unit):
            yield ("parts", index, "counting_unit"), "a part is counted as its whole is; for another count use companions"


def _printed(headline: Headline) -> Bracketed | None:
    try:
        return read_bracketed(headline.seed_text)
    except ValueError:
        return None


def _misread(text: str, period: Period) -> bool:
    try:
        return not period.is_open and read_period(text) != period
    except ValueError:
        return False


def _as_printed(headline: Headline) -> Iterator[Said]:
    printed = _printed(headline)
    if printed is None or headline.value is None:
        return
    if printed.value != headline.value:
        yield ("value",), f"seed_text prints {printed.value}, not {headline.value}; one of the two is wrong"
    if printed.comparator is None or headline.benchmark:
        return
    if headline.comparator is None:
        yield ("comparator",), f"seed_text prints ({printed.comparator}) beside the value; give the comparator and its period"
    elif headline.comparator.value != printed.comparator:
        yield ("comparator", "value"), f"seed_text prints ({printed.comparator}), not {headline.comparator.value}; one of the two is wrong"
    elif printed.period_text and _misread(printed.period_text, headline.comparator.period):
        yield ("comparator", "period"), f"seed_text prints the comparator's period as {printed.period_text}; one of the two is wrong"


def headline_faults(headline: Headline, values: Mapping[str, float | None]) -> Iterator[Said]:
    """Each fault within a headline with its field; `values` are those of all the plan's headlines by id."""
    yield from _presence(headline)
    yield from _ranges(headline)
    yield from _rate(headline)
    yield from _base(headline, values)
    yield from _parts(headline)
    yield from _as_printed(headline)


def named_areas(headline: Headline) -> Iterator[tuple[Field, str]]:
    """Every area the headline names, with the field that names it."""
    yield ("area",), headline.area
    for name in ("comparator", "benchmark"):
        beside = getattr(headline, name)
        if beside is not None and beside.area is not None:
            yield (name, "area"), beside.area
    for name in ("parts", "companions"):
        for index, part in enumerate(getattr(headline, name)):
            if part.area is not None:
                yield (name, index, "area"), part.area
    for place, link in measure_links(headline):
        for index, area in enumerate(link.areas):
            yield (*place, "areas", index), area


def measure_links(headline: Headline) -> Iterator[tuple[Field, MeasureLink]]:
    """Every link to a measure, of the headline and of its further numbers, with the field that holds it."""
    if headline.measure is not None:
        yield ("measure",), headline.measure
    for name in ("parts", "companions"):
        for index, part in enumerate(getattr(headline, name)):
            if part.measure is not None:
                yield (name, index, "measure"), part.measure


def named_counting_units(headline: Headline) -> Iterator[tuple[Field, str]]:
    """Every counting unit the headline names, with the field that names it."""
    yield ("counting_unit",), headline.counting_unit
    for name in ("parts", "companions"):
        for index, part in enumerate(getattr(headline, name)):
            yield (name, index, "counting_unit"), part.counting_unit
