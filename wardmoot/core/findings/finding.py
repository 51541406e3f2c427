"""Finding: a sentence that a test supports, with everything a reader needs in order to weigh it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wardmoot.core.calendar import Period
from wardmoot.core.figures import Area, Figure, FigureText, Polarity, Span


class Finder(StrEnum):
    """What found it, by the question it answers. The values are stable: saved decisions and yearly comparisons name them."""

    LEVEL = "level"
    CHANGE = "change"
    TREND = "trend"
    STEP = "step"
    SEASON = "season"
    UNUSUAL_MONTHS = "unusual-months"
    PLACES = "places"
    PEOPLE = "people"
    HOT_SPOTS = "hot-spots"
    HARM = "harm"
    INEQUALITY = "inequality"
    REPEATS = "repeats"
    ASSOCIATION = "association"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found.

    `id` is the same in every year for the same finder, subject and area ("change.burglary.E06000054"): decisions and yearly
    comparisons hold on to it. `subject` is the key of what is counted: a crime type's slug, "crimes", "asb", or the name of
    a measure; `subject_words` the same in words. `claim` is one or two sentences whose every number is a figure. `figures`
    are those of the claim and what stands behind them, the one the claim is about first; its verdict is the finding's test.
    `base` is the count it rests on. `p` is that of the test, `adjusted_p` the same among all that were tested; both are None
    where nothing is tested (missing data, a description), and then the claim says no direction. `effect` is the natural
    logarithm of a ratio, `effect_interval` its interval (None where there is none): they rank findings of different kinds.
    `caveats` are whole sentences. `supplier` names who could supply what is missing, for Finder.MISSING.
    """

    id: str
    finder: Finder
    subject: str
    subject_words: str
    area: Area
    period: Period
    claim: tuple[Span, ...]
    figures: tuple[Figure, ...]
    base: Figure | None = None
    p: float | None = None
    adjusted_p: float | None = None
    effect: float | None = None
    effect_interval: tuple[float, float] | None = None
    polarity: Polarity = Polarity.NEUTRAL
    caveats: tuple[str, ...] = ()
    supplier: str = ""

    def __post_init__(self) -> None:
        held = {figure.id for figure in self.figures}
        for span in self.claim:
            if isinstance(span, FigureText) and span.figure.id not in held:
                raise ValueError(f"{self.id}: the claim prints {span.figure.id}, which is not among its figures")

    @property
    def words(self) -> str:
        """The claim as plain text."""
        return "".join(span.text if isinstance(span, FigureText) else span for span in self.claim)
