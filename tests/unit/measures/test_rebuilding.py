"""Two assessments as their figures files say them: the hash, and what is named as the difference."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wardmoot.measures.rebuilding import differences, figure_differences, finding_differences, hash_of, read_figures_file, why_of


def file(name: str = "2025-01-street.csv", sha: str = "a") -> dict[str, Any]:
    return {"source": "police-street", "name": name, "sha256": sha * 64, "loaded_at": "2026-01-01T00:00:00", "period": "2025-01"}


def figure(id: str = "recorded.burglary", value: int = 10, *, files: tuple[dict[str, Any], ...] = (file(),), period: str = "2025") -> dict[str, Any]:
    return {
        "id": id,
        "label": "Burglary",
        "value": value,
        "period": {"label": period},
        "test": None,
        "text": {"with_comparator": str(value)},
        "trace": {"version": "1", "files": list(files), "computed_at": "2026-01-01T00:00:00"},
    }


def finding(
    words: str = "Burglary: there were 10 crimes.", standing: str = "accepted", figures: tuple[str, ...] = ("recorded.burglary",)
) -> dict[str, Any]:
    return {"id": "change.burglary.E1", "subject_words": "burglary", "words": words, "figures": list(figures), "decision": {"standing": standing}}


def said(figures: list[dict[str, Any]], findings: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"figures": figures, "findings": findings or []}


def test_the_hash_knows_nothing_of_when_and_in_what_order():
    later = figure() | {"trace": figure()["trace"] | {"computed_at": "2027-05-05T00:00:00"}}
    later["trace"]["files"] = [file() | {"loaded_at": "2027-05-05T00:00:00"}]
    other = figure("recorded.robbery", 2)
    assert hash_of([figure(), other]) == hash_of([other, later])


@pytest.mark.parametrize("changed", [figure(value=11), figure(files=(file(sha="b"),)), figure(period="2024"), figure(id="recorded.robbery")])
def test_the_hash_knows_the_value_the_bytes_the_period_and_the_name(changed: dict[str, Any]):
    assert hash_of([figure()]) != hash_of([changed])


def test_what_is_the_same_is_no_difference():
    assert differences(said([figure()], [finding()]), said([figure()], [finding()])) == ()


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (figure(value=11, files=(file(sha="b"),)), "revised file: 2025-01-street.csv"),
        (figure(value=11, files=(file(), file("2025-02-street.csv", "c"))), "other data files"),
        (figure(value=11, period="2026"), "another period"),
        (figure(value=11), "computed from the same files with another result"),
    ],
)
def test_a_figure_that_differs_says_what_lies_behind_it(now: dict[str, Any], why: str):
    (found,) = figure_differences([figure()], [now])
    assert (found.then, found.now, found.why) == ("10", "11", why)


def test_the_same_file_in_another_archive_is_one_file():
    assert why_of(figure(files=(file("2026.zip/2025-01-street.csv", "b"),)), figure()) == "revised file: 2025-01-street.csv"


def test_figures_that_are_new_or_gone_are_named():
    found = figure_differences([figure("a")], [figure("b")])
    assert [(one.id, one.then, one.now) for one in found] == [("b", "", "10"), ("a", "10", "")]


def test_a_finding_that_was_decided_otherwise_says_so():
    (found,) = finding_differences(said([figure()], [finding(standing="undecided")]), said([figure()], [finding()]))
    assert found.why == "decided otherwise (undecided, then accepted)"


def test_a_finding_that_says_something_else_names_the_file_behind_it():
    then, now = said([figure()], [finding()]), said([figure(value=12, files=(file(sha="b"),))], [finding("Burglary: there were 12 crimes.")])
    (found,) = finding_differences(then, now)
    assert found.why == "revised file: 2025-01-street.csv"


def test_a_finding_not_made_before_is_new():
    (found,) = finding_differences(said([]), said([figure()], [finding()]))
    assert (found.then, found.why) == ("", "not found last time")


@pytest.mark.parametrize(("text", "says"), [("", "is not JSON"), ("[]", "has no figures"), ('{"figures": []}', "has no findings, request, files")])
def test_another_file_is_refused_with_the_reason(tmp_path: Path, text: str, says: str):
    path = tmp_path / "figures.json"
    path.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=says):
        read_figures_file(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(ValueError, match=r"nowhere\.json: cannot be read"):
        read_figures_file(tmp_path / "nowhere.json")


def test_a_whole_file_is_read(tmp_path: Path):
    path = tmp_path / "figures.json"
    path.write_text(json.dumps({"figures": [], "findings": [], "request": {}, "files": []}), "utf-8")
    assert read_figures_file(path)["figures"] == []
