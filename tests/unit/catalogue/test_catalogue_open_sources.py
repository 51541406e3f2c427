"""The content files of the open sources: STATS19 columns under every name, and the published offence groups."""

from __future__ import annotations

import doctest

import pytest

from wardmoot.catalogue import published_offences as offences_module
from wardmoot.catalogue import road_casualties as roads_module
from wardmoot.catalogue.published_offences import ALL_CRIME, offence_of, published_offences
from wardmoot.catalogue.road_casualties import RoadForm, road_forces, road_tables
from wardmoot.evidence.forces import FORCE_SLUGS

OLD = {
    "collision": "Accident_Index,Location_Easting_OSGR,Longitude,Latitude,Police_Force,Accident_Severity,Number_of_Vehicles,Number_of_Casualties,"
    "Date,Day_of_Week,Time,Local_Authority_(District),Local_Authority_(Highway),1st_Road_Class,1st_Road_Number,Road_Type,Speed_limit,"
    "Junction_Detail,2nd_Road_Class,Pedestrian_Crossing-Human_Control,Carriageway_Hazards,LSOA_of_Accident_Location",
    "casualty": "accident_index,accident_year,accident_reference,vehicle_reference,casualty_reference,casualty_class,sex_of_casualty,"
    "age_of_casualty,casualty_severity,casualty_type,casualty_home_area_type,casualty_imd_decile",
    "vehicle": "accident_index,vehicle_reference,vehicle_type,vehicle_manoeuvre,1st_point_of_impact,was_vehicle_left_hand_drive?,"
    "journey_purpose_of_driver,driver_home_area_type",
}


@pytest.mark.parametrize("module", [roads_module, offences_module])
def test_the_examples_in_the_docstrings(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("key", OLD)
def test_every_old_name_is_read_as_one_column(key: str):
    names = OLD[key].split(",")
    found = road_tables()[key].read(names)
    assert None not in found
    read = [column.name for column in found if column]
    assert len(set(read)) == len(names)
    assert set(road_tables()[key].needed) <= set(read)


def test_the_old_coding_is_never_read_as_the_new():
    table = road_tables()["collision"]
    alone, both = (table.read(names) for names in (["junction_detail"], ["junction_detail_historic", "junction_detail"]))
    assert [c.name for c in alone if c] == ["junction_detail_historic"]
    assert [c.name for c in both if c] == ["junction_detail_historic", "junction_detail"]


def test_no_name_stands_for_two_columns():
    for table in road_tables().values():
        names = [name for c in table.columns for name in (c.name, *c.was)]
        assert len(set(names)) == len(names)
        assert all(c.form is not RoadForm.CODE or c.codes for c in table.columns)
        assert set(table.unique) <= {c.name for c in table.columns if c.filled}


def test_forces_are_those_of_the_crime_files_and_scotlands():
    english_and_welsh = {slug for code, slug in road_forces().items() if code != "00" and int(code) < 90}
    assert english_and_welsh <= FORCE_SLUGS
    assert len(english_and_welsh) == 43


def test_offence_groups_lie_within_groups_there_are():
    groups = published_offences()
    assert len(groups) == 23
    assert {g.within for g in groups.values()} - {""} <= groups.keys()
    assert offence_of("TOTAL recorded crime (excluding fraud)") == ALL_CRIME
    main = [g for g in groups.values() if not g.within and g.name != ALL_CRIME]
    assert len(main) == 9, "the groups that add up to the total"
