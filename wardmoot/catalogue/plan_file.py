"""From the bytes of a plan file to a Plan, with every fault of the file at once."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from wardmoot.catalogue.faults import Fault, Path, PlanFaults, written_path
from wardmoot.catalogue.line_index import LineIndex
from wardmoot.catalogue.plan_headlines import headline_of
from wardmoot.catalogue.plan_sections import (
    area_of,
    areas_of,
    document_of,
    governance_chart_of,
    group_of,
    identity_of,
    link_of,
    matrix_of,
    obligation_of,
    office_holder_of,
    priority_of,
    stand_in_identity,
    statement_of,
    theme_of,
)
from wardmoot.catalogue.reading import MOST_FAULTS, Found, Table, read_table
from wardmoot.core.plan import GovernanceChart, Matrix, Misfit, Plan, plan_misfits

LARGEST_FILE = 5_000_000
"""Bytes. A plan is a few pages of text; what is larger is some other kind of file."""


def parse_plan(content: bytes, file: str) -> Plan:
    """The plan that the bytes of a plan file hold; `file` is the name used in messages.

    Raises PlanFaults with every fault that was found, each with its line and field. Faults of the text itself (its
    size, encoding or TOML) come alone, since nothing can be read behind them.
    """
    text = _decoded(content, file)
    data = _toml(text, file)
    found = Found()
    try:
        plan = read_table(data, (), found, _plan_of)
        index = LineIndex(text)
    except RecursionError:
        raise PlanFaults(file, (Fault("lists or tables are nested too deeply; a plan needs three levels"),)) from None
    faults = _in_order(_first_of_each([*found.faults, *_telling(plan_misfits(plan), found)]), index, found.not_kept)
    if faults:
        raise PlanFaults(file, faults)
    return plan


def _decoded(content: bytes, file: str) -> str:
    if len(content) > LARGEST_FILE:
        raise PlanFaults(file, (Fault(f"is larger than {LARGEST_FILE // 1_000_000} MB, too large for a plan; check that this is the right file"),))
    if not content.strip():
        raise PlanFaults(file, (Fault("is empty; a plan file begins with [plan], see docs/reference/plan-file.md"),))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PlanFaults(file, (Fault("is not UTF-8 text; save it again with the encoding UTF-8", line),)) from None


def _toml(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        fault = Fault("lists or tables are nested too deeply; a plan needs three levels")
    except ValueError as error:
        at = re.search(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)$", str(error))
        line = int(at[1]) if at and at[1] else text.count("\n") + 1 if at else None
        column = f" at column {at[2]}" if at and at[2] else ""
        message = str(error)[: at.start()] if at else str(error)
        fault = Fault(f"is not TOML{column}: {message}; check quotes, brackets and = on this line and the one before", line)
    raise PlanFaults(file, (fault,)) from None


def _plan_of(root: Table) -> Plan:
    areas = areas_of(root.tables("areas", area_of, required=True), root.found)
    identity, vision = root.table("plan", identity_of) or stand_in_identity()
    if "plan" not in root:
        root.fault("plan", "is missing; give a [plan] table with the title, the partnership and the vision")
    return Plan(
        identity=identity,
        vision=vision,
        areas=areas,
        office_holders=root.tables("office_holders", office_holder_of),
        priorities=root.tables("priorities", priority_of, required=True),
        obligations=root.tables("obligations", obligation_of),
        functions=root.tables("functions", obligation_of),
        themes=root.tables("themes", theme_of),
        groups=root.tables("groups", group_of),
        links=root.tables("links", link_of),
        documents=root.tables("documents", document_of),
        headlines=root.tables("headlines", headline_of),
        statements=root.tables("statements", statement_of),
        matrix=root.table("matrix", matrix_of) or Matrix("Priority matrix", False, ""),
        governance_chart=root.table("governance_chart", governance_chart_of) or GovernanceChart("Governance", False, ""),
    )


def _telling(misfits: tuple[Misfit, ...], found: Found) -> list[tuple[Path, str]]:
    """The misfits that are not mere echoes of something that could not be read."""
    unread = {path for path, _ in found.faults}
    sections = {str(path[0]) for path in unread if len(path) <= 2 or (len(path) == 3 and path[2] == "key")}
    lines = {path[:2] for path in unread if path[0] == "headlines" and len(path) == 3 and path[2] in ("unit", "value", "id")}
    return [
        (misfit.path, misfit.message)
        for misfit in misfits
        if (misfit.refers_to not in sections if misfit.refers_to else misfit.path[:2] not in lines)
    ]


def _first_of_each(faults: list[tuple[Path, str]]) -> list[tuple[Path, str]]:
    """One fault for each place, and none within a place that is itself at fault."""
    places = {path for path, _ in faults}
    seen: set[Path] = set()
    kept = []
    for path, message in faults:
        if path in seen or any(path[:length] in places for length in range(1, len(path))):
            continue
        seen.add(path)
        kept.append((path, message))
    return kept


def _in_order(faults: list[tuple[Path, str]], index: LineIndex, not_kept: int) -> tuple[Fault, ...]:
    found = sorted((Fault(message, index.line_of(path), written_path(path)) for path, message in faults), key=lambda fault: fault.line or 0)
    more = len(found[MOST_FAULTS:]) + not_kept
    if not more:
        return tuple(found)
    return (*found[:MOST_FAULTS], Fault(f"and {more:,} more faults that are not listed; correct these first and load the file again"))
