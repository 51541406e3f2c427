"""The template of an assessment: what it holds, where a finding stands in it, and what is wrong with one that was edited badly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wardmoot.catalogue.assessment_template import SHIPPED, SectionKind, assessment_template, parse_template, section_of
from wardmoot.catalogue.faults import CatalogueFaults
from wardmoot.catalogue.plans import load_plan, shipped_plan
from wardmoot.core.calendar import Period
from wardmoot.core.figures import Area, AreaKind
from wardmoot.core.findings import Finder, Finding

HERE = Area("E06000054", "Wiltshire", AreaKind.AUTHORITY)


def finding(finder: Finder, subject: str = "burglary", area: Area = HERE) -> Finding:
    return Finding(
        id=f"{finder}.{subject}",
        finder=finder,
        subject=subject,
        subject_words=subject,
        area=area,
        period=Period.fiscal_year(2024),
        claim=("Something.",),
        figures=(),
    )


def test_the_sections_stand_in_the_order_that_analysts_expect():
    keys = [section.key for section in assessment_template().sections]
    assert keys[:9] == ["scope", "priorities", "headlines", "offences", "change", "months", "comparators", "community-areas", "places"]
    assert keys[17:26] == ["people", "vulnerability", "why", "delivery", "residents", "group", "recommendations", "intelligence", "data-quality"]
    assert set(keys[26:]) == {"annex-changed", "annex-places", "annex-evidence"}


def test_each_theme_of_the_plan_has_its_section():
    plan = load_plan(shipped_plan("wiltshire-2019-2022"))
    themes = [section.theme for section in assessment_template().sections if section.kind is SectionKind.THEME]
    assert themes == [theme.key for theme in plan.themes]


def test_the_six_matters_are_each_covered_somewhere():
    template = assessment_template()
    covered = {number for section in template.sections for number in section.content_items}
    assert covered == {item.number for item in template.content_items} == {1, 2, 3, 4, 5, 6}


def test_every_topic_names_who_could_supply_it():
    assert all(topic.suppliers for topic in assessment_template().topics)


@pytest.mark.parametrize(
    ("found", "key"),
    [
        (finding(Finder.CHANGE), "change"),
        (finding(Finder.STEP), "change"),
        (finding(Finder.UNUSUAL_MONTHS), "months"),
        (finding(Finder.LEVEL), "comparators"),
        (finding(Finder.HARM), "offences"),
        (finding(Finder.HOT_SPOTS), "places"),
        (finding(Finder.INEQUALITY), "vulnerability"),
        (finding(Finder.CHANGE, "prevent-referrals"), "theme-radicalisation"),
        (finding(Finder.REPEATS, "missing-episodes-of-children"), "people"),
        (finding(Finder.MISSING, "modern-slavery"), "theme-serious-and-organised-crime"),
        (finding(Finder.MISSING, "months"), "data-quality"),
        (finding(Finder.CHANGE, area=Area("", "Melksham", AreaKind.COMMUNITY)), "community-areas"),
        (finding(Finder.CHANGE, area=Area("E01000001", "A place", AreaKind.LSOA_2021)), "places"),
    ],
)
def test_a_finding_stands_where_its_reader_looks(found: Finding, key: str):
    assert section_of(found) == key


def test_another_section_is_named_with_those_there_are():
    with pytest.raises(KeyError, match="no section 'intro'; it has: scope, priorities"):
        assessment_template().section("intro")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"marac-cases"', '"marac-case"', "'marac-case' is not a measure"),
        ('crime_types = ["Drugs"]', 'crime_types = ["Drug"]', "'Drug' is not a crime type"),
        ('"Homicide"', '"Homicides"', "'Homicides' is not a published offence group"),
        ('finders = ["level"]', 'finders = ["levels"]', "'levels' is not a finder"),
        ('finders = ["level"]', 'finders = ["trend"]', "'trend' is already in another section"),
        ("content_items = [3]", "content_items = [7]", "7 is not among the content items"),
        ("content_items = [3]", 'content_items = ["3"]', "is not a whole number from 1 to 20"),
        ('theme = "road-safety"', 'colour = "red"', "is not known here"),
        ('theme = "road-safety"', "", "names its theme"),
        ('key = "marac"', 'key = "drinking"', "'drinking' is already used"),
        ('key = "group"', 'key = "why"', "'why' is already in another section"),
        ('suppliers = ["the MARAC coordinator"]', "", "names nobody"),
    ],
)
def test_a_fault_says_what_is_wrong_and_on_which_line(old: str, new: str, says: str):
    text = SHIPPED.read_text("utf-8")
    assert text.count(old) >= 1
    with pytest.raises(CatalogueFaults) as raised:
        parse_template(text.replace(old, new, 1).encode(), "mine.toml")
    found = [fault for fault in raised.value.faults if says in fault.message]
    assert found, raised.value.faults
    assert found[0].line


def test_a_finder_that_no_section_names_stands_under_data_quality():
    template = assessment_template()
    bare = replace(template, sections=tuple(replace(section, finders=()) for section in template.sections))
    assert bare.section_of(finding(Finder.TREND)) == "data-quality"
