from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import slugify

from wardmoot.apps.plan import access, queries
from wardmoot.apps.plan.models import MatrixCell, ReportingLine
from wardmoot.apps.plan.words import PRESSING, gap_words
from wardmoot.catalogue.faults import PlanFaults
from wardmoot.core.figures import DisclosureClass
from wardmoot.core.plan import (
    PARTNERSHIP_NODE,
    Gap,
    GapKind,
    Group,
    Headline,
    Outcome,
    Plan,
    PlanDocument,
    Priority,
    Theme,
    gaps,
)

SECTIONS = (
    ("plan", "Plan on a page"),
    ("plan_figures", "Figures"),
    ("plan_outcomes", "Outcomes framework"),
    ("plan_delivery", "Delivery"),
    ("plan_governance", "Governance"),
    ("plan_matrix", "Priority matrix"),
    ("control_strategy", "Control strategy"),
    ("plan_gaps", "Gaps"),
)


def sections(here: str) -> list[dict[str, Any]]:
    """The pages of the plan, with the one that is open marked."""
    return [{"href": reverse(name), "text": words, "current": name == here} for name, words in SECTIONS]


def crumbs(*steps: tuple[str, str]) -> dict[str, Any]:
    """The way back: home, the plan, then the steps given as (words, address)."""
    items = [{"text": "Home", "href": reverse("home")}, {"text": "The plan", "href": reverse("plan")}]
    return {"items": items + [{"text": text, "href": href} for text, href in steps], "collapseOnMobile": True}


def anchor(outcome: Outcome) -> str:
    """An outcome's place on the page of its priority."""
    return f"outcome-{slugify(outcome.id.replace('.', '-'))}"


def priority_address(key: str) -> str:
    return reverse("plan_priority", args=[key])


def outcome_address(priority: Priority, outcome: Outcome) -> str:
    return f"{priority_address(priority.key)}#{anchor(outcome)}"


@dataclass(frozen=True, slots=True)
class PriorityCard:
    """A priority in short: how much the plan states of it, and how much it leaves open."""

    priority: Priority
    address: str
    headlines: int
    numbered: int
    statements: int
    gaps: int


def priority_cards(plan: Plan) -> tuple[PriorityCard, ...]:
    found = gaps(plan)
    return tuple(_priority_card(plan, priority, found) for priority in plan.priorities_in_table)


def _priority_card(plan: Plan, priority: Priority, found: tuple[Gap, ...]) -> PriorityCard:
    headlines = plan.headlines_of(priority.key)
    numbered = sum(not headline.is_qualitative for headline in headlines)
    statements = len(plan.statements_of(priority.key))
    return PriorityCard(priority, priority_address(priority.key), len(headlines), numbered, statements, len(gaps_of(plan, priority, found)))


def gaps_of(plan: Plan, priority: Priority, found: tuple[Gap, ...]) -> tuple[Gap, ...]:
    """The gaps of a priority itself, of its outcomes and of its headlines."""
    outcomes = {outcome.id for outcome in priority.outcomes}
    headlines = {headline.id for headline in plan.headlines_of(priority.key)}
    keys = {"priorities": {priority.key}, "outcomes": outcomes, "headlines": headlines}
    return tuple(gap for gap in found if gap.key in keys.get(gap.section, ()))


@dataclass(frozen=True, slots=True)
class GapCount:
    """How many gaps there are of one kind, and where they are listed."""

    words: str
    address: str


def pressing_gaps(plan: Plan) -> tuple[GapCount, ...]:
    counts = Counter(gap.kind for gap in gaps(plan))
    return tuple(GapCount(gap_words(kind, counts[kind]), gaps_address(kind)) for kind in PRESSING if counts[kind])


def gaps_address(kind: GapKind) -> str:
    return f"{reverse('plan_gaps')}?kind={slugify(kind.value)}"


def gap_address(plan: Plan, gap: Gap) -> str:
    """The page where a gap shows."""
    owners = {outcome.id: outcome_address(priority, outcome) for priority, outcome in plan.outcomes}
    if gap.section == "documents":
        document = next(item for item in plan.documents if item.key == gap.key)
        return f"{reverse('plan_theme', args=[document.theme])}#{document.key}"
    makers = {
        "priorities": lambda: priority_address(gap.key),
        "outcomes": lambda: owners[gap.key],
        "themes": lambda: reverse("plan_theme", args=[gap.key]),
        "headlines": lambda: reverse("plan_figure", args=[gap.key]),
        "matrix": lambda: reverse("plan_matrix"),
    }
    return makers.get(gap.section, lambda: reverse("plan_governance"))()


def home_panel(request: HttpRequest) -> dict[str, Any] | None:
    """The plan at a glance, for the home page."""
    if not access.readers.admits(request.user):
        return None
    panel: dict[str, Any] = {"template": "plan/_home_panel.html", "style": "plan/plan.css", "plan": None, "fault": False}
    try:
        plan = queries.current_plan()
    except PlanFaults:
        return panel | {"fault": True}
    return panel | {"plan": plan, "cards": priority_cards(plan), "pressing": pressing_gaps(plan)} if plan else panel


def front_panel(request: HttpRequest) -> dict[str, Any] | None:
    """The way to the published plan, for the public front page; nothing while none is published."""
    found = queries.public_plan()
    if found is None:
        return None
    publication, plan = found
    return {"template": "plan/_front_panel.html", "style": "plan/plan.css", "plan": plan, "publication": publication}


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """A theme with its groups and its documents; no document is a gap."""

    theme: Theme
    groups: tuple[Group, ...]
    documents: tuple[PlanDocument, ...]


def theme_lines(plan: Plan) -> tuple[ThemeLine, ...]:
    return tuple(theme_line(plan, theme) for theme in plan.themes)


def theme_line(plan: Plan, theme: Theme) -> ThemeLine:
    return ThemeLine(theme, plan.groups_of(theme.key), plan.documents_of(theme.key))


def themes_of_priority(plan: Plan, priority: str, cells: Mapping[tuple[str, str], MatrixCell]) -> tuple[ThemeLine, ...]:
    """The themes that answer for a headline of the priority, or that the matrix gives a part in it."""
    owners = {headline.owner for headline in plan.headlines_of(priority)}
    return tuple(theme_line(plan, theme) for theme in plan.themes if theme.key in owners or _has_part(plan, theme.key, priority, cells))


def priorities_of_theme(plan: Plan, theme: str, cells: Mapping[tuple[str, str], MatrixCell]) -> tuple[Priority, ...]:
    """The way back: the priorities to which a theme answers."""
    return tuple(item for item in plan.priorities_in_table if any(line.theme.key == theme for line in themes_of_priority(plan, item.key, cells)))


def _has_part(plan: Plan, theme: str, priority: str, cells: Mapping[tuple[str, str], MatrixCell]) -> bool:
    cell = cells.get((theme, priority))
    return cell.part != MatrixCell.Part.NONE if cell else plan.matrix.text(theme, priority) is not None


def headlines_of_theme(plan: Plan, theme: str) -> tuple[Headline, ...]:
    return tuple(headline for headline in plan.headlines if headline.owner == theme)


@dataclass(frozen=True, slots=True)
class MatrixView:
    """Where a theme meets a priority: what was entered, by whom; otherwise what the plan file says, if anything."""

    theme: Theme
    priority: Priority
    words: str
    group: Group | None
    entered: MatrixCell | None
    document: PlanDocument | None = None


def matrix_view(plan: Plan, theme: Theme, priority: Priority, cells: Mapping[tuple[str, str], MatrixCell]) -> MatrixView:
    cell = cells.get((theme.key, priority.key))
    if cell is None:
        return MatrixView(theme, priority, plan.matrix.text(theme.key, priority.key) or "", None, None)
    document = next((one for one in plan.documents if one.key == cell.document), None)
    return MatrixView(theme, priority, cell.get_part_display(), group_or_none(plan, cell.group), cell, document)


def group_or_none(plan: Plan, key: str) -> Group | None:
    return next((group for group in plan.groups if group.key == key), None)


def matrix_rows(plan: Plan, cells: Mapping[tuple[str, str], MatrixCell]) -> list[tuple[Theme, list[MatrixView]]]:
    columns = plan.priorities_in_table
    return [(theme, [matrix_view(plan, theme, priority, cells) for priority in columns]) for theme in plan.themes]


def upper_words(plan: Plan, upper: str) -> str:
    """The name of what a group reports to; nothing where that is not entered or has left the plan."""
    if upper == PARTNERSHIP_NODE:
        return plan.identity.partnership
    found = group_or_none(plan, upper.removeprefix(queries.GROUP)) if upper else None
    return found.name if found else ""


@dataclass(frozen=True, slots=True)
class ReportingView:
    """A group, the themes it serves, and to whom it reports."""

    group: Group
    themes: tuple[Theme, ...]
    upper: str
    entered: ReportingLine | None


def reporting_views(plan: Plan, lines: Mapping[str, ReportingLine]) -> list[ReportingView]:
    above = queries.uppers(plan, lines)
    return [
        ReportingView(group, plan.themes_of(group.key), upper_words(plan, above.get(group.key, "")), lines.get(group.key)) for group in plan.groups
    ]


@dataclass(frozen=True, slots=True)
class Node:
    """A group in the governance chart, with those that report to it."""

    group: Group
    below: tuple[Node, ...]


def reporting_tree(plan: Plan, lines: Mapping[str, ReportingLine]) -> tuple[Node, ...]:
    """The groups that report to the partnership, each with those below it. Groups nobody has placed are not in it."""
    above = queries.uppers(plan, lines)

    def below(upper: str, passed: frozenset[str]) -> tuple[Node, ...]:
        # a plan file may name a circle, which no page of ours would accept: a group is not entered twice on one way down
        found: Iterable[Group] = (group for group in plan.groups if above.get(group.key) == upper and group.key not in passed)
        return tuple(Node(group, below(queries.GROUP + group.key, passed | {group.key})) for group in found)

    return below(PARTNERSHIP_NODE, frozenset())


def public_label(headline: Headline) -> str:
    """A hidden figure's label, itself hidden where it would give one of the line's numbers away."""
    numbers = {str(number).removesuffix(".0") for number in _numbers(headline)}
    words = {word.strip(".,;:()%+-").replace(",", "") for word in headline.label.split()}
    return "[c]" if numbers & words else headline.label


def _numbers(headline: Headline) -> list[float]:
    held = [headline.value, *(beside.value for beside in (headline.comparator, headline.benchmark) if beside)]
    held += [other.value for other in headline.parts + headline.companions]
    if headline.base:
        held += [headline.base.value, headline.base.numerator]
    return [value for value in held if value is not None]


def is_public(headline: Headline) -> bool:
    return headline.disclosure is DisclosureClass.OPEN
