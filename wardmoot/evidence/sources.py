"""The sources Wardmoot knows, with the licence and the words each licence asks for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wardmoot.catalogue.dataset import Category
from wardmoot.evidence.synthetic import ATTRIBUTION as SYNTHETIC_ATTRIBUTION
from wardmoot.evidence.synthetic import StoreKind

OGL = "Open Government Licence v3.0"
_ONS = f"Source: Office for National Statistics licensed under the {OGL}."
_OS = " Contains OS data © Crown copyright and database right {year}."
_DELTA = f"Contains public sector information from the Ministry of Housing, Communities and Local Government licensed under the {OGL}."
_HOME_OFFICE = f"Contains public sector information from the Home Office licensed under the {OGL}."
_POSTCODE = (
    " Contains OS data © Crown copyright and database right {year}. Contains Royal Mail data © Royal Mail copyright and database right {year}."
)
_GROUPS = "Groups of similar areas as given in the list named."
_DFT = f"Contains public sector information from the Department for Transport (STATS19) licensed under the {OGL}."
_POLICE = f"Contains public sector information from data.police.uk licensed under the {OGL}."


class SourceKey(StrEnum):
    """The name of a source, as it stands in the store, in JSON and in traces."""

    POLICE_STREET = "police-street"
    BOUNDARY_LSOA_2011 = "boundary-lsoa-2011"
    BOUNDARY_LSOA_2021 = "boundary-lsoa-2021"
    BOUNDARY_WARD = "boundary-ward"
    LOOKUP_LSOA_2011 = "lookup-lsoa-2011-authority"
    LOOKUP_CSP = "lookup-authority-csp-force"
    LOOKUP_BEST_FIT = "lookup-lsoa-2021-best-fit"
    POPULATION_AUTHORITY = "population-authority"
    POPULATION_LSOA_2011 = "population-lsoa-2011"
    POLICE_OUTCOMES = "police-outcomes"
    STOP_AND_SEARCH = "stop-and-search"
    DEPRIVATION_LSOA_2011 = "deprivation-lsoa-2011"
    LOOKUP_POSTCODE = "lookup-postcode"
    LOOKUP_OFFENCE_CODE = "lookup-offence-code"
    RECORDED_CRIME_TABLES = "recorded-crime-tables"
    ROAD_COLLISIONS = "road-collisions"
    ROAD_CASUALTIES = "road-casualties"
    ROAD_VEHICLES = "road-vehicles"
    AREA_GROUPS = "area-groups"
    EXTRACT = "extract"


@dataclass(frozen=True, slots=True)
class Source:
    """A source: what it is in words, and the attribution (a template on `year`) its licence requires.

    `category` is the category in law of what its rows say of people, published or not.
    """

    key: SourceKey
    title: str
    attribution: str
    licence: str = OGL
    category: Category = Category.NEITHER

    def attribution_for(self, kind: StoreKind, year: int) -> str:
        """The words to print under everything made from the source, loaded in `year`.

        >>> SOURCES[SourceKey.BOUNDARY_WARD].attribution_for(StoreKind.REAL, 2026)[-25:]
        ' and database right 2026.'
        """
        return SYNTHETIC_ATTRIBUTION if kind is StoreKind.DEMONSTRATION else self.attribution.format(year=year)


SOURCES = {
    source.key: source
    for source in (
        Source(SourceKey.POLICE_STREET, "street-level crime of data.police.uk (CSV)", _POLICE),
        Source(SourceKey.BOUNDARY_LSOA_2011, "LSOA 2011 boundaries (GeoJSON with LSOA11CD)", _ONS + _OS),
        Source(SourceKey.BOUNDARY_LSOA_2021, "LSOA 2021 boundaries (GeoJSON with LSOA21CD)", _ONS + _OS),
        Source(SourceKey.BOUNDARY_WARD, "ward boundaries (GeoJSON with WDyyCD)", _ONS + _OS),
        Source(SourceKey.LOOKUP_LSOA_2011, "LSOA 2011 to authority and force (CSV)", _ONS),
        Source(SourceKey.LOOKUP_CSP, "authority to community safety partnership and force area (CSV)", _ONS),
        Source(SourceKey.LOOKUP_BEST_FIT, "LSOA 2021 to LSOA 2011 best fit (CSV)", _ONS),
        Source(SourceKey.POPULATION_AUTHORITY, "mid-year population of authorities (ONS workbook, or its MYE4 table as CSV)", _ONS),
        Source(SourceKey.POPULATION_LSOA_2011, "mid-year population of LSOA 2011 (CSV: lsoa,pop)", _ONS),
        Source(SourceKey.POLICE_OUTCOMES, "outcomes of crimes of data.police.uk (CSV)", _POLICE),
        Source(SourceKey.STOP_AND_SEARCH, "stop and search of data.police.uk (CSV)", _POLICE, category=Category.BOTH),
        Source(SourceKey.DEPRIVATION_LSOA_2011, "index of multiple deprivation of LSOA 2011 (CSV: rank and decile)", _DELTA),
        Source(SourceKey.LOOKUP_POSTCODE, "postcode to small areas and authority (CSV)", _ONS + _POSTCODE),
        Source(SourceKey.LOOKUP_OFFENCE_CODE, "Home Office offence code to data.police.uk crime type (CSV)", _HOME_OFFICE),
        Source(
            SourceKey.RECORDED_CRIME_TABLES, "recorded crime by force and partnership, as published (ONS workbook of tables P1-P9 and C1-C5)", _ONS
        ),
        Source(SourceKey.ROAD_COLLISIONS, "road collisions (STATS19 collision or accident CSV of any year)", _DFT),
        Source(SourceKey.ROAD_CASUALTIES, "road casualties (STATS19 casualty CSV of any year)", _DFT),
        Source(SourceKey.ROAD_VEHICLES, "vehicles in road collisions (STATS19 vehicle CSV of any year)", _DFT),
        Source(SourceKey.AREA_GROUPS, "groups of similar areas (CSV: Area code, Member code, Rank)", _GROUPS, licence=""),
        Source(SourceKey.EXTRACT, "partners' extracts", "Depersonalised extract supplied by a partner agency.", licence="", category=Category.BOTH),
    )
}


def known_sources() -> str:
    """What can be loaded, in one sentence for a refusal.

    >>> known_sources().startswith("street-level crime")
    True
    """
    return "; ".join(source.title for source in SOURCES.values() if source.key is not SourceKey.EXTRACT)  # that comes in through a preview
