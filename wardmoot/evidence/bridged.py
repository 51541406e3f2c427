"""Populations and deprivation of the small areas of 2021, made from those of 2011: estimates, each marked with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wardmoot.evidence.bridging import Bridge, BridgeKind, Converted, convert
from wardmoot.evidence.deprivation import ENGLAND, Deprivation
from wardmoot.evidence.populations import LsoaPopulation


@dataclass(frozen=True, slots=True)
class BridgedDecile:
    """The deprivation decile of an area of 2021. `assumed` says that it is not simply that of the one area of 2011 it lies in."""

    decile: int
    kind: BridgeKind
    assumed: bool
    of: tuple[str, ...]


def bridged_population(population: LsoaPopulation, made: Bridge) -> Converted:
    """Residents of LSOA 2021 from those of LSOA 2011 (`convert`): an estimate where an area was split, by the area of its parts.

    Only the areas of authorities whose boundaries of both vintages are held; `unplaced` names all others.
    """
    return convert(population.values, made, to=2021)


def bridged_deciles(index: Deprivation, made: Bridge, population: Mapping[str, int] | None = None) -> dict[str, BridgedDecile]:
    """Deprivation deciles of LSOA 2021 by code, for the areas whose boundaries are held.

    A part of an area that was split has the decile of the whole (assumed: its parts may differ). A merged area has that of its parts
    where they agree, otherwise the decile of their mean rank weighted by residents (or equally, without them): assumed too.
    """
    parts: dict[str, list[str]] = {}
    for link in made.links:
        parts.setdefault(link.new, []).append(link.old)
    known = {code: old for code, old in parts.items() if all(part in index.deciles for part in old)}
    return {code: _decile(made.kinds[2021][code], old, index, population) for code, old in sorted(known.items())}


def _decile(kind: BridgeKind, parts: list[str], index: Deprivation, population: Mapping[str, int] | None) -> BridgedDecile:
    deciles = {index.deciles[part] for part in parts}
    agreed = len(deciles) == 1
    decile = deciles.pop() if agreed else _of_mean_rank(index, parts, population)
    return BridgedDecile(decile, kind, not (kind.is_exact_to_2021 and agreed), tuple(parts))


def _of_mean_rank(index: Deprivation, parts: list[str], population: Mapping[str, int] | None) -> int:
    weights = [population.get(code, 0) if population else 1 for code in parts]
    weights = weights if sum(weights) else [1] * len(parts)
    mean = sum(index.ranks[code] * weight for code, weight in zip(parts, weights, strict=True)) / sum(weights)
    return -int(-mean * 10 // ENGLAND)
