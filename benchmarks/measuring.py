"""How one thing is timed, in a process of its own.

A benchmark is a module of functions without arguments, one for each side of a comparison, run as

    python benchmarks/MODULE.py FUNCTION

in a fresh process: our functions in .venv, a peer's in .venv-bench, so each imports what it needs inside itself. A function
makes its data from a fixed seed (the same for every side), then gives `measured(work)` what is to be timed, and whatever the
sides must agree on: `check`, a short list of numbers. It prints one line of JSON:

    {"seconds": 0.27, "cpu": 0.5, "peak_mb": 206, "first": 0.9, "check": [676]}

`seconds` is the median of `runs` runs after `warm` runs that are not counted; `first` is the first run of the process, which also pays
for whatever is compiled or read only once. Imports and the making of data are not timed. The module ends with

    if __name__ == "__main__":
        run_one(globals())
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any


def measured(work: Callable[[], Any], *, runs: int = 1, warm: int = 0, check: Callable[[Any], list[float]] | None = None) -> dict[str, Any]:
    """The times of `work`; `check` makes of its last result the numbers that the sides must agree on."""
    seconds, cpu, result = [], [], None
    for _ in range(warm + runs):
        wall, busy = time.perf_counter(), _cpu()
        result = work()
        seconds.append(time.perf_counter() - wall)
        cpu.append(_cpu() - busy)
    return {
        "seconds": median(seconds[warm:]),
        "cpu": median(cpu[warm:]),
        "first": seconds[0],
        "peak_mb": peak_mb(),
        "check": [] if check is None else [float(value) for value in check(result)],
    }


def _cpu() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def peak_mb() -> int:
    """The most memory that this process (or, if more, one of its children) has held, in megabytes."""
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return most // (2**20 if sys.platform == "darwin" else 1024)


def run_one(names: dict[str, Any]) -> None:
    """Run the function of the module that the command line names, and print what it measured."""
    print(json.dumps(names[sys.argv[1]]()))
