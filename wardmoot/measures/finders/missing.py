"""Missing data: which topics of the assessment nothing is held for, and which months of the period."""

from __future__ import annotations

from collections.abc import Iterator

from wardmoot.core.calendar import written_months
from wardmoot.core.findings import Finder, Finding
from wardmoot.core.findings.sentences import missing_claim, missing_months_claim
from wardmoot.measures.finders.material import Material
from wardmoot.measures.finders.runs import finding_id


def findings(material: Material) -> Iterator[Finding]:
    """One for each topic that was not supplied, and one for the months of the period that are not held. Nothing is tested."""
    for topic in material.not_supplied:
        yield Finding(
            id=finding_id(Finder.MISSING, topic.topic, material.area),
            finder=Finder.MISSING,
            subject=topic.topic,
            subject_words=topic.topic_words,
            area=material.area,
            period=material.period,
            claim=missing_claim(topic.topic_words, topic.supplier),
            figures=(),
            supplier=topic.supplier,
        )
    lost = [month for month in material.period.months() if month not in material.counted]
    if lost:
        yield Finding(
            id=finding_id(Finder.MISSING, "months", material.area),
            finder=Finder.MISSING,
            subject="months",
            subject_words="months not held",
            area=material.area,
            period=material.period,
            claim=missing_months_claim(written_months(lost)),
            figures=(),
            supplier="the police force",
        )
