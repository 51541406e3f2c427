"""What a key figure card says beside its number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wardmoot.apps.plan.cards import any_figure, card_of, small_numbers
from wardmoot.apps.plan.presenters import public_label
from wardmoot.apps.plan.words import GAPS, POLARITY, gap_words, unit_words, verdict_title
from wardmoot.catalogue.plans import load_plan, shipped_plan
from wardmoot.core.figures import Polarity, Verdict, VerdictWord
from wardmoot.core.plan import GapKind, StatedComparator, headline_figure

PLAN = load_plan(shipped_plan("wiltshire-2019-2022"))


@pytest.mark.parametrize(
    ("key", "number", "unit"),
    [
        ("F01", "3,205 (3,312)", "incidents"),
        ("F06", "96%", "of 49 on-street sex workers identified"),
        ("F14", "14.3", "offences per 1,000 residents"),
        ("F15", "+6.8", "unit not stated, counted in offences"),
        ("F20", "46.2 (38.5)", "casualties per 100,000 residents"),
        ("F23", "28%", "per cent change, counted in hospital admissions"),
        ("F27", "", ""),
        ("F29", "26.3%", "of 76 young offenders tracked"),
    ],
)
def test_a_card_gives_the_number_in_the_plans_form_with_its_unit(key: str, number: str, unit: str) -> None:
    card = card_of(PLAN, PLAN.headline(key))
    assert (card.number, card.unit) == (number, unit)


def test_a_comparison_without_a_test_gets_no_direction() -> None:
    card = card_of(PLAN, PLAN.headline("F07"))
    assert card.verdict == "Not tested"
    assert card.why == "The document gives two totals and not the monthly counts that a test of change needs."
    assert card_of(PLAN, PLAN.headline("F13")).verdict == "Not compared"


def test_a_direction_is_said_where_a_test_says_it() -> None:
    figure = headline_figure(PLAN, PLAN.headline("F07"))
    assert verdict_title(replace(figure, verdict=Verdict(VerdictWord.LOWER, test="ratio of rates"))) == "Lower than before"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("F01", ""),
        ("F05", "16, 33, 49"),
        ("F06", "49"),
        ("F09", "18, 20"),
        ("F10", "39"),
        ("F16", "21, 30"),
        ("F18", ""),
        ("F29", "20"),
        ("F31", "4, 48"),
        ("F20", ""),
    ],
)
def test_small_numbers_are_said(key: str, said: str) -> None:
    assert small_numbers(PLAN.headline(key)) == (f"Small numbers ({said}): a few more or fewer change this a lot, by chance alone." if said else "")


def test_no_number_of_a_hidden_line_is_given_away_by_its_label() -> None:
    assert public_label(PLAN.headline("F31")) == "[c]"
    assert public_label(PLAN.headline("F01")) == PLAN.headline("F01").label
    small = PLAN.headline("F09")
    assert public_label(small) == small.label
    assert public_label(replace(small, comparator=StatedComparator(12, small.period))) == "[c]"


def test_every_gap_and_polarity_has_its_words() -> None:
    assert set(GAPS) == set(GapKind)
    assert set(POLARITY) == set(Polarity)
    assert gap_words(GapKind.THEME_WITHOUT_PLAN, 1) == "1 theme without a plan"
    assert gap_words(GapKind.THEME_WITHOUT_PLAN, 2) == "2 themes without a plan"


def test_parts_are_figures_of_their_own() -> None:
    headline, figure = any_figure(PLAN, "F05.part2")
    assert (headline.id, figure.written, figure.area.name, unit_words(figure)) == ("F05", "16", "Wiltshire", "people")
    for unknown in ("F05.part9", "F99", "F01.part1", ""):
        with pytest.raises(KeyError):
            any_figure(PLAN, unknown)
