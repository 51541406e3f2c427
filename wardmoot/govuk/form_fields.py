"""Fields that HTML has no single input for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

PARTS = (("day", "Day", 2), ("month", "Month", 2), ("year", "Year", 4))


class DatePartsWidget(forms.Widget):
    """Three text boxes, which people type dates into faster and with fewer faults than a calendar gives.

    Source: GOV.UK Design System, "Date input".
    """

    parts = PARTS

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:  # noqa: ARG002  Django's signature
        """The three texts as typed: day, month, year."""
        return [str(data.get(f"{name}_{part}", "")).strip() for part, _, _ in PARTS]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002  Django's signature
        """Whether no part was sent."""
        return not any(f"{name}_{part}" in data for part, _, _ in PARTS)

    def format_value(self, value: Any) -> list[str]:
        """The three texts to show: of a date, or as they were typed."""
        if isinstance(value, date):
            return [str(value.day), str(value.month), str(value.year)]
        return list(value) if value else ["", "", ""]


class DatePartsField(forms.Field):
    """A date asked for as day, month and year; gives a `datetime.date`, or None where it is optional and empty."""

    widget = DatePartsWidget
    default_error_messages = {
        "incomplete": "The date must include a day, a month and a year",
        "invalid": "The date must be a real date, like 6 3 2018",
    }

    def prepare_value(self, value: Any) -> Any:
        """The value as the widget shows it."""
        return value

    def to_python(self, value: Any) -> date | None:
        """The date that the three texts make.

        Raises:
            ValidationError: a part is missing or the date is not in the calendar.
        """
        if value is None or isinstance(value, date):
            return value
        texts = list(value)
        if not any(texts):
            return None
        if not all(texts):
            raise forms.ValidationError(self.error_messages["incomplete"], code="incomplete")
        if not all(text.isascii() and text.isdigit() for text in texts) or len(texts[2]) != 4:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return date(int(texts[2]), int(texts[1]), int(texts[0]))
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
