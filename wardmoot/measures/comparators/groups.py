"""The group an area is set beside: found here, saved by the partnership, or of a list that others made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from wardmoot import evidence
from wardmoot.core.calendar.periods import written_day
from wardmoot.core.figures import SourceFile
from wardmoot.evidence import Store, source_files
from wardmoot.measures.comparators.profiles import Profiles


class Origin(StrEnum):
    """Who made a group."""

    FOUND = "found here"
    SAVED = "saved by the partnership"
    IMPORTED = "imported list"


@dataclass(frozen=True, slots=True)
class Group:
    """An area's group: `members` are codes, the area's own first. `words` say how it was made, for the reader of a chart.

    `files` are the data files it was made from; a group that is read again from JSON has none.
    """

    area: str
    name: str
    members: tuple[str, ...]
    origin: Origin
    words: str
    files: tuple[SourceFile, ...] = ()

    def __post_init__(self) -> None:
        if self.members[:1] != (self.area,) or len(set(self.members)) < len(self.members):
            raise ValueError(f"the group “{self.name}” begins with its own area and has each member once")
        if len(self.members) < 2:
            raise ValueError(f"the group “{self.name}” has no other member than its own area: there is nothing to compare with")

    @property
    def others(self) -> tuple[str, ...]:
        """The members without the area itself."""
        return self.members[1:]


def group_to_json(group: Group) -> dict[str, Any]:
    """The group as JSON values, enough to compare with it again.

    >>> group_to_json(Group("E1", "Ours", ("E1", "E2"), Origin.SAVED, "by hand"))["members"]
    ['E1', 'E2']
    """
    return {"area": group.area, "name": group.name, "members": list(group.members), "origin": group.origin.value, "words": group.words}


def group_from_json(plain: Mapping[str, Any]) -> Group:
    """The group that `group_to_json` wrote. Raises ValueError where it is not whole.

    >>> group_from_json({"area": "E1", "name": "Ours", "members": ["E1", "E2"], "origin": "imported list", "words": ""}).origin
    <Origin.IMPORTED: 'imported list'>
    """
    try:
        return Group(plain["area"], plain["name"], tuple(plain["members"]), Origin(plain["origin"]), plain["words"])
    except KeyError as missing:
        raise ValueError(f"the group of similar areas has no {missing.args[0]}: it was not written whole") from None


def imported_groups(store: Store, profiles: Profiles, area: str) -> tuple[Group, ...]:
    """The area's group of every list held that has one, the newest of each list first; `area` is a code of the profiles."""
    found = []
    for one in evidence.area_group_lists(store):
        members = one.groups.get(area, ())
        if members:
            ranked = "in the list's order" if one.ranked else "which the list does not rank"
            words = f"Imported list “{one.name}”, version {one.version}, of {written_day(one.dated)}; {len(members) + 1} areas, {ranked}."
            name = f"{one.name}, version {one.version} of {written_day(one.dated)}"
            found.append(Group(area, name, (area, *members), Origin.IMPORTED, words, source_files((one.batch,))))
    return tuple(found)


def saved_group(area: str, name: str, members: tuple[str, ...], on: date, how: str) -> Group:
    """A group that somebody saved under a name on a day."""
    return Group(area, name, members, Origin.SAVED, f"Saved as “{name}” on {written_day(on)}. {how}".strip())
