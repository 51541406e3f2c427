"""The lexicon: each word of direction is licensed by a verdict that stood, causes never; numbers are figures."""

from __future__ import annotations

import pytest
from findings_sample import finding, with_verdict

from wardmoot.core.figures import FigureText, Form, VerdictWord
from wardmoot.core.findings import Finding, check_claims, loose_numbers, unlicensed_words


def says(text: str, word: VerdictWord = VerdictWord.HIGHER, **more: object) -> Finding:
    return finding(word=word, claim=(text,), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "word", "loose"),
    [
        ("burglary rose.", VerdictWord.HIGHER, ()),
        ("burglary rose.", VerdictWord.LOWER, ("rose",)),
        ("burglary fell.", VerdictWord.FALLING, ()),
        ("There were fewer.", VerdictWord.NO_CLEAR_CHANGE, ("fewer",)),
        ("Higher here.", VerdictWord.LOWER_THAN, ("higher",)),
        ("It is concentrated.", VerdictWord.MORE_CONCENTRATED, ()),
        ("It is concentrated.", VerdictWord.HIGHER, ("concentrated",)),
        ("They are found together.", VerdictWord.TOGETHER, ()),
        ("A summer peak.", VerdictWord.SEASONAL, ()),
        ("An unusual month.", VerdictWord.HIGHER, ("unusual",)),
        ("It rose because of the fair.", VerdictWord.HIGHER, ("because",)),
        ("It fell, which is an improvement due to patrols.", VerdictWord.LOWER, ("due to", "improvement")),
        ("Burglary ↑", VerdictWord.HIGHER, ("↑",)),
        ("In the most deprived tenth, at least once, in Higher Lane and Lower Road.", VerdictWord.NO_CLEAR_CHANGE, ()),
    ],
)
def test_words_need_their_verdict(text: str, word: VerdictWord, loose: tuple[str, ...]) -> None:
    assert unlicensed_words(says(text, word)) == loose


def test_a_verdict_that_did_not_stand_licenses_nothing() -> None:
    assert unlicensed_words(says("burglary rose.", adjusted_p=0.06)) == ("rose",)
    assert unlicensed_words(says("burglary rose.", p=None, adjusted_p=None)) == ("rose",)
    weak = with_verdict("weak", 150, VerdictWord.HIGHER, p=0.2)
    assert unlicensed_words(finding(claim=("burglary rose.",), figures=(weak,), base=weak)) == ("rose",)


def test_a_printed_verdict_is_a_word_too() -> None:
    count = with_verdict("weak", 150, VerdictWord.HIGHER, p=0.2)
    printed = finding(claim=("Burglary is ", FigureText(count, Form.VERDICT), "."), figures=(count,), base=count)
    assert unlicensed_words(printed) == ("higher than before",)
    same = with_verdict("same", 150, VerdictWord.NO_CLEAR_CHANGE, p=0.2)
    assert unlicensed_words(finding(claim=(FigureText(same, Form.VERDICT),), figures=(same,), base=same)) == ()


def test_what_it_is_about_is_no_claim() -> None:
    named = says("people drinking more: there was no clear change.", VerdictWord.NO_CLEAR_CHANGE, subject="people drinking more")
    assert unlicensed_words(named) == ()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("In May 2025 and 6 March 2018, in 2024/25, from January 2025 to December 2025.", ()),
        ("In Wiltshire 047F, E01032022, Place 003 and the A361.", ()),
        ("There were 12 of 1,300.", ("12", "1,300.")),
        ("By 5.2%.", ("5.2",)),
    ],
)
def test_numbers_in_the_words_are_figures_dates_or_codes(text: str, numbers: tuple[str, ...]) -> None:
    assert loose_numbers(says(text)) == numbers


def test_the_check_names_finding_words_and_numbers() -> None:
    check_claims([finding(), says("It rose.")])
    with pytest.raises(ValueError, match=r"bad: no test that stood licenses 'fell'; bad: 7\. is not one of its figures"):
        check_claims([finding(), finding("bad", claim=("It fell by 7.",))])
