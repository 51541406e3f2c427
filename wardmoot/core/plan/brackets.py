"""Reading a number with its comparator in brackets, in the two styles plans print."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_LEADING = re.compile(rf"\s*({_NUMBER})(?![\d,./-]*\d)\s*(%?)", re.ASCII)
_BRACKET = re.compile(rf"\(\s*({_NUMBER})\s*%?(?:\s+((?:19|20)\d\d(?:/\d\d)?))?\s*\)", re.ASCII)
_SCALE = re.compile(r"\s*(?:m|k|bn|hundred|thousand|million|billion)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bracketed:
    """A number as printed, with the bracketed comparator and that comparator's own period text, where there are any."""

    value: float
    comparator: float | None = None
    period_text: str = ""


def _number(text: str) -> float:
    number = float(text.replace(",", ""))
    return int(number) if number.is_integer() and "." not in text else number


def read_bracketed(text: str) -> Bracketed:
    """The number a line begins with, and its comparator.

    A bracket counts as a comparator only when it holds a number alone, `517 (503)`, or a number and a year,
    `21 referrals (30 2016/17)`. Others, such as `(March 2018)`, `(2015/16)` or `(33 Swindon and 16 Wiltshire)`,
    do not. Raises ValueError when the line does not begin with a number in figures, and when the
    bracket is a bare year, which could be either.

    >>> read_bracketed("21 referrals in 2017/18 (30 2016/17)")
    Bracketed(value=21, comparator=30, period_text='2016/17')
    """
    leading = _LEADING.match(text)
    if not leading or _SCALE.match(text, leading.end()):
        raise ValueError(f"{text!r} does not begin with a number in figures")
    value = _number(leading[1])
    bracket = _BRACKET.search(text, leading.end())
    if not bracket:
        return Bracketed(value)
    if not bracket[2] and re.fullmatch(r"(?:19|20)\d\d", bracket[1]):
        raise ValueError(f"({bracket[1]}) may be a year or a number: write a number with its comma, or a year with its number")
    return Bracketed(value, _number(bracket[1]), bracket[2] or "")
