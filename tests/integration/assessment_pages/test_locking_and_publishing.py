"""A locked version never changes, is checked whenever it is opened, and only what the chair approved becomes public."""

from __future__ import annotations

import html
import json
import re
from datetime import date
from typing import Any

import pytest
from living_assessment import LAST, month_bytes, real_name

from wardmoot.apps.accounts.actions import set_partnership
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment import sealed, version_work
from wardmoot.apps.assessment.entries import enter
from wardmoot.apps.assessment.models import Assessment, Edition, Entry, PictureAdded, Step, SummaryPublication, Version
from wardmoot.apps.assessment.taking import take
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.apps.jobs.handlers import Stopped
from wardmoot.apps.plan.models import Immutable
from wardmoot.reports.audience import Audience

pytestmark = pytest.mark.django_db


def words(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, (answer.status_code, answer.content[:400])
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def locked(one: Any) -> Version:
    now = one.made_at
    enter(by=one.asked_by, assessment=one, kind=Entry.Kind.TEXT, place="why", content={"text": "Nobody knows yet."}, seen=0, now=now)
    take(by=one.asked_by, assessment=one, before=Step.ANALYSIS, after=Step.SCORING, reason="", now=now)
    return version_work.lock_now(one, by=one.asked_by, reason="A trial", now=now, formats=("html",))


def test_from_locking_to_a_public_summary(locked: Version, sign_in: Any, client: Any, person: Any, home: Any) -> None:
    one = locked.assessment
    at = f"/assessments/{one.public_id}/"
    version = f"{at}versions/1/"
    analyst, chair = sign_in(user=one.asked_by), sign_in(Role.CHAIR, name="Cass Chair")
    with pytest.raises(Immutable):
        locked.save()
    assert "is locked, so nothing in it can be changed" in words(analyst.post(f"{at}sections/why/text/", {"text": "Other", "seen": "1"}), 409)
    assert "Nobody knows yet." in words(analyst.get(f"{version}internal/read/"))
    # another revision of a data file changes nothing that is locked, and the rebuilt figures are the same
    check = version_work.rebuild(home, sealed.edition_file(Edition.objects.get(), "json"), now=locked.at)
    assert check.identical
    assert check.hash_then == locked.figures_hash

    assert chair.post(f"{at}steps/approve/", {"version": "1"}).status_code == 302
    one.refresh_from_db()
    assert one.step == Step.APPROVED
    assert "public edition of this version is not made yet" in words(chair.post(f"{version}publish/"), 409)
    assert client.get("/assessment-summary/").status_code == 404
    version_work.edition_now(locked, Audience.PUBLIC, by=one.asked_by, now=locked.at, formats=("html",))
    assert sign_in(Role.BOARD_MEMBER).get(f"{version}internal/read/").status_code == 403
    assert chair.post(f"{version}publish/").status_code == 302
    public = words(client.get("/assessment-summary/"))
    assert "Wiltshire" in public
    assert "OFFICIAL" not in public
    assert "Strategic assessment: summary for Wiltshire" in words(client.get("/"))
    answer = client.get("/assessment-summary/files/summary.html/")
    assert b"".join(answer.streaming_content)
    assert client.get("/assessment-summary/files/html/").status_code == 404
    assert client.get("/assessment-summary/files/body/").status_code == 404
    assert chair.post(f"{version}withdraw/").status_code == 302
    assert client.get("/assessment-summary/").status_code == 404
    assert SummaryPublication.objects.filter(live=True).count() == 0
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"lock assessment", "move assessment to approved", "make edition", "publish assessment summary", "withdraw assessment summary"} <= verbs


def test_who_locked_it_neither_approves_nor_publishes(locked: Version, sign_in: Any, person: Any) -> None:
    one = locked.assessment
    from wardmoot.apps.accounts.models import RoleGrant

    RoleGrant.objects.create(user=one.asked_by, role=Role.CHAIR)
    client = sign_in(user=type(one.asked_by).objects.get(pk=one.asked_by.pk))
    assert "You locked this version yourself" in words(client.post(f"/assessments/{one.public_id}/steps/approve/", {"version": "1"}), 409)
    assert Assessment.objects.get().step == Step.APPROVAL


def test_the_audit_log_tells_which_edition_and_file_was_taken(locked: Version, sign_in: Any) -> None:
    at = f"/assessments/{locked.assessment.public_id}/"
    assert b"".join(sign_in(Role.CHAIR).get(f"{at}versions/1/internal/files/json/").streaming_content)
    taken = AuditEvent.objects.get(verb="download assessment version")
    assert (taken.object_id, taken.details) == (str(locked.assessment.public_id), {"number": "1", "audience": "internal", "form": "json"})
    sign_in(Role.BOARD_MEMBER).get(f"{at}sections/why/text/")
    assert AuditEvent.objects.get(verb="view assessment text", outcome="refused").details == {}


def test_only_the_version_that_was_read_is_approved(locked: Version, sign_in: Any) -> None:
    one, chair = locked.assessment, sign_in(Role.CHAIR)
    at = f"/assessments/{one.public_id}/steps/"
    assert 'name="version" value="1"' in chair.get(at).content.decode()
    take(by=None, assessment=one, before=Step.APPROVAL, after=Step.SCORING, reason="More to say", now=locked.at)
    version_work.lock_now(one, by=one.asked_by, reason="Again", now=locked.at, formats=("html",))
    assert "locked anew meanwhile, as version 2" in words(chair.post(f"{at}approve/", {"version": "1"}), 409)
    assert Assessment.objects.get().step == Step.APPROVAL


def test_a_summary_is_withdrawn_wherever_its_assessment_stands(locked: Version, sign_in: Any, client: Any) -> None:
    one, chair = locked.assessment, sign_in(Role.CHAIR)
    version = f"/assessments/{one.public_id}/versions/1/"
    chair.post(f"/assessments/{one.public_id}/steps/approve/", {"version": "1"})
    version_work.edition_now(locked, Audience.PUBLIC, by=one.asked_by, now=locked.at, formats=("html",))
    chair.post(f"{version}publish/")
    chair.post(f"/assessments/{one.public_id}/steps/back/", {"to": "analysis", "reason": "An error was found", "seen": "published"})
    assert client.get("/assessment-summary/").status_code == 200
    assert "Withdraw from the public" in words(chair.get(version))
    assert "Withdraw from the public" not in words(sign_in(Role.ANALYST).get(version))
    chair.post(f"{version}withdraw/")
    assert client.get("/assessment-summary/").status_code == 404
    assert client.get("/assessment-summary/files/summary.html/").status_code == 404


def test_a_worker_thought_dead_takes_nothing_from_who_locked_meanwhile(one: Any) -> None:
    take(by=one.asked_by, assessment=one, before=Step.ANALYSIS, after=Step.SCORING, reason="", now=one.made_at)
    about = {"by": one.asked_by, "reason": "", "now": one.made_at, "formats": ("html",)}
    told: list[str] = []

    def tell(stage: str) -> None:
        told.append(stage)
        if len(told) == 2:
            version_work.lock_now(Assessment.objects.get(), **about)
            raise Stopped

    with pytest.raises(Stopped):
        version_work.lock_now(one, tell=tell, **about)
    edition = Edition.objects.get()
    assert {form for form in edition.files if sealed.edition_file(edition, form).is_file()} == set(edition.files)
    assert sealed.editing_file(edition.version).is_file()


def test_a_file_changed_on_the_disk_is_not_shown(locked: Version, sign_in: Any) -> None:
    chair = sign_in(Role.CHAIR)
    edition = Edition.objects.get()
    at = f"/assessments/{locked.assessment.public_id}/versions/1/internal/"
    path = sealed.edition_file(edition, "json")
    assert path.stat().st_mode & 0o222 == 0
    path.chmod(0o640)
    said = json.loads(path.read_text())
    path.write_text(json.dumps(said | {"title": "Other"}))
    assert "is not the file that was locked" in words(chair.get(f"{at}files/json/"), 500)
    assert AuditEvent.objects.filter(verb="open locked file", outcome="failed").exists()
    (sealed.edition_file(edition, sealed.BODY)).unlink()
    assert "changed or removed on the server" in words(chair.get(f"{at}read/"), 500)


def test_a_picture_added_while_it_is_locked_locks_nothing(one: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    take(by=one.asked_by, assessment=one, before=Step.ANALYSIS, after=Step.SCORING, reason="", now=one.made_at)
    made_from = version_work.made_from

    def slow(*args: Any, **more: Any) -> Any:
        about = {"section": "places", "title": "Late", "alt": "A park", "source": "Council", "media_type": "image/png", "content": b"\x89PNG"}
        PictureAdded.objects.create(assessment=one, by=one.asked_by, at=one.made_at, **about)
        return made_from(*args, **more)

    monkeypatch.setattr(version_work, "made_from", slow)
    with pytest.raises(ValueError, match="Nothing was locked"):
        version_work.lock_now(one, by=one.asked_by, reason="", now=one.made_at, formats=("html",))
    assert not Version.objects.exists()


def test_writing_while_it_is_locked_locks_nothing(one: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    take(by=one.asked_by, assessment=one, before=Step.ANALYSIS, after=Step.SCORING, reason="", now=one.made_at)
    place = {"assessment": one, "kind": Entry.Kind.TEXT, "place": "why"}
    made_from = version_work.made_from

    def slow(*args: Any, **more: Any) -> Any:
        enter(by=one.asked_by, content={"text": "Late"}, seen=0, now=one.made_at, **place)
        return made_from(*args, **more)

    monkeypatch.setattr(version_work, "made_from", slow)
    with pytest.raises(ValueError, match="Nothing was locked"):
        version_work.lock_now(one, by=one.asked_by, reason="", now=one.made_at, formats=("html",))
    assert not Version.objects.exists()
    assert not list(sealed.edition_place(one.public_id, 1, Audience.INTERNAL).parent.glob("*"))

    def full(*args: Any, **more: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(version_work, "made_from", full)
    with pytest.raises(OSError, match="No space left"):
        version_work.lock_now(one, by=one.asked_by, reason="", now=one.made_at)
    one.refresh_from_db()
    assert one.step == Step.SCORING
    assert Entry.objects.filter(assessment=one, kind="text").count() == 1


def test_data_that_changed_is_said_until_it_is_gathered_again(one: Any, home: Any, tmp_path: Any, sign_in: Any) -> None:
    from wardmoot.evidence import Store, load

    client = sign_in(Role.ANALYST)
    assert "Data files have been loaded" not in words(client.get(f"/assessments/{one.public_id}/steps/"))
    path = tmp_path / real_name(LAST)
    path.write_bytes(month_bytes(LAST, more=7))
    load([path], store=Store.open(home), now=one.made_at)
    assert "Data files have been loaded or withdrawn since" in words(client.get(f"/assessments/{one.public_id}/steps/"))


def test_a_demonstration_publishes_nothing(locked: Version, sign_in: Any) -> None:
    one = locked.assessment
    version_work.edition_now(locked, Audience.PUBLIC, by=one.asked_by, now=locked.at, formats=("html",))
    chair, at = sign_in(Role.CHAIR), f"/assessments/{one.public_id}/"
    assert chair.post(f"{at}steps/approve/", {"version": "1"}).status_code == 302
    assert "Publish the summary" in words(chair.get(f"{at}versions/1/"))
    set_partnership(by=None, name="Moonshire", demonstration_on=date(2019, 12, 12))
    assert "Publish the summary" not in words(chair.get(f"{at}versions/1/"))
    assert "A demonstration publishes nothing" in words(chair.post(f"{at}versions/1/publish/"), 409)
    assert "A demonstration publishes nothing" in words(chair.post(f"{at}versions/1/editions/", {"audience": "public"}), 409)
    set_partnership(by=None, name="Moonshire", demonstration_on=None)
    # an assessment of invented data stays one, whatever is said of the home
    Assessment.objects.update(demonstration=True)
    assert "A demonstration publishes nothing" in words(chair.post(f"{at}versions/1/publish/"), 409)
    assert not SummaryPublication.objects.exists()
