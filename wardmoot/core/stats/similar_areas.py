"""Which areas are most like one area, by chosen variables, with the working of every distance.

Each variable is standardised over all the areas that have every variable, so that none counts for more because of its unit.
Each area has a group of its own: that B is in A's group does not put A in B's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wardmoot.core.stats._checks import Floats, floats, whole

MEMBERS = 15
"""How many areas a partnership's group has, itself included, unless another number is asked for."""

FEWEST = 3
"""Under this many areas there is nothing to standardise over: of two, every variable is one deviation either side."""


@dataclass(frozen=True, slots=True)
class Near:
    """Another area: its distance, and each variable's share of the square of it (they add up to 1; all nan at distance 0)."""

    code: str
    distance: float
    shares: Floats


@dataclass(frozen=True, slots=True)
class SimilarAreas:
    """All other areas, nearest first, with what the distances were reckoned from.

    `means` and `deviations` have one entry a variable, on its own scale; `standardised` has shape (areas, variables), its rows
    in the order of `compared`. `lacking` are the areas that lack a variable, `set_aside` those left out by hand: neither is in `ranked`.
    """

    area: str
    variables: tuple[str, ...]
    ranked: tuple[Near, ...]
    compared: tuple[str, ...]
    standardised: Floats
    means: Floats
    deviations: Floats
    lacking: tuple[str, ...]
    set_aside: tuple[str, ...]

    def group(self, members: int = MEMBERS) -> tuple[str, ...]:
        """The area itself and then its nearest, `members` codes in all (fewer where there are not so many). Raises ValueError under 2."""
        size = whole(members, "members", least=2)
        return (self.area, *(near.code for near in self.ranked[: size - 1]))

    def scores(self, code: str) -> Floats:
        """The standardised values of an area that was compared; shape (variables,)."""
        row: Floats = self.standardised[self.compared.index(code)]
        return row


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What becomes of a group when one thing, an area or a variable, is left out: who joins it and who leaves it, in order of code."""

    left_out: str
    joins: tuple[str, ...]
    leaves: tuple[str, ...]


def similar_areas(area: str, codes: Sequence[str], values: ArrayLike, variables: Sequence[str], *, without: Sequence[str] = ()) -> SimilarAreas:
    """All other areas by their distance from `area`, nearest first.

    `values` has shape (areas, variables), nan where a variable is not held; an area that lacks one is not compared. The distance is
    the root of the mean of the squared differences of the standardised values: 1 is one standard deviation apart on an average
    variable. Areas equally far stand in order of code. The areas of `without` are left out of the ranking alone, so the distances
    of the others do not change.

    Raises ValueError for a shape that does not fit, a code that is there twice, an `area` that is not there or lacks a variable,
    a variable that is the same everywhere, fewer than three areas that can be compared, and for `area` among `without`.

    Source: standardised Euclidean distance, Everitt, Landau, Leese and Stahl (2011), Cluster Analysis, 5th edition, section 3.3;
    a group of its own for each area, nearest first, is how the Home Office's groups of most similar partnerships are made.

    >>> found = similar_areas("A", ["A", "B", "C"], [[1, 10], [1, 12], [3, 20]], ["age", "size"])
    >>> [near.code for near in found.ranked], found.ranked[0].shares.tolist()
    (['B', 'C'], [0.0, 1.0])
    """
    table = _table(codes, values, variables)
    names, order = [str(code) for code in codes], np.argsort(np.array([str(code) for code in codes]))
    # in order of code throughout, so that the order in which areas are given cannot change a last digit
    sorted_codes, table = [names[i] for i in order], table[order]
    _check_area(area, sorted_codes, table, variables, without)
    whole_rows: NDArray[np.bool_] = np.isfinite(table).all(axis=1)  # type: ignore[assignment]
    compared = tuple(code for code, is_whole in zip(sorted_codes, whole_rows.tolist(), strict=True) if is_whole)
    means, deviations, scores = _standardised(table[whole_rows], variables)
    gaps = scores - scores[compared.index(area)]
    aside = set(without)
    near = [_near(code, gap) for code, gap in zip(compared, gaps, strict=True) if code != area and code not in aside]
    return SimilarAreas(
        area=area,
        variables=tuple(variables),
        ranked=tuple(sorted(near, key=lambda one: (one.distance, one.code))),
        compared=compared,
        standardised=scores,
        means=means,
        deviations=deviations,
        lacking=tuple(code for code, is_whole in zip(sorted_codes, whole_rows.tolist(), strict=True) if not is_whole),
        set_aside=tuple(sorted(aside)),
    )


def _table(codes: Sequence[str], values: ArrayLike, variables: Sequence[str]) -> Floats:
    table = floats(values, "values")
    if table.shape != (len(codes), len(variables)) or not variables:
        raise ValueError(
            f"values: shape {table.shape} for {len(codes)} areas and {len(variables)} variables; give a row an area, a column a variable"
        )
    if np.isinf(table).any():
        raise ValueError("values: one is infinite; use nan where a variable is not held")
    if len(set(codes)) < len(codes):
        raise ValueError("codes: an area is there twice; give each once")
    if len(set(variables)) < len(variables):
        raise ValueError("variables: one is there twice; it would count double")
    return table


def _check_area(area: str, codes: list[str], table: Floats, variables: Sequence[str], without: Sequence[str]) -> None:
    if area not in codes:
        raise ValueError(f"{area} is not among the areas: give the code of one of them")
    if area in without:
        raise ValueError(f"{area} cannot be left out of its own group")
    if unknown := sorted(set(without) - set(codes)):
        raise ValueError(f"{', '.join(unknown)}: not among the areas, so it cannot be left out")
    lacks = [name for name, value in zip(variables, table[codes.index(area)].tolist(), strict=True) if math.isnan(value)]
    if lacks:
        raise ValueError(f"{area} has no value for {', '.join(lacks)}: choose variables that it has")


def _standardised(table: Floats, variables: Sequence[str]) -> tuple[Floats, Floats, Floats]:
    if len(table) < FEWEST:
        what = "choose fewer variables, or load data files that hold more areas"
        raise ValueError(f"only {len(table)} areas have all the variables; at least {FEWEST} are needed to compare: {what}")
    flat = [name for name, low, high in zip(variables, table.min(axis=0), table.max(axis=0), strict=True) if low == high]
    if flat:
        raise ValueError(f"{', '.join(flat)}: the same in every area, so it tells none apart; leave it out")
    means, deviations = table.mean(axis=0), table.std(axis=0)
    return means, deviations, (table - means) / deviations


def _near(code: str, gap: Floats) -> Near:
    squares = gap**2
    total = float(squares.sum())
    return Near(code, float(np.sqrt(total / gap.size)), squares / (total or np.nan))


def _changes(what: str, before: Sequence[str], after: Sequence[str]) -> LeftOut:
    return LeftOut(what, tuple(sorted(set(after) - set(before))), tuple(sorted(set(before) - set(after) - {what})))


def without_each_variable(
    area: str, codes: Sequence[str], values: ArrayLike, variables: Sequence[str], *, members: int = MEMBERS, without: Sequence[str] = ()
) -> tuple[LeftOut, ...]:
    """How the group changes when each variable in turn is left out; empty where there is one variable only.

    An area that lacked only that variable can then join. Raises ValueError as `similar_areas` does.

    >>> without_each_variable("A", ["A", "B", "C"], [[1, 10], [1, 15], [3, 11]], ["age", "size"], members=2)[1].joins
    ('B',)
    """
    table = _table(codes, values, variables)
    now = similar_areas(area, codes, table, variables, without=without).group(members)

    def again(place: int) -> LeftOut:
        rest = [name for name in variables if name != variables[place]]
        found = similar_areas(area, codes, np.delete(table, place, axis=1), rest, without=without)
        return _changes(variables[place], now, found.group(members))

    return tuple(map(again, range(len(variables)))) if len(variables) > 1 else ()


def without_each_area(found: SimilarAreas, *, members: int = MEMBERS) -> tuple[LeftOut, ...]:
    """How the group changes when each of its members in turn is left out: the next nearest, where there is one, takes its place.

    >>> found = similar_areas("A", ["A", "B", "C"], [[1], [2], [4]], ["age"])
    >>> without_each_area(found, members=2)
    (LeftOut(left_out='B', joins=('C',), leaves=()),)
    """
    group = found.group(members)
    following = found.ranked[len(group) - 1 : len(group)]
    return tuple(LeftOut(code, tuple(near.code for near in following), ()) for code in group[1:])
