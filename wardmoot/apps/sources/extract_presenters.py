from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from markupsafe import Markup

from wardmoot.apps.sources import extract_queries
from wardmoot.apps.sources.extract_forms import GUESSED, NOT_THERE, heading_words
from wardmoot.apps.sources.extract_queries import EVERY, STATES, Import, received_words
from wardmoot.apps.sources.models import Draft, Undoing
from wardmoot.apps.sources.presenters import period_words, select, summary, tag
from wardmoot.catalogue.dataset import Category, Dataset, DatasetColumn
from wardmoot.catalogue.datasets import datasets
from wardmoot.core.figures import DisclosureClass
from wardmoot.evidence import Batch
from wardmoot.govuk.tables import Column
from wardmoot.govuk.writing import count_of, day, moment, thousands

STATE_COLOURS = {"": "green", "superseded": "grey", "undone": "red", "deleted": "grey"}
DRAFT_COLOURS = {"reading": "blue", "checked": "yellow", "refused": "red", "confirmed": "blue"}
DISCLOSURE = {
    DisclosureClass.OPEN: "A: figures may be published",
    DisclosureClass.SENSITIVE: "B: small counts are hidden outside the partnership",
    DisclosureClass.CLOSED: "C: never published",
}
CATEGORY = {
    Category.SPECIAL_CATEGORY: ("special category",),
    Category.CRIMINAL_OFFENCE: ("criminal offence",),
    Category.BOTH: ("special category", "criminal offence"),
    Category.NEITHER: (),
}
BADGES = {"special category": "purple", "criminal offence": "orange"}


def title_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def kept_words(days: int) -> str:
    """How long rows are kept, in words.

    >>> kept_words(2557), kept_words(90)
    ('7 years (2,557 days)', '90 days')
    """
    years = round(days / 365.25)
    exact = count_of(days, "day")
    return f"{count_of(years, 'year')} ({exact})" if years and abs(days - 365.25 * years) < 2 else exact


def state_tag(one: Import) -> Markup:
    return tag(one.words, STATE_COLOURS[one.state])


def _link(one: Import) -> Markup:
    return Markup('<a class="govuk-link" href="{}">{}</a>').format(reverse("extract_import", args=[one.id]), one.title)


IMPORT_COLUMNS = (
    Column("id", "Number", lambda one: str(one.id), order="id", numeric=True),
    Column("dataset", "Dataset", _link, order="title"),
    Column("agency", "Supplied by", lambda one: one.agency, order="agency"),
    Column("period", "Months", lambda one: period_words(one.period), order="period"),
    Column("rows", "Rows", lambda one: thousands(one.rows), order="rows", numeric=True),
    Column("not_loaded", "Rows not loaded", lambda one: thousands(one.not_loaded), order="not_loaded", numeric=True),
    Column("state", "Status", state_tag, order="state"),
    Column("imported", "Imported", lambda one: day(one.imported_at), order="imported_at"),
)
IMPORT_EXPORT = (
    Column("id", "Number", lambda one: one.id, numeric=True),
    Column("dataset", "Dataset", lambda one: one.title),
    Column("agency", "Supplied by", lambda one: one.agency),
    Column("period", "Months", lambda one: one.period),
    Column("rows_in", "Rows in the file", lambda one: one.batch.rows_in, numeric=True),
    Column("rows", "Rows", lambda one: one.rows, numeric=True),
    Column("not_loaded", "Rows not loaded", lambda one: one.not_loaded, numeric=True),
    Column("state", "Status", lambda one: one.words),
    Column("imported", "Imported", lambda one: moment(one.imported_at)),
    Column("ended", "Rows deleted", lambda one: moment(one.batch.ended_at)),
    Column("sha256", "SHA-256", lambda one: one.batch.sha256),
)


def import_filters(every: Sequence[Import], chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    titles = sorted({(one.dataset, one.title) for one in every}, key=lambda pair: pair[1])
    names = sorted({one.agency for one in every})
    states = [(EVERY, "Any status"), *((key or "in-use", words) for key, words in STATES.items())]
    return [
        select("dataset", "Dataset", chosen["dataset"], [("", "Any dataset"), *titles]),
        select("agency", "Supplied by", chosen["agency"], [("", "Any agency"), *((name, name) for name in names)]),
        select("state", "Status", chosen["state"] or EVERY, states),
    ]


def filters_in_words(chosen: Mapping[str, str]) -> str:
    known = datasets()
    said = [f"dataset: {known[chosen['dataset']].title if chosen['dataset'] in known else 'unknown'}"] if chosen["dataset"] else []
    said += [f"supplied by: {chosen['agency']}"] if chosen["agency"] else []
    said.append(f"status: {STATES.get(_state_key(chosen['state']), 'any').lower()}")
    return "Filter: " + "; ".join(said)


def _state_key(given: str) -> str:
    return {"in-use": "", "": EVERY}.get(given, given)


def asked_for(chosen: Mapping[str, str]) -> dict[str, str]:
    """The filters of the address as the query takes them."""
    return {"dataset": chosen["dataset"], "agency": chosen["agency"], "state": _state_key(chosen["state"])}


def draft_rows(drafts: Iterable[Draft], *, now: datetime) -> list[list[dict[str, Any]]]:
    known = datasets()
    return [
        [
            {
                "html": Markup('<a class="govuk-link" href="{}">{}</a>').format(
                    reverse("extract_draft", args=[draft.public_id]), known[draft.dataset].title if draft.dataset in known else draft.dataset
                )
            },
            {"text": draft.agency.name},
            {"text": title_case(received_words(draft))},
            {"html": draft_tag(draft)},
            {"text": day(extract_queries.shown_here(draft.expires_at, now=now))},
        ]
        for draft in drafts
    ]


def draft_tag(draft: Draft) -> Markup:
    words = "Interrupted" if draft.state in ("reading", "confirmed") and draft.job and draft.job.is_finished else draft.get_state_display()
    return tag(words, DRAFT_COLOURS.get(draft.state, "grey"))


def dataset_rows(dataset: Dataset) -> list[dict[str, Any]]:
    badges = Markup(" ").join(tag(words, BADGES[words]) for words in CATEGORY[dataset.category])
    pairs: list[tuple[str, Any]] = [
        ("Counting unit", title_case(dataset.counting_unit.singular)),
        ("Category in law", badges or "Neither special category nor criminal offence"),
        ("About people", "Yes: each row is about a person, known by a keyed hash only" if dataset.persons else "No"),
        ("Usually supplied by", title_case(dataset.owner)),
        ("Sent", f"{title_case(dataset.refresh)}, due {count_of(dataset.lag_days, 'day')} after the end of the period"),
        ("Disclosure", DISCLOSURE[dataset.disclosure]),
        ("Superseded rows kept", kept_words(dataset.retention_days)),
        ("What names a row", ", ".join(dataset.column(name).label for name in dataset.unique) or "Nothing: rows may repeat"),
    ]
    return summary(pairs)


def column_rows(dataset: Dataset) -> list[list[dict[str, Any]]]:
    return [
        [
            {"html": _column_name(column)},
            {"text": title_case(column.expected)},
            {"text": "Needed" if column.required else "May be empty or left out"},
            {"text": ", ".join(column.aliases) or "None"},
        ]
        for column in dataset.columns
    ]


def _column_name(column: DatasetColumn) -> Markup:
    badges = Markup(" ").join(tag(words, BADGES[words]) for words in CATEGORY[column.category])
    return Markup("{} {}").format(column.label, badges) if badges else Markup("{}").format(column.label)


def label_of(dataset: Dataset, name: str) -> str:
    """A column's words; of several that together name a row, all of theirs."""
    labels = {column.name: column.label for column in dataset.columns}
    return ", ".join(labels.get(part, part) for part in name.split(" + ")) if name else "The whole row"


def _samples(samples: Iterable[Mapping[str, Any]]) -> Markup:
    items = Markup("").join(Markup("<li>Line {}{}</li>").format(thousands(s["line"]), f": {s['shown']}" if s["shown"] else "") for s in samples)
    return Markup('<ul class="govuk-list wm-samples">{}</ul>').format(items)


def error_rows(dataset: Dataset, found: Mapping[str, Any]) -> list[list[dict[str, Any]]]:
    return [
        [
            {"text": label_of(dataset, error["column"])},
            {"text": title_case(error["reason"])},
            {"text": thousands(error["count"]), "format": "numeric"},
            {"html": _samples(error["samples"])},
            {"text": title_case(error["expected"]) or "–"},
        ]
        for error in found["errors"]
    ]


def adjustment_rows(dataset: Dataset, found: Mapping[str, Any]) -> list[list[dict[str, Any]]]:
    return [
        [
            {"text": label_of(dataset, one["column"])},
            {"text": title_case(one["what"])},
            {"text": thousands(one["count"]), "format": "numeric"},
            {"html": _samples(one["samples"])},
        ]
        for one in found["adjustments"]
    ]


def difference_rows(found: Mapping[str, Any]) -> list[list[dict[str, Any]]]:
    """What the import would change of what is held; empty where nothing is held to compare with."""
    difference = found["difference"]
    if not difference or not difference["of"]:
        return []
    lines = [
        ("New rows", difference["added"], "Not held yet."),
        ("Changed rows", difference["changed"], "Held already, with other values: these take their place."),
        ("Rows no longer there", difference["removed"], "Held for these months and not in this file: they will no longer count."),
        ("Rows that stay the same", difference["same"], "Held already, just so."),
    ]
    return [[{"text": words}, {"text": thousands(count), "format": "numeric"}, {"text": means}] for words, count, means in lines]


def match_rows(dataset: Dataset, draft: Draft) -> list[dict[str, Any]]:
    """The matching as it was checked, for the page of answers."""
    headings = {m["column"]: m for m in draft.found["matches"]}
    pairs = []
    for column in dataset.columns:
        m = headings.get(column.name)
        if m:
            how = GUESSED[draft.hows.get(column.name, m["how"])]
            pairs.append((column.label, Markup('{}<br><span class="wm-quiet">{}</span>').format(heading_words(m["heading"]), how)))
        else:
            pairs.append((column.label, Markup("{}").format(NOT_THERE)))
    return summary(pairs)


def guessed_labels(dataset: Dataset, draft: Draft) -> list[str]:
    """The columns that were matched by their contents: somebody should look."""
    return [label_of(dataset, m["column"]) for m in draft.found["matches"] if draft.hows.get(m["column"], m["how"]) == "contents"]


def nearly_labels(draft: Draft) -> list[str]:
    """The columns without a heading where one of the file is nearly it."""
    return [u["label"] for u in draft.found["unmatched"] if u["suggestion"]]


def not_kept(found: Mapping[str, Any]) -> list[str]:
    return [heading_words(heading) for heading in found["undeclared"]]


def answer_rows(dataset: Dataset, draft: Draft) -> list[dict[str, Any]]:
    found = draft.found
    pairs: list[tuple[str, Any]] = [
        ("Dataset", dataset.title),
        ("Supplied by", draft.agency.name),
        ("File", f"{title_case(received_words(draft))} ({found['format']})"),
        ("Months", period_words(found["period"])),
        ("Rows in the file", thousands(found["rows_in"])),
        ("Rows to import", thousands(found["rows_ok"])),
        ("Bad rows", thousands(found["rows_bad"])),
    ]
    return summary(pairs)


def import_rows(one: Import, draft: Draft | None, undoing: Undoing | None) -> list[dict[str, Any]]:
    batch = one.batch
    pairs: list[tuple[str, Any]] = [
        ("Status", state_tag(one)),
        ("Supplied by", one.agency),
        ("Months", period_words(one.period)),
        ("Rows in the file", thousands(batch.rows_in)),
        ("Rows imported", thousands(batch.rows_kept)),
        ("Rows not loaded", thousands(batch.rows_rejected)),
        ("Imported", moment(batch.loaded_at)),
        ("Imported by", draft.confirmed_by.name if draft and draft.confirmed_by else "The command line or set-up"),
        ("Superseded rows kept", kept_words(batch.detail["retention_days"])),
        ("SHA-256 of the file", Markup('<code class="wm-break">{}</code>').format(batch.sha256)),
        ("Source to print", batch.attribution),
    ]
    return summary([*pairs, *_ending(batch, undoing)])


def _ending(batch: Batch, undoing: Undoing | None) -> list[tuple[str, Any]]:
    pairs: list[tuple[str, Any]] = []
    if batch.superseded_at and not undoing:
        pairs.append(("Superseded", moment(batch.superseded_at)))
    if undoing:
        pairs += [("Undone", moment(undoing.undone_at)), ("Undone by", undoing.undone_by.name), ("Why", undoing.get_reason_display())]
    elif batch.ended_at:
        pairs.append(("Rows deleted", f"{moment(batch.ended_at)}, {batch.ending}"))
    return pairs


def adjusted_rows(dataset: Dataset | None, batch: Batch) -> list[list[dict[str, Any]]]:
    return [
        [{"text": label_of(dataset, column) if dataset else column}, {"text": title_case(what)}, {"text": thousands(count), "format": "numeric"}]
        for column, what, count in batch.detail["adjusted"]
    ]


def links_to(numbers: Iterable[int], every: Mapping[int, Import]) -> list[Import]:
    return [every[number] for number in numbers if number in every]


def deletions(every: Iterable[Import]) -> list[str]:
    """What the retention rule has deleted, newest first."""
    gone = sorted((one for one in every if one.state == extract_queries.DELETED), key=lambda one: str(one.batch.ended_at), reverse=True)
    return [
        f"{one.title}, {one.agency}, {period_words(one.period)}: {count_of(one.rows, 'superseded row')} removed on {day(one.batch.ended_at)}"
        for one in gone[:10]
    ]
