"""The compiled loop of `permutations`, for places that weigh their neighbours unequally."""

from __future__ import annotations

from typing import Any

from wardmoot.core.stats._compiled import compiled


@compiled
def reached(values: Any, starts: Any, neighbours: Any, weights: Any, draws: Any, slack: float, first: int, last: int, high: Any, low: Any) -> None:
    """Counts into `high` and `low` the permuted sums of each place from `first` to `last` that reach its own."""
    size = values.size
    for place in range(first, last):
        start = starts[place]
        number = starts[place + 1] - start
        observed, largest = 0.0, 0.0
        for k in range(number):
            observed += weights[start + k] * values[neighbours[start + k]]
            largest += weights[start + k]
        widest = 0.0
        for k in range(number):
            widest = max(widest, abs(values[neighbours[start + k]]))
        band = slack * largest * widest
        for r in range(draws.shape[0]):
            total = 0.0
            for k in range(number):
                drawn = draws[r, k]
                if drawn == place:
                    drawn = size - 1
                total += weights[start + k] * values[drawn]
            if total >= observed - band:
                high[place] += 1
            if total <= observed + band:
                low[place] += 1
