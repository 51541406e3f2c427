"""The annexes: what changed since the last assessment, and the evidence behind each numbered table and figure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from wardmoot.core.calendar.periods import written_day
from wardmoot.core.figures import Figure, FigureText, Form, SourceFile, write_number
from wardmoot.reports.assessment.supplied import Changes, FigureChange
from wardmoot.reports.document import Block, Callout, CalloutKind, Cell, Column, Document, Drawing, KeyFigures, Paragraph, Table, figures_in
from wardmoot.reports.numbering import labels_of
from wardmoot.reports.wording import clean

EVIDENCE = "evidence"
NO_EARLIER = (
    "No frozen assessment of an earlier year was given, so nothing is compared here. Next year this annex sets each finding beside that of this year."
)
OTHER_LENGTH = (
    "The last assessment counts another number of months than this one. Counts and rates of times of different length are not set side by side: "
    "those of the last assessment stand in its figures file. Where findings are quoted here, each is of its own time."
)
HASHED = "SHA-256 of the file; where there are several, of their hashes joined in order. Each file's own stands in the list of data files."


def changed_blocks(changes: Changes | None) -> Iterator[Block]:
    """Finding by finding: what was said last time, what is said now, and what differs behind it; then the figures."""
    if changes is None:
        yield Callout(CalloutKind.NOTE, "Nothing to compare with", (NO_EARLIER,))
        return
    yield Paragraph((changes.words,))
    if changes.findings:
        yield from _finding_blocks(changes)
    else:
        yield Paragraph(("Every finding reads as it did.",))
    alike = tuple(one for one in changes.figures if _same_length(one))
    if len(alike) < len(changes.figures):
        yield Callout(CalloutKind.WARNING, "Not the same length of time", (OTHER_LENGTH,))
    if alike:
        yield _figure_table(alike)


def _finding_blocks(changes: Changes) -> Iterator[Block]:
    yield Table(
        id="changed-findings",
        title="Finding by finding",
        subtitle="Only those that are new, gone, say something else or were decided otherwise",
        columns=(Column("subject", "About"), Column("then", "Said last time"), Column("now", "Said now"), Column("why", "What differs behind it")),
        rows=tuple((one.subject, _plain(one.then) or "not found", _plain(one.now) or "not found", one.why) for one in changes.findings),
        source="The figures file of the last assessment, and this assessment",
    )


def _plain(spans: Iterable[str | FigureText]) -> str:
    return "".join(span.text if isinstance(span, FigureText) else span for span in spans)


def _same_length(one: FigureChange) -> bool:
    """Whether the two figures may stand side by side: one that is there only once may."""
    if one.then is None or one.now is None or one.then.period.is_open or one.now.period.is_open:
        return True
    then, now = (sum(1 for _ in figure.period.months()) for figure in (one.then, one.now))
    return then == now


def _figure_table(figures: Sequence[FigureChange]) -> Table:
    return Table(
        id="changed-figures",
        title="Headline figures side by side",
        subtitle="Counts, rates and what is compared; small areas and months are left to the figures file",
        columns=(
            Column("what", "Figure"),
            Column("then-period", "Last time's period"),
            Column("then", "Said last time", numeric=True),
            Column("now-period", "This time's period"),
            Column("now", "Said now", numeric=True),
            Column("why", "What differs behind it"),
        ),
        rows=tuple((one.label, *_side(one.then), *_side(one.now), one.why) for one in figures),
        source="The figures file of the last assessment, and this assessment",
        notes=("Set side by side and not tested against one another: the tests of this assessment stand under Change.",),
    )


def _side(figure: Figure | None) -> tuple[Cell, Cell]:
    return (figure.period.label, FigureText(figure, Form.VALUE)) if figure else (None, None)


def evidence_table(document: Document) -> Table:
    """Every numbered table and figure of the document: what it is made from, chosen how, how many rows, loaded when, and the hash."""
    labels = labels_of(document.blocks)
    rows: list[tuple[Cell, ...]] = []
    for block in document.blocks:
        if isinstance(block, Table | Drawing):
            rows.append((labels[block.id].text, clean(block.title), *_behind(block, tuple(figures_in(block)))))
        elif isinstance(block, KeyFigures):
            rows.append(("Key figures", "; ".join(clean(card.words) for card in block.cards), *_behind(block, tuple(figures_in(block)))))
    return Table(
        id=EVIDENCE,
        title="The evidence behind each table and figure",
        subtitle="Numbered as in this document; every single figure's own trace is in the list “How do we know?” and in figures.json",
        columns=(
            Column("number", "Number"),
            Column("title", "What it shows"),
            Column("source", "Source"),
            Column("filter", "Filter"),
            Column("rows", "Rows counted", numeric=True),
            Column("loaded", "Loaded"),
            Column("hash", "SHA-256"),
        ),
        rows=tuple(rows),
        source="",
        notes=(HASHED, "Rows counted: those of the figure that rests on most rows."),
    )


def with_own_evidence(document: Document) -> Document:
    """The document with its table of evidence made from what it shows itself: an edition with numbers hidden has an annex of its own."""
    others = replace(document, blocks=tuple(block for block in document.blocks if getattr(block, "id", "") != EVIDENCE))
    blocks = (evidence_table(others) if getattr(block, "id", "") == EVIDENCE else block for block in document.blocks)
    return replace(document, blocks=tuple(blocks))


def _behind(block: Block, figures: Sequence[Figure]) -> tuple[Cell, ...]:
    """Source, filter, rows, when loaded and hash of the figures of a block."""
    files = tuple(dict.fromkeys(file for figure in figures for file in figure.trace.files))
    counted = [figure.trace.row_count for figure in figures if figure.trace.row_count is not None]
    source = getattr(block, "source", "") or "; ".join(dict.fromkeys(file.name.rsplit("/", 1)[-1] for file in files))
    chosen = getattr(block, "filters", "") or getattr(block, "subtitle", "") or "as each figure says"
    return (clean(source) or None, clean(chosen), write_number(max(counted)) if counted else None, _loaded(files), _hash(files))


def _loaded(files: Sequence[SourceFile]) -> Cell:
    days = sorted({file.loaded_at.date() for file in files})
    return " to ".join(dict.fromkeys(written_day(day) for day in (days[0], days[-1]))) if days else None


def _hash(files: Sequence[SourceFile]) -> Cell:
    hashes = sorted({file.sha256 for file in files})
    if not hashes:
        return None
    whole = hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()
    return f"{whole[:12]}… ({write_number(len(hashes))} file{'' if len(hashes) == 1 else 's'})"
