from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from markupsafe import Markup

from wardmoot.apps.jobs.models import Job
from wardmoot.apps.sources.arriving import in_megabytes
from wardmoot.apps.sources.models import Load
from wardmoot.apps.sources.months import ForceMonths
from wardmoot.apps.sources.queries import EVERY, IN_USE, SUPERSEDED, DataFile, source_title
from wardmoot.catalogue.dataset import Category
from wardmoot.core.calendar import Month
from wardmoot.evidence import SOURCES, SourceKey, SourceStatus, Store
from wardmoot.evidence.extracts.difference import UNDATED
from wardmoot.evidence.manifest import Ending
from wardmoot.govuk.components import component
from wardmoot.govuk.tables import Column
from wardmoot.govuk.writing import MONTHS, count_of, day, moment, thousands

STATES = {IN_USE: "In use", SUPERSEDED: "Superseded", EVERY: "In use or superseded"}
STATUSES = {"loaded": ("Loaded", "green"), "revision": ("Revision", "blue"), "unchanged": ("Unchanged", "grey"), "refused": ("Refused", "red")}

JOB_COLOURS = {"queued": "grey", "running": "blue", "done": "green", "failed": "red", "interrupted": "orange"}


def period_words(text: str) -> str:
    """A month, or a span of months, in words; a year or release as it is.

    >>> period_words("2019-10"), period_words("2019-10 to 2019-11"), period_words("2021"), period_words("undated")
    ('October 2019', 'October 2019 to November 2019', '2021', 'No dates')
    """
    first, between, last = text.partition(" to ")
    if text == UNDATED:
        return "No dates"
    if between:
        return f"{period_words(first)} to {period_words(last)}"
    try:
        return Month.parse(text).written
    except ValueError:
        return text


def tag(words: str, colour: str) -> Markup:
    return component("tag", {"text": words, "classes": f"govuk-tag--{colour}"})


ENDED = {Ending.WITHDRAWN: "Undone", Ending.RETENTION: "Rows deleted"}


def _state(file: DataFile) -> str:
    return ENDED[file.batch.ending] if file.batch.ending else "In use" if file.in_use else "Superseded"


def _file_link(file: DataFile) -> Markup:
    return Markup('<a class="govuk-link wm-break" href="{}">{}</a>').format(reverse("data_file", args=[file.id]), file.file)


def _loaded(file: DataFile) -> str:
    return moment(file.loaded_at)


FILE_COLUMNS = (
    Column("source", "Source", lambda file: file.title, order="title"),
    Column("file", "Data file", _file_link, order="file"),
    Column("period", "Period", lambda file: period_words(file.period), order="period"),
    Column("covers", "Covers", lambda file: file.covers, order="covers"),
    Column("rows", "Rows", lambda file: thousands(file.rows), order="rows", numeric=True),
    Column("not_loaded", "Rows not loaded", lambda file: thousands(file.not_loaded), order="not_loaded", numeric=True),
    Column("state", "Status", lambda file: tag(_state(file), "green" if file.in_use else "grey"), order="in_use"),
    Column("loaded", "Loaded", lambda file: day(file.loaded_at), order="loaded_at"),
)
FILE_EXPORT = (
    Column("source", "Source", lambda file: file.title),
    Column("file", "Data file", lambda file: file.file),
    Column("period", "Period", lambda file: file.period),
    Column("covers", "Covers", lambda file: file.covers),
    Column("rows_in", "Rows in the file", lambda file: file.batch.rows_in, numeric=True),
    Column("rows", "Rows", lambda file: file.rows, numeric=True),
    Column("not_loaded", "Rows not loaded", lambda file: file.not_loaded, numeric=True),
    Column("state", "Status", _state),
    Column("loaded", "Loaded", _loaded),
    Column("sha256", "SHA-256", lambda file: file.batch.sha256),
)
REJECT_COLUMNS = (
    Column("line", "Line", lambda reject: thousands(reject.line), order="line", numeric=True),
    Column("column", "Column", lambda reject: reject.column, order="column"),
    Column("value", "What it says", lambda reject: reject.value or "(empty)", order="value"),
    Column("reason", "Why it was not loaded", lambda reject: f"{reject.reason[:1].upper()}{reject.reason[1:]}", order="reason"),
)
REJECT_EXPORT = (Column("line", "Line", lambda reject: reject.line, numeric=True), *REJECT_COLUMNS[1:])


def select(name: str, words: str, chosen: str, options: Iterable[tuple[str, str]]) -> dict[str, Any]:
    items = [{"value": value, "text": text, "selected": value == chosen} for value, text in options]
    return {"id": name, "name": name, "label": {"text": words}, "items": items}


def file_filters(store: Store, chosen: dict[str, str]) -> list[dict[str, Any]]:
    every = store.batches(current_only=False)
    periods = sorted({batch.period for batch in every}, reverse=True)
    present = {batch.source for batch in every}
    sources = [(key.value, source_title(key)) for key in SourceKey if key in present]
    return [
        select("source", "Source", chosen["source"], [("", "Any source"), *sources]),
        select("period", "Period", chosen["period"], [("", "Any period"), *((text, period_words(text)) for text in periods)]),
        select("state", "Status", chosen["state"], STATES.items()),
    ]


def filters_in_words(chosen: dict[str, str]) -> str:
    said = [f"status: {STATES.get(chosen['state'], STATES[IN_USE]).lower()}"]
    if chosen["source"]:
        known = chosen["source"] in {key.value for key in SourceKey}
        said.insert(0, f"source: {source_title(SourceKey(chosen['source'])) if known else 'unknown'}")
    if chosen["period"]:
        said.append(f"period: {period_words(chosen['period'])}")
    return "Filter: " + "; ".join(said)


def source_rows(sources: Iterable[SourceStatus]) -> list[list[dict[str, Any]]]:
    return [
        [
            {
                "html": Markup('<a class="govuk-link" href="{}?source={}#files">{}</a>').format(
                    reverse("data"), found.source.value, source_title(found.source)
                )
            },
            {"text": _span(found.periods)},
            {"text": thousands(found.files), "format": "numeric"},
            {"text": thousands(found.rows), "format": "numeric"},
            {"text": thousands(found.rejected), "format": "numeric"},
            {"text": " ".join(found.attribution)},
        ]
        for found in sources
    ]


MONTH_HEADS = [{"text": "Year"}, *({"text": month[:3], "format": "numeric"} for month in MONTHS)]


def _span(periods: tuple[str, ...]) -> str:
    if len(periods) <= 2:
        return " and ".join(period_words(period) for period in periods)
    # an extract's period may itself be a span of months, or none at all
    ends = sorted(end for period in periods if period != UNDATED for end in period.split(" to "))
    return f"{period_words(ends[0])} to {period_words(ends[-1])}" if ends else period_words(periods[0])


def month_grid_rows(grid: ForceMonths) -> list[list[dict[str, Any]]]:
    return [[{"text": str(row.year)}, *(_month_cell(cell.rows, cell.gap) for cell in row.cells)] for row in grid.years]


def _month_cell(rows: int | None, gap: bool) -> dict[str, Any]:
    if rows is not None:
        return {"text": thousands(rows), "format": "numeric"}
    if gap:
        return {"text": "gap", "format": "numeric", "classes": "wm-gap"}
    return {"html": Markup('<span class="govuk-visually-hidden">none</span>'), "format": "numeric"}


def gaps_in_words(grid: ForceMonths) -> str:
    if grid.held == 1:
        return f"1 month held: {grid.first}."
    head = f"{count_of(grid.held, 'month')} held, {grid.first} to {grid.last}"
    if not grid.gaps:
        return f"{head}, without a gap."
    if len(grid.gaps) > 6:
        return f"{head}; {count_of(len(grid.gaps), 'month')} in between not held."
    return f"{head}; not held: {', '.join(grid.gaps)}."


def file_rows(file: DataFile) -> list[dict[str, Any]]:
    batch = file.batch
    pairs: list[tuple[str, Any]] = [
        ("Source", file.title),
        ("Period", period_words(file.period)),
        ("Covers", file.covers),
        ("Status", tag(_state(file), "green" if file.in_use else "grey")),
        ("Rows in the file", thousands(batch.rows_in)),
        ("Rows loaded", thousands(batch.rows_kept)),
        ("Rows not loaded", thousands(batch.rows_rejected)),
        ("Loaded", _loaded(file)),
        ("Superseded", moment(batch.superseded_at) if batch.superseded_at else "No"),
        ("Size", in_megabytes(batch.size)),
        ("SHA-256", Markup('<code class="wm-break">{}</code>').format(batch.sha256)),
        ("Licence", batch.licence or "None"),
        ("Source to print", batch.attribution),
    ]
    category = SOURCES[batch.source].category
    if category is not Category.NEITHER:
        pairs.append(("Category in law", f"{category.value[:1].upper()}{category.value[1:]} data (UK GDPR)"))
    if batch.detail.get("said"):
        pairs.append(("Said when it was loaded", f"{batch.detail['said'][:1].upper()}{batch.detail['said'][1:]}."))
    return summary(pairs)


def summary(pairs: Iterable[tuple[str, Any]]) -> list[dict[str, Any]]:
    return [{"key": {"text": key}, "value": {"html": value} if isinstance(value, Markup) else {"text": value}} for key, value in pairs]


def version_rows(found: Iterable[DataFile], shown: DataFile) -> list[list[dict[str, Any]]]:
    return [
        [
            {"text": f"{file.file} (this file)"} if file.id == shown.id else {"html": _file_link(file)},
            {"text": _loaded(file)},
            {"text": thousands(file.rows), "format": "numeric"},
            {"text": thousands(file.not_loaded), "format": "numeric"},
            {"html": tag(_state(file), "green" if file.in_use else "grey")},
        ]
        for file in found
    ]


def report_rows(load: Load, number_of: Callable[[dict[str, Any]], int | None]) -> list[list[dict[str, Any]]]:
    return [
        [
            {"html": _report_file(report, number_of(report))},
            {"html": tag(*STATUSES[report["status"]])},
            {"text": thousands(report["rows_in"]), "format": "numeric"},
            {"text": thousands(report["rows_kept"]), "format": "numeric"},
            {"text": thousands(report["rows_rejected"]), "format": "numeric"},
            {"text": _said(report)},
        ]
        for report in load.reports
    ]


def _report_file(report: dict[str, Any], number: int | None) -> Markup:
    if number is None:
        return Markup('<span class="wm-break">{}</span>').format(report["file"])
    return Markup('<a class="govuk-link wm-break" href="{}">{}</a>').format(reverse("data_file", args=[number]), report["file"])


def _said(report: dict[str, Any]) -> str:
    if report["reason"]:
        return f"{report['reason'][:1].upper()}{report['reason'][1:]}."
    if report["status"] == "revision":
        return "It takes the place of the file that was held for the same source, area and period. The earlier one is kept."
    if report["status"] == "unchanged":
        return "The same file is held already: nothing was changed."
    return "Some rows were not loaded: open the file to see which and why." if report["rows_rejected"] else ""


def is_shapes(file: DataFile) -> bool:
    return file.batch.source.value.startswith("boundary-")


def load_rows(loads: Iterable[Load]) -> list[list[dict[str, Any]]]:
    return [
        [
            {"html": Markup('<a class="govuk-link" href="{}">{}</a>').format(reverse("data_load", args=[load.public_id]), moment(load.sent_at))},
            {"text": count_of(len(load.files), "file")},
            {"html": job_tag(load.job)},
        ]
        for load in loads
    ]


def job_tag(job: Job | None) -> Markup:
    state = job.state if job else Job.State.QUEUED
    return tag(Job.State(state).label, JOB_COLOURS[state])


def load_in_words(load: Load) -> str:
    """What a load came to, in one sentence; nothing where it has not ended."""
    counts = [(sum(report["status"] == key for report in load.reports), words[0].lower()) for key, words in STATUSES.items()]
    return "; ".join(f"{count_of(number, 'file')} {word}" for number, word in counts if number)


def known_list() -> Markup:
    items = Markup("").join(Markup("<li>{}</li>").format(source.title[:1].upper() + source.title[1:]) for source in SOURCES.values())
    return Markup('<ul class="govuk-list govuk-list--bullet">{}</ul>').format(items)
