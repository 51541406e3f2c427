"""What the evidence puts forward, an entry a subject: why, where, how much, how it changed, and what speaks on the other side."""

from __future__ import annotations

from collections.abc import Iterator

from wardmoot.catalogue.crime_types import crime_types
from wardmoot.catalogue.published_offences import published_offences
from wardmoot.core.figures import Polarity, Span
from wardmoot.core.findings import Concern, Finder, Finding, concerns
from wardmoot.core.findings.sentences import topic, when
from wardmoot.reports.assessment.gathered import NOT_FIRM, Gathered, Line
from wardmoot.reports.assessment.view import View
from wardmoot.reports.assessment.wording import capital, listed
from wardmoot.reports.document import Block, Bullets, FigureText, Form, Heading

CALLED = {
    Finder.LEVEL: "a comparison with others",
    Finder.CHANGE: "a difference from the time before",
    Finder.TREND: "a trend",
    Finder.STEP: "a lasting step",
    Finder.HOT_SPOTS: "clusters of high counts",
    Finder.HARM: "a place in the order of harm",
    Finder.INEQUALITY: "a difference by deprivation",
    Finder.REPEATS: "repeats",
}
OTHER_SIDE = (Finder.LEVEL, Finder.CHANGE, Finder.TREND, Finder.STEP)
"""What is told of a subject although it is no reason: how it stands beside others, and how it moved."""
NEUTRAL = "More of it is neither good nor bad in itself: it may be that more was looked for, found or reported."
Spans = tuple[Span, ...]


def put_forward(view: View, most: int) -> tuple[Concern, ...]:
    """What the findings that nobody rejected put forward, the weightiest first; see `core.findings.concerns` for the rule."""
    return concerns(view.told, most=most, same=issue_of)


def issue_of(finding: Finding) -> str:
    """What a finding is about, whichever source counts it: `burglary` of the street files and of the published tables alike."""
    published = published_offences().get(finding.figures[0].breakdown.get("offence group", "")) if finding.figures else None
    return (published.subject if published else "") or finding.subject


def concern_blocks(view: View, one: Concern) -> Iterator[Block]:
    """An entry of its own: each reason a sentence, then the numbers, then what speaks on the other side."""
    yield Heading(2, name_of(one), f"put-forward-{one.subject}", listed=False)
    told = _told(one)
    items: list[Spans] = [_untitled(finding) for finding in told]
    numbers = numbers_of(view.gathered, one)
    said = (*told, *(reason for reason in one.reasons if numbers and reason.finder is Finder.CHANGE))
    rest = list(dict.fromkeys(CALLED[reason.finder] for reason in one.reasons if reason not in said))
    if rest:
        items.append((f"Found too: {listed(rest)}.",))
    if numbers:
        items.append(numbers)
    items += [("To be set beside it: ", *_untitled(finding)) for finding in one.beside if finding.finder in OTHER_SIDE]
    if all(reason.polarity is Polarity.NEUTRAL for reason in one.reasons):
        items.append((NEUTRAL,))
    yield Bullets(tuple(items))


def in_short(view: View, one: Concern) -> Spans:
    """The strongest reason and the numbers, as one item of a list."""
    return (f"{name_of(one)}. ", *_untitled(one.reasons[0]), *((" ", *numbers) if (numbers := numbers_of(view.gathered, one)) else ()))


def name_of(one: Concern) -> str:
    """What the entry is called."""
    return capital(one.subject_words)


def _told(one: Concern) -> tuple[Finding, ...]:
    """The strongest reason, and where it is; where that is not known, the next reason."""
    first, *others = one.reasons
    places = [*(reason for reason in others if reason.finder is Finder.HOT_SPOTS), *(f for f in one.beside if f.finder is Finder.PLACES)]
    second = others if first.finder is Finder.HOT_SPOTS else [*places, *others]
    return (first, *second[:1])


def _untitled(finding: Finding) -> Spans:
    """The claim without what it is about, which the entry is called by already."""
    head, *rest = finding.claim
    if head != topic(finding.subject_words) or not rest or finding.subject.startswith("published-"):
        return finding.claim
    first = rest[0]
    return (capital(first) if isinstance(first, str) else first, *rest[1:])


def numbers_of(gathered: Gathered, one: Concern) -> Spans:
    """How many and for how many residents in the whole period, and against the time before; nothing where no table counts the subject."""
    line = _line(gathered, issue_of(one.reasons[0]))
    if line is None:
        return ()
    rate: Spans = (" (", FigureText(line.rate, Form.WITH_UNIT), ")") if line.rate.value is not None else ()
    basis = gathered.scope.basis
    whole: Spans = (f"{capital(gathered.scope.counted.label)}: ", FigureText(line.count, Form.WITH_UNIT), *rate)
    if basis.current is None or basis.previous is None or line.change.comparator is None or line.change.comparator.value is None:
        return (*whole, ".")
    now: Spans = (f". {capital(basis.current.label)}: ", FigureText(line.change)) if basis.same_months_only else ()
    before: Spans = (", against ", FigureText(line.change, Form.COMPARATOR), f" {when(basis.previous)}: ", FigureText(line.change, Form.VERDICT))
    return (*whole, *now, *before, "." if line.firm else f", but {NOT_FIRM}.")


def _line(gathered: Gathered, subject: str) -> Line | None:
    kinds = {"crimes": gathered.crimes, "asb": gathered.asb}
    names = {kind.slug: kind.name for kind in crime_types().values()}
    return kinds.get(subject) or next((line for line in gathered.offences if line.name == names.get(subject)), None)
