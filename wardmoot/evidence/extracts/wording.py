"""Headings compared without case, punctuation or spacing."""

from __future__ import annotations

import re
import unicodedata

_SPLIT_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def words_of(text: str) -> list[str]:
    """The words of a heading, small letters only.

    >>> words_of("Victim_DOB (dd/mm/yyyy)"), words_of("crimeRef")
    (['victim', 'dob', 'dd', 'mm', 'yyyy'], ['crime', 'ref'])
    """
    plain = unicodedata.normalize("NFKC", _SPLIT_CAMEL.sub(" ", text))
    return re.findall(r"[a-z0-9]+", plain.casefold().replace("'", "").replace("’", ""))


def plain_heading(text: str) -> str:
    """A heading with nothing left but its letters and digits: what two headings are compared by.

    >>> plain_heading(" Episode  Start-Date ") == plain_heading("episode_start_date")
    True
    """
    return "".join(words_of(text))
