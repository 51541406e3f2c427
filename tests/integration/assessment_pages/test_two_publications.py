"""What the public already has is not used against what the next summary hides."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from data_pages_files import HEADER, NOW, boundary_bytes, street_row
from living_assessment import LAST, as_real, make, real_name

from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment import flow_actions, released, sealed, version_actions, version_work
from wardmoot.apps.assessment.models import Assessment, Edition, Step
from wardmoot.apps.assessment.taking import take
from wardmoot.apps.assessment.work import make_now
from wardmoot.apps.plan.actions import Refused
from wardmoot.evidence import Store, StoreKind, load
from wardmoot.reports.audience import Audience

pytestmark = pytest.mark.django_db
FIRST, SECOND = (20, 12, 9, 3), (8, 12, 9, 3)
"""Crimes of four small areas, as first loaded and as revised: one cell changes, and the last is too small to be given."""


def _loaded(home: Path, given: Path, counts: tuple[int, ...]) -> None:
    places = [place for place, count in enumerate(counts) for _ in range(count)]
    rows = [
        street_row(
            number,
            str(LAST),
            lsoa=f"X010000{place + 1:02d}",
            name=f"Moonshire {place + 1:03d}A",
            longitude=f"{-2 + 0.05 + 0.1 * (place % 3):.6f}",
            latitude=f"{51.05 + 0.1 * (place // 3):.6f}",
            type="Burglary",
        )
        for number, place in enumerate(places)
    ]
    shapes = json.loads(boundary_bytes())
    files = {"places.geojson": json.dumps(shapes | {"features": shapes["features"][: len(counts)]}), real_name(LAST): "\n".join([HEADER, *rows, ""])}
    given.mkdir()
    for name, text in files.items():
        (given / name).write_bytes(as_real(text.encode()))
    report = load([given / name for name in files], store=Store.open(home, kind=StoreKind.REAL), now=NOW)
    assert not report.refused, [(batch.file, batch.reason) for batch in report.refused]


def _locked(one: Assessment) -> Any:
    for step, following in ((Step.DATA, Step.ANALYSIS), (Step.ANALYSIS, Step.SCORING)):
        take(by=one.asked_by, assessment=one, before=step, after=following, reason="A trial", now=NOW)
    version = version_work.lock_now(one, by=one.asked_by, reason="A trial", now=NOW, formats=("html",))
    one.refresh_from_db()
    return version


def _edition(version: Any) -> Edition:
    return version_work.edition_now(version, Audience.PUBLIC, by=version.by, now=NOW, formats=("html",))


def _again(one: Assessment, chair: Any) -> Any:
    """The next version, from the data files held now."""
    flow_actions.go_back(by=chair, assessment=one, to=Step.DATA, seen=one.step, reason="A file was revised", now=NOW)
    make_now(one, formats=(), now=NOW)
    return _locked(one)


def _shown(edition: Edition) -> dict[str, float | None]:
    said = json.loads(sealed.edition_file(edition, "summary.json").read_text())
    names = ["recorded.crimes", *(f"place.crimes.E010000{place:02d}" for place in range(1, 5))]
    figures = {figure["id"]: figure["value"] for figure in said["figures"]}
    return {name: figures[name] for name in names}


def _possible(then: Mapping[str, float | None], now: Mapping[str, float | None]) -> set[int]:
    """What the last small area's count can be, to a reader who has both and knows that only the first area's was revised."""
    found = set()
    for rest in itertools.product(range(15), range(15), range(1, 15)):
        if all(any(_fits(given, (first + sum(rest), first, *rest)) for first in range(25)) for given in (then, now)):
            found.add(rest[-1])
    return found


def _fits(given: Mapping[str, float | None], world: tuple[int, ...]) -> bool:
    return all(value is None or value == made for value, made in zip(given.values(), world, strict=True))


@pytest.fixture
def published(settings: Any, tmp_path: Path, person: Any) -> tuple[Assessment, Edition, Any]:
    """A first version whose summary the public has, and then a revised file."""
    settings.HOME = tmp_path / "home"
    _loaded(settings.HOME, tmp_path / "first", FIRST)
    one, chair = make(person(Role.ANALYST), months=1), person(Role.CHAIR)
    edition = _edition(_locked(one))
    flow_actions.approve(by=chair, assessment=one, now=NOW)
    one.refresh_from_db()
    version_actions.publish_summary(by=chair, assessment=one, edition=edition, now=NOW.replace(hour=10))
    one.refresh_from_db()
    _loaded(settings.HOME, tmp_path / "second", SECOND)
    return one, edition, chair


def test_a_second_version_does_not_give_a_hidden_cell_away(published: Any, monkeypatch: pytest.MonkeyPatch, sign_in: Any) -> None:
    one, first, chair = published
    version = _again(one, chair)
    second = _edition(version)
    assert _shown(first) == dict(zip(_shown(first), (44, 20, 12, None, None), strict=True))
    assert len(_possible(_shown(first), _shown(second))) >= 5
    # the chair is told of the edition as it was made, beside what the public has
    page = sign_in(user=chair).get(f"/assessments/{one.public_id}/versions/2/").content.decode()
    assert second.hidden[0] in page
    assert second.hidden == version.hidden["public"]

    # without what the public has, the two would give it away: the test can fail
    monkeypatch.setattr(version_work, "figures_had", lambda audience: [])
    alone = _edition(_again(one, chair))
    assert _possible(_shown(first), _shown(alone)) == {3}
    assert _shown(second) != _shown(alone)


def test_an_edition_that_another_publication_overtook_is_not_published(published: Any) -> None:
    one, first, chair = published
    assert not released.published_since(first)
    second = _edition(_again(one, chair))
    flow_actions.approve(by=chair, assessment=one, now=NOW)
    one.refresh_from_db()
    with pytest.raises(Refused, match="Another summary was published after this edition was made"):
        version_actions.publish_summary(by=chair, assessment=one, edition=second, now=NOW.replace(hour=11))


def test_a_published_file_that_is_gone_lets_no_other_edition_be_made(published: Any) -> None:
    one, first, chair = published
    version = _again(one, chair)
    sealed.edition_file(first, "summary.json").unlink()
    with pytest.raises(sealed.Tampered):
        _edition(version)
    assert not Edition.objects.filter(version=version, audience=Audience.PUBLIC.value).exists()
