"""Making an assessment whole: from a home to files. The command line and the web do the same thing here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wardmoot.catalogue.areas import community_areas_for
from wardmoot.catalogue.plans import installed_plan
from wardmoot.core.calendar import Month
from wardmoot.evidence import Store
from wardmoot.measures.assessment import assess
from wardmoot.reports.assessment import Gathered, assessment_document
from wardmoot.reports.document import Document
from wardmoot.reports.render import render


@dataclass(frozen=True, slots=True)
class Made:
    """An assessment: what was found, the document, and its files by format."""

    gathered: Gathered
    document: Document
    files: dict[str, Path]


def make_assessment(
    home: Path,
    *,
    area: str,
    to: Month,
    months: int,
    out: Path,
    formats: Sequence[str],
    now: datetime,
    progress: Callable[[str], None] = lambda stage: None,
) -> Made:
    """Assess `area` from the data files of `home` and write the formats into `out`, which is made when it is not there.

    The plan's partnership leads where a plan is loaded. Raises ValueError, saying what to do, where it cannot be made;
    then nothing is written.
    """
    plan = installed_plan(home)
    gathered = assess(
        Store.open(home, read_only=True),
        area=area,
        to=to,
        months=months,
        now=now,
        partnership=plan.identity.partnership if plan else "",
        groups=community_areas_for(area, home),
        progress=progress,
    )
    document = assessment_document(gathered)
    out.mkdir(parents=True, exist_ok=True)
    extra = {"area": area, "to": str(to), "months": months}
    files = render(
        document, formats, out, stem=f"strategic-assessment-{area}-{to}", progress=lambda _done, _total, stage: progress(stage), extra=extra
    )
    return Made(gathered, document, files)
