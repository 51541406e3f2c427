"""The column names by which each CSV source is recognised."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wardmoot.catalogue.road_casualties import road_tables
from wardmoot.evidence.sources import SourceKey

POLICE_COLUMNS = (
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
)
OUTCOME_COLUMNS = (*POLICE_COLUMNS[:9], "Outcome type")
STOP_COLUMNS = (
    "Type",
    "Date",
    "Part of a policing operation",
    "Policing operation",
    "Latitude",
    "Longitude",
    "Gender",
    "Age range",
    "Self-defined ethnicity",
    "Officer-defined ethnicity",
    "Legislation",
    "Object of search",
    "Outcome",
    "Outcome linked to object of search",
    "Removal of more than just outer clothing",
)
_STOP_REMOVAL_FIRST = (*STOP_COLUMNS[:12], STOP_COLUMNS[14], *STOP_COLUMNS[12:14])
POLICE_FILE = re.compile(r"(\d{4}-\d{2})-(.+)-(?:street|outcomes)\.csv$", re.I)
STOP_FILE = re.compile(r"(\d{4}-\d{2})-(.+)-stop-and-search\.csv$", re.I)
_POLICE_ENDINGS = {
    "-street.csv": SourceKey.POLICE_STREET,
    "-outcomes.csv": SourceKey.POLICE_OUTCOMES,
    "-stop-and-search.csv": SourceKey.STOP_AND_SEARCH,
}
_YEAR = "yy"
ROAD_TABLE = {SourceKey.ROAD_COLLISIONS: "collision", SourceKey.ROAD_CASUALTIES: "casualty", SourceKey.ROAD_VEHICLES: "vehicle"}


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a source in their order. `yy` in a name stands for two digits of a year, the same in every column;
    `repeated` is a pattern for any number (at least one) of further columns; `optional` a last column that may be absent.
    """

    source: SourceKey
    columns: tuple[str, ...]
    repeated: str = ""
    optional: str = ""

    def matches(self, names: list[str]) -> bool:
        """Whether the names are exactly these columns in this order.

        >>> HEADERS[0].matches(list(POLICE_COLUMNS)), HEADERS[0].matches(list(POLICE_COLUMNS[::-1]))
        (True, False)
        """
        fixed, rest = names[: len(self.columns)], names[len(self.columns) :]
        if len(fixed) < len(self.columns) or len(set(names)) < len(names) or fixed != list(self._in_year_of(fixed)):
            return False
        if self.repeated:
            return bool(rest) and all(re.fullmatch(self.repeated, name) for name in rest)
        return rest in ([], [self.optional] if self.optional else [])

    def _in_year_of(self, names: list[str]) -> tuple[str, ...]:
        """The columns with the year that the first dated name shows."""
        for column, name in zip(self.columns, names, strict=False):
            found = re.fullmatch(re.escape(column).replace(_YEAR, r"(\d\d)"), name)
            if found and found.groups():
                return tuple(c.replace(_YEAR, found[1]) if re.search(r"yy(CD|NM)$", c) else c for c in self.columns)
        return self.columns

    def _has(self, column: str, names: list[str]) -> bool:
        pattern = re.escape(column).replace(_YEAR, r"\d\d")
        return any(re.fullmatch(pattern, name) for name in names)

    def missing(self, names: list[str]) -> list[str]:
        """The columns that are not among the names."""
        return [c for c in self.columns if not self._has(c, names)]

    def beyond(self, names: list[str]) -> list[str]:
        """The names that are not among the columns."""
        known = [re.escape(c).replace(_YEAR, r"\d\d") for c in self.columns] + [p for p in (self.repeated, re.escape(self.optional)) if p]
        return [n for n in names if not any(re.fullmatch(p, n) for p in known)]

    def first_out_of_place(self, names: list[str]) -> tuple[int, str, str]:
        """The number of the first column that is wrong, what it should be and what it is."""
        want = self._in_year_of(names)
        for place, (right, found) in enumerate(zip(want, names, strict=False), 1):
            if right != found:
                return place, right, found
        return len(want) + 1, "the last column", names[len(want)] if len(names) > len(want) else "nothing"


@dataclass(frozen=True, slots=True)
class RoadHeader(Header):
    """The columns of a STATS19 table under the names of any year, in any order: `columns` are those it cannot do without."""

    def _read(self, names: list[str]) -> list[str | None]:
        return [column.name if column else None for column in road_tables()[ROAD_TABLE[self.source]].read(names)]

    def matches(self, names: list[str]) -> bool:
        """Whether every needed column is there once, and no column twice under two names.

        >>> header = next(h for h in HEADERS if h.source is SourceKey.ROAD_COLLISIONS)
        >>> header.matches(["Accident_Index", "Accident_Severity", "Date"])
        True
        """
        found = [name for name in self._read(names) if name]
        return len(set(names)) == len(names) and len(set(found)) == len(found) and not self.missing(names)

    def missing(self, names: list[str]) -> list[str]:
        """The needed columns that are not there under any name."""
        found = self._read(names)
        return [c for c in self.columns if c not in found]

    def beyond(self, names: list[str]) -> list[str]:
        """The names that are there twice, or stand for a column that is there under another name: a new name alone is no fault."""
        found = self._read(names)
        return [name for place, name in enumerate(names) if name in names[:place] or (found[place] and found[place] in found[:place])]


HEADERS = (
    Header(SourceKey.POLICE_STREET, POLICE_COLUMNS),
    Header(
        SourceKey.LOOKUP_LSOA_2011,
        (
            "",
            "Region code",
            "Region name",
            "Local authority code",
            "Local authority name",
            "MSOA Code",
            "MSOA Name",
            "LSOA Code",
            "LSOA Name",
            "Police_force",
        ),
    ),
    Header(SourceKey.LOOKUP_CSP, ("LADyyCD", "LADyyNM", "CSPyyCD", "CSPyyNM", "PFAyyCD", "PFAyyNM"), optional="ObjectId"),
    Header(SourceKey.LOOKUP_BEST_FIT, ("LSOACD", "latitude", "longitude", "lsoa11cd")),
    Header(SourceKey.POPULATION_AUTHORITY, ("Code", "Name", "Geography"), repeated=r"Mid-\d{4}"),
    Header(SourceKey.POPULATION_LSOA_2011, ("lsoa", "pop")),
    Header(SourceKey.POLICE_OUTCOMES, OUTCOME_COLUMNS),
    Header(SourceKey.STOP_AND_SEARCH, STOP_COLUMNS),
    Header(SourceKey.STOP_AND_SEARCH, _STOP_REMOVAL_FIRST),
    Header(SourceKey.DEPRIVATION_LSOA_2011, ("FID", "lsoa11cd", "lsoa11nm", "IMDRank", "IMDDecil", "Shape__Area", "Shape__Length")),
    Header(
        SourceKey.LOOKUP_POSTCODE,
        (
            *("pcd7", "pcd8", "pcds", "dointr", "doterm", "usertype"),
            *("oa11cd", "lsoa11cd", "msoa11cd", "ladcd", "lsoa11nm", "msoa11nm", "ladnm", "ladnmw"),
        ),
    ),
    Header(SourceKey.LOOKUP_OFFENCE_CODE, ("", "Offence_Group", "Offence_Code", "Offence_Description", "Offence_Subgroup", "Police.uk_Cat")),
    Header(SourceKey.AREA_GROUPS, ("Area code", "Member code"), optional="Rank"),
    Header(SourceKey.AREA_GROUPS, ("List", "Version", "Date", "Area code", "Member code"), optional="Rank"),
    *(RoadHeader(source, road_tables()[key].needed) for source, key in ROAD_TABLE.items()),
)


def header_meant(names: list[str], file_name: str) -> Header | None:
    """The source a wrong header was meant for: by the file's name, or because more than half of the columns are there.

    >>> header_meant(["Crime ID"], "2025-01-wiltshire-street.csv").source.value
    'police-street'
    """
    for ending, source in _POLICE_ENDINGS.items():
        if file_name.lower().endswith(ending):
            return next(h for h in HEADERS if h.source is source)
    near = [h for h in HEADERS if 2 * len(h.missing(names)) < len(h.columns) and (len(h.columns) > 3 or isinstance(h, RoadHeader))]
    return min(near, key=lambda h: len(h.missing(names))) if near else None
