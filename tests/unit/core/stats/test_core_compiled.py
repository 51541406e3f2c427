"""Compiled loops: kept on disk for the next process, and made without a disk where there is none to write to."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest

from wardmoot.core.stats import _compiled
from wardmoot.core.stats._compiled import compiled, in_threads

PROGRAM = """
import numpy as np
from wardmoot.core.stats import _near_repeat_loops as loops
assert loops.pairs_under(np.array([0, 1, 5], dtype=np.int32), np.int32(3)) == 1
print(sum(loops.pairs_under.stats.cache_hits.values()), sum(loops.pairs_under.stats.cache_misses.values()))
"""


def run(cache: Path) -> str:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    return subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True).stdout.strip()


def test_a_new_process_does_not_compile_again(tmp_path: Path) -> None:
    assert run(tmp_path) == "0 1"
    assert any(tmp_path.rglob("*.nbc"))
    assert run(tmp_path) == "1 0"


def test_where_nothing_can_be_written_it_compiles_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    make = numba.njit

    def refuses_to_keep(*loop: Any, cache: bool = False, **how: Any) -> Any:
        if cache:
            raise RuntimeError("cannot cache function: no locator available for file")
        return make(*loop, **how)  # numba compiles parts of itself by this name too

    monkeypatch.setattr(numba, "njit", refuses_to_keep)

    def twice(number: int) -> int:
        return 2 * number

    assert compiled(twice)(21) == 42


@pytest.mark.parametrize("cores", [1, 2, 64, None])
@pytest.mark.parametrize("size", [0, 1, 3, 1000])
def test_stretches_cover_everything_once(cores: int | None, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    stretches = in_threads(lambda start, stop: (start, stop), size)
    assert [number for start, stop in stretches for number in range(start, stop)] == list(range(size))
    assert 1 <= len(stretches) <= _compiled.MOST_THREADS


def test_two_requests_at_once_are_borne() -> None:
    from wardmoot.core.stats.control_charts import xmr_many

    values = np.random.default_rng(1).poisson(9, (50, 30))
    expected, found = xmr_many(values).flags, []
    threads = [threading.Thread(target=lambda: found.append(xmr_many(values).flags)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert all((flags == expected).all() for flags in found)
