"""What every statistic asks of its input, in one wording."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
FloatOrFloats: TypeAlias = float | Floats


LARGEST = 1e50
"""Numbers farther from 0 than this (or nearer, where something is divided by them) cannot be squared without loss."""


def numbers(values: ArrayLike, name: str) -> Floats:
    """`values` as floating point. Raises ValueError, naming `name`, for text, nan, infinity or a negative number."""
    array = floats(values, name)
    if not np.isfinite(array).all():
        raise ValueError(f"{name}: a value is missing or not a number; leave out the places or months without data first")
    if (array < 0).any():
        raise ValueError(f"{name}: {array.min():g} is negative; counts, populations and days start at 0")
    if ((array > 0) & (array < 1 / LARGEST)).any():
        raise ValueError(f"{name}: {array[array > 0].min():g} is too near 0 to reckon with; check the unit")
    return array


def floats(values: ArrayLike, name: str) -> Floats:
    """`values` as floating point, nan allowed; what a masked array masks is nan.

    Raises ValueError, naming `name`, for text, dates and all else that is not a number, and for numbers beyond `LARGEST`.
    """
    array = values if type(values) is np.ndarray and values.dtype == np.float64 else _converted(values, name)
    if ((np.abs(array) > LARGEST) & ~np.isinf(array)).any():
        raise ValueError(f"{name}: a number is over {LARGEST:g}, too large to reckon with; check the unit")
    return array


def _converted(values: ArrayLike, name: str) -> Floats:
    try:
        if isinstance(values, np.ma.MaskedArray):
            return np.asarray(np.ma.filled(np.ma.asarray(values, dtype=np.float64), np.nan))
        given = np.asarray(values)
        if given.dtype.kind in "biuf" or (given.dtype.kind == "O" and not any(isinstance(each, str | bytes) for each in given.flat)):
            return given.astype(np.float64)
    except (TypeError, ValueError, OverflowError) as fault:
        raise ValueError(f"{name}: expected numbers") from fault
    raise ValueError(f"{name}: expected numbers, not text or dates")


def single(value: ArrayLike, name: str) -> float:
    """One number from 0 up. Raises ValueError, naming `name`, for several, and as `numbers` does."""
    array = numbers(value, name)
    if array.ndim:
        raise ValueError(f"{name}: expected a single number, not {array.size} of them")
    return float(array)


def series(values: ArrayLike, name: str) -> Floats:
    """One row of values, nan where one is missing. Raises ValueError for infinity and for a table."""
    array = floats(values, name)
    if array.ndim != 1:
        raise ValueError(f"{name}: expected one series, not {array.ndim} dimensions")
    if np.isinf(array).any():
        raise ValueError(f"{name}: a value is infinite; use nan for a missing one")
    return array


def above_zero(values: ArrayLike, name: str) -> Floats:
    """Numbers that something is divided by. Raises ValueError where one is 0 or less, missing or infinite."""
    array = numbers(values, name)
    if (array == 0).any():
        raise ValueError(f"{name}: 0 cannot be divided by; leave out what has none, or show it as not available")
    return array


def single_above_zero(value: ArrayLike, name: str) -> float:
    """One number that something is divided by, or a length. Raises ValueError as `single` and `above_zero` do."""
    return single(above_zero(value, name), name)


def alike(names: str, *arrays: Floats) -> None:
    """Raises ValueError, naming `names`, unless all are equally long, or single numbers."""
    try:
        np.broadcast_shapes(*(array.shape for array in arrays))
    except ValueError:
        shapes = " and ".join(str(array.shape) for array in arrays)
        raise ValueError(f"{names}: shapes {shapes} do not fit together; give one of each for every place or month, or a single number") from None


def whole(value: int, name: str, *, least: int) -> int:
    """`value` itself. Raises ValueError, naming `name`, unless it is a whole number from `least`."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
        raise ValueError(f"{name} is {value!r}; give a whole number from {least}")
    return int(value)


def confidence_level(confidence: float) -> float:
    """`confidence` itself. Raises ValueError unless it is a number between 0 and 1, both excluded."""
    if not isinstance(confidence, Real) or not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence!r}; give a proportion between 0 and 1, for example 0.95")
    return float(confidence)


def plain(values: Any) -> FloatOrFloats:
    """A single number as a float, anything larger as an array."""
    return float(values) if np.ndim(values) == 0 else np.asarray(values, dtype=np.float64)
