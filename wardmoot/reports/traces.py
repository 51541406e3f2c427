"""The annex “How do we know?”: how each printed figure was made, and from which files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from wardmoot.core.calendar import Month
from wardmoot.core.figures import Figure, SourceFile, Trace, write_number
from wardmoot.reports.document import Document, figures_of
from wardmoot.reports.wording import clean, written_moment

LONGEST_LIST = 6
"""A filter with more values than this is counted in documents for people and written out in figures.json; the annex says so."""


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One figure of the annex, in words; `others` are the further figures that share the row."""

    number: int
    figure: Figure
    label: str
    value: str
    rows: str
    chosen: str
    source: str
    others: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Method:
    """The figures made by one version of one measure, with the sentence that says how."""

    measure: str
    version: str
    sentence: str
    computed: str
    rows: tuple[TraceRow, ...]

    @property
    def title(self) -> str:
        return f"Measure {self.measure}, version {self.version}"


@dataclass(frozen=True, slots=True)
class Annex:
    """All traces of a document: the methods with their figures, and the data files by number."""

    methods: tuple[Method, ...]
    files: tuple[SourceFile, ...]

    @property
    def numbers(self) -> dict[str, int]:
        """The annex number of each figure id."""
        return {figure.id: row.number for method in self.methods for row in method.rows for figure in (row.figure, *row.others)}


def annex_of(document: Document) -> Annex:
    """The annex of every figure the document prints, grouped by how they were made, in reading order."""
    figures = figures_of(document)
    files = tuple(dict.fromkeys(file for figure in figures for trace in traces_of(figure) for file in trace.files))
    numbers = {file: number for number, file in enumerate(files, 1)}
    groups: dict[tuple[str, str, str], list[Figure]] = {}
    for figure in figures:
        groups.setdefault((figure.trace.measure, figure.trace.version, figure.trace.method), []).append(figure)
    counter = iter(range(1, len(figures) + 1))
    return Annex(tuple(_method(key, members, numbers, counter) for key, members in groups.items()), files)


def _method(key: tuple[str, str, str], figures: Sequence[Figure], numbers: Mapping[SourceFile, int], counter: Iterator[int]) -> Method:
    moments = sorted({figure.trace.computed_at for figure in figures})
    computed = " to ".join(dict.fromkeys(written_moment(moment) for moment in (moments[0], moments[-1])))
    rows = tuple(_row(next(counter), figure, numbers) for figure in figures)
    return Method(clean(key[0]), clean(key[1]), clean(key[2]), computed, rows)


def traces_of(figure: Figure) -> tuple[Trace, ...]:
    """The figure's own trace and that of the number in brackets."""
    compared = figure.comparator.trace if figure.comparator else None
    return (figure.trace, compared) if compared and compared is not figure.trace else (figure.trace,)


def _row(number: int, figure: Figure, numbers: Mapping[SourceFile, int]) -> TraceRow:
    own, *compared = traces_of(figure)
    more = [words for words in (figure.area.name, figure.period.label) if words not in figure.label]
    name = clean(figure.label)
    label = ". ".join(filter(None, (name[:1].upper() + name[1:], clean(", ".join(more)))))
    rows, chosen, source = rows_words(own), filter_words(own.filter), source_words(own, numbers)
    for trace in compared:
        rows += f" ({rows_words(trace)})"
        chosen += f". In brackets: {filter_words(trace.filter)}"
        source += f". In brackets: {source_words(trace, numbers)}"
    return TraceRow(number, figure, label, clean(figure.written_with_comparator), rows, chosen, source)


def rows_words(trace: Trace) -> str:
    """How many rows were counted, or `[z]` where the figure was not counted from rows."""
    return "[z]" if trace.row_count is None else write_number(trace.row_count)


def filter_words(chosen: Mapping[str, Any]) -> str:
    """The machine-readable filter as a reader can take it in; long lists are counted, months become a span."""
    if not chosen:
        return "all rows"
    return clean("; ".join(f"{column}: {values_words(value)}" for column, value in chosen.items()))


def values_words(value: Any) -> str:
    """The value, or the values, that a column must have: months as a span, a long list as its number.

    >>> values_words(["2025-01", "2025-02", "2025-03"])
    '2025-01 to 2025-03'
    """
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable) or isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, Mapping) else str(value)
    return _listed(tuple(map(str, value)))


@lru_cache(maxsize=4096)
def _listed(values: tuple[str, ...]) -> str:
    """The words are asked for anew by each format and for each figure that shares the months."""
    if len(values) > 2 and (run := _month_run(values)):
        return run
    if len(values) > LONGEST_LIST:
        return f"{write_number(len(values))} values"
    return " or ".join(values) or "nothing"


def _month_run(values: Sequence[str]) -> str:
    try:
        months = [Month.parse(value) for value in values]
    except ValueError:
        return ""
    unbroken = all(later == month.shift(1) for month, later in pairwise(months))
    return f"{values[0]} to {values[-1]}" if unbroken else ""


def source_words(trace: Trace, numbers: Mapping[SourceFile, int]) -> str:
    """Which data files, which document or which query a trace rests on."""
    parts = []
    if trace.files:
        parts.append(f"data {'file' if len(trace.files) == 1 else 'files'} {_ranges(sorted(numbers[file] for file in trace.files))}")
    if trace.stated:
        parts.append(f"{trace.stated.document}, {trace.stated.place}: “{trace.stated.printed}”")
    if trace.query:
        parts.append(f"query {trace.query.query} as at {written_moment(trace.query.as_of)}")
    return clean("; ".join(parts))


def _ranges(numbers: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)
