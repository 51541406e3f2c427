"""Gathering from a store: subjects agree with what is counted elsewhere, scope is asked for, what is not held is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from wardmoot.catalogue.assessment_template import Topic, assessment_template
from wardmoot.catalogue.datasets import datasets
from wardmoot.core.calendar import Month, Period
from wardmoot.demo import MORNING
from wardmoot.evidence import Store
from wardmoot.evidence.extracts import Scope
from wardmoot.measures.change import basis_for
from wardmoot.measures.finders.gathering import crime_subjects, material_of, not_supplied
from wardmoot.measures.finders.measured import is_held, measured_subjects
from wardmoot.measures.ground import Held, look_up
from wardmoot.measures.offences import Lines
from wardmoot.measures.recorded_crime import Cube, Slice, crimes_only, read_cube
from wardmoot.measures.register import Request, compute

AREA, TO = "X06000001", Month(2018, 3)
SCOPE = Scope("tests", "strategic assessment", frozenset(datasets()))
NAMES = ("domestic-abuse-incidents", "knife-crimes", "children-missing", "ksi-casualties", "no-such-measure")


@pytest.fixture(scope="module")
def looked(demonstration: tuple[Path, Any]) -> tuple[Store, Held, Cube, Lines]:
    store = Store.open(demonstration[0], read_only=True).snapshot()
    period = Period.rolling_12(TO)
    held = look_up(store, AREA, period, [TO.shift(-i) for i in range(23, -1, -1)])
    cube = read_cube(store, held, MORNING)
    return store, held, cube, Lines(cube, period, basis_for(period, cube.months), None)


def test_subjects_of_the_cube_are_its_counts(looked: tuple[Store, Held, Cube, Lines]) -> None:
    cube = looked[2]
    subjects = {subject.key: subject for subject in crime_subjects(cube)}
    assert len(subjects) == 15
    parts = [s.values for s in subjects.values() if s.whole_key == "crimes"]
    np.testing.assert_array_equal(np.sum(parts, axis=0), subjects["crimes"].values)
    assert "asb" in subjects
    assert subjects["asb"].whole_key == ""
    months = cube.months[:3]
    made = subjects["crimes"].figure("x", "x", months, Period.span(months[0], months[-1]))
    assert made.value == cube.count(Slice(crimes_only(), months)) == subjects["crimes"].values[:3].sum()


def test_measured_subjects_agree_with_the_register(looked: tuple[Store, Held, Cube, Lines]) -> None:
    store, held, cube, _ = looked
    subjects = {s.key: s for s in measured_subjects(store, held.area, cube.months, NAMES, now=MORNING, scope=SCOPE)}
    assert set(subjects) == {"domestic-abuse-incidents", "knife-crimes"}  # the others do not add up by month, or are not held for the time
    incidents = subjects["domestic-abuse-incidents"]
    year = Period.rolling_12(TO)
    known = compute("domestic-abuse-incidents", Request(store, held.area, year, MORNING, scope=SCOPE))
    months = tuple(year.months())
    made = incidents.figure("id", "label", months, year)
    assert (made.value, made.id, made.label) == (known.value, "id", "label")
    assert made.value == incidents.values[-12:].sum() > 0
    assert made.trace.row_count == known.trace.row_count
    apart = (months[0], months[2])
    listed = incidents.figure("id", "label", apart, Period.listed("two months"))
    assert listed.value == incidents.values[-12] + incidents.values[-10]
    assert listed.trace.parameters["months"] == [str(month) for month in apart]


def test_road_casualties_are_counted_in_the_years_held(looked: tuple[Store, Held, Cube, Lines]) -> None:
    store, held, *_ = looked
    months = tuple(Period.span(Month(2013, 1), Month(2016, 12)).months())
    (roads,) = measured_subjects(store, held.area, months, ("ksi-casualties",), now=MORNING, scope=None)
    year = Period.calendar_years(2014)
    known = compute("ksi-casualties", Request(store, held.area, year, MORNING))
    assert roads.values[12:24].sum() == known.value
    assert np.isnan(roads.values[36:]).all()
    made = roads.figure("id", "label", months[12:24], year)
    assert (made.value, made.trace.row_count) == (known.value, known.trace.row_count)


def test_without_a_scope_rows_about_people_give_nothing(looked: tuple[Store, Held, Cube, Lines]) -> None:
    store, held, cube, _ = looked
    assert measured_subjects(store, held.area, cube.months, NAMES, now=MORNING, scope=None) == ()
    assert measured_subjects(store, held.area, (), NAMES, now=MORNING, scope=SCOPE) == ()


def test_what_is_held_and_for_when(looked: tuple[Store, Held, Cube, Lines]) -> None:
    store = looked[0]
    assert is_held(store, "ksi-casualties")
    assert is_held(store, "ksi-casualties", Period.calendar_years(2014, 2018))
    assert not is_held(store, "ksi-casualties", Period.calendar_years(2019))
    assert not is_held(store, "no-such-measure")


def test_topics_without_any_data_are_named_with_who_could_supply_them(looked: tuple[Store, Held, Cube, Lines]) -> None:
    store, _, cube, _ = looked
    topics = (
        Topic("knife-crime", "Knife crime", (), (), ("knife-crimes",), ("police",)),
        Topic("fraud", "Fraud", (), (), (), ("trading standards", "the national fraud reporting service")),
        Topic("burglary", "Burglary", ("Burglary",), (), (), ("police",)),
    )
    assert [(t.topic, t.supplier) for t in not_supplied(store, cube, topics)] == [
        ("fraud", "trading standards or the national fraud reporting service")
    ]


def test_everything_is_gathered_together(looked: tuple[Store, Held, Cube, Lines]) -> None:
    store, held, cube, lines = looked
    topics = assessment_template().topics
    made = material_of(store, lines, held, now=MORNING, scope=SCOPE, topics=topics, names={b.code: b.name for b in held.own})
    assert made.counted == lines.months
    assert (made.now, made.before) == (lines.now, lines.before)
    assert made.cube is cube
    assert made.ground is not None
    assert set(made.ground.own) == {b.code for b in held.own}
    assert {"crimes", "asb", "knife-crimes"} <= {s.key for s in made.subjects}
    assert {topic.topic for topic in made.not_supplied} < {topic.key for topic in topics}
