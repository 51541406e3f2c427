"""The same thing is said once: findings that tell one story of one subject and area become one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from wardmoot.core.findings.finding import Finder, Finding


@dataclass(frozen=True, slots=True)
class Story:
    """Finders that can tell the same story of one subject and area, the one to keep when all else is equal first.

    `words` is what the finding that is kept says of the others: `{}` stands for what they are called.
    """

    finders: tuple[Finder, ...]
    words: str


ALL_CRIMES = "crimes"
"""The subject of which the categories of crime are parts."""

SHARED = (Finder.PLACES, Finder.INEQUALITY)
"""What a category of crime mostly has from all crimes: where they are."""

HIGHEST_MONTHS = "months that may be the highest"
"""What a season's figure is broken down by: months in words, parted by commas."""

CALLED = {
    Finder.STEP: "a lasting step",
    Finder.TREND: "a trend over all months",
    Finder.CHANGE: "a difference from the time before",
    Finder.LEVEL: "a comparison with others",
    Finder.REPEATS: "repeats",
    Finder.PEOPLE: "concentration in few",
}
STORIES = (
    Story((Finder.LEVEL,), "The same holds against {}."),
    Story((Finder.STEP, Finder.TREND, Finder.CHANGE), "The same months also show {}."),
    Story((Finder.REPEATS, Finder.PEOPLE), "The same rows also show {}."),
)
"""What counts as one story: the same subject, area and direction, found by finders of one row.

The change of a whole and that of its part are two stories, unless the whole consists of the part alone.
"""


def once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings without those that say again what another says; the order is kept.

    Of one story the finding with the smallest p is kept (a step fits better than a straight line, or the other way round);
    of levels, that against a group of areas before one against a single rate. It takes over the figures of the others and
    says in a caveat that they were found too. Where a whole and its part have one count and one period, the whole is left
    out; where a category has the season of all crimes, or lies in few places, or in deprived ones, no more than they do, the
    category is. Of two findings with one id the first is kept.

    >>> once([])
    ()
    """
    unlike = list({finding.id: finding for finding in reversed(list(findings))}.values())[::-1]
    kept = _without_repetition(_one_of_each_story(unlike))
    return tuple(finding for finding in kept if not any(_whole_of(finding, part) for part in kept))


def _story_of(finding: Finding) -> tuple[object, ...]:
    """What two findings share that tell the same story; a finding that shares with no other has its id."""
    for place, story in enumerate(STORIES):
        if finding.finder in story.finders and finding.effect is not None:
            area = finding.area.code or finding.area.name
            return place, finding.subject, area, math.copysign(1, finding.effect)
    return (finding.id,)


def _one_of_each_story(findings: list[Finding]) -> list[Finding]:
    told: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        told.setdefault(_story_of(finding), []).append(finding)
    return [_merged(same) for same in told.values()]


def _merged(same: list[Finding]) -> Finding:
    if len(same) == 1:
        return same[0]
    story = next(story for story in STORIES if same[0].finder in story.finders)
    kept, *others = sorted(same, key=lambda f: (_is_alone(f), 1.0 if f.p is None else f.p, story.finders.index(f.finder), f.id))
    known = {figure.id for figure in kept.figures}
    more = {figure.id: figure for other in others for figure in other.figures if figure.id not in known}
    names = [name for name in dict.fromkeys(_called(other, kept) for other in others) if name]
    said = (story.words.format(" and ".join(names)),) if names else ()
    caveats = tuple(dict.fromkeys((*kept.caveats, *said, *(c for other in others for c in other.caveats))))
    return replace(kept, figures=(*kept.figures, *more.values()), caveats=caveats)


def _is_alone(finding: Finding) -> bool:
    """Whether a level is set against one rate, not a group of similar areas with its range, which tells more."""
    return finding.finder is Finder.LEVEL and len(finding.figures) == 1


def _called(other: Finding, kept: Finding) -> str:
    """What a finding is called in the one that is kept: a comparison by what it compares with, others by what they look for."""
    if other.finder is not kept.finder:
        return CALLED[other.finder]
    beside = other.figures[0].comparator if other.finder is Finder.LEVEL and other.figures else None
    return beside.label if beside else ""


def _says_again(part: Finding, whole: Finding) -> bool:
    """Whether a finding of one category of crime says nothing that the same of all crimes does not say.

    A season is the same where a month that may be the highest of the one may be the highest of the other; in its places and
    its deprivation a category is as all crimes are unless it is so by more, or the other way round.
    """
    if whole.finder is not part.finder or whole.subject != ALL_CRIMES or part.subject == ALL_CRIMES or whole.area != part.area:
        return False
    if not _of_crimes(part):
        return False
    if whole.finder is Finder.SEASON:
        return bool(_highest(whole) & _highest(part))
    if whole.finder not in SHARED or part.effect is None or whole.effect is None:
        return False
    return part.effect * whole.effect > 0 and abs(part.effect) <= abs(whole.effect)


def _highest(finding: Finding) -> set[str]:
    return {month for figure in finding.figures for month in figure.breakdown.get(HIGHEST_MONTHS, "").split(", ") if month}


def _of_crimes(finding: Finding) -> bool:
    return bool(finding.figures) and finding.figures[0].counting_unit.key == "crime"


def _whole_of(whole: Finding, part: Finding) -> bool:
    """Whether the first counts a whole that consists of the part alone."""
    if whole.finder is not part.finder or whole.subject != ALL_CRIMES or part.subject == ALL_CRIMES or whole.base is None or part.base is None:
        return False
    same_place = (whole.area, whole.period) == (part.area, part.period)
    return same_place and whole.base.counting_unit == part.base.counting_unit and whole.base.value == part.base.value


def _without_repetition(findings: list[Finding]) -> list[Finding]:
    """The findings without those of categories that say again what that of all crimes says; the one that is kept names them."""
    kept = []
    for finding in findings:
        if any(_says_again(finding, whole) for whole in findings):
            continue
        same = [part.subject_words for part in findings if _says_again(part, finding)]
        named = " and ".join(filter(None, (", ".join(same[:-1]), *same[-1:])))
        kept.append(replace(finding, caveats=(*finding.caveats, f"The same holds of {named}.")) if same else finding)
    return kept
