"""What issues are scored on: axes with their scales, in sections, and how the sections make a risk. All of it data."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class Section(StrEnum):
    """What an axis is about. POSITION (what the organisations can do about it) is reported beside the risk and never part of it."""

    IMPACT = "impact"
    LIKELIHOOD = "likelihood"
    POSITION = "position"

    @property
    def heading(self) -> str:
        """The section as a heading.

        >>> Section.POSITION.heading
        'Organisational position'
        """
        return "Organisational position" if self is Section.POSITION else self.value.capitalize()


class Combination(StrEnum):
    """How several numbers make one."""

    SUM = "sum"
    PRODUCT = "product"

    def of(self, values: Iterable[int]) -> int:
        """The numbers combined.

        >>> Combination.SUM.of([4, 3]), Combination.PRODUCT.of([26, 7])
        (7, 182)
        """
        return sum(values) if self is Combination.SUM else math.prod(values)

    @property
    def sign(self) -> str:
        """What stands between the numbers where it is written out."""
        return "+" if self is Combination.SUM else "×"


@dataclass(frozen=True, slots=True)
class Step:
    """A value that an axis allows, and what it means."""

    value: int
    words: str


@dataclass(frozen=True, slots=True)
class Axis:
    """One question that every issue is scored on. `steps` ascend; `help` tells a scorer how to choose."""

    key: str
    title: str
    section: Section
    steps: tuple[Step, ...]
    help: str = ""

    def __post_init__(self) -> None:
        values = self.values
        if len(values) < 2 or values[0] < 0 or any(later <= earlier for earlier, later in pairwise(values)):
            raise ValueError(f"{self.key}: give two steps or more, whole numbers from 0 up, each greater than the one before")

    @property
    def values(self) -> tuple[int, ...]:
        """The values allowed, ascending."""
        return tuple(step.value for step in self.steps)

    def words_of(self, value: int) -> str:
        """What a value means. Raises ValueError for a value that the axis does not allow."""
        return self.steps[self.position(value)].words

    def position(self, value: int) -> int:
        """How many steps a value is above the lowest. Raises ValueError, naming the values allowed."""
        if value not in self.values:
            raise ValueError(f"{self.title}: {value} is not on the scale: choose one of {', '.join(map(str, self.values))}")
        return self.values.index(value)

    def moved(self, value: int, steps: int) -> int:
        """The value so many steps up or down, held at the ends of the scale.

        >>> axis = Axis("harm", "Harm", Section.IMPACT, tuple(Step(v, "") for v in (0, 1, 2, 4, 8)))
        >>> axis.moved(4, 1), axis.moved(4, -1), axis.moved(8, 1)
        (8, 2, 8)
        """
        return self.values[min(max(self.position(value) + steps, 0), len(self.steps) - 1)]


@dataclass(frozen=True, slots=True)
class Confidence:
    """How good the evidence behind a score is. `low` means that more must be found out: it makes an intelligence requirement."""

    letter: str
    words: str
    low: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringModel:
    """A way of scoring, by `key` and `version`.

    `within` says how the axes of each section combine, `risk` how impact and likelihood do. `weight_bounds` are the least and
    the greatest weight, as a share of the declared one, at which the ranks are tried; `weights` are whole hundredths (100 is
    one), so that every sum is exact. `status` says in a sentence what standing the model has, `source` where it is from.
    """

    key: str
    version: str
    title: str
    status: str
    source: str
    axes: tuple[Axis, ...]
    within: Mapping[Section, Combination]
    risk: Combination
    confidence: tuple[Confidence, ...]
    weight_bounds: tuple[int, int] = (50, 200)

    def __post_init__(self) -> None:
        keys = [axis.key for axis in self.axes]
        if len(set(keys)) < len(keys):
            raise ValueError(f"{self.key}: two axes have one key")
        for section in (Section.IMPACT, Section.LIKELIHOOD):
            if not self.of(section):
                raise ValueError(f"{self.key}: no axis is about {section.value}, so there is no risk to make")
        if missing := {axis.section for axis in self.axes} - set(self.within):
            raise ValueError(f"{self.key}: say how the axes of {', '.join(sorted(missing))} combine")
        if not 0 < self.weight_bounds[0] <= 100 <= self.weight_bounds[1]:
            raise ValueError(f"{self.key}: the bounds of the weights must be above 0 and hold 100 (hundredths) between them")

    def of(self, section: Section) -> tuple[Axis, ...]:
        """The axes of a section."""
        return tuple(axis for axis in self.axes if axis.section is section)

    def axis(self, key: str) -> Axis:
        """The axis of this key. Raises KeyError."""
        for axis in self.axes:
            if axis.key == key:
                return axis
        raise KeyError(key)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections that have axes, in reading order."""
        return tuple(section for section in Section if self.of(section))

    @property
    def risk_axes(self) -> tuple[Axis, ...]:
        """The axes that the risk is made of: never those of organisational position."""
        return self.of(Section.IMPACT) + self.of(Section.LIKELIHOOD)

    def level(self, letter: str) -> Confidence:
        """The confidence of this letter. Raises ValueError, naming the letters there are."""
        for level in self.confidence:
            if level.letter == letter:
                return level
        raise ValueError(f"{letter!r} is not a confidence: choose one of {', '.join(level.letter for level in self.confidence)}")

    def range_of(self, section: Section) -> tuple[int, int]:
        """The least and the greatest total that a section can have."""
        axes = self.of(section)
        return self.within[section].of(axis.values[0] for axis in axes), self.within[section].of(axis.values[-1] for axis in axes)

    @property
    def risk_range(self) -> tuple[int, int]:
        """The least and the greatest risk there can be."""
        (a, b), (c, d) = self.range_of(Section.IMPACT), self.range_of(Section.LIKELIHOOD)
        return self.risk.of((a, c)), self.risk.of((b, d))

    @property
    def formula(self) -> tuple[str, ...]:
        """How the numbers are made, a sentence each."""
        return tuple(self._sentences())

    def _sentences(self) -> Iterator[str]:
        for section in self.sections:
            axes, (low, high) = self.of(section), self.range_of(section)
            made = f" {self.within[section].sign} ".join(axis.title.lower() if n else axis.title for n, axis in enumerate(axes))
            yield f"{section.heading} = {made} ({low} to {high})."
        low, high = self.risk_range
        yield f"Risk = Impact {self.risk.sign} Likelihood ({low} to {high})."
