"""Deciding, writing, remarking, going step by step: what is kept, what is refused, and that nothing anybody wrote is lost."""

from __future__ import annotations

import html
import re
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.assessment import shelf, standing
from wardmoot.apps.assessment.models import Comment, Entry, PictureAdded, Step, StepTaken
from wardmoot.apps.assessment.queries import current, findings_of
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.apps.plan.models import Immutable
from wardmoot.reports.assessment.editing import Standing

pytestmark = pytest.mark.django_db


def words(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, (answer.status_code, answer.content[:400])
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def at(one: Any, rest: str = "") -> str:
    return f"/assessments/{one.public_id}/{rest}"


def test_findings_are_decided_ordered_and_kept_through_another_gathering(one: Any, sign_in: Any) -> None:
    client = sign_in(Role.ANALYST)
    assert current() == one
    sections = [each.section for each in standing.judged(one)]
    key = max(set(sections), key=sections.count)
    first, second, third = [each.finding.id for each in standing.judged(one) if each.section == key][:3]
    for finding in (first, second):
        client.post(at(one, f"findings/{finding}/accept/"), {"seen": "0"})
    client.post(at(one, f"findings/{second}/move/"), {"direction": "up"})
    assert [each.finding.id for each in standing.judged(one) if each.standing is Standing.ACCEPTED] == [second, first]
    assert "Enter why the finding is rejected" in words(
        client.post(at(one, f"findings/{third}/"), {"standing": "rejected", "reason": " ", "seen": "0"})
    )
    client.post(at(one, f"findings/{third}/"), {"standing": "rejected", "reason": "=1+1 <b>not ours</b>", "seen": "0"})
    page = client.get(at(one, f"sections/{key}/")).content.decode()
    assert "&lt;b&gt;not ours&lt;/b&gt;" in page
    assert "<b>not ours</b>" not in page
    # another gathering finds the same; one whose words are not those decided on is asked again
    held = findings_of(one)
    shelf.write_findings(shelf.folder(one.public_id), held)
    assert {each.finding.id: each.standing for each in standing.judged(one)}[first] is Standing.ACCEPTED
    changed = [
        f if f.id != first else type(f)(**{n: getattr(f, n) for n in f.__slots__} | {"claim": (*f.claim, " More is known now.")}) for f in held
    ]
    shelf.write_findings(shelf.folder(one.public_id), changed)
    again = {each.finding.id: each for each in standing.judged(one)}[first]
    assert (again.changed, again.standing, again.decided) == (True, Standing.UNDECIDED, Standing.ACCEPTED)
    assert "Its words or numbers changed since it was accepted" in words(client.get(at(one, f"sections/{key}/")))
    assert standing.decisions_for_print(one)[first].standing is Standing.UNDECIDED
    assert client.post(at(one, "findings/change.nothing.E06000054/accept/"), {"seen": "0"}).status_code == 404


def test_of_two_who_save_at_once_the_second_sees_both_and_nothing_is_lost(one: Any, sign_in: Any) -> None:
    ada, bo = sign_in(Role.ANALYST, name="Ada"), sign_in(Role.PARTNERSHIP_MANAGER, name="Bo Manager")
    text = at(one, "sections/why/text/")
    assert bo.post(text, {"text": "From Bo.\n\nMore <script>.", "seen": "0"}).status_code == 302
    conflict = ada.post(text, {"text": "From Ada.", "seen": "0"})
    page = words(conflict, 409)
    assert "Saved by Bo Manager" in page
    assert "From Bo." in page
    assert "From Ada." in page
    assert "<script>." not in conflict.content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', conflict.content.decode())
    assert seen
    assert ada.post(text, {"text": "From Bo and Ada.", "seen": seen[1]}).status_code == 302
    assert [entry.content["text"] for entry in Entry.objects.filter(assessment=one, kind="text")] == [
        "From Bo.\n\nMore <script>.",
        "From Bo and Ada.",
    ]
    history = words(ada.get(text + f"?compare={seen[1]}"))
    assert "Struck through: taken out since" in history
    with pytest.raises(Immutable):
        Entry.objects.filter(assessment=one).delete()
    verbs = AuditEvent.objects.filter(verb="write text")
    assert verbs.count() == 2
    assert not any("Bo" in str(event.details) for event in verbs)


@pytest.mark.parametrize(
    ("address", "given", "said"),
    [
        ("sections/why/text/", {"text": "x" * 20_001, "seen": "0"}, "Shorten the text to 20,000 characters or fewer"),
        ("sections/why/text/", {"text": "a\0b", "seen": "0"}, "Null characters are not allowed"),
        ("lists/recommendations/", {"text": "", "seen": "0"}, "Enter the recommendation"),
        ("lists/group-views/", {"text": "Yes", "source": "", "seen": "0"}, "Enter where it was said"),
    ],
)
def test_bad_input_is_told_where_and_kept_out(one: Any, sign_in: Any, address: str, given: dict[str, str], said: str) -> None:
    assert said in words(sign_in(Role.ANALYST).post(at(one, address), given))
    assert not Entry.objects.exists()


def test_lists_pictures_and_comments(one: Any, sign_in: Any) -> None:
    client = sign_in(Role.ANALYST)
    client.post(at(one, "lists/recommendations/"), {"text": "Name an owner.", "seen": "0"})
    entry = Entry.objects.get()
    assert "Name an owner. Change" in words(client.get(at(one, "sections/recommendations/"))), "a list without sources shows its lines"
    client.post(at(one, f"lists/recommendations/{entry.place}/remove/"), {"seen": "99"})
    assert Entry.objects.count() == 1, "somebody else's newer wording is not removed unseen"
    client.post(at(one, f"lists/recommendations/{entry.place}/remove/"), {"seen": str(entry.revision)})
    assert "None is entered yet" in words(client.get(at(one, "sections/recommendations/")))
    file = BytesIO()
    Image.new("RGB", (8, 8), "navy").save(file, "PNG")
    about = {"title": "Park", "alt": "The park by day", "source": "Council"}
    bad = client.post(at(one, "sections/places/pictures/"), about | {"picture": SimpleUploadedFile("x.png", b"<svg/>", "image/png")})
    assert "not a PNG or JPEG picture" in words(bad)
    client.post(at(one, "sections/places/pictures/"), about | {"picture": SimpleUploadedFile("x.png", file.getvalue(), "image/png")})
    picture = PictureAdded.objects.get()
    shown = client.get(at(one, f"pictures/{picture.public_id}/"))
    assert (shown["Content-Type"], shown.content[:4]) == ("image/png", b"\x89PNG")
    client.post(at(one, f"pictures/{picture.public_id}/remove/"))
    assert client.get(at(one, f"pictures/{picture.public_id}/")).status_code == 404
    reader = sign_in(Role.BOARD_MEMBER, name="Bea Board")
    assert "Enter a comment" in words(reader.post(at(one, "sections/why/comments/"), {"text": " "}), 400)
    reader.post(at(one, "sections/why/comments/"), {"text": "Why so?"})
    other = sign_in(Role.IG_LEAD)
    other.post(at(one, f"comments/{Comment.objects.get().public_id}/resolve/"))
    assert Comment.objects.get().resolved_at is None
    client.post(at(one, f"comments/{Comment.objects.get().public_id}/resolve/"))
    assert Comment.objects.get().resolved_by == client.person


def test_steps_ask_for_what_is_open_or_a_reason(one: Any, sign_in: Any) -> None:
    client = sign_in(Role.ANALYST)
    page = words(client.get(at(one, "steps/")))
    assert "It is at: Analysis" in page
    assert re.search(r"Findings decided: 0 of \d+", page)
    refused = words(client.post(at(one, "steps/on/"), {"seen": "analysis", "reason": ""}), 409)
    assert "Analysis still needs something" in refused
    assert client.post(at(one, "steps/on/"), {"seen": "analysis", "reason": "A trial run"}).status_code == 302
    late = words(client.post(at(one, "steps/on/"), {"seen": "analysis", "reason": "Again"}), 409)
    assert "Somebody else moved this assessment" in late
    assert "Enter why it goes back" in words(client.post(at(one, "steps/back/"), {"seen": "scoring", "to": "data", "reason": ""}), 409)
    client.post(at(one, "steps/back/"), {"seen": "scoring", "to": "analysis", "reason": "More data came"})
    one.refresh_from_db()
    assert one.step == Step.ANALYSIS
    assert [str(step) for step in StepTaken.objects.filter(assessment=one)][-2:] == ["analysis to scoring", "scoring to analysis"]
    assert client.post(at(one, "steps/approve/")).status_code == 403


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.AGENCY_REPRESENTATIVE, Role.CHAIR])
def test_those_who_do_not_make_it_change_nothing(one: Any, sign_in: Any, role: Role) -> None:
    client = sign_in(role)
    finding = findings_of(one)[0].id
    assert client.get(at(one, "sections/why/")).status_code == 200
    assert "Write the text" not in words(client.get(at(one, "sections/why/")))
    for rest in (
        "sections/why/text/",
        f"findings/{finding}/accept/",
        f"findings/{finding}/",
        "steps/on/",
        "steps/lock/",
        "gather/",
        "lists/intelligence/",
    ):
        assert client.post(at(one, rest), {"seen": "0", "text": "x", "standing": "accepted"}).status_code == 403, rest
    assert not Entry.objects.exists()


def test_a_draft_that_partners_may_not_see_is_closed_to_them(one: Any, sign_in: Any) -> None:
    type(one).objects.update(for_partners=False)
    partner, chair = sign_in(Role.AGENCY_REPRESENTATIVE), sign_in(Role.CHAIR)
    for rest in ("read/", "sections/", "sections/change/", "steps/", "files/json/"):
        assert partner.get(at(one, rest)).status_code == 403
        answer = chair.get(at(one, rest))
        assert answer.status_code == 200
        assert b"".join(answer) if answer.streaming else answer.content
    assert "Read it" not in words(partner.get(at(one)))


def test_unknown_ids_are_not_found(one: Any, sign_in: Any) -> None:
    client = sign_in(Role.ANALYST)
    unknown = ["sections/nothing/", "sections/annex-evidence/", "versions/1/", f"pictures/{uuid4()}/", "lists/nothing/", "delivery/theme-nothing/"]
    for rest in unknown:
        assert client.get(at(one, rest)).status_code == 404, rest
    assert client.get(f"/assessments/{uuid4()}/steps/").status_code == 404
    assert client.get(f"/engagement/{uuid4()}/").status_code == 404
