"""Locked versions: what each holds, reading and taking away its editions, checking it, comparing it, publishing its summary."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from markupsafe import Markup

from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.accounts.queries import partnership
from wardmoot.apps.assessment import presenters, queries, sealed, version_actions, version_presenters
from wardmoot.apps.assessment.access import chairs, insiders, readers
from wardmoot.apps.assessment.models import Edition, Step, Version
from wardmoot.apps.assessment.reading_views import TYPES
from wardmoot.apps.audit.actions import record
from wardmoot.apps.plan.actions import Refused
from wardmoot.apps.sources.queries import moment_here
from wardmoot.measures.rebuilding import differences, read_figures_file
from wardmoot.reports.audience import Audience


def version_or_404(public_id: UUID, number: int) -> Version:
    found = Version.objects.select_related("compared_with__assessment", "assessment", "by")
    made: Version = get_object_or_404(found, assessment__public_id=public_id, number=number)
    return made


def editions_for(request: HttpRequest, version: Version) -> list[Edition]:
    """Those this person may read: the internal one is for those who make and approve the assessment."""
    found = Edition.objects.filter(version=version).select_related("version__assessment").order_by("audience")
    if not insiders.admits(request.user):
        found = found.exclude(audience=Audience.INTERNAL.value)
    return list(found)


def _edition(request: HttpRequest, version: Version, audience: str) -> Edition:
    if audience == Audience.INTERNAL.value and not insiders.admits(request.user):
        raise PermissionDenied("the internal edition is for those who make and approve it")
    made: Edition = get_object_or_404(Edition.objects.select_related("version__assessment"), version=version, audience=audience)
    return made


def _tampered(request: HttpRequest, version: Version, fault: sealed.Tampered) -> HttpResponse:
    record("open locked file", by=user_of(request), about=version, outcome="failed", request=request)
    return _show(request, "tampered", version, status=500, fault=str(fault))


def _show(request: HttpRequest, template: str, version: Version, *, status: int = 200, **context: Any) -> HttpResponse:
    about = {"version": version, "assessment": version.assessment, "period": presenters.period_words(version.assessment)}
    return render(request, f"assessment/{template}.html", about | context, status=status)


@access(readers, audited="view assessment version")
def version(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    return _page(request, version_or_404(public_id, number))


def _page(request: HttpRequest, found: Version, problem: str = "") -> HttpResponse:
    editions = editions_for(request, found)
    held = {edition.audience for edition in Edition.objects.filter(version=found)}
    live = queries.live_summary()
    demonstration = partnership().demonstration_on is not None
    wanted = [one for one in (Audience.PARTNERSHIP, Audience.PUBLIC) if one.value not in held and not (demonstration and one is Audience.PUBLIC)]
    return _show(
        request,
        "version",
        found,
        status=409 if problem else 200,
        problem=problem,
        facts=version_presenters.facts(found),
        editions=[version_presenters.edition_view(edition) for edition in editions],
        wanted=wanted if insiders.admits(request.user) else [],
        hidden=_left_out(found, editions) if insiders.admits(request.user) else {},
        checks=found.rebuildings.select_related("by"),
        may_check=insiders.admits(request.user),
        may_withdraw=chairs.admits(request.user),
        may_publish=chairs.admits(request.user) and found.assessment.step in (Step.APPROVED, Step.PUBLISHED),
        public_edition=next((one for one in editions if one.audience == Audience.PUBLIC.value), None),
        live=live if live and live.edition.version_id == found.pk else None,
        demonstration=demonstration,
        comparable=found.compared_with if insiders.admits(request.user) else None,
    )


def _left_out(found: Version, editions: Iterable[Edition]) -> dict[str, list[str]]:
    """What the editions leave out, and what those that are not made yet would have left out on the day of locking."""
    told: dict[str, list[str]] = dict(found.hidden)
    return told | {one.audience: one.hidden for one in editions if one.hidden}


@access(readers, audited="read assessment version")
def read_version(request: HttpRequest, public_id: UUID, number: int, audience: str) -> HttpResponse:
    found = version_or_404(public_id, number)
    edition = _edition(request, found, audience)
    try:
        body = sealed.edition_file(edition, sealed.BODY).read_text("utf-8")
    except sealed.Tampered as fault:
        return _tampered(request, found, fault)
    # the renderer escaped every word of it when it was made, and its SHA-256 is what it was then
    return _show(request, "read_version", found, body=Markup(body), marking=edition.marking)  # noqa: S704


@access(readers, audited="download assessment version")
def version_file(request: HttpRequest, public_id: UUID, number: int, audience: str, form: str) -> HttpResponse | FileResponse:
    found = version_or_404(public_id, number)
    edition = _edition(request, found, audience)
    if form not in edition.files or form == sealed.BODY:
        raise Http404("this edition has no file of this kind")
    try:
        return sealed_file(edition, form)
    except sealed.Tampered as fault:
        return _tampered(request, found, fault)


def sealed_file(edition: Edition, form: str) -> FileResponse:
    name = version_presenters.name_to_save(edition, form)
    return FileResponse(sealed.edition_file(edition, form).open("rb"), as_attachment=True, filename=name, content_type=TYPES[form.rpartition(".")[2]])


@access(insiders)
@require_POST
def make_edition(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    found = version_or_404(public_id, number)
    asked = request.POST.get("audience", "")
    try:
        if asked not in (Audience.PARTNERSHIP.value, Audience.PUBLIC.value):
            raise Refused("Choose for whom the edition is.")
        job = version_actions.ask_for_edition(by=user_of(request), version=found, audience=Audience(asked), now=timezone.now())
    except Refused as refused:
        return _page(request, found, str(refused))
    return redirect("job", job.public_id)


@access(insiders)
@require_POST
def check_version(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    found = version_or_404(public_id, number)
    return redirect("job", version_actions.ask_to_check(by=user_of(request), version=found, now=timezone.now()).public_id)


@access(insiders, audited="compare assessment versions")
def changes(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """What differs from the version this one is compared with, finding by finding and figure by figure."""
    found = version_or_404(public_id, number)
    earlier = found.compared_with
    if earlier is None:
        raise Http404("this version is compared with nothing")
    try:
        files = [sealed.edition_file(Edition.objects.get(version=one, audience=Audience.INTERNAL.value), "json") for one in (earlier, found)]
    except sealed.Tampered as fault:
        return _tampered(request, found, fault)
    told = differences(*(read_figures_file(file) for file in files))
    return _show(
        request, "changes", found, earlier=earlier, then=presenters.period_words(earlier.assessment), **version_presenters.change_tables(told)
    )


@access(chairs)
@require_POST
def publish(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    found = version_or_404(public_id, number)
    edition = Edition.objects.filter(version=found, audience=Audience.PUBLIC.value).select_related("version__assessment").first()
    try:
        version_actions.publish_summary(by=user_of(request), assessment=found.assessment, edition=edition, now=moment_here(timezone.now()))
    except (Refused, sealed.Tampered) as refused:
        return _page(request, version_or_404(public_id, number), str(refused))
    messages.success(request, "The summary is published. Anybody can read it.")
    return redirect("assessment_version", public_id, number)


@access(chairs)
@require_POST
def withdraw(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    found = version_or_404(public_id, number)
    try:
        version_actions.withdraw_summary(by=user_of(request), assessment=found.assessment, now=moment_here(timezone.now()))
    except Refused as refused:
        return _page(request, version_or_404(public_id, number), str(refused))
    messages.success(request, "The summary is withdrawn. The public page no longer shows it.")
    return redirect("assessment_version", public_id, number)
