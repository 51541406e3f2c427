"""A figure where it stands in a text: which part of it is written, and how."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wardmoot.core.figures.figure import Figure
from wardmoot.core.figures.terms import Unit
from wardmoot.core.figures.writing import Shorthand, write_number


class Form(StrEnum):
    """Which part of a figure is written."""

    VALUE = "value"
    WITH_COMPARATOR = "value (comparator)"
    WITH_UNIT = "value and unit"
    COMPARATOR = "comparator"
    CHANGE = "change"
    INTERVAL = "interval"
    VERDICT = "verdict"
    THAN = "verdict before what it is compared with"
    RATIO = "ratio and its interval"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class FigureText:
    """A figure where it is printed; `form` says which part. Renderers link it to its trace."""

    figure: Figure
    form: Form = Form.VALUE

    @property
    def text(self) -> str:
        """The words to print."""
        f = self.figure
        if self.form is Form.WITH_COMPARATOR:
            return f.written_with_comparator
        if self.form is Form.WITH_UNIT:
            return f"{f.written} {f.written_unit}"
        if self.form is Form.COMPARATOR:
            return f.written_comparator
        if self.form is Form.CHANGE:
            change = f.change
            places = f.places if f.places is not None else int(f.unit is not Unit.COUNT)
            return f.missing.value if change is None else f"{'+' if change > 0 else ''}{write_number(change, places)}"
        if self.form is Form.INTERVAL:
            return f.interval.write(f.unit, f.places) if f.interval else f.missing.value
        if self.form in (Form.VERDICT, Form.THAN, Form.RATIO, Form.TEST):
            return self._tested()
        return f.written

    def _tested(self) -> str:
        verdict, figure = self.figure.verdict, self.figure
        if verdict is None:
            hidden = Shorthand.CONFIDENTIAL in (figure.missing, figure.comparator.missing if figure.comparator else None)
            return Shorthand.CONFIDENTIAL.value if hidden else "not tested"
        if self.form is Form.VERDICT:
            return verdict.word.value
        if self.form is Form.THAN:
            return verdict.word.value.removesuffix(" the comparison")
        if self.form is Form.TEST:
            return verdict.test or "none"
        if verdict.ratio is None:
            return Shorthand.NOT_AVAILABLE.value
        interval = f" ({verdict.interval.write(Unit.SCORE, 2)})" if verdict.interval else ""
        return f"{write_number(verdict.ratio, 2)}{interval}"

    @property
    def number(self) -> float | None:
        """The number behind the text, unrounded, for formats that hold numbers; None for words and missing values."""
        f = self.figure
        if self.form in (Form.VALUE, Form.WITH_UNIT, Form.WITH_COMPARATOR):
            return f.value
        if self.form is Form.COMPARATOR:
            return f.comparator.value if f.comparator else None
        return f.change if self.form is Form.CHANGE else None


Span = str | FigureText
"""A piece of a sentence."""
