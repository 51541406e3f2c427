"""Periods, fiscal years and deadlines, each rule with its source."""

from wardmoot.core.calendar.arithmetic import add_months, working_days_after
from wardmoot.core.calendar.periods import FiscalYear, Month, Period, PeriodKind, written_day, written_months

__all__ = ["FiscalYear", "Month", "Period", "PeriodKind", "add_months", "working_days_after", "written_day", "written_months"]
