from __future__ import annotations

from typing import Any

from django.urls import reverse
from markupsafe import Markup

from wardmoot.apps.assessment.forms import ALL_FORMATS, FORMATS
from wardmoot.apps.assessment.models import Assessment
from wardmoot.apps.assessment.queries import MADE, NOT_MADE, areas_assessed
from wardmoot.apps.sources.arriving import in_megabytes
from wardmoot.apps.sources.presenters import job_tag, select, summary, tag
from wardmoot.core.calendar import Month
from wardmoot.govuk.tables import Column
from wardmoot.govuk.writing import count_of, day, moment
from wardmoot.reports.document import DEMONSTRATION

STATES = {"": "Made or being made", MADE: "Made", NOT_MADE: "Not made yet"}


def period_words(assessment: Assessment) -> str:
    last = Month.parse(assessment.last_month)
    first = last.shift(1 - assessment.months)
    return last.written if assessment.months == 1 else f"{first.written} to {last.written}"


def area_words(code: str, name: str) -> str:
    """The name with its code; the code alone where no file held names the area."""
    return name if name == code else f"{name} ({code})"


def _name(assessment: Assessment) -> Markup:
    return Markup('<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden">, {}</span></a>').format(
        reverse("assessment", args=[assessment.public_id]), assessment.area_name, period_words(assessment)
    )


def state_tag(assessment: Assessment) -> Markup:
    return tag("Made", "green") if assessment.is_made else job_tag(assessment.job)


def _by(assessment: Assessment) -> str:
    return assessment.asked_by.name if assessment.asked_by else "Set-up"


COLUMNS = (
    Column("area", "Area", _name, order="area_name"),
    Column("to", "Period", period_words, order="last_month"),
    Column("state", "State", state_tag),
    Column("step", "Step", lambda assessment: assessment.get_step_display(), order="step"),
    Column("at", "Made", lambda assessment: moment(assessment.made_at) or "Not yet", order="made_at"),
    Column("asked", "Asked for", lambda assessment: moment(assessment.asked_at), order="asked_at"),
    Column("by", "By", _by, order="asked_by__name"),
)


def filters(chosen: dict[str, str]) -> list[dict[str, Any]]:
    areas = [(code, area_words(code, name)) for code, name in areas_assessed()]
    return [select("area", "Area", chosen["area"], [("", "Any area"), *areas]), select("state", "State", chosen["state"], STATES.items())]


def facts(assessment: Assessment) -> list[dict[str, Any]]:
    pairs: list[tuple[str, Any]] = [
        ("Area", area_words(assessment.area_code, assessment.area_name)),
        ("Period", f"{period_words(assessment)} ({count_of(assessment.months, 'month')})"),
        ("State", state_tag(assessment)),
        ("Step", assessment.get_step_display()),
    ]
    if assessment.is_made:
        pairs += [
            ("Data to", day(assessment.cut_off)),
            ("Made", moment(assessment.made_at)),
            ("Marking", assessment.marking or "None"),
        ]
    if assessment.demonstration:
        pairs.append(("Status", DEMONSTRATION))
    return summary([*pairs, ("Asked for by", f"{_by(assessment)}, {moment(assessment.asked_at)}")])


def download_rows(assessment: Assessment) -> list[list[dict[str, Any]]]:
    return [
        [
            {"html": Markup('<a class="govuk-link" href="{}">{}</a>').format(reverse("assessment_file", args=[assessment.public_id, form]), words)},
            {"text": in_megabytes(assessment.files[form]["size"]), "format": "numeric"},
            {"html": Markup('<span class="wm-break">{}</span>').format(name_to_save(assessment, form))},
            {"html": Markup('<code class="wm-break">{}</code>').format(assessment.files[form]["sha256"])},
        ]
        for form, words in ALL_FORMATS.items()
        if form in assessment.files
    ]


def name_to_save(assessment: Assessment, form: str) -> str:
    """figures.json has one name wherever it is made; taken from a demonstration it must say so too."""
    name: str = assessment.files[form]["name"]
    mark = "DEMONSTRATION-NOT-REAL"
    return f"{mark}-{name}" if assessment.demonstration and mark not in name else name


def formats_missing(assessment: Assessment) -> list[str]:
    return [form for form in FORMATS if form not in assessment.files]


def map_table(public_id: Any, table: dict[str, Any]) -> dict[str, Any]:
    """The table beside a map, each figure leading to how we know it, each row saying which place it is."""
    heads = [{"text": head["text"], "format": "numeric" if head["numeric"] else ""} for head in table["heads"]]
    rows = [[_map_cell(public_id, cell, head["numeric"]) for cell, head in zip(row["cells"], table["heads"], strict=True)] for row in table["rows"]]
    return {
        "caption": f"{table['title']}. {table['subtitle']}",
        "captionClasses": "govuk-table__caption--m",
        "firstCellIsHeader": True,
        "classes": "wm-map-table",
        "head": heads,
        "rows": rows,
    }


def _map_cell(public_id: Any, cell: dict[str, str], numeric: bool) -> dict[str, Any]:
    shape = {"format": "numeric"} if numeric else {}
    if "figure" not in cell:
        return shape | {"text": cell["text"]}
    address = reverse("assessment_figure", args=[public_id, cell["figure"]])
    return shape | {"html": Markup('<a class="govuk-link wm-figure-link" href="{}">{}</a>').format(address, cell["text"])}
