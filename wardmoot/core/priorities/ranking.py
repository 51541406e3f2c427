"""Ranks, and how far they would move if the scores or the weights had been a little different."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wardmoot.core.priorities.model import Combination, ScoringModel, Section
from wardmoot.core.priorities.scoring import check_values, score

Order = tuple[int, int, int]
Issues = Mapping[str, Mapping[str, int]]
Weights = Mapping[str, int]
ONE = 100
"""A weight of one, in the hundredths that weights are counted in."""


@dataclass(frozen=True, slots=True)
class RankRange:
    """The best (smallest) and the worst rank that an issue takes."""

    best: int
    worst: int

    @property
    def written(self) -> str:
        """`1 to 3`, or `2` where the rank does not move.

        >>> RankRange(1, 3).written, RankRange(2, 2).written
        ('1 to 3', '2')
        """
        return str(self.best) if self.best == self.worst else f"{self.best} to {self.worst}"


@dataclass(frozen=True, slots=True)
class Stability:
    """How firm an issue's rank is.

    `single`: any one axis of any one issue moves one step of its scale, each in turn. `alone`: this issue's axes may all move up
    to one step at once, the other issues stay as scored. `together`: the axes of every issue may each move up to one step,
    whichever way is worst (or best) for this one; it holds the other two. `weights`: the weights of the axes change within the
    model's bounds (see `weight_sets`).
    """

    single: RankRange
    alone: RankRange
    together: RankRange
    weights: RankRange


def ranks(orders: Mapping[str, Order]) -> dict[str, int]:
    """The rank of each issue, 1 the highest. Equal issues share a rank, and the next rank is then left out.

    >>> ranks({"a": (182, 26, 7), "b": (90, 18, 5), "c": (182, 26, 7), "d": (90, 15, 6)})
    {'a': 1, 'c': 1, 'b': 3, 'd': 4}
    """
    listed = sorted(orders, key=lambda issue: orders[issue], reverse=True)
    found: dict[str, int] = {}
    for place, issue in enumerate(listed, start=1):
        before = listed[place - 2] if place > 1 else None
        found[issue] = found[before] if before is not None and orders[before] == orders[issue] else place
    return found


def rank_issues(model: ScoringModel, issues: Issues) -> dict[str, int]:
    """The rank of each issue by risk, at equal risk by impact, then by likelihood. Raises ValueError as `score` does.

    Args:
        issues: for each issue its values by axis key.
    """
    return ranks({issue: score(model, values).order for issue, values in issues.items()})


def stability(model: ScoringModel, issues: Issues, *, seed: int, samples: int = 200) -> dict[str, Stability]:
    """How far each issue's rank moves.

    Every single move is tried. The other ranges of one step are exact too: risk, impact and likelihood never fall when an axis
    rises, so an issue stands best when its own axes are all a step up and those of the others all a step down, and worst the other
    way round. The range of the weights is that of the sets tried: each weight at either bound by itself, and `samples` sets drawn
    with `seed`.

    Raises ValueError as `score` does.
    """
    for values in issues.values():
        if faults := check_values(model, values):
            raise ValueError("; ".join(faults))
    still, up, down = (_moved(model, issues, steps) for steps in (0, 1, -1))
    singly = [ranks(still), *(ranks(still | moved) for moved in _single_moves(model, issues))]
    weighed = [ranks({issue: _order(model, values, weights) for issue, values in issues.items()}) for weights in weight_sets(model, seed, samples)]
    return {
        issue: Stability(
            _range(issue, singly),
            RankRange(_rank(up[issue], _others(still, issue)), _rank(down[issue], _others(still, issue))),
            RankRange(_rank(up[issue], _others(down, issue)), _rank(down[issue], _others(up, issue))),
            _range(issue, weighed),
        )
        for issue in issues
    }


def weight_sets(model: ScoringModel, seed: int, samples: int) -> Iterator[dict[str, int]]:
    """The sets of weights (in hundredths, by axis key) that ranks are tried with.

    First the declared ones; then each axis by itself at the least and at the greatest weight; then `samples` sets in which every
    weight is drawn by itself, evenly on the scale of ratios between the bounds.

    >>> from wardmoot.core.priorities.scoring import _example
    >>> list(weight_sets(_example(), seed=1, samples=0))[:3]
    [{'harm': 100, 'volume': 100}, {'harm': 50, 'volume': 100}, {'harm': 200, 'volume': 100}]
    """
    declared = {axis.key: ONE for axis in model.risk_axes}
    yield declared
    for axis in model.risk_axes:
        for bound in model.weight_bounds:
            yield declared | {axis.key: bound}
    chance = random.Random(seed)
    low, high = (math.log(bound) for bound in model.weight_bounds)
    for _ in range(samples):
        yield {axis.key: round(math.exp(low + (high - low) * chance.random())) for axis in model.risk_axes}


def _order(model: ScoringModel, values: Mapping[str, int], weights: Weights) -> Order:
    """What an issue is ranked by under other weights: whole numbers throughout, so that equals stay equal."""
    impact, likelihood = (
        model.within[section].of(values[axis.key] * weights[axis.key] for axis in model.of(section)) * ONE ** _lift(model, section)
        for section in (Section.IMPACT, Section.LIKELIHOOD)
    )
    return model.risk.of((impact, likelihood)), impact, likelihood


def _lift(model: ScoringModel, section: Section) -> int:
    """By how many hundreds a total must grow to be in the same fractions as that of the other section: a product has one for each axis."""
    hundreds = {one: len(model.of(one)) if model.within[one] is Combination.PRODUCT else 1 for one in (Section.IMPACT, Section.LIKELIHOOD)}
    return max(hundreds.values()) - hundreds[section]


def _moved(model: ScoringModel, issues: Issues, steps: int) -> dict[str, Order]:
    return {issue: score(model, {axis.key: axis.moved(values[axis.key], steps) for axis in model.axes}).order for issue, values in issues.items()}


def _single_moves(model: ScoringModel, issues: Issues) -> Iterator[dict[str, Order]]:
    for issue, values in issues.items():
        for axis in model.risk_axes:
            for step in (-1, 1):
                yield {issue: score(model, {**values, axis.key: axis.moved(values[axis.key], step)}).order}


def _range(issue: str, tried: Sequence[Mapping[str, int]]) -> RankRange:
    found = [ranks_then[issue] for ranks_then in tried]
    return RankRange(min(found), max(found))


def _others(orders: Mapping[str, Order], issue: str) -> Iterable[Order]:
    return (order for other, order in orders.items() if other != issue)


def _rank(own: Order, others: Iterable[Order]) -> int:
    return 1 + sum(other > own for other in others)
