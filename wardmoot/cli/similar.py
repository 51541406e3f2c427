"""`wardmoot similar`: the areas most like one area, with the working."""

from __future__ import annotations

import argparse
import json
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from wardmoot.catalogue.home import home_folder

if TYPE_CHECKING:
    from wardmoot.measures.comparators import Similar


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    words = "Find the areas most like one area by what the data files held say of them, and show the working."
    parser = commands.add_parser("similar", help="find the areas most like one area", description=words)
    parser.add_argument("--area", required=True, metavar="CODE", help="a partnership, or a local authority that is one: E22000361 or E06000054")
    parser.add_argument("--variables", type=_listed, default=(), metavar="LIST", help="what to compare by, with commas (default: all that is held)")
    parser.add_argument("--without", action="append", default=[], metavar="CODE", help="an area to leave out; give it again for several")
    parser.add_argument("--members", type=int, default=15, metavar="N", help="how many areas in the group, itself included (default 15)")
    parser.add_argument("--json", action="store_true", help="print JSON, with every area's distance")
    parser.set_defaults(run=run)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def run(arguments: argparse.Namespace) -> int:
    """Find the group and print it."""
    from wardmoot.demo import moment_in
    from wardmoot.evidence import Store
    from wardmoot.measures.comparators import similar_to

    home = home_folder(os.environ)
    now = moment_in(home, datetime.now(UTC))
    store = Store.open(home, read_only=True)
    found = similar_to(store, arguments.area, now, variables=arguments.variables, without=arguments.without, members=arguments.members)
    if arguments.json:
        print(json.dumps(_plain(found), indent=2, ensure_ascii=False))
    else:
        _print(found)
    return 0


def _plain(found: Similar) -> dict[str, Any]:
    """All of it: the variables, every area's distance and shares, the group, and how it changes."""
    from wardmoot.measures.comparators import group_to_json

    return {
        "group": group_to_json(found.group),
        "variables": [
            {
                "key": variable.key,
                "words": variable.words,
                "unit": variable.unit,
                "mean": mean,
                "deviation": deviation,
                "logarithm": variable.logarithm,
            }
            for variable, mean, deviation in zip(found.variables, found.found.means.tolist(), found.found.deviations.tolist(), strict=True)
        ],
        "areas": [_area(found, place) for place in range(len(found.found.ranked))],
        "compared": len(found.found.compared),
        "lacking": [
            {"code": code, "name": found.named(code).name, "variables": [variable.key for variable in found.lacks(code)]}
            for code in found.found.lacking
        ],
        "without_each_variable": [_left_out(one.left_out, one.joins, one.leaves) for one in found.without_variables],
        "without_each_area": [_left_out(one.left_out, one.joins, one.leaves) for one in found.without_areas],
        "files": [{"name": file.name, "sha256": file.sha256} for file in found.files],
    }


def _area(found: Similar, place: int) -> dict[str, Any]:
    near = found.found.ranked[place]
    shares = dict(zip(found.found.variables, near.shares.tolist(), strict=True))
    return {
        "code": near.code,
        "name": found.named(near.code).name,
        "distance": near.distance,
        "shares": {key: share if share == share else None for key, share in shares.items()},
        "values": {variable.key: found.profiles.values[variable.key][near.code] for variable in found.variables},
    }


def _left_out(what: str, joins: tuple[str, ...], leaves: tuple[str, ...]) -> dict[str, Any]:
    return {"left_out": what, "joins": list(joins), "leaves": list(leaves)}


def _print(found: Similar) -> None:
    print(found.group.words)
    print(f"\n{'Distance':>8}  {'Code':<9}  Area; what sets it apart most")
    for near in found.found.ranked[: len(found.group.others)]:
        print(f"{found.distance(near).written:>8}  {near.code:<9}  {found.named(near.code).name}{_apart(found, near.shares.tolist())}")
    print("\nWithout one variable:")
    for one in found.without_variables:
        words = next(variable.words for variable in found.variables if variable.key == one.left_out)
        print(f"  {words}: {_changed(found, one.joins, one.leaves)}")
    followers = found.without_areas[0].joins if found.without_areas else ()
    print(f"\nWithout any one member, the next to join: {', '.join(found.named(code).name for code in followers) or 'none is left'}.")
    lacking = found.found.lacking
    if lacking:
        print(f"\n{len(lacking)} areas lack a variable and are not compared: {', '.join(found.named(code).name for code in lacking)}.")


def _apart(found: Similar, shares: list[float]) -> str:
    """The variable that makes most of a distance."""
    if any(share != share for share in shares):
        return ""
    place = shares.index(max(shares))
    near = next(one for one in found.found.ranked if one.shares.tolist() == shares)
    return f"; {found.variables[place].words.lower()} {found.share(near, found.variables[place]).written}"


def _changed(found: Similar, joins: tuple[str, ...], leaves: tuple[str, ...]) -> str:
    if not joins and not leaves:
        return "the same group"
    parts = [f"{', '.join(found.named(code).name for code in codes)} {verb}" for codes, verb in ((joins, "in"), (leaves, "out")) if codes]
    return "; ".join(parts)
