"""The area beside its force, its nation and the areas most like it, in the order a reader takes them in."""

from __future__ import annotations

from collections.abc import Sequence

from wardmoot.reports.document import BarChart, Block, Bullets, Callout, CalloutKind, Funnel, Heading, Table

SEVERAL_SOURCES = (
    "The numbers here are police recorded crime as the national statistics publish it. They are not the counts of the rest of this assessment, "
    "which are made from the street files by place, and the two are never put in one table or chart."
)


def comparator_blocks(
    notes: Sequence[str],
    tables: Sequence[Table],
    bars: Sequence[BarChart],
    funnels: Sequence[Funnel],
    working: Table | None,
    *,
    published: bool = True,
) -> tuple[Block, ...]:
    """What is compared with what, then tables, ranked bars and funnels, then how the similar areas were found.

    Without a table nothing could be compared, and the notes say why. `published` is False where the tables are of counts made here.
    """
    if not tables:
        return (Callout(CalloutKind.WARNING, "Not compared with other areas", (" ".join(notes),)),)
    source: list[Block] = [Callout(CalloutKind.NOTE, "Another source than the rest", (SEVERAL_SOURCES,))] if published else []
    told: list[Block] = [*source, Bullets(tuple((note,) for note in notes))]
    shown: list[Block] = [*told, *tables, *bars, *funnels]
    if working is not None:
        shown += [Heading(2, "How the similar areas were found", "similar-areas-working", listed=False), working]
    return tuple(shown)
