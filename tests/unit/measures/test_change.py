"""What is compared with what: the words come first, and only months with a counterpart count."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from wardmoot.catalogue.crime_types import crime_types
from wardmoot.core.calendar import Month, Period, PeriodKind, written_months
from wardmoot.core.figures import Area, AreaKind, Comparator, SourceFile, Verdict, VerdictWord
from wardmoot.measures.change import basis_for, change_figure, compared_months, dispersion_of, judged_together
from wardmoot.measures.recorded_crime import Cube, Slice
from wardmoot.reports.assessment import Line
from wardmoot.reports.assessment.gathered import NOT_FIRM

NOW = datetime(2026, 1, 5, tzinfo=UTC)
YEAR_2025 = Period.rolling_12(Month(2025, 12))


def months(*spans: tuple[str, str]) -> list[Month]:
    return [m for first, last in spans for m in Period.span(Month.parse(first), Month.parse(last)).months()]


def cube(by_month: dict[Month, int], kind: str = "Burglary") -> Cube:
    held = tuple(sorted(by_month))
    counts = np.zeros((1, len(held), len(crime_types())), dtype=np.int64)
    counts[0, :, list(crime_types()).index(kind)] = [by_month[m] for m in held]
    files = tuple(SourceFile("police-street", f"{m}.csv", "0" * 64, NOW, by_month[m], str(m)) for m in held)
    return Cube(Area("X1", "Somewhere", AreaKind.AUTHORITY), ("X01000001",), ("X01000001",), held, counts, files, (), NOW)


def test_a_complete_year_before_is_compared_whole():
    basis = basis_for(YEAR_2025, months(("2024-01", "2025-12")))
    assert not basis.same_months_only
    assert basis.previous == Period.span(Month(2024, 1), Month(2024, 12))
    assert "Every month of both is held" in basis.words


def test_an_incomplete_year_before_compares_the_same_months_and_says_so_first():
    basis = basis_for(YEAR_2025, months(("2024-01", "2024-04"), ("2025-01", "2025-12")))
    assert basis.same_months_only
    assert basis.current == Period.span(Month(2025, 1), Month(2025, 4))
    assert basis.words.startswith("The time before is incomplete, so only the same months are compared: January 2025 to April 2025")


def test_nothing_before_compares_nothing():
    basis = basis_for(YEAR_2025, months(("2025-01", "2025-12")))
    assert basis.current is None
    assert basis.words.startswith("Nothing is compared")


def test_months_with_gaps_have_no_days_to_divide_by():
    basis = basis_for(YEAR_2025, months(("2024-01", "2024-01"), ("2024-03", "2024-03"), ("2025-01", "2025-12")))
    assert basis.current is not None
    assert basis.current.kind is PeriodKind.MONTHS
    assert basis.current.label == "January 2025 and March 2025"
    with pytest.raises(ValueError, match="no number of days"):
        _ = basis.current.days


@pytest.mark.parametrize(
    ("listed", "words"),
    [
        ([Month(2025, 1)], "January 2025"),
        ([Month(2024, 12), Month(2025, 1)], "December 2024 to January 2025"),
        ([Month(2025, 1), Month(2025, 3), Month(2025, 5)], "January 2025, March 2025 and May 2025"),
    ],
)
def test_months_are_written_as_runs(listed: list[Month], words: str):
    assert written_months(listed) == words


def test_the_verdict_follows_the_test_and_counts_are_whole():
    held = dict.fromkeys(months(("2024-01", "2024-12")), 100) | dict.fromkeys(months(("2025-01", "2025-12")), 150)
    made = cube(held)
    basis = basis_for(YEAR_2025, made.months)
    now, before = compared_months(basis, made.months, YEAR_2025)
    kind = (crime_types()["Burglary"],)
    figure = made.figure("f", "Burglary", Slice(kind, now), YEAR_2025)
    changed = change_figure(made, figure, Slice(kind, now), Slice(kind, before), basis)
    assert (changed.value, changed.comparator and changed.comparator.value) == (1800, 1200)
    assert changed.verdict
    assert changed.verdict.word is VerdictWord.HIGHER
    assert changed.verdict.ratio == pytest.approx(1800 / 365 / (1200 / 366))


def test_longer_months_alone_are_no_change():
    held = {m: m.days * 10 for m in months(("2024-01", "2024-04"), ("2025-01", "2025-12"))}
    made = cube(held)
    basis = basis_for(YEAR_2025, made.months)
    now, before = compared_months(basis, made.months, YEAR_2025)
    kind = (crime_types()["Burglary"],)
    changed = change_figure(made, made.figure("f", "b", Slice(kind, now), YEAR_2025), Slice(kind, now), Slice(kind, before), basis)
    assert changed.value != (changed.comparator and changed.comparator.value)
    assert changed.verdict
    assert changed.verdict.word is VerdictWord.NO_CLEAR_CHANGE


def test_a_jumpy_series_needs_more_to_be_called_a_change():
    rng = np.random.default_rng(7)
    held = {m: int(rng.negative_binomial(4, 4 / (4 + 100))) for m in months(("2024-01", "2025-12"))}
    made = cube(held)
    now, before = compared_months(basis_for(YEAR_2025, made.months), made.months, YEAR_2025)
    kind = (crime_types()["Burglary"],)
    assert dispersion_of(made, Slice(kind, now), Slice(kind, before)).factor > 5


def test_crimes_and_incidents_together_are_named_as_both():
    types = tuple(crime_types().values())
    assert Slice(types, ()).counting_unit.plural == "crimes and ASB incidents"
    assert Slice(types[:2], ()).counting_unit.plural == "crimes"


def judged(ps: list[float | None]) -> list[Line]:
    """Lines of which each has a higher count with the p given, judged together."""
    made = cube(dict.fromkeys(months(("2025-01", "2025-01")), 9))
    figure = made.figure("f", "b", Slice((crime_types()["Burglary"],), (Month(2025, 1),)), YEAR_2025)
    comparator = Comparator(1, YEAR_2025, figure.area)
    words = [VerdictWord.HIGHER if p is not None and p < 0.05 else VerdictWord.NO_CLEAR_CHANGE for p in ps]
    changes = [replace(figure, comparator=comparator, verdict=Verdict(word, "test", p=p)) for word, p in zip(words, ps, strict=True)]
    return list(judged_together([Line(str(i), "", figure, figure, change) for i, change in enumerate(changes)]))


def test_of_many_tests_a_direction_is_firm_only_when_it_stands_with_the_others():
    lines = judged([0.001, 0.04, *[0.5] * 12])
    assert [line.firm for line in lines] == [True, False, *[True] * 12]
    verdict = lines[1].change.verdict
    assert verdict
    assert (verdict.word, verdict.note) == (VerdictWord.HIGHER, NOT_FIRM)


def test_one_test_alone_is_firm_and_what_was_not_tested_does_not_count():
    assert [line.firm for line in judged([0.04, None, None])] == [True, True, True]
