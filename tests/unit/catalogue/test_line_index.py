"""The line of every table, key and list entry of a TOML text."""

import tomllib

import pytest

from wardmoot.catalogue.line_index import LineIndex

TEXT = '''# a comment with [brackets] and "quotes"
title = "one" # [not] = "a table"

[plan]
"quoted key" = 'single ]'
dotted.inner = 1
many = [
    "a", # first ]
    { x = 1, y = [2, 3] },

    "d",
]
long = """
[not a header]
key = "no" \\"""
""" # closed

[[items]]
key = "first"

[[items.parts]]
n = 1
[[items.parts]]
n = 2

[[items]]
key = "second"
[items.detail]
deep = true
[[items.parts]]
n = 3
'''

PLACES = [
    (("title",), 2),
    (("plan",), 4),
    (("plan", "quoted key"), 5),
    (("plan", "dotted"), 6),
    (("plan", "dotted", "inner"), 6),
    (("plan", "many"), 7),
    (("plan", "many", 0), 8),
    (("plan", "many", 1), 9),
    (("plan", "many", 1, "y"), 9),
    (("plan", "many", 1, "y", 1), 9),
    (("plan", "many", 2), 11),
    (("plan", "long"), 13),
    (("items",), 18),
    (("items", 0), 18),
    (("items", 0, "key"), 19),
    (("items", 0, "parts", 0, "n"), 22),
    (("items", 0, "parts", 1), 23),
    (("items", 0, "parts", 1, "n"), 24),
    (("items", 1), 26),
    (("items", 1, "key"), 27),
    (("items", 1, "detail", "deep"), 29),
    (("items", 1, "parts", 0, "n"), 31),
    (("items", 1, "missing", "deeper"), 26),
    (("nowhere",), 1),
]


@pytest.mark.parametrize(("path", "line"), PLACES, ids=[str(path) for path, _ in PLACES])
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["unix", "windows"])
def test_each_place_has_its_line(path, line, newline):
    tomllib.loads(TEXT)
    assert LineIndex(TEXT.replace("\n", newline)).line_of(path) == line


def test_escaped_keys_and_every_string_form_are_followed():
    text = '"\\u0061b" = \'\'\'it\'s\n\'\'\'\nafter = """""two"""""\nlast = ""\nend = [[], [[]], ""]\n'
    assert set(tomllib.loads(text)) == {"ab", "after", "last", "end"}
    index = LineIndex(text)
    assert [index.line_of((key,)) for key in ("ab", "after", "last", "end")] == [1, 3, 4, 5]
