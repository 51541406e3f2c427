"""In what order findings are told: by how large and how sure they are, and on how much they rest; never by p alone."""

from __future__ import annotations

import math
from collections.abc import Iterable

from scipy.special import ndtri

from wardmoot.core.findings.finding import Finding

_REACH = float(ndtri(0.975))


def cautious_effect(finding: Finding) -> float:
    """The effect at the end of its 95% interval that lies nearer to no effect, never under 0; 0 where nothing was tested.

    Small bases have wide intervals, so chance alone seldom puts them first. Where a finder gives no interval, its width
    follows from p: the effect less 1.96 standard errors, the standard error being the effect over the normal deviate of p.
    """
    if finding.effect is None or finding.p is None:
        return 0.0
    size = abs(finding.effect)
    if finding.effect_interval is not None:
        lower, upper = finding.effect_interval
        nearer = lower if finding.effect > 0 else -upper
        return 0.0 if math.isnan(nearer) else max(0.0, min(nearer, size))
    deviate = -float(ndtri(finding.p / 2)) if finding.p > 0 else math.inf
    return 0.0 if deviate <= _REACH else size * (1 - _REACH / deviate)


def weight(finding: Finding) -> float:
    """What a finding is ranked by: the cautious effect times the square root of its base.

    That is the geometric mean of the effect itself (how many times as many) and of the events it stands for (effect times
    base): neither a trebling of three nor one per cent of ten thousand leads.
    """
    base = finding.base.numerator if finding.base is not None and finding.base.numerator is not None else 0.0
    return cautious_effect(finding) * math.sqrt(max(base, 1.0))


def ranked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, the weightiest first; what was not tested comes last; ties by id.

    >>> ranked([])
    ()
    """
    return tuple(sorted(findings, key=lambda finding: (finding.p is None, -weight(finding), finding.id)))
