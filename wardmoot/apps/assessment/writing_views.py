"""Writing in an assessment: texts, lists, the last plan's delivery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.assessment.access import draft_for, makers
from wardmoot.apps.assessment.delivery import STATES, parts_of
from wardmoot.apps.assessment.editing_forms import DeliveryForm, PointForm, SeenForm, TextForm
from wardmoot.apps.assessment.entries import CLOSED, enter, history, latest, revision_of
from wardmoot.apps.assessment.models import Assessment, Entry
from wardmoot.apps.assessment.points import LISTS, PointList
from wardmoot.apps.assessment.section_presenters import differences
from wardmoot.apps.assessment.section_views import section_or_404, show
from wardmoot.apps.plan.actions import ChangedMeanwhile, Refused
from wardmoot.apps.plan.queries import current_plan
from wardmoot.apps.sources.queries import moment_here

MakeForm = Callable[..., SeenForm]


def _write(
    request: HttpRequest,
    found: Assessment,
    make_form: MakeForm,
    kind: Entry.Kind,
    place: str,
    *,
    section: str,
    title: str,
    fields: Mapping[str, str],
    **context: Any,
) -> HttpResponse:
    """One form of words and their history. `fields` names what the entry keeps of the form, with its words for the reader."""
    entry = latest(found, kind, place)
    form = make_form(request.POST or None, initial=(entry.content if entry else {}) | {"seen": revision_of(entry)})
    conflict, status = None, 200
    if request.method == "POST" and form.is_valid():
        content = {name: form.cleaned_data[name] for name in fields}
        try:
            seen = form.cleaned_data["seen"]
            enter(by=user_of(request), assessment=found, kind=kind, place=place, content=content, seen=seen, now=moment_here(timezone.now()))
        except ChangedMeanwhile as changed:
            form.add_error(None, str(changed))
            form.built_on(revision_of(changed.latest))
            conflict, status = changed.latest, 409
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            messages.success(request, f"Saved: {title}.")
            return redirect("assessment_section", found.public_id, section)
    about = {
        "form": form,
        "conflict": conflict,
        "history": list(history(found, kind, place)),
        "fields": fields,
        "section": section_or_404(section),
        "title": title,
        "closed": CLOSED,
        "states": STATES,
        "compared": None,
        "removable": "",
        "error_on_page": bool(form.errors),
    }
    return show(request, "write", found, status=status, **(about | context))


@access(makers, audited="view assessment text")
@never_cache
def text(request: HttpRequest, public_id: UUID, key: str) -> HttpResponse:
    found, section = draft_for(request, public_id), section_or_404(key)
    return _write(
        request,
        found,
        TextForm,
        Entry.Kind.TEXT,
        key,
        section=key,
        title=section.title,
        fields={"text": "Text"},
        compared=_compared(request, found, key),
    )


def _compared(request: HttpRequest, found: Assessment, key: str) -> Any:
    """An earlier wording beside the one that stands, where the address asks for it."""
    asked = request.GET.get("compare", "")
    versions = list(history(found, Entry.Kind.TEXT, key))
    then = next((entry for entry in versions if str(entry.revision) == asked), None)
    return {"then": then, "words": differences(then.content["text"], versions[0].content["text"])} if then else None


@access(makers, audited="view delivery of the last plan")
@never_cache
def delivery(request: HttpRequest, public_id: UUID, part: str) -> HttpResponse:
    found = draft_for(request, public_id)
    about = next((one for one in parts_of(current_plan(), found) if one.key == part), None)
    if about is None:
        raise Http404("the plan has no such part")
    fields = {"state": "How far", "text": "Text"}
    return _write(request, found, DeliveryForm, Entry.Kind.DELIVERY, part, section="delivery", title=about.title, fields=fields)


def _list_or_404(slug: str) -> PointList:
    if slug not in LISTS:
        raise Http404("there is no such list")
    return LISTS[slug]


def _point(request: HttpRequest, found: Assessment, about: PointList, place: str, removable: str = "") -> HttpResponse:
    def make_form(*args: Any, **more: Any) -> SeenForm:
        return PointForm(*args, about=about, **more)

    fields = {"text": "Text"} | ({"source": "Where it was said"} if about.source else {})
    return _write(
        request, found, make_form, about.kind, place, section=about.section, title=about.title, fields=fields, about=about, removable=removable
    )


@access(makers)
@never_cache
def add_point(request: HttpRequest, public_id: UUID, slug: str) -> HttpResponse:
    return _point(request, draft_for(request, public_id), _list_or_404(slug), str(uuid4()))


@access(makers, audited="view assessment list")
@never_cache
def point(request: HttpRequest, public_id: UUID, slug: str, place: UUID) -> HttpResponse:
    found, about = draft_for(request, public_id), _list_or_404(slug)
    if latest(found, about.kind, str(place)) is None:
        raise Http404("nothing of this name was written")
    return _point(request, found, about, str(place), removable=str(place))


@access(makers)
@require_POST
def remove_point(request: HttpRequest, public_id: UUID, slug: str, place: UUID) -> HttpResponse:
    found, about = draft_for(request, public_id), _list_or_404(slug)
    held = latest(found, about.kind, str(place))
    if held is None:
        raise Http404("nothing of this name was written")
    try:
        enter(
            by=user_of(request), assessment=found, kind=about.kind, place=str(place), content={}, seen=_seen(request), now=moment_here(timezone.now())
        )
    except ChangedMeanwhile:
        messages.warning(request, "Somebody else changed it while you had it open, so it was not removed. Read it again, then decide.")
        return redirect("assessment_point", public_id, slug, place)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"The {about.one} is removed. Its history is kept.")
    return redirect("assessment_section", public_id, about.section)


def _seen(request: HttpRequest) -> int:
    given = request.POST.get("seen", "")
    return int(given) if given.isascii() and given.isdigit() else -1
