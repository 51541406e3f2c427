"""The findings that may go with a document that is given to an audience."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from wardmoot.core.figures import Figure
from wardmoot.core.findings import Finding
from wardmoot.reports.audience import Audience
from wardmoot.reports.disclosure.ledger import is_open
from wardmoot.reports.document import Document, figures_of

_NUMBER = re.compile(r"\d")


def protected_findings(findings: Iterable[Finding], given: Document, audience: Audience) -> tuple[Finding, ...]:
    """The findings of which the document that is given (by `for_audience`) shows every number of the claim; all where it is internal.

    Of what stands behind a claim only the figures stay that the document shows. Where one does not, or where hidden months or places
    went into the test, the numbers of the test are left out: nothing was decided on what the document does not print.
    """
    if audience is Audience.INTERNAL:
        return tuple(findings)
    shown = {figure.id: figure for figure in figures_of(given)}
    return tuple(made for finding in findings if (made := _finding(finding, shown)) is not None)


def _finding(finding: Finding, shown: Mapping[str, Figure]) -> Finding | None:
    claimed = [span.figure for span in finding.claim if not isinstance(span, str)]
    if not all(_is_shown(figure, shown) for figure in claimed):
        return None
    kept = [figure for figure in finding.figures if _is_shown(figure, shown)]
    base = finding.base if finding.base and _is_shown(finding.base, shown) else None
    made = replace(
        finding,
        figures=tuple(shown[figure.id] for figure in kept),
        claim=tuple(span if isinstance(span, str) else replace(span, figure=shown[span.figure.id]) for span in finding.claim),
        base=shown[base.id] if base else None,
        caveats=finding.caveats if all(is_open(figure) for figure in finding.figures) else tuple(c for c in finding.caveats if not _NUMBER.search(c)),
    )
    whole = len(kept) == len(finding.figures) and all(figure.verdict == shown[figure.id].verdict for figure in kept)
    return made if whole else replace(made, p=None, adjusted_p=None, effect=None, effect_interval=None)


def _is_shown(figure: Figure, shown: Mapping[str, Figure]) -> bool:
    return figure.id in shown and _is_same(figure, shown[figure.id])


def _is_same(before: Figure, after: Figure) -> bool:
    own = before.comparator.value if before.comparator else None
    return (
        before.written == after.written
        and before.written_with_comparator == after.written_with_comparator
        and (own is None) == (after.comparator is None or after.comparator.value is None)
    )
