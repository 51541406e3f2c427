"""Where an axis has its ticks and what stands beside them. Charts format no number: the words come from `core.figures`."""

from __future__ import annotations

import json
import math
from calendar import month_abbr
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from wardmoot.core.calendar import Month
from wardmoot.core.figures import write_number


def ticks(largest: float, smallest: float = 0, *, most: int = 6) -> tuple[float, ...]:
    """Even, round tick values that cover `smallest` to `largest` and contain zero; at most `most` steps.

    >>> ticks(37)
    (0.0, 10.0, 20.0, 30.0, 40.0)
    """
    reach = max(largest, 0) - min(smallest, 0)
    if not math.isfinite(reach) or reach <= 0:
        return (0.0, 1.0)
    power = 10.0 ** math.floor(math.log10(reach / most))
    step = next(power * factor for factor in (1, 2, 5, 10, 20) if reach / (power * factor) <= most)
    exact = Decimal(repr(step))
    return tuple(float(exact * index) for index in range(math.floor(min(smallest, 0) / step), math.ceil(max(largest, 0) / step) + 1))


def ticks_between(smallest: float, largest: float, *, most: int = 6) -> tuple[float, ...]:
    """Even, round tick values that cover `smallest` to `largest`, from zero only where that is near; about `most` steps.

    >>> ticks_between(62, 118)
    (60.0, 70.0, 80.0, 90.0, 100.0, 110.0, 120.0)
    """
    if smallest <= 0.4 * largest or largest <= smallest:
        return ticks(largest, min(smallest, 0), most=most)
    step = ticks(largest - smallest, most=most)[1]
    exact = Decimal(repr(step))
    return tuple(float(exact * index) for index in range(math.floor(smallest / step), math.ceil(largest / step) + 1))


def tick_words(values: Sequence[float]) -> tuple[str, ...]:
    """The words beside each tick, all with as many decimals as the step needs.

    >>> tick_words((0.0, 0.5, 1.0))
    ('0.0', '0.5', '1.0')
    """
    step = values[1] - values[0] if len(values) > 1 else 1
    places = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
    return tuple(write_number(value, places) for value in values)


def lookup(values: Sequence[float], words: Sequence[str | Sequence[str]]) -> str:
    """A Vega expression that gives each tick its words instead of formatting it."""
    return f"{json.dumps(list(words), ensure_ascii=False)}[indexof({json.dumps(list(values))}, datum.value)]"


def month_ticks(first: Month, count: int) -> tuple[tuple[int, ...], tuple[list[str], ...]]:
    """Which of `count` months from `first` bear a label, and the label: the month, with its year below where the year begins."""
    step = next(size for size, longest in ((1, 13), (3, 39), (6, 78), (12, 10**6)) if count <= longest)
    chosen = [index for index in range(count) if (first.shift(index).month - 1) % step == 0]
    labels, year = [], 0
    for index in chosen:
        month = first.shift(index)
        labels.append([month_abbr[month.month], str(month.year) if month.year != year else ""])
        year = month.year
    return tuple(chosen), tuple(labels)


def plain_axis(**settings: Any) -> dict[str, Any]:
    """An axis without its line, with quiet rules."""
    return {"domain": False, "tickSize": 0, "labelPadding": 6, "title": None, **settings}
