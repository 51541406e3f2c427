"""A strategic assessment of one area and period, from the data files held to finished findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from wardmoot import evidence
from wardmoot.catalogue.areas import CommunityAreas
from wardmoot.catalogue.crime_types import crime_types
from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import Area, AreaKind, Denominator, Marking, SourceFile
from wardmoot.evidence import Boundary, Store
from wardmoot.measures.change import basis_for, compared_months, written_months
from wardmoot.measures.offences import Lines, series_of
from wardmoot.measures.places import members, place_name, shape_of, town_labels, wards_of
from wardmoot.measures.quality import quality_lines, quality_notes
from wardmoot.measures.recorded_crime import Cube, Slice, asb_only, crimes_only, read_cube
from wardmoot.measures.small_areas import CLUSTER_METHOD, Ground, concentration_of, listed_places, local_areas
from wardmoot.reports.assessment import Findings, Places, Scope

CHART_MONTHS = 48
COVERED = 0.9
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Held:
    """What the store holds that this assessment may use: one vintage of small areas, one force's months."""

    area: Area
    vintage: int
    own: tuple[Boundary, ...]
    wards: tuple[Boundary, ...]
    covered: tuple[Boundary, ...]
    forces: tuple[str, ...]
    months: tuple[Month, ...]
    left_out: tuple[str, ...]


def period_ending(to: Month, months: int) -> Period:
    """The `months` months that end with `to`. Raises ValueError for fewer than 1 or more than 120."""
    if not 1 <= months <= 120:
        raise ValueError(f"{months} months cannot be assessed: give 1 to 120")
    return Period.rolling_12(to) if months == 12 else Period.span(to.shift(1 - months), to)
