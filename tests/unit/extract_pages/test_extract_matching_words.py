"""What is remembered of a matching, what is imported of it, and how the pages say it. No database, no files."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.utils.datastructures import MultiValueDict

from wardmoot.apps.sources.arriving import _takes_files
from wardmoot.apps.sources.extract_actions import headings_matched
from wardmoot.apps.sources.extract_forms import ColumnsForm, ConfirmForm, heading_words
from wardmoot.apps.sources.extract_presenters import asked_for, error_rows, filters_in_words, kept_words, label_of, match_rows
from wardmoot.apps.sources.extract_work import columns_of, kept_form
from wardmoot.apps.sources.models import Draft
from wardmoot.apps.sources.presenters import _span, period_words
from wardmoot.catalogue.datasets import datasets

EPISODES = datasets()["missing-episodes"]


def heading(letter, shown):
    return {"place": ord(letter) - 65, "letter": letter, "shown": shown}


HEADINGS = [heading("A", "Episode reference"), heading("B", "xxxx"), heading("C", "xxxx"), heading("D", ""), heading("E", "Risk")]
FOUND = {
    "headings": HEADINGS,
    "sheets": [""],
    "sheet": 0,
    "matches": [
        {"column": "episode_ref", "heading": HEADINGS[0], "how": "same name"},
        {"column": "person", "heading": HEADINGS[1], "how": "by hand"},
        {"column": "status", "heading": HEADINGS[3], "how": "contents"},
    ],
    "unmatched": [{"column": "risk", "label": "Risk", "required": False, "suggestion": HEADINGS[4]}],
}


def draft(**changes):
    return Draft(reading=3, found=FOUND | changes, hows={"person": "alias"})


def answers(**letters):
    given = {f"column_{column.name}": "" for column in EPISODES.columns} | {f"column_{name}": letter for name, letter in letters.items()}
    return MultiValueDict({name: [value] for name, value in {"reading": "3", **given}.items()})


def test_only_headings_that_can_be_told_apart_are_remembered() -> None:
    assert headings_matched(FOUND) == {"episode_ref": "Episode reference"}
    assert headings_matched({}) == {}


def test_what_was_left_out_stays_out_of_the_import() -> None:
    assert columns_of(FOUND) == {"risk": "", "episode_ref": "column A", "person": "column B", "status": "column D"}


def test_a_form_knows_what_it_changes() -> None:
    same = {"episode_ref": "A", "person": "B", "status": "D"}
    needed = {"age": "C", "reported_at": "E"}
    form = ColumnsForm(answers(**same), dataset=EPISODES, draft=draft())
    assert not form.is_valid()
    assert set(form.errors) == {"column_age", "column_reported_at", "column_authority"}
    assert form.is_as_found
    form = ColumnsForm(answers(**same, **needed, authority="B"), dataset=EPISODES, draft=draft())
    assert form.errors == {"column_authority": ["Column B is chosen for “Missing person reference” too: it can be one column only"]}


def test_another_sheet_needs_no_matching() -> None:
    two = draft(sheets=["October", "November"])
    data = answers()
    data["sheet"] = "2"
    form = ColumnsForm(data, dataset=EPISODES, draft=two)
    assert form.is_valid(), form.errors
    assert form.wants_another_sheet
    data["sheet"] = "1"
    assert not ColumnsForm(data, dataset=EPISODES, draft=two).is_valid()


def test_a_heading_not_in_the_file_cannot_be_chosen() -> None:
    form = ColumnsForm(answers(episode_ref="Z"), dataset=EPISODES, draft=draft())
    assert "column_episode_ref" in form.errors


def test_bad_rows_are_left_out_only_when_ticked() -> None:
    assert not ConfirmForm({"reading": "1"}, bad_words="the 12 bad rows").is_valid()
    assert ConfirmForm({"reading": "1", "leave_out": "on"}, bad_words="the 12 bad rows").is_valid()
    assert ConfirmForm({"reading": "1"}, bad_words="").is_valid()
    assert not ConfirmForm({"reading": "x"}, bad_words="").is_valid()


def test_words() -> None:
    assert (kept_words(2557), kept_words(90), kept_words(400)) == ("7 years (2,557 days)", "90 days", "400 days")
    assert period_words("2019-10 to 2019-11") == "October 2019 to November 2019"
    assert period_words("undated") == "No dates"
    assert _span(("2017-04 to 2018-03", "2018-04 to 2019-03", "undated")) == "April 2017 to March 2019"
    assert _span(("2019-08", "2019-09", "2019-10")) == "August 2019 to October 2019"
    assert heading_words(HEADINGS[3]) == "D: (no heading)"
    assert label_of(EPISODES, "") == "The whole row"
    assert label_of(EPISODES, "episode_ref + age") == "Episode reference, Age when the episode began"
    assert filters_in_words({"dataset": "missing-episodes", "agency": "Police", "state": "in-use"}) == (
        "Filter: dataset: Missing episodes; supplied by: Police; status: in use"
    )
    assert asked_for({"dataset": "", "agency": "", "state": ""})["state"] == "all"
    assert asked_for({"dataset": "", "agency": "", "state": "in-use"})["state"] == ""


def test_cells_and_headings_are_escaped() -> None:
    error = {"column": "age", "reason": "not a number", "count": 1, "expected": "a number", "samples": [{"line": 2, "shown": "<b>x</b>"}]}
    [row] = error_rows(EPISODES, {"errors": [error]})
    assert "<b>" not in row[3]["html"]
    found = draft(matches=[{"column": "risk", "heading": heading("A", "<i>risk</i>"), "how": "by hand"}])
    assert "<i>" not in "".join(str(row["value"]) for row in match_rows(EPISODES, found))


@dataclass(frozen=True)
class Inner:
    shown: str


@dataclass(frozen=True)
class Outer:
    parts: tuple[Inner, ...]
    count: int
    none: None = None


def test_what_was_found_is_kept_without_a_nul() -> None:
    assert kept_form(Outer((Inner("a\0b"), Inner("c")), 2)) == {"parts": [{"shown": "ab"}, {"shown": "c"}], "count": 2, "none": None}


@pytest.mark.parametrize(
    ("page", "takes"),
    [
        ("/data/load/", True),
        ("/data/extracts/send/missing-episodes/6f1f1c9e-7c1d-4a52-9a3e-0d9f6a6f7a11/", True),
        ("/data/extracts/drafts/6f1f1c9e-7c1d-4a52-9a3e-0d9f6a6f7a11/again/", True),
        ("/data/extracts/begin/", False),
        ("/sign-in/", False),
        ("/nowhere/at/all", False),
    ],
)
def test_files_are_taken_by_the_pages_that_ask_for_them_alone(page: str, takes: bool) -> None:
    assert _takes_files(page) is takes
