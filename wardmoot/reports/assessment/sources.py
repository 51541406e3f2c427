"""The short line under each table and chart; the attributions in full stand at the foot of every page and on every sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wardmoot.core.figures import Figure
from wardmoot.reports.assessment.gathered import Gathered

_PUBLISHER = re.compile(r"(?:Contains public sector information from|Source:) (?P<name>.+?) licensed under ")

_OUTLINES = re.compile(r"(?P<whose>Contains OS data © .+)$")


def source_of(gathered: Gathered) -> str:
    """The publishers of the data used, each once."""
    return "; ".join(dict.fromkeys(publisher(line) for line in gathered.attributions))


def map_source_of(gathered: Gathered) -> str:
    """The publishers, and whose the outlines are, which stands beside every map."""
    outlines = dict.fromkeys(found["whose"] for line in gathered.attributions if (found := _OUTLINES.search(line)))
    return ". ".join((source_of(gathered), *outlines))


def publisher(attribution: str) -> str:
    """Who published the data, from the words a licence asks for; words of another form are kept whole.

    Source: The National Archives, Open Government Licence v3.0, the forms of attribution.

    >>> publisher("Source: Office for National Statistics licensed under the Open Government Licence v3.0.")
    'Office for National Statistics'
    """
    found = _PUBLISHER.match(attribution)
    return found["name"] if found else attribution


def source_from(figures: Iterable[Figure]) -> str:
    """The publishers of the data files behind these figures, each once; for partners' data the file is named."""
    files = dict.fromkeys(file for figure in figures for file in figure.trace.files)
    return "; ".join(dict.fromkeys(publisher(file.attribution) if file.attribution else file.name.rsplit("/", 1)[-1] for file in files))
