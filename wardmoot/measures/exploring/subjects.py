"""What an analyst can choose to look at, and how it can be cut."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wardmoot.catalogue.crime_types import CrimeType, crime_types
from wardmoot.core.figures import COUNTING_UNITS, CountingUnit, DisclosureClass
from wardmoot.measures.recorded_crime import asb_only, crimes_only

ALL_CRIMES, ASB = "crimes", "asb-incidents"


class Source(StrEnum):
    """Where a subject's rows come from, which decides who answers."""

    STREET = "street"
    ROADS = "roads"
    PARTNER = "partner"


class Cut(StrEnum):
    """What the rows of the table are. A dataset's own columns are cuts too, by their names."""

    TYPE = "type"
    MONTH = "month"
    COMMUNITY = "community"
    WARD = "ward"
    SMALL_AREA = "small-area"
    SEVERITY = "severity"


CUT_WORDS = {
    Cut.TYPE: "Crime type",
    Cut.MONTH: "Month",
    Cut.COMMUNITY: "Community area",
    Cut.WARD: "Ward",
    Cut.SMALL_AREA: "Small area",
    Cut.SEVERITY: "Severity",
}
PLACE_CUTS = (Cut.COMMUNITY, Cut.WARD, Cut.SMALL_AREA)


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that can be counted.

    `key` stands in addresses and `label` on screen, under the heading `group`; `says` is what a reader must know of the
    words. `cuts` are the ways to divide it (key, words). `needs_scope` says that its rows are about persons; `disclosure`
    how freely its counts may be shown, `datasets` what of partners' it reads.
    """

    key: str
    label: str
    group: str
    counting_unit: CountingUnit
    cuts: tuple[tuple[str, str], ...]
    source: Source = Source.STREET
    says: str = ""
    disclosure: DisclosureClass = DisclosureClass.OPEN
    needs_scope: bool = False
    datasets: tuple[str, ...] = ()

    @property
    def is_sensitive(self) -> bool:
        """Whether only those who may see rows about people may see its counts."""
        return self.needs_scope or self.disclosure is not DisclosureClass.OPEN


STREET = "Street-level crime (data.police.uk)"


def street_subjects() -> tuple[Subject, ...]:
    """All crimes, anti-social behaviour incidents, and each crime category of the street files.

    >>> [s.key for s in street_subjects()][:3]
    ['crimes', 'asb-incidents', 'violence-and-sexual-offences']
    """
    cuts = tuple((cut.value, CUT_WORDS[cut]) for cut in (Cut.MONTH, *PLACE_CUTS))
    by_type = ((Cut.TYPE.value, CUT_WORDS[Cut.TYPE]), *cuts)
    (incidents,) = asb_only()
    whole = Subject(ALL_CRIMES, "All crimes", STREET, COUNTING_UNITS["crime"], by_type)
    asb = Subject(ASB, "Anti-social behaviour incidents", STREET, COUNTING_UNITS["asb_incident"], cuts, says=incidents.says)
    return (whole, asb, *(Subject(t.slug, t.name, STREET, t.counting_unit, cuts, says=t.says) for t in crimes_only()))


def types_of(key: str) -> tuple[CrimeType, ...]:
    """The categories that a street subject counts. Raises KeyError where there is none of that key."""
    if key == ALL_CRIMES:
        return crimes_only()
    if key == ASB:
        return asb_only()
    found = tuple(t for t in crime_types().values() if t.is_crime and t.slug == key)
    if not found:
        raise KeyError(key)
    return found
