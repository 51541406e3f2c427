"""Day by hour: events spread by hand, unknown times apart, the two days a year on which the clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from wardmoot.core.stats.aoristic import aoristic


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M")


def spread(start: str, end: str, **about) -> dict[tuple[int, int], float]:
    """The hours that one event is spread over: (day, hour): weight."""
    grid = aoristic([at(start)], [at(end)], **about).grid
    return {(int(day), int(hour)): round(float(grid[day, hour]), 9) for day, hour in np.argwhere(grid)}


def test_a_burglary_of_one_night() -> None:
    # Monday 22:00 to Tuesday 6:00: eight hours, an eighth each
    assert spread("2019-06-03 22:00", "2019-06-04 06:00") == {(0, 22): 0.125, (0, 23): 0.125, **{(1, hour): 0.125 for hour in range(6)}}


def test_parts_of_hours_and_the_turn_of_the_week() -> None:
    # Sunday 23:30 to Monday 1:00: a third, two thirds
    assert spread("2019-06-09 23:30", "2019-06-10 01:00") == {(6, 23): pytest.approx(1 / 3), (0, 0): pytest.approx(2 / 3)}


def test_an_exact_time_counts_in_its_hour() -> None:
    assert spread("2019-06-03 22:59", "2019-06-03 22:59") == {(0, 22): 1}
    found = aoristic([at("2019-06-03 22:10")], [at("2019-06-03 22:40")])
    assert (found.grid[0, 22], found.exact, found.used) == (1, 0, 1)


def test_what_is_not_known_is_listed_apart() -> None:
    day = at("2019-06-03 12:00")
    starts = [day, day, day, None, day, day]
    ends = [day, day + timedelta(hours=24), day + timedelta(hours=24, minutes=1), day, None, day - timedelta(minutes=1)]
    found = aoristic(starts, ends)
    assert (found.used, found.exact, found.too_long, found.missing, found.reversed, found.not_known) == (2, 1, 1, 2, 1, 4)
    assert found.grid.sum() == pytest.approx(2)
    assert found.used + found.not_known == len(starts)
    week = aoristic(starts, ends, longest=timedelta(days=7))
    assert (week.used, week.too_long) == (3, 0)


def test_seven_days_touch_every_hour_alike() -> None:
    grid = aoristic([at("2019-06-03 12:30")], [at("2019-06-10 12:30")], longest=timedelta(days=7)).grid
    np.testing.assert_allclose(grid, 1 / 168)


def test_the_hour_the_clock_leaps_over_holds_nothing() -> None:
    # 31 March 2019: 0:59:59 is followed by 2:00; from 0:00 to 3:00 by the clock are two hours
    assert spread("2019-03-31 00:00", "2019-03-31 03:00") == {(6, 0): 0.5, (6, 2): 0.5}


def test_the_hour_that_comes_twice_holds_two_hours() -> None:
    # 27 October 2019: 1:00 to 1:59 comes twice; from 0:00 to 3:00 by the clock are four hours
    assert spread("2019-10-27 00:00", "2019-10-27 03:00") == {(6, 0): 0.25, (6, 1): 0.5, (6, 2): 0.25}
    # a start in it is read as the first, an end as the second time round
    assert spread("2019-10-27 01:30", "2019-10-27 02:30") == {(6, 1): 0.75, (6, 2): 0.25}
    # before it is the earlier by the clock, and may yet be the later
    assert spread("2019-10-27 01:50", "2019-10-27 01:10") == {(6, 1): 1}
    assert aoristic([at("2019-10-28 01:50")], [at("2019-10-28 01:10")]).reversed == 1


@pytest.mark.parametrize("year", range(2010, 2031))
def test_the_clock_changes_when_the_time_zone_database_says(year: int) -> None:
    from zoneinfo import ZoneInfo

    london = ZoneInfo("Europe/London")
    rng = np.random.default_rng(year)
    for _ in range(20):
        start = datetime(year, 1, 1, tzinfo=UTC) + timedelta(minutes=int(rng.integers(0, 360 * 24 * 60)))
        end = start + timedelta(minutes=int(rng.integers(1, 24 * 60)))
        local = [time.astimezone(london) for time in (start, end)]
        if any(time.replace(fold=0).utcoffset() != time.replace(fold=1).utcoffset() for time in local):
            continue  # by the clock alone such a time has two readings
        expected = np.zeros((7, 24))
        for minute in range(int((end - start).total_seconds() // 60)):
            clock = (start + timedelta(minutes=minute)).astimezone(london)
            expected[clock.weekday(), clock.hour] += 1
        found = aoristic([local[0].replace(tzinfo=None)], [local[1].replace(tzinfo=None)])
        np.testing.assert_allclose(found.grid, expected / expected.sum(), atol=1e-9)


def test_arrays_of_datetimes_are_taken_too() -> None:
    starts = np.array(["2019-06-03T22:00", "NaT"], dtype="datetime64[m]")
    found = aoristic(starts, starts + np.timedelta64(2, "h"))
    assert (found.used, found.missing) == (1, 1)
    assert found.grid[0, 22:].tolist() == [0.5, 0.5]
    nothing = aoristic([], [])
    assert (nothing.used, nothing.grid.sum(), nothing.grid.shape) == (0, 0, (7, 24))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: aoristic([datetime(2019, 1, 1, tzinfo=UTC)], [None]), "starts: value 0 is .*without a time zone"),
        (lambda: aoristic(["2019-01-01"], [None]), "starts: value 0 is '2019-01-01'"),
        (lambda: aoristic([None], []), "1 and 0 times"),
        (lambda: aoristic(np.array([1.0]), np.array([1.0])), "one row of dates and times"),
        (lambda: aoristic([], [], longest=timedelta(minutes=59)), "give at least an hour"),
    ],
)
def test_bad_times_are_refused(call, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
