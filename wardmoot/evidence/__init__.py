"""Data in: recognise, load, check, keep, query. The only place that runs analytical SQL."""

from wardmoot.evidence.crimes import Counts, commonest_locations, counts_by, crime_batches, is_kind_of_place, months_held, rows_matching
from wardmoot.evidence.faults import LoadCancelled, Reject, StoreBusy, StoreError, StoreKindError
from wardmoot.evidence.loading import BatchReport, BatchStatus, LoadReport, Progress, load
from wardmoot.evidence.manifest import Batch
from wardmoot.evidence.places import (
    Boundary,
    Partnership,
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
)
from wardmoot.evidence.quality import ForceQuality, QualityReport, quality
from wardmoot.evidence.sources import SOURCES, Source, SourceKey
from wardmoot.evidence.store import SourceStatus, Store, StoreStatus, source_files
from wardmoot.evidence.synthetic import StoreKind
from wardmoot.evidence.vintages import VintageFit, lsoa_vintage_of

__all__ = [
    "ASB",
    "CRIME_TYPES",
    "SOURCES",
    "Batch",
    "BatchReport",
    "BatchStatus",
    "Boundary",
    "Counts",
    "ForceQuality",
    "LoadCancelled",
    "LoadReport",
    "LsoaPopulation",
    "Partnership",
    "Population",
    "Progress",
    "QualityReport",
    "Reject",
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
    "authority_names",
    "boundaries",
    "commonest_locations",
    "counts_by",
    "crime_batches",
    "csp_of_authority",
    "is_kind_of_place",
    "latest_population_year",
    "load",
    "lsoa_sources",
    "lsoa_vintage_of",
    "lsoas",
    "lsoas_of_authority",
    "months_held",
    "population_authority",
    "population_lsoa",
    "population_years",
    "quality",
    "rows_matching",
    "source_files",
    "wards",
]
