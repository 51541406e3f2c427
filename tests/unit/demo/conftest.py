"""The demonstration's geography and crime, made once for all its tests."""

from __future__ import annotations

import pytest

from wardmoot.demo import DEMONSTRATION_SEED, crime
from wardmoot.demo.geography import make_geography


@pytest.fixture(scope="session")
def geography():
    return make_geography(DEMONSTRATION_SEED)


@pytest.fixture(scope="session")
def scene(geography):
    return crime.Scene(geography, DEMONSTRATION_SEED)


@pytest.fixture(scope="session")
def by_month(scene):
    return {month: crime.make_month(scene, month, DEMONSTRATION_SEED) for month in crime.months()}
