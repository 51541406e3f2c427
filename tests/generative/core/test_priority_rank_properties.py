"""Ranks and their ranges against slow computations that try everything."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from wardmoot.core.priorities import Axis, Combination, Confidence, ScoringModel, Section, Step, rank_issues, score, stability, weight_sets


def axis(key, section, values):
    return Axis(key, key, section, tuple(Step(value, str(value)) for value in values))


@st.composite
def models(draw):
    scale = st.lists(st.integers(0, 9), min_size=2, max_size=4, unique=True).map(sorted)
    axes = [axis("harm", Section.IMPACT, draw(scale)), axis("volume", Section.LIKELIHOOD, draw(scale))]
    if draw(st.booleans()):
        axes.append(axis("reach", Section.IMPACT, draw(scale)))
    return ScoringModel(
        key="m",
        version="1",
        title="M",
        status="",
        source="",
        axes=tuple(axes),
        within={Section.IMPACT: draw(st.sampled_from(Combination)), Section.LIKELIHOOD: Combination.SUM},
        risk=draw(st.sampled_from(Combination)),
        confidence=(Confidence("A", "", low=False),),
    )


@st.composite
def scored(draw, most=3):
    model = draw(models())
    names = "abc"[: draw(st.integers(1, most))]
    return model, {name: {one.key: draw(st.sampled_from(one.values)) for one in model.axes} for name in names}


def slow_rank(orders, issue):
    return 1 + sum(orders[other] > orders[issue] for other in orders if other != issue)


def moves(model, values):
    """Every set of values within a step of these."""
    return [
        {one.key: one.moved(values[one.key], step) for one, step in zip(model.axes, steps, strict=True)}
        for steps in product((-1, 0, 1), repeat=len(model.axes))
    ]


@given(scored())
@settings(max_examples=30)
def test_ranks_follow_risk_impact_likelihood(case):
    model, issues = case
    orders = {name: score(model, values).order for name, values in issues.items()}
    assert rank_issues(model, issues) == {name: slow_rank(orders, name) for name in issues}


@given(scored(most=2))
@settings(max_examples=25)
def test_the_range_of_every_score_moving_is_that_of_trying_everything(case):
    model, issues = case
    names = list(issues)
    seen = {name: set() for name in names}
    for tried in product(*([score(model, values).order for values in moves(model, issues[name])] for name in names)):
        orders = dict(zip(names, tried, strict=True))
        for name in names:
            seen[name].add(slow_rank(orders, name))
    firm = stability(model, issues, seed=1, samples=0)
    assert {name: (firm[name].together.best, firm[name].together.worst) for name in names} == {n: (min(s), max(s)) for n, s in seen.items()}


@given(scored())
@settings(max_examples=25)
def test_the_range_of_own_scores_moving_is_that_of_trying_everything(case):
    model, issues = case
    still = {name: score(model, values).order for name, values in issues.items()}
    firm = stability(model, issues, seed=1, samples=0)
    for name, values in issues.items():
        tried = {slow_rank(still | {name: score(model, moved).order}, name) for moved in moves(model, values)}
        assert (firm[name].alone.best, firm[name].alone.worst) == (min(tried), max(tried))


@given(scored(), st.integers(0, 5))
@settings(max_examples=25)
def test_the_range_of_weights_is_that_of_weighing_by_fractions(case, seed):
    from fractions import Fraction

    model, issues = case

    def order(values, weights):
        totals = []
        for section in (Section.IMPACT, Section.LIKELIHOOD):
            parts = [Fraction(weights[one.key], 100) * values[one.key] for one in model.of(section)]
            whole = sum(parts) if model.within[section] is Combination.SUM else parts[0] * (parts[1] if len(parts) > 1 else 1)
            totals.append(whole)
        return (totals[0] + totals[1] if model.risk is Combination.SUM else totals[0] * totals[1], *totals)

    slow = [{name: order(values, weights) for name, values in issues.items()} for weights in weight_sets(model, seed, 10)]
    firm = stability(model, issues, seed=seed, samples=10)
    for name in issues:
        ranks = [slow_rank(orders, name) for orders in slow]
        assert (firm[name].weights.best, firm[name].weights.worst) == (min(ranks), max(ranks))
        assert firm[name].together.best <= firm[name].alone.best <= firm[name].alone.worst <= firm[name].together.worst
        assert firm[name].together.best <= firm[name].single.best <= firm[name].single.worst <= firm[name].together.worst


@given(scored())
@settings(max_examples=25)
def test_the_range_of_single_moves_is_that_of_trying_each(case):
    model, issues = case
    still = {name: score(model, values).order for name, values in issues.items()}
    seen = {name: {slow_rank(still, name)} for name in issues}
    for moved, values in issues.items():
        for tried in moves(model, values):
            if sum(tried[key] != values[key] for key in values) == 1:
                for name in issues:
                    seen[name].add(slow_rank(still | {moved: score(model, tried).order}, name))
    firm = stability(model, issues, seed=1, samples=0)
    assert {name: (firm[name].single.best, firm[name].single.worst) for name in issues} == {n: (min(s), max(s)) for n, s in seen.items()}
