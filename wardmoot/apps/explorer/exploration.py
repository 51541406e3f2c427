"""From a state to what is shown: the answer, made once for each state of the data held, and its blocks."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from django.conf import settings

from wardmoot.apps.explorer import blocks
from wardmoot.apps.explorer.choices import Choices
from wardmoot.apps.explorer.hours import HoursChart, hours_chart
from wardmoot.apps.explorer.kept import Kept
from wardmoot.apps.explorer.state import State
from wardmoot.apps.sources.queries import what_is_held
from wardmoot.catalogue.areas import community_areas_for
from wardmoot.core.calendar import Period
from wardmoot.core.figures import Figure
from wardmoot.evidence import Store
from wardmoot.evidence.extracts import Scope
from wardmoot.measures.exploring import (
    Answer,
    Part,
    Question,
    Source,
    StreetGround,
    Subject,
    answer_partner,
    answer_roads,
    answer_street,
    read_ground,
)
from wardmoot.reports.assessment import Line
from wardmoot.reports.document import Block, ControlChart, Document, KeyFigures, Map, Table, figures_of
from wardmoot.reports.pictures import Gallery

ON_PAGE = 10
"""Places listed beside the map on the page."""

_grounds: Kept[StreetGround] = Kept(6)
_explorations: Kept[Exploration] = Kept(24)


class NotThere(ValueError):
    """A part of an area that is not one of its parts. The words say what to choose."""


@dataclass(frozen=True)
class Exploration:
    """An answer with its blocks, each made when it is first asked for, and the pictures that were drawn."""

    answer: Answer
    shade: str
    gallery: Gallery = field(default_factory=Gallery)

    @cached_property
    def trend(self) -> ControlChart | None:
        return blocks.trend_chart(self.answer)

    @cached_property
    def cards(self) -> KeyFigures:
        return blocks.cards(self.answer, self.trend)

    @cached_property
    def sure(self) -> Table:
        return blocks.sure_table(self.answer)

    @cached_property
    def map(self) -> Map | None:
        return blocks.map_block(self.answer, self.shade)

    @cached_property
    def map_with_few_rows(self) -> Map | None:
        """The map with the busiest places beside it; all of them are in its file and on its own page."""
        if self.map is None or len(self.map.table.rows) <= ON_PAGE:
            return self.map
        title = f"{self.answer.subject.label}: the {ON_PAGE} busiest small areas"
        return replace(self.map, table=replace(self.map.table, title=title, rows=self.map.table.rows[:ON_PAGE]))

    @cached_property
    def hours(self) -> HoursChart | None:
        return hours_chart(self.answer, self.answer.hours) if self.answer.hours else None

    def breakdown(self, rows: Sequence[Line]) -> Table:
        return blocks.breakdown_table(self.answer, rows)

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """Every figure on the page by its id."""
        return {figure.id: figure for figure in self._figures()}

    def _figures(self) -> Iterator[Figure]:
        drawn: list[Block] = [self.cards, self.sure, self.breakdown(self.answer.breakdown.rows)]
        drawn += [self.trend] if self.trend else []
        drawn += [self.map] if self.map else []
        drawn += [self.hours.table] if self.hours else []
        yield from figures_of(Document("", "", "", self.answer.marking, self.answer.cut_off, self.answer.count.trace.computed_at, tuple(drawn), ()))
        yield from (line.change for line in self.answer.breakdown.rows)


def period_of(state: State, choices: Choices) -> Period:
    return state.period_with(choices.latest(state.measure))


def parts_for(store: Store, state: State, choices: Choices, now: datetime) -> Mapping[str, Part]:
    """The parts of the area that can be chosen. Raises ValueError, saying what to load or choose, where something needed is not held."""
    if choices.subjects[state.measure].source is not Source.STREET:
        return {}
    return _ground(store, state.area, period_of(state, choices), now).parts


def _ground(store: Store, authority: str, period: Period, now: datetime) -> StreetGround:
    groups = community_areas_for(authority, Path(settings.HOME))
    key = (*_kept_under(store, authority), period)
    return _grounds.get(key, lambda: read_ground(store, authority=authority, period=period, groups=groups, now=now))


def _kept_under(store: Store, authority: str) -> tuple[Hashable, ...]:
    """All that an answer depends on besides the question: the files that count, and the community areas that people may edit."""
    return str(settings.HOME), what_is_held(store), authority, community_areas_for(authority, Path(settings.HOME))


def explore(store: Store, state: State, choices: Choices, scope: Scope | None, now: datetime) -> Exploration:
    """Raises NotThere for a part the area does not have, ValueError, saying what to load or choose, where nothing can be shown."""
    period = period_of(state, choices)
    question = Question(state.measure, state.area, state.part, period, state.by, state.limits_from)
    subject = choices.subjects[state.measure]
    # what was read on one person's authority is not kept for another
    key = (*_kept_under(store, state.area), question, state.shade, scope)
    return _explorations.get(key, lambda: Exploration(_answer(store, subject, question, scope, now), state.shade))


def _answer(store: Store, subject: Subject, question: Question, scope: Scope | None, now: datetime) -> Answer:
    if subject.source is not Source.STREET and question.part:
        raise NotThere(f"{subject.label} is counted for whole authorities only: choose the whole area")
    if subject.source is Source.ROADS:
        return answer_roads(store, question, now)
    if subject.source is Source.PARTNER:
        return answer_partner(store, question, scope, now)
    ground = _ground(store, question.authority, question.period, now)
    if question.part and question.part not in ground.parts:
        raise NotThere(f"{ground.held.area.name} has no such part in {question.period.label}: choose a part from the list")
    return answer_street(ground, subject, question)
