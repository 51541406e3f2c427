"""Plain words of a document: a hidden count that somebody typed beside what it counts is taken out of them too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from wardmoot.core.figures import Figure, Marking, Shorthand, write_number

LEFT_OUT = "A sentence with a number that is hidden to protect people is left out here."
_SPELLED = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_REACH, _STEM = 4, 5
"""A number is about a thing where one of the next so many words begins with so many of its letters, before the next number or stop."""
_END = re.compile(r"[\d.;:!?()]")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"(?<![\w.,])(?:\d[\d,]*(?:\.\d+)?|" + "|".join(_SPELLED[1:]) + r")(?![\w]|[.,]\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Words:
    """Takes hidden counts out of texts. `told` has the stems of what each hidden count counts, by the count as written."""

    told: dict[str, frozenset[str]]
    marking: Marking

    def __call__(self, text: str) -> str:
        """The text without hidden counts, and with the marking it now has."""
        for one in Marking:
            text = text.replace(f"Marking: {one.value}.", f"Marking: {self.marking.value or 'none'}.") if one.value else text
        return _NUMBER.sub(self._in_place, text) if self.told else text

    def _in_place(self, found: re.Match[str]) -> str:
        stems = self.told.get(found[0].lower())
        after = _WORD.findall(_END.split(found.string[found.end() : found.end() + 80].lower(), maxsplit=1)[0])[:_REACH]
        about = stems is not None and any(word[:_STEM] in stems for word in after)
        return Shorthand.CONFIDENTIAL.value if about else found[0]


def words_without(hidden: Iterable[tuple[Figure, float]], marking: Marking) -> Words:
    """Words without these counts, each given with a figure that prints it.

    >>> words_without([], Marking.NONE)("Marking: OFFICIAL. Three robberies.")
    'Marking: none. Three robberies.'
    """
    told: dict[str, frozenset[str]] = {}
    for figure, value in hidden:
        unit = figure.counting_unit
        about = " ".join((unit.singular, unit.plural, *map(str, figure.breakdown.values()))).lower()
        spelled = _SPELLED[int(value)] if 0 < value < len(_SPELLED) else ""
        for written in filter(None, (write_number(value), f"{value:g}", spelled)):
            kinds = " ".join(map(str, figure.breakdown.values())).lower() if written == "one" else about  # "one crime" is seldom a count
            told[written] = told.get(written, frozenset()) | _stems(kinds)
    return Words(told, marking)


def _stems(about: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _WORD.findall(about) if len(word) >= _STEM - 1)
