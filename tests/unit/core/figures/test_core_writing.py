"""How numbers are written: rounded once, halves away from zero, commas, never minus zero, never zero for nothing."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest

from wardmoot.core.figures import COUNTING_UNITS, Shorthand, Unit, round_half_away, write_number, write_value


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-0.5, 0, "-1"),
        (-2.5, 0, "-3"),
        (0.25, 1, "0.3"),
        (-0.25, 1, "-0.3"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (48.74134, 1, "48.7"),
        (0.05, 1, "0.1"),
        (0.049999, 1, "0.0"),
        (3, 2, "3.00"),
    ],
)
def test_halves_go_away_from_zero(value: float, places: int, expected: str) -> None:
    assert round_half_away(value, places) == Decimal(expected)
    assert str(round_half_away(value, places)) == expected


def test_rounding_happens_once() -> None:
    # 0.4449 rounded to 0.445, to 0.45 and to 0.5 would be a fault of rounding in steps.
    assert write_number(0.4449, 1) == "0.4"
    assert write_number(1.4999999) == "1"


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (3205, 0, "3,205"),
        (999, 0, "999"),
        (999.5, 0, "1,000"),
        (1234567.891, 2, "1,234,567.89"),
        (-1234567.5, 0, "-1,234,568"),
        (0, 0, "0"),
        (1e15, 0, "1,000,000,000,000,000"),
    ],
)
def test_thousands_have_commas(value: float, places: int, expected: str) -> None:
    assert write_number(value, places) == expected


@pytest.mark.parametrize("value", [-0.0, -0.4, -0.04, -1e-20])
def test_minus_zero_is_zero(value: float) -> None:
    assert write_number(value) == "0"
    assert write_number(value, 1) in ("0.0", "-0.4")
    assert write_number(value / 100, 1) == "0.0"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_never_written_as_one(value: float) -> None:
    with pytest.raises(ValueError, match="no number to round"):
        round_half_away(value)
    assert write_value(value, Unit.COUNT) == "[x]"
    assert write_value(None, Unit.RATE) == "[x]"
    assert write_value(None, Unit.COUNT, missing=Shorthand.CONFIDENTIAL) == "[c]"


def test_the_unit_decides_the_places() -> None:
    assert write_value(3205, Unit.COUNT) == "3,205"
    assert write_value(48.74, Unit.RATE) == "48.7"
    assert write_value(26.315, Unit.PER_CENT) == "26.3%"
    assert write_value(6.75, Unit.POINTS) == "6.8"
    assert write_value(26.315, Unit.PER_CENT, places=0) == "26%"


def test_one_is_singular() -> None:
    crime = COUNTING_UNITS["crime"]
    assert [crime.of(number) for number in (0, 1, 2)] == ["crimes", "crime", "crimes"]
    assert all(key == unit.key for key, unit in COUNTING_UNITS.items())
