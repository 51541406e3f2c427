"""Reading an assessment: the document, its figures, its maps, its files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from markupsafe import Markup

from wardmoot.apps.accounts.access import access
from wardmoot.apps.assessment import presenters, shelf
from wardmoot.apps.assessment.access import draft_for, readers
from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.plan.traces import how_we_know

TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "json": "application/json",
}


def _page(request: HttpRequest, template: str, found: Assessment, **context: Any) -> HttpResponse:
    return render(request, template, {"assessment": found, "period": presenters.period_words(found), "marking": found.marking} | context)


@access(readers, audited="read assessment")
def read_assessment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = draft_for(request, public_id, made=True)
    # the renderer escaped every word of it when it was made
    return _page(request, "assessment/read.html", found, body=Markup(shelf.body(public_id)))  # noqa: S704


@access(readers, audited="view assessment figure")
def assessment_figure(request: HttpRequest, public_id: UUID, figure_id: str) -> HttpResponse:
    found = draft_for(request, public_id, made=True)
    figure = shelf.figure(public_id, figure_id)
    if figure is None:
        raise Http404("the assessment has no figure of this name")
    return _page(request, "assessment/figure.html", found, how=how_we_know(figure))


def _map(request: HttpRequest, public_id: UUID, name: str) -> Assessment:
    found = draft_for(request, public_id, made=True)
    if name not in {one["id"] for one in found.maps}:
        raise Http404("the assessment has no map of this name")
    return found


@access(readers, audited="view assessment map")
def assessment_map(request: HttpRequest, public_id: UUID, name: str) -> HttpResponse:
    found = _map(request, public_id, name)
    beside = shelf.read_map(public_id, name)
    codes = [row["code"] for row in beside["table"]["rows"]]
    picture = Markup(shelf.map_file(public_id, name, "svg").read_text("utf-8"))  # noqa: S704  drawn and escaped by our own renderer
    table = presenters.map_table(public_id, beside["table"])
    drawing = {key: beside[key] for key in ("bands", "labels", "places")} | {"listed": codes}
    return _page(request, "assessment/map.html", found, map=beside, name=name, picture=picture, table=table, drawing=drawing)


@access(readers, audited="view assessment map shapes")
def assessment_map_shapes(request: HttpRequest, public_id: UUID, name: str) -> HttpResponse:
    _map(request, public_id, name)
    return HttpResponse(shelf.map_file(public_id, name, "geojson").read_bytes(), content_type="application/geo+json")


@access(readers, audited="download assessment")
def assessment_file(request: HttpRequest, public_id: UUID, form: str) -> FileResponse:
    found = draft_for(request, public_id, made=True)
    if form not in found.files:
        raise Http404("this format of the assessment has not been made")
    name = found.files[form]["name"]
    file = (shelf.folder(public_id) / shelf.FILES / name).open("rb")
    return FileResponse(file, as_attachment=True, filename=presenters.name_to_save(found, form), content_type=TYPES[form])
