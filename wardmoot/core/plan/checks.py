"""What must hold within a plan: keys that are unique, references that lead somewhere, numbers that can be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from wardmoot.core.figures import COUNTING_UNITS
from wardmoot.core.plan.delivery import PARTNERSHIP_NODE, DocumentStatus
from wardmoot.core.plan.headline_checks import headline_faults, named_areas, named_counting_units
from wardmoot.core.plan.plan import Plan

_LISTED = 50  # more choices than any real plan has, and few enough for a message

Path = tuple[str | int, ...]
"""Where in the plan file a fault is: ("headlines", 3, "area")."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """A fault at one place of a plan. `refers_to` is the section that a dangling reference points into."""

    path: Path
    message: str
    refers_to: str = ""


def unknown(value: str, kind: str, choices: Collection[str]) -> str:
    """The message for a reference that leads nowhere.

    >>> unknown("wilts", "an area of this plan", ["wiltshire", "pan-county"])
    "'wilts' is not an area of this plan; use one of: wiltshire, pan-county"
    """
    listed = ", ".join(islice(choices, _LISTED)) + (f" and {len(choices) - _LISTED:,} more" if len(choices) > _LISTED else "")
    return f"{value!r} is not {kind}; {f'use one of: {listed}' if choices else 'the plan has none yet'}"


def _duplicates(section: str, field: str, keys: Iterable[str]) -> Iterator[Misfit]:
    seen: dict[str, int] = {}
    for index, key in enumerate(keys):
        if key in seen:
            yield Misfit((section, index, field), f"{key!r} is already used by {section}[{seen[key]}]; give each its own")
        seen.setdefault(key, index)


def _unique(plan: Plan) -> Iterator[Misfit]:
    yield from _duplicates("priorities", "key", (item.key for item in plan.priorities))
    yield from _duplicates("obligations", "key", (item.key for item in plan.obligations))
    yield from _duplicates("functions", "key", (item.key for item in plan.functions))
    yield from _duplicates("themes", "key", (item.key for item in plan.themes))
    yield from _duplicates("groups", "key", (item.key for item in plan.groups))
    yield from _duplicates("documents", "key", (item.key for item in plan.documents))
    yield from _duplicates("headlines", "id", (item.id for item in plan.headlines))
    yield from _duplicates("statements", "id", (item.id for item in plan.statements))
    yield from _duplicates("links", "group", (f"{item.theme} / {item.group}" for item in plan.links))
    seen: set[str] = set()
    for index, priority in enumerate(plan.priorities):
        for place, outcome in enumerate(priority.outcomes):
            if outcome.id in seen:
                yield Misfit(("priorities", index, "outcomes", place, "id"), f"{outcome.id!r} is already used by another outcome; give each its own")
            seen.add(outcome.id)


def _nodes(plan: Plan) -> Iterator[Misfit]:
    taken = {PARTNERSHIP_NODE, *(item.key for item in plan.themes)}
    for index, group in enumerate(plan.groups):
        if group.key in taken:
            message = f"{group.key!r} already stands for a theme or the partnership in the governance chart; give the group another key"
            yield Misfit(("groups", index, "key"), message)


def _orders(plan: Plan) -> Iterator[Misfit]:
    for field in ("order_in_table", "order_in_headlines"):
        seen: set[int] = set()
        for index, priority in enumerate(plan.priorities):
            order = getattr(priority, field)
            if order < 1 or order in seen:
                yield Misfit(("priorities", index, field), f"{order} is below 1 or already used; number the priorities 1, 2, 3 and so on")
            seen.add(order)


def _references(plan: Plan) -> Iterator[Misfit]:
    themes = dict.fromkeys(item.key for item in plan.themes)
    groups = dict.fromkeys(item.key for item in plan.groups)
    priorities = dict.fromkeys(item.key for item in plan.priorities)
    known = {"theme": ("a theme of this plan", "themes", themes), "group": ("a group of this plan", "groups", groups)}
    known["priority"] = ("a priority of this plan", "priorities", priorities)
    known["owner"] = known["theme"]

    def check(path: Path, field: str, value: str | None) -> Iterator[Misfit]:
        kind, section, choices = known[field]
        if value is not None and value not in choices:
            yield Misfit((*path, field), unknown(value, kind, choices), section)

    for index, link in enumerate(plan.links):
        yield from check(("links", index), "theme", link.theme)
        yield from check(("links", index), "group", link.group)
    for index, document in enumerate(plan.documents):
        yield from check(("documents", index), "theme", document.theme)
    for index, statement in enumerate(plan.statements):
        yield from check(("statements", index), "priority", statement.priority)
    for index, cell in enumerate(plan.matrix.cells):
        yield from check(("matrix", "cells", index), "theme", cell.theme)
        yield from check(("matrix", "cells", index), "priority", cell.priority)
    for index, headline in enumerate(plan.headlines):
        yield from check(("headlines", index), "priority", headline.priority)
        yield from check(("headlines", index), "owner", headline.owner)


def _matrix(plan: Plan) -> Iterator[Misfit]:
    seen: set[tuple[str, str]] = set()
    for index, cell in enumerate(plan.matrix.cells):
        if (cell.theme, cell.priority) in seen:
            yield Misfit(("matrix", "cells", index), f"the cell {cell.theme} / {cell.priority} is filled twice; keep one")
        seen.add((cell.theme, cell.priority))


def _governance(plan: Plan) -> Iterator[Misfit]:
    nodes = dict.fromkeys([PARTNERSHIP_NODE, *(item.key for item in plan.themes), *(item.key for item in plan.groups)])
    for index, edge in enumerate(plan.governance_chart.edges):
        for field, node in (("upper", edge.upper), ("lower", edge.lower)):
            if node not in nodes:
                yield Misfit(("governance_chart", "edges", index, field), unknown(node, "the partnership, a theme or a group", nodes), "groups")
        if edge.upper == edge.lower:
            yield Misfit(("governance_chart", "edges", index), f"{edge.upper!r} cannot report to itself; name two")


def _documents(plan: Plan) -> Iterator[Misfit]:
    for index, document in enumerate(plan.documents):
        planned = document.status is DocumentStatus.TO_BE_DEVELOPED
        if document.status is DocumentStatus.NONE:
            yield Misfit(("documents", index, "status"), "'none' is the status of a theme that has no document; leave the document out")
        if planned and document.year is None:
            yield Misfit(("documents", index, "year"), "a document to be developed needs the year it is due in")
        if not planned and document.year is not None:
            yield Misfit(("documents", index, "year"), "a year is given only with the status to_be_developed; leave it out")


def _identity(plan: Plan) -> Iterator[Misfit]:
    if plan.identity.first_year > plan.identity.last_year:
        yield Misfit(("plan", "last_year"), f"the plan ends in {plan.identity.last_year}, before it starts in {plan.identity.first_year}")


def _headlines(plan: Plan) -> Iterator[Misfit]:
    values = {headline.id: headline.value for headline in plan.headlines}
    for index, headline in enumerate(plan.headlines):
        for field, message in headline_faults(headline, values):
            yield Misfit(("headlines", index, *field), message)
        for field, area in named_areas(headline):
            if area not in plan.areas:
                yield Misfit(("headlines", index, *field), unknown(area, "an area of this plan", plan.areas), "areas")
        for field, unit in named_counting_units(headline):
            if unit not in COUNTING_UNITS:
                yield Misfit(("headlines", index, *field), unknown(unit, "a counting unit", COUNTING_UNITS))


def plan_misfits(plan: Plan) -> tuple[Misfit, ...]:
    """Every way in which a plan does not hold together, each with the place of it; empty for a sound plan."""
    checks = (_identity, _unique, _nodes, _orders, _references, _matrix, _governance, _documents, _headlines)
    return tuple(misfit for check in checks for misfit in check(plan))
