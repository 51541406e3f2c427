"""The offence groups of the published tables of police recorded crime, each under one name whatever heading it is printed under."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from wardmoot.core.figures import Polarity

ALL_CRIME = "All recorded crime (excluding fraud)"


@dataclass(frozen=True, slots=True)
class PublishedOffence:
    """An offence group; `within` names the group it is a part of ("" for a main group), so that the two are never added.

    `subject` is the category of the street files that counts the same kind of offence, "" where none does. The two counts differ.
    """

    name: str
    within: str = ""
    polarity: Polarity = Polarity.LOWER_IS_BETTER
    subject: str = ""


@cache
def _content() -> tuple[dict[str, PublishedOffence], dict[str, str]]:
    rows = tomllib.loads(files("wardmoot.catalogue").joinpath("published_offences.toml").read_text("utf-8"))["offence"]
    made = {
        row["name"]: PublishedOffence(
            row["name"], row.get("within", ""), Polarity(row.get("polarity", Polarity.LOWER_IS_BETTER)), row.get("subject", "")
        )
        for row in rows
    }
    headings = {heading.lower(): row["name"] for row in rows for heading in (row["name"], *row.get("was", ()))}
    return made, headings


def published_offences() -> dict[str, PublishedOffence]:
    """Every offence group by name, in the order of the tables.

    >>> published_offences()["Shoplifting"].within
    'Theft offences'
    """
    return _content()[0]


def offence_of(heading: str) -> str:
    """The name of the offence group printed under a heading (notes taken away); the heading itself where it is none of them.

    >>> offence_of("Other theft offences"), offence_of("Apr 2010 to Mar 2011")
    ('All other theft offences', 'Apr 2010 to Mar 2011')
    """
    return _content()[1].get(heading.lower(), heading)
