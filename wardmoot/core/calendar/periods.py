"""Periods of time: what a figure covers, and how that is written.

A period keeps its first and last day (both included); the label is always derived, so that
`2017/18` can never come to mean two things. A source that does not say what it covers has a
period of kind AMBIGUOUS or NOT_STATED: it has no days and nothing is computed from it.
"""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from wardmoot.core.calendar.arithmetic import add_months


class PeriodKind(StrEnum):
    """What sort of span a period is; decides how it is written."""

    MONTH = "month"
    QUARTER = "quarter"
    FISCAL_YEAR = "fiscal year"
    CALENDAR_YEARS = "calendar years"
    ROLLING_12 = "rolling 12 months"
    SPAN = "span"
    SNAPSHOT = "snapshot"
    MONTHS = "listed months"
    AMBIGUOUS = "ambiguous as published"
    NOT_STATED = "not stated"


def written_day(day: date) -> str:
    """A date as it is written on screen and in documents.

    >>> written_day(date(2018, 3, 6))
    '6 March 2018'
    """
    return f"{day.day} {month_name[day.month]} {day.year}"


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month.

    >>> Month.parse("2025-12").shift(1)
    Month(year=2026, month=1)
    """

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """The month written `YYYY-MM`. Raises ValueError, saying the form, for anything else."""
        if len(text) != 7 or text[4] != "-" or not (text[:4] + text[5:]).isdigit() or not text.isascii():
            raise ValueError(f"{text!r} is not a month: write it as YYYY-MM, for example 2025-12")
        year, month = int(text[:4]), int(text[5:])
        if not 1 <= month <= 12 or year < 1900:
            raise ValueError(f"{text!r} is not a month: the month runs from 01 to 12")
        return cls(year, month)

    @classmethod
    def containing(cls, day: date) -> Month:
        """The month that `day` falls in."""
        return cls(day.year, day.month)

    def shift(self, months: int) -> Month:
        """The month that many months later (earlier when negative)."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, month + 1)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return add_months(self.first_day, 1) - timedelta(days=1)

    @property
    def days(self) -> int:
        return self.last_day.day

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"

    @property
    def written(self) -> str:
        """`December 2025`."""
        return f"{month_name[self.month]} {self.year}"


_SHAPES: dict[PeriodKind, tuple[int, range]] = {
    PeriodKind.MONTH: (1, range(1, 13)),
    PeriodKind.QUARTER: (3, range(1, 13, 3)),
    PeriodKind.FISCAL_YEAR: (12, range(4, 5)),
    PeriodKind.CALENDAR_YEARS: (0, range(1, 2)),
    PeriodKind.ROLLING_12: (12, range(1, 13)),
}
"""Number of months (0: whole years) and first months of each kind that has a shape."""


def _fits(start: date, end: date, months: int, first_months: range) -> bool:
    held = (end.year - start.year) * 12 + end.month - start.month + 1
    whole = start == Month.containing(start).first_day and end == Month.containing(end).last_day
    return whole and start.month in first_months and (held == months or (months == 0 and held % 12 == 0))


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included, or a span the source leaves open.

    `published` keeps the source's own words where kind is AMBIGUOUS or NOT_STATED (or a SNAPSHOT
    known only to the month). `missing` names months inside the span for which no data is held.

    >>> Period.fiscal_year(2017).label
    'April 2017 to March 2018 (2017/18)'
    """

    kind: PeriodKind
    start: date | None = None
    end: date | None = None
    published: str = ""

    def __post_init__(self) -> None:
        open_ended = self.kind in (PeriodKind.AMBIGUOUS, PeriodKind.NOT_STATED, PeriodKind.MONTHS)
        if open_ended != (self.start is None) or (self.start is None) != (self.end is None):
            raise ValueError(f"a period of kind {self.kind} {'has no days' if open_ended else 'needs its first and last day'}")
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"the period starts on {self.start}, after it ends on {self.end}")
        if self.start and self.end and self.kind in _SHAPES and not _fits(self.start, self.end, *_SHAPES[self.kind]):
            raise ValueError(f"{self.start} to {self.end} is not a period of kind {self.kind}")

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """One calendar month."""
        m = Month(year, month)
        return cls(PeriodKind.MONTH, m.first_day, m.last_day)

    @classmethod
    def fiscal_year(cls, first_year: int) -> Period:
        """1 April of `first_year` to 31 March of the next: the year national statistics call "year ending March"."""
        return cls(PeriodKind.FISCAL_YEAR, date(first_year, 4, 1), date(first_year + 1, 3, 31))

    @classmethod
    def quarter(cls, first_year: int, quarter: int) -> Period:
        """Quarter 1 to 4 of the fiscal year that begins in `first_year` (1 is April to June)."""
        if quarter not in (1, 2, 3, 4):
            raise ValueError(f"{quarter} is not a quarter: 1 to 4")
        start = add_months(date(first_year, 4, 1), 3 * (quarter - 1))
        return cls(PeriodKind.QUARTER, start, add_months(start, 3) - timedelta(days=1))

    @classmethod
    def calendar_years(cls, first: int, last: int | None = None) -> Period:
        """1 January of `first` to 31 December of `last` (the same year when not given)."""
        return cls(PeriodKind.CALENDAR_YEARS, date(first, 1, 1), date(last or first, 12, 31))

    @classmethod
    def rolling_12(cls, to: Month) -> Period:
        """The twelve complete months that end with `to`."""
        return cls(PeriodKind.ROLLING_12, to.shift(-11).first_day, to.last_day)

    @classmethod
    def span(cls, first: Month, last: Month) -> Period:
        """Whole months from `first` to `last`."""
        return cls(PeriodKind.SPAN, first.first_day, last.last_day)

    @classmethod
    def snapshot(cls, day: date, published: str = "") -> Period:
        """A stock counted on one day; `published` is the source's wording where it gives less than a day."""
        return cls(PeriodKind.SNAPSHOT, day, day, published)

    @classmethod
    def ambiguous(cls, published: str) -> Period:
        """A period whose published wording has more than one reading: nothing may be computed from it."""
        return cls(PeriodKind.AMBIGUOUS, published=published)

    @classmethod
    def listed(cls, words: str) -> Period:
        """Months with gaps between them, named in words: a span would promise the months between."""
        return cls(PeriodKind.MONTHS, published=words)

    @classmethod
    def not_stated(cls) -> Period:
        """The source gives no period."""
        return cls(PeriodKind.NOT_STATED)

    @property
    def is_open(self) -> bool:
        """Whether the source leaves the period open, so that no arithmetic may rest on it."""
        return self.start is None

    @property
    def days(self) -> int:
        """The number of days. Raises ValueError for a period the source leaves open."""
        if self.start is None or self.end is None:
            raise ValueError(f"the period is {self.kind}: it has no number of days")
        return (self.end - self.start).days + 1

    def months(self) -> Iterator[Month]:
        """Each month the period touches, in order. Raises ValueError for a period the source leaves open."""
        if self.start is None or self.end is None:
            raise ValueError(f"the period is {self.kind}: it has no months")
        month, last = Month.containing(self.start), Month.containing(self.end)
        while month <= last:
            yield month
            month = month.shift(1)

    @property
    def label(self) -> str:
        """How the period is written, always in full: a reader never has to guess the year's first month."""
        if self.start is None or self.end is None:
            words = {PeriodKind.AMBIGUOUS: f"“{self.published}” (ambiguous as published)", PeriodKind.MONTHS: self.published}
            return words.get(self.kind, "period not stated")
        if self.kind is PeriodKind.SNAPSHOT:
            return f"at {self.published or written_day(self.start)}"
        first, last = Month.containing(self.start), Month.containing(self.end)
        if first.first_day != self.start or last.last_day != self.end:
            return f"{written_day(self.start)} to {written_day(self.end)}"
        if first == last:
            return first.written
        months = f"{first.written} to {last.written}"
        if self.kind is PeriodKind.FISCAL_YEAR:
            return f"{months} ({self.short})"
        if self.kind is PeriodKind.QUARTER:
            return f"{months} (quarter {(first.month - 4) % 12 // 3 + 1} of {FiscalYear.containing(self.start)})"
        return months

    @property
    def short(self) -> str:
        """A short form for table headings, used only beside the full label."""
        if self.start is None or self.end is None:
            return self.published or "not stated"
        if self.kind is PeriodKind.FISCAL_YEAR:
            return str(FiscalYear.containing(self.start))
        if self.kind is PeriodKind.CALENDAR_YEARS:
            years = (self.start.year, self.end.year)
            return str(years[0]) if years[0] == years[1] else f"{years[0]} to {years[1]}"
        return self.label


@dataclass(frozen=True, slots=True, order=True)
class FiscalYear:
    """1 April to 31 March, written `2017/18`.

    >>> str(FiscalYear.containing(date(2018, 3, 31)))
    '2017/18'
    """

    first_year: int

    @classmethod
    def containing(cls, day: date) -> FiscalYear:
        """The fiscal year that `day` falls in."""
        return cls(day.year if day >= date(day.year, 4, 1) else day.year - 1)

    @property
    def period(self) -> Period:
        return Period.fiscal_year(self.first_year)

    @property
    def start(self) -> date:
        return date(self.first_year, 4, 1)

    @property
    def end(self) -> date:
        return date(self.first_year + 1, 3, 31)

    def __str__(self) -> str:
        return f"{self.first_year}/{(self.first_year + 1) % 100:02d}"


def written_months(months: Iterable[Month]) -> str:
    """Runs of months in words, for months in order: `January 2025 to April 2025 and June 2025`.

    >>> written_months([Month(2025, 1), Month(2025, 2), Month(2025, 4)])
    'January 2025 to February 2025 and April 2025'
    """
    runs: list[list[Month]] = []
    for month in months:
        if runs and runs[-1][-1].shift(1) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    written = [run[0].written if len(run) == 1 else f"{run[0].written} to {run[-1].written}" for run in runs]
    return " and ".join(filter(None, (", ".join(written[:-1]), *written[-1:])))
