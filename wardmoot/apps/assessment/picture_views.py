"""Pictures in a section: adding one, showing it, taking it off."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.accounts.models import User
from wardmoot.apps.assessment.access import draft_for, makers, readers
from wardmoot.apps.assessment.editing_forms import PictureForm
from wardmoot.apps.assessment.entries import CLOSED, require_open
from wardmoot.apps.assessment.models import Assessment, PictureAdded
from wardmoot.apps.assessment.pictures import LARGEST_BYTES, BadPicture, CleanPicture, clean_picture
from wardmoot.apps.assessment.section_views import section_or_404, show
from wardmoot.apps.audit.actions import record
from wardmoot.apps.plan.actions import Refused
from wardmoot.apps.sources.queries import moment_here


@access(makers)
def add_picture(request: HttpRequest, public_id: UUID, key: str) -> HttpResponse:
    found, section = draft_for(request, public_id), section_or_404(key)
    # without `arriving` nothing was sent that could be a file
    fault = getattr(getattr(request, "arriving", None), "fault", "")
    form = PictureForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST" and fault:
        form.add_error("picture", fault)
    elif request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            clean = clean_picture(given["picture"].read(LARGEST_BYTES + 1))
            words = {name: given[name] for name in ("title", "alt", "source")}
            keep_picture(by=user_of(request), assessment=found, section=key, clean=clean, words=words, now=moment_here(timezone.now()))
        except BadPicture as bad:
            form.add_error("picture", str(bad))
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            messages.success(request, f"The picture is added to {section.title}.")
            return redirect("assessment_section", public_id, key)
    return show(request, "add_picture", found, status=status, form=form, section=section, closed=CLOSED, error_on_page=bool(form.errors))


@transaction.atomic
def keep_picture(*, by: User, assessment: Assessment, section: str, clean: CleanPicture, words: dict[str, str], now: datetime) -> PictureAdded:
    require_open(assessment)
    made = PictureAdded.objects.create(
        assessment=assessment, section=section, content=clean.content, media_type=clean.media_type, by=by, at=now, **words
    )
    record("add picture", by=by, about=assessment, details={"section": section, "picture": str(made.public_id)}, now=now)
    return made


@access(readers)
def picture(request: HttpRequest, public_id: UUID, picture_id: UUID) -> HttpResponse:
    found = get_object_or_404(PictureAdded, assessment=draft_for(request, public_id), public_id=picture_id, removed_at=None)
    return HttpResponse(bytes(found.content), content_type=found.media_type)


@access(makers)
@require_POST
def remove_picture(request: HttpRequest, public_id: UUID, picture_id: UUID) -> HttpResponse:
    found = draft_for(request, public_id)
    one = get_object_or_404(PictureAdded, assessment=found, public_id=picture_id, removed_at=None)
    now = moment_here(timezone.now())
    try:
        with transaction.atomic():
            require_open(found)
            PictureAdded.objects.filter(pk=one.pk, removed_at=None).update(removed_at=now, removed_by=user_of(request))
            record("remove picture", by=user_of(request), about=found, details={"picture": str(picture_id)}, now=now)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "The picture is removed.")
    return redirect("assessment_section", public_id, one.section)
