"""Runs comparisons: each side in a process of its own, in turn, and says what was found beside what was to be reached."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from comparisons import Comparison, Peer

HERE = Path(__file__).resolve().parent
OURS, PEERS = (HERE.parent / place / "bin" / "python" for place in (".venv", ".venv-bench"))


@dataclass(frozen=True, slots=True)
class Side:
    """What one side needed: medians of its processes, the most memory of any; `first` is the first call of a new process."""

    seconds: float
    least: float
    cpu: float
    first: float
    peak_mb: int
    check: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: ours and a peer (or a promise on its own)."""

    what: str
    ours: Side
    peer: str = ""
    theirs: Side | None = None
    aim: str = ""
    reached: bool | None = None

    def cells(self) -> list[str]:
        """The cells as they are printed: what, ours, peer, ratio, aim, reached, memory."""
        ratio = f"{written(self.theirs.seconds / self.ours.seconds)} x" if self.theirs else ""
        theirs = f"{self.peer}: {_time(self.theirs)}" if self.theirs else ""
        memory = f"{self.ours.peak_mb} MB" + (f" / {self.theirs.peak_mb} MB" if self.theirs else "")
        return [self.what, _time(self.ours), theirs, ratio, self.aim, {True: "yes", False: "NO", None: ""}[self.reached], memory]


def written(number: float) -> str:
    """Two figures for a small number, none after the point for a large one."""
    return f"{number:,.0f}" if number >= 20 else f"{number:.2g}"


def _time(side: Side) -> str:
    cold = f", first {side.first:.3g} s" if side.first > 1.5 * side.seconds and side.first > 0.01 else ""
    return f"{side.seconds:.3g} s (least {side.least:.3g}, CPU {side.cpu:.3g}{cold})"


def compared(comparison: Comparison) -> Iterator[Line]:
    """The lines of one comparison. Exits when the sides do not agree on what they computed."""
    functions = [comparison.ours, *(peer.function for peer in comparison.peers)]
    found: dict[str, list[dict[str, Any]]] = {function: [] for function in functions}
    for _ in range(comparison.runs):
        for function in functions:
            found[function].append(_run(comparison.module, function, OURS if function == comparison.ours else PEERS))
    sides = {function: _side(runs) for function, runs in found.items()}
    ours = sides[comparison.ours]
    promises = [
        (f"under {comparison.limit:g} s", ours.seconds < comparison.limit) if comparison.limit else None,
        (f"under {comparison.memory} MB", ours.peak_mb < comparison.memory) if comparison.memory else None,
    ]
    kept = [promise for promise in promises if promise]
    if kept or not comparison.peers:
        yield Line(comparison.what, ours, aim=", ".join(aim for aim, _ in kept), reached=all(ok for _, ok in kept) if kept else None)
    for peer in comparison.peers:
        _check(comparison, peer, ours, sides[peer.function])
        yield _line(comparison, peer, ours, sides[peer.function])


def _line(comparison: Comparison, peer: Peer, ours: Side, theirs: Side) -> Line:
    aim = (f"{peer.ratio:g} x" if peer.ratio >= 1 else f"no slower than {1 / peer.ratio:.2g} x") if peer.ratio else ""
    return Line(comparison.what, ours, peer.name, theirs, aim, theirs.seconds >= peer.ratio * ours.seconds if peer.ratio else None)


def _run(module: str, function: str, python: Path) -> dict[str, Any]:
    # compiled modules are kept on both sides, as they are for a person who runs a thing twice
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run([python, f"{module}.py", function], cwd=HERE, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{module}.{function} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def _side(runs: list[dict[str, Any]]) -> Side:
    seconds, cpu, first = ([run[key] for run in runs] for key in ("seconds", "cpu", "first"))
    return Side(median(seconds), min(seconds), median(cpu), median(first), max(run["peak_mb"] for run in runs), tuple(runs[0]["check"]))


def _check(comparison: Comparison, peer: Peer, ours: Side, theirs: Side) -> None:
    if comparison.agree is None:
        return
    alike = len(ours.check) == len(theirs.check) and all(
        math.isclose(a, b, rel_tol=comparison.agree, abs_tol=comparison.agree) for a, b in zip(ours.check, theirs.check, strict=True)
    )
    if not alike:
        sys.exit(f"{comparison.what}: ours found {ours.check[:8]} and {peer.name} {theirs.check[:8]}: they do not do the same work")
