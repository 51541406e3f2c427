"""What is compared with what, in one run: our function and each peer's, by module (see `measuring.py`), and what is to be reached."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer's function in the same module; `ratio` is how many times faster than it ours must be (under 1: how much slower it may be)."""

    name: str
    function: str
    ratio: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that is measured. `runs` are fresh processes of each side, taken in turn, of which the median counts.

    `limit` (seconds) and `memory` (megabytes) are what ours must stay under, where that was promised.
    `agree` is how far the sides' `check` numbers may differ, as a share; None where they measure different things.
    """

    part: str
    what: str
    module: str
    ours: str
    peers: tuple[Peer, ...] = ()
    runs: int = 5
    limit: float | None = None
    memory: int | None = None
    agree: float | None = 1e-9


COMPARISONS: tuple[Comparison, ...] = ()
