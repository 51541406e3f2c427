"""Views that people keep: the list, saving one, opening, changing and deleting it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from wardmoot.apps.accounts.access import access, user_of
from wardmoot.apps.explorer import actions, queries, saved
from wardmoot.apps.explorer.access import readers, refuse_unless_seen
from wardmoot.apps.explorer.choices import choices_for, every_subject
from wardmoot.apps.explorer.forms import NAME_TAKEN, ExploreForm, ViewForm
from wardmoot.apps.explorer.models import SavedView
from wardmoot.apps.explorer.state import State
from wardmoot.apps.sources.presenters import select
from wardmoot.apps.sources.queries import held, moment_here
from wardmoot.govuk.tables import list_table, read_state


@access(readers)
def saved_views(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    columns = saved.columns_for(user)
    state = read_state(request.GET, columns, default="name", filters=("whose",))
    chosen = dict(state.filters)["whose"]
    found = queries.views_for(user, whose=chosen)
    context: dict[str, Any] = {
        "any": queries.views_for(user).exists(),
        "table": list_table(found, columns, state, caption="Saved views", empty="No saved view is of this kind."),
        "filters": [select("whose", "Whose", chosen, saved.WHOSE.items())],
        "export": "",
    }
    return render(request, "explorer/saved_views.html", context)


@access(readers)
def save_view(request: HttpRequest) -> HttpResponse:
    user, store = user_of(request), held()
    asked = QueryDict(request.POST.get("asks", "")) if request.method == "POST" else request.GET
    subject = every_subject().get(asked.get("measure", ""))
    if subject:
        refuse_unless_seen(request, user, subject)
    what = ExploreForm(asked, choices=choices_for(store, user))
    if not what.is_valid():
        return render(request, "explorer/explore.html", _broken(what), status=400)
    state = what.state()
    form = ViewForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid() and _saved(request, form, state):
        return redirect("saved_views")
    context = {"form": form, "asks": state.query(), "back": f"{reverse('explore')}?{state.query()}", "error_on_page": bool(form.errors)}
    return render(request, "explorer/save_view.html", context)


def _saved(request: HttpRequest, form: ViewForm, state: State) -> bool:
    """Whether it was saved: another window may have taken its name since the form looked."""
    given, now = form.cleaned_data, moment_here(timezone.now())
    try:
        actions.save_view(by=user_of(request), name=given["name"], state=state, sharing=given["sharing"], role=given["role"], now=now)
    except IntegrityError:
        form.add_error("name", NAME_TAKEN)
        return False
    messages.success(request, "The view is saved.")
    return True


def _broken(what: ExploreForm) -> dict[str, Any]:
    return {"form": what, "state": None, "why_not": "", "found": None, "asked": what.data.get("area", ""), "error_on_page": True}


@access(readers, audited="open saved view")
def saved_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    user, store = user_of(request), held()
    view = get_object_or_404(queries.views_for(user), public_id=public_id)
    subject = every_subject().get(QueryDict(view.asks).get("measure", ""))
    if subject:
        refuse_unless_seen(request, user, subject)
    faults = saved.why_not(view, choices_for(store, user), user)
    if not faults:
        return HttpResponseRedirect(f"{reverse('explore')}?{view.asks}")
    return render(request, "explorer/gone.html", {"view": view, "faults": faults, "own": view.owner_id == user.pk})


def _own(request: HttpRequest, public_id: UUID) -> SavedView:
    return get_object_or_404(queries.own_views(user_of(request)), public_id=public_id)


@access(readers)
def change_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    user, view = user_of(request), _own(request, public_id)
    initial = {"name": view.name, "sharing": view.sharing, "role": view.role}
    form = ViewForm(request.POST if request.method == "POST" else None, user=user, view=view, initial=initial)
    if request.method == "POST" and form.is_valid() and _changed(request, form, view):
        return redirect("saved_views")
    return render(request, "explorer/change_view.html", {"form": form, "view": view, "error_on_page": bool(form.errors)})


def _changed(request: HttpRequest, form: ViewForm, view: SavedView) -> bool:
    given, now = form.cleaned_data, moment_here(timezone.now())
    try:
        actions.change_view(by=user_of(request), view=view, name=given["name"], sharing=given["sharing"], role=given["role"], now=now)
    except IntegrityError:
        form.add_error("name", NAME_TAKEN)
        return False
    messages.success(request, "The view is changed.")
    return True


@access(readers)
def delete_view(request: HttpRequest, public_id: UUID) -> HttpResponse:
    user, view = user_of(request), _own(request, public_id)
    if request.method == "POST":
        actions.delete_view(by=user, view=view)
        messages.success(request, "The view is deleted.")
        return redirect("saved_views")
    return render(request, "explorer/delete_view.html", {"view": view, "shared": saved.shared_words(view)})
