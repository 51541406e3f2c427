"""What an address asks for, and what is kept of what it found."""

from __future__ import annotations

from threading import Thread

import pytest

from wardmoot.apps.explorer.kept import Kept
from wardmoot.apps.explorer.state import State, fiscal_key, is_fiscal_key
from wardmoot.core.calendar import FiscalYear, Month, Period


def test_an_address_leaves_out_what_is_empty_or_usual() -> None:
    assert State("crimes", "X06000001").query() == "measure=crimes&area=X06000001"
    full = State("burglary", "X06000001", "ward.x05000001", "months", "2019-01", "2019-03", "ward", "2018-10", "rate")
    assert full.query() == (
        "measure=burglary&area=X06000001&part=ward.x05000001&period=months&since=2019-01&to=2019-03&by=ward&limits=2018-10&shade=rate"
    )
    assert full.query(part="", shade="count").count("&") == 6


@pytest.mark.parametrize(
    ("state", "period"),
    [
        (State("crimes", "X"), Period.rolling_12(Month(2019, 10))),
        (State("crimes", "X", period="2018-19"), Period.fiscal_year(2018)),
        (State("crimes", "X", period="months", since="2019-03", to="2019-03"), Period.month(2019, 3)),
        (State("crimes", "X", period="months", since="2018-11", to="2019-10"), Period.rolling_12(Month(2019, 10))),
        (State("crimes", "X", period="months", since="2019-01", to="2019-03"), Period.span(Month(2019, 1), Month(2019, 3))),
    ],
)
def test_the_period_asked_for(state: State, period: Period) -> None:
    assert state.period_with(Month(2019, 10)) == period


def test_the_latest_months_need_a_month_that_is_held() -> None:
    with pytest.raises(ValueError, match="load its data files"):
        State("crimes", "X").period_with(None)


@pytest.mark.parametrize("text", ["2018-20", "18-19", "2018/19", "20l8-19", "1800-01", "²018-19", "", "2018-19 "])
def test_what_is_no_fiscal_year(text: str) -> None:
    assert not is_fiscal_key(text)


def test_every_fiscal_year_has_a_key_that_is_one() -> None:
    assert all(is_fiscal_key(fiscal_key(FiscalYear(year))) for year in (1999, 2009, 2018, 2099))


def test_what_was_made_is_made_once_and_the_oldest_goes_first() -> None:
    made: list[str] = []
    kept: Kept[str] = Kept(2)

    def make(key: str) -> str:
        return kept.get(key, lambda: made.append(key) or key.upper())  # type: ignore[func-returns-value]

    assert [make(key) for key in ("a", "b", "a", "c", "a", "b")] == ["A", "B", "A", "C", "A", "B"]
    assert made == ["a", "b", "c", "b"]


def test_a_fault_is_not_kept() -> None:
    kept: Kept[int] = Kept(2)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)
    assert kept.get("a", lambda: 7) == 7


def test_threads_share_it() -> None:
    kept: Kept[int] = Kept(8)
    found: list[int] = []
    threads = [Thread(target=lambda n=n: found.append(kept.get(n % 4, lambda: n % 4))) for n in range(40)]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted(n % 4 for n in range(40))
