"""The sections of a plan file, other than headlines: from tables to the plan's own types."""

from __future__ import annotations

from datetime import date

from wardmoot.catalogue.faults import Path
from wardmoot.catalogue.reading import Found, Table, read_table
from wardmoot.core.calendar import Period
from wardmoot.core.figures import Area, AreaKind
from wardmoot.core.plan import (
    DocumentStatus,
    GovernanceChart,
    GovernanceEdge,
    Group,
    Identity,
    Link,
    Matrix,
    MatrixCell,
    Obligation,
    OfficeHolder,
    Outcome,
    PlanDocument,
    Priority,
    Statement,
    Theme,
    read_period,
)

_PERIOD_WANTED = 'a period such as "2017/18", or a table with ambiguous, not_stated or on'
_STAND_IN_DAY = date(1970, 1, 1)


def period_of(table: Table, key: str = "period") -> Period:
    """The period under a key: text in one of the known forms, or a table for what the source leaves open."""
    value = table.text_or_table(key, _PERIOD_WANTED)
    if isinstance(value, dict):
        return read_table(value, (*table.path, key), table.found, _open_period)
    if value is None:
        return Period.not_stated()
    try:
        return read_period(value)
    except ValueError as error:
        table.fault(key, f'{error}; where the source can be read in two ways write {{ ambiguous = "as printed" }}')
        return Period.not_stated()


def _open_period(table: Table) -> Period:
    given = [key for key in ("ambiguous", "not_stated", "on") if key in table]
    ambiguous, not_stated = table.text("ambiguous", required="ambiguous" in table), table.text("not_stated", required="not_stated" in table)
    day = table.day("on", required="on" in table)
    printed = table.text("printed", required=False)
    if len(given) != 1:
        table.found.add(table.path, "must have exactly one of ambiguous, not_stated and on")
        return Period.not_stated()
    if printed and "on" not in table:
        table.fault("printed", "goes only with on, a date; take it away")
    if day is not None:
        return Period.snapshot(day, printed)
    return Period.ambiguous(ambiguous) if ambiguous else Period(Period.not_stated().kind, published=not_stated)


def identity_of(table: Table) -> tuple[Identity, str]:
    """The plan's identity, and its vision."""
    first = table.whole("first_year", least=1998, most=2100)
    identity = Identity(
        title=table.text("title"),
        partnership=table.text("partnership"),
        short_name=table.text("short_name"),
        first_year=first,
        last_year=table.whole("last_year", least=1998, most=2100),
        period=period_of(table),
        transcribed_on=table.day("transcribed_on") or _STAND_IN_DAY,
        also_known_as=table.texts("also_known_as"),
        statutory_name=table.text("statutory_name", required=False),
        strapline=table.texts("strapline"),
        slogan=table.text("slogan", required=False),
        framing=table.texts("framing"),
        introduction=table.texts("introduction"),
        geography=table.text("geography", required=False),
        note=table.text("note", required=False),
    )
    return identity, table.text("vision")


def stand_in_identity() -> tuple[Identity, str]:
    """What stands for the identity while the rest of a file without one is checked."""
    return Identity("", "", "", 1998, 1998, Period.not_stated(), _STAND_IN_DAY), ""


def area_of(table: Table) -> tuple[str, Area]:
    """An area with its key."""
    key = table.key("key")
    return key, Area(
        code=table.text("code", required=False),
        name=table.text("name"),
        kind=table.choice("kind", AreaKind),
        note=table.text("note", required=False),
    )


def areas_of(entries: tuple[tuple[str, Area], ...], found: Found) -> dict[str, Area]:
    """Areas by key; a key that is used twice is a fault of the second."""
    areas: dict[str, Area] = {}
    for position, (key, area) in enumerate(entries):
        path: Path = ("areas", position, "key")
        if key in areas and key:
            found.add(path, f"{key!r} is already used by another area; give each its own")
        areas.setdefault(key, area)
    return areas


def office_holder_of(table: Table) -> OfficeHolder:
    """A person the plan names."""
    return OfficeHolder(
        name=table.text("name"),
        role=table.text("role"),
        post=table.text("post", required=False),
        organisation=table.text("organisation"),
        historical=table.flag("historical", default=True),
    )


def _outcome_of(table: Table) -> Outcome:
    return Outcome(id=table.key("id"), text=table.text("text"), indicators=table.texts("indicators"))


def priority_of(table: Table) -> Priority:
    """A priority with its outcomes."""
    return Priority(
        key=table.key("key"),
        name=table.text("name"),
        heading_name=table.text("heading_name"),
        aim=table.text("aim"),
        headline_aim=table.text("headline_aim"),
        order_in_table=table.whole("order_in_table", least=1, most=100),
        order_in_headlines=table.whole("order_in_headlines", least=1, most=100),
        outcomes=table.tables("outcomes", _outcome_of),
        owner=table.optional_text("owner"),
    )


def obligation_of(table: Table) -> Obligation:
    """A statutory obligation or another function."""
    return Obligation(key=table.key("key"), name=table.text("name"), description=table.text("description"))


def theme_of(table: Table) -> Theme:
    """A theme."""
    return Theme(key=table.key("key"), name=table.text("name"))


def group_of(table: Table) -> Group:
    """A delivery group."""
    return Group(key=table.key("key"), name=table.text("name"), full_name=table.text("full_name", required=False))


def link_of(table: Table) -> Link:
    """A group that serves a theme."""
    return Link(theme=table.text("theme"), group=table.text("group"))


def document_of(table: Table) -> PlanDocument:
    """A document under a theme."""
    return PlanDocument(
        key=table.key("key"),
        theme=table.text("theme"),
        title=table.text("title"),
        status=table.choice("status", DocumentStatus),
        year=table.whole("year", least=1998, most=2100) if "year" in table else None,
        owner=table.optional_text("owner"),
        note=table.text("note", required=False),
    )


def statement_of(table: Table) -> Statement:
    """A headline that claims something without a number."""
    return Statement(id=table.key("id"), priority=table.text("priority"), label=table.text("label"))


def _cell_of(table: Table) -> MatrixCell:
    return MatrixCell(theme=table.text("theme"), priority=table.text("priority"), text=table.text("text"))


def matrix_of(table: Table) -> Matrix:
    """The matrix of themes and priorities."""
    return Matrix(
        title=table.text("title"),
        absent_from_source=table.flag("absent_from_source", default=False),
        note=table.text("note", required=False),
        cells=table.tables("cells", _cell_of),
    )


def _edge_of(table: Table) -> GovernanceEdge:
    return GovernanceEdge(upper=table.text("upper"), lower=table.text("lower"), label=table.text("label", required=False))


def governance_chart_of(table: Table) -> GovernanceChart:
    """The chart of who reports to whom."""
    return GovernanceChart(
        title=table.text("title"),
        absent_from_source=table.flag("absent_from_source", default=False),
        note=table.text("note", required=False),
        edges=table.tables("edges", _edge_of),
    )
