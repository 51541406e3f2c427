"""A decision is printed only where it was made on the very words and numbers that are printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from data_pages_files import NOW
from living_assessment import LAST, load_two_years, make, month_bytes, real_name

from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment import shelf, standing
from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.assessment.work import make_now
from wardmoot.evidence import Store, load
from wardmoot.reports.assessment.editing import Standing

pytestmark = pytest.mark.django_db


def printed(one: Assessment) -> dict[str, str]:
    said = json.loads((shelf.folder(one.public_id) / shelf.FILES / "figures.json").read_text("utf-8"))
    return {finding["id"]: finding["decision"]["standing"] for finding in said["findings"]}


def test_what_changed_since_it_was_accepted_is_printed_as_not_decided(settings: Any, tmp_path: Path, person: Any) -> None:
    settings.HOME = tmp_path / "home"
    load_two_years(settings.HOME, tmp_path / "given")
    one = make(person(Role.ANALYST), months=12)
    judged = {each.finding.id: each.finding for each in standing.judged(one)}
    changes = sorted(name for name in judged if name.startswith("change."))
    lacking = next(name for name in judged if name.startswith("missing."))
    assert len(changes) > 1
    about = {"by": one.asked_by, "assessment": one, "standing": Standing.ACCEPTED, "reason": "", "comment": "", "seen": 0, "now": NOW}
    for name in (*changes, lacking):
        standing.decide(finding=judged[name], **about)
    make_now(one, formats=(), now=NOW)
    assert {printed(one)[name] for name in (*changes, lacking)} == {"accepted"}

    revised = tmp_path / real_name(LAST)
    revised.write_bytes(month_bytes(LAST, more=12))
    load([revised], store=Store.open(settings.HOME), now=NOW)
    make_now(one, formats=(), now=NOW)
    assert {printed(one)[name] for name in changes} == {"undecided"}
    assert printed(one)[lacking] == "accepted"
