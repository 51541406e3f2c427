"""`wardmoot measures` and `wardmoot plan headlines`: what is counted, printed and as JSON, and what is said when it cannot be."""

from __future__ import annotations

import json
import shutil

import pytest

from wardmoot.catalogue.measures import declared_measures
from wardmoot.catalogue.plans import shipped_plan
from wardmoot.cli import main

MISSING = ["measures", "children-missing", "--area", "X06000001", "--period", "2017/18"]


@pytest.fixture
def home(partners_home, monkeypatch):
    monkeypatch.setenv("WARDMOOT_HOME", str(partners_home))
    return partners_home


def test_the_measures_are_listed_with_what_they_may_be_asked(capsys):
    assert main(["measures"]) == 0
    said = capsys.readouterr().out
    assert all(f"{name}\n" in said for name in declared_measures())
    assert "asks at least (now 12)" in said
    assert main(["measures", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in listed] == list(declared_measures())
    assert next(one for one in listed if one["name"] == "children-missing")["needs_scope"] is True


def test_a_figure_is_printed_with_what_it_rests_on(home, capsys):
    assert main([*MISSING, "--compare", "2016/17"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Children under 18 reported missing: 407 (513)\n")
    assert "Wiltshire (synthetic), April 2017 to March 2018 (2017/18); children" in said
    assert "lower than before" in said
    assert "1,170 rows of missing-episodes Wiltshire Police (synthetic)" in said


def test_a_figure_as_json_carries_its_trace(home, capsys):
    assert main([*MISSING, "--json"]) == 0
    figure = json.loads(capsys.readouterr().out)
    assert (figure["measure"], figure["value"], figure["marking"]) == ("children-missing", 407, "OFFICIAL-SENSITIVE")
    assert figure["trace"]["filter"]["age"] == {"below": 18}


def test_it_can_be_asked(home, capsys):
    often = ["measures", "children-missing-often", *MISSING[2:]]
    assert main([*often, "--ask", "at least=20"]) == 0
    assert ": 4\n" in capsys.readouterr().out
    towns = ["measures", "asbrac-referrals-from-towns", *MISSING[2:], "--ask", "towns=Salisbury, Melksham,Trowbridge"]
    assert main(towns) == 0
    said = capsys.readouterr().out
    assert ": 63%\n" in said
    assert "52 of 82 ASBRAC referrals" in said


def test_several_authorities_are_counted_together(home, capsys):
    assert main(["measures", "knife-crimes", "--area", "X06000001", "--area", "X06000002", "--period", "2017/18"]) == 0
    said = capsys.readouterr().out
    assert ": 357\n" in said
    assert "Wiltshire (synthetic) and Swindon (synthetic)" in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["measures", "children-lost", "--area", "X06000001", "--period", "2017/18"], "there is no measure 'children-lost'; there is: "),
        (["measures", "children-missing"], "give the area and the period, for example --area E06000054 --period 2017/18"),
        ([*MISSING[:-1], "2017"[:3]], "is not a period; write it as one of"),
        ([*MISSING[:-1], "not stated"], "cannot be counted for a period that is period not stated"),
        ([*MISSING, "--ask", "at least=3"], "children-missing has no parameter at least"),
        ([*MISSING, "--ask", "at least"], "write NAME=VALUE"),
        (["measures", "children-missing-often", *MISSING[2:], "--ask", "at least=few"], "is asked as a whole number"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(home, capsys, arguments, says):
    assert main(arguments) == 1
    said = capsys.readouterr()
    assert says in said.err
    assert said.out == ""


def test_a_time_that_is_not_held_is_not_zero_and_not_a_success(home, capsys):
    assert main([*MISSING[:-1], "2010/11"]) == 1
    said = capsys.readouterr().out
    assert "reported missing: [x]" in said
    assert "covers 2016-03-01 to 2018-04-30" in said


def test_an_empty_home_says_what_to_load(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("WARDMOOT_HOME", str(tmp_path))
    assert main(MISSING) == 1
    assert (
        "no data file of “Missing episodes” is held: load one with `wardmoot extract load FILE --dataset missing-episodes`" in capsys.readouterr().err
    )
    assert main(["plan", "headlines"]) == 1
    assert "No plan is loaded" in capsys.readouterr().err


def test_the_plans_headlines_are_set_beside_what_is_counted(home, capsys):
    assert main(["plan", "headlines"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 38
    assert sum(line.endswith("the same") for line in lines) == 35
    assert sum(line.endswith("nothing to compare") for line in lines) == 3
    assert any(line.split() == ["F07", "printed", "407", "(513)", "counted", "407", "(513)", "the", "same"] for line in lines)


def test_another_number_than_the_printed_one_is_told_and_fails(partners_home, tmp_path, monkeypatch, capsys):
    home = tmp_path / "home"
    shutil.copytree(partners_home, home)
    monkeypatch.setenv("WARDMOOT_HOME", str(home))
    changed = tmp_path / "plan.toml"
    text = shipped_plan("wiltshire-2019-2022").read_text("utf-8")
    changed.write_text(text.replace("1,437 DA incidents", "1,438 DA incidents").replace("value = 1437", "value = 1438"), "utf-8")
    assert main(["plan", "load", str(changed)]) == 0
    capsys.readouterr()
    assert main(["plan", "headlines", "--json"]) == 1
    found = {one["id"]: one for one in json.loads(capsys.readouterr().out)}
    assert found["F02"]["agrees"] is False
    assert (found["F02"]["published"]["value"], found["F02"]["counted"]["value"]) == (1438, 1437)
    assert found["F34"]["agrees"] is None
