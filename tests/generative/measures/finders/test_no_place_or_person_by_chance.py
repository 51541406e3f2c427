"""Where nothing was planted, each place and people finder by itself finds something in at most one world of twenty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from scipy.stats import binom
from worlds import world

from wardmoot.core.findings import Candidate, stand
from wardmoot.measures.finders import association, hot_spots, inequality, places, repeats
from wardmoot.measures.finders.material import Material

WORLDS = 200
SUBJECTS = ("burglary", "robbery")
MOST = int(binom.ppf(0.999, WORLDS, 0.05))
"""Were the rate 5%, more false worlds than this would be seen once in a thousand times."""
FINDERS: dict[str, Callable[[Material], Iterator[Candidate]]] = {
    "places": places.candidates,
    "hot spots": hot_spots.candidates,
    "inequality": inequality.candidates,
    "repeats": repeats.candidates,
    "association": association.candidates,
}


@pytest.fixture(scope="module")
def worlds() -> list[Material]:
    """Two years of months; in every fourth world the residents of small areas are not known."""
    made = (world(9000 + seed, populations=seed % 4 > 0, held=range(24, 48)) for seed in range(WORLDS))
    return [replace(one, subjects=tuple(s for s in one.subjects if s.key in SUBJECTS)) for one in made]


@pytest.mark.parametrize("name", FINDERS)
def test_nothing_is_found_in_nothing(worlds: list[Material], name: str) -> None:
    tested = [list(FINDERS[name](material)) for material in worlds]
    false = [stand(candidates) for candidates in tested]
    assert sum(bool(candidates) for candidates in tested) == WORLDS  # it looked
    assert sum(bool(findings) for findings in false) <= MOST, [finding.id for findings in false for finding in findings]
