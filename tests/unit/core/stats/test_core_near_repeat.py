"""Knox's test: Burkitt's lymphoma, hand-checkable cells, the slow obvious reading, bands, and events that are refused."""

from __future__ import annotations

import csv
import io
import json
import math
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from wardmoot.core.stats.near_repeat import UnsuitableEvents, check_events, knox


def closed(edge: float) -> float:
    """An upper edge that a closed band [a, b] would include."""
    return math.nextafter(edge, math.inf)


def burkitt(vectors: Path) -> tuple[np.ndarray, ...]:
    rows = list(csv.DictReader((vectors / "space-time" / "burkitt_188.csv").read_text().splitlines()))
    assert len(rows) == 188
    return tuple(np.array([float(row[name]) for row in rows]) for name in "XYT")


def obvious_knox(x: Any, y: Any, days: Any, distances: list[float], times: list[float], metric: str) -> np.ndarray:
    counts = np.zeros((len(distances) - 1, len(times) - 1), dtype=int)
    for one in range(len(x)):
        for other in range(one):
            across, up = abs(x[one] - x[other]), abs(y[one] - y[other])
            apart = across + up if metric == "manhattan" else math.sqrt(across**2 + up**2)
            gap = abs(days[one] - days[other])
            for row in range(len(distances) - 1):
                for column in range(len(times) - 1):
                    counts[row, column] += distances[row] <= apart < distances[row + 1] and times[column] <= gap < times[column + 1]
    return counts


@pytest.mark.vectors
def test_burkitts_lymphoma_is_that_published(vectors: Path) -> None:
    published = json.loads((vectors / "space-time" / "knox_burkitt_pointpats.json").read_text())
    x, y, days = burkitt(vectors)
    distances, times = [0, closed(published["delta"]), 10_000], [0, closed(published["tau"]), 100_000]
    found = knox(x, y, days, distance_bands=distances, time_bands=times, permutations=1999, seed=12345)
    assert found.observed[0, 0] == published["NST"]
    np.testing.assert_array_equal(found.observed, published["observed"])
    np.testing.assert_allclose(found.expected, published["expected"], atol=5e-5)
    assert found.p_poisson[0, 0] == pytest.approx(published["p_poisson_P_ge"], abs=5e-8)
    # The tail published elsewhere leaves out the value itself: of 14 or more.
    assert published["p_poisson_as_published_P_gt"] < found.p[0, 0]
    assert found.p[0, 0] == pytest.approx(published["p_sim_99_seed12345"], abs=0.02)
    assert found.ratio[0, 0] == pytest.approx(13 / published["expected"][0][0], rel=1e-6)
    assert found.events == 188


@pytest.mark.vectors
def test_hand_checkable_cells_with_closed_bands(vectors: Path) -> None:
    cases = json.loads((vectors / "space-time" / "knox_open_cp_tiny.json").read_text())["cases"]
    assert len(cases) == 3
    for case in cases:
        x, y = np.array(case["xy"], dtype=float).T
        for row, (near, far) in enumerate(case["space"]):
            for column, (early, late) in enumerate(case["time_hours"]):
                bands = {"distance_bands": [near, closed(far)], "time_bands": [early / 24, closed(late / 24)]}
                found = knox(x, y, np.array(case["t_hours"]) / 24, **bands, permutations=9, seed=1)
                assert found.observed.tolist() == [[case["stat"][row][column]]]


@pytest.mark.parametrize("metric", ["euclidean", "manhattan"])
@pytest.mark.parametrize("parts_of_days", [False, True])
def test_counts_are_those_of_the_obvious_reading(metric: Any, parts_of_days: bool) -> None:
    rng = np.random.default_rng(3)
    x, y = rng.integers(0, 400, 80), rng.integers(-300, 100, 80)
    days = rng.integers(0, 60, 80) + (rng.random(80) if parts_of_days else 0)
    distances, times = [0, 1, 50, 130], [0, 1, 7.5, 30]
    found = knox(x, y, days, distance_bands=distances, time_bands=times, permutations=19, seed=1, metric=metric)
    expected = obvious_knox(x.tolist(), y.tolist(), days.tolist(), distances, times, metric)
    np.testing.assert_array_equal(found.observed, expected)
    every = obvious_knox(x.tolist(), y.tolist(), days.tolist(), [0, 1e9], times, metric)[0]
    close = obvious_knox(x.tolist(), y.tolist(), days.tolist(), distances, [0, 1e9], metric)[:, 0]
    np.testing.assert_allclose(found.expected, np.outer(close, every) / (80 * 79 / 2))


def test_a_band_holds_its_lower_edge_and_not_its_upper() -> None:
    # 3-4-5: exactly 5 apart (7 along the streets) and exactly 7 days.
    bands = {"distance_bands": [0, 5, 10], "time_bands": [0, 7, 14]}
    found = knox([0, 3], [0, 4], [0, 7], **bands, permutations=9, seed=1)
    assert found.observed.tolist() == [[0, 0], [0, 1]]
    streets = knox([0, 3], [0, 4], [0, 7], distance_bands=[0, 5, 7], time_bands=[0, 7, 8], permutations=9, seed=1, metric="manhattan")
    assert streets.observed.sum() == 0
    repeats = knox([2, 2, 2], [5, 5, 5], [1, 1, 4], distance_bands=[0, 1], time_bands=[0, 1, 5], permutations=9, seed=1)
    assert repeats.observed.tolist() == [[1, 2]]


def test_p_counts_as_many_pairs_or_more_and_is_never_nothing() -> None:
    # Three pairs of events, each at one place within two days, far from the others: chance gives all three at 1 in 15.
    x, days = [0, 1, 500, 501, 900, 901], [0, 1, 40, 41, 80, 81]
    found = knox(x, [0] * 6, days, distance_bands=[0, 5], time_bands=[0, 7], permutations=4999, seed=2)
    assert found.observed.tolist() == [[3]]
    assert found.p[0, 0] == pytest.approx(1 / 15, abs=0.012)
    certain = knox(x, [0] * 6, days, distance_bands=[0, 5], time_bands=[0, 100], permutations=99, seed=2)
    assert certain.p.tolist() == [[1]]
    assert certain.ratio.tolist() == [[1]]
    assert knox([0, 1], [0, 0], [0, 50], distance_bands=[0, 5], time_bands=[0, 7], permutations=9, seed=1).p.tolist() == [[1]]


def test_the_least_p_is_one_in_the_orders_and_the_one_observed() -> None:
    # Ten pairs, each at one place and on one day: no order dealt at random gives all ten.
    place, day = np.repeat(np.arange(10) * 1000, 2), np.repeat(np.arange(10) * 10, 2)
    found = knox(place, place, day, distance_bands=[0, 5], time_bands=[0, 5], permutations=99, seed=1)
    assert (found.observed.tolist(), found.p.tolist()) == ([[10]], [[0.01]])


def test_orders_are_dealt_evenly() -> None:
    from wardmoot.core.stats import _near_repeat_loops as loops

    seen: dict[tuple[int, ...], int] = {}
    for seed in np.random.default_rng(4).integers(0, 2**64, 12_000, dtype=np.uint64):
        items = np.arange(4, dtype=np.int32)
        loops.shuffle(items, seed)
        seen[tuple(items.tolist())] = seen.get(tuple(items.tolist()), 0) + 1
    assert len(seen) == 24
    # 500 of each, give or take 22: chi-square on 23 degrees of freedom.
    assert sum((number - 500) ** 2 / 500 for number in seen.values()) < 50


def test_the_expected_number_is_the_mean_of_the_permutations() -> None:
    # With every pair in one cell of distance, the mean over orders is exact; with few, ratio of nothing expected is missing.
    found = knox([0, 1, 90], [0, 0, 0], [0, 3, 9], distance_bands=[0, 5, 20], time_bands=[0, 5], permutations=9, seed=1)
    assert found.expected.tolist() == [[pytest.approx(1 / 3)], [0]]
    assert math.isnan(found.ratio[1, 0])


def test_the_table_lists_each_pair_of_bands() -> None:
    found = knox([0, 3, 3], [0, 4, 4], [0, 7, 8], distance_bands=[0, 5, 10], time_bands=[0, 7, 14], permutations=9, seed=1)
    cells = found.table()
    assert [(c.near, c.far, c.early, c.late) for c in cells] == [(0, 5, 0, 7), (0, 5, 7, 14), (5, 10, 0, 7), (5, 10, 7, 14)]
    assert [c.observed for c in cells] == found.observed.ravel().tolist() == [1, 0, 0, 2]
    assert [c.p for c in cells] == found.p.ravel().tolist()
    assert (found.metric, found.permutations, found.events) == ("euclidean", 9, 3)


def test_the_same_seed_gives_the_same_p_on_any_number_of_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(8)
    events = rng.uniform(0, 500, 60), rng.uniform(0, 500, 60), rng.integers(0, 90, 60)
    bands: dict[str, Any] = {"distance_bands": [0, 50, 100], "time_bands": [0, 7, 14], "permutations": 199}
    one = knox(*events, **bands, seed=5)
    for cores in (1, 3):
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        np.testing.assert_array_equal(knox(*events, **bands, seed=5).p, one.p)
    assert (knox(*events, **bands, seed=6).p != one.p).any()


def test_dates_of_months_are_refused() -> None:
    rng = np.random.default_rng(1)
    firsts = [date(2025, month, 1).toordinal() for month in rng.integers(1, 13, 60)]
    x, y = rng.uniform(0, 5000, (2, 60))
    with pytest.raises(UnsuitableEvents, match="only the month of each is known"):
        knox(x, y, firsts, distance_bands=[0, 200], time_bands=[0, 14], seed=1)
    with pytest.raises(UnsuitableEvents, match="all 60 events have the same date"):
        check_events(x, y, [5] * 60)
    # One event a fortnight from another and the dates are dates; saying that places are exact does not mend months.
    check_events(x, y, [*firsts[:-1], firsts[0] + 14])
    with pytest.raises(UnsuitableEvents, match="only the month"):
        check_events(x, y, firsts, exact_places=True)


def test_snapped_places_are_refused_until_they_are_said_to_be_exact() -> None:
    rng = np.random.default_rng(2)
    points = rng.uniform(0, 5000, (30, 2))
    x, y = points[rng.integers(0, 30, 100)].T
    days = rng.integers(0, 365, 100)
    with pytest.raises(UnsuitableEvents, match="share their exact point with another"):
        check_events(x, y, days)
    check_events(x, y, days, exact_places=True)
    assert issubclass(UnsuitableEvents, ValueError)


@pytest.mark.real_data
def test_street_crime_is_refused(real_data: Path) -> None:
    x, y, days = [], [], []
    with zipfile.ZipFile(real_data / "police-uk" / "wiltshire-22-months.zip") as archive:
        for name in [name for name in archive.namelist() if name.endswith("-street.csv")]:
            for row in csv.DictReader(io.TextIOWrapper(archive.open(name), "utf-8")):
                if row["Crime type"] == "Burglary" and row["Longitude"]:
                    year, month = map(int, row["Month"].split("-"))
                    x.append(float(row["Longitude"]) * 70_000)
                    y.append(float(row["Latitude"]) * 111_000)
                    days.append(date(year, month, 1).toordinal())
    assert len(x) > 3000
    bands: dict[str, Any] = {"distance_bands": [0, 200], "time_bands": [0, 14], "seed": 1}
    with pytest.raises(UnsuitableEvents, match="only the month of each is known"):
        knox(x, y, days, **bands)
    # With invented days of the month the places alone refuse it.
    invented = np.array(days) + np.random.default_rng(1).integers(0, 28, len(days))
    with pytest.raises(UnsuitableEvents, match="share their exact point"):
        knox(x, y, invented, **bands)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"distance_bands": [0]}, "distance_bands: give ascending edges"),
        ({"distance_bands": [0, 5, 5]}, "distance_bands: give ascending edges"),
        ({"time_bands": [-1, 5]}, "time_bands: give ascending edges"),
        ({"time_bands": [0, math.nan]}, "time_bands: give ascending edges"),
        ({"distance_bands": [0, math.inf]}, "a value is infinite"),
        ({"time_bands": range(300)}, "299 bands are more than can be read"),
        ({"metric": "driving"}, "metric is 'driving'"),
        ({"permutations": 0}, "permutations is 0; give a whole number from 1"),
        ({"days": [1]}, "two events or more"),
        ({"x": [1, math.nan]}, "a place or a date is missing"),
    ],
)
def test_bad_events_are_refused(change: dict[str, Any], says: str) -> None:
    asked: dict[str, Any] = {"x": [1, 2], "y": [3, 4], "days": [1, 2], "distance_bands": [0, 5], "time_bands": [0, 7], "seed": 1} | change
    with pytest.raises(ValueError, match=says):
        knox(asked.pop("x"), asked.pop("y"), asked.pop("days"), **asked)
