from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from markupsafe import Markup

from wardmoot.apps.assessment import sealed
from wardmoot.apps.assessment.forms import ALL_FORMATS
from wardmoot.apps.assessment.models import Edition, Version
from wardmoot.apps.assessment.presenters import area_words, period_words
from wardmoot.apps.sources.arriving import in_megabytes
from wardmoot.apps.sources.presenters import summary
from wardmoot.govuk.writing import count_of, day, moment
from wardmoot.measures.rebuilding import Difference
from wardmoot.reports.audience import Audience

AUDIENCES = {
    Audience.INTERNAL.value: "Internal edition, for those who make and approve it",
    Audience.PARTNERSHIP.value: "Partnership edition, for every member agency",
    Audience.PUBLIC.value: "Public edition: the summary alone",
}
MARK = "DEMONSTRATION-NOT-REAL"
MOST_FIGURES = 200


def facts(version: Version) -> list[dict[str, Any]]:
    one = version.assessment
    return summary(
        [
            ("Area", area_words(one.area_code, one.area_name)),
            ("Period", period_words(one)),
            ("Status", f"Version {version.number}, final, locked"),
            ("Locked", f"{moment(version.at)} by {version.by.name if version.by else 'set-up'}"),
            ("Data to", day(version.cut_off)),
            ("Hash of the figures", Markup('<code class="wm-break">{}</code>').format(version.figures_hash)),
        ]
    )


def name_to_save(edition: Edition, form: str) -> str:
    """What the file is called on somebody's disk: of which version and for whom, and that a demonstration's is not real."""
    name = str(edition.files[form]["name"])
    marked = f"{MARK}-{name}" if edition.version.assessment.demonstration and MARK not in name else name
    return f"version-{edition.version.number}-{edition.audience}-{marked}"


def edition_view(edition: Edition) -> dict[str, Any]:
    version = edition.version
    place = [version.assessment.public_id, version.number, edition.audience]
    rows = [_file_row(edition, form, [*place, form]) for form in edition.files if form != sealed.BODY]
    return {"title": AUDIENCES[edition.audience], "audience": edition.audience, "at": edition.at, "marking": edition.marking or "None", "rows": rows}


def _file_row(edition: Edition, form: str, place: list[Any]) -> list[dict[str, Any]]:
    about = edition.files[form]
    link = Markup('<a class="govuk-link" href="{}">{}</a>').format(reverse("assessment_version_file", args=place), form_words(form))
    return [
        {"html": link},
        {"text": in_megabytes(about["size"]), "format": "numeric"},
        {"html": Markup('<code class="wm-break">{}</code>').format(about["sha256"])},
    ]


def form_words(form: str) -> str:
    """What a file is, in words: `Summary: PDF, tagged for screen readers (.pdf)`."""
    of, _, ending = form.rpartition(".")
    return f"Summary: {ALL_FORMATS[ending]}" if of else ALL_FORMATS[ending]


def change_tables(told: Sequence[Difference]) -> dict[str, Any]:
    """Findings are told by sentences, figures by their numbers; a long list of figures says how long it is."""
    findings = [one for one in told if _is_finding(one)]
    figures = [one for one in told if not _is_finding(one)]
    return {
        "findings": [_row(one) for one in findings],
        "figures": [_row(one) for one in figures[:MOST_FIGURES]],
        "left_out": count_of(len(figures) - MOST_FIGURES, "figure") if len(figures) > MOST_FIGURES else "",
    }


def _is_finding(one: Difference) -> bool:
    return any(text.endswith(".") for text in (one.then, one.now))


def _row(one: Difference) -> list[dict[str, Any]]:
    return [{"text": one.what}, {"text": one.then or "Not there"}, {"text": one.now or "Not there"}, {"text": one.why}]
