"""Figures as plain JSON values, the trace written out in each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from numbers import Integral, Real
from typing import Any

from wardmoot.core.calendar import Period
from wardmoot.core.figures.figure import Figure

_PLAIN = (str, int, bool, type(None))


def plain_value(value: Any) -> Any:
    """A value of a figure as JSON has it: dataclasses as mappings, enums by value, dates as text, no nan."""
    if type(value) in _PLAIN:  # most are: a trace can name hundreds of places
        return value
    if isinstance(value, Period):
        start, end = plain_value(value.start), plain_value(value.end)
        return {"kind": value.kind.value, "start": start, "end": end, "label": value.label, "published": value.published}
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain_value(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): item if type(item) in _PLAIN else plain_value(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return [plain_value(item) for item in sorted(value, key=str)]
    if isinstance(value, (list, tuple)):
        return [item if type(item) in _PLAIN else plain_value(item) for item in value]
    return _number(value) if isinstance(value, Real) and not isinstance(value, bool) else value


def _number(value: Real) -> int | float | None:
    """NumPy's numbers too as plain ones; null for nan and infinity."""
    if isinstance(value, Integral):
        return int(value)
    return float(value) if math.isfinite(value) else None


def figure_to_json(figure: Figure) -> dict[str, Any]:
    """The figure as JSON values. `verdict` is written as `test`; a value that is not a number is null, never NaN.

    Counts are written as whole numbers. `text` holds the figure as a reader sees it.
    """
    plain: dict[str, Any] = {"verdict" if f.name == "verdict" else f.name: plain_value(getattr(figure, f.name)) for f in fields(figure)}
    verdict = plain.pop("verdict")
    plain["test"] = verdict and {"name": verdict.pop("test"), "verdict": verdict.pop("word"), **verdict}
    plain["text"] = {
        "value": figure.written,
        "with_comparator": figure.written_with_comparator,
        "unit": figure.written_unit,
        "period": figure.period.label,
    }
    for holder in (plain, plain["comparator"] or {}):
        for key in ("value", "numerator"):
            if isinstance(holder.get(key), float) and holder[key].is_integer():
                holder[key] = int(holder[key])
    return plain
