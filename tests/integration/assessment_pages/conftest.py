"""An assessment of a small invented place, to be worked on."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from living_assessment import load_months, make


@pytest.fixture(scope="session")
def living_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with data, not a demonstration's. To read only: `home` is a copy of it."""
    place = tmp_path_factory.mktemp("living")
    load_months(place / "home", place / "given")
    return place / "home"


@pytest.fixture
def home(settings: Any, tmp_path: Path, living_home: Path, db: Any) -> Path:
    settings.HOME = tmp_path / "home"
    shutil.copytree(living_home, settings.HOME)
    return settings.HOME


@pytest.fixture
def one(home: Path, person: Any) -> Any:
    """An assessment that was gathered and is at its analysis."""
    from wardmoot.apps.accounts.roles import Role
    from wardmoot.apps.assessment.models import Step
    from wardmoot.apps.assessment.taking import take

    by = person(Role.ANALYST, name="Ada Analyst")
    made = make(by)
    take(by=by, assessment=made, before=Step.DATA, after=Step.ANALYSIS, reason="", now=made.made_at)
    return made
