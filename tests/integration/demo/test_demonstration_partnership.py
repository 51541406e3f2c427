"""`wardmoot demo` in one piece: a home with the plan, a user for each role, the data files, an assessment, and its own date."""

from __future__ import annotations

import argparse
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from wardmoot.apps.accounts.models import User
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment.entries import last_revision
from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.plan.queries import current_plan, matrix_cells
from wardmoot.apps.priorities import control_queries
from wardmoot.cli import demo
from wardmoot.core.calendar import Month
from wardmoot.core.priorities.control_strategy import gaps
from wardmoot.demo import DEMONSTRATION_DATE, moment_in
from wardmoot.demo.partnership import Credential, build_demonstration, is_empty, is_unfinished, present_code
from wardmoot.evidence import Store, StoreKind, load
from wardmoot.measures.making import make_assessment

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def home(settings: Any, tmp_path: Path, demonstration: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home; what `test_demo_load` proves of the loading is taken from the home that is built once for all tests."""
    settings.HOME = tmp_path

    def take(home: Path, *, now: datetime) -> None:
        for folder in ("areas", "demonstration-files", "evidence", "keys"):
            if not (home / folder).exists():
                shutil.copytree(demonstration[0] / folder, home / folder)

    monkeypatch.setattr("wardmoot.demo.partnership.load_demonstration", take)
    return tmp_path


@pytest.fixture
def built(home: Path) -> tuple[Credential, ...]:
    assert is_empty(home)
    return build_demonstration(home, formats=("json", "html"))


def test_the_demonstration_is_whole(built: tuple[Credential, ...], home: Path, client: Client):
    assert {c.role for c in built} == {role.label for role in Role}
    assert len({c.password for c in built}) == len(built)
    assert Store.open(home).kind is StoreKind.DEMONSTRATION
    assert not is_empty(home)
    assert not is_unfinished()

    (assessment,) = Assessment.objects.all()
    assert assessment.demonstration
    assert assessment.made_at.date() == DEMONSTRATION_DATE
    assert all("DEMONSTRATION-NOT-REAL" in file["name"] for form, file in assessment.files.items() if form != "json")

    folder = home / "assessments" / str(assessment.public_id) / "files"
    text = (folder / assessment.files["html"]["name"]).read_text("utf-8")
    # what people decided, wrote and heard was there before the document was written
    for said in (
        "It harms most, and referrals need people",
        "better recording than to more violence",
        "Speeding on the A361",
        "Name a plan and an owner",
    ):
        assert said in text, said
    assert 'id="priority-plot' in text
    assert assessment.drawn_revision == last_revision(assessment) > 0
    decided = [one["decision"]["standing"] for one in json.loads((folder / "figures.json").read_text("utf-8"))["findings"]]
    assert {"accepted", "undecided"} == set(decided)

    signed_in = client.post("/sign-in/", {"login": built[1].email, "password": built[1].password})
    assert signed_in["Location"].startswith("/sign-in/code/")
    assert client.post("/sign-in/code/", {"code": present_code("analyst", now=datetime.now(UTC))})["Location"] == "/home/"
    page = client.get("/home/").content.decode()
    assert "12 December 2019" in page
    assert "DEMONSTRATION" in page
    strategy = client.get("/control-strategy/").content.decode()
    assert "Overdue" in strategy
    assert "Work with repeat perpetrators named by MARAC" in strategy
    assert 0 < len(gaps(control_queries.grid(current_plan()))) < 4 * 8
    assert matrix_cells(current_plan())

    made = make_assessment(home, area="X06000001", to=Month(2018, 3), months=12, out=home / "out", formats=("json",), now=moment_in(home, NOW))
    assert made.document.demonstration
    assert made.gathered.scope.made_at.date() == DEMONSTRATION_DATE
    assert made.gathered.local_areas[0].name in {"Salisbury", "Trowbridge", "Chippenham"}
    assert any(series.flags for series in made.gathered.series)

    again = build_demonstration(home, formats=("json",))
    assert User.objects.count() == len(again) == len(built)
    assert Assessment.objects.count() == 1


def test_a_home_that_serves_a_real_partnership_is_left_alone(home: Path, person: Any):
    person(Role.ANALYST)
    with pytest.raises(ValueError, match="already serves a real partnership"):
        build_demonstration(home)
    assert not (home / "demonstration-files").exists()


def test_codes_are_for_the_demonstration_only(home: Path, person: Any):
    with pytest.raises(ValueError, match="demonstration only"):
        present_code("analyst", now=NOW)


@pytest.mark.real_data
def test_real_files_are_refused_by_a_demonstration_home(home: Path, real_data: Path):
    store = Store.open(home, kind=StoreKind.DEMONSTRATION)
    report = load([real_data / "boundaries" / "lsoa-2011-swindon.geojson"], store=store, now=NOW)
    (batch,) = report.batches
    assert batch.status.value == "refused"
    assert "demonstration" in batch.reason


def test_a_second_start_says_how_to_get_new_passwords(built: tuple[Credential, ...], capsys: pytest.CaptureFixture[str]):
    before = set(User.objects.values_list("password", flat=True))
    assert demo.run(argparse.Namespace(if_empty=True, code=None)) == 0
    assert "`wardmoot demo` gives its users new passwords" in capsys.readouterr().err
    assert set(User.objects.values_list("password", flat=True)) == before
