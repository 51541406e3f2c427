"""The annex as tables of words, the same in every format."""

from __future__ import annotations

from wardmoot.core.figures import write_number
from wardmoot.reports.document import Column
from wardmoot.reports.traces import Annex
from wardmoot.reports.wording import clean, written_moment

TRACE_COLUMNS = (
    Column("figure", "Figure"),
    Column("value", "As printed", numeric=True),
    Column("rows", "Rows counted", numeric=True),
    Column("chosen", "Rows chosen"),
    Column("source", "Source"),
)
FILE_COLUMNS = (
    Column("number", "Number"),
    Column("file", "File"),
    Column("source", "Source"),
    Column("period", "Period"),
    Column("rows", "Rows", numeric=True),
    Column("loaded", "Loaded"),
    Column("sha256", "SHA-256"),
)


FILES_TABLE = "data-files-list"


def annex_tables(annex: Annex) -> tuple[str, ...]:
    """The ids of the annex's tables: one for each method, then that of the data files."""
    methods = tuple(f"method-{number}-figures" for number in range(1, len(annex.methods) + 1))
    return (*methods, FILES_TABLE) if annex.files else methods


def file_rows(annex: Annex) -> tuple[tuple[str, ...], ...]:
    """The data files as rows of words: number, file, source, period, rows, loaded, SHA-256."""
    return tuple(
        (str(number), clean(file.name), clean(file.source), clean(file.period), write_number(file.rows), written_moment(file.loaded_at), file.sha256)
        for number, file in enumerate(annex.files, 1)
    )
