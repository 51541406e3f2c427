"""Invented extracts of every partner, made so that the measures count the plan's published figures from them.

Each file also holds rows that must not count: other years, other areas, adults among the missing, flags not recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from wardmoot.demo.extracts import abuse, children, people, safer, young
from wardmoot.demo.extracts.table import Extract
from wardmoot.demo.geography import Geography

_MADE: tuple[Callable[[Geography, int], Extract], ...] = (
    people.estimates,
    abuse.incidents,
    abuse.marac_returns,
    people.sex_work_register,
    children.missing_episodes,
    children.exploitation_cases,
    partial(safer.recorded_offences, year=2011),
    partial(safer.recorded_offences, year=2015),
    safer.prevent_referrals,
    safer.asbrac_referrals,
    safer.asb_incidents,
    safer.community_survey,
    people.treatment,
    people.admissions,
    young.school_survey,
    young.cuckooed_addresses,
    young.youth_cohort,
    young.youth_offences,
    young.knife_crimes,
)


def make_extracts(geography: Geography, seed: int) -> tuple[Extract, ...]:
    """Every partner's extract, in the order they are loaded."""
    return tuple(make(geography, seed) for make in _MADE)
