"""The partners' invented extracts: lifelike, and full of what must not be counted."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from datetime import date

import pytest

from wardmoot.catalogue.dataset_checks import plain
from wardmoot.catalogue.datasets import datasets
from wardmoot.demo import DEMONSTRATION_SEED
from wardmoot.demo.extracts import make_extracts, roads
from wardmoot.demo.geography import make_geography


@pytest.fixture(scope="module")
def geography():
    return make_geography(DEMONSTRATION_SEED)


@pytest.fixture(scope="module")
def made(geography):
    """The rows of each extract as mappings from declared column to cell, by the file's name."""
    found = {}
    for one in make_extracts(geography, DEMONSTRATION_SEED):
        known = {plain(h): c.name for c in datasets()[one.dataset].columns for h in (c.name, *c.aliases)}
        names = [known[plain(heading)] for heading in one.headings]
        found[one.name] = [dict(zip(names, row, strict=True)) for row in one.rows]
    return found


def test_every_row_is_named_once(geography):
    for one in make_extracts(geography, DEMONSTRATION_SEED):
        dataset = datasets()[one.dataset]
        known = {plain(h): c.name for c in dataset.columns for h in (c.name, *c.aliases)}
        places = [[known[plain(h)] for h in one.headings].index(name) for name in dataset.unique]
        names = [tuple(row[place] for place in places) for row in one.rows]
        assert len(set(names)) == len(names), one.name


def test_keys_and_codes_cannot_be_real(made):
    for name, rows in made.items():
        assert "synthetic" in name
        for row in rows:
            text = " ".join(map(str, row.values()))
            assert not re.search(r"\b[EWSNKJ]\d{8}\b", text)
            assert all(str(value).startswith("SYN-") for key, value in row.items() if key in ("person", "victim", "client", "child"))


def test_the_first_and_last_minute_of_the_year_and_those_beside_it_are_there(made):
    days = Counter(row["reported_at"][:10] for row in made["domestic-abuse-incidents-synthetic.csv"])
    assert days["2017-04-01"]
    assert days["2018-03-31"]
    assert days["2018-04-01"]
    assert days["2017-03-31"]
    minutes = {row["reported_at"] for row in made["missing-episodes-synthetic.csv"]}
    assert {"2017-04-01 00:00", "2018-03-31 23:59"} <= minutes


def test_missing_episodes_hold_adults_absences_and_the_neighbours_children(made):
    rows = [row for row in made["missing-episodes-synthetic.csv"] if row["reported_at"][:10] >= "2017-04-01"]
    assert max(Counter(row["person"] for row in rows if row["age"] >= 18).values()) >= 12
    assert {"Missing", "Absent", "AFP"} == {row["status"] for row in rows}
    assert {"X06000001", "X06000002"} == {row["authority"] for row in rows}
    eleven = Counter(row["person"] for row in rows if row["status"] == "Missing" and row["reported_at"] < "2018-04-01")
    with_absences = Counter(row["person"] for row in rows if row["reported_at"] < "2018-04-01")
    assert any(many == 11 and with_absences[person] >= 12 for person, many in eleven.items())


def test_exploitation_cases_stand_on_the_edges_of_the_day(made):
    rows = made["child-exploitation-cases-synthetic.csv"]
    assert any(row["closed_on"] == "2018-03-31" for row in rows)
    assert any(row["opened_on"] == "2018-04-01" for row in rows)
    assert max(Counter(row["child"] for row in rows if row["opened_on"] <= "2018-03-31" and not row["closed_on"]).values()) == 2


def test_needs_overlap_and_some_are_not_recorded(made):
    rows = [row for row in made["sex-work-register-synthetic.xlsx"] if row["on_street"] == "Yes"]
    needs = ("drugs_or_alcohol", "homelessness", "self_harm_or_suicide", "learning_difficulty")
    assert any(sum(row[need] == "Yes" for need in needs) > 1 for row in rows)
    assert any("Unknown" in [row[need] for need in needs] for row in rows)


def test_young_offenders_have_offences_on_the_day_too_late_and_before(made):
    index = {row["person"]: date.fromisoformat(row["index_date"]) for row in made["youth-offending-cohort-synthetic.ods"]}
    gaps = Counter(
        (date.fromisoformat(row["offence_date"]) - index[row["person"]]).days
        for row in made["youth-reoffences-synthetic.csv"]
        if row["person"] in index
    )
    assert gaps[0]
    assert gaps[366] or gaps[367]
    assert any(gap < 0 for gap in gaps)
    assert any(row["person"] not in index for row in made["youth-reoffences-synthetic.csv"])


def test_knife_crimes_hold_possession_unflagged_rows_and_unknown_ages(made):
    rows = made["knife-crimes-synthetic.csv"]
    assert {"Possession"} < {row["offence"] for row in rows}
    assert {"Yes", "No"} == {row["knife"] for row in rows}
    assert any(row["youngest_age"] == "" for row in rows)


def test_incidents_gather_at_weekends_and_late(made):
    rows = made["domestic-abuse-incidents-synthetic.csv"]
    weekend = sum(date.fromisoformat(row["reported_at"][:10]).weekday() >= 5 for row in rows) / len(rows)
    assert 0.33 < weekend < 0.48
    late = sum(row["reported_at"][11:13] >= "20" or row["reported_at"][11:13] < "04" for row in rows) / len(rows)
    assert late > 0.45


def test_another_seed_makes_other_rows_of_the_same_totals(geography, made):
    other = {one.name: one for one in make_extracts(geography, 3)}
    name = "asbrac-referrals-synthetic.csv"
    assert len(other[name].rows) == len(made[name])
    assert [row[1] for row in other[name].rows] != [row["referred_on"] for row in made[name]]


def test_road_casualties_belong_to_collisions_and_severity_is_the_worst(geography):
    found = roads.collisions(geography, DEMONSTRATION_SEED)
    assert len({one.index for one in found}) == len(found)
    assert all(list(one.severities) == sorted(one.severities) for one in found)
    ours = [severity for one in found if one.authority.code == "X06000001" for severity in one.severities]
    assert sum(severity < 3 for severity in ours) == 669
    assert sum(one.severities[0] < 3 for one in found if one.authority.code == "X06000001") < 669, "collisions are fewer than casualties"


def test_the_opendocument_file_is_one(geography):
    (one,) = (extract for extract in make_extracts(geography, DEMONSTRATION_SEED) if extract.name.endswith(".ods"))
    with zipfile.ZipFile(io.BytesIO(one.content())) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.read("mimetype") == b"application/vnd.oasis.opendocument.spreadsheet"
        assert archive.testzip() is None
