"""Sums of amounts, for example the value stolen or the grants paid in a cell: does one contributor show through?"""

from __future__ import annotations

from numbers import Integral

import numpy as np
from numpy.typing import ArrayLike

from wardmoot.core.stats._checks import Floats, numbers


def _largest_first(values: ArrayLike) -> Floats:
    amounts = numbers(values, "values")
    if amounts.ndim != 1:
        raise ValueError("values: expected one amount for each contributor of a cell")
    return np.sort(amounts)[::-1]


def dominates(values: ArrayLike, *, n: int, k: float) -> bool:
    """Whether the `n` largest contributors make up more than the share `k` (0 to 1) of a cell's sum: the (n, k) rule.

    In a sum of 0 nobody dominates. Raises ValueError for a negative or missing amount, `n` under 1, or `k` outside 0 to 1.

    Source: Hundepool and others (2012), Statistical Disclosure Control, section 4.2.

    >>> dominates([90, 5, 3, 2], n=1, k=0.85)
    True
    """
    amounts = _largest_first(values)
    if not isinstance(n, Integral) or n < 1 or not 0 < k <= 1:
        raise ValueError(f"n is {n} and k is {k}; n is a whole number from 1, k a proportion up to 1")
    return bool(amounts[:n].sum() > k * amounts.sum())


def p_percent(values: ArrayLike, *, p: float) -> bool:
    """Whether the second largest contributor could work out the largest to within the share `p` (0 to 1): the p% rule.

    It can where all the others together come to less than `p` times the largest. A sum of 0 gives everybody away
    (each contributed 0), and so does a sum of one or two. No contributor at all gives nothing away.
    Raises ValueError for a negative or missing amount, or a `p` that is not over 0.

    Source: Hundepool and others (2012), section 4.2.

    >>> p_percent([913_000, 913_000, 36_645_000, 8_072_999.5], p=0.1)
    True
    """
    amounts = _largest_first(values)
    if not p > 0:
        raise ValueError(f"p is {p}; give a proportion over 0, for example 0.1")
    if not amounts.size:
        return False
    return not amounts[0] or bool(amounts[2:].sum() < p * amounts[0])
