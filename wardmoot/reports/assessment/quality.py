"""What the data can and cannot bear."""

from __future__ import annotations

from collections.abc import Iterator

from wardmoot.reports.assessment.gathered import Gathered
from wardmoot.reports.assessment.sources import source_of
from wardmoot.reports.document import Block, Bullets, Column, FigureText, Table


def quality_blocks(gathered: Gathered) -> Iterator[Block]:
    """The data-quality statement: what was checked, what was found, what it means."""
    yield Table(
        id="quality",
        title="What was checked in the data files",
        subtitle="Every file held of the forces used, whatever its month",
        columns=(Column("check", "Check"), Column("found", "Found", numeric=True), Column("means", "What it means")),
        rows=tuple((q.check, FigureText(q.found), q.means) for q in gathered.quality),
        source=source_of(gathered),
    )
    yield Bullets(tuple((note,) for note in gathered.quality_notes))
