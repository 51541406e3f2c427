"""The words of direction and comparison, and by which verdicts each is licensed: no claim goes further than its test."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterable
from dataclasses import dataclass

from wardmoot.core.figures import Figure, FigureText, Form, VerdictWord
from wardmoot.core.findings.control import FALSE_FINDINGS
from wardmoot.core.findings.finding import Finding
from wardmoot.core.findings.place_sentences import as_told

_UP = frozenset({VerdictWord.HIGHER, VerdictWord.HIGHER_THAN, VerdictWord.RISING, VerdictWord.UNUSUALLY_HIGH})
_DOWN = frozenset({VerdictWord.LOWER, VerdictWord.LOWER_THAN, VerdictWord.FALLING, VerdictWord.UNUSUALLY_LOW})
_CONCENTRATED = frozenset({VerdictWord.MORE_CONCENTRATED})
_TOGETHER, _APART = frozenset({VerdictWord.TOGETHER}), frozenset({VerdictWord.APART})
_UNUSUAL = frozenset({VerdictWord.UNUSUALLY_HIGH, VerdictWord.UNUSUALLY_LOW})
_SEASON = frozenset({VerdictWord.SEASONAL})
NEVER: frozenset[VerdictWord] = frozenset()
"""No verdict licenses these: no cause is asserted, nothing is praised or blamed."""

DIRECTIONS = _UP | _DOWN | _CONCENTRATED | _TOGETHER | _APART | _SEASON
"""The verdicts that are themselves words of direction or comparison."""


@dataclass(frozen=True, slots=True)
class Term:
    """Words, as a pattern of whole lower-case words, and the verdicts any of which licenses them."""

    pattern: str
    licences: frozenset[VerdictWord]


TERMS = (
    Term(r"ris(?:e|es|en|ing)|rose|increas(?:e|es|ed|ing)|grow(?:s|n|ing|th)?|grew|climb\w*|surg\w*|soar\w*|jump\w*|up|doubl\w*|trebl\w*", _UP),
    Term(r"high|higher|highest|above|more|most|exceed\w*|greater|greatest|larger|largest|over-represented", _UP | _CONCENTRATED | _TOGETHER),
    Term(r"peak\w*", _UP | _SEASON),
    Term(r"fall(?:s|en|ing)?|fell|decreas\w*|declin\w*|drop(?:s|ped|ping)?|reduc\w*|shr[aiu]nk\w*|halv\w*|down|no longer", _DOWN),
    Term(r"low|lower|lowest|below|fewer|fewest|less|least|smaller|smallest|under-represented", _DOWN | _APART),
    Term(r"unusual\w*|exceptional\w*|abnormal\w*|spik\w*", _UNUSUAL),
    Term(r"lasting step", frozenset({VerdictWord.HIGHER, VerdictWord.LOWER})),
    Term(r"cluster\w*|hot ?spots?", _UP),
    Term(r"concentrat\w*", _CONCENTRATED),
    Term(r"season\w*", _SEASON),
    Term(r"together|associated|linked", _TOGETHER | _APART),
    Term(r"because|caus(?:e|es|ed|ing)|due to|owing to|thanks to|led to|leads to|as a result|result(?:s|ed|ing) (?:in|from)", NEVER),
    Term(r"driven by|explain(?:s|ed)? by|responsible for|attributable", NEVER),
    Term(r"better|best|worse|worst|improv\w*|deteriorat\w*|success\w*|alarming|worrying", NEVER),
    Term(r"[↑↓▲▼⬆⬇↗↘]", NEVER),
)
"""Every word of direction or comparison the product knows. A claim uses one only where one of its figures has a verdict that licenses it."""

PHRASES = (
    "with the season taken out",
    "most deprived",
    "least deprived",
    "at least",
    "at most",
    "more than once",
    "twice or more",
    "or more",
    "cluster of high counts that is new",
)
"""What looks like a comparison and is a name or a definition; taken out before a claim is checked."""

_MONTH = "|".join(month_name[1:])
_DATES = re.compile(rf"\b(?:\d{{1,2}} )?(?:{_MONTH})(?: \d{{4}})?\b|\b\d{{4}}/\d{{2}}\b|\bquarter \d\b")
_CODES = re.compile(r"\b(?=\w*\d)(?=\w*[A-Za-z])\w+\b|\b0\d+\b")
_PATTERNS = tuple((re.compile(rf"(?<![\w-])(?:{term.pattern})(?![\w-])"), term.licences) for term in TERMS)


def unlicensed_words(finding: Finding, *, rate: float = FALSE_FINDINGS) -> tuple[str, ...]:
    """The words of the claim that no verdict among its figures licenses, in their order; empty where all is well.

    A verdict licenses words where its own p is within `rate` and the finding stood when all tests were judged together. Both
    what stands in the claim as text and verdicts that are printed in it are looked at. Capitals within a sentence are names.
    """
    licences = _licences(finding, rate)
    printed = [span.figure for span in finding.claim if isinstance(span, FigureText) and span.form in (Form.VERDICT, Form.THAN)]
    spoken = [f.verdict.word.value for f in printed if f.verdict and f.verdict.word in DIRECTIONS and f.verdict.word not in licences]
    text = _sentence_case(_plain(finding))
    for phrase in PHRASES:
        text = text.replace(phrase, " ")
    loose = [match.group() for pattern, allowed in _PATTERNS for match in pattern.finditer(text) if not licences & allowed]
    return (*spoken, *loose)


def loose_numbers(finding: Finding) -> tuple[str, ...]:
    """The numbers in the claim that are no figure's: all but those of its figures, of dates and periods, and of codes and names.

    >>> import re; _DATES.sub("", "in May 2025 and 2024/25")
    'in  and '
    """
    text = _DATES.sub(" ", _plain(finding))
    return tuple(re.findall(r"\d[\d,.]*", _CODES.sub(" ", text)))


def check_claims(findings: Iterable[Finding], *, rate: float = FALSE_FINDINGS) -> None:
    """Raises ValueError, naming finding and words, where a claim says more than its tests or prints a number of its own.

    >>> check_claims([])
    """
    faults = []
    for finding in findings:
        if words := unlicensed_words(finding, rate=rate):
            faults.append(f"{finding.id}: no test that stood licenses {', '.join(map(repr, words))}")
        if numbers := loose_numbers(finding):
            faults.append(f"{finding.id}: {', '.join(numbers)} is not one of its figures")
    if faults:
        raise ValueError("a claim goes further than its figures; change the sentence of its finder: " + "; ".join(faults))


def _licences(finding: Finding, rate: float) -> frozenset[VerdictWord]:
    if finding.p is None or finding.adjusted_p is None or finding.adjusted_p > rate:
        return frozenset()
    verdicts = (figure.verdict for figure in finding.figures)
    return frozenset(v.word for v in verdicts if v is not None and v.p is not None and v.p <= rate)


def _plain(finding: Finding) -> str:
    """The claim without its figures, and without the names of what it is about."""
    text = "\x00".join(span for span in finding.claim if isinstance(span, str))
    names = {finding.subject_words, finding.area.name, finding.period.label, *(n for f in finding.figures for n in _names(f))}
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text, flags=re.IGNORECASE)
    return text


def _names(figure: Figure) -> tuple[str, ...]:
    comparator = figure.comparator
    beside = (comparator.area.name, comparator.period.label) if comparator else ()
    things = (figure.counting_unit.plural, figure.counting_unit.singular)
    cuts = figure.breakdown.values()
    return (figure.area.name, figure.period.label, *cuts, *map(as_told, cuts), *things, *beside)


def _sentence_case(text: str) -> str:
    """The first word of each sentence in small letters, so that a capital means a name."""
    return re.sub(r"(^|[.!?;]\s+|\x00\s*)([A-Z])(?=[a-z])", lambda match: match.group(1) + match.group(2).lower(), text)
