"""A home with everything that the explorer can show, loaded once and only read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from explorer_home import make_home


@pytest.fixture(scope="session")
def explorer_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("explorer-home"), tmp_path_factory.mktemp("explorer-given"))


@pytest.fixture
def home(settings: Any, explorer_home: Path, db: Any) -> Path:
    from wardmoot.apps.accounts.actions import set_partnership

    settings.HOME = explorer_home
    set_partnership(by=None, name="Moonshire Community Safety Partnership", demonstration_on=date(2019, 12, 12))
    return explorer_home
