"""`wardmoot rebuild`: an assessment made again from its own figures.json, and what differs."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from wardmoot.catalogue.home import home_folder

MOST = 40
"""Differences printed; the number of the others is said."""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    words = "Make an assessment again from the data files that its figures.json names, and say whether every figure is the same."
    parser = commands.add_parser("rebuild", help="make an assessment again and compare", description=words)
    parser.add_argument("figures", type=Path, metavar="FIGURES.json", help="the figures.json of an assessment (its internal edition)")
    parser.add_argument("--current", action="store_true", help="use the data files that count now, to see what differs")
    parser.add_argument("--out", type=Path, metavar="DIR", help="the folder to write the new figures.json to (default: none is kept)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make it again, print the hashes and what differs; the exit status is 0 only where every figure is the same."""
    from wardmoot.demo import moment_in
    from wardmoot.measures.making import rebuild

    home = home_folder(os.environ)
    now = moment_in(home, datetime.now(UTC))
    found = rebuild(home, arguments.figures, now=now, out=arguments.out, with_current_files=arguments.current)
    print(f"then  {found.hash_then}\nnow   {found.hash_now}")
    print("identical" if found.identical else f"not identical: {len(found.differences)} findings and figures differ")
    for one in found.differences[:MOST]:
        print(f"  {one.id}: {one.what}: {one.then or 'not there'} -> {one.now or 'not there'} ({one.why})")
    if len(found.differences) > MOST:
        print(f"  and {len(found.differences) - MOST} more: make both assessments in full to see them all", file=sys.stderr)
    return 0 if found.identical else 1
