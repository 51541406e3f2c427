"""What the pages on similar areas say is what is computed."""

from __future__ import annotations

import re
from pathlib import Path

from wardmoot.core.figures import write_number
from wardmoot.core.stats.similar_areas import similar_areas, without_each_area, without_each_variable
from wardmoot.measures.comparators import VARIABLES

DOCS = Path(__file__).parents[2] / "docs"


def rows_of(text: str, columns: int) -> list[list[str]]:
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")]
    return [cells for cells in lines if len(cells) == columns]


def test_the_worked_example_follows_from_its_own_table() -> None:
    page = (DOCS / "reference" / "statistics" / "similar-areas.md").read_text("utf-8")
    example = page.partition("## Worked example")[2].partition("## Conventions")[0]
    (_, *variables), *given = rows_of(example, 4)
    codes, values = [row[0] for row in given], [[float(cell) for cell in row[1:]] for row in given]
    found = similar_areas("Ashby", codes, values, variables)
    printed = rows_of(example, 5)[1:]
    expected = [[near.code, write_number(near.distance, 3), *(f"{write_number(100 * share)}%" for share in near.shares)] for near in found.ranked]
    assert printed == expected
    assert f"So the group is {', '.join(found.group(3))}." in example
    assert all(not told.joins for told in without_each_variable("Ashby", codes, values, variables, members=3))
    assert [(told.left_out, told.joins) for told in without_each_area(found, members=3)] == [("Brook", ("Elm",)), ("Dene", ("Elm",))]


def test_the_guide_names_every_variable() -> None:
    page = (DOCS / "how-to" / "choose-similar-areas.md").read_text("utf-8")
    named = {name.strip() for row in rows_of(page, 2)[1:] for name in re.split(";", row[0])}
    assert named == {variable.words for variable in VARIABLES}
