"""An issue's scores: impact, likelihood and the risk they make; organisational position and confidence beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wardmoot.core.priorities.model import Confidence, ScoringModel, Section


@dataclass(frozen=True, slots=True)
class Score:
    """What an issue's values come to. `position` is None where the model does not ask for it; it is not in `risk`."""

    impact: int
    likelihood: int
    risk: int
    position: int | None = None
    confidence: Confidence | None = None

    @property
    def order(self) -> tuple[int, int, int]:
        """What issues are ranked by: the risk, at equal risk the impact, then the likelihood."""
        return self.risk, self.impact, self.likelihood


def check_values(model: ScoringModel, values: Mapping[str, int]) -> tuple[str, ...]:
    """What is wrong with the values of an issue, a sentence each; empty where every axis has a value of its scale.

    >>> check_values(_example(), {"harm": 3, "speed": 1})
    ('Harm: 3 is not on the scale: choose one of 0, 1, 2, 4, 8', 'Volume: not scored yet', 'speed: the model has no such axis')
    """
    faults = []
    for axis in model.axes:
        if axis.key not in values:
            faults.append(f"{axis.title}: not scored yet")
        elif values[axis.key] not in axis.values:
            faults.append(f"{axis.title}: {values[axis.key]} is not on the scale: choose one of {', '.join(map(str, axis.values))}")
    known = {axis.key for axis in model.axes}
    return (*faults, *(f"{key}: the model has no such axis" for key in values if key not in known))


def score(model: ScoringModel, values: Mapping[str, int], *, confidence: str = "") -> Score:
    """The scores that the values of one issue come to.

    Args:
        values: for each axis key of the model, one of the axis's values.
        confidence: the letter of the confidence, kept beside the risk and never part of it; empty where it is not given.

    Raises:
        ValueError: an axis is missing, unknown or off its scale (every fault is named), or there is no such letter.

    >>> score(_example(), {"harm": 8, "volume": 4}).risk
    32

    Source: the platform's own thematic scoring, a local default; the worked example is in the tests.
    """
    if faults := check_values(model, values):
        raise ValueError("; ".join(faults))
    totals = {section: model.within[section].of(values[axis.key] for axis in model.of(section)) for section in model.sections}
    impact, likelihood = totals[Section.IMPACT], totals[Section.LIKELIHOOD]
    return Score(
        impact,
        likelihood,
        model.risk.of((impact, likelihood)),
        totals.get(Section.POSITION),
        model.level(confidence) if confidence else None,
    )


def intelligence_requirements(model: ScoringModel, letters: Mapping[str, str]) -> tuple[str, ...]:
    """The issues (by key, in the order given) whose evidence is too weak to rest on: more must be found out about each.

    >>> intelligence_requirements(_example(), {"burglary": "A", "cuckooing": "D"})
    ('cuckooing',)
    """
    return tuple(issue for issue, letter in letters.items() if letter and model.level(letter).low)


def _example() -> ScoringModel:
    from wardmoot.core.priorities.model import Axis, Combination, Step

    def axis(key: str, title: str, section: Section, values: tuple[int, ...]) -> Axis:
        return Axis(key, title, section, tuple(Step(value, "") for value in values))

    return ScoringModel(
        key="example",
        version="1",
        title="An example",
        status="For the examples of this module.",
        source="",
        axes=(axis("harm", "Harm", Section.IMPACT, (0, 1, 2, 4, 8)), axis("volume", "Volume", Section.LIKELIHOOD, (1, 2, 3, 4, 5))),
        within={Section.IMPACT: Combination.SUM, Section.LIKELIHOOD: Combination.SUM},
        risk=Combination.PRODUCT,
        confidence=(Confidence("A", "Verified data of several agencies", low=False), Confidence("D", "Anecdotal", low=True)),
    )
