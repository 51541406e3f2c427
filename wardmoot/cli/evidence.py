"""`wardmoot evidence`: load data files, and say what is held and how good it is."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wardmoot.catalogue.home import home_folder
from wardmoot.core.calendar import Month
from wardmoot.evidence import BatchReport, LoadReport, Progress, QualityReport, Store, StoreError, StoreStatus, load, quality

_SHOWN_REJECTS = 5
_EVERY = 0.2
_DIGEST = re.compile(r"(?<= areas) \([0-9a-f]{8}\)")
"""What tells one long list of areas from another in the store, and nobody anything."""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and its three verbs."""
    parser = commands.add_parser("evidence", help="load data files and see what is held", description="Load data files and see what is held.")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    loader = verbs.add_parser("load", help="load folders, zips or single files")
    loader.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    loader.set_defaults(run=run, verb=_load)
    for name, verb, words in (("status", _status, "what is held"), ("quality", _quality, "what to know before trusting a count")):
        verbs.add_parser(name, help=words).set_defaults(run=run, verb=verb)
    for each in verbs.choices.values():
        each.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Do the verb; the exit status is not 0 when a file was refused or the store could not be used."""
    home = home_folder(os.environ)
    print(f"home: {home}", file=sys.stderr)
    try:
        verb: Callable[[argparse.Namespace, Path], int] = arguments.verb
        return verb(arguments, home)
    except StoreError as error:
        print(f"wardmoot: {error}", file=sys.stderr)
        if arguments.json:
            _print_json({"reason": str(error)} | ({"batches": []} if arguments.verb is _load else {}))
        return 1


def _print_json(value: Any) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=1, default=str)
    print()


def _load(arguments: argparse.Namespace, home: Path) -> int:
    home.mkdir(parents=True, exist_ok=True, mode=0o700)  # its owner's only, whichever command makes it
    report = load(arguments.paths, store=Store.open(home), now=datetime.now(UTC), progress=_Meter())
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if arguments.json:
        _print_json({"batches": [_batch_json(b) for b in report.batches]})
    else:
        _print_report(report)
    return 1 if report.refused else 0


class _Meter:
    """Progress on standard error: one line that is written over on a terminal, a line a file elsewhere."""

    def __init__(self) -> None:
        self._last, self._file = 0.0, ""

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if sys.stderr.isatty():
            if now - self._last >= _EVERY:
                self._last = now
                print(f"\r\x1b[K{_share(progress)} {progress.stage} {progress.file[-80:]}", end="", file=sys.stderr, flush=True)
        elif progress.file != self._file:
            self._file = progress.file
            print(f"{_share(progress)} {progress.stage} {progress.file}".rstrip(), file=sys.stderr)


def _share(progress: Progress) -> str:
    return f"{100 * progress.done // max(progress.total, 1):3d}%"


def _batch_json(batch: BatchReport) -> dict[str, Any]:
    names = ("source", "file", "sha256", "period", "rows_in", "rows_kept", "rows_rejected", "status", "reason")
    return {name: getattr(batch, name) for name in names}


def _print_report(report: LoadReport) -> None:
    for batch in report.batches:
        rows = f"{batch.rows_kept:,} of {batch.rows_in:,} rows kept" if batch.rows_in else "no rows"
        print(f"{batch.status:9}  {batch.file}  {batch.period}  {rows}" + (f"\n           {batch.reason}" if batch.reason else ""))
        for reject in batch.rejects[:_SHOWN_REJECTS]:
            print(f"           row not loaded: line {reject.line:,}, {reject.column} “{reject.value}”: {reject.reason}")
        if len(batch.rejects) > _SHOWN_REJECTS:
            print(f"           and {len(batch.rejects) - _SHOWN_REJECTS:,} more rows not loaded")
    counted = {status: sum(b.status == status for b in report.batches) for status in dict.fromkeys(b.status for b in report.batches)}
    print("; ".join(f"{n:,} {status}" for status, n in counted.items()))


def _status(arguments: argparse.Namespace, home: Path) -> int:
    status = Store.open(home, read_only=True).status()
    if arguments.json:
        _print_json(dataclasses.asdict(status))
    else:
        _print_status(status)
    return 0


def _print_status(status: StoreStatus) -> None:
    if not status.sources:
        print("No data is held yet. Load some: wardmoot evidence load PATH")
        return
    print(f"kind: {status.kind}")
    for held in status.sources:
        superseded = f", {held.superseded} superseded" if held.superseded else ""
        files = f"{held.files:,} {'file' if held.files == 1 else 'files'}{superseded}"
        print(f"{held.source} ({held.title.partition(' (')[0]}): {files}, {held.rows:,} rows, {held.rejected:,} not loaded")
        print(f"    last loaded {held.last_loaded:%d %B %Y}")
        print(f"    periods: {_listed(held.periods)}")
        print(f"    covers: {_DIGEST.sub('', _listed(held.coverage))}")
        for attribution in held.attribution:
            print(f"    {attribution}")


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) if len(names) <= 6 else f"{', '.join(names[:3])} ... {', '.join(names[-2:])} ({len(names)})"


def _quality(arguments: argparse.Namespace, home: Path) -> int:
    report = quality(Store.open(home, read_only=True))
    if arguments.json:
        _print_json(_plain(dataclasses.asdict(report)))
    else:
        _print_quality(report)
    return 0


def _plain(value: Any) -> Any:
    """Months, which `asdict` takes apart, written as YYYY-MM again."""
    if isinstance(value, dict):
        if set(value) == {"year", "month"}:
            return str(Month(**value))
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, (list, tuple)) else value


def _print_quality(report: QualityReport) -> None:
    if not report.forces:
        print("No crime data is held yet. Load some: wardmoot evidence load PATH")
    for force in report.forces:
        print(f"{force.force}: {force.rows:,} rows, {len(force.months)} months, {force.rows_rejected:,} rows not loaded")
        for words, count, of in (
            ("without an LSOA", force.rows_without_lsoa, force.rows),
            ("without coordinates", force.rows_without_coordinates, force.rows),
            (f"with a crime ID that is on another row too ({force.repeated_ids:,} IDs)", force.rows_with_repeated_id, force.rows_with_id),
            (
                "without an ID and the same as another row in every cell (usually different incidents)",
                force.identical_rows_without_id,
                force.rows_without_id,
            ),
            ("with an LSOA code in none of the lists held", force.rows_with_unknown_code, force.rows_with_lsoa),
            ("outside the authorities whose boundaries are held", force.rows_outside, force.rows_with_lsoa),
        ):
            print(f"    {'not known, nothing to test against' if count is None else f'{count:,} of {of:,}'}: {words}")
        print(f"    months missing between the first and the last: {_listed(tuple(map(str, force.months_missing))) or 'none'}")
    if report.lists:
        print(f"LSOA lists held: {', '.join(report.lists)}")
    if report.mended:
        print(f"shapes that touched themselves and were mended: {', '.join(report.mended)}")
