"""Gathers what the finders look at: the subjects of the cube and of the register, and what others read from the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from wardmoot.catalogue.crime_types import CrimeType, crime_types
from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import Figure
from wardmoot.core.stats.harm import HarmWeights
from wardmoot.evidence import Store
from wardmoot.evidence.extracts import Scope
from wardmoot.measures.finders.ground import ground_of
from wardmoot.measures.finders.material import FigureMaker, Level, Material, NotSupplied, Subject
from wardmoot.measures.finders.measured import is_held, measured_subjects
from wardmoot.measures.finders.persons import coded_of, flags_of, people_of
from wardmoot.measures.ground import Held
from wardmoot.measures.offences import Lines
from wardmoot.measures.recorded_crime import Cube, Slice, asb_only, crimes_only


class Topic(Protocol):
    """A topic of the assessment's template: what it is counted by, and who could supply it."""

    @property
    def key(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def crime_types(self) -> Sequence[str]: ...
    @property
    def measures(self) -> Sequence[str]: ...
    @property
    def supplier(self) -> str: ...


def material_of(
    store: Store,
    lines: Lines,
    held: Held,
    *,
    now: datetime,
    scope: Scope | None = None,
    topics: Sequence[Topic] = (),
    levels: Sequence[Level] = (),
    harm: HarmWeights | None = None,
    names: Mapping[str, str] | None = None,
    seed: int = 0,
) -> Material:
    """Everything the finders may look at in `store`, for the area, period and months of `lines`.

    `scope` says on whose authority rows about people are read: without it those measures give no subject. `levels` are the
    comparisons with other areas; `names` is what small areas are called, where that is known already.
    Each of the template's `topics` for which nothing is held becomes one that is not supplied.
    """
    cube = lines.cube
    wanted = tuple(dict.fromkeys(name for topic in topics for name in topic.measures))
    measured = measured_subjects(store, held.area, _window(cube), wanted, now=now, scope=scope)
    return Material(
        area=held.area,
        period=lines.period,
        basis=lines.basis,
        counted=lines.months,
        now=lines.now,
        before=lines.before,
        population=lines.population,
        cube=cube,
        ground=ground_of(store, held, lines.months, names),
        subjects=(*crime_subjects(cube), *measured),
        levels=tuple(levels),
        people=people_of(store, scope, held.area, lines.period, now),
        flags=flags_of(store, scope, held.area, lines.period, now),
        coded=coded_of(store, held.area, lines.period, now),
        harm=harm,
        not_supplied=tuple(not_supplied(store, cube, topics)),
        seed=seed,
    )


def crime_subjects(cube: Cube) -> tuple[Subject, ...]:
    """All crimes, anti-social behaviour incidents, and each crime category, month by month; nan for months not held."""
    kinds: list[tuple[str, str, tuple[CrimeType, ...], str]] = [("crimes", "all crimes", crimes_only(), "")]
    kinds += [("asb", "anti-social behaviour", asb_only(), "")]
    kinds += [(t.slug, f"{t.name[0].lower()}{t.name[1:]}", (t,), "crimes") for t in crimes_only()]
    months = _window(cube)
    return tuple(_crime_subject(cube, months, *kind) for kind in kinds)


def _crime_subject(cube: Cube, months: tuple[Month, ...], key: str, words: str, types: tuple[CrimeType, ...], whole: str) -> Subject:
    what = Slice(types, months)
    says = types[0].says if len(types) == 1 else ""
    caveats = (f"{types[0].name}: {says}",) if says else ()
    return Subject(key, words, what.counting_unit, what.polarity, months, cube.by_month(what), _maker(cube, types), whole, caveats)


def _maker(cube: Cube, types: tuple[CrimeType, ...]) -> FigureMaker:
    cut = {"crime type": types[0].name} if len(types) == 1 else {}

    def make(id: str, label: str, months: Sequence[Month], period: Period) -> Figure:
        return cube.figure(id, label, Slice(types, tuple(months)), period, breakdown=cut)

    return make


def _window(cube: Cube) -> tuple[Month, ...]:
    """Every month from the first to the last that is held, those between that are not held too."""
    return tuple(Period.span(min(cube.months), max(cube.months)).months())


def not_supplied(store: Store, cube: Cube, topics: Sequence[Topic]) -> list[NotSupplied]:
    """The topics that no crime category counted here and no dataset held can tell of. What is held of an earlier time was supplied."""
    known = {t.name for t in crime_types().values()} | {t.slug for t in crime_types().values()} if cube.months else set()
    missing = [t for t in topics if not known & set(t.crime_types) and not any(is_held(store, name) for name in t.measures)]
    return [NotSupplied(topic.key, topic.words, topic.supplier) for topic in missing]
