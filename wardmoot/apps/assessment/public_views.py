"""The published summary, for anybody."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from markupsafe import Markup

from wardmoot.apps.accounts import who
from wardmoot.apps.accounts.access import access
from wardmoot.apps.accounts.queries import partnership
from wardmoot.apps.assessment import presenters, sealed, version_presenters
from wardmoot.apps.assessment.models import SummaryPublication
from wardmoot.apps.assessment.queries import live_summary
from wardmoot.apps.assessment.version_views import sealed_file


def _published() -> SummaryPublication:
    """What is public. A demonstration has nothing public, whatever its records say."""
    found = None if partnership().demonstration_on else live_summary()
    if found is None:
        raise Http404
    return found


@access(who.anyone)
def summary(request: HttpRequest) -> HttpResponse:
    found = _published()
    try:
        body = sealed.edition_file(found.edition, sealed.BODY).read_text("utf-8")
    except sealed.Tampered:
        # a changed file shows nothing rather than what nobody approved
        raise Http404 from None
    forms = [(form, version_presenters.form_words(form)) for form in found.edition.files if form != sealed.BODY]
    assessment = found.edition.version.assessment
    context = {"publication": found, "assessment": assessment, "period": presenters.period_words(assessment), "forms": forms, "marking": ""}
    # the renderer escaped every word of it when it was made
    return render(request, "assessment/public.html", context | {"body": Markup(body)})  # noqa: S704


@access(who.anyone)
def summary_file(request: HttpRequest, form: str) -> FileResponse:
    found = _published()
    if form not in found.edition.files or form == sealed.BODY:
        raise Http404
    try:
        return sealed_file(found.edition, form)
    except sealed.Tampered:
        raise Http404 from None
