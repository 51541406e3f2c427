"""How the lookups and populations in CSV are read. Source: ONS Open Geography Portal; ONS mid-year population estimates."""

from __future__ import annotations

import re

from wardmoot.evidence.delimited import AREA_CODE, Check, Layout, matches
from wardmoot.evidence.faults import FileFault
from wardmoot.evidence.headers import Header
from wardmoot.evidence.intake import Candidate
from wardmoot.evidence.synthetic import NAME_ENDING, is_synthetic_code

_AUTHORITY = r"[EWSNX]\d{8}"
_AREA = r"[EWSNXK]\d{8}"
_NAMED = "{0} <> '' AND length({0}) <= 100 AND NOT regexp_matches({0}, '[[:cntrl:]]')"
_NUMBER = r"(\d{1,3}(,\d{3})+|\d{1,9})(\.0)?"
LSOA_REASON = "not the form of an LSOA code (for example E01032022)"
CODE_REASON = "not the form of an area code (for example E06000054)"


def named_check(column: str, cell: str) -> Check:
    """The rule that a name is there and is no longer than names are."""
    return Check(column, cell, _NAMED.format(cell), "a name is missing, or is longer than 100 characters")


def coded_check(column: str, cell: str, pattern: str, reason: str) -> Check:
    """The rule that the whole cell has the pattern."""
    return Check(column, cell, matches(cell, pattern), reason)


def lay_out_lsoa_2011(header: Header, _names: list[str], _candidate: Candidate, _sample: list[list[str]]) -> Layout:
    """LSOA 2011 to authority; the force is a name, and empty for some."""
    return Layout(
        source=header.source,
        columns=("row_number", "region_code", "region", "authority_code", "authority", "msoa_code", "msoa", "lsoa_code", "lsoa_name", "force"),
        checks=(
            coded_check("Local authority code", "authority_code", _AUTHORITY, CODE_REASON),
            named_check("Local authority name", "authority"),
            coded_check("LSOA Code", "lsoa_code", AREA_CODE, LSOA_REASON),
            named_check("LSOA Name", "lsoa_name"),
        ),
        keep=("lsoa_code", "lsoa_name", "msoa_code", "msoa", "authority_code", "authority", "nullif(force, '') AS force"),
        period="2011",
        codes=("lsoa_code", "authority_code"),
        area="authority_code",
        unique="lsoa_code",
        detail={"vintage": "LSOA 2011"},
    )


def lay_out_csp(header: Header, names: list[str], _candidate: Candidate, _sample: list[list[str]]) -> Layout:
    """Authority to partnership to force area: an authority may lie in several partnerships."""
    cells = ("authority_code", "authority", "csp_code", "csp", "force_area_code", "force_area")
    pairs = list(zip(names, cells, strict=False))
    coded = tuple(coded_check(name, cell, _AUTHORITY, CODE_REASON) for name, cell in pairs if cell.endswith("code"))
    named = tuple(named_check(name, cell) for name, cell in pairs if not cell.endswith("code"))
    return Layout(
        source=header.source,
        columns=cells + ("object_id",) * (len(names) - len(cells)),
        checks=coded + named,
        keep=cells,
        period=f"20{names[0][3:5]}",
        codes=("authority_code", "csp_code", "force_area_code"),
        area="authority_code",
    )


def lay_out_best_fit(header: Header, _names: list[str], _candidate: Candidate, _sample: list[list[str]]) -> Layout:
    """LSOA codes of both vintages, with a point and the 2011 code: where a code stands for itself it is no bridge."""
    point = "TRY_CAST({0} AS DOUBLE) BETWEEN {1} AND {2}"
    return Layout(
        source=header.source,
        columns=("lsoa_code", "latitude", "longitude", "lsoa_2011"),
        checks=(
            coded_check("LSOACD", "lsoa_code", AREA_CODE, LSOA_REASON),
            Check("latitude", "latitude", point.format("latitude", 49, 61.5), "not a latitude in the United Kingdom"),
            Check("longitude", "longitude", point.format("longitude", -9.5, 2.5), "not a longitude in the United Kingdom"),
            coded_check("lsoa11cd", "lsoa_2011", AREA_CODE, LSOA_REASON),
        ),
        keep=(
            "lsoa_code",
            "CAST(latitude AS DOUBLE) AS latitude",
            "CAST(longitude AS DOUBLE) AS longitude",
            "nullif(lsoa_2011, lsoa_code) AS lsoa_2011",
        ),
        period="2021",
        codes=("lsoa_code",),
        area="lsoa_code",
        unique="lsoa_code",
        detail={"vintage": "LSOA codes of 2011 and 2021 together"},
    )


def lay_out_lsoa_population(header: Header, _names: list[str], candidate: Candidate, sample: list[list[str]]) -> Layout:
    """LSOA 2011 population. Raises FileFault when the file's name does not say which mid-year, because the rows do not."""
    year = re.search(r"mid[-_ ]?(20\d\d)", candidate.base, re.I)
    if year is None:
        raise FileFault("the file does not say which year it is for: put it in the name, for example lsoa-2011-mid-2019.csv", countable=True)
    invented = bool(sample) and is_synthetic_code(sample[0][0])
    return Layout(
        source=header.source,
        columns=("lsoa_code", "population"),
        checks=(
            coded_check("lsoa", "lsoa_code", AREA_CODE, LSOA_REASON),
            coded_check("pop", "population", _NUMBER, "not a whole number of people"),
        ),
        keep=("lsoa_code", "CAST(replace(population, ',', '') AS DOUBLE)::BIGINT AS population"),
        period=f"mid-{year[1]}",
        codes=("lsoa_code",),
        area="lsoa_code",
        unique="lsoa_code",
        detail={"vintage": "LSOA 2011", "release": f"Mid-{year[1]} population estimates of LSOA 2011 {NAME_ENDING if invented else '(ONS)'}"},
    )


def lay_out_authority_population(header: Header, names: list[str], _candidate: Candidate, _sample: list[list[str]], *, release: str = "") -> Layout:
    """Population of authorities, one column a mid-year, kept as one row an area and year."""
    years = [name[4:] for name in names[3:]]
    cells = [f"mid_{year}" for year in years]
    numbers = ", ".join(f"CAST(replace({cell}, ',', '') AS DOUBLE)::BIGINT" for cell in cells)
    first, last = min(years), max(years)
    return Layout(
        source=header.source,
        columns=("code", "name", "geography", *cells),
        checks=(
            coded_check("Code", "code", _AREA, CODE_REASON),
            named_check("Name", "name"),
            *(coded_check(name, cell, _NUMBER, "not a whole number of people") for name, cell in zip(names[3:], cells, strict=True)),
        ),
        keep=(
            "code",
            "trim(name) AS name",
            "trim(geography) AS geography",
            f"unnest([{', '.join(years)}]) AS year",
            f"unnest([{numbers}]) AS population",
            "CAST(NULL AS BIGINT[]) AS ages",
            "CAST(NULL AS DOUBLE) AS area_sq_km",
        ),
        period=f"mid-{first} to mid-{last}",
        codes=("code",),
        area="code",
        unique="code",
        detail={"release": release or f"Mid-year population estimates, mid-{first} to mid-{last}", "first_year": int(first), "last_year": int(last)},
    )
