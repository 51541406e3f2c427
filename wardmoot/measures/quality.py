"""The data-quality statement: what the files of an assessment hold that a reader must know of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from wardmoot import evidence
from wardmoot.core.calendar import Period, written_months
from wardmoot.core.figures import COUNTING_UNITS, Area, AreaKind, Figure, Trace, Unit
from wardmoot.evidence import ForceQuality, QualityReport, Store, source_files
from wardmoot.measures.ground import force_names
from wardmoot.reports.assessment import Quality

NOTES = (
    "Locations are snapped by the publisher to shared points and dates are given as months: a place is near the event, not at it.",
    "Police recorded crime depends on what is reported and how it is recorded; it is not all the crime there is.",
    "Counted by place: records that lie in the area, whichever force recorded them. Counts by force or by partnership differ.",
    "Rows that are alike and have no ID are usually different incidents at one snapped point; none is taken away.",
    "Outcomes are not used: many cases of the latest months are still open.",
)
CHECKS: tuple[tuple[str, str, str], ...] = (
    ("rows_rejected", "Rows not loaded", "Set aside with line, column and reason; they are in no count."),
    ("rows_without_lsoa", "Rows without a place", "They cannot be counted to any area, so counts by place are a little low."),
    (
        "rows_with_repeated_id",
        "Rows that share a crime ID with another",
        "One crime can have several rows. None is taken away.",
    ),
    ("identical_rows_without_id", "Rows alike in every cell and without an ID", "Usually different incidents at one snapped point; all are counted."),
    (
        "rows_with_unknown_code",
        "Rows with a code of no small-area list held",
        "Outside the areas held, or mistyped; they are in no count by place.",
    ),
    ("rows_outside", "Rows outside the authorities held", "Recorded by the force beyond the boundaries loaded."),
)


def quality_lines(store: Store, report: QualityReport, area: Area, forces: Sequence[str], now: datetime) -> tuple[Quality, ...]:
    """One line for each check and force used."""
    names = force_names(store)
    return tuple(line for force in report.forces if force.force in forces for line in _lines(store, area, force, names[force.force], now))


def _lines(store: Store, area: Area, found: ForceQuality, name: str, now: datetime) -> Iterator[Quality]:
    files = source_files(evidence.crime_batches(store, forces=[found.force]))
    for attribute, check, means in (("rows", "Rows held", "All the rows of the force's files that are held."), *CHECKS):
        value = getattr(found, attribute)
        trace = Trace(
            measure="data quality",
            version="1",
            method="Rows counted over every file held of the force; each check says which.",
            computed_at=now,
            parameters={"check": attribute, "force": found.force},
            files=files,
            row_count=found.rows,
        )
        figure = Figure(
            id=f"quality.{found.force}.{attribute}",
            label=f"{check} ({name})",
            measure="data quality",
            value=value,
            numerator=value,
            unit=Unit.COUNT,
            counting_unit=COUNTING_UNITS["record"],
            area=Area("", f"files of {name}", AreaKind.FORCE, f"not only {area.name}"),
            period=Period.listed(written_months(found.months)),
            trace=trace,
            breakdown={"force": found.force},
        )
        yield Quality(f"{check} ({name})", figure, means)


def quality_notes(store: Store, report: QualityReport, forces: Sequence[str]) -> tuple[str, ...]:
    """What holds for every file of this source, and the months missing between the first and last held."""
    names = force_names(store)
    gaps = [
        f"{names[f.force]}: no data is held for {written_months(f.months_missing)}." for f in report.forces if f.force in forces and f.months_missing
    ]
    return (*NOTES, *gaps)
