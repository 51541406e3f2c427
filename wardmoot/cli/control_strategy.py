"""`wardmoot control-strategy`: what is entered, gaps included, as JSON or as the one page to print."""

from __future__ import annotations

import argparse
import json
import os
from datetime import UTC, datetime
from pathlib import Path

from wardmoot.cli.records import prepare_records, ready_home

SETTINGS = "wardmoot.web.settings"
FORMATS = ("pdf", "docx", "ods")


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    words = "Write the control strategy as it stands to a folder, or print it as JSON."
    parser = commands.add_parser("control-strategy", help="the control strategy, with its gaps", description=words)
    parser.add_argument("--out", type=Path, metavar="DIR", help="the folder to write to; without it, JSON is printed")
    parser.add_argument("--format", choices=FORMATS, action="append", metavar="FORMAT", help=f"any of {', '.join(FORMATS)} (default: pdf)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the files and print where each is, or print the strategy."""
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    ready_home()
    import django

    django.setup()
    prepare_records()
    from wardmoot.apps.plan.queries import current_plan
    from wardmoot.apps.priorities.control_page import made_page, strategy_of

    plan, now = current_plan(), datetime.now(UTC)
    if plan is None:
        raise ValueError("no plan is loaded, so there are no themes: load one first with `wardmoot plan load FILE`")
    if arguments.out is None:
        strategy = strategy_of(plan, now=now)
        grid = {theme: dict(zip(strategy.ps, cells, strict=True)) for theme, cells in strategy.grid}
        matrix = {theme: dict(zip(strategy.priorities, cells, strict=True)) for theme, cells in strategy.matrix}
        print(json.dumps({"four ps": grid, "matrix": matrix, "summary": strategy.summary}, ensure_ascii=False, indent=2))
        return 0
    page = made_page(plan, now=now)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for form in arguments.format or ["pdf"]:
        path = arguments.out / page.file_name(form, "control-strategy")
        path.write_bytes(page.content(form))
        print(path)
    return 0
