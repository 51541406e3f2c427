"""The control strategy as one page to print, and as files to work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from wardmoot.apps.accounts.queries import partnership, today
from wardmoot.apps.plan import presenters as plan_presenters
from wardmoot.apps.plan import queries as plan_queries
from wardmoot.apps.priorities import control_queries as queries
from wardmoot.core.figures import Marking
from wardmoot.core.plan import Plan
from wardmoot.core.priorities.control_strategy import Cell, FourP, Item, gaps
from wardmoot.govuk.writing import count_of, day
from wardmoot.reports.control_strategy import Strategy, control_strategy_document, control_strategy_pdf
from wardmoot.reports.document import DEMONSTRATION
from wardmoot.reports.spreadsheet import render_ods
from wardmoot.reports.word import render_docx

FORMS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


@dataclass(frozen=True, slots=True)
class Page:
    """The strategy with what its files say of themselves, and what they are called."""

    strategy: Strategy
    made_at: datetime
    demonstration: bool
    forms: Mapping[str, str] = field(default_factory=lambda: FORMS)

    @property
    def shield(self) -> str:
        return " | ".join(part for part in (Marking.OFFICIAL.value, DEMONSTRATION if self.demonstration else "") if part)

    def content(self, form: str) -> bytes:
        """The file's bytes. Raises KeyError for another form."""
        if form == "pdf":
            return control_strategy_pdf(self.strategy, made_at=self.made_at, demonstration=self.demonstration)
        document = control_strategy_document(self.strategy, made_at=self.made_at, demonstration=self.demonstration)
        return {"docx": render_docx, "ods": render_ods}[form](document)

    def file_name(self, form: str, stem: str) -> str:
        start = "DEMONSTRATION-NOT-REAL-" if self.demonstration else ""
        return f"{start}{stem}-{Marking.OFFICIAL.value}.{form}"


def made_page(plan: Plan, *, now: datetime) -> Page:
    known, on = partnership(), today(now=now)
    made_at = timezone.localtime(now).replace(year=on.year, month=on.month, day=on.day)
    return Page(strategy_of(plan, now=now), made_at, known.demonstration_on is not None)


def strategy_of(plan: Plan, *, now: datetime) -> Strategy:
    grid, cells = queries.grid(plan), plan_queries.matrix_cells(plan)
    rows = plan_presenters.matrix_rows(plan, cells)
    missing = len(gaps(grid))
    return Strategy(
        partnership=plan.identity.partnership,
        plan=f"{plan.identity.title}, as entered to {day(today(now=now))}",
        on=today(now=now),
        priorities=tuple(priority.name for priority in plan.priorities_in_table),
        matrix=tuple((theme.name, tuple(_part(view) for view in views)) for theme, views in rows),
        ps=tuple(f"{p.heading}" for p in FourP),
        grid=tuple((theme.name, tuple(_words(cell) for cell in row)) for theme, row in zip(plan.themes, grid, strict=True)),
        summary=f"{count_of(missing, 'gap')}: a theme with neither an item nor a reason under a P." if missing else NOTHING_MISSING,
        ours=plan.matrix.absent_from_source,
    )


NOTHING_MISSING = "Every theme has an item, or a recorded reason, under each of the four Ps."


def _part(view: plan_presenters.MatrixView) -> str:
    named = [one for one in (view.group.name if view.group else "", view.document.title if view.document else "") if one]
    return f"{view.words} ({'; '.join(named)})" if named else view.words


def _words(cell: Cell) -> tuple[str, ...]:
    return tuple(_item(item) for item in cell.items) or ((f"No item: {cell.reason}",) if cell.reason else ())


def _item(item: Item) -> str:
    return f"{item.action}. {item.owner}, review {day(item.review_on)}."
