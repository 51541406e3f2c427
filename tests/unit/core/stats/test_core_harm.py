"""Harm weighting: by hand, the limits' published form, refusals; and the files of weights, faults and all."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import chi2

from wardmoot.catalogue.crime_types import crime_types
from wardmoot.catalogue.harm_weights import WeightFaults, load_harm_weights
from wardmoot.core.stats.harm import STREET_CATEGORIES, HarmWeights, weigh, weighted_sum_limits
from wardmoot.core.stats.rates import exact_poisson_interval

INVENTED = HarmWeights("Invented weights", "test", "made up for this test", "2020-01-01", "days", {"9A": 1000, "9B": 20.5, "9C": 0}, {})


def test_a_score_by_hand() -> None:
    score = weigh({"9A": 2, "9B": 10, "9C": 7, "9Z": 1}, INVENTED)
    assert score.value == 2 * 1000 + 10 * 20.5
    assert score.by_offence == {"9A": 2000, "9B": 205, "9C": 0}
    assert (score.matched, score.unmatched, score.matched_share) == (19, {"9Z": 1}, 0.95)
    assert score.lower < score.value < score.upper


def test_codes_are_matched_whatever_their_case_and_spaces() -> None:
    assert weigh({" 9b ": 1, "9B": 2}, INVENTED).value == 3 * 20.5


def test_the_limits_are_those_of_fay_and_feuer() -> None:
    counts, weights = np.array([2.0, 10, 0]), np.array([1000, 20.5, 3000])
    value, variance, top = 2205.0, 2 * 1000**2 + 10 * 20.5**2, 3000
    lower, upper = weighted_sum_limits(counts, weights, confidence=0.95)
    assert lower == pytest.approx(variance / (2 * value) * chi2.ppf(0.025, 2 * value**2 / variance))
    assert upper == pytest.approx((variance + top**2) / (2 * (value + top)) * chi2.ppf(0.975, 2 * (value + top) ** 2 / (variance + top**2)))


def test_one_offence_has_the_exact_limits_of_its_count() -> None:
    score = weigh({"9A": 7}, INVENTED, confidence=0.9)
    assert (score.lower / 1000, score.upper / 1000) == pytest.approx(exact_poisson_interval(7, confidence=0.9))


def test_no_offence_is_a_score_of_nothing_and_no_weight_is_no_score() -> None:
    nothing = weigh({}, INVENTED)
    assert (nothing.value, nothing.lower, nothing.upper) == (0, 0, 0)
    assert math.isnan(nothing.matched_share)
    unknown = weigh({"9Z": 3}, INVENTED)
    assert math.isnan(unknown.value)
    assert math.isnan(unknown.upper)
    assert unknown.matched_share == 0
    assert weigh({"9A": 0}, INVENTED).upper == pytest.approx(1000 * 3.689, rel=1e-3)


@pytest.mark.parametrize("name", ["Violence and sexual offences", "burglary", "anti-social-behaviour", "OTHER CRIME "])
def test_the_categories_of_the_street_files_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="a category of the open street files, not an offence code"):
        weigh({"9A": 1, name: 5}, INVENTED)


def test_every_category_of_the_street_files_is_known() -> None:
    assert {name.lower() for name in crime_types()} == STREET_CATEGORIES


@pytest.mark.parametrize("count", [-1, 1.5, math.nan, "3 or so"])
def test_broken_counts_are_refused(count) -> None:
    with pytest.raises(ValueError, match="offence '9A'"):
        weigh({"9A": count}, INVENTED)


# --- files of weights -------------------------------------------------------------------------------------------------

HEAD = 'name = "Invented weights"\nversion = "test 1"\nsource = "made up for this test"\npublished = 2020-01-31\nunit = "days"\n'
ROWS = '[[weights]]\ncode = "9A"\nlabel = "First"\nweight = 1000\n\n[[weights]]\ncode = "9b"\nweight = 20.5\n'


def written(folder: Path, toml: str, rows: str | bytes | None = None) -> Path:
    (folder / "weights.toml").write_text(toml, "utf-8")
    if rows is not None:
        (folder / "rows.csv").write_bytes(rows if isinstance(rows, bytes) else rows.encode())
    return folder / "weights.toml"


def test_weights_in_toml_and_beside_it_are_the_same(tmp_path: Path) -> None:
    inside = load_harm_weights(written(tmp_path, HEAD + ROWS))
    beside = load_harm_weights(written(tmp_path, HEAD + 'file = "rows.csv"\n', '\ufeffweight,code,label\r\n1000,9A,First\r\n20.5,9b,""\r\n'))
    assert inside == beside
    assert (inside.weights, inside.labels["9A"], inside.published, inside.unit) == ({"9A": 1000, "9b": 20.5}, "First", "2020-01-31", "days")
    assert weigh({"9a": 1, "9B": 2}, inside).value == 1041


@pytest.mark.parametrize(
    ("toml", "line", "field", "says"),
    [
        (HEAD + ROWS.replace("20.5", "-1"), 13, "weights[1].weight", "-1 is not a weight"),
        (HEAD + ROWS.replace('"9b"', '"9a"'), 12, "weights[1].code", "'9a' is in this table twice"),
        (HEAD + ROWS.replace('"9b"', '"Robbery"'), 12, "weights[1].code", "a category of the open street files"),
        (HEAD + ROWS.replace("weight = 20.5\n", ""), 11, "weights[1].weight", "is missing"),
        (HEAD.replace('unit = "days"\n', "") + ROWS, 1, "unit", "is missing"),
        (HEAD.replace("2020-01-31", '"January"') + ROWS, 4, "published", "give a date"),
        (HEAD, 1, "file", "give either"),
        (HEAD + 'file = "rows.csv"\n' + ROWS, 6, "file", "give either"),
        (HEAD + 'file = "../rows.csv"\n', 6, "file", "is not a file name"),
        (HEAD + "weights = []\n", 6, "weights", "there are no weights"),
        (HEAD + "days = 4\n" + ROWS, 6, "days", "is not known here"),
        (HEAD + "unit =\n", 6, "", "is not TOML"),
        ("", None, "", "is empty"),
    ],
)
def test_faults_of_the_toml_name_line_and_field(tmp_path: Path, toml: str, line: int | None, field: str, says: str) -> None:
    with pytest.raises(WeightFaults) as caught:
        load_harm_weights(written(tmp_path, toml))
    (fault,) = caught.value.faults
    assert (fault.line, fault.field) == (line, field)
    assert says in fault.message
    assert caught.value.file == "weights.toml"


@pytest.mark.parametrize(
    ("rows", "line", "field", "says"),
    [
        ("code,label,weight\n9A,First,1000\n9B,Second,many\n", 3, "weight", "'many' is not a number"),
        ("code,label,weight\n9A,First,1000\n9B,Second,inf\n", 3, "weight", "inf is not a weight"),
        ("code,label,weight\n9A,First,1000\n9a,Second,2\n", 3, "code", "twice"),
        ("code,label,weight\n,First,1000\n", 2, "code", "is empty"),
        ("code,label,weight\n9A,First, with comma,1000\n", 2, "", "more or fewer cells"),
        ("code,label,weight\n9A,First\n", 2, "", "more or fewer cells"),
        ("code;label;weight\n9A;First;1000\n", 1, "", "the columns are 'code;label;weight'"),
        ("code,label,weight,weight\n9A,First,1,2\n", 1, "", "the columns are"),
        ("code,label,weight\n", None, "", "has no rows"),
        ('code,label,weight\n9A,"First,1000\n', 2, "", "is not CSV"),
        (b"code,label,weight\n9A,caf\xe9,1\n", 2, "", "is not UTF-8"),
        (None, None, "", "is not there"),
    ],
)
def test_faults_of_the_csv_name_line_and_field(tmp_path: Path, rows, line: int | None, field: str, says: str) -> None:
    with pytest.raises(WeightFaults) as caught:
        load_harm_weights(written(tmp_path, HEAD + 'file = "rows.csv"\n', rows))
    (fault,) = caught.value.faults
    assert (fault.line, fault.field) == (line, field)
    assert says in fault.message
    assert caught.value.file == "rows.csv"


def test_every_fault_of_a_csv_comes_at_once(tmp_path: Path) -> None:
    with pytest.raises(WeightFaults) as caught:
        load_harm_weights(written(tmp_path, HEAD + 'file = "rows.csv"\n', "code,weight\n9A,x\n9B,-1\n9B,2\n"))
    assert [(fault.line, fault.field) for fault in caught.value.faults] == [(2, "weight"), (3, "weight"), (4, "code")]
