"""What a count counts, as sets: which months, which places, which categories. From these follows which counts add up to which."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import Area, Figure, Trace

_ADDED_UP = {"crime": "crimes and ASB incidents", "asb_incident": "crimes and ASB incidents", "crime_or_asb": "crimes and ASB incidents"}
"""Counting units whose counts are parts of one whole."""
Side = tuple[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Extent:
    """The rows of one source and counting unit that have, for each side, one of its values. A side that is not named may have any value.

    Two measures of one extent are the same count where their values are the same, so `measure` is no part of what makes it one.
    """

    universe: str
    sides: tuple[Side, ...]
    measure: str = field(default="", compare=False)

    def beside(self, name: str) -> tuple[Side, ...]:
        """All sides but one."""
        return tuple(side for side in self.sides if side[0] != name)

    def within(self, other: Extent) -> bool:
        """Whether everything counted here is counted there too."""
        own = dict(self.sides)
        return self.universe == other.universe and all(name in own and own[name] <= values for name, values in other.sides)


def extent_of(figure: Figure) -> Extent:
    """The extent of a figure's count: the filter of its trace or, without one, its area, period and breakdown."""
    return _extent(figure, figure.trace, figure.area, figure.period)


def compared_extent(figure: Figure) -> Extent | None:
    """The extent of the number in brackets; None where there is none."""
    other = figure.comparator
    if other is None:
        return None
    if other.trace is not None:
        return _extent(figure, other.trace, other.area, other.period)
    return Extent(_universe(figure, figure.trace), _described(figure, figure.trace.measure, other.area, other.period), figure.trace.measure)


def _extent(figure: Figure, trace: Trace, area: Area, period: Period) -> Extent:
    sides = _filtered(trace.filter) or _described(figure, trace.measure, area, period)
    return Extent(_universe(figure, trace), sides, _ADDED_UP.get(figure.counting_unit.key, trace.measure))


def _universe(figure: Figure, trace: Trace) -> str:
    unit = figure.counting_unit.key
    source = trace.files[0].source if trace.files else trace.query.query if trace.query else trace.stated.document if trace.stated else ""
    return f"{source} | {_ADDED_UP.get(unit, unit)}"


def _filtered(chosen: Mapping[str, Any]) -> tuple[Side, ...]:
    return tuple(sorted((name, _values(value)) for name, value in chosen.items()))


def _values(value: Any) -> frozenset[str]:
    if isinstance(value, Mapping):
        return _days(value) or frozenset({json.dumps(value, sort_keys=True, default=str)})
    return frozenset(map(str, value)) if isinstance(value, Iterable) and not isinstance(value, str) else frozenset({str(value)})


def _days(span: Mapping[str, Any]) -> frozenset[str]:
    """The months of a span of days that begins and ends with a month; otherwise nothing."""
    try:
        first, last = (date.fromisoformat(str(span[key])) for key in ("from", "to"))
    except (KeyError, ValueError):
        return frozenset()
    begun, ended = Month.containing(first), Month.containing(last)
    whole = set(span) == {"from", "to"} and begun.first_day == first and ended.last_day == last and begun <= ended
    return frozenset(map(str, Period.span(begun, ended).months())) if whole else frozenset()


def _described(figure: Figure, measure: str, area: Area, period: Period) -> tuple[Side, ...]:
    try:
        months = frozenset(map(str, period.months()))
    except ValueError:
        months = frozenset()
    when = months or frozenset({period.label or "not stated"})
    parts = {name: frozenset({str(value)}) for name, value in figure.breakdown.items()}
    return tuple(sorted({**parts, "area": frozenset({area.code or area.name}), "measure": frozenset({measure}), "months": when}.items()))
