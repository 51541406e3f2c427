from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from markupsafe import Markup

from wardmoot.apps.plan.presenters import group_or_none
from wardmoot.apps.priorities import control_queries as queries
from wardmoot.apps.priorities.control_models import ControlItem
from wardmoot.apps.sources.presenters import select, tag
from wardmoot.core.plan import Group, Headline, Plan, PlanDocument, Theme
from wardmoot.core.priorities.control_strategy import FourP, ItemStatus, ReviewState
from wardmoot.govuk.tables import Column
from wardmoot.govuk.writing import day

REVIEW_COLOURS = {ReviewState.OVERDUE: "red", ReviewState.DUE_SOON: "yellow", ReviewState.LATER: "green", ReviewState.CLOSED: "grey"}


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item with the things its keys name."""

    entry: ControlItem
    theme: Theme
    p: FourP
    group: Group | None
    document: PlanDocument | None
    headline: Headline | None
    review: ReviewState

    @property
    def review_tag(self) -> Markup:
        return tag(self.review.value.capitalize(), REVIEW_COLOURS[self.review])

    @property
    def address(self) -> str:
        return reverse("control_item", args=[self.entry.item])

    @property
    def order(self) -> tuple[int, int, int]:
        """What columns of words are ordered by, where the alphabet would not be their order."""
        return list(FourP).index(self.p), list(ReviewState).index(self.review), list(ItemStatus).index(ItemStatus(self.entry.status))

    p_order = property(lambda self: self.order[0])
    review_order = property(lambda self: self.order[1])
    status_order = property(lambda self: self.order[2])
    review_on = property(lambda self: self.entry.review_on)


def item_view(plan: Plan, entry: ControlItem, today: date) -> ItemView:
    return ItemView(
        entry,
        plan.theme(entry.theme),
        FourP(entry.p),
        group_or_none(plan, entry.group),
        next((one for one in plan.documents if one.key == entry.document), None),
        next((one for one in plan.headlines if one.id == entry.headline), None),
        queries.as_item(entry).review(today),
    )


def item_views(plan: Plan, today: date) -> list[ItemView]:
    known = {theme.key for theme in plan.themes}
    return [item_view(plan, entry, today) for entry in queries.items(plan) if entry.theme in known]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a theme meets a P: its items that count, the reason for having none, and whether it is a gap."""

    theme: Theme
    p: FourP
    items: tuple[ItemView, ...]
    reason: str
    is_gap: bool


def places(plan: Plan, views: Iterable[ItemView]) -> list[tuple[Theme, list[Place]]]:
    by_place: dict[tuple[str, FourP], list[ItemView]] = {}
    for view in sorted(views, key=lambda one: (one.entry.review_on, one.entry.action)):
        if ItemStatus(view.entry.status).counts:
            by_place.setdefault((view.theme.key, view.p), []).append(view)
    return [
        (theme, [Place(theme, cell.p, tuple(by_place.get((theme.key, cell.p), ())), cell.reason, cell.is_gap) for cell in row])
        for theme, row in zip(plan.themes, queries.grid(plan), strict=True)
    ]


def _action(view: ItemView) -> Markup:
    return Markup('<a class="govuk-link" href="{}">{}</a>').format(view.address, view.entry.action)


COLUMNS = (
    Column("theme", "Theme", lambda view: view.theme.name, order="theme_words"),
    Column("p", "P", lambda view: view.p.heading, order="p_order"),
    Column("action", "What is done", _action, order="action_words"),
    Column("owner", "Owner", lambda view: view.entry.owner, order="owner_words"),
    Column("review_on", "Review", lambda view: day(view.entry.review_on), order="review_on"),
    Column("review", "State", lambda view: view.review_tag, order="review_order"),
    Column("status", "How far", lambda view: view.entry.get_status_display(), order="status_order"),
)
EXPORTED = (
    Column("theme", "Theme", lambda view: view.theme.name),
    Column("p", "P", lambda view: view.p.heading),
    Column("problem", "The problem", lambda view: view.entry.problem),
    Column("action", "What is done", lambda view: view.entry.action),
    Column("owner", "Owner", lambda view: view.entry.owner),
    Column("group", "Group", lambda view: view.group.name if view.group else ""),
    Column("document", "Plan or strategy", lambda view: view.document.title if view.document else ""),
    Column("headline", "Figure of the plan", lambda view: f"{view.headline.id} {view.headline.label}" if view.headline else ""),
    Column("measure", "How it is known to work", lambda view: view.entry.measure),
    Column("gap", "What is not known", lambda view: view.entry.gap),
    Column("resources", "Resources", lambda view: view.entry.resources),
    Column("review_on", "Review date", lambda view: view.entry.review_on.isoformat()),
    Column("review", "State of the review", lambda view: view.review.value),
    Column("status", "How far it has come", lambda view: view.entry.get_status_display()),
)

FILTERS = ("theme", "p", "owner", "review", "status")


def matching(views: Iterable[ItemView], chosen: Mapping[str, str]) -> list[ItemView]:
    def value(view: ItemView, name: str) -> str:
        return view.review.value if name == "review" else str(getattr(view.entry, name))

    return [view for view in views if all(not chosen[name] or value(view, name) == chosen[name] for name in FILTERS)]


def _choices(plan: Plan, views: Iterable[ItemView]) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    return {
        "theme": ("Theme", [(theme.key, theme.name) for theme in plan.themes]),
        "p": ("P", [(p.value, p.heading) for p in FourP]),
        "owner": ("Owner", [(name, name) for name in sorted({view.entry.owner for view in views})]),
        "review": ("Review", [(state.value, state.value.capitalize()) for state in ReviewState]),
        "status": ("How far", [(status.value, status.value.capitalize()) for status in ItemStatus]),
    }


def selects(plan: Plan, views: list[ItemView], chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    return [select(name, label, chosen[name], [("", "Any"), *options]) for name, (label, options) in _choices(plan, views).items()]


def described(plan: Plan, views: list[ItemView], chosen: Mapping[str, str]) -> str:
    said = [f"{label.lower()}: {dict(options).get(chosen[name], '')}" for name, (label, options) in _choices(plan, views).items() if chosen[name]]
    return "Filter: " + ("; ".join(said) or "none, every item is shown")
