"""Our macros against the design system's own examples, which script/assets brings with the npm package."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from wardmoot.govuk.components import component

FOLDER = Path(__file__).parents[3] / "build" / "govuk-fixtures"
# the parts of gov.uk's own head and foot: not ours to use
NOT_OURS = {"header", "footer"}
FILES = sorted(file for file in FOLDER.glob("*.json") if file.stem not in NOT_OURS)


class Shape(HTMLParser):
    """What the HTML says, without its layout: tags, attributes in any order, words."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[object] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        self.parts.append((tag, sorted((name, " ".join(html.unescape(value or "").split())) for name, value in attrs)))

    def handle_endtag(self, tag) -> None:
        self.parts.append(f"/{tag}")

    def handle_data(self, data) -> None:
        if words := re.sub(r"\s+", " ", data).strip():
            self.parts.append(words)


def examples(file: Path) -> list[tuple[str, dict, str]]:
    read = json.loads(file.read_text(encoding="utf-8"))
    return [(fixture["name"], fixture["options"], fixture["html"]) for fixture in read["fixtures"]]


def test_the_examples_are_there(missing) -> None:
    if not FILES:
        missing("the design system's examples were not found: run `.venv/bin/python script/assets`")
    assert sum(len(examples(file)) for file in FILES) > 600


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_component_renders_as_the_design_system_does(file: Path) -> None:
    different = [name for name, options, wanted in examples(file) if Shape(component(file.stem, options)).parts != Shape(wanted).parts]
    assert not different
