"""Kernel density: the closed form of one event, the exact sum, edges, snapped points, refusals."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from wardmoot.core.stats import hotspots
from wardmoot.core.stats.density import cell_centres, kernel_density, shared_share

BOUNDS = (0.0, 0.0, 3000.0, 2000.0)


def exact(x: Any, y: Any, bandwidth: float, cell: float, bounds: tuple[float, float, float, float]) -> np.ndarray:
    columns, rows = cell_centres(bounds, cell)
    across = np.exp(-0.5 * ((columns[:, None] - np.asarray(x)) / bandwidth) ** 2)
    up = np.exp(-0.5 * ((rows[:, None] - np.asarray(y)) / bandwidth) ** 2)
    return up @ across.T / (2 * math.pi * bandwidth**2)


def test_it_is_found_under_the_name_others_use() -> None:
    assert hotspots.kernel_density is kernel_density


def test_one_event_at_a_centre_is_the_kernel_itself() -> None:
    grid = kernel_density([150], [50], bandwidth=100, cell=100, bounds=(0, 0, 400, 200)) * 2 * math.pi * 100**2
    # One bandwidth off: exp(-1/2); one across and one up: exp(-1).
    np.testing.assert_allclose(grid[0], np.exp([-0.5, 0, -0.5, -2]), atol=6e-4)
    np.testing.assert_allclose(grid[1], np.exp([-1, -0.5, -1, -2.5]), atol=6e-4)


@pytest.mark.parametrize(("bandwidth", "cell"), [(100, 100), (130, 100), (200, 100), (333, 100), (500, 50), (2000, 100)])
def test_it_is_the_exact_sum(bandwidth: float, cell: float) -> None:
    rng = np.random.default_rng(int(bandwidth))
    x, y = rng.uniform(-500, 3500, 400), rng.uniform(-500, 2500, 400)
    truth = exact(x, y, bandwidth, cell, BOUNDS)
    assert np.abs(kernel_density(x, y, bandwidth=bandwidth, cell=cell, bounds=BOUNDS) - truth).max() < 0.0005 * truth.max()


def test_a_single_event_anywhere_in_its_cell_is_within_the_error_promised() -> None:
    rng = np.random.default_rng(1)
    for _ in range(40):
        x, y = rng.uniform(900, 1100, (2, 1))
        truth = exact(x, y, 100, 100, BOUNDS)
        assert np.abs(kernel_density(x, y, bandwidth=100, cell=100, bounds=BOUNDS) - truth).max() < 0.0006 / (2 * math.pi * 100**2)


def test_rows_go_up_from_the_least_y_and_columns_from_the_least_x() -> None:
    grid = kernel_density([2900], [100], bandwidth=200, cell=200, bounds=BOUNDS)
    assert grid.shape == (10, 15)
    assert np.unravel_index(grid.argmax(), grid.shape) == (0, 14)
    columns, rows = cell_centres((100, 200, 350, 300), 100)
    assert columns.tolist() == [150, 250, 350]
    assert rows.tolist() == [250]


def test_events_out_of_reach_add_nothing_and_none_come_round_the_edge() -> None:
    assert kernel_density([], [], bandwidth=200, cell=200, bounds=BOUNDS).max() == 0
    far = kernel_density([-9000, 12_000], [500, 500], bandwidth=200, cell=200, bounds=BOUNDS)
    assert far.max() == 0
    near_left = kernel_density([-700], [1000], bandwidth=200, cell=200, bounds=BOUNDS)
    assert near_left[:, 0].max() > 0
    assert near_left[:, -3:].max() < 1e-9 * near_left.max()


def test_the_edge_of_the_ground_is_made_good() -> None:
    # Even events on the left half only: without correction the surface sinks to a half at the coast.
    rng = np.random.default_rng(5)
    x, y = rng.uniform(0, 1500, 60_000), rng.uniform(0, 2000, 60_000)
    inside = np.zeros((20, 30), dtype=bool)
    inside[:, :15] = True
    plain, mended = (kernel_density(x, y, bandwidth=200, cell=100, bounds=BOUNDS, inside=ground) for ground in (None, inside))
    truth = 60_000 / (1500 * 2000)
    assert plain[10, 14] == pytest.approx(truth * 0.6, rel=0.05)
    np.testing.assert_allclose(mended[:, :15], truth, rtol=0.15)
    assert np.isnan(mended[:, 15:]).all()


def test_shared_points() -> None:
    assert shared_share([], []) == 0
    assert shared_share([1, 2, 3], [1, 2, 3]) == 0
    assert shared_share([0.0, -0.0, 5, 5], [1, 1, 2, 3]) == 0.5
    # (1, 2) and (2, 1) are different points.
    assert shared_share([1, 2], [2, 1]) == 0


def test_snapped_points_are_refused_until_their_spacing_is_said() -> None:
    rng = np.random.default_rng(3)
    points = rng.uniform(0, 2000, (50, 2))
    x, y = points[rng.integers(0, 50, 300)].T
    with pytest.raises(ValueError, match="share their exact point with another, as where places are moved to set map points"):
        kernel_density(x, y, bandwidth=400, cell=100, bounds=BOUNDS)
    with pytest.raises(ValueError, match="the surface would show the points; take 450 or more"):
        kernel_density(x, y, bandwidth=400, cell=100, bounds=BOUNDS, point_spacing=150)
    spaced, exactly = (kernel_density(x, y, bandwidth=400, cell=100, bounds=BOUNDS, point_spacing=each) for each in (130, 0))
    np.testing.assert_array_equal(spaced, exactly)
    # A few that share a point say nothing.
    assert kernel_density([100, 100, 900], [100, 100, 900], bandwidth=400, cell=100, bounds=BOUNDS).max() > 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"bandwidth": 99}, "bandwidth is 99, under the cell of 100"),
        ({"bandwidth": 0}, "0 cannot be divided by"),
        ({"cell": -1}, "-1 is negative"),
        ({"bounds": (0, 0, 0, 100)}, "least x, least y"),
        ({"bounds": (0, 0, math.inf, 100)}, "least x, least y"),
        ({"x": [1, math.nan]}, "a coordinate is missing"),
        ({"x": [1]}, "give one of each an event, not 1 and 2"),
        ({"point_spacing": -5}, "give metres, 0 or more"),
        ({"inside": [[True]]}, "expected 20 rows of 30 cells"),
    ],
)
def test_bad_surfaces_are_refused(change: dict[str, Any], says: str) -> None:
    asked: dict[str, Any] = {"x": [1, 2], "y": [3, 4], "bandwidth": 200, "cell": 100, "bounds": BOUNDS} | change
    with pytest.raises(ValueError, match=says):
        kernel_density(asked.pop("x"), asked.pop("y"), **asked)
