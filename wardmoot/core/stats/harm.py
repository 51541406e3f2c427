"""Harm: counts of offences weighted by how grave each offence is.

No weights are built in. A table of them (the crime severity score's, the crime harm index's, a local one) is loaded from a
file and named, with its version, in every result; scores from different tables are not comparable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv

from wardmoot.core.stats._checks import Floats, confidence_level, numbers, single

STREET_CATEGORIES = frozenset(
    (
        "anti-social behaviour",
        "bicycle theft",
        "burglary",
        "criminal damage and arson",
        "drugs",
        "other crime",
        "other theft",
        "possession of weapons",
        "public order",
        "robbery",
        "shoplifting",
        "theft from the person",
        "vehicle crime",
        "violence and sexual offences",
    )
)
"""The categories of the open street files, which are too wide to be weighted."""

NEEDS_CODES = (
    "a category of the open street files, not an offence code: it holds offences of very different harm (violence and sexual offences "
    "run from common assault to rape), so no weight fits it; use a partner's extract with offence codes"
)


@dataclass(frozen=True, slots=True)
class HarmWeights:
    """A table of weights: for each offence code, how many `unit` one offence counts for, for example days of sentence.

    `name`, `version`, `source` and `published` are printed with every score. `labels` names the offences.
    """

    name: str
    version: str
    source: str
    published: str
    unit: str
    weights: Mapping[str, float]
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Harm:
    """A harm score, in the unit of its weights, with its limits; all nan where there are offences and none has a weight.

    `matched` offences have a weight; `unmatched` lists the codes that have none, with their counts: they are in no score.
    `matched_share` is nan where there are no offences. `by_offence` is what each code adds to the score.
    """

    value: float
    lower: float
    upper: float
    matched: int
    matched_share: float
    unmatched: Mapping[str, int]
    by_offence: Mapping[str, float]


def _code(code: str) -> str:
    """A code as tables and extracts spell it alike: no spaces at the ends, capitals."""
    return code.strip().upper()


def _whole_counts(counts: Mapping[str, int]) -> dict[str, int]:
    summed: dict[str, int] = {}
    for code, count in counts.items():
        if not isinstance(code, str):
            raise ValueError(f"offence {code!r}: give offence codes as text, for example '{code}'")
        number = single(count, f"offence {code!r}")
        if not number.is_integer():
            raise ValueError(f"offence {code!r}: {count} is not a whole number of offences")
        if re.sub(r"[\s_-]+", " ", code.strip().lower()) in {name.replace("-", " ") for name in STREET_CATEGORIES}:
            raise ValueError(f"{code!r} is {NEEDS_CODES}")
        summed[_code(code)] = summed.get(_code(code), 0) + int(number)
    return summed


def weighted_sum_limits(counts: Floats, weights: Floats, *, confidence: float) -> tuple[float, float]:
    """Limits of a weighted sum of Poisson counts, from its variance, the sum of weight squared times count.

    The gamma limits of Fay and Feuer: they allow for one more of the gravest offence given, counted 0 or not, so they hold
    where a few grave offences make most of the score. Offences are taken to be independent of one another.

    Source: Fay and Feuer (1997), Statistics in Medicine 16: 791-801.

    >>> [round(limit, 1) for limit in weighted_sum_limits(np.array([20.0]), np.array([1.0]), confidence=0.95)]
    [12.2, 30.9]
    """
    tail = (1 - confidence_level(confidence)) / 2
    value, variance, gravest = float(weights @ counts), float(weights**2 @ counts), float(weights.max(initial=0))
    if not gravest:
        return 0.0, 0.0
    above, spread = value + gravest, variance + gravest**2
    lower = variance / value * float(gammaincinv(value**2 / variance, tail)) if value else 0.0
    return lower, spread / above * float(gammaincinv(above**2 / spread, 1 - tail))


def weigh(counts: Mapping[str, int], table: HarmWeights, *, confidence: float = 0.95) -> Harm:
    """The harm score of `counts` of offences by code: each count times its weight, added up.

    Codes are compared without regard to case or to spaces at the ends. An offence without a weight is listed, never
    guessed or dropped: read the score with `matched_share`. Codes given with a count of 0 widen the upper limit, as
    they could have happened. It is no rate: divide by a population for one.

    Raises ValueError for a negative or broken count, and for the categories of the open street files, which are no
    offence codes.

    Source: Sherman, Neyroud and Neyroud (2016), Policing 10: 171-183; Office for National Statistics, research outputs
    on the crime severity score (2016); limits, `weighted_sum_limits`.

    >>> table = HarmWeights("Example", "1", "invented", "2020-01-01", "days", {"A1": 10, "B2": 1.5}, {})
    >>> score = weigh({"A1": 3, "B2": 8, "C3": 1}, table)
    >>> score.value, dict(score.unmatched), round(score.matched_share, 3)
    (42.0, {'C3': 1}, 0.917)
    """
    offences, known = _whole_counts(counts), {_code(code): weight for code, weight in table.weights.items()}
    matched = {code: count for code, count in offences.items() if code in known}
    unmatched = {code: count for code, count in offences.items() if code not in known}
    number, every = sum(matched.values()), sum(offences.values())
    by_offence = {code: known[code] * count for code, count in matched.items()}
    value = lower = upper = float("nan")
    if number or not every:
        weights = numbers([known[code] for code in matched], "weights")
        value = float(sum(by_offence.values()))
        lower, upper = weighted_sum_limits(np.array(list(matched.values()), dtype=np.float64), weights, confidence=confidence)
    return Harm(value, lower, upper, number, number / every if every else float("nan"), unmatched, by_offence)
