"""Headlines: the figures a plan states, exactly as far as it states them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wardmoot.core.calendar import Period
from wardmoot.core.figures import DisclosureClass, Polarity, Unit


@dataclass(frozen=True, slots=True)
class MeasureLink:
    """The named measure that counts a stated number from the data held.

    `areas` are the plan's areas that are counted together, by default the line's own. `period` is the time to count where
    the line's own has no days, `parameters` what the measure is asked. `benchmark` names the measure that gives the number
    of the line's benchmark. `note` says what had to be chosen.
    """

    name: str
    areas: tuple[str, ...] = ()
    period: Period | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    benchmark: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class StatedComparator:
    """The number a plan sets beside its own: an earlier period's, or another area's.

    `area` is None where it is that of the headline. `assumed`: the source gives the number but not its period.
    """

    value: float
    period: Period
    area: str | None = None
    label: str = ""
    assumed: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class StatedPart:
    """A further number in the same line: a share of the whole by area, or the same thing counted otherwise."""

    label: str
    value: float
    unit: Unit
    counting_unit: str
    area: str | None = None
    measure: MeasureLink | None = None


@dataclass(frozen=True, slots=True)
class Base:
    """What a percentage is of. `numerator` is None where the source prints only the percentage.

    `headline` names the headline whose value this base is, where there is one.
    """

    value: float
    label: str
    numerator: float | None = None
    headline: str | None = None


@dataclass(frozen=True, slots=True)
class StatedRate:
    """One of the two lives of a rate, with the population it rests on and that population's release."""

    value: float
    denominator: float
    label: str
    release: str
    as_of: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One headline line of a plan.

    `seed_text` is the document's own figure string, `label` ours; `place` is where it stands, empty for the headlines
    under its priority. `value` is None for a qualitative line (unit
    STATEMENT) and where the source does not say what its number is of (unit NOT_STATED: then `reported_text` holds
    the number as printed, and nothing is computed from it). `multiplier` is what a rate is per. `parts` add up to
    the value; `companions` are other numbers of the same line. `owner` is the theme that answers for the line,
    None where no theme does. `measure` is the one that counts the line again from the data held. `ambiguities` say what the
    source leaves open, `caveats` how to read the number.
    """

    id: str
    priority: str
    label: str
    seed_text: str
    unit: Unit
    counting_unit: str
    area: str
    period: Period
    value: float | None = None
    reported_text: str = ""
    place: str = ""
    multiplier: int = 1
    polarity: Polarity = Polarity.NEUTRAL
    disclosure: DisclosureClass = DisclosureClass.OPEN
    period_assumed: bool = False
    area_assumed: bool = False
    external_estimate: bool = False
    comparator: StatedComparator | None = None
    benchmark: StatedComparator | None = None
    parts: tuple[StatedPart, ...] = ()
    companions: tuple[StatedPart, ...] = ()
    base: Base | None = None
    as_published: StatedRate | None = None
    as_revised: StatedRate | None = None
    owner: str | None = None
    caveats: tuple[str, ...] = ()
    ambiguities: tuple[str, ...] = ()
    measure: MeasureLink | None = None

    @property
    def is_qualitative(self) -> bool:
        """Whether the line makes a statement and gives no number."""
        return self.unit is Unit.STATEMENT
