"""The plan's tables: what they show, how they sort and filter, and the same as a file to take away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.text import slugify
from markupsafe import Markup

from wardmoot.apps.plan.presenters import gap_address, outcome_address, priority_address
from wardmoot.apps.plan.words import STATUS_COLOURS, document_status, sentence, theme_status, unit_words, verdict_title
from wardmoot.core.figures import Figure
from wardmoot.core.plan import Gap, Headline, Outcome, Plan, Priority, Theme, gaps, headline_figure
from wardmoot.govuk.components import component
from wardmoot.govuk.tables import PAGE_SIZE, Column, ListTable, TableState
from wardmoot.reports import document as reports

LINK = Markup('<a class="govuk-link" href="{}">{}</a>')
NO_INDICATOR, NO_PLAN = "No indicator", "No plan named"


def link(address: str, words: str) -> Markup:
    return LINK.format(address, words)


def gap_tag(words: str) -> Markup:
    return Markup('<span class="wm-gap-tag">{}</span>').format(words)


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """A column: its words, what the page and a file hold in their place where that differs, and what rows are ordered by."""

    key: str
    heading: str
    plain: Callable[[Any], str]
    html: Callable[[Any], Markup | str] | None = None
    order: Callable[[Any], Any] | None = None
    numeric: bool = False
    cell: Callable[[Any], reports.Cell] | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above the table: its name, label, choices as (value, words), and whether a row passes a value."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    passes: Callable[[Any, str], bool]


@dataclass(frozen=True, slots=True)
class PlanTable:
    """A table of the plan with its rows as they stand."""

    name: str
    title: str
    caption: str
    columns: tuple[PlanColumn, ...]
    rows: tuple[Any, ...]
    filters: tuple[Filter, ...] = ()
    default: str = ""

    def chosen(self, query: Mapping[str, str]) -> dict[str, str]:
        """The filters that the address sets; a value that is not among the choices counts as none."""
        return {item.name: value if (value := query.get(item.name, "")) in dict(item.choices) else "" for item in self.filters}

    def matching(self, chosen: Mapping[str, str]) -> list[Any]:
        return [row for row in self.rows if all(item.passes(row, chosen[item.name]) for item in self.filters if chosen[item.name])]

    def described(self, chosen: Mapping[str, str]) -> str:
        """The filter in words, for the page and for every file made from it."""
        said = [f"{item.label.lower()}: {dict(item.choices)[chosen[item.name]]}" for item in self.filters if chosen[item.name]]
        return "Filter: " + ("; ".join(said) or "none, every row is shown")

    def state(self, query: Mapping[str, str]) -> TableState:
        asked = query.get("sort", "") or self.default or self.columns[0].key
        key = asked.removeprefix("-")
        sortable = {column.key for column in self.columns if column.order}
        if key not in sortable:
            asked = key = self.default or self.columns[0].key
        page = query.get("page", "1")
        return TableState(key, asked.startswith("-"), int(page) if page.isascii() and page.isdigit() else 1, tuple(self.chosen(query).items()))

    def ordered(self, rows: list[Any], state: TableState) -> list[Any]:
        order = next(column.order for column in self.columns if column.key == state.sort)
        return sorted(rows, key=order, reverse=state.descending) if order else rows

    def page(self, query: Mapping[str, str]) -> ListTable:
        state = self.state(query)
        page = Paginator(self.ordered(self.matching(self.chosen(query)), state), PAGE_SIZE).get_page(state.page)
        shown = [
            Column(item.key, item.heading, item.html or item.plain, order=item.key if item.order else None, numeric=item.numeric)
            for item in self.columns
        ]
        here = TableState(state.sort, state.descending, page.number, state.filters)
        return ListTable(
            self.caption, shown, list(page.object_list), here, page.paginator.count, page.paginator.num_pages, "No row matches these filters."
        )

    def selects(self, query: Mapping[str, str]) -> list[dict[str, Any]]:
        """The parameters of the choices above the table."""
        chosen = self.chosen(query)
        return [self._select(item, chosen[item.name]) for item in self.filters]

    def _select(self, item: Filter, value: str) -> dict[str, Any]:
        options = [{"value": key, "text": words, "selected": key == value} for key, words in (("", "All"), *item.choices)]
        return {"id": item.name, "name": item.name, "label": {"text": item.label}, "items": options}

    def file(self, query: Mapping[str, str], *, subtitle: str, source: str) -> reports.Table:
        """Every row that matches, not one page of them, as the reports write tables."""
        rows = self.ordered(self.matching(self.chosen(query)), self.state(query))
        columns = tuple(reports.Column(item.key, item.heading, item.numeric) for item in self.columns)
        cells = tuple(tuple((item.cell or item.plain)(row) for item in self.columns) for row in rows)
        return reports.Table(f"plan-{self.name}", self.title, subtitle, columns, cells, source)


def _priority_filter(plan: Plan, of: Callable[[Any], str]) -> Filter:
    choices = tuple((priority.key, priority.name) for priority in plan.priorities_in_table)
    return Filter("priority", "Priority", choices, lambda row, value: of(row) == value)


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    number: int
    priority: Priority
    outcome: Outcome


def outcomes_table(plan: Plan) -> PlanTable:
    rows = tuple(OutcomeRow(number, priority, outcome) for number, (priority, outcome) in enumerate(plan.outcomes))
    filters = (
        _priority_filter(plan, lambda row: row.priority.key),
        Filter(
            "indicator",
            "Indicator",
            (("none", NO_INDICATOR), ("some", "Has one")),
            lambda row, value: bool(row.outcome.indicators) == (value == "some"),
        ),
    )
    columns = (
        PlanColumn(
            "priority",
            "Priority",
            lambda row: row.priority.name,
            lambda row: link(priority_address(row.priority.key), row.priority.name),
            lambda row: row.number,
        ),
        PlanColumn("aim", "Aim", lambda row: row.priority.aim),
        PlanColumn(
            "outcome",
            "Outcome",
            lambda row: f"{row.outcome.id} {row.outcome.text}",
            lambda row: Markup("{} {}").format(link(outcome_address(row.priority, row.outcome), row.outcome.id), row.outcome.text),
            lambda row: row.outcome.text.casefold(),
        ),
        PlanColumn("indicator", "Indicator", _indicators, _indicators_html, lambda row: (len(row.outcome.indicators), row.number)),
    )
    return PlanTable("outcomes", "Outcomes framework", "Outcomes and the indicator of each", columns, rows, filters, "priority")


def _indicators(row: OutcomeRow) -> str:
    return "; ".join(row.outcome.indicators) or NO_INDICATOR


def _indicators_html(row: OutcomeRow) -> Markup | str:
    return _indicators(row) if row.outcome.indicators else gap_tag(NO_INDICATOR)


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    number: int
    theme: Theme


def delivery_table(plan: Plan) -> PlanTable:
    rows = tuple(DeliveryRow(number, theme) for number, theme in enumerate(plan.themes))

    def titles(row: DeliveryRow) -> str:
        return "; ".join(document.title for document in plan.documents_of(row.theme.key)) or NO_PLAN

    def groups(row: DeliveryRow) -> str:
        return "; ".join(group.name for group in plan.groups_of(row.theme.key)) or "No group named"

    statuses = tuple(dict.fromkeys(theme_status(plan, theme.key) for theme in plan.themes))
    choices = tuple((slugify(words), words) for words in statuses)
    groups_offered = tuple((group.key, group.name) for group in plan.groups)
    filters = (
        Filter("group", "Group", groups_offered, lambda row, value: value in {group.key for group in plan.groups_of(row.theme.key)}),
        Filter("status", "Status of the plan", choices, lambda row, value: slugify(theme_status(plan, row.theme.key)) == value),
    )
    columns = (
        PlanColumn(
            "theme",
            "Theme",
            lambda row: row.theme.name,
            lambda row: link(reverse("plan_theme", args=[row.theme.key]), row.theme.name),
            lambda row: row.number,
        ),
        PlanColumn("groups", "Groups", groups, lambda row: _groups_html(plan, row.theme.key), lambda row: groups(row).casefold()),
        PlanColumn("plan", "Plan document", titles, lambda row: _documents_html(plan, row.theme.key), lambda row: titles(row).casefold()),
        PlanColumn(
            "status",
            "Status",
            lambda row: theme_status(plan, row.theme.key),
            lambda row: status_tags(plan, row.theme.key),
            lambda row: theme_status(plan, row.theme.key),
        ),
    )
    return PlanTable("delivery", "Delivery", "Themes with their groups and plan documents", columns, rows, filters, "theme")


def _list(items: list[Markup]) -> Markup:
    return Markup('<ul class="wm-cell-list">{}</ul>').format(Markup("").join(Markup("<li>{}</li>").format(item) for item in items))


def _groups_html(plan: Plan, theme: str) -> Markup:
    items = [link(reverse("plan_group", args=[group.key]), group.name) for group in plan.groups_of(theme)]
    return _list(items) if items else gap_tag("No group named")


def _documents_html(plan: Plan, theme: str) -> Markup:
    items = [link(f"{reverse('plan_theme', args=[theme])}#{document.key}", document.title) for document in plan.documents_of(theme)]
    return _list(items) if items else gap_tag(NO_PLAN)


def status_tags(plan: Plan, theme: str) -> Markup:
    tags = [
        component("tag", {"text": document_status(item), "classes": f"govuk-tag--{STATUS_COLOURS[item.status]}"}) for item in plan.documents_of(theme)
    ]
    return Markup(" ").join(tags) if tags else gap_tag("Gap")


@dataclass(frozen=True, slots=True)
class FigureRow:
    priority: Priority
    headline: Headline
    figure: Figure


def figures_table(plan: Plan) -> PlanTable:
    rows = tuple(FigureRow(plan.priority(headline.priority), headline, headline_figure(plan, headline)) for headline in plan.headlines)
    owners = (("none", "No theme answers"), *((theme.key, theme.name) for theme in plan.themes))
    filters = (
        _priority_filter(plan, lambda row: row.headline.priority),
        Filter("owner", "Answered for by", owners, lambda row, value: (row.headline.owner or "none") == value),
        Filter("period", "Period", tuple((slugify(words), words) for words in _periods(rows)), lambda row, value: slugify(_period(row)) == value),
    )
    columns = (
        PlanColumn("id", "No.", lambda row: row.headline.id, _figure_link, lambda row: row.headline.id),
        PlanColumn("words", "What it counts", lambda row: row.headline.label, order=lambda row: row.headline.label.casefold()),
        PlanColumn(
            "number",
            "Figure",
            _number,
            lambda row: _number(row) if _number(row) != NO_NUMBER else gap_tag(NO_NUMBER),
            numeric=True,
            cell=_number_cell,
        ),
        PlanColumn("unit", "Unit", lambda row: sentence(unit_words(row.figure)) if _number(row) != NO_NUMBER else "Statement"),
        PlanColumn("period", "Period", _period, order=_period_order),
        PlanColumn("brackets", "In brackets", _beside),
        PlanColumn("area", "Area", lambda row: row.figure.area.name, order=lambda row: row.figure.area.name.casefold()),
        PlanColumn("test", "Test", lambda row: verdict_title(row.figure)),
    )
    return PlanTable("figures", "Headline figures of the plan", "Headlines as the plan states them", columns, rows, filters, "id")


NO_NUMBER = "No number"


def _number(row: FigureRow) -> str:
    if row.headline.is_qualitative:
        return NO_NUMBER
    return row.figure.written_with_comparator if row.figure.value is not None else row.figure.published_text


def _number_cell(row: FigureRow) -> reports.Cell:
    return _number(row) if row.figure.value is None else reports.FigureText(row.figure, reports.Form.WITH_COMPARATOR)


def _figure_link(row: FigureRow) -> Markup:
    words = Markup('{}<span class="govuk-visually-hidden"> How do we know? {}</span>').format(row.headline.id, row.headline.label)
    return LINK.format(reverse("plan_figure", args=[row.headline.id]), words)


def _period(row: FigureRow) -> str:
    return sentence(row.figure.period.label)


def _period_order(row: FigureRow) -> tuple[bool, str, str]:
    return row.figure.period.is_open, str(row.figure.period.start or ""), row.figure.period.label


def _periods(rows: tuple[FigureRow, ...]) -> list[str]:
    return list(dict.fromkeys(_period(row) for row in sorted(rows, key=_period_order)))


def _beside(row: FigureRow) -> str:
    beside = row.figure.comparator
    if beside is None:
        return "Nothing"
    where = f"{beside.area.name}, " if beside.area != row.figure.area else ""
    return sentence(f"{where}{beside.period.label}")


@dataclass(frozen=True, slots=True)
class GapRow:
    number: int
    gap: Gap
    address: str
    where: str


def gaps_table(plan: Plan) -> PlanTable:
    rows = tuple(GapRow(number, gap, gap_address(plan, gap), _place(plan, gap)) for number, gap in enumerate(gaps(plan)))
    kinds = tuple(dict.fromkeys(row.gap.kind for row in rows))
    choices = tuple((slugify(kind.value), sentence(kind.value)) for kind in kinds)
    filters = (Filter("kind", "Kind", choices, lambda row, value: slugify(row.gap.kind.value) == value),)
    columns = (
        PlanColumn("kind", "Kind", lambda row: sentence(row.gap.kind.value), order=lambda row: row.gap.kind.value),
        PlanColumn("where", "Where", lambda row: row.where, lambda row: link(row.address, row.where), lambda row: row.number),
        PlanColumn("text", "What is missing", lambda row: row.gap.text),
    )
    return PlanTable("gaps", "Gaps in the plan", "What is missing, and where", columns, rows, filters, "where")


def _place(plan: Plan, gap: Gap) -> str:
    names = {
        "priorities": lambda: plan.priority(gap.key).name,
        "outcomes": lambda: f"Outcome {gap.key}",
        "themes": lambda: plan.theme(gap.key).name,
        "documents": lambda: next(item.title for item in plan.documents if item.key == gap.key),
        "headlines": lambda: f"{gap.key} {plan.headline(gap.key).label}",
        "matrix": lambda: plan.matrix.title,
    }
    return names.get(gap.section, lambda: plan.governance_chart.title)()


TABLES: dict[str, Callable[[Plan], PlanTable]] = {
    "outcomes": outcomes_table,
    "delivery": delivery_table,
    "figures": figures_table,
    "gaps": gaps_table,
}
