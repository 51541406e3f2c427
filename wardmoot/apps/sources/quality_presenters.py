from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wardmoot.apps.sources.queries import coverage_words, names_of_authorities, source_title
from wardmoot.core.figures.writing import write_number
from wardmoot.evidence import ForceQuality, QualityReport, SourceKey, Store
from wardmoot.govuk.writing import count_of, thousands


@dataclass(frozen=True, slots=True)
class ForceLines:
    """The quality of one force's rows: a sentence, and the rows of its table."""

    force: str
    said: str
    rows: list[list[dict[str, Any]]]


def force_lines(found: ForceQuality) -> ForceLines:
    said = f"{thousands(found.rows)} rows of street crime. {_months_in_words(found)}."
    return ForceLines(coverage_words(found.force), said, [_row(*line) for line in _lines(found)])


def _months_in_words(found: ForceQuality) -> str:
    if len(found.months) == 1:
        return f"1 month held: {found.months[0].written}"
    gaps = f"; not held: {', '.join(month.written for month in found.months_missing)}" if found.months_missing else ", without a gap"
    return f"{count_of(len(found.months), 'month')} held, {found.months[0].written} to {found.months[-1].written}{gaps}"


def _lines(found: ForceQuality) -> list[tuple[str, int | None, int, str, str]]:
    """What was looked for, how many, of how many, the noun of those, and what it means."""
    every, with_id, without, placed = found.rows, found.rows_with_id, found.rows_without_id, found.rows_with_lsoa
    return [
        (
            "Rows not loaded",
            found.rows_rejected,
            every + found.rows_rejected,
            "rows in the files",
            "Each is listed with its reason on the page of its data file.",
        ),
        ("Rows without a small area", found.rows_without_lsoa, every, "rows", "They count for the force, and in no authority, ward or small area."),
        ("Rows without coordinates", found.rows_without_coordinates, every, "rows", "They cannot be put on a map."),
        (
            "Rows whose crime ID is on another row",
            found.rows_with_repeated_id,
            with_id,
            "rows with an ID",
            "They are counted as they stand: a later correction may have been published beside the first.",
        ),
        ("Rows without a crime ID", without, every, "rows", "Anti-social behaviour is published without one, so these cannot be told apart by ID."),
        (
            "Rows without an ID that are alike in every cell",
            found.identical_rows_without_id,
            without,
            "rows without an ID",
            "Usually different incidents placed at one point, so none is taken away.",
        ),
        (
            "Small-area codes in no list held",
            found.rows_with_unknown_code,
            placed,
            "rows with a small area",
            "They fit neither the 2011 nor the 2021 small areas that are held.",
        ),
        (
            "Rows outside the authorities held",
            found.rows_outside,
            placed,
            "rows with a small area",
            "They lie in authorities whose boundaries are not loaded, so no assessment counts them.",
        ),
    ]


def _row(check: str, count: int | None, of: int, noun: str, means: str) -> list[dict[str, Any]]:
    said = thousands(count) if count is not None else "not tested"
    share = f"{_share(count, of)} of {thousands(of)} {noun}" if count is not None and of else ""
    return [
        {"text": check},
        {"text": said, "format": "numeric"},
        {"text": share},
        {"text": means if count is not None else "Load a list of small areas (boundaries or a lookup) to test this."},
    ]


def _share(count: int, of: int) -> str:
    written = write_number(100 * count / of, 1)
    return "less than 0.1%" if count and written == "0.0" else f"{written}%"


def lists_in_words(report: QualityReport) -> str:
    return "; ".join(source_title(SourceKey(name)) for name in report.lists)


def authorities_in_words(report: QualityReport, store: Store) -> str:
    names = names_of_authorities(store)
    return "; ".join(f"{names[code]} ({code})" if code in names else code for code in report.authorities)
