"""Modified and local Knox, Mantel, Jacquez: Burkitt's lymphoma as published, small cases by hand, refusals."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from wardmoot.core.stats.space_time import jacquez, local_knox, mantel, modified_knox


@pytest.fixture(name="burkitt")
def burkitt_events(vectors: Path) -> tuple[dict[str, Any], tuple[np.ndarray, ...], dict[str, float]]:
    published = json.loads((vectors / "space-time" / "knox_burkitt_pointpats.json").read_text())
    rows = list(csv.DictReader((vectors / "space-time" / "burkitt_188.csv").read_text().splitlines()))
    events = tuple(np.array([float(row[name]) for row in rows]) for name in "XYT")
    # close is "at most" there and "under" here
    close = {"distance": math.nextafter(published["delta"], math.inf), "days_apart": math.nextafter(published["tau"], math.inf)}
    return published, events, close


@pytest.mark.vectors
def test_modified_knox_is_that_published(burkitt: Any) -> None:
    published, events, close = burkitt
    found = modified_knox(*events, **close, permutations=199, seed=1)
    assert found.statistic == pytest.approx(published["modified_knox"]["stat"], abs=5e-6)
    assert 0.08 < found.p < 0.25


@pytest.mark.vectors
def test_local_knox_is_that_published(burkitt: Any) -> None:
    published, events, close = burkitt
    found = local_knox(*events, **close)
    listed = np.flatnonzero(found.close)
    assert listed.tolist() == published["local_knox_nonzero_0based"]
    assert found.close.sum() == 2 * published["NST"]
    np.testing.assert_allclose(found.p[listed], published["local_knox_p_hypergeom"], atol=5e-8)
    assert np.isnan(np.delete(found.p, listed)).all()
    near = np.hypot(events[0][:, None] - events[0], events[1][:, None] - events[1]) < close["distance"]
    soon = np.abs(events[2][:, None] - events[2]) < close["days_apart"]
    own = stats.hypergeom.sf(found.close - 1, 187, near.sum(axis=1) - 1, soon.sum(axis=1) - 1)
    np.testing.assert_allclose(found.p_own_date[listed], own[listed], rtol=1e-9)


@pytest.mark.vectors
def test_jacquez_is_that_published(burkitt: Any) -> None:
    published, events, _ = burkitt
    found = jacquez(*events, neighbours=published["jacquez"]["k"], permutations=199, seed=1)
    assert found.statistic == published["jacquez"]["stat"]
    assert 0.1 < found.p < 0.4


@pytest.mark.vectors
def test_mantel_is_that_published_for_the_distances_themselves(burkitt: Any) -> None:
    # The list beside the published value names the inverse distances, but the value is the correlation of the distances.
    published, events, _ = burkitt
    assert mantel(*events, power=1, permutations=9, seed=1).statistic == pytest.approx(published["mantel"]["stat"], abs=5e-7)
    inverse = mantel(*events, permutations=199, seed=1)
    x, y, days = events
    upper = np.triu_indices(188, 1)
    space = 1 / (np.hypot(x[:, None] - x, y[:, None] - y)[upper] + 1)
    assert inverse.statistic == pytest.approx(np.corrcoef(space, 1 / (np.abs(days[:, None] - days)[upper] + 1))[0, 1], rel=1e-9)
    assert inverse.p < 0.03


def test_three_events_by_hand() -> None:
    # One close pair; crowdedness expects 1/2 * (1*1 + 1*1) / 2 of it.
    assert modified_knox([0, 1, 90], [0, 0, 90], [1, 2, 40], distance=5, days_apart=7, permutations=9, seed=1).statistic == 0.5
    found = local_knox([0, 1, 90], [0, 0, 90], [1, 2, 40], distance=5, days_apart=7)
    assert found.close.tolist() == [1, 1, 0]
    # The close one is one of two others; over the three dates (1, 1 and 0 others close to each): (1/2 + 1/2 + 0) / 3.
    assert found.p_own_date[:2].tolist() == [0.5, 0.5]
    np.testing.assert_allclose(found.p[:2], 1 / 3)


def test_close_means_under() -> None:
    asked: dict[str, Any] = {"permutations": 9, "seed": 1}
    assert modified_knox([0, 3, 50], [0, 4, 0], [0, 7, 90], distance=5, days_apart=8, **asked).statistic == 0
    assert modified_knox([0, 3, 50], [0, 4, 0], [0, 7, 90], distance=5.1, days_apart=7.1, **asked).statistic > 0


def test_nearest_neighbours_shared_in_space_and_time() -> None:
    # Two pairs, close in both; then the second pair's dates are swapped with the first's.
    assert jacquez([0, 1, 9, 9], [0, 0, 0, 1], [1, 2, 8, 9], neighbours=1, permutations=9, seed=1).statistic == 4
    assert jacquez([0, 1, 9, 9], [0, 0, 0, 1], [1, 8, 2, 9], neighbours=1, permutations=9, seed=1).statistic == 0
    assert jacquez([0, 1, 9, 9], [0, 0, 0, 1], [1, 8, 2, 9], neighbours=3, permutations=9, seed=1).statistic == 12


def test_a_perfect_march_is_found_by_all() -> None:
    line = np.arange(40.0)
    asked: dict[str, Any] = {"permutations": 99, "seed": 3}
    zero = np.zeros(40)
    assert mantel(line, zero, line, **asked).statistic == pytest.approx(1)
    for found in (
        mantel(line, zero, line, **asked),
        jacquez(line, zero, line, **asked),
        modified_knox(line, zero, line, distance=2, days_apart=2, **asked),
    ):
        assert found.p == 0.01
    assert math.isnan(mantel([0, 1], [0, 1], [5, 9], **asked).statistic)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda x, y, t: mantel(x, y, t, time_constant=0, seed=1), "time_constant"),
        (lambda x, y, t: mantel(x, y, t, permutations=0, seed=1), "permutations is 0; give a whole number from 1"),
        (lambda x, y, t: jacquez(x, y, t, neighbours=50, seed=1), "give 1 to 49"),
        (lambda x, y, t: modified_knox(x, y, t, distance=-1, days_apart=2, seed=1), "distance"),
        (lambda x, y, t: local_knox(x, y, t[:-1], distance=1, days_apart=2), "give one of each an event"),
        (lambda x, y, t: local_knox(np.tile(x, 80), np.arange(4000), np.tile(t, 80), distance=1, days_apart=2), "3,000 at most"),
        (lambda x, y, t: jacquez(x, y, t // 15 * 31, seed=1), "only the month"),
    ],
)
def test_bad_events_are_refused(call: Any, says: str) -> None:
    line = np.arange(50.0)
    with pytest.raises(ValueError, match=says):
        call(line, line, line)
