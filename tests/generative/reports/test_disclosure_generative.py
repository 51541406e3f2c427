"""Random small tables, whatever they hold and whether or not their traces tell what was counted: nothing hidden can be worked out."""

from __future__ import annotations

from calendar import month_name
from dataclasses import replace

from attacker import Attacker, attack
from hypothesis import given, settings
from hypothesis import strategies as st
from small_counts import World, small_document

from wardmoot.core.figures import DisclosureClass, FigureText
from wardmoot.reports.audience import Audience
from wardmoot.reports.blocks import Table
from wardmoot.reports.disclosure import for_audience, what_is_hidden
from wardmoot.reports.document import Document, Drawing, figures_of

KINDS = ("Robbery", "Burglary", "Bicycle theft", "Drugs", "Weapons")
PLACES = ("Northgate", "Southend", "Eastly")


@st.composite
def worlds(draw: st.DrawFn, year: int = 2025) -> World:
    """Counts by kind, place and month with one total; small ones and zeros are common."""
    some = st.one_of(st.integers(0, 9), st.integers(0, 60))
    names = KINDS[: draw(st.integers(2, 5))]
    kinds = {name: draw(some) for name in names}
    before = {name: draw(some) for name in names}
    total = sum(kinds.values())
    return World(kinds, before, dict(zip(PLACES, draw(parts(total, 3)))), draw(parts(total, 12)), year)


@st.composite
def parts(draw: st.DrawFn, total: int, many: int) -> list[int]:
    cuts = sorted(draw(st.lists(st.integers(0, total), min_size=many - 1, max_size=many - 1)))
    return [high - low for low, high in zip([0, *cuts], [*cuts, total])]


def tables_of(document: Document) -> list[list[list[str]]]:
    tables = [block.table if isinstance(block, Drawing) else block for block in document.blocks]
    return [
        [[cell.text if isinstance(cell, FigureText) else str(cell) for cell in row] for row in table.rows]
        for table in tables
        if isinstance(table, Table)
    ]


def read(document: Document, world: World, attacker: Attacker) -> None:
    attack(tables_of(document), world.year, attacker, list(world.kinds), list(world.places))


@settings(max_examples=35)
@given(worlds(), st.booleans(), st.sampled_from([DisclosureClass.OPEN, DisclosureClass.SENSITIVE]))
def test_no_hidden_count_can_be_worked_out(world: World, filtered: bool, disclosure: DisclosureClass):
    document = small_document(world, filtered=filtered, disclosure=disclosure)
    given_ = for_audience(document, Audience.PUBLIC)
    attacker, width = Attacker(), 5 if disclosure is DisclosureClass.OPEN else 10
    read(given_, world, attacker)
    counts = {f"{world.year}:{name}": n for name, n in {**world.kinds, **world.places}.items()}
    counts |= {f"{world.year - 1}:{name}": n for name, n in world.before.items()}
    assert {name for name, n in counts.items() if 0 < n < width} <= attacker.hidden
    assert not attacker.found_out(width)


@settings(max_examples=12)
@given(worlds(), worlds(2026))
def test_nor_from_two_editions(first: World, second: World):
    second = replace(second, kinds={name: second.kinds.get(name, 0) for name in first.kinds}, before=dict(first.kinds))
    total = sum(second.kinds.values())
    second = replace(second, places={"Northgate": total, "Southend": 0, "Eastly": 0}, months=[total, *[0] * 11])
    earlier = for_audience(small_document(first), Audience.PUBLIC)
    later = for_audience(small_document(second), Audience.PUBLIC, earlier=earlier)
    attacker = Attacker()
    read(earlier, first, attacker)
    read(later, second, attacker)
    known = what_is_hidden(small_document(second), Audience.PUBLIC, earlier=earlier).given_away
    assert len(attacker.found_out(5)) <= known


@settings(max_examples=25)
@given(worlds(), st.data())
def test_two_worlds_that_should_look_alike_give_the_same_document(world: World, data: st.DataObject):
    """Whatever else a hidden count may be, nothing in the document would be different: no word, order, colour or trace depends on it."""
    document = small_document(world)
    given_ = for_audience(document, Audience.PUBLIC)
    attacker = Attacker()
    read(given_, world, attacker)
    if not attacker.hidden:
        return
    name = data.draw(st.sampled_from(sorted(attacker.hidden)))
    other = world_at(world, attacker, name, data.draw(st.sampled_from([-1, 1])))
    twin = for_audience(small_document(other), Audience.PUBLIC)
    if hidden_ids(twin) == hidden_ids(given_):  # where the other world hides other cells, its document may well look different
        assert twin == given_


def hidden_ids(document: Document) -> set[tuple[str, bool, bool]]:
    found = figures_of(document)
    return {(one.id, one.value is None, one.comparator is not None and one.comparator.value is None) for one in found}


def world_at(world: World, attacker: Attacker, name: str, sense: int) -> World:
    """The world in which a hidden count is as small, or as large, as a reader must think possible."""
    at = attacker.solution(name, sense)
    year = world.year
    months = [f"{year}:{name} {year}" for name in month_name[1:]]
    return World(
        {kind: at[f"{year}:{kind}"] for kind in world.kinds},
        {kind: at[f"{year - 1}:{kind}"] for kind in world.before},
        {place: at[f"{year}:{place}"] for place in world.places},
        [at[month] for month in months],
        year,
    )
