"""The time finders: what is planted is said in the right words, gaps are never crossed, small bases get no percentage."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from findings_sample import AREA, YEAR, figure
from subjects_sample import material, subject

from wardmoot.core.calendar import Month
from wardmoot.core.figures import Denominator, Polarity, Unit, VerdictWord
from wardmoot.core.findings import Finder, Finding, check_claims
from wardmoot.measures.finders import change, find, level, season, step, trend, unusual
from wardmoot.measures.finders.material import Level, Material, NotSupplied
from wardmoot.measures.finders.runs import NEUTRAL, last_run

MONTHS = np.arange(48)
EVERY = tuple(YEAR.months())


def drawn(expected: object, seed: int = 1) -> list[float]:
    return np.random.default_rng(seed).poisson(expected).astype(float).tolist()


def only(found: tuple[Finding, ...], finder: Finder) -> Finding:
    check_claims(found)
    (one,) = (finding for finding in found if finding.finder is finder)
    return one


def test_a_step_in_month_30_is_reported_and_dated() -> None:
    looked = material(subject(drawn(np.where(MONTHS >= 30, 150, 100))), subject(drawn(np.full(48, 80), 2), key="robbery"))
    found = find(looked)
    one = only(found, Finder.STEP)
    assert one.subject == "burglary"
    assert one.period.start == Month(2022, 1).shift(30).first_day
    assert one.words.startswith("Burglary: from July 2024 to December 2025 the number a day is higher than before, as a lasting step (")
    assert one.words.endswith("% with the season taken out).")
    assert one.figures[0].verdict is not None
    assert one.figures[0].verdict.word is VerdictWord.HIGHER
    assert {finding.subject for finding in found} == {"burglary"}


def test_a_fall_over_the_years_is_a_trend() -> None:
    one = only(find(material(subject(drawn(300 * 0.8 ** (MONTHS / 12))))), Finder.TREND)
    assert one.words.startswith("Burglary: the number a day was falling from January 2022 to December 2025 (-")
    assert one.effect is not None
    assert one.effect < 0
    assert "it does not say that the change was steady" in " ".join(one.caveats)


def test_a_rise_of_few_has_counts_and_no_percentage() -> None:
    one = only(find(material(subject(drawn(0.3 * 2 ** (MONTHS / 12), 3)))), Finder.TREND)
    assert "%" not in one.words
    assert " crimes in all)." in one.words


def test_change_compares_the_same_months_and_says_so() -> None:
    year, less = [100.0] * 12, [60.0] * 12
    jitter = np.tile([3, -3, 2, -2, 1, -1], 2)
    before, now = (np.array(year) + jitter).tolist(), (np.array(less) - jitter).tolist()
    one = only(find(material(subject([*before, *now]))), Finder.CHANGE)
    assert one.words == (
        "Burglary: there were 720 crimes from January 2025 to December 2025, against 1,200 from January 2024 to December 2024; "
        "per day that is lower than before (-39.8%)."
    )
    partly = material(subject([*before[:6], *[math.nan] * 6, *now]))
    (candidate,) = change.candidates(partly)
    said = candidate.make(0.01).words
    assert "from January 2025 to June 2025, against" in said
    assert said.endswith(" Only months held for both are compared.")


def test_a_small_base_gets_counts_only() -> None:
    looked = material(subject([2.0] * 12 + [6.0] * 12, key="robbery"))
    (candidate,) = change.candidates(looked)
    made = candidate.make(0.01)
    assert made.words == (
        "Robbery: there were 72 crimes from January 2025 to December 2025, against 24 from January 2024 to December 2024; "
        "per day that is higher than before."
    )
    assert made.caveats == ("The base is small: one of the counts is under thirty, so no percentage is given.",)


def test_one_is_singular() -> None:
    looked = material(subject([*[2.0] * 12, *[0.0] * 11, 1.0]))
    (candidate,) = change.candidates(looked)
    assert candidate.make(0.01).words.startswith("Burglary: there was 1 crime from January 2025")


def test_too_few_are_not_tested_and_nothing_is_set_against_months_not_held() -> None:
    assert list(change.candidates(material(subject([*[0.0] * 12, *[0.0] * 11, 4.0])))) == []
    assert list(change.candidates(material(subject([5.0] * 12)))) == []


def test_neutral_polarity_is_explained() -> None:
    looked = material(subject([*[20.0] * 12, *[60.0] * 12], key="drugs", polarity=Polarity.NEUTRAL))
    (candidate,) = change.candidates(looked)
    made = candidate.make(0.01)
    assert made.polarity is Polarity.NEUTRAL
    assert NEUTRAL in made.caveats


def test_a_summer_season_names_its_months() -> None:
    one = only(find(material(subject(drawn(200 * (1 + 0.4 * np.cos((MONTHS - 6) / 6 * math.pi))), key="asb", unit="asb_incident"))), Finder.SEASON)
    assert one.words.startswith("Asb: the number a day differs by season. A day in ")
    assert " times as many anti-social behaviour incidents as the average day of the year, a day in " in one.words
    assert one.figures[0].breakdown["months that may be the highest"]
    assert "The season is taken to be the same every year." in one.caveats


def test_an_unusual_month_is_named_with_what_was_expected() -> None:
    counts = drawn(np.full(48, 100))
    counts[40] = 190
    one = only(find(material(subject(counts))), Finder.UNUSUAL_MONTHS)
    assert one.id == "unusual-months.burglary.E06999999.2025-05"
    assert one.words.startswith("Burglary: there were 190 crimes in May 2025, unusually high: the other months lead one to expect ")
    earlier = [*counts[:30], 300, *counts[31:40], 100, *counts[41:]]
    assert [f for f in find(material(subject(earlier))) if f.finder is Finder.UNUSUAL_MONTHS] == []  # not in the period


def test_no_finder_runs_across_a_gap() -> None:
    counts = drawn(np.where(MONTHS >= 30, 200, 100))
    counts[29] = math.nan
    looked = material(subject(counts))
    assert [len(list(finder.candidates(looked))) for finder in (trend, step, season, unusual)] == [0, 0, 0, 0]
    run = last_run(looked.subjects[0], Month(2025, 12))
    assert run is not None
    assert (run.months[0], run.values.size) == (Month(2022, 1).shift(30), 18)
    assert last_run(looked.subjects[0], Month(2026, 1)) is None
    counts[-1] = math.nan
    assert last_run(subject(counts), Month(2025, 12)) is None


def beside(count: float, centre: float, *others: float, polarity: Polarity = Polarity.LOWER_IS_BETTER) -> Level:
    people = Denominator(100_000, "residents", "Mid-2024 estimates")

    def rate(id: str, value: float, numerator: float | None = None) -> object:
        given = {"unit": Unit.RATE, "multiplier": 1000, "denominator": people, "places": 1}
        return replace(figure(id, value), numerator=numerator, **given)

    own, middle = rate("own", count / 100, count), rate("centre", centre)
    named = tuple((f"Other {i}", rate(f"other.{i}", value)) for i, value in enumerate(others))
    return Level("burglary", "burglary", own, "similar areas", middle, named, polarity)  # type: ignore[arg-type]


def test_a_level_is_set_beside_its_group() -> None:
    looked = material(subject([50.0] * 24), levels=(beside(600, 4.0, 3.9, 4.0, 4.1, 4.0),))
    one = only(find(looked), Finder.LEVEL)
    assert one.id == "level.burglary.E06999999.similar-areas"
    assert one.words == (
        "Burglary: Anyshire had 6.0 crimes per 1,000 residents from January 2025 to December 2025, "
        "higher than in similar areas (4.0). Rates in the group run from 3.9 to 6.0."
    )
    assert one.effect == pytest.approx(math.log(1.5))


def test_a_level_within_chance_or_without_numbers_is_not_told() -> None:
    assert find(material(levels=(beside(405, 4.0, 3.0, 4.0, 5.0),), counted=EVERY)) == ()
    unknown = beside(600, 4.0)
    assert list(level.candidates(material(levels=(replace(unknown, centre=replace(unknown.centre, value=None)),)))) == []


def test_a_level_of_none_counted_is_lower() -> None:
    looked = material(levels=(beside(0, 0.5),))
    (candidate,) = level.candidates(looked)
    made = candidate.make(0.001)
    assert made.words == (
        "Burglary: there were 0 crimes in Anyshire from January 2025 to December 2025, lower than the 50 that the rate of similar areas would give."
    )
    assert made.effect is not None
    assert made.effect < 0


def test_a_level_of_few_tells_counts_and_no_rate() -> None:
    looked = material(levels=(beside(1, 0.2, 0.1, 0.2, 0.3),))
    (candidate,) = level.candidates(looked)
    made = candidate.make(0.001)
    assert made.words == (
        "Burglary: there was 1 crime in Anyshire from January 2025 to December 2025, lower than the 20 that the rate of similar areas would give."
    )
    assert "The base is small: under thirty were counted, so no rate is told." in made.caveats
    check_claims([made])


def without(looked: Material, *lost: Month) -> Material:
    return replace(looked, counted=tuple(month for month in looked.counted if month not in lost))


def test_what_is_missing_is_said_last_with_who_could_supply_it() -> None:
    topics = (NotSupplied("knife-crime", "knife crime", "police or the hospital trust"),)
    looked = without(material(subject([50.0] * 24), not_supplied=topics), Month(2025, 3), Month(2025, 4))
    found = find(looked)
    check_claims(found)
    assert [f.words for f in found] == [
        "Knife crime. Not assessed: data not supplied. Police or the hospital trust could supply it.",
        "Months not held: no data is held for March 2025 to April 2025. Counts of the period are without what happened then, which is not known.",
    ]
    assert {(f.p, f.adjusted_p, f.finder) for f in found} == {(None, None, Finder.MISSING)}
    assert found[0].supplier == "police or the hospital trust"


def test_without_anything_nothing_is_said() -> None:
    assert find(material(counted=EVERY)) == ()


def test_every_finding_holds_its_own_figures() -> None:
    looked = material(subject(drawn(np.where(MONTHS >= 30, 150, 100))), subject(drawn(300 * 0.8 ** (MONTHS / 12)), key="robbery"))
    found = find(looked)
    ids = [figure.id for finding in found for figure in finding.figures]
    assert len(ids) == len(set(ids))
    assert all(finding.area == AREA for finding in found)
