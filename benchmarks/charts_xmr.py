"""Control charts of 10,000 series of 60 months, limits and four rules, beside pandas (see `measuring.py`)."""

from __future__ import annotations

from typing import Any

import numpy as np
from measuring import measured, run_one

SERIES, MONTHS = 10_000, 60
LIMIT, SCREEN = 2.66, 3.267


def series() -> np.ndarray:
    random = np.random.default_rng(30)
    return random.poisson(random.uniform(3, 60, (SERIES, 1)), (SERIES, MONTHS)).astype(float)


def ours() -> dict[str, Any]:
    from wardmoot.core.stats.control_charts import PRECEDENCE, xmr_many

    values = series()
    return measured(
        lambda: xmr_many(values), runs=9, warm=1, check=lambda charts: [charts.upper.sum(), *(charts.flagged(rule).sum() for rule in PRECEDENCE)]
    )


def pandas_transform() -> dict[str, Any]:
    import pandas as pd

    values = series()
    long = pd.DataFrame({"series": np.repeat(np.arange(SERIES), MONTHS), "value": values.ravel()})
    return measured(lambda: _pandas_charts(long), warm=1, check=lambda found: found)


def _pandas_charts(long: Any) -> list[float]:
    """Transforms of the groups and rolling windows over them; no loop over the series."""
    frame = long.copy()
    groups = frame.groupby("series")["value"]
    mean, size = groups.transform("mean"), groups.transform("size")
    side = np.sign((frame["value"] * size - groups.transform("sum")).round(6))
    frame["step"] = groups.diff()
    gap = frame["step"].abs()
    average = gap.groupby(frame["series"]).transform("mean")
    width = LIMIT * gap.where(gap < SCREEN * average).groupby(frame["series"]).transform("mean")
    distance = (frame["value"] - mean).abs()
    outside = distance > width + 1e-9
    near = ~outside & (distance > width * 2 / 3 + 1e-9)
    frame["side"], frame["way"], frame["near"] = side, np.sign(frame["step"]), near.astype(float)
    rolled = frame.groupby("series")
    seven = rolled["side"].rolling(7).sum().abs().droplevel(0) == 7
    six = rolled["way"].rolling(6).sum().abs().droplevel(0) == 6
    three = (rolled["side"].rolling(3).sum().abs().droplevel(0) == 3) & (rolled["near"].rolling(3).sum().droplevel(0) >= 2)
    shift, trend, two = (_spread(frame["series"], last.sort_index(), length) for last, length in ((seven, 7), (six, 7), (three, 3)))
    return [float((mean + width).iloc[::MONTHS].sum()), *(float(flags.sum()) for flags in (outside, trend, two & near, shift))]


def _spread(series: Any, last: Any, length: int) -> Any:
    """Every point of the windows of which only the last is marked."""
    backwards = last.iloc[::-1].astype(float).groupby(series.iloc[::-1]).rolling(length, min_periods=1).max()
    return backwards.droplevel(0).sort_index().astype(bool)


if __name__ == "__main__":
    run_one(globals())
