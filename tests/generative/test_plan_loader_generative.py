"""Whatever is done to a plan file, it loads or says what is wrong; and every place of any TOML text has a line."""

from __future__ import annotations

import json
import tomllib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wardmoot.catalogue import Fault, PlanFaults
from wardmoot.catalogue.line_index import LineIndex
from wardmoot.catalogue.plan_file import parse_plan
from wardmoot.catalogue.plan_json import plan_to_json
from wardmoot.catalogue.plans import shipped_plan

SOURCE = shipped_plan("wiltshire-2019-2022").read_text(encoding="utf-8")
LINES = SOURCE.split("\n")
KEY_LINES = [number for number, line in enumerate(LINES) if " = " in line and not line.startswith("#")]
VALUES = [
    "0",
    "-1",
    "1.5",
    "nan",
    "inf",
    "true",
    '""',
    '"x"',
    "[]",
    "[1]",
    "[[]]",
    "{}",
    "{ on = 2018-03-31 }",
    "2018-03-31",
    '"2017/18"',
    '"count"',
    '"\\u0007"',
]

GENTLE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def faults_of(content: bytes) -> tuple[Fault, ...]:
    """The faults of a file; none when it loads, and then it exports as JSON. Anything else that is raised fails the test."""
    try:
        plan = parse_plan(content, "plan.toml")
    except PlanFaults as raised:
        return raised.faults or (Fault("raised without a fault"),)
    json.dumps(plan_to_json(plan), allow_nan=False)
    return ()


def outcome(text: str) -> None:
    """Load a text: each fault says something and has a line within the text."""
    for fault in faults_of(text.encode()):
        assert fault.message != "raised without a fault"
        assert fault.line is None or 1 <= fault.line <= text.count("\n") + 1


@GENTLE
@given(
    st.lists(
        st.tuples(st.sampled_from(KEY_LINES), st.sampled_from(["delete", "value", "key", "double"]), st.sampled_from(VALUES)), min_size=1, max_size=6
    )
)
def test_changed_keys_and_values_load_or_are_faults(changes):
    lines = list(LINES)
    for number, change, value in changes:
        key, _, old = LINES[number].partition(" = ")
        lines[number] = {"delete": "", "value": f"{key} = {value}", "key": f"{key}x = {old}", "double": f"{LINES[number]}\n{LINES[number]}"}[change]
    outcome("\n".join(lines))


@GENTLE
@given(st.integers(0, len(SOURCE)), st.integers(0, 400), st.text(alphabet="[]{}=\"'\\#,.\n\x00aé0-", max_size=6))
def test_text_cut_or_overwritten_anywhere_loads_or_is_a_fault(start, length, put):
    outcome(SOURCE[:start] + put + SOURCE[start + length :])


@GENTLE
@given(st.binary(max_size=200))
def test_any_bytes_are_a_fault(content):
    assert faults_of(content)


KEYS = st.text(alphabet='ab-_ ."é#=[]', min_size=1, max_size=4)
SCALARS = st.one_of(st.integers(-9, 9), st.booleans(), st.text(alphabet="a]}\"'\\#,=\n[é", max_size=5))
TREES = st.dictionaries(
    KEYS,
    st.recursive(SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)), max_leaves=8),
    max_size=4,
)


def written(value: object) -> str:
    """A value as TOML; JSON's strings, numbers, true and false are TOML's too."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[ # ]\n" + ",\n".join(written(item) for item in value) + "\n]"
    return json.dumps(value)


def places(value: object, path: tuple = ()):
    """Every place within a value."""
    if path:
        yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in children:
        yield from places(item, (*path, key))


@GENTLE
@given(st.lists(TREES, min_size=1, max_size=3))
def test_every_place_that_tomllib_reads_has_its_own_line(trees):
    text, starts = "", []
    for tree in trees:
        starts.append(text.count("\n") + 1)
        text += "[[item]]\n" + "".join(f"{json.dumps(key)} = {written(value)}\n" for key, value in tree.items())
    data = tomllib.loads(text)
    assert data == {"item": trees}
    index = LineIndex(text)
    lines = text.split("\n")
    for path in places(data):
        assert path in index._lines
    for number, tree in enumerate(trees):
        assert index.line_of(("item", number)) == starts[number]
        for key in tree:
            assert lines[index.line_of(("item", number, key)) - 1].startswith(json.dumps(key))
