"""Every kind of fault of a plan file is named with its line, its field and what to do."""

from __future__ import annotations

import pytest

from wardmoot.catalogue import PlanFaults, load_plan
from wardmoot.catalogue.plan_file import parse_plan
from wardmoot.catalogue.plans import shipped_plan

SOURCE = shipped_plan("wiltshire-2019-2022").read_text(encoding="utf-8")


def faults_of(text: str | bytes) -> tuple:
    with pytest.raises(PlanFaults) as caught:
        parse_plan(text.encode() if isinstance(text, str) else text, "plan.toml")
    return caught.value.faults


def line_in(text: str, part: str, after: str = "") -> int:
    """The line of the first `part` that stands after `after`."""
    return text.count("\n", 0, text.index(part, text.index(after))) + 1


def changed(old: str, new: str, after: str = "") -> str:
    """The shipped plan with the first `old` after `after` replaced."""
    start = SOURCE.index(old, SOURCE.index(after))
    return SOURCE[:start] + new + SOURCE[start + len(old) :]


F01, F05, F06, F14, F15, F16, F20, F27 = (f'id = "F{number:02d}"' for number in (1, 5, 6, 14, 15, 16, 20, 27))

# what is replaced, by what, after which text; the text whose line is named; the field; part of the message
CHANGES = {
    "unknown area": (
        'area = "wiltshire"',
        'area = "wilts"',
        F01,
        'area = "wilts"',
        "headlines[0].area",
        "use one of: wiltshire, swindon, pan-county",
    ),
    "unknown priority": ('priority = "P2"', 'priority = "P7"', F01, 'priority = "P7"', "headlines[0].priority", "use one of: P1, P2, P3, P4"),
    "unknown owner": ('owner = "domestic-abuse"', 'owner = "nobody"', F01, 'owner = "nobody"', "headlines[0].owner", "not a theme of this plan"),
    "unknown counting unit": ('"incident"', '"happening"', F01, '"happening"', "headlines[0].counting_unit", "is not a counting unit"),
    "unknown unit": ('unit = "count"', 'unit = "number"', F01, 'unit = "number"', "headlines[0].unit", "use one of: count, rate, per cent"),
    "unknown key": ("caveats =", "caveat =", F01, "caveat =", "headlines[0].caveat", "the keys of this table are: id, priority"),
    "missing key": ('label = "Domestic abuse incidents', 'caveats2 = "x', F01, "[[headlines]]", "headlines[0].label", "is missing; give text"),
    "wrong type": ("value = 3205", 'value = "3205"', F01, 'value = "3205"', "headlines[0].value", "is text; give a number"),
    "true as a number": ("value = 3205", "value = true", F01, "value = true", "headlines[0].value", "is true or false; give a number"),
    "not a number": ("value = 3205", "value = nan", F01, "value = nan", "headlines[0].value", "not a number a plan can state"),
    "too large": ("value = 3205", "value = 1" + "0" * 400, F01, "value = 1000", "headlines[0].value", "below a million million"),
    "negative count": ("value = 3205", "value = -3205", F01, "value = -3205", "headlines[0].value", "is negative; a count is 0 or more"),
    "half a count": ("value = 3205", "value = 3205.5", F01, "value = 3205.5", "headlines[0].value", "is not a whole number"),
    "not as printed": ("value = 3205", "value = 3250", F01, "value = 3250", "headlines[0].value", "seed_text prints 3205, not 3250"),
    "comparator not as printed": ("3312,", "3321,", F01, "3321,", "headlines[0].comparator.value", "seed_text prints (3312), not 3321"),
    "comparator without period": (
        ', period = "2016/17"',
        "",
        F01,
        "comparator = { value = 3312 }",
        "headlines[0].comparator.period",
        "is missing; give a period",
    ),
    "comparator left out": ("comparator = {", "# {", F01, "[[headlines]]", "headlines[0].comparator", "give the comparator and its period"),
    "comparator of another year": (
        '"2016/17"',
        '"2015/16"',
        F16,
        '"2015/16"',
        "headlines[15].comparator.period",
        "prints the comparator's period as 2016/17",
    ),
    "ambiguous period": ('period = "2017/18"', 'period = "2014/16"', F01, 'period = "2014/16"', "headlines[0].period", "not one fiscal year"),
    "unknown period": (
        'period = "2017/18"',
        'period = "lately"',
        F01,
        'period = "lately"',
        "headlines[0].period",
        "is not a period; write it as one of",
    ),
    "two periods": (
        '{ ambiguous = "2014/16" }',
        '{ ambiguous = "a", not_stated = "b" }',
        "",
        'ambiguous = "a"',
        "headlines[23].period",
        "exactly one of",
    ),
    "date and time": ("2018-03-31", "2018-03-31T10:00:00", "", "T10:00", "headlines[9].period.on", "is a date and time"),
    "year out of reach": ("2018-03-31", "1018-03-31", "", "1018", "headlines[9].period.on", "give a year from 1900 to 2100"),
    "per cent over 100": ("value = 96", "value = 196", F06, "value = 196", "headlines[5].value", "outside 0 to 100"),
    "base not that headline's": ("value = 49", "value = 48", F06, "value = 48", "headlines[5].base.value", "whose value is 49, not 48"),
    "base of no headline": ('headline = "F05"', 'headline = "F99"', F06, "F99", "headlines[5].base.headline", "not a headline of this plan"),
    "base of a count": (
        'disclosure = "B"',
        'disclosure = "B"\nbase = { value = 4, label = "x" }',
        F01,
        "base =",
        "headlines[0].base",
        "only a percentage has a base",
    ),
    "numerator over base": ("numerator = 20", "numerator = 77", "", "numerator = 77", "headlines[28].base.numerator", "outside 0 to the base, 76"),
    "parts that do not add up": ("value = 33", "value = 32", F05, "parts = [", "headlines[4].parts", "add up to 48, not to the value 49"),
    "part counted otherwise": ('"person"', '"adult"', "In Swindon", '"adult"', "headlines[4].parts[0].counting_unit", "counted as its whole is"),
    "part in no area": ('area = "swindon"', 'area = "swindn"', F05, "swindn", "headlines[4].parts[0].area", "use one of"),
    "rate without per": ("multiplier = 1000\n", "\n", F14, "[[headlines]]", "headlines[13].multiplier", "a rate says what it is per"),
    "count with per": (
        "value = 3205",
        "value = 3205\nmultiplier = 1000",
        F01,
        "multiplier",
        "headlines[0].multiplier",
        "only a rate has a multiplier",
    ),
    "published rate is another": (
        "value = 14.3\ndenom",
        "value = 14.4\ndenom",
        F14,
        "value = 14.4",
        "headlines[13].as_published.value",
        "is the value itself",
    ),
    "no population": ("denominator = 483143", "denominator = 0", F14, "denominator = 0", "headlines[13].as_published.denominator", "must be above 0"),
    "value without a unit": (
        "reported_text",
        "value = 6.8\nreported_text",
        F15,
        "value = 6.8",
        "headlines[14].value",
        "write the number as reported_text",
    ),
    "no text without a unit": ('reported_text = "+6.8"', "", F15, "[[headlines]]", "headlines[14].reported_text", "give reported_text as printed"),
    "text beside a value": (
        "value = 3205",
        'value = 3205\nreported_text = "x"',
        F01,
        "reported_text",
        "headlines[0].reported_text",
        "unit is not stated",
    ),
    "value in a statement": (
        'unit = "statement"',
        'unit = "statement"\nvalue = 3',
        F27,
        "value = 3",
        "headlines[26].value",
        "a qualitative line has no number",
    ),
    "comparator in a statement": (
        'unit = "statement"',
        'unit = "statement"\ncomparator = { value = 1, period = "2016" }',
        F27,
        "comparator =",
        "headlines[26].comparator",
        "there is no value to set a comparator beside",
    ),
    "no value": ("value = 3205", "", F01, "[[headlines]]", "headlines[0].value", "needs its value"),
    "comparator and benchmark": (
        "benchmark = {",
        'comparator = { value = 1.0, period = "2012" }\nbenchmark = {',
        F20,
        "benchmark =",
        "headlines[19].benchmark",
        "not both",
    ),
    "duplicate headline": ('id = "F02"', 'id = "F01"', "", 'id = "F01"', "headlines[1].id", "already used by headlines[0]"),
    "duplicate area": ('key = "swindon"', 'key = "wiltshire"', "", 'key = "wiltshire"', "areas[1].key", "already used by another area"),
    "duplicate outcome": ('id = "O4.3"', 'id = "O1.1"', "", 'id = "O1.1"', "priorities[3].outcomes[2].id", "already used by another outcome"),
    "duplicate group": ('key = "wasep"', 'key = "marac"', "[[groups]]", 'key = "marac"', "groups[4].key", "already used by groups[3]"),
    "group named as a theme": (
        'key = "marac"',
        'key = "exploitation"',
        "[[groups]]",
        '"exploitation"',
        "groups[3].key",
        "already stands for a theme",
    ),
    "duplicate link": ('group = "asbrac"', 'group = "licensing-tasking"', "[[links]]", "", "links[10].group", "already used by links[9]"),
    "duplicate order": ("order_in_table = 2", "order_in_table = 1", "", "", "priorities[1].order_in_table", "already used"),
    "link to no group": ('group = "wasep"', 'group = "wasp"', "[[links]]", "wasp", "links[4].group", "not a group of this plan"),
    "document of no theme": (
        'theme = "road-safety"',
        'theme = "roads"',
        "[[documents]]",
        '"roads"',
        "documents[3].theme",
        "not a theme of this plan",
    ),
    "document without year": ("year = 2019", "", "[[documents]]", "[[documents]]", "documents[0].year", "needs the year"),
    "document with a year": (
        'status = "exists"',
        'status = "exists"\nyear = 2020',
        "[[documents]]",
        "year = 2020",
        "documents[1].year",
        "leave it out",
    ),
    "document that is none": ('status = "exists"', 'status = "none"', "[[documents]]", '"none"', "documents[1].status", "leave the document out"),
    "statement of no priority": ('priority = "P1"', 'priority = "P0"', "[[statements]]", '"P0"', "statements[0].priority", "not a priority"),
    "cell of no theme": (
        "cells = []",
        'cells = [{ theme = "x", priority = "P1", text = "lead" }]',
        "",
        "cells =",
        "matrix.cells[0].theme",
        "not a theme",
    ),
    "edge to nowhere": (
        "edges = []",
        'edges = [{ upper = "partnership", lower = "x" }]',
        "",
        "edges =",
        "governance_chart.edges[0].lower",
        "a theme or a group",
    ),
    "edge to itself": (
        "edges = []",
        'edges = [{ upper = "marac", lower = "marac" }]',
        "",
        "edges =",
        "governance_chart.edges[0]",
        "cannot report to itself",
    ),
    "years reversed": ("last_year = 2022", "last_year = 2018", "", "last_year = 2018", "plan.last_year", "before it starts in 2019"),
    "year in quotes": ("last_year = 2022", 'last_year = "2022"', "", "last_year =", "plan.last_year", "give a whole number from 1998 to 2100"),
    "empty title": ("title = \"Wiltshire's", 'title = ""#', "", "title =", "plan.title", "is empty"),
    "control character": ('short_name = "WCSP"', 'short_name = "W\\u0000SP"', "", "short_name", "plan.short_name", "control character"),
    "list of numbers": ('"Reducing vulnerability"', "7", "", "strapline", "plan.strapline[1]", "is a whole number; give text"),
    "bad key": ('key = "pan-county"', 'key = "pan county!"', "", "pan county!", "areas[2].key", "is not a key"),
    "unknown section": ("[[statements]]", "[[sayings]]", "", "[[sayings]]", "sayings", "is not known here"),
    "a table for a list": ("cells = []", "cells = { a = 1 }", "", "cells =", "matrix.cells", "is a table; give at least one"),
    "an entry that is no table": ("cells = []", "cells = [1]", "", "cells =", "matrix.cells[0]", "is a whole number; give a table"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_fault_is_named_with_line_and_field(name):
    old, new, after, marked, field, message = CHANGES[name]
    text = changed(old, new, after)
    faults = [fault for fault in faults_of(text) if fault.field == field]
    assert len(faults) == 1, faults_of(text)
    assert message in faults[0].message
    at = text.split("\n")[faults[0].line - 1]
    if marked == "[[headlines]]":
        assert at == marked
        assert text.split("\n")[faults[0].line] == after
    else:
        assert marked in at


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in CHANGES
        if name
        not in ("unknown section", "duplicate area", "duplicate group", "group named as a theme", "missing key", "bad key", "duplicate headline")
    ],
)
def test_one_fault_is_told_once_and_without_echoes(name):
    old, new, after, *_ = CHANGES[name]
    assert len(faults_of(changed(old, new, after))) == 1


def test_all_faults_are_found_at_once_and_in_the_order_of_the_file():
    text = changed('area = "wiltshire"', 'area = "wilts"', F01)
    text = text.replace("last_year = 2022", 'last_year = "x"').replace(
        'disclosure = "B"\nowner = "exploitation"', 'disclosure = "Z"\nowner = "nobody"'
    )
    faults = faults_of(text)
    assert len(faults) == 1 + 1 + 2 * SOURCE.count('disclosure = "B"\nowner = "exploitation"')
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)
    line = line_in(text, '"wilts"')
    choices = "wiltshire, swindon, pan-county, three-towns, england, wiltshire-or-force"
    assert str(faults[1]) == f"line {line}, headlines[0].area: 'wilts' is not an area of this plan; use one of: {choices}"


def test_a_section_that_cannot_be_read_makes_no_echoes():
    faults = faults_of(SOURCE.replace("[[areas]]", "[[regions]]"))
    assert {fault.field for fault in faults} == {"areas", "regions"}


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"", None, "is empty"),
        (b"  \n\n", None, "is empty"),
        (b"[plan\ntitle = 1\n", 1, "is not TOML"),
        (b'[plan]\ntitle = "a\n', 2, "is not TOML"),
        (b"[plan]\na = 1\na = 2\n", 3, "is not TOML"),
        (b"[plan]\nday = 2019-02-30\n", 2, "is not TOML"),
        (b"[plan]\ntitle = [1,\n", 3, "is not TOML"),
        (b"[plan]\nn = " + b"1" * 5000, None, "is not TOML"),
        ("[plan]\ntitle = 'Wiltshire’s'\n".encode("cp1252"), 2, "is not UTF-8"),
        ("[plan]\ntitle = 'x'\n".encode("utf-16"), 1, "is not UTF-8"),
        (b"a = " + b"[" * 100_000, None, "nested too deeply"),
        (b"#" * 5_000_001, None, "larger than 5 MB"),
        (b"PK\x03\x04\x14\x00", 1, "is not TOML"),
        (b"<!doctype html>\n<title>404</title>", 1, "is not TOML"),
    ],
    ids=lambda value: value[:20].decode("latin-1") if isinstance(value, bytes) else None,
)
def test_text_that_is_no_plan_at_all_says_why(content, line, message):
    (fault,) = faults_of(content)
    assert fault.line == line
    assert message in fault.message


def test_more_faults_than_anyone_reads_are_counted_not_dropped():
    text = changed("[plan]", "[plan]\n" + "".join(f"extra{number} = 1\n" for number in range(1500)))
    faults = faults_of(text)
    assert len(faults) == 1001
    assert "and 500 more faults" in faults[-1].message


def test_a_message_with_many_choices_says_how_many_it_leaves_out():
    areas = "".join(f'[[areas]]\nkey = "a{number}"\nname = "A"\nkind = "ward"\n' for number in range(100))
    (fault,) = faults_of(changed('area = "wiltshire"', 'area = "wilts"', F01).replace("[matrix]", areas + "[matrix]"))
    assert "'wilts' is not an area of this plan; use one of: wiltshire, swindon" in fault.message
    assert fault.message.endswith("a43 and 56 more")


def test_a_byte_order_mark_and_windows_newlines_are_read():
    plan = parse_plan(b"\xef\xbb\xbf" + SOURCE.replace("\n", "\r\n").encode(), "plan.toml")
    assert len(plan.headlines) == 34


def test_what_is_no_file_says_so(tmp_path):
    for path, message in ((tmp_path, "is a folder"), (tmp_path / "none.toml", "no such file"), (tmp_path / ("x" * 300), "cannot be read")):
        with pytest.raises(PlanFaults, match=message):
            load_plan(path)


def test_a_minimal_plan_of_another_partnership_loads_and_shows_its_gaps():
    text = """
[plan]
title = "A plan"
partnership = "Elsewhere"
short_name = "E"
first_year = 2023
last_year = 2026
period = "2023-04 to 2026-03"
transcribed_on = 2023-04-01
vision = "Safer"
[[areas]]
key = "elsewhere"
name = "Elsewhere"
kind = "local authority"
[[priorities]]
key = "P1"
name = "One"
heading_name = "One"
aim = "Aim"
headline_aim = "Aim"
order_in_table = 1
order_in_headlines = 1
"""
    plan = parse_plan(text.encode(), "plan.toml")
    assert (plan.headlines, plan.themes, plan.priorities[0].outcomes) == ((), (), ())
