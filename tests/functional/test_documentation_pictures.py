"""The pictures of the documentation are made here: `WARDMOOT_WRITE_PICTURES=1 script/test tests/functional/test_documentation_pictures.py`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from wardmoot.apps.accounts.actions import set_partnership
from wardmoot.apps.accounts.roles import Role
from wardmoot.catalogue.plans import install_plan, shipped_plan
from wardmoot.demo import DEMONSTRATION_DATE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
PICTURES = {
    "home": ("/home/", "The plan at a glance"),
    "priority": ("/plan/priorities/P2/", "3,205 (3,312)"),
    "plan": ("/plan/", "Increasing community resilience"),
}


@pytest.fixture
def demonstration(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    plan = install_plan(shipped_plan("wiltshire-2019-2022"), tmp_path)
    set_partnership(by=None, name=plan.identity.partnership, demonstration_on=DEMONSTRATION_DATE)


@pytest.mark.parametrize("name", PICTURES)
def test_picture(name: str, demonstration: None, page: Page, browse_as: Callable[..., Any], tmp_path: Path) -> None:
    address, words = PICTURES[name]
    browse_as(Role.ANALYST, name="Priya Fernleigh (synthetic)")
    page.set_viewport_size({"width": 1280, "height": 960})
    page.goto(address)
    expect(page.get_by_text("DEMONSTRATION").first).to_be_visible()
    expect(page.locator("main")).to_contain_text(words)
    folder = IMAGES if os.environ.get("WARDMOOT_WRITE_PICTURES") == "1" else tmp_path
    folder.mkdir(exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")
    assert (folder / f"{name}.png").stat().st_size > 20_000
    assert (IMAGES / f"{name}.png").is_file(), "the picture in docs/images is missing: make it as the first line of this file says"
