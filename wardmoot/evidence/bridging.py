"""From the small areas of 2011 to those of 2021 and back, by the overlap of the boundaries that are held.

A count of an area that was split cannot be split again without assuming how: what is assumed, and how much of a total rests on it,
is always said. No place is dropped: one whose boundary is not held is named. Source: ONS, LSOA (2011) to LSOA (2021) change types.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely

from wardmoot.core.figures import write_number
from wardmoot.evidence.engine import rows_of
from wardmoot.evidence.manifest import Batch
from wardmoot.evidence.places import LSOA_BOUNDARY, Boundary, boundaries, lsoa_sources, lsoas
from wardmoot.evidence.queries import Query
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.store import Store

SLIVER = 0.05
"""An overlap of less than this share of both areas comes from how the two vintages were drawn, and is no link."""
VINTAGES = (2011, 2021)


class BridgeKind(StrEnum):
    """What became of a small area between the two vintages."""

    UNCHANGED = "unchanged"
    SPLIT = "split"
    MERGED = "merged"
    IRREGULAR = "changed irregularly"
    NOT_HELD = "boundary not held"

    @property
    def is_exact_to_2021(self) -> bool:
        """Whether counts of 2011 are known for the areas of 2021 with nothing assumed."""
        return self in (BridgeKind.UNCHANGED, BridgeKind.MERGED)


@dataclass(frozen=True, slots=True)
class Link:
    """An area of 2011 and one of 2021 that overlap. The shares are by area and add up to 1 over an area's links."""

    old: str
    new: str
    share_of_old: float
    share_of_new: float


@dataclass(frozen=True, slots=True)
class Bridge:
    """All that is known of both vintages. `kinds[2011]` and `kinds[2021]` have every code known of that vintage.

    `authorities` are those whose boundaries of both are held; `files` the data files behind it.
    """

    kinds: Mapping[int, Mapping[str, BridgeKind]]
    links: tuple[Link, ...]
    names: Mapping[str, str]
    authorities: tuple[str, ...]
    files: tuple[Batch, ...]

    def links_of(self, code: str, vintage: int) -> tuple[Link, ...]:
        """The links of one area; none where its boundary is not held. Raises KeyError for a code that is not known of the vintage."""
        if code not in self.kinds[vintage]:
            raise KeyError(f"{code} is not a known LSOA of {vintage}")
        return tuple(link for link in self.links if code == (link.old if vintage == 2011 else link.new))

    def not_held(self, vintage: int) -> tuple[str, ...]:
        """The codes of a vintage whose boundary, or its counterpart's, is not held."""
        return tuple(code for code, kind in self.kinds[vintage].items() if kind is BridgeKind.NOT_HELD)

    def in_words(self, code: str, vintage: int) -> str:
        """What became of an area (or where it came from), in one sentence."""
        kind, links = self.kinds[vintage][code], self.links_of(code, vintage)
        name = f"{self.names.get(code, '')} ({code})".strip()
        if kind is BridgeKind.NOT_HELD:
            return f"{name}: its boundary of {vintage}, or of the other vintage there, is not held."
        others = [(link.new, link.share_of_old) if vintage == 2011 else (link.old, link.share_of_new) for link in links]
        listed = ", ".join(f"{other} ({round(100 * share)}% of its area)" for other, share in sorted(others))
        return f"{name}: {kind}; {'now' if vintage == 2011 else 'before'} {listed}."


@dataclass(frozen=True, slots=True)
class Converted:
    """Counts of one vintage's areas as counts of the other's.

    `assumed` is the share of what was placed that rests on an assumption, `words` says the assumption, `assumed_codes` the areas it touches;
    `unplaced` are the counts of codes that could not be placed, which are in no value: `words` says so too.
    """

    values: Mapping[str, float]
    assumed: float
    assumed_codes: frozenset[str]
    unplaced: Mapping[str, float]
    words: str


def bridge(store: Store) -> Bridge:
    """The bridge of everything held: links where the boundaries of both vintages are, and a row for every other code that any file names."""
    held = store.snapshot()
    drawn = {vintage: boundaries(held, LSOA_BOUNDARY[vintage]) for vintage in VINTAGES}
    links = _links(drawn[2011], drawn[2021])
    groups = _groups(links)
    known = _known_codes(held, drawn)
    kinds = {vintage: {code: groups.get((vintage, code), BridgeKind.NOT_HELD) for code in sorted(known[vintage])} for vintage in VINTAGES}
    names = {code: name for vintage in VINTAGES for code, (name, _) in lsoas(held, vintage).items()}
    shared = {b.authority for b in drawn[2011]} & {b.authority for b in drawn[2021]}
    files = (*lsoa_sources(held, 2011), *lsoa_sources(held, 2021), *held.batches(source=SourceKey.LOOKUP_BEST_FIT))
    return Bridge(kinds, links, names, tuple(sorted(shared)), files)


def _known_codes(store: Store, drawn: Mapping[int, list[Boundary]]) -> dict[int, set[str]]:
    """Every code that a file held names, by vintage. The best-fit lookup names codes of both: one that no list of 2011 has is of 2021."""
    old, new = set(lsoas(store, 2011)), {b.code for b in drawn[2021]}
    for source, column in ((SourceKey.DEPRIVATION_LSOA_2011, "lsoa_code"), (SourceKey.POPULATION_LSOA_2011, "lsoa_code")):
        old |= _codes(store, source, column)
    return {2011: old, 2021: new | (_codes(store, SourceKey.LOOKUP_BEST_FIT, "lsoa_code") - old)}


def _codes(store: Store, source: SourceKey, column: str) -> set[str]:
    held = store.batches(source=source)
    return {row[0] for row in rows_of(store, {"named": held}, Query(f"SELECT DISTINCT {column} FROM named"))} if held else set()


def _links(old: list[Boundary], new: list[Boundary]) -> tuple[Link, ...]:
    """The overlaps that are no slivers, with shares that leave the slivers out. In degrees: only the ratio of areas at one place counts."""
    if not old or not new:
        return ()
    shapes = np.array([b.geometry for b in old]), np.array([b.geometry for b in new])
    i, j = shapely.STRtree(shapes[1]).query(shapes[0], predicate="intersects")
    shared = shapely.area(shapely.intersection(shapes[0][i], shapes[1][j]))
    share = np.maximum(shared / shapely.area(shapes[0])[i], shared / shapely.area(shapes[1])[j])
    i, j, shared = (values[share >= SLIVER] for values in (i, j, shared))
    of_old, of_new = (np.bincount(places, shared, len(shape)) for places, shape in ((i, shapes[0]), (j, shapes[1])))
    made = zip(i, j, shared / of_old[i], shared / of_new[j], strict=True)
    return tuple(sorted((Link(old[a].code, new[b].code, float(x), float(y)) for a, b, x, y in made), key=lambda k: (k.old, k.new)))


def _groups(links: Iterable[Link]) -> dict[tuple[int, str], BridgeKind]:
    """The kind of each linked area, by the group of areas that hang together."""
    by_node: dict[tuple[int, str], set[tuple[int, str]]] = {}
    for link in links:
        ends = {(2011, link.old), (2021, link.new)}
        group = set().union(*(by_node.get(end, {end}) for end in ends))
        by_node |= dict.fromkeys(group, group)
    return {node: _kind({code for v, code in group if v == 2011}, {code for v, code in group if v == 2021}) for node, group in by_node.items()}


def _kind(old: set[str], new: set[str]) -> BridgeKind:
    if len(old) == 1 and len(new) == 1:
        return BridgeKind.UNCHANGED if old == new else BridgeKind.IRREGULAR
    if len(old) == 1:
        return BridgeKind.SPLIT
    return BridgeKind.MERGED if len(new) == 1 else BridgeKind.IRREGULAR


def convert(counts: Mapping[str, float], made: Bridge, *, to: int, weights: Mapping[str, float] | None = None, weight_name: str = "") -> Converted:
    """Counts of one vintage's areas as counts of those of `to` (2011 or 2021).

    Where an area has several counterparts its count is divided by `weights` of those (for example their residents) where all are given,
    otherwise by the area they share. A count of 0 needs no assumption. Raises ValueError for another vintage.
    """
    if to not in VINTAGES:
        raise ValueError(f"{to} is not an LSOA vintage: choose 2011 or 2021")
    targets = _targets(made, to)
    values: dict[str, float] = {}
    assumed, touched, unplaced = 0.0, set(), {}
    for code, count in counts.items():
        shares = _shares(targets.get(code, {}), weights)
        if not shares:
            unplaced[code] = count
        if len(shares) > 1 and count:
            assumed += count
            touched |= set(shares)
        for target, share in shares.items():
            values[target] = values.get(target, 0.0) + count * share
    placed = sum(values.values())
    words = " ".join(filter(None, (_assumption(made, to, weights, weight_name, touched), _unplaced(unplaced, counts))))
    return Converted(values, assumed / placed if placed else 0.0, frozenset(touched), unplaced, words)


def _targets(made: Bridge, to: int) -> dict[str, dict[str, float]]:
    """Each area's counterparts in the vintage `to`, with the share of it that lies in each."""
    found: dict[str, dict[str, float]] = {}
    for link in made.links:
        here, there, share = (link.old, link.new, link.share_of_old) if to == 2021 else (link.new, link.old, link.share_of_new)
        found.setdefault(here, {})[there] = share
    return found


def _shares(targets: Mapping[str, float], weights: Mapping[str, float] | None) -> Mapping[str, float]:
    if weights is None or not all(code in weights for code in targets):
        return targets
    whole = sum(weights[code] * share for code, share in targets.items())
    return {code: weights[code] * share / whole for code, share in targets.items()} if whole else targets


def _assumption(made: Bridge, to: int, weights: Mapping[str, float] | None, weight_name: str, touched: set[str]) -> str:
    if not touched:
        return "No count had to be divided."
    by = f"in proportion to {weight_name or 'the weights given'}" if weights else "in proportion to the area they share"
    return (
        f"Counts of areas that lie in several areas of LSOA {to} were divided {by}, as if they were spread evenly over it: "
        f"{len(touched):,} of {len(made.kinds[to]) - len(made.not_held(to)):,} areas rest on this."
    )


def _unplaced(unplaced: Mapping[str, float], counts: Mapping[str, float]) -> str:
    """What is in no value, in a sentence; "" where everything was placed."""
    if not unplaced:
        return ""
    lost = f"{len(unplaced):,} of {len(counts):,} areas, with {write_number(sum(unplaced.values()))} of {write_number(sum(counts.values()))} counted"
    return f"Not placed, because their boundary, or that of the other vintage there, is not held: {lost}."
