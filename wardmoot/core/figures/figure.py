"""Figure: a statistic with everything a reader needs in order to trust it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from wardmoot.core.calendar import Period
from wardmoot.core.figures.terms import Area, CountingUnit, Polarity, Unit
from wardmoot.core.figures.trace import Trace
from wardmoot.core.figures.writing import Shorthand, write_number, write_value


class DisclosureClass(StrEnum):
    """How freely a figure may be shown. A open; B sensitive (small counts are hidden in public); C never published."""

    OPEN = "A"
    SENSITIVE = "B"
    CLOSED = "C"


class Marking(StrEnum):
    """Protective marking. Source: Government Security Classifications (2024)."""

    NONE = ""
    OFFICIAL = "OFFICIAL"
    OFFICIAL_SENSITIVE = "OFFICIAL-SENSITIVE"


class VerdictWord(StrEnum):
    """The only direction words there are; each comes from a test."""

    HIGHER = "higher than before"
    LOWER = "lower than before"
    NO_CLEAR_CHANGE = "no clear change"
    TOO_FEW = "too few to say"
    HIGHER_THAN = "higher than the comparison"
    LOWER_THAN = "lower than the comparison"
    NO_CLEAR_DIFFERENCE = "no clear difference"
    RISING = "rising"
    FALLING = "falling"
    NO_CLEAR_TREND = "no clear trend"
    UNUSUALLY_HIGH = "unusually high"
    UNUSUALLY_LOW = "unusually low"
    MORE_CONCENTRATED = "more concentrated than chance"
    TOGETHER = "found together more often than chance"
    APART = "found together less often than chance"
    SEASONAL = "differs by season"
    NOT_TESTED = "not tested"


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval on the value's own scale. `lower` or `upper` is None where the method gives none."""

    lower: float | None
    upper: float | None
    confidence: float
    method: str

    def write(self, unit: Unit, places: int | None = None) -> str:
        """`47.9 to 49.5`."""
        return f"{write_value(self.lower, unit, places=places)} to {write_value(self.upper, unit, places=places)}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a named test says of a value against its comparator.

    `ratio` is the value to its comparator, both per day (and per person where populations are given), and `interval`
    is its interval; `overdispersion` the factor by which the series
    varies more than independent events would (1 = not more). `note` is what a reader must know, for example
    that the base is small. Verdicts of NOT_TESTED and TOO_FEW carry the reason in `note`.
    """

    word: VerdictWord
    test: str = ""
    statistic: float | None = None
    p: float | None = None
    ratio: float | None = None
    interval: Interval | None = None
    overdispersion: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Denominator:
    """What a rate is per, with the release it comes from: two releases give two rates."""

    value: float
    label: str
    release: str
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class AsPublished:
    """One of the two lives of a number: as first published, or as revised, each with the denominator it used."""

    value: float
    denominator: Denominator | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Comparator:
    """The number in brackets. The days of its period and its denominator allow comparison per day and per person.

    `missing` says in shorthand why there is no value, where there is none.
    """

    value: float | None
    period: Period
    area: Area
    label: str = ""
    numerator: float | None = None
    denominator: Denominator | None = None
    trace: Trace | None = None
    note: str = ""
    missing: Shorthand = Shorthand.NOT_AVAILABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """No naked numbers: every statistic a person sees is one of these.

    `id` is stable within its plan or assessment. `value` is None where there is no number; `missing` then says why
    in shorthand, and `published_text` keeps the source's own wording where the source is a document. `breakdown`
    says which slice of the measure this is, for example {"crime type": "Burglary"}. For a rate, `value` is
    `numerator / denominator.value * multiplier`, not rounded.
    """

    id: str
    label: str
    measure: str
    value: float | None
    unit: Unit
    counting_unit: CountingUnit
    area: Area
    period: Period
    trace: Trace
    polarity: Polarity = Polarity.NEUTRAL
    breakdown: Mapping[str, str] = field(default_factory=dict)
    numerator: float | None = None
    denominator: Denominator | None = None
    multiplier: float = 1
    comparator: Comparator | None = None
    verdict: Verdict | None = None
    interval: Interval | None = None
    as_published: AsPublished | None = None
    as_revised: AsPublished | None = None
    provisional: bool = False
    revised: bool = False
    disclosure: DisclosureClass = DisclosureClass.OPEN
    marking: Marking = Marking.OFFICIAL
    caveats: tuple[str, ...] = ()
    places: int | None = None
    missing: Shorthand = Shorthand.NOT_AVAILABLE
    published_text: str = ""

    def __post_init__(self) -> None:
        if self.unit is Unit.RATE and self.value is not None and self.multiplier == 1 and self.denominator is None:
            raise ValueError(f"{self.id}: a rate says what it is per: give the multiplier")
        if self.verdict and self.comparator is None:
            raise ValueError(f"{self.id}: a verdict needs the comparator it speaks of")

    @property
    def written(self) -> str:
        """The value alone: `3,205`, `48.7`, `26.3%` or shorthand."""
        return write_value(self.value, self.unit, places=self.places, missing=self.missing)

    @property
    def written_with_comparator(self) -> str:
        """The plan's own form: `3,205 (3,312)`; the value alone where nothing is compared."""
        if self.comparator is None:
            return self.written
        return f"{self.written} ({self.written_comparator})"

    @property
    def written_comparator(self) -> str:
        """The number in brackets alone, or shorthand."""
        other = self.comparator
        missing = other.missing if other else Shorthand.NOT_AVAILABLE
        return write_value(other.value if other else None, self.unit, places=self.places, missing=missing)

    @property
    def written_unit(self) -> str:
        """What the number is of, in words: `crimes`, `crimes per 1,000 residents`, `% of crimes`."""
        things = self.counting_unit.of(self.value if self.value is not None and self.unit is Unit.COUNT else 2)
        if self.unit is Unit.RATE:
            per = self.denominator.label if self.denominator else "residents"
            return f"{things} for each of the {per}" if self.multiplier == 1 else f"{things} per {write_number(self.multiplier)} {per}"
        return {Unit.COUNT: things, Unit.PER_CENT: f"% of {things}", Unit.POINTS: "percentage points"}.get(self.unit, self.unit.value)

    @property
    def change(self) -> float | None:
        """Value less comparator, or None where either is missing."""
        if self.value is None or self.comparator is None or self.comparator.value is None:
            return None
        return self.value - self.comparator.value
