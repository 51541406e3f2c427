"""Data in: recognise, load, check, keep, query. The only place that runs analytical SQL."""

from wardmoot.evidence.area_facts import AreaFacts, area_facts
from wardmoot.evidence.area_groups import AreaGroupList, area_group_lists
from wardmoot.evidence.bridged import BridgedDecile, bridged_deciles, bridged_population
from wardmoot.evidence.bridging import Bridge, BridgeKind, Converted, bridge, convert
from wardmoot.evidence.crimes import Counts, commonest_locations, counts_by, crime_batches, is_kind_of_place, months_held, rows_matching
from wardmoot.evidence.deprivation import Deprivation, deprivation
from wardmoot.evidence.faults import LoadCancelled, Reject, StoreBusy, StoreError, StoreKindError
from wardmoot.evidence.loading import BatchReport, BatchStatus, LoadReport, Progress, load
from wardmoot.evidence.manifest import Batch
from wardmoot.evidence.offence_codes import OffenceCode, offence_codes
from wardmoot.evidence.ons_headings import PublishedUnit
from wardmoot.evidence.outcomes import outcome_batches, outcomes_by
from wardmoot.evidence.places import (
    Boundary,
    Partnership,
    authorities_of_partnerships,
    authority_names,
    boundaries,
    csp_of_authority,
    lsoa_sources,
    lsoas,
    lsoas_of_authority,
    wards,
)
from wardmoot.evidence.police import ASB, CRIME_TYPES
from wardmoot.evidence.populations import (
    LsoaPopulation,
    Population,
    latest_population_year,
    population_authority,
    population_lsoa,
    population_years,
    populations_by_year,
)
from wardmoot.evidence.postcodes import PostcodePlace, place_of_postcode
from wardmoot.evidence.published import PublishedValue, published_crime, published_notes, published_values
from wardmoot.evidence.quality import ForceQuality, QualityReport, quality
from wardmoot.evidence.roads import RoadGround, Severities, casualties_by, collisions_by, road_ground, severities_by
from wardmoot.evidence.sources import SOURCES, Source, SourceKey
from wardmoot.evidence.stop_search import stop_search_batches, stops_by
from wardmoot.evidence.store import SourceStatus, Store, StoreStatus, source_files
from wardmoot.evidence.synthetic import StoreKind
from wardmoot.evidence.vintages import VintageFit, lsoa_vintage_of

__all__ = [
    "ASB",
    "CRIME_TYPES",
    "SOURCES",
    "AreaFacts",
    "AreaGroupList",
    "Batch",
    "BatchReport",
    "BatchStatus",
    "Boundary",
    "Bridge",
    "BridgeKind",
    "BridgedDecile",
    "Converted",
    "Counts",
    "Deprivation",
    "ForceQuality",
    "LoadCancelled",
    "LoadReport",
    "LsoaPopulation",
    "OffenceCode",
    "Partnership",
    "Population",
    "PostcodePlace",
    "Progress",
    "PublishedUnit",
    "PublishedValue",
    "QualityReport",
    "Reject",
    "RoadGround",
    "Severities",
    "Source",
    "SourceKey",
    "SourceStatus",
    "Store",
    "StoreBusy",
    "StoreError",
    "StoreKind",
    "StoreKindError",
    "StoreStatus",
    "VintageFit",
    "area_facts",
    "area_group_lists",
    "authorities_of_partnerships",
    "authority_names",
    "boundaries",
    "bridge",
    "bridged_deciles",
    "bridged_population",
    "casualties_by",
    "collisions_by",
    "commonest_locations",
    "convert",
    "counts_by",
    "crime_batches",
    "csp_of_authority",
    "deprivation",
    "is_kind_of_place",
    "latest_population_year",
    "load",
    "lsoa_sources",
    "lsoa_vintage_of",
    "lsoas",
    "lsoas_of_authority",
    "months_held",
    "offence_codes",
    "outcome_batches",
    "outcomes_by",
    "place_of_postcode",
    "population_authority",
    "population_lsoa",
    "population_years",
    "populations_by_year",
    "published_crime",
    "published_notes",
    "published_values",
    "quality",
    "road_ground",
    "rows_matching",
    "severities_by",
    "source_files",
    "stop_search_batches",
    "stops_by",
    "wards",
]
