"""Small turns of phrase of the assessment."""

from __future__ import annotations

from collections.abc import Sequence


def listed(items: Sequence[str]) -> str:
    """The items as a list within a sentence.

    >>> listed(["burglary", "robbery", "drugs"])
    'burglary, robbery and drugs'
    """
    return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))


def mid_sentence(name: str) -> str:
    """The name of a category as it is written within a sentence.

    >>> mid_sentence("Criminal damage and arson")
    'criminal damage and arson'
    """
    return name[:1].lower() + name[1:]


def capital(words: str) -> str:
    """Words as they begin a sentence.

    >>> capital("drug offences")
    'Drug offences'
    """
    return words[:1].upper() + words[1:]


_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def write_small(count: int) -> str:
    """A small number in words, as it stands in a title.

    >>> write_small(10), write_small(12)
    ('ten', '12')
    """
    return _SMALL[count] if 0 <= count < len(_SMALL) else str(count)
