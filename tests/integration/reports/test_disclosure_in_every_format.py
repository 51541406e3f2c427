"""A public document is rendered in every format; a stranger reads all of it and solves for the hidden counts. Source: domain rule 13.4."""

from __future__ import annotations

from pathlib import Path

import pytest
from attacker import Attacker, attack
from published import all_words, can_read_pdf, figures_of_json, rows_of
from small_counts import WORLD, World, small_document

from wardmoot.core.figures import DisclosureClass
from wardmoot.reports.audience import Audience
from wardmoot.reports.disclosure import for_audience, read_edition
from wardmoot.reports.render import render

READ = ("html", "docx", "ods", "pdf")
NEXT = World(
    kinds={"Robbery": 7, "Burglary": 21, "Bicycle theft": 44, "Drugs": 9, "Weapons": 6},
    before=dict(WORLD.kinds),
    places={"Northgate": 33, "Southend": 8, "Eastly": 24, "Weston": 22},
    months=[9, 6, 7, 11, 5, 8, 12, 6, 7, 6, 5, 5],
    year=2026,
)


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, Path]]:
    """Two public editions, the second made knowing the first, each in every format."""
    place = tmp_path_factory.mktemp("public")
    formats = ("html", "docx", "ods", "json", *(("pdf",) if can_read_pdf() else ()))
    first = render(for_audience(small_document(), Audience.PUBLIC), formats, place / "1", stem="small")
    earlier = read_edition(first["json"].read_text("utf-8"))
    second = render(for_audience(small_document(NEXT), Audience.PUBLIC, earlier=earlier), formats, place / "2", stem="small")
    return {2025: first, 2026: second}


def read(files: dict[str, Path], form: str, world: World, attacker: Attacker) -> None:
    attack(rows_of(form, files[form]), world.year, attacker, list(world.kinds), list(world.places))


def read_json(file: Path, world: World, attacker: Attacker) -> None:
    figures = figures_of_json(file)
    kinds = {f"kind.{kind.lower().replace(' ', '-')}": kind for kind in world.kinds} | {"total": "Total"}
    places = {f"place.{place}": place for place in world.places}
    for start, name in {**kinds, **places}.items():
        figure = figures[f"{start}.{world.year}"]
        attacker.reads(f"{world.year}:{name}", "[c]" if figure["value"] is None else str(figure["value"]))
        if other := figure["comparator"]:
            attacker.reads(f"{world.year - 1}:{name}", "[c]" if other["value"] is None else str(other["value"]))
    for id, figure in figures.items():
        if id.startswith("month."):
            attacker.reads(f"{world.year}:{id}", "[c]" if figure["value"] is None else str(figure["value"]))
        if id.endswith((".rate", ".share")) and figure["value"] is not None:
            base, per = (48_000, 1000) if id.endswith(".rate") else (figure["denominator"]["value"], 100)
            count = figure["value"] * base / per
            attacker.between({f"{world.year}:{kinds.get(id.rsplit('.', 2)[0], id)}": 1.0}, count - 1e-6, count + 1e-6)
    attacker.adds_up((f"{world.year}:{kind}" for kind in world.kinds), f"{world.year}:Total")
    attacker.adds_up((f"{world.year - 1}:{kind}" for kind in world.kinds), f"{world.year - 1}:Total")
    attacker.adds_up((f"{world.year}:{place}" for place in world.places), f"{world.year}:Total")
    attacker.adds_up([f"{world.year}:{id}" for id in figures if id.startswith("month.")], f"{world.year}:Total")


@pytest.mark.parametrize("form", [*READ, "json"])
def test_no_hidden_count_can_be_worked_out_from_one_format(editions: dict[int, dict[str, Path]], form: str, missing):
    if form not in editions[2025]:
        missing("pdftotext was not found: install it (Debian: apt-get install poppler-utils)")
    attacker = Attacker()
    read_json(editions[2025]["json"], WORLD, attacker) if form == "json" else read(editions[2025], form, WORLD, attacker)
    assert {"2025:Robbery", "2025:Weapons", "2024:Drugs", "2024:Robbery", "2025:Southend"} <= attacker.hidden
    assert not attacker.found_out(5)


def test_nor_from_all_formats_and_both_editions_together(editions: dict[int, dict[str, Path]]):
    attacker = Attacker()
    for year, world in ((2025, WORLD), (2026, NEXT)):
        for form in (form for form in READ if form in editions[year]):
            read(editions[year], form, world, attacker)
        read_json(editions[year]["json"], world, attacker)
    assert len(attacker.hidden) > 8
    assert not attacker.found_out(5)


@pytest.mark.parametrize("form", [*READ, "json"])
def test_the_words_of_a_file_hold_nothing_of_what_is_hidden(editions: dict[int, dict[str, Path]], form: str, missing):
    """Titles, text alternatives, tooltips and notes were written with hidden counts in them, and are not any more."""
    if form not in editions[2025]:
        missing("pdftotext was not found: install it (Debian: apt-get install poppler-utils)")
    words = all_words(form, editions[2025][form])
    for told in (
        "Three robberies",
        "The fewest are",
        "The shortest is",
        "1 unusual month",
        "The mean is",
        "chance: crimes",
        "Southend: 4",
        "Weston: 22",
        "Unusual months",
    ):
        assert told not in words, told
    assert "OFFICIAL" not in words
    assert "[c]" in words


def test_figures_json_holds_no_number_made_from_a_hidden_count(editions: dict[int, dict[str, Path]]):
    for id, figure in figures_of_json(editions[2025]["json"]).items():
        if figure["value"] is not None:
            continue
        assert figure["missing"] == "[c]", id
        held = [figure[name] for name in ("numerator", "denominator", "interval", "test", "as_published", "as_revised")]
        assert held == [None] * 6, id
        assert figure["trace"]["row_count"] is None, id
        assert figure["trace"]["parameters"] == {}, id


def test_what_is_sensitive_keeps_ten_apart_and_names_no_file(tmp_path: Path):
    document = small_document(disclosure=DisclosureClass.SENSITIVE)
    files = render(for_audience(document, Audience.PUBLIC), ("html", "json"), tmp_path, stem="small")
    attacker = Attacker()
    read(files, "html", WORLD, attacker)
    read_json(files["json"], WORLD, attacker)
    assert "2025:Weapons" in attacker.hidden
    assert not attacker.found_out(10)
    for form in ("html", "json"):
        assert "ashmere.csv" not in all_words(form, files[form])
