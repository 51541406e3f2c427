"""Findings to JSON and back: by id and inline, nothing lost, faults named."""

from __future__ import annotations

import json
import math

import pytest
from findings_sample import figure, finding

from wardmoot.core.findings import Finder, finding_from_json, finding_to_json


def test_inline_it_stands_alone() -> None:
    made = finding(effect_interval=(0.1, math.inf), caveats=("Mind this.",))
    plain = json.loads(json.dumps(finding_to_json(made, inline=True), allow_nan=False))
    again = finding_from_json(plain)
    assert again == made
    assert finding_to_json(again, inline=True) == plain


def test_by_id_the_figures_are_given() -> None:
    made = finding(base=figure("apart", 40))
    plain = finding_to_json(made)
    assert plain["figures"] == ["change.burglary.E06999999.count", "apart"]
    assert plain["words"] == "burglary: there were 150 crimes, higher than before."
    again = finding_from_json(plain, {f.id: f for f in (*made.figures, figure("apart", 40))})
    assert (again.words, again.base) == (made.words, made.base)


def test_what_is_missing_has_no_figures() -> None:
    made = finding(
        "missing.x.E06999999",
        finder=Finder.MISSING,
        claim=("X. Not assessed: data not supplied.",),
        figures=(),
        base=None,
        p=None,
        adjusted_p=None,
        effect=None,
        effect_interval=None,
        supplier="the council",
    )
    assert finding_from_json(finding_to_json(made)) == made


def test_faults_name_the_finding_and_the_field() -> None:
    plain = finding_to_json(finding())
    with pytest.raises(ValueError, match=r"change\.burglary\.E06999999: change\.burglary\.E06999999\.count is missing"):
        finding_from_json(plain)
    del plain["finder"]
    with pytest.raises(ValueError, match="finder is missing"):
        finding_from_json({**plain, "figures": [], "claim": [], "base": None})
