"""`wardmoot extract`: look into a partner's file, import it depersonalised, undo an import, list what is held."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wardmoot.cli.records import ready_home

if TYPE_CHECKING:
    from wardmoot.catalogue.dataset import Dataset
    from wardmoot.evidence import Progress, Store
    from wardmoot.evidence.extracts import Preview

_EVERY = 0.2
_WORKBOOK_DAYS = 7


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and its verbs."""
    words = "preview, import and undo partners' extracts"
    parser = commands.add_parser("extract", help=words, description=f"{words[0].upper()}{words[1:]}.")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    verbs.add_parser("datasets", help="the datasets that partners supply, and their columns").set_defaults(verb=_datasets)
    for name, verb, help_words in (("preview", _preview, "read a file and keep nothing"), ("load", _load, "import a file")):
        reading = verbs.add_parser(name, help=help_words)
        reading.set_defaults(verb=verb)
        _add_reading(reading)
    previewing, loading = verbs.choices["preview"], verbs.choices["load"]
    previewing.add_argument("--errors", type=Path, metavar="FILE", help="write the bad rows to an error workbook (.xlsx or .ods)")
    loading.add_argument("--leave-out-bad-rows", action="store_true", help="import the good rows of a file that has bad ones")
    undoing = verbs.add_parser("undo", help="withdraw an import whole; what it took the place of counts again")
    undoing.add_argument("number", type=int, metavar="NUMBER", help="the import's number in the list")
    undoing.set_defaults(verb=_undo)
    verbs.add_parser("list", help="the imports, and what became of them").set_defaults(verb=_list)
    verbs.add_parser("sweep", help="delete what is kept longer than its retention, and error workbooks that expired").set_defaults(verb=_sweep)
    for each in verbs.choices.values():
        each.add_argument("--json", action="store_true", help="print JSON")
        each.set_defaults(run=run)


def _add_reading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--dataset", required=True, metavar="KEY", help="what the file is: a key that `wardmoot extract datasets` lists")
    parser.add_argument("--agency", required=True, metavar="NAME", help="who supplied it")
    parser.add_argument("--sheet", default="", metavar="NUMBER", help="the sheet to read, where the workbook has several")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="COLUMN=HEADING",
        help='match a column by hand, for example person="column B"; may be repeated',
    )


def run(arguments: argparse.Namespace) -> int:
    """Do the verb; the exit status is not 0 when a file was refused or the store could not be used."""
    from wardmoot.evidence import StoreError
    from wardmoot.evidence.faults import FileFault, StorageFault

    home = ready_home()
    print(f"home: {home}", file=sys.stderr)
    try:
        verb: Callable[[argparse.Namespace, Path], int] = arguments.verb
        return verb(arguments, home)
    except (StoreError, StorageFault, FileFault) as error:
        print(f"wardmoot: {error}", file=sys.stderr)
        if arguments.json:
            _print_json({"reason": str(error)})
        return 1


def _print_json(value: Any) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=1, default=str)
    print()


def _store(home: Path) -> Store:
    from wardmoot.evidence import Store

    return Store.open(home)


def _dataset(key: str) -> Dataset:
    from wardmoot.catalogue.datasets import datasets

    known = datasets()
    if key not in known:
        raise ValueError(f"there is no dataset {key!r}: use one of {', '.join(sorted(known))}")
    return known[key]


def _by_hand(arguments: argparse.Namespace) -> dict[str, str] | None:
    """The columns matched by hand. The dataset's column comes first: the heading may have an equals sign of its own."""
    pairs = [text.partition("=") for text in arguments.column]
    if any(not sign for _, sign, _ in pairs):
        raise ValueError('write a column matched by hand as COLUMN=HEADING, for example --column person="column B"')
    names = {c.name for c in _dataset(arguments.dataset).columns}
    for name, _, _ in pairs:
        if name not in names:
            raise ValueError(f"{arguments.dataset} has no column {name!r}: it has {', '.join(sorted(names))}")
    return {name: heading for name, _, heading in pairs} or None


def _datasets(arguments: argparse.Namespace, home: Path) -> int:
    from wardmoot.catalogue.datasets import datasets

    found = datasets()
    if arguments.json:
        _print_json({"datasets": [_dataset_json(d) for d in found.values()]})
        return 0
    for dataset in found.values():
        print(f"{dataset.key}  {dataset.title} (from: {dataset.owner}; {dataset.refresh})")
        for column in dataset.columns:
            print(f"    {column.name}{'' if column.required else ' (may be left out)'}: {column.expected}")
    return 0


def _dataset_json(dataset: Dataset) -> dict[str, Any]:
    columns = [{"name": c.name, "label": c.label, "type": c.type, "required": c.required, "expected": c.expected} for c in dataset.columns]
    return {"key": dataset.key, "title": dataset.title, "owner": dataset.owner, "persons": dataset.persons, "columns": columns}


def _preview(arguments: argparse.Namespace, home: Path) -> int:
    from wardmoot.evidence.extracts import error_workbook, preview

    dataset, store, now = _dataset(arguments.dataset), _store(home), datetime.now(UTC)
    found = preview(
        arguments.file,
        dataset,
        agency=arguments.agency,
        columns=_by_hand(arguments),
        sheet=arguments.sheet,
        store=store,
        now=now,
        progress=_meter(),
    )
    _end_meter()
    if arguments.json:
        _print_json(_preview_json(found))
    else:
        _print_preview(found)
    if arguments.errors and found.matches and found.rows_bad and not found.refused:
        expires = now + timedelta(days=_WORKBOOK_DAYS)
        count = error_workbook(arguments.file, dataset, found, arguments.errors, agency=arguments.agency, now=now, expires=expires, store=store)
        print(f"{count:,} bad rows written to the error workbook", file=sys.stderr)
    return 1 if found.refused else 0


def _preview_json(found: Preview) -> dict[str, Any]:
    return dataclasses.asdict(found) | {"columns": found.columns}


def _print_preview(found: Preview) -> None:
    if found.format:
        print(f"{found.format}; headings on line {found.header_line}" if found.header_line else found.format)
    for note in found.notes:
        print(f"    {note}")
    for match in found.matches:
        print(f"    {match.column}: column {match.heading.letter} “{match.heading.shown}” ({match.how})")
    for unmatched in found.unmatched:
        near = f"; column {unmatched.suggestion.letter} “{unmatched.suggestion.shown}” is nearly it" if unmatched.suggestion else ""
        print(f"    {unmatched.column}: no heading{'' if unmatched.required else ' (it may be left out)'}{near}")
    if found.undeclared:
        print(f"    not kept: {', '.join(f'column {h.letter} “{h.shown}”' for h in found.undeclared)}")
    print(f"{found.rows_in:,} rows: {found.rows_ok:,} good, {found.rows_bad:,} bad" + (f"; {found.period}" if found.rows_ok else ""))
    for error in found.errors:
        shown = ", ".join(f"line {s.line:,} {s.shown}".rstrip() for s in error.samples)
        expected = f"; expected {error.expected}" if error.expected else ""
        print(f"    {error.count:,} × {error.column or 'row'}: {error.reason}{expected} ({shown})")
    for adjusted in found.adjustments:
        print(f"    {adjusted.count:,} × {adjusted.column or 'row'} read otherwise: {adjusted.what}")
    if found.difference:
        d = found.difference
        print(f"against what is held: {d.added:,} added, {d.changed:,} changed, {d.removed:,} removed, {d.same:,} the same")
    if found.refused:
        print(f"refused: {found.refused}")


def _load(arguments: argparse.Namespace, home: Path) -> int:
    from wardmoot.evidence.extracts import commit

    report = commit(
        arguments.file,
        _dataset(arguments.dataset),
        agency=arguments.agency,
        columns=_by_hand(arguments),
        sheet=arguments.sheet,
        store=_store(home),
        now=datetime.now(UTC),
        leave_out_bad_rows=arguments.leave_out_bad_rows,
        progress=_meter(),
    )
    _end_meter()
    if arguments.json:
        names = ("source", "file", "sha256", "period", "rows_in", "rows_kept", "rows_rejected", "status", "reason")
        _print_json({"batches": [{name: getattr(report, name) for name in names}]})
    else:
        print(f"{report.status}  {report.file}  {report.period}  {report.rows_kept:,} of {report.rows_in:,} rows kept")
        if report.reason:
            print(f"    {report.reason}")
        for reject in report.rejects[:5]:
            print(f"    row not loaded: line {reject.line:,}, {reject.column} {reject.value}: {reject.reason}")
    return 1 if report.status == "refused" else 0


def _undo(arguments: argparse.Namespace, home: Path) -> int:
    from wardmoot.evidence.extracts import undo

    undone = undo(_store(home), arguments.number, now=datetime.now(UTC))
    again = [b.id for b in undone.restored]
    if arguments.json:
        _print_json({"withdrawn": arguments.number, "counts_again": again, "deleted_under_retention": undone.lost})
        return 0
    print(f"withdrawn: import {arguments.number}, {undone.batch.coverage}, {undone.batch.period}; its {undone.batch.rows_kept:,} rows are deleted")
    if again:
        print(f"    counts again: import {', '.join(map(str, again))}")
    if undone.lost:
        print(f"    {undone.lost:,} earlier imports cannot count again: their rows were deleted under the retention rule")
    return 0


def _list(arguments: argparse.Namespace, home: Path) -> int:
    from wardmoot.evidence import SourceKey

    held = _store(home).batches(current_only=False, source=SourceKey.EXTRACT)
    rows: list[Mapping[str, Any]] = [
        {
            "number": b.id,
            "file": b.file,
            "period": b.period,
            "rows": b.rows_kept,
            "rejected": b.rows_rejected,
            "loaded_at": b.loaded_at,
            "state": state,
        }
        for b in held
        for state in [b.ending.value if b.ending else "counts" if b.is_current else "superseded"]
    ]
    if arguments.json:
        _print_json({"imports": rows})
    elif not rows:
        print("No extract is held yet. Look into one: wardmoot extract preview FILE --dataset KEY --agency NAME")
    else:
        for row in rows:
            print(f"{row['number']:>5}  {row['state']:<11} {row['file']}  {row['period']}  {row['rows']:,} rows, {row['rejected']:,} not loaded")
    return 0


def _sweep(arguments: argparse.Namespace, home: Path) -> int:
    from wardmoot.evidence.extracts import sweep, sweep_shelf

    store, now = _store(home), datetime.now(UTC)
    deleted, workbooks = sweep(store, now=now), sweep_shelf(store, now=now)
    if arguments.json:
        _print_json({"imports": [b.id for b in deleted], "error_workbooks": workbooks})
    else:
        print(f"{len(deleted):,} superseded imports deleted, {workbooks:,} error workbooks deleted")
    return 0


def _meter() -> Callable[[Progress], None]:
    """Progress on standard error: written over on a terminal, one line for every tenth elsewhere."""
    last = {"time": 0.0, "tenth": -1}

    def tell(progress: Progress) -> None:
        share, now = 100 * progress.done // max(progress.total, 1), time.monotonic()
        if sys.stderr.isatty():
            if now - last["time"] >= _EVERY:
                last["time"] = now
                print(f"\r\x1b[K{share:3d}% {progress.stage} {progress.file}", end="", file=sys.stderr, flush=True)
        elif share // 10 > last["tenth"]:
            last["tenth"] = share // 10
            print(f"{share:3d}% {progress.stage} {progress.file}", file=sys.stderr)

    return tell


def _end_meter() -> None:
    if sys.stderr.isatty():
        print(file=sys.stderr)
