"""How thick events lie on the ground: a kernel density surface.

`hotspots.kernel_density` is this module's function under the name that others use.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import fft
from scipy.ndimage import correlate1d
from scipy.special import ndtr

from wardmoot.core.stats._checks import Floats, floats, series, single_above_zero

REACH = 5.0
"""Beyond this many bandwidths an event adds nothing (it would add 0.0004% of its own peak)."""

FINE = 4.0
"""The lattice over which events are shared out has at least this many points in a bandwidth."""

SHARED_LIMIT = 0.25
"""More than this share of events on exactly the point of another event: the points are taken to be snapped."""

SPACINGS = 3.0
"""A bandwidth is at least this many times the spacing of snapped points, or the surface shows the points."""

MANY = 30
"""Under this many events shared points say nothing."""

MOST_POINTS = 100_000_000
"""The most points of a grid, or of the lattice behind it: about 3 GB. Great Britain in cells of 250 m is under a fifth."""

Bounds = tuple[float, float, float, float]


def cell_centres(bounds: Bounds, cell: float) -> tuple[Floats, Floats]:
    """The x of each column and the y of each row of a density grid, in metres.

    `bounds` is (least x, least y, greatest x, greatest y); the last cells may reach over the greatest. Raises ValueError
    for bounds the wrong way round, for a `cell` of 0 or less, and for more cells than `MOST_POINTS`.

    >>> [axis.tolist() for axis in cell_centres((0, 0, 300, 200), 100)]
    [[50.0, 150.0, 250.0], [50.0, 150.0]]
    """
    width, edges = single_above_zero(cell, "cell"), floats(bounds, "bounds")
    left, bottom, right, top = edges.tolist() if edges.shape == (4,) else (math.nan,) * 4
    if not (math.isfinite(left + bottom + right + top) and left < right and bottom < top):
        raise ValueError(f"bounds are {bounds}; give (least x, least y, greatest x, greatest y)")
    columns, rows = (max(1, math.ceil((high - low) / width - 1e-9)) for low, high in ((left, right), (bottom, top)))
    _refuse_huge(columns * rows)
    return left + width * (np.arange(columns, dtype=np.float64) + 0.5), bottom + width * (np.arange(rows, dtype=np.float64) + 0.5)


def _refuse_huge(points: int) -> None:
    if points > MOST_POINTS:
        raise ValueError(f"bounds, cell and bandwidth: the grid takes {points:.2g} points, and {MOST_POINTS:.2g} is the most; take larger cells")


def shared_share(x: ArrayLike, y: ArrayLike) -> float:
    """The share of events that lie on exactly the point of another one; 0 without events.

    >>> shared_share([1, 1, 2], [5, 5, 5])
    0.6666666666666666
    """
    across, up = series(x, "x"), series(y, "y")
    if not across.size:
        return 0.0
    # One number a point; two points can only give the same one by a rounding that is rarer than real sharing.
    key = np.sort(across + up * math.sqrt(2) + 0.0)
    same = key[1:] == key[:-1]
    ends = np.concatenate(([False], same)) | np.concatenate((same, [False]))
    return float(ends.mean())


def kernel_density(
    x: ArrayLike,
    y: ArrayLike,
    *,
    bandwidth: float,
    cell: float,
    bounds: Bounds,
    inside: ArrayLike | None = None,
    point_spacing: float | None = None,
) -> Floats:
    """Events per square metre at the centre of each cell, under a round Gaussian kernel.

    `x` and `y` are metres on a flat grid (such as the British National Grid), one of each an event; `bandwidth` is the
    kernel's standard deviation in metres and `cell` the side of a cell. `bounds` is (least x, least y, greatest x,
    greatest y). The grid has one row for each step in y from the least, one column for each step in x (`cell_centres`
    gives both); it sums, times the area of a cell, to the number of events whose kernels lie on it. Events outside the
    bounds count as far as they reach. Against the exact sum the error is at most 0.06% of a single event's peak, and far less
    of that of many; multiply by 1,000,000 for events per square kilometre.

    `inside` (one truth value a cell) is the ground on which events can lie at all: the density is divided by the share of
    the kernel that falls on it and is nan elsewhere. Without it the surface sinks towards coasts and the edge of the data.

    Where over a quarter of 30 or more events share their exact point with another (data.police.uk moves each crime to one
    of a set of map points) a surface would show the points. Then `point_spacing` must be given: the usual distance
    in metres between neighbouring points, of which the bandwidth must be at least three times; 0 where the places are exact
    and events do repeat at one address. Raises ValueError for that, for a bandwidth under the cell (the grid could not
    show it), for missing coordinates, and for x and y of different lengths.

    Source: Silverman (1986), Density Estimation for Statistics and Data Analysis, sections 4.2 and 3.5 (by Fourier
    transform); the edges, Diggle (1985), Applied Statistics 34: 138-147.

    >>> grid = kernel_density([50], [50], bandwidth=100, cell=100, bounds=(0, 0, 300, 100))
    >>> (grid * 1_000_000).round(2).tolist()
    [[15.92, 9.65, 2.15]]
    """
    across, up = _events(x, y)
    columns, rows = cell_centres(bounds, cell)
    spread = single_above_zero(bandwidth, "bandwidth")
    if spread < cell * (1 - 1e-9):
        raise ValueError(f"bandwidth is {bandwidth:g}, under the cell of {cell:g}: the grid could not show it; take smaller cells")
    _refuse_snapped(across, up, spread, point_spacing)
    # In cells, with the centre of the first one at 0.
    at, to, ratio = (across - columns[0]) / cell, (up - rows[0]) / cell, spread / cell
    grid = _smoothed(at, to, ratio, (rows.size, columns.size)) / (2 * math.pi * spread**2)
    return grid if inside is None else _within(grid, inside, ratio)


def _events(x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    across, up = series(x, "x"), series(y, "y")
    if across.size != up.size:
        raise ValueError(f"x and y: give one of each an event, not {across.size} and {up.size}")
    if np.isnan(across).any() or np.isnan(up).any():
        raise ValueError("x and y: a coordinate is missing; leave out the events without a place, and say how many")
    return across, up


def _refuse_snapped(x: Floats, y: Floats, bandwidth: float, point_spacing: float | None) -> None:
    if point_spacing is None:
        share = shared_share(x, y) if x.size >= MANY else 0.0
        if share > SHARED_LIMIT:
            raise ValueError(
                f"{share:.0%} of the events share their exact point with another, as where places are moved to set map points "
                "(data.police.uk does so): give point_spacing, the usual distance between those points, or 0 where the places are exact"
            )
    elif not 0 <= point_spacing < math.inf:
        raise ValueError(f"point_spacing is {point_spacing}; give metres, 0 or more")
    elif bandwidth < SPACINGS * point_spacing:
        raise ValueError(
            f"bandwidth is {bandwidth:g}, under {SPACINGS:g} times the {point_spacing:g} between the points that events are moved to: "
            f"the surface would show the points; take {SPACINGS * point_spacing:g} or more"
        )


def _smoothed(at: Floats, to: Floats, ratio: float, shape: tuple[int, int]) -> Floats:
    """Each event's kernel, with a peak of 1, added up at each cell, by Fourier transform; lengths are in cells.

    The events are first shared out over a lattice fine enough for the kernel, of which the cells' centres are a part.
    """
    finer, pad = max(1, math.ceil(FINE / ratio - 1e-9)), math.ceil(REACH * ratio) + 2
    lengths = [fft.next_fast_len(number + 2 * pad, real=True) for number in shape]
    _refuse_huge(finer * lengths[0] * finer * lengths[1])
    mass = _shared_out((at + pad) * finer, (to + pad) * finer, finer * lengths[0], finer * lengths[1])
    turns = fft.fftfreq(mass.shape[0]), fft.rfftfreq(mass.shape[1])
    across, along = (np.exp(-2 * (math.pi * each * ratio * finer) ** 2) for each in turns)
    waves = fft.rfft2(mass, overwrite_x=True) * along
    waves *= across[:, None]
    # Only every so manieth row is wanted: that is the waves of the fine rows folded into those of the coarse.
    rows = fft.ifft(waves.reshape(finer, lengths[0], -1).mean(axis=0), axis=0)[pad : pad + shape[0]]
    found = fft.irfft(rows, mass.shape[1], axis=1)[:, pad * finer : (pad + shape[1]) * finer : finer]
    return np.asarray(np.maximum(found * (2 * math.pi * (ratio * finer) ** 2), 0))


def _shared_out(at: Floats, to: Floats, rows: int, columns: int) -> Floats:
    """Events on a lattice, each over the 4 by 4 nearest points so that a cubic through them would be met exactly."""
    near = (at >= 1) & (at < columns - 2) & (to >= 1) & (to < rows - 2)
    at, to = at[near], to[near]
    left, low = np.floor(at), np.floor(to)
    corner = ((low - 1) * columns + left - 1).astype(np.int64)
    places = corner + (np.arange(4)[:, None, None] * columns + np.arange(4)[:, None])
    parts = _cubic_parts(to - low)[:, None] * _cubic_parts(at - left)
    mass = np.bincount(places.ravel(), weights=parts.ravel(), minlength=rows * columns)
    return mass.astype(np.float64, copy=False).reshape(rows, columns)


def _cubic_parts(part: Floats) -> Floats:
    """Lagrange's weights of the lattice points at -1, 0, 1 and 2 for an event at `part` of the way from 0 to 1."""
    before, after, beyond = 1 + part, 1 - part, 2 - part
    return np.stack((-part * after * beyond / 6, before * after * beyond / 2, before * part * beyond / 2, -before * part * after / 6))


def _within(grid: Floats, inside: ArrayLike, ratio: float) -> Floats:
    ground: NDArray[np.bool_] = np.asarray(inside, dtype=np.bool_)
    if ground.shape != grid.shape:
        raise ValueError(f"inside: expected {grid.shape[0]} rows of {grid.shape[1]} cells, as the grid has, not {ground.shape}")
    steps = np.arange(-math.ceil(REACH * ratio), math.ceil(REACH * ratio) + 1)
    share = ndtr((steps + 0.5) / ratio) - ndtr((steps - 0.5) / ratio)
    on_ground = ground.astype(np.float64)
    for axis in (0, 1):
        on_ground = correlate1d(on_ground, share, axis=axis, mode="constant")
    return np.asarray(np.divide(grid, on_ground, out=np.full(grid.shape, np.nan), where=ground))
