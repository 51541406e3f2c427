"""Readings of numbers that others have estimated or published, each with its source. Nothing here is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from wardmoot.catalogue.datasets import datasets
from wardmoot.core.calendar import written_day
from wardmoot.core.figures import (
    Denominator,
    Figure,
    SourceFile,
    StatedSource,
    Trace,
    write_number,
)
from wardmoot.measures.register import Measure, Request
from wardmoot.measures.tables import Tables

DATASET = "modelled-estimates"
RESIDENTS = "residents"


@dataclass(frozen=True, slots=True)
class Reading:
    """One number of the file: its value, the day it speaks of, its unit, its source by code and in words, and the files read."""

    value: float
    as_of: str
    unit: str
    source: str
    publisher: str
    files: tuple[SourceFile, ...]


def readings(tables: Tables, code: str, authority: str, *, until: str = "", source: str = "") -> list[Reading]:
    """The numbers of one estimate for one area, the latest last; those up to a day, and of one source, where these are given."""
    rows = tables.rows(DATASET, ("estimate", "value", "unit", "source"))
    mask = rows.that({"estimate": code, **({"source": source} if source else {})}) & rows.in_area((authority,))
    days = rows.days("as_of")
    mask &= days <= np.datetime64(until) if until else ~np.isnat(days)
    publishers = datasets()[DATASET].column("source").codes
    found = [
        Reading(
            float(rows.columns["value"][n]),
            str(days[n]),
            str(rows.columns["unit"][n]),
            str(rows.columns["source"][n]),
            publishers[str(rows.columns["source"][n])][1],
            rows.files,
        )
        for n in np.flatnonzero(mask)
    ]
    return sorted(found, key=lambda one: one.as_of)


def residents(tables: Tables, authority: str, as_of: str, source: str) -> tuple[Denominator, tuple[SourceFile, ...]] | None:
    """The residents of an authority on a day by one release, and the files; None where the file does not give them."""
    found = [one for one in readings(tables, RESIDENTS, authority, until=as_of, source=source) if one.as_of == as_of]
    return (Denominator(found[-1].value, "residents", found[-1].publisher, f"mid-{as_of[:4]}"), found[-1].files) if found else None


def read_estimate(measure: Measure, request: Request) -> Figure:
    """The reading as a figure; no value where the file gives none for the area, and the caveat says so."""
    given = {**measure.parameters, **request.parameters}
    tables = request.rows
    until = request.period.end.isoformat() if request.period.end else ""
    found = readings(tables, given["estimate"], request.codes[0], until=until, source=given["source"])
    latest = [one for one in found if one.as_of == found[-1].as_of]
    if len(latest) > 1:
        sources = ", ".join(one.source for one in latest)
        raise ValueError(f"{measure.name} is given by several sources for {request.area.name} as at {latest[0].as_of}: name one as source: {sources}")
    return _figure(measure, request, given, latest[0] if latest else None, tables.rows(DATASET, ("estimate", "value", "unit", "source")).files)


def _figure(measure: Measure, request: Request, given: Mapping[str, Any], found: Reading | None, files: tuple[SourceFile, ...]) -> Figure:
    caveats = datasets()[DATASET].caveats
    if found is None:
        said = f"The file gives no such number for {request.area.name} by the end of the period."
    else:
        said = f"As at {written_day(date.fromisoformat(found.as_of))}. Source: {found.publisher}."
    return Figure(
        id=f"{measure.name}.{request.codes[0]}.{found.as_of if found else 'none'}",
        label=measure.title,
        measure=measure.name,
        value=found.value if found else None,
        unit=measure.unit,
        counting_unit=measure.counting_unit,
        area=request.area,
        period=request.period,
        trace=_trace(measure, request, given, found, files),
        polarity=measure.polarity,
        multiplier=measure.multiplier,
        disclosure=measure.disclosure,
        caveats=(*caveats, said),
        places=measure.places,
    )


def _trace(measure: Measure, request: Request, given: Mapping[str, Any], found: Reading | None, files: tuple[SourceFile, ...]) -> Trace:
    chosen = {"estimate": given["estimate"], "authority": request.codes[0]}
    stated = None
    if found is not None:
        chosen |= {"as_of": found.as_of, "source": found.source}
        printed = f"{write_number(found.value, _places(found.value))} {found.unit}"
        stated = StatedSource(found.publisher, f"row for {request.area.name}", printed, files[0].name)
    return Trace(
        measure=measure.name,
        version=measure.version,
        method=measure.method,
        computed_at=request.now,
        parameters=dict(given),
        filter=chosen,
        files=files,
        row_count=1 if found else 0,
        stated=stated,
    )


def _places(value: float) -> int:
    return 0 if float(value).is_integer() else len(repr(float(value)).partition(".")[2])
