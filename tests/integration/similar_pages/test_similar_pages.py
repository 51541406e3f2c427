"""Similar areas on screen: found, exported, saved, chosen for an assessment, refused where they cannot be."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from comparator_files import NOW, SIZES, authority_of, comparators_store
from django.urls import reverse

from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment import similar_queries
from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.assessment.similar_models import GroupChosen, SimilarGroup
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.evidence import load
from wardmoot.measures.comparators import Origin

OWN = "E22000905"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def home_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("similar-pages")
    store = comparators_store(folder)
    file = folder / "similar-partnerships-v3-2024-03-01.csv"
    file.write_text(f"Area code,Member code\n{OWN},E22000901\n", "utf-8")
    load([file], store=store, now=NOW)
    return folder / "home"


@pytest.fixture
def home(settings: Any, home_made: Path) -> Path:
    settings.HOME = home_made
    return home_made


@pytest.fixture
def assessment() -> Assessment:
    return Assessment.objects.create(area_code=authority_of(OWN), area_name="Town 05", last_month="2025-12", months=12, asked_at=NOW)


def page(client: Any, name: str, *arguments: Any, status: int = 200, **query: Any) -> str:
    answer = client.get(reverse(name, args=arguments), query)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_the_search_is_shown_with_its_working(home: Path, sign_in: Any) -> None:
    text = page(sign_in(Role.BOARD_MEMBER), "similar_areas", area=OWN, variables="residents,over-64", members="4")
    assert "Areas most like Town 05" in text
    assert "Found here by residents, aged 65 and over: the 4 nearest areas, Town 05 among them." in text
    assert "Half: residents, aged 65 and over" in text
    assert "Leave out" in text
    assert "Save this group" not in text


def test_the_form_says_what_is_wrong(home: Path, sign_in: Any) -> None:
    client = sign_in(Role.ANALYST)
    for query, says in (
        ({"area": ""}, "Choose an area"),
        ({"area": "E99"}, "Choose an area from the list"),
        ({"area": OWN, "members": "1"}, "a group of 1 compares nothing"),
        ({"area": OWN, "members": "lots"}, "as a whole number"),
        ({"area": OWN, "variables": "wealth"}, "Choose variables from the list"),
        ({"area": OWN, "without": "E99"}, "is not in the list"),
        ({"area": "E22000801", "variables": "over-64"}, "E22000801 has no value for over-64"),
        ({"area": OWN, "without": OWN}, "cannot be left out of its own group"),
        ({"area": OWN, "variables": "household-size"}, "the same in every area"),
    ):
        assert says in page(client, "similar_areas", **query), query


def test_an_empty_home_says_what_to_load(settings: Any, tmp_path: Path, sign_in: Any) -> None:
    settings.HOME = tmp_path
    text = page(sign_in(Role.ANALYST), "similar_areas")
    assert "Load the mid-year population estimates" in text
    page(sign_in(Role.ANALYST, email="b@example.org"), "similar_areas_export", status=404, area=OWN)


def test_order_and_leaving_out_hold_in_the_address(home: Path, sign_in: Any) -> None:
    client = sign_in(Role.ANALYST)
    text = page(client, "similar_areas", area=OWN, variables="residents", without="E22000904", sort="-distance")
    assert "Town 04 <a" in text
    assert "Put back" in text
    assert "without=E22000904%2CE22000900" in text
    table = text.partition("How far each area is")[2]
    assert table.index("Town 11") < table.index("Town 06")


def test_the_export_has_every_area_and_says_how_it_was_found(home: Path, sign_in: Any) -> None:
    client = sign_in(Role.ANALYST)
    answer = client.get(reverse("similar_areas_export"), {"area": OWN, "variables": "residents,growth", "without": "E22000900"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Areas most like Town 05"]
    assert "Left out by choice: Town 00." in rows[1][0]
    assert "OFFICIAL" in rows[1][0]
    assert rows[3][:4] == ["Code", "Area", "Distance", "In the group"]
    assert {row[0] for row in rows[4:]} == set(SIZES) - {OWN, "E22000900"}
    assert "OFFICIAL" in answer["Content-Disposition"]
    assert AuditEvent.objects.filter(verb="export similar areas").exists()


def test_how_we_know(home: Path, sign_in: Any) -> None:
    text = page(sign_in(Role.BOARD_MEMBER), "similar_areas_how", area=OWN, variables="residents")
    assert "one standard deviation apart" in text
    assert "tables.xlsx" in text


def test_a_group_is_saved_once_under_a_name_and_removed(home: Path, sign_in: Any) -> None:
    client = sign_in(Role.ANALYST)
    address = f"{reverse('save_similar_group')}?area={OWN}&variables=residents&members=3"
    assert "Enter a name" in client.post(address, {"name": ""}).content.decode()
    assert client.post(address, {"name": "Ours <2026>"}).status_code == 302
    assert "with this name" in client.post(address, {"name": "Ours <2026>"}).content.decode()
    (saved,) = SimilarGroup.objects.all()
    assert saved.members == [OWN, "E22000906", "E22000904"]
    text = page(client, "similar_groups")
    assert "Ours &lt;2026&gt;" in text
    assert "similar partnerships" in text
    assert "Remove" not in page(sign_in(Role.BOARD_MEMBER, email="board@example.org"), "similar_groups")
    assert client.post(reverse("remove_similar_group", args=[saved.public_id])).status_code == 302
    assert client.post(address, {"name": "Ours <2026>"}).status_code == 302
    page(client, "remove_similar_group", saved.public_id, status=404)


def test_only_makers_save_remove_and_choose(home: Path, sign_in: Any, assessment: Assessment) -> None:
    client = sign_in(Role.BOARD_MEMBER)
    assert client.post(f"{reverse('save_similar_group')}?area={OWN}", {"name": "Ours"}).status_code == 403
    assert client.post(reverse("assessment_similar", args=[assessment.public_id]), {"group": "found"}).status_code == 403
    assert not SimilarGroup.objects.exists()


def test_an_assessment_is_compared_with_the_group_chosen(home: Path, sign_in: Any, assessment: Assessment) -> None:
    client = sign_in(Role.ANALYST)
    client.post(f"{reverse('save_similar_group')}?area={OWN}&variables=residents&members=3", {"name": "Ours"})
    (saved,) = SimilarGroup.objects.all()
    address = reverse("assessment_similar", args=[assessment.public_id])
    assert similar_queries.group_for(assessment) is None
    assert "Choose a group" in client.post(address, {"group": ""}).content.decode()
    assert client.post(address, {"group": "imported-1"}).status_code == 302
    imported = similar_queries.group_for(assessment)
    assert imported is not None
    assert (imported.origin, imported.members) == (Origin.IMPORTED, (OWN, "E22000901"))
    assert client.post(address, {"group": f"saved-{saved.public_id}"}).status_code == 302
    # what was chosen stays whole when the saved group is removed
    client.post(reverse("remove_similar_group", args=[saved.public_id]))
    kept = similar_queries.group_for(assessment)
    assert kept is not None
    assert kept.members == (OWN, "E22000906", "E22000904")
    assert "Now compared with: Ours." in client.get(address).content.decode()
    assert client.post(address, {"group": "found"}).status_code == 302
    assert similar_queries.group_for(assessment) is None
    assert GroupChosen.objects.filter(assessment=assessment).count() == 3


def test_a_locked_assessment_keeps_what_it_is_compared_with(home: Path, sign_in: Any, assessment: Assessment) -> None:
    client = sign_in(Role.ANALYST)
    Assessment.objects.filter(pk=assessment.pk).update(step="approved")
    answer = client.post(reverse("assessment_similar", args=[assessment.public_id]), {"group": "found"})
    assert "The assessment is locked" in answer.content.decode()
    assert not GroupChosen.objects.exists()
