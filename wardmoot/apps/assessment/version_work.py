"""What the worker does with versions: locks one, makes the edition of an audience, rebuilds one to check it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from wardmoot.apps.accounts.models import User
from wardmoot.apps.assessment import sealed, shelf, version_actions
from wardmoot.apps.assessment.editing import editing_of
from wardmoot.apps.assessment.editing_json import read_editing, write_editing
from wardmoot.apps.assessment.entries import last_revision
from wardmoot.apps.assessment.models import Assessment, Edition, Step, Version
from wardmoot.apps.assessment.released import figures_had
from wardmoot.apps.assessment.version_actions import next_number
from wardmoot.apps.assessment.work import Tell, made_from
from wardmoot.apps.jobs.models import Job
from wardmoot.apps.sources.queries import moment_here
from wardmoot.core.calendar import written_day
from wardmoot.evidence import StoreError
from wardmoot.govuk.writing import count_of
from wardmoot.measures.making import Kind, Made, figures_hash, rebuild
from wardmoot.reports.audience import Audience
from wardmoot.reports.disclosure import Hidden, read_edition, what_is_hidden
from wardmoot.reports.html import render_html_body
from wardmoot.reports.render import FORMATS

KINDS = {Audience.INTERNAL: (Kind.FULL, Kind.SUMMARY), Audience.PARTNERSHIP: (Kind.FULL, Kind.SUMMARY), Audience.PUBLIC: (Kind.SUMMARY,)}


def version_address(version: Version) -> str:
    return reverse("assessment_version", args=[version.assessment.public_id, version.number])


def lock(job: Job, progress: Any) -> dict[str, Any]:
    assessment = Assessment.objects.get(public_id=job.parameters["assessment"])
    version = lock_now(
        assessment, by=job.started_by, reason=job.parameters["reason"], now=moment_here(timezone.now()), tell=lambda stage: progress(stage)
    )
    return {"href": version_address(version), "words": "See the locked version"}


def lock_now(
    assessment: Assessment,
    *,
    by: User | None,
    reason: str,
    now: datetime,
    tell: Tell = lambda stage: None,
    formats: Sequence[str] = FORMATS,
) -> Version:
    """Make the version's files from the data files of the draft, whatever was loaded since, and record them. All of it or nothing."""
    if assessment.step != Step.SCORING:
        raise ValueError("The assessment is not at the step from which it is locked. Look where it stands, then lock it from there.")
    number, revision = next_number(assessment), last_revision(assessment)
    editing = editing_of(assessment, now=now, version=f"Version {number}, final, locked {written_day(now.date())}")
    draft = shelf.folder(assessment.public_id) / shelf.FILES / assessment.files["json"]["name"]
    places = (shelf.version_folder(assessment.public_id, number), sealed.edition_place(assessment.public_id, number, Audience.INTERNAL))
    try:
        with sealed.room_for(places[1]) as room:
            made = made_from(assessment, room, formats, now, tell, editing, kinds=KINDS[Audience.INTERNAL], as_of=draft)
            _write_body(room, made, Kind.FULL)
        with sealed.room_for(places[0]) as room:
            (room / shelf.EDITING).write_text(write_editing(editing), "utf-8")
            shelf.write_findings(room, made.gathered.findings)
        hashes = {
            "figures_hash": figures_hash(places[1] / made.files["json"].name),
            "editing_sha256": shelf.sha256(places[0] / shelf.EDITING),
            "findings_sha256": shelf.sha256(places[0] / shelf.FINDINGS),
        }
        files = _in_place(made, places[1])
        with transaction.atomic():
            # pictures, events and priorities are not numbered as texts are: what is printed of them must be what it was at the start
            if write_editing(editing_of(assessment, now=now, version=editing.version)) != write_editing(editing):
                raise ValueError(version_actions.MEANWHILE)
            version = version_actions.keep_version(
                by=by,
                assessment=assessment,
                number=number,
                revision=revision,
                document=made.document,
                hashes=hashes,
                hidden=hidden_from(made),
                reason=reason,
                now=now,
            )
            version_actions.keep_edition(by=by, version=version, audience=Audience.INTERNAL, document=made.document, files=files, now=now)
    except BaseException:
        # a worker that was thought dead may stumble after another locked this very version: that one's files stay
        if not Version.objects.filter(assessment=assessment, number=number).exists():
            for place in places:
                shutil.rmtree(place, ignore_errors=True)
        raise
    return version


def hidden_from(made: Made) -> dict[str, list[str]]:
    """What an edition for each other audience will leave out, in words, for the chair to see before anything is published."""
    told = (Audience.PARTNERSHIP,) if made.document.demonstration else (Audience.PARTNERSHIP, Audience.PUBLIC)
    return {audience.value: _foretold(made, audience) for audience in told}


def _foretold(made: Made, audience: Audience) -> list[str]:
    """Of the documents that this audience gets, beside those that it has."""
    first, *others = (made.documents[kind] for kind in KINDS[audience])
    before = [read_edition(path.read_text("utf-8")) for path in figures_had(audience)]
    try:
        return _told(what_is_hidden(first, audience, together=others, earlier=before))
    except ValueError as fault:
        # it is locked all the same: what cannot be given to this audience can be approved and used inside
        return [f"No {audience.value} edition can be made of it: {fault}"]


def _told(hidden: Hidden) -> list[str]:
    lines = [hidden.words, *(f"{title}: {count} of {total} numbers." for title, count, total in hidden.tables)]
    lines += [f"Look at the picture “{title}” yourself: nobody can tell by rule what is in a picture." for title in hidden.pictures]
    if hidden.sentences:
        lines.append(f"{count_of(hidden.sentences, 'sentence')} left out.")
    if hidden.given_away:
        lines.append(f"{count_of(hidden.given_away, 'count')} can be worked out from what this audience already has, whatever is hidden now.")
    return lines


def _write_body(room: Path, made: Made, kind: Kind) -> None:
    # with its own annex of traces: it is read without the draft's figure pages, which change
    (room / shelf.BODY).write_text(render_html_body(made.documents[kind]), "utf-8")


def _in_place(made: Made, place: Path) -> dict[str, Path]:
    return {form: place / path.name for form, path in made.files.items()} | {sealed.BODY: place / shelf.BODY}


def make_edition(job: Job, progress: Any) -> dict[str, Any]:
    version = Version.objects.select_related("assessment", "compared_with").get(public_id=job.parameters["version"])
    audience = Audience(job.parameters["audience"])
    if not Edition.objects.filter(version=version, audience=audience.value).exists():
        edition_now(version, audience, by=job.started_by, now=moment_here(timezone.now()), tell=lambda stage: progress(stage))
    return {"href": version_address(version), "words": "See the version"}


def edition_now(
    version: Version,
    audience: Audience,
    *,
    by: User | None,
    now: datetime,
    tell: Tell = lambda stage: None,
    formats: Sequence[str] = FORMATS,
) -> Edition:
    """The version for other readers: the same writing and the same data files, with what they may not see left out."""
    internal = Edition.objects.select_related("version__assessment").get(version=version, audience=Audience.INTERNAL.value)
    figures = sealed.edition_file(internal, "json")
    editing = read_editing(sealed.editing_file(version).read_text("utf-8"))
    place = sealed.edition_place(version.assessment.public_id, version.number, audience)
    kinds = KINDS[audience]
    with sealed.room_for(place) as room:
        made = made_from(
            version.assessment,
            room,
            formats,
            timezone.localtime(version.at),
            tell,
            editing,
            audience=audience,
            kinds=kinds,
            as_of=figures,
            version=version,
            published=figures_had(audience),
        )
        _write_body(room, made, kinds[0])
    return version_actions.keep_edition(
        by=by,
        version=version,
        audience=audience,
        document=made.documents[kinds[0]],
        files=_in_place(made, place),
        hidden=_told(made.hidden[kinds[0]]),
        now=now,
    )


def check(job: Job, progress: Any) -> dict[str, Any]:
    """Whether the version's figures come out the same from its own data files."""
    version = Version.objects.select_related("assessment").get(public_id=job.parameters["version"])
    internal = Edition.objects.select_related("version__assessment").get(version=version, audience=Audience.INTERNAL.value)
    progress("Counting again from the version's own data files")
    try:
        rebuilt = rebuild(Path(settings.HOME), sealed.edition_file(internal, "json"), now=moment_here(timezone.now()))
    except StoreError as lost:
        raise ValueError(str(lost)) from lost
    same = rebuilt.identical and rebuilt.hash_then == version.figures_hash
    version_actions.keep_check(
        by=job.started_by,
        version=version,
        identical=same,
        hash_now=rebuilt.hash_now,
        differences=[f"{one.what}: {one.then or 'not there'} then, {one.now or 'not there'} now. {one.why}." for one in rebuilt.differences],
        now=moment_here(timezone.now()),
    )
    return {"href": version_address(version), "words": "See the result"}
