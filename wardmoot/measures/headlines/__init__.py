"""How each named measure is made: counted from rows, or made in a way of its own (rates, road casualties, readings)."""

from __future__ import annotations

from collections.abc import Mapping

from wardmoot.catalogue.measures import declared_measures
from wardmoot.measures.estimates import read_estimate
from wardmoot.measures.headlines.harm import HARM
from wardmoot.measures.headlines.organised import ORGANISED
from wardmoot.measures.headlines.safer import SAFER
from wardmoot.measures.rates import offence_rate
from wardmoot.measures.register import Maker, Way
from wardmoot.measures.roads import road_casualties, road_casualty_rate

WAYS: Mapping[str, Way] = {**HARM, **SAFER, **ORGANISED}
"""How rows are counted, by the measure's name: from its parameters to a way to count."""

MAKERS: Mapping[str, Maker] = {
    "violence-and-sexual-offences-rate": offence_rate("violence-and-sexual-offences"),
    "ksi-casualties": road_casualties,
    "ksi-casualty-rate": road_casualty_rate,
    **{name: read_estimate for name, one in declared_measures().items() if "estimate" in one.parameters},
}
"""How the others are made."""
