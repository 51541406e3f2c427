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


@pytest.fixture(scope="session")
def gathered() -> dict[str, Any]:
    """What was gathered first, so that the other tests begin from a copy of it."""
    return {}


@pytest.fixture
def one(home: Path, person: Any, gathered: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An assessment that was gathered and is at its analysis."""
    from wardmoot.apps.accounts.roles import Role
    from wardmoot.apps.assessment import shelf
    from wardmoot.apps.assessment.models import Assessment, Step
    from wardmoot.apps.assessment.taking import take

    by = person(Role.ANALYST, name="Ada Analyst")
    if not gathered:
        first = make(by)
        kept = tmp_path_factory.mktemp("gathered") / "shelf"
        shutil.copytree(shelf.folder(first.public_id), kept)
        told = {field.attname: getattr(first, field.attname) for field in Assessment._meta.fields if field.attname not in ("id", "asked_by_id")}
        gathered |= {"told": told, "shelf": kept}
        made = first
    else:
        made = Assessment.objects.create(asked_by=by, **gathered["told"])
        shutil.copytree(gathered["shelf"], shelf.folder(made.public_id))
    take(by=by, assessment=made, before=Step.DATA, after=Step.ANALYSIS, reason="", now=made.made_at)
    return made
