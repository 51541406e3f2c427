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

from wardmoot.apps.assessment import actions, shelf
from wardmoot.apps.assessment.maps import maps_of, with_map_links, write_map
from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.jobs.models import Job
from wardmoot.apps.sources.queries import moment_here
from wardmoot.core.calendar import Month
from wardmoot.core.figures import Figure
from wardmoot.measures.making import Made, make_assessment
from wardmoot.reports.document import DEMONSTRATION, figures_of
from wardmoot.reports.html import render_html_body
from wardmoot.reports.wording import attributions_of

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


def make_now(assessment: Assessment, *, formats: Sequence[str], now: datetime, tell: Tell = lambda stage: None) -> None:
    """Make the files and the pages, and record them. Raises ValueError, saying what to do, where it cannot be made."""
    with shelf.making(assessment.public_id) as room:
        made = _made(assessment, room / shelf.FILES, formats, now, tell)
        tell("Preparing the pages to read on screen")
        body = render_html_body(made.document, trace_url=lambda figure: figure_address(assessment, figure))
        maps = maps_of(made.document)
        shield = ". ".join(part for part in (made.document.marking.value, DEMONSTRATION if made.document.demonstration else "") if part)
        (room / shelf.BODY).write_text(
            with_map_links(body, {block.id: reverse("assessment_map", args=[assessment.public_id, block.id]) for block in maps}), "utf-8"
        )
        shelf.write_figures(room, figures_of(made.document))
        for block in maps:
            write_map(room, block, attributions=attributions_of(made.document), shield=shield)
    files = {form: shelf.folder(assessment.public_id) / shelf.FILES / path.name for form, path in made.files.items()}
    actions.finish(assessment=assessment, document=made.document, files=files, maps=maps, now=now)


def figure_address(assessment: Assessment, figure: Figure) -> str:
    return reverse("assessment_figure", args=[assessment.public_id, figure.id])


def _made(assessment: Assessment, out: Path, formats: Sequence[str], now: datetime, tell: Tell) -> Made:
    return make_assessment(
        Path(settings.HOME),
        area=assessment.area_code,
        to=Month.parse(assessment.last_month),
        months=assessment.months,
        out=out,
        formats=sorted({*formats, "json"}),
        now=now,
        progress=tell,
    )


def make_formats(job: Job, progress: Any) -> dict[str, Any]:
    """Formats that were not made at first, of the same figures to the last byte, or none."""
    assessment = Assessment.objects.get(public_id=job.parameters["assessment"])
    wanted = [form for form in job.parameters["formats"] if form not in assessment.files]
    if wanted:
        files = shelf.folder(assessment.public_id) / shelf.FILES
        with tempfile.TemporaryDirectory(dir=files, prefix=".making-") as room:
            made = _made(assessment, Path(room), wanted, timezone.localtime(assessment.made_at), progress)
            if shelf.sha256(made.files["json"]) != assessment.files["json"]["sha256"]:
                raise ValueError(CHANGED)
            added = {form: Path(shutil.move(made.files[form], files / made.files[form].name)) for form in wanted}
        actions.add_formats(by=job.started_by, assessment=assessment, files=added)
    return {"href": actions.address(assessment), "words": "See the assessment"}
