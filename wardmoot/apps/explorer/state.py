"""What an address of the explorer asks for: keys, codes and months, never a name."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from wardmoot.core.calendar import FiscalYear, Month, Period

LATEST, MONTHS = "latest-12", "months"
COUNT, RATE = "count", "rate"
NAMES = ("measure", "area", "part", "period", "since", "to", "by", "limits", "shade")


@dataclass(frozen=True, slots=True)
class State:
    """`period` is `latest-12`, a fiscal year (`2018-19`) or `months`, which alone uses `since` and `to`.

    `part` is a part of the area, `by` how the table is cut, `limits` the month from which control limits begin anew, and
    `shade` whether the map shows counts or rates.
    """

    measure: str
    area: str
    part: str = ""
    period: str = LATEST
    since: str = ""
    to: str = ""
    by: str = ""
    limits: str = ""
    shade: str = COUNT

    def query(self, **changes: Any) -> str:
        """The address's own words for this state, always in the same order, without what is empty or usual."""
        chosen = asdict(self) | changes
        usual = {"period": LATEST, "shade": COUNT}
        return urlencode({name: value for name, value in chosen.items() if value not in ("", None) and usual.get(name) != value})

    def period_with(self, latest: Month | None) -> Period:
        """The period asked for. Raises ValueError, saying what to choose, where it ends before it begins or nothing is held to be the latest."""
        if self.period == MONTHS:
            return _span(Month.parse(self.since), Month.parse(self.to))
        if self.period == LATEST:
            if latest is None:
                raise ValueError("no month of this measure is held: load its data files, or choose another measure")
            return Period.rolling_12(latest)
        return Period.fiscal_year(int(self.period[:4]))

    @property
    def limits_from(self) -> tuple[Month, ...]:
        return (Month.parse(self.limits),) if self.limits else ()


def _span(since: Month, to: Month) -> Period:
    if since == to:
        return Period.month(to.year, to.month)
    if since == to.shift(-11):
        return Period.rolling_12(to)
    return Period.span(since, to)


def fiscal_key(year: FiscalYear) -> str:
    """`2018-19`."""
    return f"{year.first_year}-{(year.first_year + 1) % 100:02d}"


def is_fiscal_key(text: str) -> bool:
    """Whether a text is the key of a fiscal year that a calendar can hold.

    >>> is_fiscal_key("2018-19"), is_fiscal_key("2018-20"), is_fiscal_key("1800-01")
    (True, False, False)
    """
    if len(text) != 7 or not text.isascii() or text[4] != "-" or not (text[:4] + text[5:]).isdigit():
        return False
    return 1900 <= int(text[:4]) <= 2999 and fiscal_key(FiscalYear(int(text[:4]))) == text
