"""What the evidence puts forward: subjects with a finding that speaks against the area, each once, the weightiest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wardmoot.core.figures import Polarity
from wardmoot.core.findings.finding import Finder, Finding
from wardmoot.core.findings.ranking import weight
from wardmoot.core.findings.sameness import ALL_CRIMES

MOST = 8
"""So many subjects are put forward: more than a strategy group can weigh in one meeting helps nobody."""

REASONS = frozenset(
    {
        Finder.LEVEL,
        Finder.CHANGE,
        Finder.TREND,
        Finder.STEP,
        Finder.HOT_SPOTS,
        Finder.HARM,
        Finder.INEQUALITY,
        Finder.REPEATS,
    }
)
"""The finders that give a reason by themselves. That a subject has a season, an odd month, few places or people, or flags that go together
says how it is spread, not that it is a concern; that data is missing says nothing of it."""

TOTALS = frozenset({ALL_CRIMES, "published-all-recorded-crime-excluding-fraud"})
"""The subjects that are sums of the others: nobody can act on all crimes, so they come after every part."""


@dataclass(frozen=True, slots=True)
class Concern:
    """A subject that is put forward.

    `reasons` has the weightiest first and clusters that last at the end; `beside` is what else was found of it, the favourable too.
    """

    subject: str
    subject_words: str
    reasons: tuple[Finding, ...]
    beside: tuple[Finding, ...] = ()


def speaks_against(finding: Finding) -> bool:
    """Whether a finding is a reason to put its subject forward: a test stood, of a finder that gives reasons, in no favourable direction.

    More is unfavourable where lower is better, less where higher is better. What is neutral (referrals, what police activity finds)
    is a reason only where there is more of it; whether that is good or bad is for people to say.
    """
    if finding.finder not in REASONS or finding.adjusted_p is None or not finding.effect:
        return False
    return (finding.effect < 0) if finding.polarity is Polarity.HIGHER_IS_BETTER else (finding.effect > 0)


def concerns(
    findings: Iterable[Finding], *, most: int = MOST, same: Callable[[Finding], str] = lambda finding: finding.subject
) -> tuple[Concern, ...]:
    """The subjects that the evidence puts forward, `most` at most; none of them is decided.

    One entry for each subject (`same` gives findings of one issue one key), with every reason for it. Sums of other subjects come
    last, and subjects with no reason but clusters that are not new before them: that something is where it always was is no news.
    Otherwise the sum of the weights of the reasons gives the order.

    >>> concerns([])
    ()
    """
    held: dict[str, list[Finding]] = {}
    for finding in findings:
        held.setdefault(same(finding), []).append(finding)
    made = [one for found in held.values() if (one := _concern(found)) is not None]
    return tuple(sorted(made, key=_place)[:most])


def _concern(found: list[Finding]) -> Concern | None:
    reasons = sorted((one for one in found if speaks_against(one)), key=lambda one: (_lasting(one), -weight(one), one.id))
    if not reasons:
        return None
    beside = tuple(one for one in found if one not in reasons and one.adjusted_p is not None)
    return Concern(reasons[0].subject, reasons[0].subject_words, tuple(reasons), beside)


def _place(one: Concern) -> tuple[bool, bool, float, str]:
    return one.subject in TOTALS, all(map(_lasting, one.reasons)), -sum(map(weight, one.reasons)), one.subject


def _lasting(reason: Finding) -> bool:
    """Whether it speaks of clusters that are not new: where something is, rather than that it moved or bears on some more than others."""
    return reason.finder is Finder.HOT_SPOTS and not reason.id.endswith(".new")
