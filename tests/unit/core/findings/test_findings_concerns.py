"""What the evidence puts forward: nothing favourable, each subject once, totals last."""

from __future__ import annotations

from dataclasses import replace

import pytest
from findings_sample import finding
from hypothesis import given
from hypothesis import strategies as st

from wardmoot.core.figures import Polarity
from wardmoot.core.findings import Finder, Finding, concerns, speaks_against
from wardmoot.core.findings.concerns import MOST, REASONS, TOTALS

LOWER, HIGHER, NEUTRAL = Polarity.LOWER_IS_BETTER, Polarity.HIGHER_IS_BETTER, Polarity.NEUTRAL


def found(finder: Finder, subject: str, effect: float | None, polarity: Polarity = LOWER, *, base: float = 150, id: str = "") -> Finding:
    interval = None if effect is None else (effect - 0.05, effect + 0.05)
    p = None if effect is None else 0.001
    id = id or f"{finder.value}.{subject}.E06999999"
    return finding(id, finder=finder, subject=subject, value=base, effect=effect, effect_interval=interval, polarity=polarity, p=p, adjusted_p=p)


@pytest.mark.parametrize(
    ("finder", "effect", "polarity", "said"),
    [
        (Finder.LEVEL, 0.4, LOWER, True),
        (Finder.LEVEL, -0.8, LOWER, False),
        (Finder.CHANGE, -0.4, HIGHER, True),
        (Finder.CHANGE, 0.4, HIGHER, False),
        (Finder.TREND, 0.4, NEUTRAL, True),
        (Finder.TREND, -0.4, NEUTRAL, False),
        (Finder.INEQUALITY, 1.4, LOWER, True),
        (Finder.INEQUALITY, -1.4, LOWER, False),
        (Finder.SEASON, 0.4, LOWER, False),
        (Finder.PLACES, 0.9, LOWER, False),
        (Finder.UNUSUAL_MONTHS, 0.9, LOWER, False),
        (Finder.MISSING, None, NEUTRAL, False),
    ],
)
def test_what_speaks_against_an_area(finder: Finder, effect: float | None, polarity: Polarity, said: bool) -> None:
    assert speaks_against(found(finder, "burglary", effect, polarity)) is said


def test_what_was_not_tested_puts_nothing_forward() -> None:
    assert not speaks_against(replace(found(Finder.LEVEL, "burglary", 0.4), p=None, adjusted_p=None))
    assert concerns([found(Finder.MISSING, "knife-crime", None)]) == ()


def test_a_subject_is_put_forward_once_with_all_its_reasons_and_what_speaks_for_it() -> None:
    level, change = found(Finder.LEVEL, "burglary", 0.2), found(Finder.CHANGE, "burglary", 0.6)
    season, other = found(Finder.SEASON, "burglary", 0.3), found(Finder.LEVEL, "vehicle-crime", -0.8)
    (one,) = concerns([level, season, change, other])
    assert one.subject == "burglary"
    assert one.reasons == (change, level)
    assert one.beside == (season,)


def test_two_sources_of_one_issue_are_one_entry() -> None:
    two = [found(Finder.CHANGE, "burglary", 0.2), found(Finder.LEVEL, "published-burglary", 0.6)]
    (one,) = concerns(two, same=lambda made: made.subject.removeprefix("published-"))
    assert [reason.subject for reason in one.reasons] == ["published-burglary", "burglary"]


def test_totals_come_last_and_clusters_that_are_not_new_before_them() -> None:
    total = found(Finder.CHANGE, "crimes", 0.9, NEUTRAL, base=20_000)
    lasting = found(Finder.HOT_SPOTS, "burglary", 0.9, base=5000)
    new = found(Finder.HOT_SPOTS, "robbery", 0.2, base=90, id="hot-spots.robbery.E06999999.new")
    small = found(Finder.CHANGE, "drugs", 0.3, NEUTRAL, base=100)
    assert [one.subject for one in concerns([total, lasting, new, small])] == ["drugs", "robbery", "burglary", "crimes"]


every = st.builds(
    found,
    st.sampled_from(sorted(set(Finder) - {Finder.MISSING})),
    st.sampled_from([*"abcdefghijkl", *TOTALS]),
    st.floats(-2, 2).filter(lambda effect: abs(effect) > 0.01),
    st.sampled_from(list(Polarity)),
)


@given(st.lists(every, max_size=30))
def test_nothing_favourable_nothing_twice_never_too_many(many: list[Finding]) -> None:
    made = concerns(many)
    assert len(made) <= MOST
    assert len({one.subject for one in made}) == len(made)
    for one in made:
        assert all(reason.finder in REASONS for reason in one.reasons)
        assert all((reason.effect or 0) < 0 if reason.polarity is HIGHER else (reason.effect or 0) > 0 for reason in one.reasons)
        assert not any(speaks_against(other) for other in one.beside)
    parts = [one.subject in TOTALS for one in made]
    assert parts == sorted(parts)
