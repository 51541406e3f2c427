"""Locking an assessment as a version, making its editions, checking it, comparing it, and publishing its summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction

from wardmoot.apps.accounts.models import User
from wardmoot.apps.accounts.queries import partnership
from wardmoot.apps.assessment import sealed
from wardmoot.apps.assessment.entries import last_revision
from wardmoot.apps.assessment.flow import progress_of
from wardmoot.apps.assessment.flow_actions import SAME_PERSON
from wardmoot.apps.assessment.models import Assessment, Edition, Rebuilding, Step, SummaryPublication, Version
from wardmoot.apps.assessment.queries import earlier_versions, live_summary
from wardmoot.apps.assessment.released import published_since
from wardmoot.apps.assessment.taking import take
from wardmoot.apps.audit.actions import record
from wardmoot.apps.jobs.actions import enqueue
from wardmoot.apps.jobs.models import Job
from wardmoot.apps.plan.actions import Refused
from wardmoot.reports.audience import Audience
from wardmoot.reports.document import Document

LOCK, EDITION, CHECK = "lock-assessment", "make-assessment-edition", "check-assessment-version"
MEANWHILE = "Somebody changed the assessment while it was being locked. Nothing was locked: read what changed, then lock it again."
OVERTAKEN = (
    "Another summary was published after this edition was made. The two together could show what each hides, so this one is not published. "
    "Return the assessment to scoring, lock it as a new version and make the public edition of that."
)
NOTHING_PUBLIC = "A demonstration publishes nothing: every figure in it is invented. Publish from the partnership's own installation."


@transaction.atomic
def ask_to_lock(*, by: User, assessment: Assessment, reason: str, now: datetime) -> Job:
    if assessment.step != Step.SCORING or not assessment.is_made:
        raise Refused("An assessment is locked from the scoring step, after its figures were gathered.")
    progress = progress_of(assessment)
    lacking = [need for step in (Step.DATA, Step.ANALYSIS, Step.SCORING) for need in progress.lacking(step)]
    if lacking and not reason.strip():
        raise Refused("Something is still open. Do it first, or enter why the assessment is locked without it.")
    job = enqueue(
        LOCK,
        by=by,
        title=f"Lock the assessment of {assessment.area_name} as final",
        parameters={"assessment": str(assessment.public_id), "reason": reason.strip()},
        now=now,
    )
    record("ask to lock assessment", by=by, about=assessment, details={"open": len(lacking)}, now=now)
    return job


def next_number(assessment: Assessment) -> int:
    return Version.objects.filter(assessment=assessment).count() + 1


@transaction.atomic
def keep_version(
    *,
    by: User | None,
    assessment: Assessment,
    number: int,
    revision: int,
    document: Document,
    hashes: Mapping[str, str],
    hidden: Mapping[str, Sequence[str]],
    reason: str,
    now: datetime,
) -> Version:
    """`revision` is how far the writing had got when the version was made: what was written since is not in it, so nothing is locked."""
    standing = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if last_revision(standing) != revision or next_number(standing) != number:
        raise ValueError(MEANWHILE)
    version = Version.objects.create(
        assessment=standing,
        number=number,
        title=document.title,
        cut_off=document.cut_off,
        hidden=dict(hidden),
        compared_with=assessment.compared_with,
        by=by,
        at=now,
        **hashes,
    )
    take(by=by, assessment=standing, before=Step.SCORING, after=Step.APPROVAL, reason=reason, now=now)
    record("lock assessment", by=by, about=version, details={"number": number, "figures_hash": hashes["figures_hash"]}, now=now)
    return version


@transaction.atomic
def keep_edition(
    *,
    by: User | None,
    version: Version,
    audience: Audience,
    document: Document,
    files: Mapping[str, Path],
    now: datetime,
    hidden: Sequence[str] = (),
) -> Edition:
    edition = Edition.objects.create(
        version=version,
        audience=audience.value,
        marking=document.marking.value,
        files=sealed.described(files),
        hidden=list(hidden),
        by=by,
        at=now,
    )
    record("make edition", by=by, about=version, details={"audience": audience.value}, now=now)
    return edition


@transaction.atomic
def ask_for_edition(*, by: User, version: Version, audience: Audience, now: datetime) -> Job:
    if audience is Audience.PUBLIC and partnership().demonstration_on:
        raise Refused(NOTHING_PUBLIC)
    if Edition.objects.filter(version=version, audience=audience.value).exists():
        raise Refused(f"The {audience.value} edition of this version is made already.")
    parameters = {"version": str(version.public_id), "audience": audience.value}
    return enqueue(EDITION, by=by, title=f"Make the {audience.value} edition of version {version.number}", parameters=parameters, now=now)


def ask_to_check(*, by: User, version: Version, now: datetime) -> Job:
    title = f"Rebuild and check version {version.number} of {version.assessment.area_name}"
    return enqueue(CHECK, by=by, title=title, parameters={"version": str(version.public_id)}, now=now)


@transaction.atomic
def keep_check(*, by: User | None, version: Version, identical: bool, hash_now: str, differences: Sequence[str], now: datetime) -> Rebuilding:
    made = Rebuilding.objects.create(version=version, identical=identical, hash_now=hash_now, differences=list(differences), by=by, at=now)
    record("check version", by=by, about=version, outcome="done" if identical else "failed", details={"identical": identical}, now=now)
    return made


@transaction.atomic
def compare_with(*, by: User, assessment: Assessment, version: Version | None, now: datetime) -> None:
    """Which locked version the annex of changes speaks of, from the next gathering on."""
    if version and not earlier_versions(assessment).filter(pk=version.pk).exists():
        raise Refused("Choose a locked version of another assessment of the same area.")
    if not Assessment.objects.get(pk=assessment.pk).is_open:
        raise Refused("This assessment is locked, so what it is compared with stays as it is.")
    Assessment.objects.filter(pk=assessment.pk).update(compared_with=version)
    record("compare assessment", by=by, about=assessment, details={"version": str(version.public_id) if version else ""}, now=now)


@transaction.atomic
def publish_summary(*, by: User, assessment: Assessment, edition: Edition | None, now: datetime) -> SummaryPublication:
    if partnership().demonstration_on or assessment.demonstration:
        raise Refused(NOTHING_PUBLIC)
    if edition is None or edition.audience != Audience.PUBLIC.value or edition.version.assessment_id != assessment.pk:
        raise Refused("The public edition of this version is not made yet. Make it first, and read what it hides.")
    version = edition.version
    if assessment.step not in (Step.APPROVED, Step.PUBLISHED) or version.number != next_number(assessment) - 1:
        raise Refused("Only the version that the strategy group approved can be published.")
    if version.by == by:
        raise Refused(SAME_PERSON)
    if published_since(edition):
        raise Refused(OVERTAKEN)
    for form in edition.files:
        sealed.edition_file(edition, form)
    if live := live_summary():
        _withdraw(live, by=by, now=now)
        assessment.refresh_from_db(fields=["step"])
    try:
        with transaction.atomic():
            made = SummaryPublication.objects.create(edition=edition, published_at=now, published_by=by)
    except IntegrityError:
        raise Refused("Somebody else published a summary at the same moment. Open this page again to see what is public now.") from None
    if assessment.step == Step.APPROVED:
        take(by=by, assessment=assessment, before=Step.APPROVED, after=Step.PUBLISHED, reason="", now=now)
    record("publish assessment summary", by=by, about=version, now=now)
    return made


@transaction.atomic
def withdraw_summary(*, by: User, assessment: Assessment, now: datetime) -> None:
    live = live_summary()
    if live is None or live.edition.version.assessment_id != assessment.pk:
        raise Refused("The summary of this assessment is not published, so there is nothing to withdraw.")
    _withdraw(live, by=by, now=now)


def _withdraw(publication: SummaryPublication, *, by: User, now: datetime) -> None:
    live = SummaryPublication.objects.filter(pk=publication.pk, live=True)
    if not live.update(live=False, withdrawn_at=now, withdrawn_by=by):
        raise Refused("Somebody else withdrew the summary at the same moment. Open this page again to see what is public now.")
    assessment = publication.edition.version.assessment
    if assessment.step == Step.PUBLISHED:
        take(by=by, assessment=assessment, before=Step.PUBLISHED, after=Step.APPROVED, reason="The summary was withdrawn.", now=now)
    record("withdraw assessment summary", by=by, about=publication.edition.version, now=now)
