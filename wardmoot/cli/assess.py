"""`wardmoot assess`: a strategic assessment from the data files held."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from wardmoot.catalogue.home import home_folder
from wardmoot.core.calendar import Month

FORMATS = ("html", "pdf", "docx", "ods", "json")
KINDS = ("full", "summary")
AUDIENCES = ("internal", "partnership", "public")


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser("assess", help="make a strategic assessment", description="Make a strategic assessment of one area and period.")
    parser.add_argument("--area", required=True, metavar="CODE", help="local authority code, for example E06000054")
    parser.add_argument("--to", required=True, type=_month, metavar="YYYY-MM", help="the last month")
    parser.add_argument("--months", type=int, default=12, help="how many months (default 12)")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="the folder to write to")
    parser.add_argument("--format", type=_formats, default=FORMATS, metavar="LIST", help=f"any of {','.join(FORMATS)} (default: all)")
    parser.add_argument("--kind", type=_kinds, default=KINDS, metavar="LIST", help="full, summary or both (default: both)")
    parser.add_argument("--audience", choices=AUDIENCES, default="internal", help="what its readers may not see is left out (default: internal)")
    parser.add_argument("--since", type=Path, metavar="FIGURES.json", help="the figures.json of the last assessment, to say what changed")
    parser.set_defaults(run=run)


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _formats(text: str) -> tuple[str, ...]:
    return _chosen(text, FORMATS, "a format")


def _kinds(text: str) -> tuple[str, ...]:
    return _chosen(text, KINDS, "a kind of document")


def _chosen(text: str, known: Sequence[str], noun: str) -> tuple[str, ...]:
    chosen = tuple(part.strip() for part in text.split(",") if part.strip())
    unknown = [part for part in chosen if part not in known]
    if unknown or not chosen:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown) or 'nothing'} is not {noun}: choose from {', '.join(known)}")
    return chosen


def run(arguments: argparse.Namespace) -> int:
    """Make it and print where each file is."""
    from wardmoot.demo import moment_in
    from wardmoot.measures.making import Kind, make_assessment
    from wardmoot.reports.audience import Audience

    home = home_folder(os.environ)
    made = make_assessment(
        home,
        area=arguments.area,
        to=arguments.to,
        months=arguments.months,
        out=arguments.out,
        formats=arguments.format,
        now=moment_in(home, datetime.now(UTC)),
        audience=Audience(arguments.audience),
        kinds=tuple(Kind(kind) for kind in arguments.kind),
        earlier=arguments.since,
        progress=lambda stage: print(stage, file=sys.stderr),
    )
    for path in made.files.values():
        print(path)
    return 0
