"""Over random evidence: no word of direction without a test that passed, no number that is not a figure's, sound grammar."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace

import numpy as np
from findings_sample import figure
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from subjects_sample import material, subject

from wardmoot.core.calendar import Month
from wardmoot.core.figures import Denominator, FigureText, Form, Polarity, Unit, VerdictWord
from wardmoot.core.findings import Finding, finding_from_json, finding_to_json, loose_numbers, unlicensed_words
from wardmoot.measures.finders import change, find, level, missing, season, step, trend, unusual
from wardmoot.measures.finders.material import Level, Material, NotSupplied, Subject

UP = {VerdictWord.HIGHER, VerdictWord.HIGHER_THAN, VerdictWord.RISING, VerdictWord.UNUSUALLY_HIGH}
DOWN = {VerdictWord.LOWER, VerdictWord.LOWER_THAN, VerdictWord.FALLING, VerdictWord.UNUSUALLY_LOW}
WORDS = re.compile(r"\b(higher|lower|rising|falling|unusually high|unusually low|season|rose|fell|more|fewer|less|most|least|step)\b")
"""Kept apart from the product's own lexicon, so that neither can hide a fault of the other."""


@st.composite
def subjects(draw: st.DrawFn) -> Subject:
    """Counts of any size with a level, a step, a trend, a season, gaps and odd months, each there or not."""
    months = draw(st.sampled_from([48, 60, 36, 24, 30, 13, 2]))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    place = np.arange(months)
    mean = draw(st.sampled_from([0.0, 0.2, 1.0, 4.0, 30.0, 400.0, 30_000.0]))
    yearly, step = draw(st.sampled_from([1.0, 1.0, 0.6, 1.5])), draw(st.sampled_from([1, 2, 0]))
    expected = mean * yearly ** (place / 12) * np.where(place >= draw(st.integers(0, 60)), step, 1)
    expected = expected * (1 + draw(st.sampled_from([0, 0.5])) * np.cos(place / 6 * math.pi))
    values = random.poisson(expected).astype(float)
    for hole in draw(st.lists(st.integers(0, months - 1), max_size=2)):
        values[hole] = math.nan
    key = draw(st.sampled_from(["crimes", "burglary", "asb", "on-street-sex-workers", "people-drinking-more-than-most", "referrals"]))
    unit = {"asb": "asb_incident", "referrals": "referral", "crimes": "crime", "burglary": "crime"}.get(key, "person")
    return subject(values.tolist(), key=key, unit=unit, polarity=draw(st.sampled_from(list(Polarity))))


@st.composite
def levels(draw: st.DrawFn) -> Level:
    people = Denominator(float(draw(st.integers(1, 500_000))), "residents", "Mid-2024 estimates")

    def rate(id: str, count: float) -> object:
        given = {"unit": Unit.RATE, "multiplier": 1000, "denominator": people, "places": 1}
        return replace(figure(id, count), numerator=count, value=count / people.value * 1000, **given)

    counts = st.integers(0, 20_000).map(float)
    others = tuple((f"Other {i}", rate(f"other.{i}", count)) for i, count in enumerate(draw(st.lists(counts, max_size=5))))
    return Level("burglary", "burglary", rate("own", draw(counts)), "similar areas", rate("centre", draw(counts)), others)  # type: ignore[arg-type]


materials = st.builds(
    lambda held, months, beside, topics: material(*held, months=months, levels=tuple(beside), not_supplied=topics),
    st.lists(subjects(), min_size=2, max_size=3, unique_by=lambda one: one.key),
    st.sampled_from([1, 3, 12, 24]),
    st.lists(levels(), max_size=1),
    st.just((NotSupplied("knife-crime", "knife crime", "police"),)),
)


def every_sentence(looked: Material) -> list[Finding]:
    """What each finder would say of each test, whether it stood or not, as if it had just stood."""
    tests = [candidate for finder in (level, change, trend, step, season, unusual) for candidate in finder.candidates(looked)]
    return [one.make(min(1.0, one.p)) for one in tests if not math.isnan(one.p)]


def direction_of(made: Finding) -> set[VerdictWord]:
    return {f.verdict.word for f in made.figures if f.verdict is not None and f.verdict.p is not None and f.verdict.p < 0.05}


def check_words(made: Finding) -> None:
    """Directions only by verdicts that passed: said of the whole claim, text and figures alike."""
    words, passed = re.sub(re.escape(made.subject_words), "", made.words, flags=re.IGNORECASE), direction_of(made)
    words = words.replace("with the season taken out", "")
    for word in WORDS.findall(words):
        allowed = UP if word in ("higher", "rising", "unusually high", "rose", "more") else DOWN
        allowed = {VerdictWord.SEASONAL} if word == "season" else UP | DOWN if word in ("step", "most", "least") else allowed
        assert passed & allowed, (word, made.words, passed)


def check_numbers(made: Finding) -> None:
    """Every number stands in a figure as it is written, and nothing but figures, dates and codes holds a digit."""
    assert loose_numbers(made) == ()
    printed = {span.figure.id for span in made.claim if isinstance(span, FigureText)}
    assert printed <= {f.id for f in made.figures}
    for span in made.claim:
        if isinstance(span, FigureText) and span.form in (Form.VALUE, Form.WITH_UNIT):
            assert span.figure.value is not None, made.words  # "[x]" is no sentence
            assert span.figure.written in made.words


def check_grammar(made: Finding) -> None:
    words = made.words
    assert re.match(r"[A-Z].*[.)]$", words), words
    assert "  " not in words
    assert " ," not in words
    assert "nan" not in words
    assert not re.search(r"\bthere were 1 |\bthere was (?!1 )", words, re.IGNORECASE), words
    assert not re.search(r"(?<![\d,.])1 (crimes|people|referrals|anti-social behaviour incidents)\b", words), words
    assert not re.search(r"(?<![\d,.])(?!1 )[\d,]+ (crime|person|referral|anti-social behaviour incident)\b", words), words


@settings(max_examples=60)
@given(materials)
def test_no_sentence_goes_further_than_its_test(looked: Material) -> None:
    for made in every_sentence(looked):
        if made.p is not None and made.p < 0.05:
            assert unlicensed_words(made) == ()
            check_words(made)
        check_numbers(made)
        check_grammar(made)


@settings(max_examples=30)
@given(materials)
def test_what_is_found_stood_and_can_be_kept(looked: Material) -> None:
    found = find(looked)
    assert len({made.id for made in found}) == len(found)
    for made in found:
        assert unlicensed_words(made) == ()
        if made.p is not None:
            assert made.adjusted_p is not None
            assert made.p <= made.adjusted_p <= 0.05
        plain = json.loads(json.dumps(finding_to_json(made, inline=True), allow_nan=False))
        assert finding_from_json(plain).words == made.words
    assert {made.subject for made in found if made.p is None} >= {topic.topic for topic in looked.not_supplied}


@settings(max_examples=60)
@given(subjects(), st.integers(1, 30))
def test_no_finder_speaks_of_months_before_a_gap(held: Subject, at: int) -> None:
    assume(at < len(held.months) and np.isfinite(held.values[-at:]).any())  # something is held after the gap
    values = held.values.copy()
    values[-1 - at] = math.nan
    looked = material(replace(held, values=values))
    gap = held.months[-1 - at]
    for made in [one.make(0.01) for finder in (trend, step, season, unusual) for one in finder.candidates(looked)]:
        assert all(f.period.start is None or f.period.start > gap.first_day for f in made.figures)


def test_missing_says_no_direction() -> None:
    looked = material(subject([5.0] * 6, last=Month(2025, 9)), not_supplied=(NotSupplied("x", "fraud", "trading standards"),))
    said = [made.words for made in missing.findings(looked)]
    assert len(said) == 2
    assert not any(WORDS.search(words) for words in said)
