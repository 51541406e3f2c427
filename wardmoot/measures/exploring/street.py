"""The explorer's answers about street-level crime. Its counts are made by the same code as the assessment's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from wardmoot import evidence
from wardmoot.catalogue.areas import CommunityAreas
from wardmoot.catalogue.crime_types import CrimeType
from wardmoot.core.calendar import Month, Period, written_months
from wardmoot.core.figures import Denominator, Figure, SourceFile, write_number
from wardmoot.evidence import Store, StoreKind
from wardmoot.measures.assessment import CHART_MONTHS, NO_RATE
from wardmoot.measures.change import basis_for, judged_together
from wardmoot.measures.exploring.answer import Answer, Breakdown, Question, Trend
from wardmoot.measures.exploring.parts import Part, parts_of, population_of_part
from wardmoot.measures.exploring.subjects import CUT_WORDS, Cut, Subject, types_of
from wardmoot.measures.exploring.trend import trend_of
from wardmoot.measures.ground import KINDS, Held, look_up, population_of, small_populations
from wardmoot.measures.offences import Lines
from wardmoot.measures.places import busiest_wards, members, place_name, shape_of, town_labels, wards_of
from wardmoot.measures.recorded_crime import Cube, Slice, crimes_only, read_cube
from wardmoot.measures.small_areas import CLUSTER_METHOD, Ground, listed_places
from wardmoot.reports.assessment import Line, Places

NO_HOURS = "The street files give only the month of a record, so there is no day and no hour."
NO_PARTS = {
    Cut.COMMUNITY: "No table of community areas is held for this authority: put one in the areas folder of the home.",
    Cut.WARD: "No ward boundaries are held for this authority: load the ward boundary file.",
}
MANY_ROWS = (
    "Each row is tested at 5%, so of so many tests some point to a change by chance. Where a direction does not stand once all rows "
    "are tested together (a false-discovery rate of 5%), that is said."
)


@dataclass(frozen=True, slots=True)
class StreetGround:
    """What the answers of one authority and period share: what is held, the counts, its parts and their populations."""

    held: Held
    cube: Cube
    parts: dict[str, Part]
    small: Ground
    rate_note: str
    population: Denominator | None
    population_files: tuple[SourceFile, ...]
    partnership: str
    demonstration: bool


def read_ground(store: Store, *, authority: str, period: Period, groups: CommunityAreas | None, now: datetime) -> StreetGround:
    """Count what is held of `authority` for `period`, the time before, and the months that the chart shows.

    The months are those of the assessment of the same period, so that both say the same. Raises ValueError, saying what
    to load or choose, where something needed is not held.
    """
    held = look_up(store, authority, period, _window(period))
    cube = read_cube(store, held, now)
    months = [m for m in period.months() if m in held.months]
    own = tuple(b.code for b in held.own)
    ward_of = wards_of(held.own, held.wards)
    points = evidence.counts_by(store, columns=("lsoa_code", "longitude", "latitude"), months=months, lsoa_codes=own).as_dict()
    called = {**ward_of, **busiest_wards(points, held.wards)}
    streets = evidence.commonest_locations(store, own, months, top=2)
    names = {b.code: place_name(b.name, called.get(b.code), [name for name, _ in streets[b.code]]) for b in held.own}
    by_group = {g.name: [m.code for m in g.members] for g in groups.areas} if groups else {}
    populations, files, note = small_populations(store, held.vintage)
    population, population_files = population_of(store, authority, period)
    kind = KINDS[held.vintage]
    return StreetGround(
        held,
        cube,
        parts_of(ward_of, members(ward_of, by_group), names, kind),
        Ground(kind, own, held.every, names, populations, held.searched_files, files),
        note,
        population,
        population_files,
        next((p.name for p in evidence.csp_of_authority(store, authority)), held.area.name),
        store.kind is StoreKind.DEMONSTRATION,
    )


def _window(period: Period) -> list[Month]:
    """The months that the chart shows or the comparison needs, whichever go back further, in order."""
    months = list(period.months())
    return [months[-1].shift(-i) for i in range(max(CHART_MONTHS, 24 * math.ceil(len(months) / 12)))][::-1]


def answer_street(ground: StreetGround, subject: Subject, question: Question) -> Answer:
    """The answer to a question about street-level crime.

    Raises KeyError for a part that the authority does not have, ValueError, saying what to choose, where limits cannot
    begin anew in a month that was named.
    """
    return _Street(ground, subject, question).answer()


class _Street:
    """One answer in the making: the counts cut down to the part, and what every line of it shares."""

    def __init__(self, ground: StreetGround, subject: Subject, question: Question) -> None:
        self.ground, self.subject, self.question = ground, subject, question
        self.types = types_of(subject.key)
        self.part = ground.parts[question.part] if question.part else None
        self.cube = _cut_down(ground.cube, self.part) if self.part else ground.cube
        self.basis = basis_for(question.period, ground.cube.months)
        self.lines = self._lines(self.cube, self.part)

    def answer(self) -> Answer:
        line = self._line()
        places = self._places()
        return Answer(
            subject=self.subject,
            area=self.cube.area,
            period=self.question.period,
            counted=self.lines.counted,
            count=_with_comparison(line) if self._compared_whole else line.count,
            change=line.change if self.basis.current and not self._compared_whole else None,
            rate=line.rate,
            share=line.share,
            basis=self.basis.words,
            trend=self._trend(),
            trend_note="",
            breakdown=self._breakdown(),
            places=places,
            places_note=places.clusters_note if places else "One small area is chosen: there is nothing to map.",
            hours=None,
            hours_note=NO_HOURS,
            missing=self._missing(),
            attributions=self._attributions(),
            cut_off=max(self.lines.months).last_day,
            marking=line.count.marking,
            demonstration=self.ground.demonstration,
        )

    @cached_property
    def _whole_figure(self) -> Figure:
        """What the share of every row is of."""
        return self.cube.figure("whole", self.subject.label, Slice(self.types, self.lines.months), self.lines.counted)

    @property
    def _whole(self) -> bool:
        return len(self.lines.months) == len(list(self.question.period.months()))

    @property
    def _compared_whole(self) -> bool:
        return self.basis.current is not None and not self.basis.same_months_only

    def _lines(self, cube: Cube, part: Part | None) -> Lines:
        """The maker of lines for a place; it gives no rate where months are missing or no matching population is held."""
        if part is None:
            population, files = self.ground.population, self.ground.population_files
        else:
            population, files = population_of_part(part, self.ground.small.populations), self.ground.small.population_files
        whole = set(self.question.period.months()) <= set(cube.months)
        return Lines(cube, self.question.period, self.basis, population if whole else None, files if whole else ())

    def _line(self) -> Line:
        crimes = None
        if self.types[0].is_crime and len(self.types) == 1:
            crimes = self.lines.line("crimes", "All crimes", crimes_only()).count
        cut = self.types[0].name if len(self.types) == 1 else ""
        return self.lines.line(self.subject.key, self.subject.label, self.types, breakdown=cut, whole=crimes, says=self.subject.says)

    def _trend(self) -> Trend:
        held, asked = set(self.cube.months), list(self.question.period.months())
        first = max(min(held), min(asked[0], _window(self.question.period)[-CHART_MONTHS]))
        window = list(Period.span(min(first, asked[-1]), asked[-1]).months())
        return trend_of([(m, self._month(m) if m in held else None) for m in window], self.question.limits_from)

    def _month(self, month: Month) -> Figure:
        label = f"{self.subject.label}, {month.written}"
        return self.cube.figure(f"month.{self.subject.key}.{month}", label, Slice(self.types, (month,)), Period.month(month.year, month.month))

    def _breakdown(self) -> Breakdown:
        cut = self.question.cut
        if cut == Cut.TYPE:
            rows = [self._row(self.lines, t.slug, t.name, (t,), cut=t.name, says=t.says) for t in self.types]
        elif cut == Cut.MONTH:
            rows = [self._month_row(month) for month in self.lines.months]
        else:
            rows = [self._part_row(part) for part in self._parts(Cut(cut))]
        judged = judged_together(rows)
        compared = bool(rows) and all(row.change.value is not None for row in rows)
        rated = any(row.rate.value is not None for row in rows)
        return Breakdown(cut, CUT_WORDS[Cut(cut)], tuple(judged), compared, rated, tuple(self._breakdown_notes(cut, rows)))

    def _breakdown_notes(self, cut: str, rows: Sequence[Line]) -> list[str]:
        notes = [MANY_ROWS] if len(rows) > 1 and any(row.change.verdict for row in rows) else []
        if cut in NO_PARTS and not rows:
            notes.append(NO_PARTS[Cut(cut)])
        elif cut in (Cut.COMMUNITY, Cut.WARD):
            notes.append("A small area belongs whole to the ward that holds most of it.")
        return notes

    def _parts(self, cut: Cut) -> list[Part]:
        """The parts of that kind that lie in the chosen place, each cut down to it."""
        own = set(self.cube.own)
        found = [(part, tuple(code for code in part.small_areas if code in own)) for part in self.ground.parts.values() if part.cut is cut]
        return [replace(part, small_areas=inside) for part, inside in found if inside]

    def _part_row(self, part: Part) -> Line:
        cube = _cut_down(self.cube, part)
        cut = self.types[0].name if len(self.types) == 1 else ""
        slug = f"{self.subject.key}.{part.key}"
        # two small areas may bear the same name
        name = f"{part.area.name} ({part.area.code})" if part.cut is Cut.SMALL_AREA else part.area.name
        return self._row(self._lines(cube, part), slug, name, self.types, cut=cut)

    def _month_row(self, month: Month) -> Line:
        period = Period.month(month.year, month.month)
        lines = Lines(self.cube, period, basis_for(period, self.cube.months), None)
        return self._row(lines, f"{self.subject.key}.{month}", month.written, self.types, cut="")

    def _row(self, lines: Lines, slug: str, name: str, types: Sequence[CrimeType], *, cut: str, says: str = "") -> Line:
        line = lines.line(f"by.{slug}", name, types, breakdown=cut, whole=self._whole_figure, says=says)
        share = replace(line.share, label=f"{name} as a share of {self.subject.label.lower()}, {self.cube.area.name}") if line.share else None
        return replace(line, share=share)

    def _places(self) -> Places | None:
        if len(self.cube.own) < 2:
            return None
        ground = replace(self.ground.small, own=self.cube.own)
        if not self._whole:
            ground = replace(ground, populations={})
        listed = listed_places(self.cube, ground, self.subject.key, self.types, self.lines.months, self.lines.counted)
        own = set(self.cube.own)
        shapes = {b.code: shape_of(b) for b in self.ground.held.own if b.code in own}
        note = f"[x]: {NO_RATE}" if not self._whole else self.ground.rate_note
        labels = town_labels([w for w in self.ground.held.wards if self.part is None or w.code == self.part.area.code])
        return Places(self.subject.label, self.subject.key, listed, shapes, labels, self._clusters_note(sum(p.cluster for p in listed)), note)

    def _clusters_note(self, found: int) -> str:
        held = self.ground.held
        where = self.cube.area.name
        several = f"{write_number(found)} small areas of {where} are" if found > 1 else f"One small area of {where} is"
        words = f"{several} in a cluster of high counts." if found else "No cluster of high counts was found."
        return f"{words} {CLUSTER_METHOD} Searched: {len(held.every)} small areas of {', '.join(held.covered) or 'no authority'}."

    def _missing(self) -> tuple[str, ...]:
        lost = [m for m in self.question.period.months() if m not in self.lines.months]
        found = []
        if lost:
            found.append(f"No data is held for {written_months(lost)}: counts for the period leave those months out. {NO_RATE}")
        elif self.lines.population is None:
            found.append(f"No population of {self.cube.area.name} that matches is held, so no rate is given.")
        if not self.ground.held.wards:
            found.append("No ward boundaries are held, so small areas carry only their official names.")
        return (*found, *self.ground.held.left_out)

    def _attributions(self) -> tuple[str, ...]:
        files = (*self.cube.files, *self.ground.held.boundary_files, *self.lines.population_files)
        return tuple(sorted({f.attribution for f in files if f.attribution}))


def _cut_down(cube: Cube, part: Part) -> Cube:
    """The same counts with the part as the area that figures speak of."""
    return replace(cube, area=part.area, own=part.small_areas)


def _with_comparison(line: Line) -> Figure:
    return replace(line.count, comparator=line.change.comparator, verdict=line.change.verdict)
