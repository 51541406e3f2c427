"""“How do we know?”: any figure, laid open. The template `plan/_trace.html` draws it, for the pages of other apps too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wardmoot.apps.plan.words import DISCLOSURE, POLARITY, sentence, unit_words, verdict_title, why_that_verdict
from wardmoot.core.calendar.periods import written_day
from wardmoot.core.figures import AsPublished, Denominator, Figure, SourceFile, Trace, Unit, write_number, write_value
from wardmoot.govuk.writing import moment
from wardmoot.reports.traces import values_words

SHORT_LIST = 6


@dataclass(frozen=True, slots=True)
class Row:
    """A fact and its value. `listed` holds what is too long for a line, shown when asked for."""

    name: str
    value: str
    listed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where one of the numbers comes from; `title` says which number."""

    title: str
    method: str
    rows: tuple[Row, ...]
    files: tuple[SourceFile, ...]

    @property
    def attributions(self) -> tuple[str, ...]:
        """What the licences of the files ask to be said, each once."""
        return tuple(dict.fromkeys(file.attribution for file in self.files if file.attribution))


@dataclass(frozen=True, slots=True)
class HowWeKnow:
    """A figure laid open: what it is, how sure, who may see it, how to read it, and where it comes from."""

    figure: Figure
    number: str
    facts: tuple[Row, ...]
    certainty: tuple[Row, ...]
    handling: tuple[Row, ...]
    caveats: tuple[str, ...]
    sources: tuple[Source, ...]


def how_we_know(figure: Figure) -> HowWeKnow:
    number = figure.written_with_comparator if figure.value is not None else (figure.published_text or figure.written)
    return HowWeKnow(
        figure=figure,
        number="No number is given" if figure.unit is Unit.STATEMENT else number,
        facts=tuple(_facts(figure)),
        certainty=tuple(_certainty(figure)),
        handling=tuple(_handling(figure)),
        caveats=tuple(dict.fromkeys(figure.caveats)),
        sources=tuple(_sources(figure)),
    )


def _facts(figure: Figure) -> Iterator[Row]:
    if figure.unit is Unit.STATEMENT:
        yield Row("Value", "None: the source states this in words and gives no number.")
    else:
        yield Row("Value", figure.written if figure.value is not None else f"{figure.published_text} as printed; nothing is computed from it")
        yield Row("Unit", sentence(unit_words(figure)))
    yield Row("What is counted", sentence(figure.counting_unit.plural))
    for name, value in figure.breakdown.items():
        yield Row(sentence(name), value)
    yield Row("Area", _area(figure))
    yield Row("Period", sentence(figure.period.label))
    yield from _comparison(figure)
    if figure.numerator is not None:
        yield Row("Number on top", write_number(figure.numerator))
    if figure.denominator:
        yield Row("Divided by", _denominator(figure.denominator))
    yield from _life("As first published", figure, figure.as_published)
    yield from _life("As revised", figure, figure.as_revised)
    if figure.provisional or figure.revised:
        yield Row("Stage", " and ".join(word for word, holds in (("Provisional", figure.provisional), ("revised", figure.revised)) if holds))


def _area(figure: Figure) -> str:
    code = f", {figure.area.code}" if figure.area.code else ""
    note = f". {figure.area.note}" if figure.area.note else ""
    return f"{figure.area.name} ({figure.area.kind.value}{code}){note}"


def _denominator(base: Denominator) -> str:
    when = f", {base.as_of}" if base.as_of else ""
    return f"{write_number(base.value)} {base.label} ({base.release}{when})"


def _life(title: str, figure: Figure, life: AsPublished | None) -> Iterator[Row]:
    if life:
        base = f" on {_denominator(life.denominator)}" if life.denominator else ""
        note = f". {life.note}" if life.note else ""
        yield Row(title, f"{write_value(life.value, figure.unit, places=figure.places)}{base}{note}")


def _comparison(figure: Figure) -> Iterator[Row]:
    beside = figure.comparator
    if beside is None:
        yield Row("Compared with", "Nothing: the source gives no other number.")
        return
    yield Row("Number in brackets", write_value(beside.value, figure.unit, places=figure.places, missing=figure.missing))
    yield Row("Its period", sentence(beside.period.label) + (f". {beside.note}" if beside.note else ""))
    if beside.area != figure.area or beside.label:
        yield Row("It is the number of", ", ".join(dict.fromkeys(word for word in (beside.label, beside.area.name) if word)))
    if beside.denominator:
        yield Row("It is divided by", _denominator(beside.denominator))


def _certainty(figure: Figure) -> Iterator[Row]:
    if figure.interval:
        confidence = f"{write_number(figure.interval.confidence * 100)}%"
        yield Row("Confidence interval", f"{figure.interval.write(figure.unit, figure.places)} ({confidence}, {figure.interval.method})")
    else:
        yield Row("Confidence interval", "None: " + ("the source prints none." if figure.trace.stated else "none is computed for this figure."))
    yield Row("What the test says", verdict_title(figure))
    if why := why_that_verdict(figure):
        yield Row("Why", why)
    verdict = figure.verdict
    if verdict is None:
        return
    if verdict.test:
        yield Row("Test", verdict.test)
    for name, value, places in (("Statistic", verdict.statistic, 2), ("p", verdict.p, 4), ("Ratio to the number in brackets", verdict.ratio, 2)):
        if value is not None:
            yield Row(name, write_number(value, places))
    if verdict.interval:
        yield Row("Interval of that ratio", f"{verdict.interval.write(Unit.SCORE, 2)} ({verdict.interval.method})")
    if verdict.overdispersion is not None:
        yield Row("Variation beyond chance", f"{write_number(verdict.overdispersion, 2)} times what independent events would show")


def _handling(figure: Figure) -> Iterator[Row]:
    yield Row("Which way is better", POLARITY[figure.polarity])
    yield Row("Who may see it", DISCLOSURE[figure.disclosure])
    yield Row("Marking", figure.marking.value or "None")


def _sources(figure: Figure) -> Iterator[Source]:
    compared = figure.comparator.trace if figure.comparator else None
    yield _source("The number", figure.trace)
    if compared and compared != figure.trace:
        yield _source("The number in brackets", compared)


def _source(title: str, trace: Trace) -> Source:
    return Source(title, trace.method, tuple(_source_rows(trace)), trace.files)


def _source_rows(trace: Trace) -> Iterator[Row]:
    if trace.stated:
        yield Row("Document", trace.stated.document)
        yield Row("Place in it", sentence(trace.stated.place))
        yield Row("Printed words", f"“{trace.stated.printed}”")
        yield Row("Entered by", sentence(trace.stated.entered_by or "not recorded"))
        yield Row("Entered on", written_day(trace.computed_at.date()))
    yield Row("Measure", f"{trace.measure}, version {trace.version}")
    for name, value in trace.parameters.items():
        words = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        yield Row(sentence(str(name).replace("_", " ")), words)
    if trace.query:
        yield Row("Query", f"{trace.query.query}, as at {moment(trace.query.as_of)}")
    if trace.files:
        yield from _filter_rows(trace.filter)
    if trace.row_count is not None:
        yield Row("Rows counted", write_number(trace.row_count))
    if not trace.stated:
        yield Row("Computed", moment(trace.computed_at))


def _filter_rows(chosen: Mapping[str, Any]) -> Iterator[Row]:
    if not chosen:
        yield Row("Which rows", "All rows of the files below")
    for column, value in chosen.items():
        if isinstance(value, Mapping):
            yield Row(_GROUPS.get(column, f"Rows where {column} is"), _condition(value, column in _GROUPS))
            continue
        many = isinstance(value, list | tuple | set | frozenset)
        values = tuple(str(item) for item in value) if many else (str(value),)
        if len(values) > SHORT_LIST:
            short = values_words(values)
            yield Row(f"Rows where {column} is", f"one of {short}" if short.endswith(" values") else short, values)
        else:
            yield Row(f"Rows where {column} is", " or ".join(values) or "nothing")


_GROUPS = {"any of": "Rows where at least one holds", "part": "Of these, the part where"}
"""Filters that hold conditions on several columns."""


def _condition(value: Mapping[str, Any], group: bool) -> str:
    """A condition in words: `from 2017-04-01 to 2018-03-31`, `below 18`; of a group, `homelessness is yes, or ...`."""
    if not group:
        return " ".join(f"{word} {limit}" for word, limit in value.items())
    said = []
    for column, wanted in value.items():
        if isinstance(wanted, Mapping):
            said.append(_condition(wanted, group=True) if column in _GROUPS else f"{column} is {_condition(wanted, group=False)}")
        else:
            said.append(f"{column} is {wanted if isinstance(wanted, str) else ' or '.join(map(str, wanted))}")
    return ", or ".join(said)
