"""What the worker does to make an assessment. Nothing stands in its place until all of it is there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from wardmoot.apps.accounts.models import User
from wardmoot.apps.assessment import actions, sealed, shelf
from wardmoot.apps.assessment.editing import editing_of
from wardmoot.apps.assessment.editing_json import read_editing, write_editing
from wardmoot.apps.assessment.entries import CLOSED, last_revision
from wardmoot.apps.assessment.maps import maps_of, with_map_links, write_map
from wardmoot.apps.assessment.models import Assessment, Edition, Version
from wardmoot.apps.assessment.queries import seal_of
from wardmoot.apps.assessment.similar_queries import group_for
from wardmoot.apps.jobs.models import Job
from wardmoot.apps.sources.queries import held, moment_here
from wardmoot.core.calendar import Month
from wardmoot.core.figures import DisclosureClass, Figure
from wardmoot.core.findings import Finding
from wardmoot.evidence import StoreError
from wardmoot.measures.making import Kind, Made, make_assessment
from wardmoot.reports.assessment import Gathered
from wardmoot.reports.assessment.editing import Editing
from wardmoot.reports.audience import Audience
from wardmoot.reports.disclosure import what_is_hidden
from wardmoot.reports.document import DEMONSTRATION, Document, Map, figures_of
from wardmoot.reports.html import render_html_body
from wardmoot.reports.render import FORMATS as FORMATS_KEPT
from wardmoot.reports.wording import attributions_of

FORMATS = ("html", "pdf", "docx", "ods")
Tell = Callable[[str], None]
CHANGED = (
    "The data files held have changed since this assessment was made, so its figures cannot be made again as they stand. "
    "The formats that were made remain; make a new assessment for the others."
)


def make(job: Job, progress: Any) -> dict[str, Any]:
    assessment = Assessment.objects.select_related("asked_by").get(public_id=job.parameters["assessment"])
    if not assessment.is_made:
        make_now(assessment, formats=job.parameters["formats"], now=moment_here(timezone.now()), tell=lambda stage: progress(stage))
    return {"href": actions.address(assessment), "words": "See the assessment"}


def gather_again(job: Job, progress: Any) -> dict[str, Any]:
    """The draft anew, from the data files held now and everything written until now."""
    assessment = Assessment.objects.select_related("asked_by").get(public_id=job.parameters["assessment"])
    if not assessment.is_open:
        raise ValueError(CLOSED)
    formats = [form for form in job.parameters["formats"] if form in FORMATS]
    make_now(assessment, formats=formats, now=moment_here(timezone.now()), tell=lambda stage: progress(stage), by=job.started_by)
    return {"href": actions.address(assessment), "words": "See the assessment"}


def make_now(
    assessment: Assessment,
    *,
    formats: Sequence[str],
    now: datetime,
    tell: Tell = lambda stage: None,
    by: User | None = None,
    on_found: Callable[[Sequence[Finding]], None] = lambda found: None,
) -> None:
    """Make the files and the pages, and record them. Raises ValueError, saying what to do, where it cannot be made.

    `on_found` is told the findings before anything is written: what it decides and enters is in the document.
    """
    seal, printed = seal_of(held()), Printed(assessment, now, on_found)
    with shelf.making(assessment.public_id) as room:
        made = made_from(assessment, room / shelf.FILES, formats, now, tell, printed)
        tell("Preparing the pages to read on screen")
        maps = write_pages(assessment, room, made.document)
        findings = made.gathered.findings
        shelf.write_findings(room, findings)
        shelf.write_figures(room, every_figure(made.document, findings))
        (room / shelf.EDITING).write_text(write_editing(printed.editing), "utf-8")
    files = {form: shelf.folder(assessment.public_id) / shelf.FILES / path.name for form, path in made.files.items() if form in FORMATS_KEPT}
    drawn = {
        "drawn_revision": printed.revision,
        "data_seal": seal,
        "missing": list(made.gathered.scope.missing),
        "for_partners": is_for_partners(made.document, findings),
    }
    actions.finish(assessment=assessment, document=made.document, files=files, maps=maps, now=now, drawn=drawn, by=by)


class Printed:
    """What people entered, read once the findings are there to hold it against, and how far the writing had got then."""

    def __init__(self, assessment: Assessment, now: datetime, on_found: Callable[[Sequence[Finding]], None]) -> None:
        self.assessment, self.now, self.on_found = assessment, now, on_found
        self.editing, self.revision = Editing(), 0

    def __call__(self, gathered: Gathered) -> Editing:
        self.on_found(gathered.findings)
        self.revision = last_revision(self.assessment)
        self.editing = editing_of(self.assessment, now=self.now, found=gathered.findings)
        return self.editing


def write_pages(assessment: Assessment, room: Path, document: Document) -> list[Map]:
    """The document to read on screen, and its maps to move about in."""
    body = render_html_body(document, trace_url=lambda figure: figure_address(assessment, figure))
    maps = maps_of(document)
    shield = ". ".join(part for part in (document.marking.value, DEMONSTRATION if document.demonstration else "") if part)
    links = {block.id: reverse("assessment_map", args=[assessment.public_id, block.id]) for block in maps}
    (room / shelf.BODY).write_text(with_map_links(body, links), "utf-8")
    for block in maps:
        write_map(room, block, attributions=attributions_of(document), shield=shield)
    return maps


def every_figure(document: Document, findings: Sequence[Finding]) -> list[Figure]:
    """Those the document prints, then those that stand behind findings that it does not."""
    found = {figure.id: figure for figure in figures_of(document)}
    for finding in findings:
        for figure in (*finding.figures, *filter(None, (finding.base,))):
            found.setdefault(figure.id, figure)
    return list(found.values())


def is_for_partners(document: Document, findings: Sequence[Finding]) -> bool:
    """Whether every member agency may see all of it. Where not, the draft is for those who make it, and partners read their own edition.

    A finding that is not printed, because it was rejected, can still be opened beside the draft: its figures have to be open ones.
    """
    if any(figure.disclosure is not DisclosureClass.OPEN for finding in findings for figure in (*finding.figures, *filter(None, (finding.base,)))):
        return False
    hidden = what_is_hidden(document, Audience.PARTNERSHIP)
    return not (hidden.numbers or hidden.withheld or hidden.sentences)


def figure_address(assessment: Assessment, figure: Figure) -> str:
    return reverse("assessment_figure", args=[assessment.public_id, figure.id])


def made_from(
    assessment: Assessment,
    out: Path,
    formats: Sequence[str],
    now: datetime,
    tell: Tell,
    editing: Editing | Callable[[Gathered], Editing],
    *,
    audience: Audience = Audience.INTERNAL,
    kinds: Sequence[Kind] = (Kind.FULL,),
    as_of: Path | None = None,
    version: Version | None = None,
    published: Sequence[Path] = (),
) -> Made:
    """What is made of the assessment, or of a version of it, with what it is compared with.

    `as_of` holds it to the data files and the group of areas of an earlier making.

    `published` are the figures of editions that the audience already has.
    """
    try:
        return make_assessment(
            Path(settings.HOME),
            area=assessment.area_code,
            to=Month.parse(assessment.last_month),
            months=assessment.months,
            out=out,
            formats=sorted({*formats, "json"}),
            now=now,
            editing=editing,
            audience=audience,
            kinds=tuple(kinds),
            earlier=_earlier(version or assessment),
            as_of=as_of,
            similar=group_for(assessment),
            published=published,
            progress=tell,
        )
    except StoreError as lost:
        # an expected failure, which the person who started the job is told in its own words
        raise ValueError(str(lost)) from lost


def _earlier(made: Assessment | Version) -> Path | None:
    """The figures of the locked version that it is compared with."""
    if made.compared_with is None:
        return None
    edition = Edition.objects.select_related("version__assessment").get(version=made.compared_with, audience=Audience.INTERNAL.value)
    return sealed.edition_file(edition, "json")


def make_formats(job: Job, progress: Any) -> dict[str, Any]:
    """Formats that were not made at first, of the same figures to the last byte, or none."""
    assessment = Assessment.objects.get(public_id=job.parameters["assessment"])
    wanted = [form for form in job.parameters["formats"] if form not in assessment.files]
    if wanted:
        place = shelf.folder(assessment.public_id)
        files, editing = place / shelf.FILES, read_editing((place / shelf.EDITING).read_text("utf-8"))
        with tempfile.TemporaryDirectory(dir=files, prefix=".making-") as room:
            made = made_from(assessment, Path(room), wanted, timezone.localtime(assessment.made_at), progress, editing)
            if shelf.sha256(made.files["json"]) != assessment.files["json"]["sha256"]:
                raise ValueError(CHANGED)
            added = {form: Path(shutil.move(made.files[form], files / made.files[form].name)) for form in wanted}
        actions.add_formats(by=job.started_by, assessment=assessment, files=added)
    return {"href": actions.address(assessment), "words": "See the assessment"}
