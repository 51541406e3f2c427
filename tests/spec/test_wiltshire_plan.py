"""The plan file of Wiltshire 2019-2022 holds the whole published plan, as far as the plan goes and no further."""

from __future__ import annotations

import json

import pytest

from wardmoot.catalogue import load_plan
from wardmoot.catalogue.plan_json import plan_to_json
from wardmoot.catalogue.plans import shipped_plan
from wardmoot.core.calendar import Period, PeriodKind
from wardmoot.core.figures import DisclosureClass, Polarity, Unit, VerdictWord, round_half_away
from wardmoot.core.plan import GapKind, companion_figures, gaps, headline_figure, part_figures

PLAN = load_plan(shipped_plan("wiltshire-2019-2022"))
FY1718 = "April 2017 to March 2018 (2017/18)"
FY1516 = "April 2015 to March 2016 (2015/16)"

# id, priority, as written with its comparator, what it is of, area, period
HEADLINES = [
    ("F01", "P2", "3,205 (3,312)", "incidents", "Wiltshire", FY1718),
    ("F02", "P2", "1,437", "incidents", "Wiltshire", FY1718),
    ("F03", "P2", "517 (503)", "cases heard", "Wiltshire", FY1718),
    ("F04", "P2", "699 (728)", "children in cases", "Wiltshire", FY1718),
    ("F05", "P2", "49", "people", "Wiltshire and Swindon (pan-county)", "period not stated"),
    ("F06", "P2", "96%", "% of people", "Wiltshire and Swindon (pan-county)", "period not stated"),
    ("F07", "P2", "407 (513)", "children", "Wiltshire", FY1718),
    ("F08", "P2", "1,170 (1,360)", "missing episodes", "Wiltshire", FY1718),
    ("F09", "P2", "18 (20)", "children", "Wiltshire", FY1718),
    ("F10", "P2", "58 (39)", "children", "Wiltshire", "at March 2018"),
    ("F11", "P2", "67,000", "adults", "Wiltshire", "period not stated"),
    ("F12", "P2", "4.4%", "% of people", "Wiltshire", "period not stated"),
    ("F13", "P3", "6,892", "offences", "Wiltshire", FY1516),
    ("F14", "P3", "14.3", "offences per 1,000 residents", "Wiltshire", FY1516),
    ("F15", "P3", "[x]", "unit not stated", "Wiltshire", "April 2011 to March 2016"),
    ("F16", "P3", "21 (30)", "referrals", "Wiltshire", FY1718),
    ("F17", "P3", "82", "referrals", "Wiltshire", "period not stated"),
    ("F18", "P3", "63%", "% of referrals", "Salisbury, Melksham and Trowbridge", "period not stated"),
    ("F19", "P3", "669", "casualties", "Wiltshire", "January 2013 to December 2015"),
    ("F20", "P3", "46.2 (38.5)", "casualties per 100,000 residents", "Wiltshire", "January 2013 to December 2015"),
    ("F21", "P4", "28.7%", "% of adults", "Wiltshire", "period not stated"),
    ("F22", "P4", "1,779", "hospital admissions per 100,000 residents", "Wiltshire", FY1516),
    ("F23", "P4", "28%", "per cent change", "Wiltshire", "“since 2008” (ambiguous as published)"),
    ("F24", "P4", "3,000", "people in treatment", "Wiltshire", "“2014/16” (ambiguous as published)"),
    ("F25", "P4", "19%", "% of students", "Wiltshire", "period not stated"),
    ("F26", "P4", "163", "young people", "Wiltshire", FY1718),
    ("F27", "P4", "[z]", "statement", "Wiltshire", "period not stated"),
    ("F28", "P4", "[z]", "statement", "Wiltshire", "period not stated"),
    ("F29", "P4", "26.3%", "% of offenders", "Wiltshire", "period not stated"),
    ("F30", "P4", "93", "offences", "Wiltshire", "period not stated"),
    ("F31", "P4", "4", "offenders", "Wiltshire", "period not stated"),
    ("F32", "P4", "357", "crimes", "Wiltshire, or Wiltshire and Swindon", FY1718),
    ("F33", "P4", "42%", "% of crimes", "Wiltshire and Swindon (pan-county)", FY1718),
    ("F34", "P4", "[z]", "statement", "Wiltshire and Swindon (pan-county)", "period not stated"),
]


def figure(key: str):
    return headline_figure(PLAN, PLAN.headline(key))


def keys_of(kind: GapKind) -> list[str]:
    return [gap.key for gap in gaps(PLAN) if gap.kind is kind]


def test_the_export_counts_every_item_of_the_plan():
    exported = json.loads(json.dumps(plan_to_json(PLAN)))
    sections = ("priorities", "outcomes", "obligations", "themes", "groups", "links", "headlines", "statements", "office_holders", "documents")
    assert [len(exported[section]) for section in sections] == [4, 9, 4, 8, 13, 15, 34, 5, 2, 7]
    assert [len(priority["outcomes"]) for priority in exported["priorities"]] == [2, 2, 2, 3]
    assert len({group["key"] for group in exported["groups"]}) == 13
    assert sum(not headline["qualitative"] for headline in exported["headlines"]) == 31
    assert exported["vision"] == "Increasing community resilience through reducing vulnerability and exploitation"


def test_the_identity_and_the_office_holders_are_the_plan_s_own():
    assert PLAN.identity.partnership == "Wiltshire Community Safety Partnership"
    assert PLAN.identity.short_name == "WCSP"
    assert (PLAN.identity.first_year, PLAN.identity.last_year) == (2019, 2022)
    assert PLAN.identity.strapline == ("Increasing community resilience", "Reducing vulnerability", "Preventing exploitation")
    assert [(holder.name, holder.role, holder.historical) for holder in PLAN.office_holders] == [
        ("Tracy Daszkiewicz", "Chair", True),
        ("Supt Dave Minty", "Vice Chair", True),
    ]


@pytest.mark.parametrize(("key", "priority", "written", "unit", "area", "period"), HEADLINES, ids=[row[0] for row in HEADLINES])
def test_each_headline_is_written_as_the_plan_prints_it(key, priority, written, unit, area, period):
    made = figure(key)
    assert PLAN.headline(key).priority == priority
    assert (made.written_with_comparator, made.written_unit, made.area.name, made.period.label) == (written, unit, area, period)
    assert made.trace.stated.printed == PLAN.headline(key).seed_text
    assert made.trace.stated.document == "Wiltshire's Community Safety Plan 2019-2022"


def test_the_table_above_is_the_whole_list():
    assert [row[0] for row in HEADLINES] == [headline.id for headline in PLAN.headlines] == [f"F{number:02d}" for number in range(1, 35)]


@pytest.mark.parametrize(("key", "value", "before"), [("F01", 3205, 3312), ("F03", 517, 503), ("F09", 18, 20), ("F16", 21, 30)])
def test_a_comparator_is_the_year_before_and_no_change_is_claimed(key, value, before):
    made = figure(key)
    assert (made.value, made.comparator.value, made.change) == (value, before, value - before)
    assert made.comparator.period == Period.fiscal_year(2016)
    assert made.verdict.word is VerdictWord.NOT_TESTED
    assert made.verdict.note


def test_the_rise_without_a_unit_is_kept_as_text_and_never_computed():
    made = figure("F15")
    assert (made.value, made.unit, made.published_text, made.comparator, made.change) == (None, Unit.NOT_STATED, "+6.8", None, None)
    exported = next(item for item in plan_to_json(PLAN)["headlines"] if item["id"] == "F15")
    assert exported["value"] is None
    assert exported["reported_text"] == "+6.8"
    assert exported["figure"]["value"] is None
    assert exported["ambiguity"]


@pytest.mark.parametrize("key", ["F27", "F28", "F34"])
def test_a_line_without_a_number_has_none(key):
    made = figure(key)
    assert (made.value, made.unit, made.comparator) == (None, Unit.STATEMENT, None)
    assert made.published_text


def test_rates_keep_both_lives_with_their_populations():
    for key, published, revised in (("F14", 14.3, 14.2), ("F20", 46.2, 46.0)):
        made = figure(key)
        assert (made.as_published.value, made.as_published.denominator.value) == (published, 483143)
        assert (made.as_revised.value, made.as_revised.denominator.value) == (revised, 484344)
        assert made.as_published.denominator.release != made.as_revised.denominator.release
    assert round_half_away(6892 / 483143 * 1000, 1) == round_half_away(14.3, 1)
    assert round_half_away(6892 / 484344 * 1000, 1) == round_half_away(14.2, 1)
    assert round_half_away(669 / (3 * 483143) * 100000, 1) == round_half_away(46.2, 1)
    assert round_half_away(669 / (3 * 484344) * 100000, 1) == round_half_away(46.0, 1)


def test_england_is_another_area_and_not_an_earlier_year():
    made = figure("F20")
    assert (made.comparator.value, made.comparator.area.name, made.comparator.area.code) == (38.5, "England", "E92000001")
    assert made.comparator.period == made.period == Period.calendar_years(2013, 2015)
    assert PLAN.headline("F20").comparator is None


def test_numbers_within_a_line_are_figures_too():
    parts = part_figures(PLAN, PLAN.headline("F05"))
    assert [(part.area.name, part.value) for part in parts] == [("Swindon", 33), ("Wiltshire", 16)]
    assert sum(part.value for part in parts) == figure("F05").value
    companions = {key: [(also.value, also.written_unit) for also in companion_figures(PLAN, PLAN.headline(key))] for key in ("F21", "F30", "F31")}
    assert companions == {"F21": [(110100, "adults")], "F30": [(20, "offenders")], "F31": [(48, "offences")]}


def test_percentages_name_their_base_and_only_the_printed_numerator():
    bases = {key: (PLAN.headline(key).base.value, PLAN.headline(key).base.numerator) for key in ("F06", "F18", "F25", "F29")}
    assert bases == {"F06": (49, None), "F18": (82, None), "F25": (9500, None), "F29": (76, 20)}
    assert PLAN.headline("F33").base is None, "the base of F33 is not printed and is not F32"


def test_the_printed_percentages_fit_their_bases():
    """Worked from the plan's own numbers, here and nowhere in the product."""
    fits = {"F06": (47, 49), "F18": (52, 82), "F25": (1805, 9500), "F29": (20, 76)}
    for key, (numerator, base) in fits.items():
        made = figure(key)
        assert round_half_away(100 * numerator / base, made.places) == round_half_away(made.value, made.places)
    assert round_half_away(100 * (3205 - 3312) / 3312, 1) == round_half_away(-3.2, 1)
    assert round_half_away(figure("F08").value / figure("F07").value, 2) == round_half_away(2.87, 2)


def test_the_snapshot_says_that_its_comparator_s_date_is_assumed():
    made = figure("F10")
    assert (made.period.kind, made.comparator.period.kind) == (PeriodKind.SNAPSHOT, PeriodKind.SNAPSHOT)
    assert "assumed" in made.comparator.note
    assert keys_of(GapKind.COMPARATOR_PERIOD_ASSUMED) == ["F10", "F20"]


def test_small_numbers_and_sensitive_subjects_are_class_b_and_referrals_neutral():
    for key in ("F01", "F03", "F05", "F09", "F10", "F16", "F18", "F29", "F31", "F33"):
        assert figure(key).disclosure is DisclosureClass.SENSITIVE, key
    for key in ("F01", "F03", "F16", "F17"):
        assert figure(key).polarity is Polarity.NEUTRAL, key


def test_estimates_made_elsewhere_say_so():
    assert [headline.id for headline in PLAN.headlines if headline.external_estimate] == ["F11", "F12", "F21", "F22"]
    assert any("estimate" in caveat for caveat in figure("F11").caveats)


def test_the_gaps_are_the_plan_s_gaps():
    assert keys_of(GapKind.PRIORITY_WITHOUT_INDICATOR) == ["P1"]
    assert keys_of(GapKind.THEME_WITHOUT_PLAN) == ["anti-social-behaviour"]
    assert len(keys_of(GapKind.OUTCOME_WITHOUT_INDICATOR)) == 9
    assert keys_of(GapKind.HEADLINE_WITHOUT_OWNER) == ["F11", "F12", "F29", "F30", "F31"]
    assert keys_of(GapKind.HEADLINE_WITHOUT_NUMBER) == ["F27", "F28", "F34"]
    assert keys_of(GapKind.UNIT_NOT_STATED) == ["F15"]
    assert keys_of(GapKind.PERIOD_AMBIGUOUS) == ["F23", "F24"]
    assert keys_of(GapKind.PERIOD_ASSUMED) == ["F02", "F33"]
    assert keys_of(GapKind.AREA_NOT_STATED) == ["F16", "F32"]
    assert keys_of(GapKind.GRAPHIC_ABSENT) == ["matrix", "governance_chart"]


def test_both_orders_and_both_wordings_of_the_priorities_are_kept():
    assert [priority.key for priority in PLAN.priorities_in_table] == ["P1", "P2", "P3", "P4"]
    assert [priority.key for priority in PLAN.priorities_in_headlines] == ["P2", "P3", "P4", "P1"]
    last = PLAN.priority("P4")
    assert (last.name, last.heading_name) == ("Prevent and Disrupt Serious Organised Crime", "Prevent & Disrupt Serious Organised Crime")
    assert "violence" in last.aim
    assert "violence" not in last.headline_aim


def test_two_groups_serve_two_themes():
    shared = {group.key: [theme.name for theme in PLAN.themes_of(group.key)] for group in PLAN.groups if len(PLAN.themes_of(group.key)) > 1}
    assert shared == {
        "licensing-tasking": ["Drugs and Alcohol", "Anti-Social Behaviour"],
        "child-exploitation-and-missing": ["Exploitation", "Serious and Organised Crime"],
    }


def test_each_theme_s_document_has_the_status_the_plan_gives_it():
    statuses = {theme["key"]: theme["plan_status"] for theme in plan_to_json(PLAN)["themes"]}
    assert statuses == {
        "drugs-and-alcohol": "to_be_developed",
        "domestic-abuse": "exists",
        "exploitation": "exists",
        "road-safety": "to_be_developed",
        "serious-and-organised-crime": "under_review",
        "anti-social-behaviour": "none",
        "radicalisation": "exists",
        "serious-violence": "in_development",
    }
    assert PLAN.documents_of("road-safety")[0].written_status == "to be developed in 2019"


def test_the_missing_graphics_are_empty_and_marked():
    exported = plan_to_json(PLAN)
    assert exported["matrix"]["absent_from_source"] is exported["governance_chart"]["absent_from_source"] is True
    assert exported["matrix"]["note"] == exported["governance_chart"]["note"] == "graphic absent from the source"
    assert len(exported["matrix"]["rows"]) == 8
    assert all(row["cells"] == {"P1": None, "P2": None, "P3": None, "P4": None} for row in exported["matrix"]["rows"])
    assert exported["governance_chart"]["edges"] == []
