"""Over random worlds: no place or people finder says more than its test, prints a number of its own, or points at a person."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from worlds import Planted, count_maker, world

from wardmoot.core.figures import COUNTING_UNITS, DisclosureClass, FigureText, Form, VerdictWord
from wardmoot.core.findings import Candidate, Finding, finding_from_json, finding_to_json, loose_numbers, unlicensed_words
from wardmoot.core.stats.harm import HarmWeights
from wardmoot.measures.finders import association, harm, hot_spots, inequality, people, places, repeats
from wardmoot.measures.finders.material import Coded, Flags, Material, People

FINDERS = (places, hot_spots, inequality, repeats, people, association, harm)
ODD = re.compile(
    r"(?<![\d.,])1 (?:people|children|crimes|[a-z ]*incidents|small areas|records|offences|others|have|were|lie|are)\b"
    r"|(?<![\d.,])(?:0|[2-9]|\d{2,}) (?:person|child|crime|incident|small area|record|has|was|lies|is)\b"
    r"|  | [,.;:]|\.\.|\bnan\b|\binf\b|(?<!\d)1 between them"
)
"""Slips of grammar in what is printed."""
WEIGHTS = HarmWeights("Example", "1", "invented", "2020-01-01", "days", {"A": 365, "B": 2.5, "C": 0}, {})

plants = st.builds(
    Planted,
    doubled=st.sampled_from([0, 1, 5, 9]),
    doubled_from=st.sampled_from([0, 36]),
    gradient=st.sampled_from([1.0, 0.3, 4.0]),
    repeat=st.sampled_from([0, 10]),
    together=st.sampled_from([1.0, 0.1, 8.0]),
)
HELD = {
    "all": None,
    "this year": list(range(36, 48)),
    "a few": [*range(24, 27), *range(36, 39), 45],
    "the last": [47],
    "not the last": list(range(12, 40)),
}


@dataclass(frozen=True)
class Recipe:
    """What a world is made from, small enough to be printed."""

    seed: int
    planted: Planted
    scale: float
    populations: bool
    held: str
    without_decile: int
    people: list[int]
    rows: list[tuple[bool | None, bool | None]]
    codes: dict[str, dict[str, int]]


recipes = st.builds(
    Recipe,
    seed=st.integers(0, 2**20),
    planted=plants,
    scale=st.sampled_from([0.02, 1.0, 8.0]),
    populations=st.booleans(),
    held=st.sampled_from(sorted(HELD)),
    without_decile=st.integers(0, 144),
    people=st.lists(st.sampled_from([1, 1, 1, 2, 3, 30]), min_size=1, max_size=60),
    rows=st.lists(st.tuples(*[st.sampled_from([True, False, None])] * 2), min_size=1, max_size=80),
    codes=st.dictionaries(
        st.sampled_from(["robbery", "theft", "drug offences"]), st.dictionaries(st.sampled_from("ABCX"), st.integers(0, 400), min_size=1)
    ),
)


def cooked(recipe: Recipe) -> Material:
    """A world with something planted or nothing, of rare or common events, with months, residents and deciles held or not."""
    kept = HELD[recipe.held]
    made = world(recipe.seed, recipe.planted, scale=recipe.scale, populations=recipe.populations, held=kept, people=20, records=40)
    assert made.ground is not None
    ground = replace(made.ground, deciles=dict(list(made.ground.deciles.items())[recipe.without_decile :]))
    make, person, event = count_maker("extract", made.period), COUNTING_UNITS["child"], COUNTING_UNITS["episode"]
    counts = np.array(recipe.people, dtype=np.int64)
    more = tuple(People(f"subject-{flag}", "children missing", person, event, counts, make, repeats=flag) for flag in (True, False))
    flags = Flags("rows", "rows", COUNTING_UNITS["record"], {"one": [a for a, _ in recipe.rows], "other": [b for _, b in recipe.rows]}, make)
    coded = Coded("coded", "recorded offences", COUNTING_UNITS["offence"], recipe.codes, make)
    few = tuple(s for s in made.subjects if s.key in ("crimes", "burglary", "asb", "drugs"))
    return replace(made, ground=ground, subjects=few, people=(*made.people, *more), flags=(*made.flags, flags), coded=(coded,), harm=WEIGHTS)


def every(material: Material) -> list[Candidate]:
    return [candidate for finder in FINDERS for candidate in finder.candidates(material)]


@settings(max_examples=20, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(recipes)
def test_every_candidate_has_a_p_and_what_passed_says_no_more(recipe: Recipe) -> None:
    for candidate in every(cooked(recipe)):
        assert np.isnan(candidate.p) or 0 <= candidate.p <= 1
        if candidate.p <= 0.05:
            sound(candidate.make(candidate.p), candidate.p)


def sound(finding: Finding, p: float) -> None:
    """What holds of every finding whose test passed."""
    assert finding.p == p
    assert not unlicensed_words(finding), finding.words
    assert not loose_numbers(finding), finding.words
    assert not ODD.search(finding.words), finding.words
    assert finding.words[0].isupper()
    assert finding.words.endswith(".")
    verdict = finding.figures[0].verdict
    assert verdict is not None
    assert verdict.p is not None
    assert verdict.p <= 0.05
    assert verdict.word not in (VerdictWord.NOT_TESTED, VerdictWord.TOO_FEW)
    assert len({figure.id for figure in finding.figures}) == len(finding.figures)
    assert finding.base is not None
    assert finding_from_json(json.loads(json.dumps(finding_to_json(finding, inline=True)))).words == finding.words
    forms(finding)
    few_people(finding)


def forms(finding: Finding) -> None:
    """A verdict is printed only of a figure whose own verdict it is, and each ratio points as its word does."""
    for span in finding.claim:
        if isinstance(span, FigureText) and span.form is Form.VERDICT:
            verdict = span.figure.verdict
            assert verdict is not None
            up = verdict.word in (VerdictWord.HIGHER, VerdictWord.HIGHER_THAN, VerdictWord.MORE_CONCENTRATED, VerdictWord.TOGETHER)
            assert verdict.ratio is None or (verdict.ratio > 1) is up, finding.words


def few_people(finding: Finding) -> None:
    """A number of fewer than ten people is never open, nor one to be published."""
    for figure in finding.figures:
        if figure.counting_unit.key in ("person", "child") and 0 < (figure.value or 0) < 10:
            assert figure.disclosure is DisclosureClass.CLOSED, figure.id
