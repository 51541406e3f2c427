"""Community areas: a local, editable table that groups wards or small areas into places people name.

There is no official list to read them from, so the tables are content: some are shipped in `catalogue/areas`, and a
copy in the `areas` folder of the home is used instead of the shipped one for the same authority.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import as_file, files
from pathlib import Path as FilePath
from typing import Any, TypeGuard

from wardmoot.catalogue.faults import Fault, Path
from wardmoot.catalogue.line_index import LineIndex

HOME_FOLDER = "areas"
"""The folder of the home that holds the tables people have edited."""

_AUTHORITY = re.compile(r"[EWX]0[6-9][0-9]{6}")
_KINDS = {"05": "ward", "01": "lsoa"}
_YEARS = {"ward_year": range(2001, 2100), "lsoa_year": (2001, 2011, 2021)}
_FIELDS = {"authority", "authority_name", "ward_year", "lsoa_year", "areas"}


class MemberKind(StrEnum):
    """What a member of a community area is."""

    WARD = "ward"
    LSOA = "lsoa"


class CommunityAreaFaults(ValueError):
    """A table of community areas that cannot be used. `file` is its name, `faults` every fault found."""

    def __init__(self, file: str, faults: tuple[Fault, ...]) -> None:
        self.file = file
        self.faults = faults
        super().__init__("\n".join(f"{file}, {fault}" for fault in faults))


@dataclass(frozen=True, slots=True)
class Member:
    """A ward or small area that belongs to a community area. The code decides; the name is for the reader."""

    code: str
    name: str

    @property
    def kind(self) -> MemberKind:
        """A ward or an LSOA, as the code's third digit tells.

        >>> Member("E05013400", "Amesbury East & Bulford").kind
        <MemberKind.WARD: 'ward'>
        """
        return MemberKind(_KINDS[self.code[1:3]])


@dataclass(frozen=True, slots=True)
class CommunityArea:
    """A place people name, and what it is made of."""

    name: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class CommunityAreas:
    """The community areas of one authority, in the table's order. A vintage is None where the table has no such member."""

    authority_code: str
    authority_name: str
    ward_year: int | None
    lsoa_year: int | None
    areas: tuple[CommunityArea, ...]

    def area_of(self) -> dict[str, str]:
        """The community area's name for each member's code: a member is in one only."""
        return {member.code: area.name for area in self.areas for member in area.members}


def load_community_areas(path: FilePath) -> CommunityAreas:
    """Read and check a table of community areas.

    Raises CommunityAreaFaults naming file, line and field of every fault, and OSError where the file cannot be read.

    >>> with as_file(files("wardmoot.catalogue") / "areas" / "wiltshire-community-areas.toml") as shipped:
    ...     len(load_community_areas(shipped).areas)
    18
    """
    try:
        text = path.read_text("utf-8-sig")
        table = tomllib.loads(text)
    except UnicodeDecodeError:
        raise CommunityAreaFaults(path.name, (Fault("the file is not UTF-8 text: save it as UTF-8"),)) from None
    except tomllib.TOMLDecodeError as error:
        raise CommunityAreaFaults(path.name, (Fault(f"not readable as TOML: {error}. Compare the line with its neighbours"),)) from None
    faults = tuple(_Check(table, LineIndex(text)).faults())
    if faults:
        raise CommunityAreaFaults(path.name, faults)
    return _made(table)


def _made(table: dict[str, Any]) -> CommunityAreas:
    areas = tuple(CommunityArea(a["name"], tuple(Member(code, name) for code, name in a["members"].items())) for a in table["areas"])
    return CommunityAreas(table["authority"], table["authority_name"], table.get("ward_year"), table.get("lsoa_year"), areas)


class _Check:
    """The faults of one table."""

    def __init__(self, table: dict[str, Any], lines: LineIndex) -> None:
        self._table, self._lines = table, lines

    def faults(self) -> Iterator[Fault]:
        yield from self._of_head()
        areas = self._table.get("areas")
        if not isinstance(areas, list) or not areas or not all(isinstance(a, dict) for a in areas):
            yield self._fault(("areas",), "there is no community area: add a block that begins [[areas]]")
            return
        names: dict[str, int] = {}
        codes: dict[str, str] = {}
        for n, area in enumerate(areas):
            yield from self._of_area(n, area, names)
            yield from self._of_members(n, area, codes)

    def _of_head(self) -> Iterator[Fault]:
        for field in sorted(set(self._table) - _FIELDS):
            yield self._fault((field,), f"not a field of this table: use only {', '.join(sorted(_FIELDS))}")
        authority = self._table.get("authority")
        if not isinstance(authority, str) or not _AUTHORITY.fullmatch(authority):
            yield self._fault(("authority",), f"{authority!r} is not a local authority's code: write it like E06000054")
        if not _is_text(self._table.get("authority_name")):
            yield self._fault(("authority_name",), "the authority's name is missing: write it in quotes")
        for field, allowed in _YEARS.items():
            year = self._table.get(field)
            if year is not None and (type(year) is not int or year not in allowed):
                yield self._fault((field,), f"{year!r} is not a year of that geography: write it like {'2025' if field == 'ward_year' else '2021'}")

    def _of_area(self, n: int, area: dict[str, Any], names: dict[str, int]) -> Iterator[Fault]:
        for field in sorted(set(area) - {"name", "members"}):
            yield self._fault(("areas", n, field), "not a field of a community area: use name and members")
        name = area.get("name")
        if not _is_text(name):
            yield self._fault(("areas", n, "name"), "the community area has no name: write it in quotes")
        elif name in names:
            yield self._fault(
                ("areas", n, "name"), f"“{name}” is already the name of the community area at line {names[name]}: rename one or join them"
            )
        else:
            names[name] = self._lines.line_of(("areas", n, "name"))

    def _of_members(self, n: int, area: dict[str, Any], codes: dict[str, str]) -> Iterator[Fault]:
        members = area.get("members")
        if not isinstance(members, dict) or not members:
            yield self._fault(("areas", n, "members"), 'the community area has no members: add lines like E05013400 = "Amesbury East & Bulford"')
            return
        for code, name in members.items():
            for says in self._of_member(code, name, codes):
                yield self._fault(("areas", n, "members", code), says)
            codes.setdefault(code, str(area.get("name")))

    def _of_member(self, code: str, name: object, codes: dict[str, str]) -> Iterator[str]:
        if not re.fullmatch(r"[EWX]0[15][0-9]{6}", code):
            yield "not a ward's or small area's code: write it like E05013400 (ward) or E01032022 (LSOA)"
            return
        authority = self._table.get("authority")
        if isinstance(authority, str) and (code[0] == "X") != authority.startswith("X"):
            yield "real and synthetic places never mix: the authority and its members must all be real, or all synthetic (X...)"
        if not _is_text(name):
            yield "the member's name is missing: write it in quotes, as its publisher does"
        if code in codes:
            yield f"already a member of {codes[code]}: a place belongs to one community area only, so take one of the two lines out"
        needed = f"{_KINDS[code[1:3]]}_year"
        if self._table.get(needed) is None:
            yield f"{needed} is missing: say above the first [[areas]] of which year the {_KINDS[code[1:3]]} codes are"

    def _fault(self, path: Path, says: str) -> Fault:
        return Fault(says, self._lines.line_of(path), str(path[-1]))


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value.strip())


def community_areas_for(authority_code: str, home: FilePath | None = None) -> CommunityAreas | None:
    """The community areas of an authority: the home's own table where there is one, otherwise the shipped one, otherwise None.

    Every table in the home's `areas` folder is checked, so that a fault in an edited table is never passed over in
    silence. Raises CommunityAreaFaults for a faulty table and where two tables of one folder are for the same authority.

    >>> community_areas_for("E06000054").authority_name
    'Wiltshire'
    """
    with as_file(files("wardmoot.catalogue") / "areas") as shipped:
        for folder in ([home / HOME_FOLDER] if home else []) + [shipped]:
            found = [
                (path.name, areas) for path in sorted(folder.glob("*.toml")) if (areas := load_community_areas(path)).authority_code == authority_code
            ]
            if len(found) > 1:
                both = " and ".join(name for name, _ in found)
                raise CommunityAreaFaults(both, (Fault(f"both are tables for {authority_code}: keep one of them in the folder"),))
            if found:
                return found[0][1]
    return None
