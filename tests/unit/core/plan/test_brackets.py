"""Numbers with a comparator in brackets, in both of the plan's styles."""

import pytest

from wardmoot.core.plan import Bracketed, read_bracketed


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("517 (503)", Bracketed(517, 503)),
        ("3,205 (3,312) domestic abuse incidents", Bracketed(3205, 3312)),
        ("21 prevent referrals received in 2017/18 (30 2016/17)", Bracketed(21, 30, "2016/17")),
        ("58 (39) children (March 2018)", Bracketed(58, 39)),
        ("12.5% (11.0%)", Bracketed(12.5, 11.0)),
        ("8 (0)", Bracketed(8, 0)),
        ("+6.8", Bracketed(6.8)),
        ("49 identified (33 Swindon and 16 Wiltshire)", Bracketed(49)),
        ("96% (of the 49)", Bracketed(96)),
        ("163 young people (2017/18)", Bracketed(163)),
        ("3,000 people (2014/16)", Bracketed(3000)),
        ("26.3% rate (N=76 tracked for 12mths)", Bracketed(26.3)),
    ],
)
def test_only_a_number_alone_or_with_its_year_is_a_comparator(text, read):
    assert read_bracketed(text) == read


@pytest.mark.parametrize("text", ["", "increasing trend", "2017/18 figures", "1.2 million people", "(503)", "12-15 cases", "3,20 (1)"])
def test_a_line_that_does_not_begin_with_a_number_is_refused(text):
    with pytest.raises(ValueError, match="does not begin with a number"):
        read_bracketed(text)


def test_a_bare_year_in_brackets_is_refused_not_guessed():
    with pytest.raises(ValueError, match="may be a year or a number"):
        read_bracketed("1,900 offences (2016)")
    assert read_bracketed("1,900 offences (2,016)").comparator == 2016
