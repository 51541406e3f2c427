"""The sections of an assessment: what was found, what is written, what is remarked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.assessment import comments, presenters, section_presenters
from wardmoot.apps.assessment.access import draft_for, makers, readers
from wardmoot.apps.assessment.delivery import parts_of
from wardmoot.apps.assessment.editing import priorities_of
from wardmoot.apps.assessment.editing_forms import CommentForm
from wardmoot.apps.assessment.engagement import in_the_time_of
from wardmoot.apps.assessment.entries import latest, paragraphs_of
from wardmoot.apps.assessment.flow import progress_of
from wardmoot.apps.assessment.models import Assessment, Comment, Entry
from wardmoot.apps.assessment.points import LISTS, points
from wardmoot.apps.assessment.standing import in_section, judged
from wardmoot.apps.plan.actions import Refused
from wardmoot.apps.plan.queries import current_plan
from wardmoot.apps.sources.queries import moment_here
from wardmoot.catalogue.assessment_template import Section, SectionKind, assessment_template
from wardmoot.reports.assessment.editing import Standing


def section_or_404(key: str) -> Section:
    """A section that people work on. The annexes are drawn up by themselves."""
    try:
        found = assessment_template().section(key)
    except KeyError:
        raise Http404 from None
    if found.kind is SectionKind.ANNEX:
        raise Http404("nobody writes in an annex")
    return found


def show(request: HttpRequest, template: str, found: Assessment, *, status: int = 200, **context: Any) -> HttpResponse:
    about = {
        "assessment": found,
        "period": presenters.period_words(found),
        "marking": found.marking or "OFFICIAL",
        "may_edit": found.is_open and makers.admits(request.user),
    }
    return render(request, f"assessment/{template}.html", about | context, status=status)


@access(readers, audited="view assessment sections")
def sections(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = draft_for(request, public_id)
    return show(request, "sections", found, lines=section_presenters.section_lines(found), contents=progress_of(found).contents)


@access(readers, audited="view assessment section")
def section(request: HttpRequest, public_id: UUID, key: str) -> HttpResponse:
    found = draft_for(request, public_id)
    return _section_page(request, found, section_or_404(key))


def _section_page(request: HttpRequest, found: Assessment, here: Section, form: CommentForm | None = None) -> HttpResponse:
    own = in_section(judged(found), here.key)
    cards = section_presenters.cards_of(own, found.public_id)
    written = latest(found, Entry.Kind.TEXT, here.key)
    keys = [one.key for one in assessment_template().sections if one.kind is not SectionKind.ANNEX]
    place = keys.index(here.key)
    return show(
        request,
        "section",
        found,
        status=400 if form else 200,
        section=here,
        accepted=[card for card in cards if card.one.standing is Standing.ACCEPTED],
        undecided=[card for card in cards if card.one.standing is Standing.UNDECIDED],
        rejected=[card for card in cards if card.one.standing is Standing.REJECTED],
        written=written,
        paragraphs=paragraphs_of(written.content["text"]) if written else (),
        pictures=found.pictures.filter(section=here.key, removed_at=None).defer("content").select_related("by"),
        comments=Comment.objects.filter(assessment=found, section=here.key).select_related("by", "resolved_by"),
        form=form or CommentForm(),
        error_on_page=bool(form),
        before=assessment_template().section(keys[place - 1]) if place else None,
        after=assessment_template().section(keys[place + 1]) if place + 1 < len(keys) else None,
        special=_special(found, here.key),
    )


def _special(found: Assessment, key: str) -> dict[str, Any]:
    """What only some sections have: lists, the last plan's parts, events, priorities."""
    special: dict[str, Any] = {"lists": [], "parts": (), "events": None, "priorities": None}
    special["lists"] = [(one, points(found, one.kind)) for one in LISTS.values() if one.section == key]
    if key == "delivery":
        special["parts"] = parts_of(current_plan(), found)
    if key == "residents":
        special["events"] = in_the_time_of(found, moment_here(timezone.now()))
    if key in ("priorities", "intelligence"):
        special["priorities"] = priorities_of(found)
    return special


@access(readers)
@require_POST
def comment(request: HttpRequest, public_id: UUID, key: str) -> HttpResponse:
    found, here = draft_for(request, public_id), section_or_404(key)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _section_page(request, found, here, form)
    comments.add(by=user_of(request), assessment=found, section=here.key, text=form.cleaned_data["text"], now=moment_here(timezone.now()))
    messages.success(request, "Your comment is added.")
    return redirect("assessment_section", public_id, here.key)


@access(readers)
@require_POST
def resolve_comment(request: HttpRequest, public_id: UUID, comment_id: UUID) -> HttpResponse:
    found = draft_for(request, public_id)
    remark = get_object_or_404(Comment, assessment=found, public_id=comment_id)
    try:
        comments.resolve(by=user_of(request), comment=remark, now=moment_here(timezone.now()))
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "The comment is resolved.")
    return redirect("assessment_section", public_id, remark.section)
