"""Whole assessments for those outside: the real one for the public, the demonstration for the partnership."""

from __future__ import annotations

import time

import pytest

from wardmoot.measures.making import Made
from wardmoot.reports.audience import Audience
from wardmoot.reports.disclosure import for_audience, what_is_hidden
from wardmoot.reports.document import Map, RegionState, Table, figures_of

LONGEST = 10.0
"""Seconds of one core; it takes about 1 on an idle machine."""


@pytest.mark.real_data
def test_the_real_assessment_for_the_public(wiltshire_2025: Made):
    begun = time.process_time()
    given = for_audience(wiltshire_2025.document, Audience.PUBLIC)
    assert time.process_time() - begun < LONGEST
    for figure in figures_of(given):
        counted = figure.value is not None and figure.unit.value == "count" and figure.counting_unit.key not in ("place", "resident")
        assert not (counted and 0 < figure.value < 5), figure.id
        assert not figure.marking.value
    assert not given.marking.value


@pytest.mark.real_data
def test_hundreds_of_small_areas_of_which_many_are_small(wiltshire_2025: Made):
    """Anti-social behaviour by small area: counts of 1 to 4 are hatched on the map and marked in the annex, and are more than two."""
    true = {figure.id: figure.value for figure in figures_of(wiltshire_2025.document) if figure.id.startswith("place.asb.E")}
    small = {id for id, value in true.items() if id.count(".") == 2 and value and value < 5}
    given = for_audience(wiltshire_2025.document, Audience.PUBLIC)
    drawn = next(block for block in given.blocks if isinstance(block, Map) and block.id == "map-asb")
    hidden = {region.figure.id for region in drawn.regions if region.state is RegionState.HIDDEN and region.figure}
    assert len(small) > 10
    assert small <= hidden
    listed = next(block for block in given.blocks if isinstance(block, Table) and block.id == "every-small-area")
    assert sum(getattr(cell, "text", "") == "[c]" for row in listed.rows for cell in row) == len(hidden)
    assert what_is_hidden(wiltshire_2025.document, Audience.PUBLIC).small >= len(small)
