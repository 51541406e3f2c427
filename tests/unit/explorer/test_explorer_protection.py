"""What a figure by itself may still say once it is in a file that can be passed on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from wardmoot.apps.explorer.protection import Withheld, alone, protected_breakdown
from wardmoot.core.calendar import Period
from wardmoot.core.figures import COUNTING_UNITS, Area, AreaKind, Denominator, DisclosureClass, Figure, SourceFile, Trace, Unit

NOW = datetime(2019, 12, 12, tzinfo=UTC)
COUNT = Figure(
    id="a",
    label="Incidents",
    measure="incidents",
    value=1437,
    unit=Unit.COUNT,
    counting_unit=COUNTING_UNITS["incident"],
    area=Area("X06000001", "Moonshire", AreaKind.AUTHORITY),
    period=Period.fiscal_year(2017),
    trace=Trace("incidents", "1", "Counted.", NOW, files=(SourceFile("extract", "a.csv", "0" * 64, NOW, 1, "2017-04 to 2018-03"),)),
)


def share(part: float, base: float) -> Figure:
    return replace(COUNT, unit=Unit.PER_CENT, value=100 * part / base, numerator=part, denominator=Denominator(base, "incidents", "a.csv"))


@pytest.mark.parametrize(("count", "shown"), [(1437, "1,435"), (9, "[c]"), (1, "[c]"), (10, "10"), (0, "0")])
def test_a_count_is_rounded_or_hidden(count: float, shown: str) -> None:
    assert alone(replace(COUNT, value=count, numerator=count)).written == shown


def test_a_share_keeps_only_the_decimals_that_are_written() -> None:
    """With all its decimals the nearest fraction would be the exact count over its base, which are rounded elsewhere."""
    whole = share(1437, 3205)
    assert whole.value is not None
    assert Fraction(whole.value / 100).limit_denominator(5000) == Fraction(1437, 3205)
    left = alone(whole)
    assert (left.written, left.value, left.numerator, left.denominator) == ("44.8%", 44.8, None, None)
    assert alone(replace(whole, places=0)).value == 45


@pytest.mark.parametrize(("part", "base"), [(9, 100), (95, 100), (20, 49), (9.5, 100)])
def test_a_share_of_few_is_hidden(part: float, base: float) -> None:
    left = alone(share(part, base))
    assert (left.written, left.value, left.numerator, left.denominator) == ("[c]", None, None, None)


def test_shares_that_happen_to_be_whole_numbers_are_not_taken_for_counts() -> None:
    rows: list[Any] = [SimpleNamespace(name=name, count=share(part, 1), change=COUNT) for name, part in (("one town", 1), ("another", 0))]
    breakdown = SimpleNamespace(rows=rows, compared=False, partly=False)
    found: Any = SimpleNamespace(answer=SimpleNamespace(subject=SimpleNamespace(disclosure=DisclosureClass.SENSITIVE), breakdown=breakdown))
    with pytest.raises(Withheld, match="not whole counts"):
        protected_breakdown(found)
