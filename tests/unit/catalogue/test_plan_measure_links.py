"""Links from headlines to measures: what they hold, and every fault with its line."""

from __future__ import annotations

import pytest

from wardmoot.catalogue import PlanFaults, load_plan
from wardmoot.catalogue.plan_file import parse_plan
from wardmoot.catalogue.plan_json import plan_to_json
from wardmoot.catalogue.plans import shipped_plan
from wardmoot.core.calendar import Period

TEXT = shipped_plan("wiltshire-2019-2022").read_text("utf-8")


def _faults(old, new):
    assert old in TEXT, old
    with pytest.raises(PlanFaults) as raised:
        parse_plan(TEXT.replace(old, new, 1).encode(), "plan.toml")
    return [(fault.line, fault.field, fault.message) for fault in raised.value.faults]


def test_a_headline_keeps_its_link():
    plan = load_plan(shipped_plan("wiltshire-2019-2022"))
    link = plan.headline("F18").measure
    assert (link.name, link.areas, link.period) == ("asbrac-referrals-from-towns", ("wiltshire",), Period.fiscal_year(2017))
    assert link.parameters == {"towns": ("Salisbury", "Melksham", "Trowbridge")}
    assert plan.headline("F31").companions[0].measure.name == "further-offences-of-those-with-half"
    assert plan.headline("F15").measure is None


def test_the_export_carries_it():
    exported = {one["id"]: one["measure"] for one in plan_to_json(load_plan(shipped_plan("wiltshire-2019-2022")))["headlines"]}
    assert exported["F09"] == {
        "name": "children-missing-often",
        "areas": [],
        "period": None,
        "parameters": {"at least": 12},
        "benchmark": "",
        "note": "",
    }
    assert exported["F24"]["period"]["start"] == "2014-04-01"
    assert exported["F15"] is None


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ('name = "prevent-referrals"', 'name = "prevent-referals"', "measure.name", "'prevent-referals' is not a measure; use one of: "),
        ('"at least" = 12', '"at most" = 12', "measure.parameters.at most", "'at most' is not asked by the measure children-missing-often"),
        ('name = "marac-cases"', 'name = "marac-children"', "measure.name", "'count' of 'child_in_case', and the line is 'count' of 'case_heard'"),
        ('name = "children-missing" }', 'name = "children-missing", areas = ["wilts"] }', "measure.areas[0]", "'wilts' is not an area of this plan"),
        (
            'name = "asbrac-referrals", period = "2017/18"',
            'name = "asbrac-referrals"',
            "measure",
            "the line's own period has no days; add period",
        ),
        ('name = "asbrac-referrals", period = "2017/18"', 'name = "asbrac-referrals", period = "not stated"', "measure.period", "has no days"),
        ('benchmark = "ksi-casualty-rate-published"', 'benchmark = "england"', "measure.benchmark", "'england' is not a measure"),
        ('name = "marac-cases" }', 'name = "marac-cases", period = "17/18" }', "measure.period", "is not a period"),
        ('name = "marac-cases" }', 'name = "marac-cases", of = "x" }', "measure.of", "is not known here"),
    ],
)
def test_a_link_that_fits_no_measure_is_a_fault_on_its_line(old, new, field, says):
    ((line, where, message),) = _faults(old, new)
    assert where.endswith(field)
    assert says in message
    assert new.split('"')[1] in TEXT.replace(old, new, 1).splitlines()[line - 1]


def test_a_line_that_only_claims_something_may_be_counted_in_any_unit():
    changed = TEXT.replace('name = "cuckooed-addresses"', 'name = "knife-crimes"', 1)
    assert parse_plan(changed.encode(), "plan.toml").headline("F27").measure.name == "knife-crimes"
