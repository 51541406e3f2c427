"""What every statistic asks of its input, in one wording."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
FloatOrFloats: TypeAlias = float | Floats


def numbers(values: ArrayLike, name: str) -> Floats:
    """`values` as floating point. Raises ValueError, naming `name`, for text, nan, infinity or a negative number."""
    array = floats(values, name)
    if not np.isfinite(array).all():
        raise ValueError(f"{name}: a value is missing or not a number; leave out the places or months without data first")
    if (array < 0).any():
        raise ValueError(f"{name}: {array.min():g} is negative; counts, populations and days start at 0")
    return array


def floats(values: ArrayLike, name: str) -> Floats:
    """`values` as floating point, nan allowed. Raises ValueError, naming `name`, for what is not a number."""
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as fault:
        raise ValueError(f"{name}: expected numbers") from fault


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


def confidence_level(confidence: float) -> float:
    """`confidence` itself. Raises ValueError unless it lies between 0 and 1, both excluded."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}; give a proportion between 0 and 1, for example 0.95")
    return float(confidence)


def plain(values: Any) -> FloatOrFloats:
    """A single number as a float, anything larger as an array."""
    return float(values) if np.ndim(values) == 0 else np.asarray(values, dtype=np.float64)
