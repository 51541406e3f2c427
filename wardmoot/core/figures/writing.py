"""How numbers are written. Charts, pages and documents take the text from here and format nothing themselves."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from wardmoot.core.figures.terms import Unit


class Shorthand(StrEnum):
    """Marks in place of a number. Source: Analysis Function, symbols in tables guidance."""

    NOT_AVAILABLE = "[x]"
    NOT_APPLICABLE = "[z]"
    CONFIDENTIAL = "[c]"
    LOW = "[low]"
    PROVISIONAL = "[p]"
    REVISED = "[r]"
    BREAK = "[b]"


def round_half_away(value: float, places: int = 0) -> Decimal:
    """`value` rounded once, halves away from zero, on its shortest decimal form (so 2.675 gives 2.68).

    Raises ValueError for nan and infinity, which are not numbers to print.

    >>> round_half_away(-0.25, 1)
    Decimal('-0.3')
    """
    if not math.isfinite(value):
        raise ValueError("there is no number to round")
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def write_number(value: float, places: int = 0) -> str:
    """With thousands commas, rounded half away from zero; minus zero is written as zero.

    >>> write_number(3205)
    '3,205'
    """
    rounded = round_half_away(value, places)
    return f"{rounded + 0 if rounded else abs(rounded):,.{places}f}"


def write_value(value: float | None, unit: Unit, *, places: int | None = None, missing: Shorthand = Shorthand.NOT_AVAILABLE) -> str:
    """A figure's value as the reader sees it; `missing` where there is no number, never zero.

    >>> write_value(26.315, Unit.PER_CENT)
    '26.3%'
    """
    if value is None or not math.isfinite(value):
        return missing.value
    if places is None:
        places = 0 if unit is Unit.COUNT else 1
    return write_number(value, places) + ("%" if unit in (Unit.PER_CENT, Unit.PER_CENT_CHANGE) else "")
