"""Every template compiles, and none holds what the content security policy or a screen reader would refuse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines

import wardmoot

PACKAGE = Path(wardmoot.__file__).parent
FOLDERS = [PACKAGE / "web" / "templates", PACKAGE / "govuk" / "templates", *sorted((PACKAGE / "apps").glob("*/templates"))]
TEMPLATES = [(path.relative_to(folder).as_posix(), path) for folder in FOLDERS for path in sorted(folder.rglob("*.html"))]


@pytest.mark.parametrize(("name", "path"), TEMPLATES, ids=[name for name, _ in TEMPLATES])
def test_template(name: str, path: Path):
    engines.all()[0].env.get_template(name)
    text = path.read_text("utf-8")
    assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|javascript:", text), "inline styles and handlers are refused by the policy"
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script, f"an inline script is refused by the policy: {script}"
    for image in re.findall(r"<img\b[^>]*>", text):
        assert "alt=" in image, f"an image without a text alternative: {image}"


def test_there_are_templates_to_check():
    assert len(TEMPLATES) > 30
