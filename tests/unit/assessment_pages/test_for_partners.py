"""Which drafts every member agency may open: what is gathered beside the document counts, printed or not."""

from __future__ import annotations

from datetime import date

import pytest
from findings_sample import NOW, figure, finding

from wardmoot.apps.assessment.work import is_for_partners
from wardmoot.core.figures import DisclosureClass, Marking
from wardmoot.core.findings import Finding
from wardmoot.reports.document import Document, Paragraph

DOCUMENT = Document("An assessment", "", "A partnership", Marking.OFFICIAL, date(2025, 12, 31), NOW, (Paragraph(("Words.",)),), ())


def found(disclosure: DisclosureClass) -> Finding:
    count = figure("count", 12, disclosure=disclosure)
    return finding(claim=("Found.",), figures=(count,), base=count)


@pytest.mark.parametrize(
    ("disclosure", "open_to_all"), [(DisclosureClass.OPEN, True), (DisclosureClass.SENSITIVE, False), (DisclosureClass.CLOSED, False)]
)
def test_a_finding_that_is_not_printed_closes_the_draft_where_its_figures_are_not_open(disclosure: DisclosureClass, open_to_all: bool) -> None:
    assert is_for_partners(DOCUMENT, [found(disclosure)]) is open_to_all
