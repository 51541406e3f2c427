"""Where scorers differ: what a moderation meeting must talk about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from wardmoot.core.priorities.model import Axis, ScoringModel


class Agreement(StrEnum):
    """How far apart the scorers are, in steps of the scale."""

    AGREED = "all agree"
    NEAR = "one step apart"
    APART = "two or more steps apart"
    ONE_SCORE = "one score only"
    NO_SCORE = "not scored"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The scores of one issue on one axis. `steps_apart` counts steps of the scale; `differing` are those to hear first.

    Where scores are two steps or more apart, `differing` are the scorers who stand a step or more from the middle.
    """

    axis: Axis
    scores: Mapping[str, int]
    lowest: int | None
    highest: int | None
    middle: float | None
    steps_apart: int
    agreement: Agreement
    differing: tuple[str, ...]


def disagreement(axis: Axis, scores: Mapping[str, int]) -> Disagreement:
    """How the scorers (by key) differ on one axis of one issue.

    Raises ValueError for a score that is not on the axis's scale.

    >>> from wardmoot.core.priorities.scoring import _example
    >>> found = disagreement(_example().axis("harm"), {"police": 8, "council": 2, "health": 2, "fire": 4})
    >>> found.agreement.value, found.middle, found.steps_apart, found.differing
    ('two or more steps apart', 3.0, 2, ('police',))
    """
    if not scores:
        return Disagreement(axis, {}, None, None, None, 0, Agreement.NO_SCORE, ())
    places = {scorer: axis.position(value) for scorer, value in scores.items()}
    apart = max(places.values()) - min(places.values())
    centre = median(places.values())
    differing = tuple(scorer for scorer, place in places.items() if apart >= 2 and abs(place - centre) >= 1)
    return Disagreement(
        axis,
        dict(scores),
        min(scores.values()),
        max(scores.values()),
        float(median(scores.values())),
        apart,
        _agreement(len(scores), apart),
        differing,
    )


def _agreement(scorers: int, apart: int) -> Agreement:
    if scorers == 1:
        return Agreement.ONE_SCORE
    return (Agreement.AGREED, Agreement.NEAR, Agreement.APART)[min(apart, 2)]


def disagreements(model: ScoringModel, scores: Mapping[str, Mapping[str, int]]) -> tuple[Disagreement, ...]:
    """The disagreement on every axis of one issue, in the model's order.

    Args:
        scores: for each scorer the values by axis key.
    """
    return tuple(disagreement(axis, {scorer: values[axis.key] for scorer, values in scores.items() if axis.key in values}) for axis in model.axes)


def most_apart(found: Sequence[Disagreement]) -> int:
    """The most steps that scorers are apart on any axis: meetings take such issues first.

    >>> most_apart(())
    0
    """
    return max((one.steps_apart for one in found), default=0)
