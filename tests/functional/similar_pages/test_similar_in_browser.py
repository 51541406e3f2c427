"""An analyst finds similar areas, leaves one out, saves the group and sets an assessment beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from comparator_files import NOW, authority_of, comparators_store
from playwright.sync_api import Page, expect

from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.assessment.similar_queries import group_for

OWN = "E22000905"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_search_to_the_assessment(settings: Any, tmp_path: Path, page: Page, browse_as: Any, check_page: Any) -> None:
    comparators_store(tmp_path)
    settings.HOME = tmp_path / "home"
    assessment = Assessment.objects.create(area_code=authority_of(OWN), area_name="Town 05", last_month="2025-12", months=12, asked_at=NOW)
    browse_as(Role.ANALYST)
    page.goto(f"/assessments/{assessment.public_id}/similar-areas/")
    check_page(page, "similar-choose")
    page.get_by_role("link", name="Find similar areas, see the working and save a group").click()
    page.get_by_label("Residents", exact=True).check()
    page.get_by_label("Aged 65 and over").check()
    page.get_by_label("How many areas in the group").fill("4")
    page.get_by_role("button", name="Find similar areas").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Areas most like Town 05")
    page.get_by_role("link", name="Leave out Town 04").click()
    expect(page.get_by_role("link", name="Put back Town 04")).to_be_visible()
    check_page(page, "similar-areas")
    page.get_by_role("button", name="Save this group").click()
    page.get_by_label("Name of the group").fill("Ours 2026")
    check_page(page, "similar-save")
    page.get_by_role("button", name="Save the group").click()
    check_page(page, "similar-groups")
    page.goto(f"/assessments/{assessment.public_id}/similar-areas/")
    page.get_by_label("Ours 2026").check()
    page.get_by_role("button", name="Use this group").click()
    expect(page.get_by_text("Now compared with: Ours 2026.")).to_be_visible()
    chosen = group_for(assessment)
    assert chosen is not None
    assert OWN in chosen.members
    assert "E22000904" not in chosen.members
