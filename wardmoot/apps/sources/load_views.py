"""Sending in data files, and what became of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from wardmoot.apps.accounts.access import access
from wardmoot.apps.sources import actions, arriving, presenters, queries
from wardmoot.apps.sources.access import loaders, readers
from wardmoot.apps.sources.forms import LoadForm


@access(loaders)
def load_data(request: HttpRequest) -> HttpResponse:
    form = LoadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        fault = request.arriving.fault if hasattr(request, "arriving") else ""
        if fault:
            form.errors.pop("data_files", None)
            form.add_error("data_files", fault)
        elif form.is_valid():
            arriving.sweep(now=timezone.now())
            load = actions.send_in(
                by=request.user,  # type: ignore[arg-type]
                load=form.cleaned_data["load"],
                files=form.cleaned_data["data_files"],
                now=queries.moment_here(timezone.now()),
            )
            return redirect("job", load.job.public_id)  # type: ignore[union-attr]
    return render(request, "sources/load.html", {"form": form, "known_list": presenters.known_list(), "error_on_page": bool(form.errors)})


@access(readers, audited="view load of data files")
def data_load(request: HttpRequest, public_id: UUID) -> HttpResponse:
    load = get_object_or_404(queries.loads(), public_id=public_id)
    numbers = queries.numbers_of(queries.held())
    context: dict[str, Any] = {
        "load": load,
        "rows": presenters.report_rows(load, lambda report: numbers.get((report["source"], report["sha256"]))),
        "said": presenters.load_in_words(load),
        "loader": loaders.admits(request.user),
    }
    return render(request, "sources/load_result.html", context)
