"""Deciding on a finding, and the order of those accepted."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.assessment import section_presenters, standing
from wardmoot.apps.assessment.access import draft_for, makers
from wardmoot.apps.assessment.editing_forms import DecisionForm
from wardmoot.apps.assessment.entries import CLOSED, history, revision_of
from wardmoot.apps.assessment.models import Assessment, Entry
from wardmoot.apps.assessment.section_views import show
from wardmoot.apps.plan.actions import ChangedMeanwhile, Refused
from wardmoot.apps.sources.queries import moment_here
from wardmoot.catalogue.assessment_template import assessment_template
from wardmoot.govuk.writing import count_of
from wardmoot.reports.assessment.editing import Standing


def _one(found: Assessment, finding_id: str) -> standing.Judged:
    one = next((one for one in standing.judged(found) if one.finding.id == finding_id), None)
    if one is None:
        raise Http404("nothing of this name was found")
    return one


def _section_address(found: Assessment, one: standing.Judged) -> str:
    return reverse("assessment_section", args=[found.public_id, one.section]) + "#findings"


@access(makers, audited="view finding")
@never_cache
def finding(request: HttpRequest, public_id: UUID, finding_id: str) -> HttpResponse:
    found = draft_for(request, public_id, made=True)
    one = _one(found, finding_id)
    asked = request.GET.get("standing", "")
    first = {
        "standing": asked if asked in [each.value for each in Standing] else ("" if one.standing is Standing.UNDECIDED else one.standing.value),
        "reason": one.reason,
        "comment": one.comment,
        "seen": revision_of(one.entry),
    }
    form = DecisionForm(request.POST or None, initial=first)
    conflict, status = None, 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"standing": Standing(form.cleaned_data["standing"])}
        try:
            standing.decide(by=user_of(request), assessment=found, finding=one.finding, now=moment_here(timezone.now()), **given)
        except ChangedMeanwhile as changed:
            form.add_error(None, str(changed))
            form.built_on(revision_of(changed.latest))
            conflict, status = changed.latest, 409
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            messages.success(request, f"Decided: {dict(form.fields['standing'].choices)[given['standing']].lower()}.")  # type: ignore[attr-defined]
            return redirect(_section_address(found, one))
    context = {
        "card": section_presenters.card_of(one, found.public_id),
        "section": assessment_template().section(one.section),
        "form": form,
        "conflict": conflict,
        "history": history(found, Entry.Kind.DECISION, finding_id),
        "closed": CLOSED,
        "error_on_page": bool(form.errors),
    }
    return show(request, "finding", found, status=status, **context)


@access(makers)
@require_POST
def accept(request: HttpRequest, public_id: UUID, finding_id: str) -> HttpResponse:
    """Accepting needs no words, so it is one press on the section's page."""
    found = draft_for(request, public_id, made=True)
    one = _one(found, finding_id)
    seen = request.POST.get("seen", "")
    try:
        standing.decide(
            by=user_of(request),
            assessment=found,
            finding=one.finding,
            standing=Standing.ACCEPTED,
            reason="",
            comment=one.comment,
            seen=int(seen) if seen.isascii() and seen.isdigit() else -1,
            now=moment_here(timezone.now()),
        )
    except ChangedMeanwhile:
        messages.warning(request, "Somebody else decided on this finding while you had the page open. Look at their decision, then decide again.")
        return redirect("assessment_finding", public_id, finding_id)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "The finding is accepted.")
    return redirect(_section_address(found, one))


@access(makers)
@require_POST
def accept_rest(request: HttpRequest, public_id: UUID, key: str) -> HttpResponse:
    """Accept what is undecided in a section, as the person saw it: each finding sent with the revision it then had."""
    found = draft_for(request, public_id, made=True)
    shown = set(request.POST.getlist("finding"))
    open_here = standing.with_standing(standing.in_section(standing.judged(found), key), Standing.UNDECIDED)
    wanted = [one for one in open_here if f"{revision_of(one.entry)} {one.finding.id}" in shown]
    try:
        for one in wanted:
            standing.decide(
                by=user_of(request),
                assessment=found,
                finding=one.finding,
                standing=Standing.ACCEPTED,
                reason="",
                comment=one.comment,
                seen=revision_of(one.entry),
                now=moment_here(timezone.now()),
            )
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"{count_of(len(wanted), 'finding')} accepted.")
        if len(wanted) < len(shown):
            messages.warning(request, "Some had been decided or had changed while you had the page open. Look at those again.")
    return redirect("assessment_section", public_id, key)


@access(makers)
@require_POST
def move(request: HttpRequest, public_id: UUID, finding_id: str) -> HttpResponse:
    found = draft_for(request, public_id, made=True)
    one = _one(found, finding_id)
    up = request.POST.get("direction") == "up"
    try:
        moved = standing.move(by=user_of(request), assessment=found, finding_id=finding_id, up=up, now=moment_here(timezone.now()))
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"The finding is moved {'up' if up else 'down'}." if moved else "The finding is at that end already.")
    return redirect(_section_address(found, one))
