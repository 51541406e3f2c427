"""The invented geography: right in number, plainly unreal, and tiled without a gap or an overlap."""

from collections import Counter

import pytest

from wardmoot.demo.geography import make_geography
from wardmoot.demo.lattice import components
from wardmoot.demo.places import AUTHORITIES, SWINDON, SYNTHETIC, WILTSHIRE

PLAN_TOWNS = {"Salisbury", "Melksham", "Trowbridge", "Chippenham", "Devizes", "Warminster", "Calne", "Corsham", "Westbury", "Amesbury"}


def test_sizes_are_those_of_a_county_and_its_neighbour(geography):
    assert 270 <= len(geography.within(WILTSHIRE)) <= 295
    assert 125 <= len(geography.within(SWINDON)) <= 140
    assert 450_000 <= geography.population(WILTSHIRE) <= 520_000
    assert 210_000 <= geography.population(SWINDON) <= 240_000


def test_every_code_and_authority_is_plainly_invented(geography):
    codes = [a.code for a in geography.small_areas] + [w.code for w in geography.wards] + [a.msoa_code for a in geography.small_areas]
    codes += [authority.code for authority in AUTHORITIES]
    assert all(code.startswith("X") and len(code) == 9 for code in codes)
    assert all(authority.name.endswith(SYNTHETIC) for authority in AUTHORITIES)
    assert all(SYNTHETIC in area.name for area in geography.small_areas)


@pytest.mark.parametrize("seed", [2019, 1, 7])
def test_areas_tile_the_wards_and_the_wards_the_authorities(seed):
    geography = make_geography(seed)
    in_areas = Counter(cell for area in geography.small_areas for cell in area.cells)
    in_wards = Counter(cell for ward in geography.wards for cell in ward.cells)
    assert set(in_areas.values()) == {1}
    assert in_areas == in_wards
    for area in geography.small_areas:
        assert set(area.cells) <= set(area.ward.cells)
        assert len(components(area.cells)) == 1


def test_codes_and_names_are_never_shared(geography):
    assert len({a.code for a in geography.small_areas}) == len({a.name for a in geography.small_areas}) == len(geography.small_areas)
    assert len({w.code for w in geography.wards}) == len({w.name for w in geography.wards}) == len(geography.wards)


def test_towns_carry_the_plans_names_and_are_denser_than_the_country(geography):
    assert {area.town.name for area in geography.small_areas} >= PLAN_TOWNS
    assert all(ward.name.startswith(area.town.name) for area in geography.small_areas for ward in [area.ward])
    urban = [len(a.cells) for a in geography.small_areas if a.is_urban]
    country = [len(a.cells) for a in geography.small_areas if not a.is_urban]
    assert max(urban) < min(country)


def test_places_lie_where_no_county_is(geography):
    x = [geography.lattice.corner(*cell)[0] for area in geography.small_areas for cell in area.cells]
    y = [geography.lattice.corner(*cell)[1] for area in geography.small_areas for cell in area.cells]
    assert min(x) > 1_000_000
    assert max(x) < 2_200_000
    assert min(y) > 53_600_000
    assert max(y) < 54_300_000


def test_eighteen_community_areas_hold_every_ward_of_the_county(geography):
    communities = Counter(ward.community for ward in geography.wards if ward.authority is WILTSHIRE)
    assert len(communities) == 18
    assert {"Southern Wiltshire", "South West Wiltshire"} <= set(communities)
