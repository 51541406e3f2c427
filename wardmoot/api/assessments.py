"""Assessments as JSON."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI, Schema

from wardmoot.apps.accounts.access import access
from wardmoot.apps.assessment import queries, shelf
from wardmoot.apps.assessment.access import draft_for, readers
from wardmoot.apps.assessment.models import Assessment, Version
from wardmoot.apps.assessment.presenters import name_to_save
from wardmoot.apps.assessment.version_views import editions_for, sealed_file, version_or_404


class VersionOut(Schema):
    """A locked version, and for whom it has been made."""

    number: int
    title: str
    data_to: date
    locked_at: datetime
    figures_hash: str
    audiences: list[str]


class AssessmentOut(Schema):
    """An assessment, and whether its figures can be read."""

    id: UUID
    area_code: str
    area_name: str
    last_month: str
    months: int
    title: str
    state: str
    made_at: datetime | None
    data_to: date | None
    marking: str
    demonstration: bool
    has_figures: bool


def assessment_out(found: Assessment) -> AssessmentOut:
    return AssessmentOut(
        id=found.public_id,
        area_code=found.area_code,
        area_name=found.area_name,
        last_month=found.last_month,
        months=found.months,
        title=found.title,
        state=found.step,
        made_at=found.made_at,
        data_to=found.cut_off,
        marking=found.marking,
        demonstration=found.demonstration,
        has_figures="json" in found.files,
    )


def add_to(api: NinjaAPI) -> None:
    _add_drafts(api)
    _add_versions(api)


def _add_versions(api: NinjaAPI) -> None:
    @api.get("/assessments/{uuid:public_id}/versions", response=list[VersionOut], summary="The locked versions of an assessment, the last first")
    @access(readers, audited="list assessment versions by API")
    def versions(request: HttpRequest, public_id: UUID) -> list[VersionOut]:
        found = get_object_or_404(queries.assessments(), public_id=public_id)
        return [_version(request, one) for one in queries.versions_of(found)]

    @api.get(
        "/assessments/{uuid:public_id}/versions/{int:number}/{slug:audience}/figures",
        summary="figures.json of a locked version, as it was made for an audience",
    )
    @access(readers, audited="download locked figures by API")
    def version_figures(request: HttpRequest, public_id: UUID, number: int, audience: str) -> FileResponse:
        held = {one.audience: one for one in editions_for(request, version_or_404(public_id, number))}
        if audience not in held or "json" not in held[audience].files:
            raise Http404("there is no figures.json of this version for this audience and person")
        return sealed_file(held[audience], "json")


def _version(request: HttpRequest, one: Version) -> VersionOut:
    return VersionOut(
        number=one.number,
        title=one.title,
        data_to=one.cut_off,
        locked_at=one.at,
        figures_hash=one.figures_hash,
        audiences=[edition.audience for edition in editions_for(request, one)],
    )


def _add_drafts(api: NinjaAPI) -> None:
    @api.get("/assessments", response=list[AssessmentOut], summary="Every assessment, the last asked for first")
    @access(readers, audited="list assessments by API")
    def assessments(request: HttpRequest) -> list[AssessmentOut]:
        return [assessment_out(one) for one in queries.assessments().order_by("-asked_at", "-pk")]

    @api.get("/assessments/{uuid:public_id}", response=AssessmentOut, summary="One assessment")
    @access(readers, audited="view assessment by API")
    def assessment(request: HttpRequest, public_id: UUID) -> AssessmentOut:
        return assessment_out(get_object_or_404(queries.assessments(), public_id=public_id))

    @api.get("/assessments/{uuid:public_id}/figures", summary="figures.json of an assessment: every figure with its trace")
    @access(readers, audited="download figures by API")
    def figures(request: HttpRequest, public_id: UUID) -> FileResponse:
        found = draft_for(request, public_id, made=True)
        if "json" not in found.files:
            raise Http404("figures.json of this assessment has not been made")
        file = shelf.folder(public_id) / shelf.FILES / found.files["json"]["name"]
        return FileResponse(file.open("rb"), filename=name_to_save(found, "json"), content_type="application/json")
