"""From LSOA 2011 to 2021: kinds by overlap, nothing dropped, and every assumption in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from street_files import NOW, put

from wardmoot.evidence import LsoaPopulation, Store, load, population_lsoa
from wardmoot.evidence.bridged import bridged_deciles, bridged_population
from wardmoot.evidence.bridging import SLIVER, Bridge, BridgeKind, bridge, convert
from wardmoot.evidence.deprivation import Deprivation, deprivation

A, B, C, D, E, F, G = (f"E0109000{n}" for n in range(1, 8))
NEW1, NEW2, NEW3, NEW4 = (f"E0109100{n}" for n in range(1, 5))


def square(x: float, y: float, wide: float = 1.0, high: float = 1.0) -> list[list[float]]:
    step, west, south = 0.01, -2.0, 51.0
    corners = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high), (x, y)]
    return [[west + step * a, south + step * b] for a, b in corners]


OLD = {A: square(0, 0), B: square(1, 0, 2), C: square(3, 0), D: square(4, 0), E: square(0, 1), F: square(1, 1), G: square(8, 8)}
NEW = {
    A: square(0, 0, 1.004),  # drawn a little wider: a sliver of B, no link
    NEW1: square(1, 0, 1.5),  # B was split
    NEW2: square(2.5, 0, 0.5),
    NEW3: square(3, 0, 2),  # C and D were merged
    NEW4: square(0, 1, 1.5),  # E and F were redrawn
    F: square(1.5, 1, 0.5),
}


def boundary_file(folder: Path, year: int, shapes: dict[str, list[list[float]]], authority: str = "E06000054") -> Path:
    short = year % 100
    features = [
        {
            "type": "Feature",
            "properties": {f"LSOA{short}CD": code, f"LSOA{short}NM": f"Wiltshire {n:03d}A", "LADCD_ACTIVE": authority},
            "geometry": {"type": "Polygon", "coordinates": [shape]},
        }
        for n, (code, shape) in enumerate(shapes.items())
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    return put(folder, text.encode(), f"lsoa-{year}-{authority}.geojson")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Bridge:
    folder = tmp_path_factory.mktemp("bridge")
    store = Store.open(folder / "home")
    lookup = "LSOACD,latitude,longitude,lsoa11cd\n" + "".join(f"{code},51.5,-1.5,{code}\n" for code in (A, "E01099999"))
    load(
        [boundary_file(folder, 2011, OLD), boundary_file(folder, 2021, NEW), put(folder, lookup.encode(), "fits.csv")],
        store=store,
        now=NOW,
    )
    return bridge(store)


def test_each_area_has_its_kind(made: Bridge):
    kind = BridgeKind
    assert made.kinds[2011] == {
        A: kind.UNCHANGED,
        B: kind.SPLIT,
        C: kind.MERGED,
        D: kind.MERGED,
        E: kind.IRREGULAR,
        F: kind.IRREGULAR,
        G: kind.NOT_HELD,
    }
    new = {
        A: kind.UNCHANGED,
        NEW1: kind.SPLIT,
        NEW2: kind.SPLIT,
        NEW3: kind.MERGED,
        NEW4: kind.IRREGULAR,
        F: kind.IRREGULAR,
        "E01099999": kind.NOT_HELD,
    }
    assert made.kinds[2021] == dict(sorted(new.items()))


def test_a_sliver_is_no_link(made: Bridge):
    assert SLIVER > 0.004 / 1.5
    assert [link.new for link in made.links_of(B, 2011)] == [NEW1, NEW2]
    assert [link.old for link in made.links_of(A, 2021)] == [A]


def test_shares_add_up_to_one(made: Bridge):
    for vintage in (2011, 2021):
        for code, kind in made.kinds[vintage].items():
            links = made.links_of(code, vintage)
            total = sum(link.share_of_old if vintage == 2011 else link.share_of_new for link in links)
            assert total == pytest.approx(0 if kind is BridgeKind.NOT_HELD else 1)


def test_places_without_a_boundary_are_named_and_never_dropped(made: Bridge):
    assert made.not_held(2011) == (G,)
    assert made.not_held(2021) == ("E01099999",)
    assert "is not held" in made.in_words(G, 2011)
    with pytest.raises(KeyError, match="not a known LSOA of 2021"):
        made.links_of("E01000000", 2021)


def test_counts_are_exact_where_nothing_was_split(made: Bridge):
    found = convert({A: 10, C: 3, D: 4}, made, to=2021)
    assert found.values == {A: 10, NEW3: 7}
    assert found.assumed == 0
    assert found.words == "No count had to be divided."


def test_a_split_count_is_an_assumption_and_says_its_share(made: Bridge):
    found = convert({A: 60, B: 40, G: 5}, made, to=2021)
    assert found.values == {A: 60, NEW1: pytest.approx(30), NEW2: pytest.approx(10)}
    assert found.assumed == pytest.approx(0.4)
    assert found.assumed_codes == {NEW1, NEW2}
    assert found.unplaced == {G: 5}
    assert "in proportion to the area they share" in found.words
    assert "2 of 6 areas rest on this" in found.words
    assert found.words.endswith("is not held: 1 of 3 areas, with 5 of 105 counted.")


def test_where_nothing_can_be_placed_the_words_say_so(made: Bridge):
    found = convert({G: 5, "E01088888": 2}, made, to=2021)
    assert (found.values, found.unplaced) == ({}, {G: 5, "E01088888": 2})
    assert found.words.endswith("is not held: 2 of 2 areas, with 7 of 7 counted.")


def test_residents_may_be_the_weights(made: Bridge):
    found = convert({B: 40}, made, to=2021, weights={NEW1: 100, NEW2: 900}, weight_name="the residents of 2021")
    assert found.values[NEW2] == pytest.approx(40 * 0.25 * 900 / (0.75 * 100 + 0.25 * 900))
    assert "in proportion to the residents of 2021" in found.words


def test_a_split_is_exact_the_other_way_and_a_merger_is_not(made: Bridge):
    found = convert({NEW1: 3, NEW2: 4, NEW3: 8}, made, to=2011)
    assert found.values == {B: 7, C: pytest.approx(4), D: pytest.approx(4)}
    assert found.assumed_codes == {C, D}


def test_nothing_is_lost_or_made_by_converting(made: Bridge):
    counts = {code: n + 1 for n, code in enumerate(OLD)}
    found = convert(counts, made, to=2021)
    assert sum(found.values.values()) + sum(found.unplaced.values()) == pytest.approx(sum(counts.values()))


def test_another_vintage_is_refused(made: Bridge):
    with pytest.raises(ValueError, match="choose 2011 or 2021"):
        convert({}, made, to=2001)


def test_deciles_are_carried_over_and_marked(made: Bridge):
    ranks = {A: 1, B: 10_000, C: 1, D: 32_844, E: 5, F: 6}
    index = Deprivation(ranks, {code: -(-rank * 10 // 32_844) for code, rank in ranks.items()}, (), 2019, None)
    found = bridged_deciles(index, made)
    assert (found[A].decile, found[A].assumed) == (1, False)
    assert (found[NEW1].decile, found[NEW1].assumed, found[NEW1].of) == (4, True, (B,))
    assert (found[NEW3].decile, found[NEW3].assumed) == (6, True), "the mean rank of the two, weighted equally"
    assert bridged_deciles(index, made, {C: 99, D: 1})[NEW3].decile == 1
    assert (found[NEW4].decile, found[NEW4].assumed) == (1, True)


def test_without_boundaries_every_code_is_not_held(tmp_path: Path):
    store = Store.open(tmp_path / "home")
    load([put(tmp_path, f"lsoa,pop\n{A},100\n{B},200\n".encode(), "lsoa-mid-2019.csv")], store=store, now=NOW)
    made = bridge(store)
    assert made.kinds == {2011: {A: BridgeKind.NOT_HELD, B: BridgeKind.NOT_HELD}, 2021: {}}
    population = population_lsoa(store, 2011)
    assert isinstance(population, LsoaPopulation)
    assert bridged_population(population, made).unplaced == {A: 100, B: 200}


@pytest.mark.real_data
def test_wiltshire_and_swindon(whole_folder):
    store = whole_folder.store.snapshot()
    made = bridge(store)
    drawn = {vintage: [kind for kind in made.kinds[vintage].values() if kind is not BridgeKind.NOT_HELD] for vintage in (2011, 2021)}
    assert {v: len(kinds) for v, kinds in drawn.items()} == {2011: 417, 2021: 447}
    assert drawn[2011].count(BridgeKind.UNCHANGED) == drawn[2021].count(BridgeKind.UNCHANGED) == 395
    assert (drawn[2011].count(BridgeKind.SPLIT), drawn[2021].count(BridgeKind.SPLIT)) == (22, 52)
    trowbridge = {link.new: link for link in made.links_of("E01032086", 2011)}
    assert set(trowbridge) == {"E01034533", "E01034534"}, "the busy centre of Trowbridge is in the 2021 geography only"
    assert trowbridge["E01034533"].share_of_old == pytest.approx(0.593, abs=0.001)
    assert len(made.kinds[2011]) == 42_619
    people, index = population_lsoa(store, 2011), deprivation(store)
    assert people is not None
    assert index is not None
    estimate = bridged_population(people, made)
    held = sum(n for code, n in people.values.items() if made.kinds[2011][code] is not BridgeKind.NOT_HELD)
    assert sum(estimate.values.values()) == pytest.approx(held)
    assert {"E01034533", "E01034534"} <= estimate.assumed_codes
    deciles = bridged_deciles(index, made, people.values)
    assert len(deciles) == 447
    assert not {"E01034533", "E01034534"} & index.deciles.keys(), "a join on the 2011 index drops them"
    assert deciles["E01034533"].assumed
