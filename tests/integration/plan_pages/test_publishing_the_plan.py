"""The public sees what was published, word for word, and of sensitive figures nothing but that they are hidden."""

from __future__ import annotations

import hashlib
import html
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from wardmoot.apps.accounts.actions import set_partnership
from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.audit.models import AuditEvent
from wardmoot.apps.plan import actions
from wardmoot.apps.plan.models import Publication
from wardmoot.catalogue.plans import load_plan, plan_path, shipped_plan
from wardmoot.core.figures import DisclosureClass
from wardmoot.core.plan import headline_figure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home_with_plan")]
PLAN = load_plan(shipped_plan("wiltshire-2019-2022"))
NOW = datetime(2020, 1, 6, 9, 0, tzinfo=UTC)


@pytest.fixture
def digest(home_with_plan: Path) -> str:
    return hashlib.sha256(plan_path(home_with_plan).read_bytes()).hexdigest()


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_before_publishing_the_public_sees_nothing_of_the_plan(client: Client) -> None:
    front = text_of(client.get("/"))
    assert "has not published anything here yet" in front
    assert PLAN.vision not in front
    assert client.get("/public/plan/").status_code == 404


def test_a_manager_publishes_and_withdraws(sign_in: Any, client: Client, digest: str) -> None:
    manager = sign_in(Role.PARTNERSHIP_MANAGER)
    assert "Not published." in text_of(manager.get("/plan/publish/"))
    answer = manager.post("/plan/publish/", {"digest": digest}, follow=True)
    assert "The plan is published." in text_of(answer)
    assert PLAN.vision in text_of(client.get("/"))
    assert client.get("/public/plan/").status_code == 200
    assert "The plan is withdrawn." in text_of(manager.post("/plan/withdraw/", follow=True))
    assert client.get("/public/plan/").status_code == 404
    assert PLAN.vision not in text_of(client.get("/"))
    verbs = list(
        AuditEvent.objects.filter(actor=manager.person, verb__in=["publish plan", "withdraw plan"]).order_by("pk").values_list("verb", flat=True)
    )
    assert verbs == ["publish plan", "withdraw plan"]


def test_the_public_page_gives_open_figures_and_hides_the_others(person: Any, client: Client, digest: str) -> None:
    actions.publish_plan(by=person(Role.PARTNERSHIP_MANAGER), digest=digest, now=NOW)
    body = client.get("/public/plan/").content.decode()
    shown = text_of(client.get("/public/plan/"))
    for _, outcome in PLAN.outcomes:
        assert outcome.text in shown
    for headline in PLAN.headlines:
        figure = headline_figure(PLAN, headline)
        if headline.disclosure is DisclosureClass.OPEN:
            assert (figure.written_with_comparator if figure.value is not None else headline.reported_text) in shown, headline.id
        else:
            assert f'id="{headline.id}"' not in body
            assert headline.seed_text not in shown
            for note in headline.caveats + headline.ambiguities:
                assert note not in shown or not re.search(r"\d", note), headline.id
    hidden = [item for item in PLAN.headlines if item.disclosure is not DisclosureClass.OPEN]
    assert body.count('govuk-table__cell--numeric">[c]</td>') == len(hidden)
    for printed in ("3,205", "3,312", "699 (728)", "committed 48", "58 (39)"):
        assert printed not in shown
    for holder in PLAN.office_holders:
        assert holder.name not in shown
    for private in ("/plan/figures/", "/plan/themes/", "/plan/groups/"):
        assert private not in body


def test_a_demonstration_publishes_nothing_and_shows_nothing(sign_in: Any, client: Client, digest: str) -> None:
    manager = sign_in(Role.PARTNERSHIP_MANAGER)
    actions.publish_plan(by=manager.person, digest=digest, now=NOW)
    set_partnership(by=None, name="Wiltshire Community Safety Partnership", demonstration_on=date(2019, 12, 12))
    assert client.get("/public/plan/").status_code == 404
    assert PLAN.vision not in text_of(client.get("/"))
    answer = manager.post("/plan/publish/", {"digest": digest})
    assert answer.status_code == 409
    assert "A demonstration publishes nothing." in text_of(answer)
    assert Publication.objects.count() == 1


def test_what_nobody_checked_is_not_published(sign_in: Any, digest: str, home_with_plan: Path) -> None:
    manager = sign_in(Role.PARTNERSHIP_MANAGER)
    file = plan_path(home_with_plan)
    file.write_text(file.read_text("utf-8").replace("Enable Safer Communities", "Enable Other Communities"), "utf-8")
    answer = manager.post("/plan/publish/", {"digest": digest})
    assert answer.status_code == 409
    assert "The plan was changed after you opened this page" in text_of(answer)
    assert not Publication.objects.exists()


def test_a_plan_that_changes_later_does_not_change_what_is_public(sign_in: Any, client: Client, digest: str, home_with_plan: Path) -> None:
    manager = sign_in(Role.PARTNERSHIP_MANAGER)
    actions.publish_plan(by=manager.person, digest=digest, now=NOW)
    file = plan_path(home_with_plan)
    file.write_text(file.read_text("utf-8").replace("Enable Safer Communities", "Enable Other Communities"), "utf-8")
    assert "Enable Other Communities" not in text_of(client.get("/public/plan/"))
    assert "The plan has changed since." in text_of(manager.get("/plan/publish/"))
    actions.publish_plan(by=manager.person, digest=hashlib.sha256(file.read_bytes()).hexdigest(), now=NOW)
    assert "Enable Other Communities" in text_of(client.get("/public/plan/"))
    assert Publication.objects.filter(withdrawn_at=None).count() == 1


def test_what_can_no_longer_be_read_is_not_shown(person: Any, client: Client, digest: str, caplog: pytest.LogCaptureFixture) -> None:
    made = actions.publish_plan(by=person(Role.PARTNERSHIP_MANAGER), digest=digest, now=NOW)
    Publication.objects.filter(pk=made.pk).update(content="[plan]\n")
    assert client.get("/public/plan/").status_code == 404
    assert "can no longer be read" in caplog.text


def test_withdrawing_twice_says_why_not(sign_in: Any) -> None:
    answer = sign_in(Role.PARTNERSHIP_MANAGER).post("/plan/withdraw/")
    assert answer.status_code == 409
    assert "not published, so there is nothing to withdraw" in text_of(answer)


def test_a_withdrawal_is_never_asked_for_by_a_link(sign_in: Any) -> None:
    assert sign_in(Role.PARTNERSHIP_MANAGER).get("/plan/withdraw/").status_code == 405


def test_the_public_page_bears_no_marking_whoever_reads_it(sign_in: Any, client: Client, digest: str) -> None:
    manager = sign_in(Role.PARTNERSHIP_MANAGER)
    actions.publish_plan(by=manager.person, digest=digest, now=NOW)
    for reader in (client, manager):
        assert "wm-marking" not in reader.get("/public/plan/").content.decode()
    assert manager.get("/plan/").content.decode().count("OFFICIAL</p>") == 2
