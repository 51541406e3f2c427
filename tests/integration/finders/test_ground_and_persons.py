"""What the place and people finders look at, read from a store: the real boundaries and deciles, and the demonstration's extracts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from wardmoot import evidence
from wardmoot.catalogue.datasets import datasets
from wardmoot.core.calendar import Period
from wardmoot.core.figures import Area, AreaKind, DisclosureClass, Marking
from wardmoot.evidence import SourceKey, Store, load
from wardmoot.evidence.extracts import Scope
from wardmoot.measures.finders.ground import ground_of
from wardmoot.measures.finders.material import Ground
from wardmoot.measures.finders.persons import FLAGGED, KEYED, coded_of, flags_of, people_of
from wardmoot.measures.ground import Held

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
WILTSHIRE = Area("X06000001", "Wiltshire (synthetic)", AreaKind.AUTHORITY)
YEAR = Period.fiscal_year(2017)
ALL = Scope("test", "findings", frozenset(datasets()))


def held_of(store: Store, code: str, vintage: int) -> Held:
    """An area of which only boundaries are held, its neighbours' too."""
    kind = {2011: SourceKey.BOUNDARY_LSOA_2011, 2021: SourceKey.BOUNDARY_LSOA_2021}[vintage]
    every = tuple(evidence.boundaries(store, kind))
    own = tuple(b for b in every if b.authority == code)
    area = Area(code, "Wiltshire", AreaKind.AUTHORITY)
    return Held(area, vintage, own, every, (), (), (), (), (), (), (), (), ())


@pytest.fixture(scope="module")
def grounds(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Ground]:
    store = Store.open(tmp_path_factory.mktemp("ground"))
    paths = [*sorted((real_data / "boundaries").glob("lsoa-*")), real_data / "deprivation", real_data / "population" / "lsoa-2011-mid-2019.csv"]
    load(paths, store=store, now=NOW)
    return {vintage: ground_of(store, held_of(store, "E06000054", vintage), (), names={}) for vintage in (2011, 2021)}


@pytest.mark.real_data
def test_a_small_area_of_2021_has_a_decile_only_where_its_code_is_the_same(grounds: dict[int, Ground]) -> None:
    old, new = grounds[2011], grounds[2021]
    assert (len(old.own), len(old.deciles)) == (285, 285)
    assert (len(new.own), len(new.deciles)) == (307, 268)
    assert new.deciles == {code: decile for code, decile in old.deciles.items() if code in new.own}
    assert new.deprivation_files


@pytest.mark.real_data
def test_residents_are_of_the_same_small_areas_or_not_there(grounds: dict[int, Ground]) -> None:
    assert set(grounds[2011].own) <= set(grounds[2011].populations)
    assert grounds[2021].populations == {}


@pytest.mark.real_data
def test_neighbours_are_of_all_small_areas_and_both_ways(grounds: dict[int, Ground]) -> None:
    ground = grounds[2021]
    assert ground.pairs is not None
    assert len(ground.every) == 447
    pairs = {tuple(pair) for pair in ground.pairs.tolist()}
    assert len(pairs) == len(ground.pairs)
    assert pairs == {(second, first) for first, second in pairs}
    assert ground.pairs.max() < 447


def test_events_by_person_are_read_with_a_scope_alone(partners_home: Path) -> None:
    store = Store.open(partners_home, read_only=True)
    found = {people.subject: people for people in people_of(store, ALL, WILTSHIRE, YEAR, NOW)}
    assert set(found) <= {keyed.subject for keyed in KEYED}
    children = found["missing-children"]
    assert children.counts.min() >= 1
    figure = children.figure("id", "label", float(children.counts.sum()), children.event)
    assert figure.trace.row_count == children.counts.sum()
    assert figure.trace.filter["age"] == {"below": 18}
    assert (figure.disclosure, figure.marking) == (DisclosureClass.SENSITIVE, Marking.OFFICIAL_SENSITIVE)
    assert people_of(store, None, WILTSHIRE, YEAR, NOW) == ()
    assert flags_of(store, None, WILTSHIRE, YEAR, NOW) == ()


def test_a_period_that_is_not_held_whole_gives_nothing(partners_home: Path) -> None:
    store = Store.open(partners_home, read_only=True)
    assert people_of(store, ALL, WILTSHIRE, Period.fiscal_year(2030), NOW) == ()
    assert coded_of(store, WILTSHIRE, Period.fiscal_year(2030), NOW) == ()


def test_a_flag_is_yes_no_or_not_recorded(partners_home: Path) -> None:
    store = Store.open(partners_home, read_only=True)
    found = {flags.subject: flags for flags in flags_of(store, ALL, WILTSHIRE, YEAR, NOW)}
    knife = found["knife-crimes"]
    assert set(knife.flags) == {flag.words for flag in next(f for f in FLAGGED if f.subject == "knife-crimes").flags}
    assert {value for column in knife.flags.values() for value in column} == {True, False, None}
    sizes = {len(column) for column in knife.flags.values()}
    assert sizes == {int(knife.figure("id", "label", 1, knife.counting_unit).trace.row_count or 0)}


def test_every_key_and_flag_is_a_column_that_is_declared() -> None:
    for keyed in KEYED:
        assert datasets()[keyed.dataset].column(keyed.key).type.is_key
    for flagged in FLAGGED:
        for flag in flagged.flags:
            column = datasets()[flagged.dataset].column(flag.column)
            values = set(column.codes) or {"yes", "no"}
            assert set(flag.yes) <= values, flag
    assert np.unique([keyed.subject for keyed in KEYED]).size == len(KEYED)
