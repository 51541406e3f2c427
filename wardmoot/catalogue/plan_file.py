"""From the bytes of a plan file to a Plan, with every fault of the file at once."""

from __future__ import annotations

from wardmoot.catalogue.faults import Path, PlanFaults
from wardmoot.catalogue.line_index import LineIndex
from wardmoot.catalogue.plan_headlines import headline_of
from wardmoot.catalogue.plan_measures import measure_faults
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
from wardmoot.catalogue.reading import Found, Table, read_table
from wardmoot.catalogue.toml_text import FileKind, decoded, first_of_each, in_order, toml_of
from wardmoot.core.plan import GovernanceChart, Matrix, Misfit, Plan, plan_misfits

PLAN_FILE = FileKind("plan", "a plan file begins with [plan], see docs/reference/plan-file.md", "three levels", PlanFaults)


def parse_plan(content: bytes, file: str) -> Plan:
    """The plan that the bytes of a plan file hold; `file` is the name used in messages.

    Raises PlanFaults with every fault that was found, each with its line and field. Faults of the text itself (its
    size, encoding or TOML) come alone, since nothing can be read behind them.
    """
    text = decoded(content, file, PLAN_FILE)
    data = toml_of(text, file, PLAN_FILE)
    found = Found()
    try:
        plan = read_table(data, (), found, _plan_of)
        index = LineIndex(text)
    except RecursionError:
        raise PLAN_FILE.too_deep(file) from None
    told = [*found.faults, *_telling(plan_misfits(plan), found)]
    at_fault = {path[:2] for path, _ in told}  # a headline with another fault may fit no measure because of it
    told += [(path, message) for path, message in measure_faults(plan.headlines) if path[:2] not in at_fault]
    faults = in_order(first_of_each(told), index, found.not_kept)
    if faults:
        raise PlanFaults(file, faults)
    return plan


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
