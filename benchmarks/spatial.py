"""Local statistics, near repeats and density beside esda with libpysal, pointpats and scikit-learn (see `measuring.py`)."""

from __future__ import annotations

from typing import Any

import numpy as np
from measuring import measured, run_one

ZONES = 34_753
BOUNDS = (0, 0, 110_000, 75_000)


def zones() -> tuple[np.ndarray, np.ndarray]:
    """Counts of as many zones as England and Wales has small areas, and their pairs of neighbours: about six each.

    Zones are numbered strip by strip, as real codes go by district.
    """
    from scipy.spatial import Delaunay

    random = np.random.default_rng(20)
    places = random.random((ZONES, 2))
    places = places[np.lexsort((places[:, 1], (places[:, 0] * 186).astype(int)))]
    corners = Delaunay(places).simplices
    pairs = np.unique(np.sort(np.vstack((corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]])), axis=1), axis=0)
    return random.poisson(20, ZONES).astype(float), pairs


def events(number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Events of a year on 40 km square, half of them gathered round places: of 100,000 about a million pairs lie within 200 m."""
    random = np.random.default_rng(21)
    parents = random.random((number // 170, 2)) * 40_000
    mother = random.integers(0, len(parents), number // 2)
    near = parents[mother] + random.normal(0, 150, (number // 2, 2))
    x, y = np.vstack((random.random((number - number // 2, 2)) * 40_000, near)).T
    return x, y, random.integers(0, 365, number)


def points() -> tuple[np.ndarray, np.ndarray]:
    """100,000 events in and round 200 places of a county."""
    random = np.random.default_rng(22)
    places = random.random((200, 2)) * BOUNDS[2:]
    return (places[random.integers(0, 200, 100_000)] + random.normal(0, 1500, (100_000, 2))).T.copy()


def _ends(z: Any) -> list[float]:
    return [float(z[0]), float(z[-1]), float(np.abs(z).sum())]


def ours_gi_star() -> dict[str, Any]:
    from wardmoot.core.stats.hotspots import gi_star, weights_from_pairs

    values, pairs = zones()
    return measured(lambda: gi_star(values, weights_from_pairs(ZONES, pairs)), runs=25, warm=2, check=_ends)


def ours_gi_star_of_pairs() -> dict[str, Any]:
    from wardmoot.core.stats.hotspots import gi_star_of_pairs

    values, pairs = zones()
    return measured(lambda: gi_star_of_pairs(values, pairs), runs=25, warm=2, check=_ends)


def esda_gi_star() -> dict[str, Any]:
    from esda.getisord import G_Local

    values, pairs = zones()
    return measured(
        lambda: G_Local(values, _libpysal_weights(pairs), transform="B", permutations=0, star=True), warm=1, check=lambda found: _ends(found.Zs)
    )


def esda_gi_star_by_default() -> dict[str, Any]:
    """As it comes: rows standardised, of which its z-scores are wrong, so that there is nothing to agree on."""
    from esda.getisord import G_Local

    values, pairs = zones()
    return measured(lambda: G_Local(values, _libpysal_weights(pairs), permutations=0, star=True), warm=1)


def _libpysal_weights(pairs: np.ndarray) -> Any:
    from libpysal.weights import W

    both = np.vstack((pairs, pairs[:, ::-1]))
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    starts = np.searchsorted(both[:, 0], np.arange(ZONES + 1))
    return W({zone: both[starts[zone] : starts[zone + 1], 1].tolist() for zone in range(ZONES)}, silence_warnings=True)


def ours_permutations() -> dict[str, Any]:
    from wardmoot.core.stats.hotspots import weights_from_pairs
    from wardmoot.core.stats.permutations import conditional_permutations

    values, pairs = zones()
    values, weights = _without_ties(values), weights_from_pairs(ZONES, pairs)
    return measured(
        lambda: conditional_permutations(values, weights, permutations=999, seed=1), runs=5, warm=1, check=lambda found: _share(found.p / 2)
    )


def ours_uneven_permutations() -> dict[str, Any]:
    from wardmoot.core.stats.hotspots import weights_from_pairs
    from wardmoot.core.stats.permutations import conditional_permutations

    values, pairs = zones()
    weights = weights_from_pairs(ZONES, pairs)
    weights.data *= np.random.default_rng(3).uniform(0.5, 1.5, weights.nnz)
    return measured(lambda: conditional_permutations(values, weights, permutations=999, seed=1), runs=3, warm=1)


def esda_permutations() -> dict[str, Any]:
    from esda.getisord import G_Local

    values, pairs = zones()
    values, weights = _without_ties(values), _libpysal_weights(pairs)
    return measured(
        lambda: G_Local(values, weights, transform="B", permutations=999, star=True, n_jobs=1, seed=1),
        warm=1,
        check=lambda found: _share(found.p_sim),
    )


def _without_ties(values: np.ndarray) -> np.ndarray:
    """Counts tie, and the sides count ties differently (ours on both sides)."""
    return values + np.random.default_rng(23).random(values.size)


def _share(one_sided: Any) -> list[float]:
    """Random draws differ, so the sides agree on the shares of small p-values only."""
    return [float((one_sided <= level).mean()) for level in (0.1, 0.25)]


def ours_local_moran() -> dict[str, Any]:
    from wardmoot.core.stats.hotspots import local_moran, row_standardised, weights_from_pairs

    values, pairs = zones()
    weights = row_standardised(weights_from_pairs(ZONES, pairs, include_self=False))
    return measured(lambda: local_moran(values, weights), runs=9, warm=1, check=lambda found: _ends(found.I * (ZONES - 1) / ZONES))


def esda_local_moran() -> dict[str, Any]:
    from esda.moran import Moran_Local

    values, pairs = zones()
    weights = _libpysal_weights(pairs)
    return measured(lambda: Moran_Local(values, weights, permutations=0), warm=1, check=lambda found: _ends(found.Is))


def ours_knox_10000() -> dict[str, Any]:
    return _knox(10_000, 3)


def ours_knox_100000() -> dict[str, Any]:
    return _knox(100_000, 1)


def _knox(number: int, runs: int) -> dict[str, Any]:
    from wardmoot.core.stats.near_repeat import knox

    x, y, days = events(number)
    bands: dict[str, Any] = {"distance_bands": [0, 200], "time_bands": [0, 15], "permutations": 999, "seed": 1}
    return measured(lambda: knox(x, y, days, **bands), runs=runs, warm=1, check=lambda found: [found.observed[0, 0]])


def pointpats_knox_10000() -> dict[str, Any]:
    """Of 9 permutations: it holds every pair of events, so that more of either would take minutes and gigabytes."""
    from pointpats import Knox

    x, y, days = events(10_000)
    return measured(lambda: Knox(np.column_stack((x, y)), days[:, None], delta=200, tau=14, permutations=9), check=lambda found: [found.statistic_])


def ours_density() -> dict[str, Any]:
    from wardmoot.core.stats.hotspots import kernel_density

    x, y = points()
    return measured(lambda: kernel_density(x, y, bandwidth=500, cell=250, bounds=BOUNDS), runs=15, warm=2, check=_surface)


def sklearn_density() -> dict[str, Any]:
    from sklearn.neighbors import KernelDensity

    x, y = points()
    across, up = (np.arange(low + 125, high, 250) for low, high in ((BOUNDS[0], BOUNDS[2]), (BOUNDS[1], BOUNDS[3])))
    cells = np.column_stack([axis.ravel() for axis in np.meshgrid(across, up)])
    places = np.column_stack((x, y))

    def surface() -> np.ndarray:
        model = KernelDensity(bandwidth=500, kernel="gaussian", atol=1e-14).fit(places)
        return (np.exp(model.score_samples(cells)) * len(places)).reshape(up.size, across.size)

    return measured(surface, check=_surface)


def exact_density() -> dict[str, Any]:
    """Not a peer: the sum itself, to tell how far the surface is from it."""
    x, y = points()
    across, up = (np.arange(low + 125, high, 250) for low, high in ((BOUNDS[0], BOUNDS[2]), (BOUNDS[1], BOUNDS[3])))

    def surface() -> np.ndarray:
        total = np.zeros((up.size, across.size))
        for part in range(0, x.size, 2000):
            kernels = (np.exp(-0.5 * ((axis[:, None] - at[part : part + 2000]) / 500) ** 2) for axis, at in ((up, y), (across, x)))
            total += next(kernels) @ next(kernels).T
        return total / (2 * np.pi * 500**2)

    return measured(surface, check=_surface)


def _surface(grid: np.ndarray) -> list[float]:
    """The peak, the sum, and the grid at some hundred cells: all as shares of the peak but the first."""
    peak = float(grid.max())
    return [peak, float(grid.sum()) / peak, *(1 + grid[::30, ::40].ravel() / peak)]


if __name__ == "__main__":
    run_one(globals())
