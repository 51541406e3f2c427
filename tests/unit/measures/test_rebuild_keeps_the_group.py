"""An assessment made again is set beside the group of areas that was chosen then, whichever data files are used."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from wardmoot.measures import making
from wardmoot.measures.comparators import Group, group_to_json
from wardmoot.measures.comparators.groups import Origin

GROUP = Group("E1", "Ours", ("E1", "E2"), Origin.SAVED, "By hand.")


class Asked(Exception):
    """What was asked for was seen: nothing is made."""


@pytest.mark.parametrize("current", [False, True])
@pytest.mark.parametrize("group", [GROUP, None])
def test_the_group_of_then_is_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, group: Group | None, current: bool) -> None:
    chosen = group_to_json(group) if group else None
    request = {"area": "E06000054", "to": "2025-12", "months": 12, "similar": chosen}
    file = tmp_path / "figures.json"
    file.write_text(json.dumps({"figures": [], "findings": [], "files": [], "request": request, "audience": "internal", "kind": "full"}))
    seen: list[Any] = []

    def make(home: Path, **asked: Any) -> None:
        seen.append(asked["similar"])
        raise Asked

    monkeypatch.setattr(making, "make_assessment", make)
    with pytest.raises(Asked):
        making.rebuild(tmp_path, file, now=datetime(2026, 1, 5, tzinfo=UTC), with_current_files=current)
    assert seen == [group]
