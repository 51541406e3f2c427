"""The order in which the assessment is told."""

from __future__ import annotations

from wardmoot.reports.assessment.findings import Findings
from wardmoot.reports.assessment.offences import change_blocks, headline_blocks, offence_blocks, series_blocks
from wardmoot.reports.assessment.opening import scope_blocks, summary_blocks
from wardmoot.reports.assessment.places import concentration_blocks, every_place_blocks, local_area_blocks, place_blocks
from wardmoot.reports.assessment.quality import quality_blocks
from wardmoot.reports.document import Block, Document


def assessment_document(findings: Findings) -> Document:
    """The assessment of one area and period, ready for any renderer.

    Order: scope, summary, headlines, offences, change, control charts, local areas, small areas with clusters, how
    concentrated crime is, data quality, and the list of every small area.
    """
    scope = findings.scope
    blocks: tuple[Block, ...] = (
        *scope_blocks(findings),
        *summary_blocks(findings),
        *headline_blocks(findings),
        *offence_blocks(findings),
        *change_blocks(findings),
        *series_blocks(findings),
        *local_area_blocks(findings),
        *place_blocks(findings),
        *concentration_blocks(findings),
        *quality_blocks(findings),
        *every_place_blocks(findings),
    )
    return Document(
        title=f"Strategic assessment: {scope.area.name}",
        subtitle=f"Crime and anti-social behaviour, {scope.period.label}",
        partnership=scope.partnership,
        marking=scope.marking,
        cut_off=scope.cut_off,
        made_at=scope.made_at,
        blocks=blocks,
        attributions=findings.attributions,
        demonstration=scope.demonstration,
    )
