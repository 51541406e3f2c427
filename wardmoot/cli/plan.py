"""`wardmoot plan`: load a plan, export the plan that is loaded, count its headlines from the data held."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from wardmoot.catalogue.faults import PlanFaults
from wardmoot.catalogue.home import home_folder
from wardmoot.catalogue.plan_json import plan_to_json
from wardmoot.catalogue.plans import install_plan, installed_plan, load_plan, plan_path
from wardmoot.core.figures import figure_to_json
from wardmoot.core.plan import Plan, gaps

if TYPE_CHECKING:
    from wardmoot.measures.plan_figures import Counted


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `plan` and its own commands; each sets `run`, which takes the arguments and gives the exit status."""
    commands = subparsers.add_parser("plan", help="load or export the partnership's plan").add_subparsers(dest="plan_command", required=True)
    load = commands.add_parser("load", help="check a plan file and make it the partnership's plan")
    load.add_argument("file", metavar="FILE", help="a plan file, as described in docs/reference/plan-file.md")
    load.set_defaults(run=run_load)
    export = commands.add_parser("export", help="print the plan with all its figures")
    export.add_argument("--json", action="store_true", required=True, help="as JSON, the one format there is")
    export.add_argument("file", metavar="FILE", nargs="?", help="a plan file to export in place of the loaded plan")
    export.set_defaults(run=run_export)
    headlines = commands.add_parser("headlines", help="set what the plan prints beside what is counted from the data held")
    headlines.add_argument("--json", action="store_true", help="print JSON")
    headlines.set_defaults(run=run_headlines)


def _complain(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


def _counts(plan: Plan) -> str:
    open_points = gaps(plan)
    lists = {
        "priorities": plan.priorities,
        "outcomes": plan.outcomes,
        "obligations": plan.obligations,
        "themes": plan.themes,
        "groups": plan.groups,
        "links between them": plan.links,
        "documents": plan.documents,
        "headlines": plan.headlines,
        "statements": plan.statements,
        "gaps to show": open_points,
    }
    return "\n".join(f"{len(items):>5} {name}" for name, items in lists.items())


def run_load(args: argparse.Namespace) -> int:
    """Check the file and install it; 1, with every fault and nothing changed, when it cannot be."""
    home = home_folder(os.environ)
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)  # its owner's only, whichever command makes it
        plan = install_plan(args.file, home)
    except PlanFaults as faults:
        return _complain(f"{faults}\nNothing was changed. Correct the file and load it again.")
    except OSError as error:
        return _complain(
            f"The plan could not be kept in {home}: {error.strerror or error}. Nothing was changed. Check the space and who may write there."
        )
    print(f"{plan.identity.title}: loaded into {plan_path(home)}\n{_counts(plan)}")
    return 0


def run_export(args: argparse.Namespace) -> int:
    """Print the plan as JSON; 1 when none is loaded or it is at fault."""
    home = home_folder(os.environ)
    try:
        plan = load_plan(args.file) if args.file else installed_plan(home)
    except (PlanFaults, OSError) as error:
        return _complain(f"{error}\nNothing was exported. Correct the file, or load a sound one with: wardmoot plan load FILE")
    if plan is None:
        return _complain(f"No plan is loaded in {home}. Load one first: wardmoot plan load FILE")
    print(json.dumps(plan_to_json(plan), indent=2))
    return 0


def run_headlines(args: argparse.Namespace) -> int:
    """Count the plan's headlines from the data held; 1 when no plan is loaded, or a number that was counted is another than the printed one."""
    from wardmoot.catalogue.datasets import datasets
    from wardmoot.demo import moment_in
    from wardmoot.evidence import Store
    from wardmoot.evidence.extracts import Scope
    from wardmoot.measures.plan_figures import counted_headlines

    home = home_folder(os.environ)
    plan = installed_plan(home)
    if plan is None:
        return _complain(f"No plan is loaded in {home}. Load one first: wardmoot plan load FILE")
    scope = Scope("the command line", "the plan's headlines", frozenset(datasets()))
    store = Store.open(home, read_only=True)
    found = counted_headlines(plan, store, now=moment_in(home, datetime.now(UTC)), scope=scope)
    several = [one for _, numbers in found for one in numbers]
    if args.json:
        print(json.dumps([_counted_json(one) for one in several], indent=2))
    else:
        print("\n".join(_counted_line(one) for one in several))
    return 1 if any(one.agrees is False for one in several) else 0


def _counted_json(one: Counted) -> dict[str, Any]:
    return {
        "id": one.published.id,
        "published": figure_to_json(one.published),
        "counted": one.counted and figure_to_json(one.counted),
        "agrees": one.agrees,
        "why_not": one.why_not,
    }


def _counted_line(one: Counted) -> str:
    says = {True: "the same", False: "ANOTHER NUMBER", None: "nothing to compare"}[one.agrees]
    counted = replace(one.counted, places=one.published.places).written_with_comparator if one.counted else f"not counted: {one.why_not}"
    return f"{one.published.id:<11} printed {one.published.written_with_comparator:<16} counted {counted:<16} {says}"
