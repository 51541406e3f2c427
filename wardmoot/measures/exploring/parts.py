"""The parts of an authority that people name: its community areas, wards and small areas, each as a set of small areas."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wardmoot.core.figures import Area, AreaKind, Denominator
from wardmoot.measures.exploring.subjects import Cut
from wardmoot.measures.places import Ward


@dataclass(frozen=True, slots=True)
class Part:
    """A part: its key in addresses, what it is called, and the small areas it is made of."""

    key: str
    cut: Cut
    area: Area
    small_areas: tuple[str, ...]


def part_key(cut: Cut, name: str) -> str:
    """The key of a part: words and digits only.

    >>> part_key(Cut.COMMUNITY, "Bradford on Avon")
    'community.bradford-on-avon'
    """
    return f"{cut.value}.{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}"


def parts_of(ward_of: Mapping[str, Ward], groups: Mapping[str, Sequence[str]], names: Mapping[str, str], kind: AreaKind) -> dict[str, Part]:
    """Every part that holds a small area, by key: community areas, then wards, then small areas, each by name.

    `ward_of` gives each small area's ward, `groups` the small areas of each community area, `names` what people call each
    small area, and `kind` its vintage. A small area belongs whole to one ward.
    """
    communities = [Part(part_key(Cut.COMMUNITY, n), Cut.COMMUNITY, Area("", n, AreaKind.COMMUNITY), tuple(m)) for n, m in groups.items() if m]
    held: dict[Ward, list[str]] = {}
    for code, ward in ward_of.items():
        held.setdefault(ward, []).append(code)
    wards = [Part(part_key(Cut.WARD, w.code), Cut.WARD, Area(w.code, w.name, AreaKind.WARD), tuple(sorted(m))) for w, m in held.items()]
    small = [Part(part_key(Cut.SMALL_AREA, code), Cut.SMALL_AREA, Area(code, name, kind), (code,)) for code, name in names.items()]
    return {part.key: part for group in (communities, wards, small) for part in sorted(group, key=lambda part: (part.area.name, part.key))}


def population_of_part(part: Part, populations: Mapping[str, Denominator]) -> Denominator | None:
    """The residents of a part: the sum of its small areas where each one's is held, from the same release; otherwise none."""
    found = [populations[code] for code in part.small_areas if code in populations]
    if len(found) != len(part.small_areas) or len({(d.release, d.as_of) for d in found}) != 1:
        return None
    return Denominator(sum(d.value for d in found), found[0].label, found[0].release, found[0].as_of)
