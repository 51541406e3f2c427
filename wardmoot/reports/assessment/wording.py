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
