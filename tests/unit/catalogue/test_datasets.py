"""Declarations of datasets: what comes with the product, and every fault of a declaration with its line and field."""

from __future__ import annotations

import pytest

from wardmoot.catalogue.dataset import Category, ColumnType
from wardmoot.catalogue.datasets import SHIPPED, YES_NO_CODES, code_columns, datasets, load_dataset, parse_dataset
from wardmoot.catalogue.faults import CatalogueFaults, DatasetFaults
from wardmoot.catalogue.measures import declared_measures, parse_measures
from wardmoot.core.figures import DisclosureClass, Unit

GOOD = """key = "visits"
title = "Visits"
description = "Visits by a team: one row a visit."
version = "1"
owner = "council"
counting_unit = "incident"
category = "special category"
disclosure = "B"
persons = true
refresh = "monthly"
lag_days = 20
retention_days = 365
unique = ["visit"]
date_column = "day"
area_column = "authority"

[[columns]]
name = "visit"
label = "Visit reference"
type = "record key"
scheme = "visit"
aliases = ["Visit ID"]

[[columns]]
name = "person"
label = "Person reference"
type = "person key"
scheme = "council person"

[[columns]]
name = "day"
label = "Day"
type = "date"
earliest = 2010-01-01

[[columns]]
name = "authority"
label = "Local authority code"
type = "area code"

[[columns]]
name = "kind"
label = "Kind"
type = "code"
category = "special category"

[columns.codes]
welfare = ["Welfare check"]
other = ["Other"]

[[columns]]
name = "minutes"
label = "Minutes"
type = "whole number"
minimum = 0
maximum = 600

[[columns]]
name = "seen"
label = "The person was seen"
type = "yes or no"
"""


def _faults(old, new):
    assert old in GOOD, old
    with pytest.raises(DatasetFaults) as raised:
        parse_dataset(GOOD.replace(old, new, 1).encode(), "visits.toml")
    return [(fault.line, fault.field, fault.message) for fault in raised.value.faults]


def test_a_sound_declaration_is_read_whole():
    found = parse_dataset(GOOD.encode(), "visits.toml")
    assert (found.key, found.counting_unit.key, found.category, found.disclosure) == (
        "visits",
        "incident",
        Category.SPECIAL_CATEGORY,
        DisclosureClass.SENSITIVE,
    )
    assert [column.type for column in found.columns][:3] == [ColumnType.RECORD_KEY, ColumnType.PERSON_KEY, ColumnType.DATE]
    assert found.column("day").earliest == "2010-01-01"
    assert found.column("kind").codes == {"welfare": ("welfare", "Welfare check"), "other": ("other", "Other")}
    assert found.column("kind").expected == "one of: welfare, other"
    assert found.column("seen").codes == YES_NO_CODES
    with pytest.raises(KeyError, match="visits has no column 'name'"):
        found.column("name")


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ('key = "visits"', 'key = "calls"', "key", "call the file calls.toml"),
        ('counting_unit = "incident"', 'counting_unit = "incidents"', "counting_unit", "'incidents' is not known"),
        ('unique = ["visit"]', 'unique = ["visit", "vist"]', "unique[1]", "'vist' is not a column"),
        ('date_column = "day"', 'date_column = "kind"', "date_column", "it must be 'date'"),
        ('area_column = "authority"', 'area_column = "place"', "area_column", "'place' is not a column"),
        ("persons = true", "persons = false", "persons", "a row with a person key is about a person"),
        ('disclosure = "B"', 'disclosure = "A"', "disclosure", "never class A"),
        ('category = "special category"\n\n[col', 'category = "criminal offence"\n\n[col', "columns[4].category", "widen the dataset's category"),
        ('scheme = "council person"\n', "", "columns[1].scheme", "name the numbering"),
        ('type = "date"', 'type = "date"\nscheme = "days"', "columns[2].scheme", "is no key"),
        ('type = "area code"', 'type = "area code"\nearliest = 2010-01-01', "columns[3].earliest", "is no date"),
        ('type = "area code"', 'type = "area code"\nminimum = 1', "columns[3].minimum", "is no number"),
        ("maximum = 600", "maximum = -1", "columns[5].maximum", "below the minimum"),
        ("[columns.codes]\nwelfare", "[columns.codez]\nwelfare", "columns[4].codez", "is not known here"),
        ('other = ["Other"]', 'other = ["welfare  CHECK"]', "columns[4].codes", "is read both as 'welfare' and as 'other'"),
        ('aliases = ["Visit ID"]', 'aliases = ["Visit ID", "D.A.Y"]', "columns[2].name", "already means the column 'visit'"),
        ('name = "kind"', 'name = "Kind of visit"', "columns[4].name", "is not a column's name"),
        ('name = "kind"', 'name = "day"', "columns[4].name", "already means the column 'day'"),
        ('type = "date"', 'type = "free text"', "columns[2].type", "is not known here; use one of: person key"),
        ("retention_days = 365", "retention_days = 0", "retention_days", "is outside 1 to 36600"),
        ('owner = "council"', 'owner = "council"\ncolour = "red"', "colour", "is not known here"),
    ],
)
def test_each_fault_names_its_line_and_field_and_what_to_do(old, new, field, says):
    ((line, where, message),) = _faults(old, new)
    assert where == field
    assert says in message
    lines = GOOD.replace(old, new, 1).splitlines()
    assert 1 <= line <= len(lines)


def test_a_fault_stands_on_the_line_of_the_file():
    ((line, field, _),) = _faults('label = "Minutes"', "label = 3")
    assert (GOOD.splitlines()[line - 1], field) == ('label = "Minutes"', "columns[5].label")


def test_several_faults_come_at_once_in_the_order_of_the_file():
    with pytest.raises(DatasetFaults) as raised:
        parse_dataset(GOOD.replace("lag_days = 20", "lag_days = -1").replace('type = "date"', 'type = "dat"').encode(), "visits.toml")
    assert [fault.field for fault in raised.value.faults] == ["lag_days", "columns[2].type"]


@pytest.mark.parametrize(
    ("content", "says"), [(b"", "is empty"), (b"key = \xff", "is not UTF-8"), (b"key = ", "is not TOML"), (b"a = 1", "is missing")]
)
def test_what_is_no_declaration_says_so(content, says):
    with pytest.raises(DatasetFaults, match=says):
        parse_dataset(content, "visits.toml")


def test_every_source_of_the_plan_is_declared():
    assert {path.stem for path in SHIPPED.glob("*.toml")} == set(datasets())
    assert set(datasets()) >= {
        "domestic-abuse-incidents", "missing-episodes", "child-exploitation-cases", "sex-work-register", "asb-incidents", "asbrac-referrals",
        "prevent-referrals", "knife-crimes", "substance-treatment", "alcohol-admissions", "school-survey", "cuckooing-addresses",
        "youth-offending-cohort", "youth-reoffences", "marac-quarterly-counts", "modelled-estimates", "community-survey", "recorded-offences",
    }  # fmt: skip


@pytest.mark.parametrize("key", datasets())
def test_a_shipped_declaration_keeps_no_identity_and_says_what_a_cell_looks_like(key):
    found = datasets()[key]
    assert found == load_dataset(SHIPPED / f"{key}.toml")
    assert found.caveats
    assert found.retention_days >= 365
    for column in found.columns:
        assert column.expected
        assert not {"name", "surname", "forename", "address", "postcode", "dob", "birth", "email", "phone", "notes", "comments"} & set(
            column.name.split("_")
        )
    if any(column.type is ColumnType.PERSON_KEY for column in found.columns):
        assert found.persons
        assert found.disclosure is not DisclosureClass.OPEN
    if found.persons:
        assert found.category is not None


def test_yes_or_no_has_three_stored_values():
    columns = [column for one in datasets().values() for column in one.columns if column.type is ColumnType.YES_NO]
    assert len(columns) > 20
    assert all(set(column.codes) == {"yes", "no", "not recorded"} for column in columns)


def test_keys_compare_only_within_a_scheme():
    assert datasets()["youth-offending-cohort"].column("person").scheme == datasets()["youth-reoffences"].column("person").scheme
    assert datasets()["missing-episodes"].column("person").scheme != datasets()["child-exploitation-cases"].column("child").scheme


def test_prevent_referrals_hold_no_concern_or_belief():
    names = {column.name for column in datasets()["prevent-referrals"].columns}
    assert names == {"referral_ref", "referred_on", "authority", "sector", "age_band", "discussed", "adopted"}


def test_breakdowns_are_columns_with_a_short_list_of_values():
    assert "offence_code" not in {column.name for column in code_columns(datasets()["recorded-offences"])}
    assert "offence_group" in {column.name for column in code_columns(datasets()["recorded-offences"])}


MEASURE = """[[measures]]
name = "visits"
title = "Visits"
method = "Each visit is counted once."
version = "1"
datasets = ["asb-incidents"]
unit = "count"
counting_unit = "incident"
"""


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ('datasets = ["asb-incidents"]', 'datasets = ["asb"]', "measures[0].datasets[0]", "'asb' is not a dataset"),
        ('counting_unit = "incident"', 'counting_unit = "visit"', "measures[0].counting_unit", "'visit' is not known"),
        ('unit = "count"', 'unit = "number"', "measures[0].unit", "'number' is not known here"),
        ('version = "1"', 'version = "1"\nparameters = { months = 1.5 }', "measures[0].parameters.months", "is a number; give text"),
        ('version = "1"', 'version = "1"\nsteps = "month"', "measures[0].steps", "is not known here"),
    ],
)
def test_a_fault_in_the_list_of_measures_is_named(old, new, field, says):
    with pytest.raises(CatalogueFaults) as raised:
        parse_measures(MEASURE.replace(old, new, 1).encode(), "measures.toml")
    assert field in [fault.field for fault in raised.value.faults]
    assert says in str(raised.value)


def test_two_measures_may_not_have_one_name():
    with pytest.raises(CatalogueFaults, match="'visits' is already used"):
        parse_measures((MEASURE * 2).encode(), "measures.toml")


def test_every_measure_says_what_it_counts():
    for name, one in declared_measures().items():
        assert one.method.endswith("."), name
        assert (one.multiplier > 1) == (one.unit in (Unit.RATE, Unit.PER_CENT)), name
        assert not one.of or one.unit is Unit.PER_CENT, name
