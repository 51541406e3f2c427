"""Tables of community areas: the shipped one fits the real wards, and every fault is named with its line and field."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardmoot.catalogue.areas import CommunityAreaFaults, community_areas_for, load_community_areas

GOOD = """
authority = "E06000054"
authority_name = "Wiltshire"
ward_year = 2025

[[areas]]
name = "Amesbury"
[areas.members]
E05013400 = "Amesbury East & Bulford"
E05013401 = "Amesbury South"

[[areas]]
name = "Calne"
[areas.members]
E05016237 = "Calne Central"
"""


def _faults(folder, text):
    path = folder / "edited.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(CommunityAreaFaults) as caught:
        load_community_areas(path)
    assert len(str(caught.value).splitlines()) == len(caught.value.faults)
    return str(caught.value).splitlines()


def test_a_good_table_keeps_order_names_and_vintage(tmp_path):
    path = tmp_path / "good.toml"
    path.write_text(GOOD, "utf-8")
    found = load_community_areas(path)
    assert [area.name for area in found.areas] == ["Amesbury", "Calne"]
    assert found.area_of()["E05013401"] == "Amesbury"
    assert (found.authority_code, found.ward_year, found.lsoa_year) == ("E06000054", 2025, None)


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "says"),
    [
        ('"E06000054"', '"Wilts"', 2, "authority", "not a local authority's code"),
        ('authority_name = "Wiltshire"', "", 1, "authority_name", "missing"),
        ("ward_year = 2025", "ward_year = 25", 4, "ward_year", "not a year"),
        ("ward_year = 2025", "ward_year = 2025.0", 4, "ward_year", "not a year"),
        ("ward_year = 2025", "", 9, "E05013400", "ward_year is missing"),
        ("ward_year = 2025", "ward_years = 2025", 4, "ward_years", "not a field"),
        ('name = "Calne"', "", 12, "name", "no name"),
        ('name = "Calne"', 'name = "Amesbury"', 13, "name", "already the name of the community area at line 7"),
        ("E05016237", "E05013401", 15, "E05013401", "already a member of Amesbury"),
        ("E05016237", "Calne-C", 15, "Calne-C", "not a ward's or small area's code"),
        ("E05016237", "X05000001", 15, "X05000001", "never mix"),
        ("E05016237", "E01031841", 15, "E01031841", "lsoa_year is missing"),
        ('"Calne Central"', '""', 15, "E05016237", "name is missing"),
        ('E05016237 = "Calne Central"', "", 14, "members", "no members"),
        ('name = "Calne"', 'name = "Calne"\ntown = "Calne"', 14, "town", "not a field"),
    ],
)
def test_a_fault_is_named_with_its_line_and_field(tmp_path, old, new, line, field, says):
    faults = _faults(tmp_path, GOOD.replace(old, new))
    assert any(fault.startswith(f"edited.toml, line {line}, {field}: ") and says in fault for fault in faults), faults


@given(st.integers(0, len(GOOD) - 1), st.sampled_from(["", "=", '"', "[", "]", "\n", "0", "X", ".", "{}", "[]", "= 1\n", "٣"]))
def test_a_slip_of_the_hand_is_told_or_harmless_but_never_breaks_the_reader(tmp_path_factory, at, slip):
    path = tmp_path_factory.getbasetemp() / "slipped.toml"
    path.write_text(GOOD[:at] + slip + GOOD[at + 1 :], "utf-8")
    try:
        told = load_community_areas(path).areas
    except CommunityAreaFaults as caught:
        told = caught.faults
    assert told


def test_every_fault_is_told_at_once(tmp_path):
    assert len(_faults(tmp_path, GOOD.replace('"E06000054"', '"Wilts"').replace("E05016237", "E05013401"))) == 2


def test_a_table_without_areas_says_how_to_begin(tmp_path):
    assert any("[[areas]]" in fault for fault in _faults(tmp_path, GOOD.split("[[areas]]")[0]))


def test_a_table_that_is_not_toml_says_where(tmp_path):
    (fault,) = _faults(tmp_path, GOOD.replace('"Calne Central"', '"Calne Central'))
    assert "line 15" in fault


def test_a_code_written_twice_in_one_area_is_a_fault(tmp_path):
    (fault,) = _faults(tmp_path, GOOD.replace("E05013401", "E05013400"))
    assert "line 10" in fault


def test_a_file_in_another_encoding_says_so(tmp_path):
    path = tmp_path / "other.toml"
    path.write_bytes("name = “Calne”".encode("utf-16"))
    with pytest.raises(CommunityAreaFaults, match="UTF-8"):
        load_community_areas(path)


def test_the_homes_own_table_is_used_before_the_shipped_one(tmp_path):
    (tmp_path / "areas").mkdir()
    assert len(community_areas_for("E06000054", tmp_path).areas) == 18
    (tmp_path / "areas" / "mine.toml").write_text(GOOD, "utf-8")
    assert len(community_areas_for("E06000054", tmp_path).areas) == 2
    (tmp_path / "areas" / "again.toml").write_text(GOOD, "utf-8")
    with pytest.raises(CommunityAreaFaults, match=r"again.toml and mine.toml, both are tables for E06000054"):
        community_areas_for("E06000054", tmp_path)


def test_an_authority_without_a_table_has_none(tmp_path):
    assert community_areas_for("E06000030", tmp_path) is None


@pytest.mark.real_data
def test_the_shipped_table_names_every_real_ward_once(real_data):
    features = json.loads((real_data / "boundaries" / "ward-2025-wiltshire.geojson").read_text("utf-8"))["features"]
    wards = {feature["properties"]["WD25CD"]: feature["properties"]["WD25NM"] for feature in features}
    shipped = community_areas_for("E06000054")
    assert {member.code: member.name for area in shipped.areas for member in area.members} == wards
    assert shipped.ward_year == 2025
