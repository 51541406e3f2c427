from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wardmoot.apps.accounts import who
from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.jobs import actions, presenters, queries
from wardmoot.apps.jobs.models import Job
from wardmoot.govuk.tables import list_table, read_state


def _job(request: HttpRequest, public_id: UUID) -> Job:
    actions.interrupt_silent(now=timezone.now())
    return get_object_or_404(queries.visible_to(user_of(request)), public_id=public_id)


@access(who.signed_in)
def jobs(request: HttpRequest) -> HttpResponse:
    actions.interrupt_silent(now=timezone.now())
    state = read_state(request.GET, presenters.COLUMNS, default="-at")
    found = queries.visible_to(user_of(request))
    table = list_table(
        found,
        presenters.COLUMNS,
        state,
        caption="Jobs",
        caption_shown=False,
        empty="Long work, such as loading data files, is listed here once it is started.",
    )
    return render(request, "jobs/jobs.html", {"table": table})


@access(who.signed_in)
def job(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _job(request, public_id)
    return render(request, "jobs/job.html", {"job": found, "tag": presenters.tag(found), "words": presenters.in_words(found)})


@access(who.signed_in, counts_as_activity=False)
def job_state(request: HttpRequest, public_id: UUID) -> JsonResponse:
    return JsonResponse(presenters.as_json(_job(request, public_id), timezone.now()))


@access(who.signed_in)
@require_POST
def resume_job(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = _job(request, public_id)
    try:
        actions.resume(by=user_of(request), job=found)
    except actions.Refused as refused:
        messages.warning(request, str(refused))
    return redirect("job", public_id)
