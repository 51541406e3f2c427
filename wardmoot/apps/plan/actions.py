from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Max

from wardmoot.apps.accounts.models import User
from wardmoot.apps.accounts.queries import partnership
from wardmoot.apps.audit.actions import record
from wardmoot.apps.plan.models import Entry, MatrixCell, Publication, ReportingLine
from wardmoot.apps.plan.queries import GROUP, live_publication, plan_key, plan_source, reporting_lines, revision_of, uppers
from wardmoot.core.plan import PARTNERSHIP_NODE, Plan

Kind = TypeVar("Kind", bound=Entry)
# two people who save different places at the same moment ask for the same number: the second takes the next
TRIES = 5


class Refused(ValueError):
    """What was asked is not allowed now; the text tells the person why and what to do."""


class ChangedMeanwhile(Refused):
    """Somebody saved the same place after this person opened it. `latest` is what they saved."""

    def __init__(self, latest: Any) -> None:
        self.latest = latest
        super().__init__("Somebody else saved this while you had it open. Nothing of theirs or yours is lost: compare below, then save again.")


def set_matrix_cell(
    *, by: User, plan: Plan, theme: str, priority: str, part: MatrixCell.Part, group: str, seen: int, now: datetime, document: str = ""
) -> MatrixCell:
    """`seen` is the revision the person had before them, 0 for an empty cell."""
    place = {"theme": plan.theme(theme).key, "priority": plan.priority(priority).key}
    if group:
        plan.group(group)
    values = {"part": str(part), "group": group, "document": document}
    return enter(MatrixCell, "change matrix", by=by, plan=plan, place=place, values=values, seen=seen, now=now)


def set_reports_to(*, by: User, plan: Plan, group: str, reports_to: str, seen: int, now: datetime) -> ReportingLine:
    """`seen` is the revision the person had before them, 0 for a group nobody has placed."""
    place = {"group": plan.group(group).key}

    def check() -> None:
        if reports_to.startswith(GROUP):
            plan.group(reports_to.removeprefix(GROUP))
        refuse_circle(plan, group, reports_to)

    return enter(
        ReportingLine, "change governance", by=by, plan=plan, place=place, values={"reports_to": reports_to}, seen=seen, now=now, check=check
    )


def refuse_circle(plan: Plan, group: str, reports_to: str) -> None:
    above = uppers(plan, reporting_lines(plan)) | {group: reports_to}
    step, passed = reports_to, {group}
    while step and step != PARTNERSHIP_NODE:
        key = step.removeprefix(GROUP)
        if key in passed:
            raise Refused("That would make a circle: this group is already above the one you chose. Choose another, or move that one first.")
        passed.add(key)
        step = above.get(key, "")


def enter(
    kind: type[Kind],
    verb: str,
    *,
    by: User,
    plan: Plan,
    place: Mapping[str, Any],
    values: Mapping[str, Any],
    seen: int,
    now: datetime,
    check: Callable[[], None] = lambda: None,
    details: Mapping[str, str] | None = None,
) -> Kind:
    """`details` go into the audit log in place of the values, which may be somebody's own words."""
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                return _enter_once(kind, verb, by, plan, place, values, seen, now, check, values if details is None else details)
        except IntegrityError:
            continue
    raise Refused("Many people are saving here at this moment. Wait a little and save again.")


def _enter_once(
    kind: type[Kind],
    verb: str,
    by: User,
    plan: Plan,
    place: Mapping[str, Any],
    values: Mapping[str, Any],
    seen: int,
    now: datetime,
    check: Callable[[], None],
    details: Mapping[str, str],
) -> Kind:
    entries = kind.objects.filter(plan=plan_key(plan))
    latest = entries.filter(**place).order_by("-revision").first()
    if revision_of(latest) != seen:
        raise ChangedMeanwhile(latest)
    check()
    number = (entries.aggregate(last=Max("revision"))["last"] or 0) + 1
    made: Any = kind.objects.create(plan=plan_key(plan), revision=number, by=by, at=now, **place, **values)
    record(verb, by=by, object_type=str(kind._meta.verbose_name), object_id=" / ".join(map(str, place.values()))[:80], details=dict(details), now=now)
    return made  # type: ignore[no-any-return]


@transaction.atomic
def publish_plan(*, by: User, digest: str, now: datetime) -> Publication:
    """`digest` is that of the plan the person checked: what they did not read is not published."""
    if partnership().demonstration_on:
        raise Refused("A demonstration publishes nothing. Publish from the partnership's own installation.")
    source = plan_source()
    if source is None:
        raise Refused("No plan is loaded, so there is nothing to publish. Load one first: wardmoot plan load FILE")
    if source.digest != digest:
        raise Refused("The plan was changed after you opened this page. Check it again below, then publish.")
    replaced = live_publication()
    if replaced:
        _withdraw(replaced, by=by, now=now)
    try:
        with transaction.atomic():
            made = Publication.objects.create(
                kind=Publication.Kind.PLAN_SUMMARY, content=source.content, digest=digest, published_at=now, published_by=by
            )
    except IntegrityError:
        raise Refused("Somebody else published the plan at the same moment. Open this page again to see what is public now.") from None
    record("publish plan", by=by, about=made, now=now)
    return made


@transaction.atomic
def withdraw_plan(*, by: User, now: datetime) -> None:
    found = live_publication()
    if found is None:
        raise Refused("The plan is not published, so there is nothing to withdraw.")
    _withdraw(found, by=by, now=now)


def _withdraw(publication: Publication, *, by: User, now: datetime) -> None:
    live = Publication.objects.filter(pk=publication.pk, withdrawn_at=None)
    if not live.update(withdrawn_at=now, withdrawn_by=by):
        raise Refused("Somebody else withdrew the plan at the same moment. Open this page again to see what is public now.")
    record("withdraw plan", by=by, about=publication, now=now)
