"""Rates of measures are made on the mid-year estimates that are held, of one authority or of several together."""

from datetime import UTC, datetime

import pytest

from wardmoot.core.calendar import Period
from wardmoot.core.figures import Area, AreaKind
from wardmoot.evidence import Store, load
from wardmoot.measures.rates import population
from wardmoot.measures.register import Request

NOW = datetime(2026, 11, 1, tzinfo=UTC)
WILTSHIRE, SWINDON = "E06000054", "E06000030"


@pytest.mark.real_data
@pytest.mark.parametrize(("authorities", "residents"), [((WILTSHIRE,), 484_344), ((WILTSHIRE, SWINDON), 703_342)])
def test_the_residents_of_all_the_authorities_are_added(real_data, tmp_path, authorities, residents):
    store = Store.open(tmp_path)
    load([real_data / "population" / "lad-mid-year-2011-2023.xlsx"], store=store, now=NOW)
    area = Area(WILTSHIRE, "Wiltshire", AreaKind.AUTHORITY)
    request = Request(store, area, Period.calendar_years(2013, 2015), NOW, authorities=authorities)
    found = population(request.rows, request, "2014-06-30", "")
    assert found is not None
    denominator, files = found
    assert denominator.value == residents
    assert len(files) == 1
