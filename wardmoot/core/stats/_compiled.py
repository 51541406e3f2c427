"""How the compiled loops are made: kept on disk, free of Python's lock, run on a few threads.

Importing this imports numba, which takes a while: statistics import their loops where they call them.

The machine code is kept beside the package, or in the user's cache folder where the package cannot be written (numba
chooses; the environment variable NUMBA_CACHE_DIR overrides it), so that a new process does not compile again. Where
nothing can be written, each process compiles for itself. Threads are Python's own: numba's own would not bear a fork,
nor two requests at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

import numba

P = ParamSpec("P")
R = TypeVar("R")

MOST_THREADS = 4


def compiled(loop: Callable[P, R]) -> Callable[P, R]:
    """`loop` compiled by numba when it is first called with new types, and kept on disk where that is possible."""
    make: Any = numba.njit
    try:
        kept: Callable[P, R] = make(cache=True, nogil=True, error_model="numpy")(loop)
    except RuntimeError:  # no folder for the machine code can be written
        kept = make(nogil=True, error_model="numpy")(loop)
    return kept


def in_threads(work: Callable[[int, int], R], size: int) -> list[R]:
    """`work(start, stop)` on as many stretches of `size` as there are cores (four at most), in order, at the same time."""
    number = max(1, min(os.cpu_count() or 1, MOST_THREADS, size))
    edges = [size * part // number for part in range(number + 1)]
    if number == 1:
        return [work(0, size)]
    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(work, edges[:-1], edges[1:]))
