"""Whether two marks on the same records go together: flags such as alcohol, drugs, mental health; an age group.

A flag that nobody filled in is neither yes nor no. Records where either is not recorded are counted apart, and every result
says how many there are: where a flag is filled in only when it applies, nothing can be said of how often it does not. That two
flags go together says nothing about why.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import betainc, gammaln, ndtri

from wardmoot.core.stats._checks import Floats, confidence_level, single
from wardmoot.core.stats.rates import wilson_interval

SMALL_BASE_UNDER = 30
"""Under this many records with both flags recorded, no percentage leads."""

TOO_FEW_UNDER = 5
"""Where the smallest group (row or column of the table) is under this, nothing is said."""

EXACT_TEST = "exact conditional test of the odds ratio"
PAIRED_TEST = "exact paired (McNemar) test"

MOST_RECORDS = 1_000_000
"""The exact test weighs every number of records that could have both flags; beyond so many it takes too long."""

_FARTHEST = 60.0
"""Limits of a log odds ratio are looked for between minus and plus this: beyond it is infinity."""


class Together(StrEnum):
    """What the test says of two flags."""

    MORE = "recorded together more often than by chance"
    LESS = "recorded together less often than by chance"
    NO_CLEAR = "no clear association"
    TOO_FEW = "too few to say"


@dataclass(frozen=True, slots=True)
class FlagCounts:
    """Records by two flags: `both`, only the `first`, only the `second`, `neither`, and `not_recorded` (either missing)."""

    both: int
    first: int
    second: int
    neither: int
    not_recorded: int = 0

    @property
    def recorded(self) -> int:
        """Records where both flags are known."""
        return self.both + self.first + self.second + self.neither


@dataclass(frozen=True, slots=True)
class Association:
    """How two flags go together.

    Of the records with the second flag, the share `with_second` have the first, with Wilson limits; `without_second` is
    the share of those without it. `relative` is the one over the other. `odds_ratio` has exact limits `lower` and
    `upper`; it and `relative` are nan where they cannot be said. `recorded_share` is the part of all records where both
    are recorded at all. `small_base` asks for care in writing a percentage.
    """

    counts: FlagCounts
    with_second: float
    with_second_limits: tuple[float, float]
    without_second: float
    without_second_limits: tuple[float, float]
    relative: float
    relative_limits: tuple[float, float]
    odds_ratio: float
    lower: float
    upper: float
    p: float
    test: str
    verdict: Together
    recorded_share: float
    small_base: bool


@dataclass(frozen=True, slots=True)
class PairedShares:
    """Two flags on the same records: the share with each, among those where both are recorded, and whether they differ.

    `p` is that of the exact paired test; `first_higher` is None where the test finds no difference.
    """

    first: float
    second: float
    recorded: int
    p: float
    test: str
    first_higher: bool | None


def count_flags(first: Sequence[bool | None], second: Sequence[bool | None]) -> FlagCounts:
    """The records of two equally long columns, counted; None is not recorded.

    Raises ValueError for columns of different length, and for anything but True, False and None.

    >>> count_flags([True, True, False, None], [True, False, False, True])
    FlagCounts(both=1, first=1, second=0, neither=1, not_recorded=1)
    """
    if len(first) != len(second):
        raise ValueError(f"flags: {len(first)} and {len(second)} values; give both flags of every record")
    tally = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    for index, pair in enumerate(zip(first, second, strict=True)):
        if any(flag is not None and not isinstance(flag, bool | np.bool_) for flag in pair):
            raise ValueError(f"flags: record {index} has {pair}; give True, False, or None where not recorded")
        if None not in pair:
            tally[bool(pair[0]), bool(pair[1])] += 1
    return FlagCounts(tally[True, True], tally[True, False], tally[False, True], tally[False, False], len(first) - sum(tally.values()))


def _checked(counts: FlagCounts) -> FlagCounts:
    """The same counts as Python's own numbers, which cannot overflow."""
    for name in ("both", "first", "second", "neither", "not_recorded"):
        value = getattr(counts, name)
        if not single(value, name).is_integer():
            raise ValueError(f"{name}: {value} is not a whole number of records")
    return FlagCounts(int(counts.both), int(counts.first), int(counts.second), int(counts.neither), int(counts.not_recorded))


class _Conditional:
    """The number of records with both flags, given how many have each: Fisher's noncentral hypergeometric distribution."""

    def __init__(self, counts: FlagCounts) -> None:
        row, column = counts.both + counts.first, counts.both + counts.second
        self.least, self.most, self.seen = max(0, row + column - counts.recorded), min(row, column), counts.both
        if self.most - self.least > MOST_RECORDS:
            raise ValueError(
                f"counts: over {MOST_RECORDS:,} records with a flag are more than the exact test takes; take a shorter period, or compare rates"
            )
        self._values: Floats = np.arange(self.least, self.most + 1, dtype=np.float64)
        cells = (self._values, row - self._values, column - self._values, counts.recorded - row - column + self._values)
        self._log: Floats = -sum((gammaln(cell + 1) for cell in cells), start=np.zeros_like(self._values))

    def tails(self, log_odds: float) -> tuple[float, float]:
        """The chance of so few or fewer, and of so many or more, where the odds ratio is exp(`log_odds`)."""
        log = self._log + self._values * log_odds
        chance = np.exp(log - log.max())
        at = self.seen - self.least
        return float(chance[: at + 1].sum() / chance.sum()), float(chance[at:].sum() / chance.sum())

    def limits(self, tail: float) -> tuple[float, float]:
        """The odds ratios at which one of the tails is `tail`."""
        from scipy.optimize import brentq

        def edge(side: int) -> float:
            return float(np.exp(brentq(lambda log_odds: self.tails(log_odds)[side] - tail, -_FARTHEST, _FARTHEST, xtol=1e-12)))

        return 0.0 if self.seen == self.least else edge(1), math.inf if self.seen == self.most else edge(0)


def _share(part: int, whole: int, confidence: float) -> tuple[float, tuple[float, float]]:
    if not whole:
        return math.nan, (math.nan, math.nan)
    lower, upper = wilson_interval(part, whole, confidence=confidence)
    return part / whole, (float(lower), float(upper))


def _relative(counts: FlagCounts, confidence: float) -> tuple[float, tuple[float, float]]:
    """The ratio of two shares with the limits of Katz; nan where a share is 0 or has no base."""
    here, there = counts.both + counts.second, counts.first + counts.neither
    if not (here and there and counts.first):
        return math.nan, (math.nan, math.nan)
    ratio = counts.both / here / (counts.first / there)
    if not counts.both:
        return ratio, (math.nan, math.nan)
    z = float(ndtri((1 + confidence) / 2))
    spread = z * math.sqrt(1 / counts.both - 1 / here + 1 / counts.first - 1 / there)
    return ratio, (ratio * math.exp(-spread), ratio * math.exp(spread))


def _odds_ratio(counts: FlagCounts) -> float:
    across = counts.first * counts.second
    return counts.both * counts.neither / across if across else math.inf if counts.both * counts.neither else math.nan


def _verdict(counts: FlagCounts, p: float, over: bool, confidence: float) -> Together:
    groups = (counts.both + counts.first, counts.both + counts.second, counts.first + counts.neither, counts.second + counts.neither)
    if min(groups) < TOO_FEW_UNDER:
        return Together.TOO_FEW
    if p >= 1 - confidence:
        return Together.NO_CLEAR
    return Together.MORE if over else Together.LESS


def associate(counts: FlagCounts, *, confidence: float = 0.95) -> Association:
    """Whether the first flag is commoner on records with the second flag, among the records where both are recorded.

    The odds ratio is the cross product; its limits are exact, given how many records have each flag, and p doubles the
    smaller exact tail: p is under 1 - confidence when, and only when, the limits leave out 1. Where a group is under 5
    records the verdict is TOO_FEW. Records are taken to be independent: several crimes of one event are not.

    Raises ValueError for a negative or broken count.

    Source: Cornfield (1956), Third Berkeley Symposium 4: 135-148; Fisher (1935), Journal of the Royal Statistical Society
    98: 39-82; relative limits, Katz and others (1978), Biometrics 34: 469-474.

    >>> found = associate(FlagCounts(21, 60, 29, 190, not_recorded=57))
    >>> round(found.with_second, 2), round(found.odds_ratio, 2), found.verdict.value, round(found.recorded_share, 2)
    (0.42, 2.29, 'recorded together more often than by chance', 0.84)
    """
    counts = _checked(counts)
    tail, every = (1 - confidence_level(confidence)) / 2, counts.recorded + counts.not_recorded
    share_with, limits_with = _share(counts.both, counts.both + counts.second, confidence)
    share_without, limits_without = _share(counts.first, counts.first + counts.neither, confidence)
    relative, relative_limits = _relative(counts, confidence)
    exact = _Conditional(counts)
    lower = upper = math.nan
    p, over = 1.0, False
    if exact.most > exact.least:
        lower, upper = exact.limits(tail)
        fewer, more = exact.tails(0.0)
        p, over = min(1.0, 2 * min(fewer, more)), more < fewer
    return Association(
        counts,
        share_with,
        limits_with,
        share_without,
        limits_without,
        relative,
        relative_limits,
        _odds_ratio(counts),
        lower,
        upper,
        p,
        EXACT_TEST,
        _verdict(counts, p, over, confidence),
        counts.recorded / every if every else math.nan,
        counts.recorded < SMALL_BASE_UNDER,
    )


def compare_flags(counts: FlagCounts, *, confidence: float = 0.95) -> PairedShares:
    """Whether more records have the first flag than the second, for example mental health than drugs.

    Only records with one flag and not the other tell; their split is tested against evens, exactly. A difference of two
    shares is no more than that: it does not say that one flag matters more. Shares are nan where nothing is recorded.

    Source: McNemar (1947), Psychometrika 12: 153-157, in its exact (binomial) form.

    >>> compare_flags(FlagCounts(both=6, first=24, second=8, neither=40)).first_higher
    True
    """
    counts = _checked(counts)
    confidence_level(confidence)
    differing, least = counts.first + counts.second, min(counts.first, counts.second)
    at_most = float(betainc(differing - least, least + 1, 0.5)) if differing > least else 1.0
    p = min(1.0, 2 * at_most)
    shares = [(counts.both + only) / counts.recorded if counts.recorded else math.nan for only in (counts.first, counts.second)]
    higher = counts.first > counts.second if p < 1 - confidence else None
    return PairedShares(shares[0], shares[1], counts.recorded, p, PAIRED_TEST, higher)
