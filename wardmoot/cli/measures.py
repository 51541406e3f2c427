"""`wardmoot measures`: the named measures, and the figure of one of them."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wardmoot.catalogue.home import home_folder
from wardmoot.catalogue.measures import Declared, declared_measures
from wardmoot.core.figures import Area, AreaKind, Figure, figure_to_json
from wardmoot.core.plan import read_period


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    words = "List the named measures over partners' data, or print the figure of one of them."
    parser = commands.add_parser("measures", help="list the measures, or print the figure of one", description=words)
    parser.add_argument("name", nargs="?", metavar="NAME", help="a measure; without one they are listed")
    parser.add_argument("--area", action="append", metavar="CODE", help="a local authority's code; give it again to count several together")
    parser.add_argument("--period", metavar="PERIOD", help="2017/18, 2017/18 Q2, 2013 to 2015, 2018-03 or 2017-04 to 2018-03")
    parser.add_argument("--compare", metavar="PERIOD", help="the period to set in brackets")
    parser.add_argument("--ask", action="append", default=[], metavar="NAME=VALUE", help='what a measure may be asked, for example "at least=12"')
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List the measures, or compute one; the exit status is not 0 where there is no number."""
    if arguments.name is None:
        return _list(as_json=arguments.json)
    if not arguments.area or not arguments.period:
        raise ValueError("give the area and the period, for example --area E06000054 --period 2017/18")
    try:
        figure = _compute(arguments, home_folder(os.environ))
    except LookupError as error:
        print(f"wardmoot: {error.args[0]}", file=sys.stderr)
        return 1
    if arguments.json:
        print(json.dumps(figure_to_json(figure), indent=2))
    else:
        _print(figure)
    return 0 if figure.value is not None else 1


def _list(*, as_json: bool) -> int:
    if as_json:
        print(json.dumps([_plain(one) for one in declared_measures().values()], indent=2))
        return 0
    for name, one in declared_measures().items():
        asked = "".join(f"; asks {key} (now {value if value not in ('', ()) else 'not given'})" for key, value in one.parameters.items())
        print(f"{name}\n    {one.title} ({one.unit.value} of {one.counting_unit.plural}; by {one.step.value}{asked})")
    return 0


def _plain(one: Declared) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": one.title,
        "method": one.method,
        "version": one.version,
        "datasets": list(one.datasets),
        "unit": one.unit.value,
        "counting_unit": one.counting_unit.key,
        "polarity": one.polarity.value,
        "step": one.step.value,
        "needs_scope": one.needs_scope,
        "disclosure": one.disclosure.value,
        "parameters": {key: list(value) if isinstance(value, tuple) else value for key, value in one.parameters.items()},
    }


def _compute(arguments: argparse.Namespace, home: Path) -> Figure:
    """Compute it for whoever may read the home: the command line has no roles of its own."""
    from wardmoot.demo import moment_in
    from wardmoot.evidence import Store, authority_names
    from wardmoot.evidence.extracts import Scope
    from wardmoot.measures.register import Request, compute, measure

    store = Store.open(home, read_only=True)
    found = measure(arguments.name)
    names = authority_names(store)
    words = " and ".join(names.get(code, code) for code in arguments.area)
    area = Area(arguments.area[0] if len(arguments.area) == 1 else "", words, AreaKind.AUTHORITY)
    scope = Scope("the command line", f"the figure of {found.name}", frozenset(found.datasets))
    request = Request(
        store=store,
        area=area,
        period=read_period(arguments.period),
        now=moment_in(home, datetime.now(UTC)),
        scope=scope,
        comparator=read_period(arguments.compare) if arguments.compare else None,
        authorities=tuple(arguments.area),
        parameters=_asked(arguments.ask, found.parameters),
    )
    return compute(arguments.name, request)


def _asked(pairs: list[str], known: Mapping[str, Any]) -> dict[str, Any]:
    """What the measure is asked, each as its default is: a number, a list parted by commas, or text."""
    asked: dict[str, Any] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        default = known.get(name)
        if not sign:
            raise ValueError(f"{pair!r} says not what is asked: write NAME=VALUE, for example at least=12")
        if isinstance(default, int) and not value.isdigit():
            raise ValueError(f"{name} is asked as a whole number, not as {value!r}")
        asked[name] = (
            int(value) if isinstance(default, int) else tuple(part.strip() for part in value.split(",")) if isinstance(default, tuple) else value
        )
    return asked


def _print(figure: Figure) -> None:
    print(f"{figure.label}: {figure.written_with_comparator}")
    print(f"    {figure.area.name}, {figure.period.label}; {figure.written_unit}")
    if figure.denominator:
        print(f"    {figure.numerator:,.0f} of {figure.denominator.value:,.0f} {figure.denominator.label}")
    if figure.interval:
        print(f"    95% interval {figure.interval.write(figure.unit)} ({figure.interval.method})")
    if figure.verdict:
        print(f"    {figure.verdict.word.value}" + (f": {figure.verdict.note}" if figure.verdict.note else ""))
    for caveat in figure.caveats:
        print(f"    {caveat}")
    print(f"    {figure.trace.method}")
    print(f"    {figure.trace.row_count or 0:,} rows of {', '.join(file.name for file in figure.trace.files)}")
