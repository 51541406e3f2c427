"""Chance that is the same on every machine.

NumPy promises the raw stream of a bit generator for ever, but neither the streams of `Generator`'s distributions
nor the last bit of `exp` and `log`. So everything here is made from raw bits by whole-number arithmetic and by
square roots, which IEEE 754 rounds in one way only.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


class Chance:
    """A stream of draws fixed by its keys: a seed, and what the draws are for.

    >>> Chance(1, 2).below(6, 4).tolist() == Chance(1, 2).below(6, 4).tolist()
    True
    """

    def __init__(self, *keys: int) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence(list(keys)))

    def _raw(self, size: int) -> NDArray[np.uint64]:
        raw: NDArray[np.uint64] = np.asarray(self._bits.random_raw(size), dtype=np.uint64)
        return raw >> np.uint64(32)

    def below(self, bounds: int | Integers, size: int) -> Integers:
        """`size` whole numbers from 0 up to, not including, `bounds` (one bound, or one for each draw; under 2^31)."""
        scaled = self._raw(size) * np.asarray(bounds, dtype=np.uint64)
        return (scaled >> np.uint64(32)).astype(np.int64)

    def one_below(self, bound: int) -> int:
        """One whole number from 0 up to, not including, `bound`."""
        return int(self.below(bound, 1)[0])

    def pick(self, weights: Integers, size: int) -> Integers:
        """`size` positions in `weights` (whole numbers, none negative), each as likely as its weight."""
        edges = np.cumsum(np.asarray(weights, dtype=np.int64))
        return np.searchsorted(edges, self.below(int(edges[-1]), size), side="right").astype(np.int64)

    def count(self, mean: float, dispersion: float) -> int:
        """A count that varies about `mean` with variance `mean * dispersion` (1 is Poisson's), never negative.

        Twelve uniform draws stand in for the normal curve.
        """
        bell = (int(self.below(65536, 12).sum()) - 12 * 32767.5) / 65536
        return max(0, int(mean + (mean * dispersion) ** 0.5 * bell + 0.5))
