"""Reading the headings and titles of the ONS tables of police recorded crime: what is counted, of what unit, over which period."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from wardmoot.catalogue.published_offences import offence_of
from wardmoot.core.calendar import Month

_MONTHS = {name: n for n, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}
_SPAN = re.compile(r"([A-Z][a-z]{2})[a-z]* +(\d{4}) +to +([A-Z][a-z]{2})[a-z]* +(\d{4})")
_YEAR_ENDING = re.compile(r"year ending ([A-Z][a-z]{2})[a-z]* (\d{4})", re.I)
_NOTE = re.compile(r"\[ *note *s? *([\d, ]+)\]", re.I)
_KNIFE = "Offences involving a knife or sharp instrument (selected serious offences)"


class PublishedUnit(StrEnum):
    """The unit of a published number. Two units are never compared."""

    OFFENCES = "offences"
    PER_1000 = "offences per 1,000 population"
    PER_1000_HOUSEHOLDS = "offences per 1,000 households"
    PER_100000 = "offences per 100,000 population"
    PERCENTAGE_CHANGE = "percentage change"
    PERCENTAGE = "percentage of the offences"
    PEOPLE = "people"
    HOUSEHOLDS = "households"


@dataclass(frozen=True, slots=True)
class Heading:
    """What one column of a table holds. `notes` are the numbers of its footnotes."""

    printed: str
    offence: str
    unit: PublishedUnit
    first: Month | None
    last: Month | None
    notes: tuple[str, ...] = ()


def plain(text: str) -> str:
    """A printed text on one line, without its footnote marks.

    >>> plain("Total recorded crime\\n (excluding fraud) \\n[note 2]")
    'Total recorded crime (excluding fraud)'
    """
    return " ".join(_NOTE.sub("", text).split())


def notes_of(text: str) -> tuple[str, ...]:
    """The numbers of the footnotes that a text refers to.

    >>> notes_of("Residential burglary [note 7,8][note 9]")
    ('7', '8', '9')
    """
    return tuple(number for found in _NOTE.findall(text) for number in re.findall(r"\d+", found))


def year_ending(text: str) -> tuple[Month, Month] | None:
    """The last twelve months that a title speaks of; None when it names no year ending.

    >>> [str(m) for m in year_ending("percentage change, year ending December 2024 compared with year ending December 2023")]
    ['2024-01', '2024-12']
    """
    ends = [Month(int(year), _MONTHS[month.lower()]) for month, year in _YEAR_ENDING.findall(text) if month.lower() in _MONTHS]
    return (max(ends).shift(-11), max(ends)) if ends else None


def read_heading(heading: str, title: str) -> Heading:
    """What a column holds, by its heading and then by its table's title. The period is the heading's own where it names one.

    >>> read_heading("Jan 2023 to\\n Dec 2023", "Table P8: Number of firearm offences by force, year ending December 2024").first
    Month(year=2023, month=1)
    """
    printed = plain(heading)
    spans = [(Month(int(a), _MONTHS[m.lower()]), Month(int(b), _MONTHS[n.lower()])) for m, a, n, b in _SPAN.findall(printed)]
    first, last = spans[0] if spans else year_ending(title) or (None, None)
    return Heading(printed, _offence(printed, title), _unit(printed.lower(), title.lower()), first, last, notes_of(heading))


def _unit(heading: str, title: str) -> PublishedUnit:
    of_heading = (
        ("population figures", PublishedUnit.PEOPLE),
        ("household figures", PublishedUnit.HOUSEHOLDS),
        ("% change", PublishedUnit.PERCENTAGE_CHANGE),
        ("%", PublishedUnit.PERCENTAGE),
        ("household", PublishedUnit.PER_1000_HOUSEHOLDS),
        ("per 1,000 population", PublishedUnit.PER_1000),
    )
    of_title = (
        ("percentage change", PublishedUnit.PERCENTAGE_CHANGE),
        ("rate per 100,000", PublishedUnit.PER_100000),
        ("per 1,000 population", PublishedUnit.PER_1000),
    )
    found = [unit for words, unit in of_heading if words in heading] + [unit for words, unit in of_title if words in title]
    return found[0] if found else PublishedUnit.OFFENCES


def _offence(heading: str, title: str) -> str:
    """The offence of a column: its heading's, or where that is a period or a plain unit the subject of the table."""
    if re.search(r"(population|household) figures", heading, re.I):
        return ""
    bare = re.sub(r"^(% ?(change|involving)|rate|number)\b.*|compared with previous year.*", "", _SPAN.sub("", heading), flags=re.I)
    bare = re.sub(r"(?: offences)? % involving", " offences involving", bare.strip(" %"))
    return offence_of(bare) if bare else _subject(title)


def _subject(title: str) -> str:
    """The subject of a table in the words of its title; the two tables of knife offences share one name."""
    if "knife" in title.lower():
        return _KNIFE
    subject = re.sub(r"^table \w+: *", "", plain(title), flags=re.I)
    subject = re.sub(r"^number of +", "", re.split(r",? by police force|, year ending", subject, flags=re.I)[0], flags=re.I)
    return subject[:1].upper() + subject[1:]
