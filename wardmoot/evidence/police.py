"""How the street-level crime files of data.police.uk are read. Source: data.police.uk/about (columns, categories, anonymisation)."""

from __future__ import annotations

import re
from collections import Counter

from wardmoot.catalogue.crime_types import crime_types
from wardmoot.core.calendar import Month
from wardmoot.evidence.delimited import AREA_CODE, Check, Layout, literal, matches
from wardmoot.evidence.faults import FileFault, shortened
from wardmoot.evidence.forces import force_slug, is_known_force
from wardmoot.evidence.headers import POLICE_COLUMNS, POLICE_FILE, Header
from wardmoot.evidence.intake import Candidate
from wardmoot.evidence.synthetic import is_synthetic_name

CRIME_TYPES = tuple(crime_types())
ASB = next(name for name, kind in crime_types().items() if not kind.is_crime)
_CELLS = (
    "crime_id",
    "month",
    "reported_by",
    "falls_within",
    "longitude",
    "latitude",
    "location",
    "lsoa_code",
    "lsoa_name",
    "crime_type",
    "last_outcome",
    "context",
)
CRIME_ID_PARTS = ("crime_id_1", "crime_id_2", "crime_id_3", "crime_id_4")
# How the ID is written again from its four numbers, each of 16 hex digits.
CRIME_ID = f"format('{'{:016x}' * 4}', {', '.join(CRIME_ID_PARTS)}) AS crime_id"
_DEGREES = r"-?\d{1,2}(\.\d{1,12})?"
_KEEP = (
    *(f"CAST('0x' || nullif(substr(crime_id, {start}, 16), '') AS UBIGINT) AS {part}" for start, part in zip((1, 17, 33, 49), CRIME_ID_PARTS)),
    "month",
    "reported_by",
    "falls_within",
    "CAST(nullif(longitude, '') AS DOUBLE) AS longitude",
    "CAST(nullif(latitude, '') AS DOUBLE) AS latitude",
    "location",
    "nullif(lsoa_code, '') AS lsoa_code",
    "nullif(lsoa_name, '') AS lsoa_name",
    "crime_type",
    "nullif(last_outcome, '') AS last_outcome",
)


def lay_out_police(header: Header, _names: list[str], candidate: Candidate, sample: list[list[str]]) -> Layout:
    """The layout of one force's month. The month and force come from the file's name, or from most of its first rows.

    Raises FileFault when name and rows disagree, or the force is not one that publishes there.
    """
    force = _commonest(sample, 2)
    slug = force_slug(force)
    month = _commonest(sample, 1)
    named = POLICE_FILE.search(candidate.base)
    if named:
        _check_name(named, force, month)
    if not is_known_force(slug):
        raise FileFault(
            f"most rows are reported by “{shortened(force)}”, which is not a police force that publishes on data.police.uk", countable=True
        )
    _check_month(month)
    return Layout(
        source=header.source,
        columns=_CELLS,
        checks=_checks(force, month),
        keep=_KEEP,
        period=month,
        coverage=slug if not is_synthetic_name(force) or not named else named[2].lower(),
        codes=("lsoa_code",),
        names=(force,),
        detail={"force": force},
        digest="crime_id",
        spans=(3, 5, 3),
    )


def _commonest(sample: list[list[str]], column: int) -> str:
    if not sample:
        raise FileFault("no row has the right number of cells: the columns are not those of the header. Download the file again", countable=True)
    return Counter(row[column] for row in sample).most_common(1)[0][0]


def _check_name(named: re.Match[str], force: str, month: str) -> None:
    if not re.fullmatch(r"\d{4}-\d{2}", month):
        raise FileFault(f"most rows have “{shortened(month)}” in the Month column: the columns have slipped. Download the file again", countable=True)
    if named[1] != month:
        raise FileFault(
            f"the file's name says {named[1]} and its rows say {shortened(month)}: one of them is wrong. "
            "Download the month again, and keep the name the site gives it",
            countable=True,
        )
    slug, in_rows = named[2].lower(), force_slug(force)
    both_invented = is_synthetic_name(slug) and is_synthetic_name(force)
    if slug != in_rows and not both_invented:
        raise FileFault(
            f"the file's name says the force {slug} and its rows are reported by {shortened(force)}: one of them is wrong. "
            "Download the file again, and keep the name the site gives it",
            countable=True,
        )


def _check_month(month: str) -> None:
    try:
        Month.parse(month)
    except ValueError as error:
        raise FileFault(f"most rows have an impossible Month ({shortened(str(error))}): download the file again", countable=True) from None


def _checks(force: str, month: str) -> tuple[Check, ...]:
    """One rule a column, in the order of the columns. Latitude and longitude are both there, or both empty."""
    types = ", ".join(literal(t) for t in CRIME_TYPES)
    text = "NOT regexp_matches({}, '[[:cntrl:]]') AND length({}) <= {}"
    of_england_or_wales = f"substr(lsoa_code, 1, 1) NOT IN ('E', 'W') OR {matches('lsoa_name', '.+ [0-9]{3}[A-Z]')}"
    name_with_code = f"(lsoa_name = '') = (lsoa_code = '') AND ({of_england_or_wales})"
    rules = (
        ("crime_id", f"crime_id = '' OR {matches('crime_id', '[0-9a-f]{64}')}", "a crime ID is 64 characters from 0-9 and a-f, or empty"),
        ("month", f"month = {literal(month)}", f"the month of every row in this file is {month}"),
        ("reported_by", f"reported_by = {literal(force)}", f"every row of this file is reported by {force}"),
        ("falls_within", f"falls_within = reported_by OR {matches('falls_within', '[A-Z][A-Za-z&() -]{2,79}')}", "not the name of a police force"),
        *(_coordinate("longitude", "latitude", -9.5, 2.5), _coordinate("latitude", "longitude", 49.0, 61.5)),
        (
            "location",
            f"(starts_with(location, 'On or near') OR location = 'No Location') AND {text.format('location', 'location', 150)}",
            "a location begins with “On or near”, or is “No Location”",
        ),
        ("lsoa_code", f"lsoa_code = '' OR {matches('lsoa_code', AREA_CODE)}", "not the form of an LSOA code (for example E01032022)"),
        (
            "lsoa_name",
            f"{name_with_code} AND {text.format('lsoa_name', 'lsoa_name', 100)}",
            "an LSOA name stands beside its code and ends in three digits and a letter",
        ),
        ("crime_type", f"crime_type IN ({types})", "not one of the 14 crime types of data.police.uk"),
        (
            "last_outcome",
            f"last_outcome = '' OR ({matches('last_outcome', '[A-Z][A-Za-z;, -]{2,99}')} AND last_outcome NOT IN ({types}))",
            "not the form of an outcome",
        ),
    )
    return tuple(Check(POLICE_COLUMNS[_CELLS.index(cell)], cell, holds, reason) for cell, holds, reason in rules)


def _coordinate(cell: str, other: str, low: float, high: float) -> tuple[str, str, str]:
    inside = f"{matches(cell, _DEGREES)} AND TRY_CAST({cell} AS DOUBLE) BETWEEN {low} AND {high}"
    holds = f"({cell} = '' AND {other} = '') OR ({inside})"
    reason = f"a {cell} is a number of degrees in the United Kingdom ({low:g} to {high:g}), or both coordinates are empty"
    return cell, holds, reason
