"""The truths planted in a world are all reported, when everything is tested and judged together."""

from __future__ import annotations

import pytest
from worlds import AREA, Planted, doubled_places, world

from wardmoot.core.findings import Finding, check_claims
from wardmoot.measures.finders import find

EVERYTHING = Planted(doubled=5, step_month=30, repeat=10, gradient=2.0, together=5.0)


@pytest.fixture(scope="module")
def found() -> dict[str, Finding]:
    """What is found where a doubled burglary rate in five small areas, a step in month 30, a tenfold victim, a gradient of deprivation and
    two flags that go together are true at once."""
    findings = find(world(11, EVERYTHING, scale=4))
    check_claims(findings)
    return {finding.id: finding for finding in findings}


def test_the_doubled_rate_is_reported_in_its_five_places(found: dict[str, Finding]) -> None:
    finding = found[f"hot-spots.burglary.{AREA.code}"]
    places = {figure.breakdown["LSOA"] for figure in finding.figures if "LSOA" in figure.breakdown}
    assert len(places & set(doubled_places(5))) >= 4
    assert len(places - set(doubled_places(5))) <= 2


def test_the_step_is_reported(found: dict[str, Finding]) -> None:
    finding = found[f"step.vehicle-crime.{AREA.code}"]
    assert finding.period.start is not None
    assert (finding.period.start.year, finding.period.start.month) in ((2024, 6), (2024, 7), (2024, 8))


def test_the_tenfold_victim_is_reported(found: dict[str, Finding]) -> None:
    assert "1 person has " in found[f"repeats.domestic-abuse-victims.{AREA.code}"].words


def test_the_gradient_is_reported(found: dict[str, Finding]) -> None:
    finding = found[f"inequality.crimes.{AREA.code}"]
    assert finding.effect is not None
    assert finding.effect > 0


def test_the_flags_are_reported(found: dict[str, Finding]) -> None:
    assert f"association.knife-crimes.{AREA.code}.alcohol.drugs" in found


def test_what_was_not_planted_is_not_reported(found: dict[str, Finding]) -> None:
    assert not [id for id in found if id.startswith(("season.", "trend.", "unusual-months."))]
    assert not [id for id in found if id.endswith((".gone", "drugs.mental-health", "alcohol.mental-health"))]
