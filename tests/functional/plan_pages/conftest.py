from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wardmoot.catalogue.plans import install_plan, shipped_plan


@pytest.fixture
def home_with_plan(settings: Any, tmp_path: Path) -> Path:
    """A home in which the Wiltshire plan is loaded."""
    settings.HOME = tmp_path
    install_plan(shipped_plan("wiltshire-2019-2022"), tmp_path)
    return tmp_path
