"""The order in which the assessment is told."""

from __future__ import annotations

from wardmoot.reports.assessment.gathered import Gathered
from wardmoot.reports.assessment.offences import change_blocks, headline_blocks, offence_blocks, series_blocks
from wardmoot.reports.assessment.opening import scope_blocks, summary_blocks
from wardmoot.reports.assessment.places import concentration_blocks, every_place_blocks, local_area_blocks, place_blocks
from wardmoot.reports.assessment.quality import quality_blocks
from wardmoot.reports.document import Block, Document


def assessment_document(gathered: Gathered) -> Document:
    """The assessment of one area and period, ready for any renderer.

    Order: scope, summary, headlines, offences, change, control charts, local areas, small areas with clusters, how
    concentrated crime is, data quality, and the list of every small area.
    """
    scope = gathered.scope
    blocks: tuple[Block, ...] = (
        *scope_blocks(gathered),
        *summary_blocks(gathered),
        *headline_blocks(gathered),
        *offence_blocks(gathered),
        *change_blocks(gathered),
        *series_blocks(gathered),
        *local_area_blocks(gathered),
        *place_blocks(gathered),
        *concentration_blocks(gathered),
        *quality_blocks(gathered),
        *every_place_blocks(gathered),
    )
    return Document(
        title=f"Strategic assessment: {scope.area.name}",
        subtitle=f"Crime and anti-social behaviour, {scope.period.label}",
        partnership=scope.partnership,
        marking=scope.marking,
        cut_off=scope.cut_off,
        made_at=scope.made_at,
        blocks=blocks,
        attributions=gathered.attributions,
        demonstration=scope.demonstration,
    )
