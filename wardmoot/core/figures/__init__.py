"""Figures: every number a person sees, with what it counts, where, when, how sure and from what."""

from wardmoot.core.figures.figure import (
    AsPublished,
    Comparator,
    Denominator,
    DisclosureClass,
    Figure,
    Interval,
    Marking,
    Verdict,
    VerdictWord,
)
from wardmoot.core.figures.parsing import figure_from_json
from wardmoot.core.figures.serial import figure_to_json
from wardmoot.core.figures.terms import COUNTING_UNITS, Area, AreaKind, CountingUnit, Polarity, Unit
from wardmoot.core.figures.text import FigureText, Form, Span
from wardmoot.core.figures.trace import RecordQuery, SourceFile, StatedSource, Trace
from wardmoot.core.figures.writing import Shorthand, round_half_away, write_number, write_value

__all__ = [
    "COUNTING_UNITS",
    "Area",
    "AreaKind",
    "AsPublished",
    "Comparator",
    "CountingUnit",
    "Denominator",
    "DisclosureClass",
    "Figure",
    "FigureText",
    "Form",
    "Interval",
    "Marking",
    "Polarity",
    "RecordQuery",
    "Shorthand",
    "SourceFile",
    "Span",
    "StatedSource",
    "Trace",
    "Unit",
    "Verdict",
    "VerdictWord",
    "figure_from_json",
    "figure_to_json",
    "round_half_away",
    "write_number",
    "write_value",
]
