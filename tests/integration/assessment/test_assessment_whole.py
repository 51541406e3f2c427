"""An assessment of a small invented home, made whole: its order, what people added, and making it again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from assessment_prose import figures_in_text, own_numbers
from data_pages_files import AUTHORITY, boundary_bytes, street_bytes, street_name
from explorer_home import LAST, make_home
from findings_sample import finding
from reports_opened import pdf_pages

from wardmoot.catalogue.assessment_template import assessment_template, section_of
from wardmoot.core.figures import COUNTING_UNITS, Figure, Marking, Polarity, StatedSource, Trace, Unit, VerdictWord
from wardmoot.core.findings import Finder, Finding, check_claims
from wardmoot.evidence import Store, StoreKind, load
from wardmoot.evidence.faults import StoreError
from wardmoot.measures.making import Kind, Made, figures_hash, make_assessment, rebuild
from wardmoot.reports.assessment import assessment_document, summary_document
from wardmoot.reports.assessment.editing import Decision, Delivered, Editing, ProposedPriority, Standing, View, Words
from wardmoot.reports.audience import Audience
from wardmoot.reports.document import Bullets, Callout, Document, Heading, Paragraph, Table, figures_of
from wardmoot.reports.pdf import render_pdf

NOW = datetime(2019, 12, 12, 9, 30, tzinfo=UTC)
ASKED: dict[str, Any] = {"area": AUTHORITY, "to": LAST, "months": 12, "now": NOW}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("moonshire-home"), tmp_path_factory.mktemp("moonshire-given"))


@pytest.fixture(scope="module")
def made(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make_assessment(home, out=tmp_path_factory.mktemp("moonshire-made"), formats=("json",), **ASKED)


@pytest.fixture(scope="module")
def lean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of boundaries and fourteen months of crime alone: what is made of it is made quickly."""
    home, given = tmp_path_factory.mktemp("lean-home"), tmp_path_factory.mktemp("lean-given")
    files = {"moonshire.geojson": boundary_bytes()}
    files |= {street_name(str(LAST.shift(-i))): street_bytes(str(LAST.shift(-i)), rows=100 + i) for i in range(14)}
    for name, content in files.items():
        (given / name).write_bytes(content)
    assert not load([given / name for name in files], store=Store.open(home, kind=StoreKind.DEMONSTRATION), now=NOW).refused
    return home


def said(made: Made) -> dict[str, Any]:
    return dict(json.loads(made.files["json"].read_text("utf-8")))


def headings(document: Document) -> list[str]:
    return [block.anchor for block in document.blocks if isinstance(block, Heading) and block.level == 1]


def words_of(document: Document) -> str:
    """Everything printed, as one text."""
    found = []
    for block in document.blocks:
        match block:
            case Heading(text=text):
                found.append(text)
            case Paragraph(spans=spans) | Callout(spans=spans):
                found += [span if isinstance(span, str) else span.text for span in spans]
            case Bullets(items=rows) | Table(rows=rows):
                found += [cell if isinstance(cell, str) else cell.text for row in rows for cell in row if cell is not None]
    return "\n".join(found)


def test_the_sections_stand_in_the_order_of_the_template(made: Made):
    assert headings(made.document) == [f"section-{section.key}" for section in assessment_template().sections]


def test_running_text_has_no_number_of_its_own(made: Made):
    names = [place.name for place in made.gathered.crime_places.listed]
    for document in made.documents.values():
        assert own_numbers(document, names) == []


def test_every_figure_of_the_text_is_in_figures_json(made: Made):
    held = {figure["id"]: figure["text"]["with_comparator"] for figure in said(made)["figures"]}
    printed = figures_in_text(made.document)
    assert printed
    assert all(held[figure.id] == figure.written_with_comparator for figure in printed)


def test_every_claim_was_checked_and_names_figures_that_are_listed(made: Made):
    check_claims(made.gathered.findings)
    plain = said(made)
    held = {figure["id"] for figure in plain["figures"]}
    claimed = {span["figure"] for finding in plain["findings"] for span in finding["claim"] if isinstance(span, dict)}
    assert claimed <= held
    behind = {name for finding in plain["findings"] for name in finding["figures"]}
    assert behind <= held | {figure["id"] for figure in plain["further_figures"]}


def test_a_finding_stands_in_one_section_and_among_the_priorities_at_most(made: Made):
    told = tuple(
        finding(
            f"{finder.value}.{subject}", finder=finder, subject=subject, claim=(f"{subject}: told as {'abcdefghijklmn'[number]}.",), polarity=polarity
        )
        for number, finder in enumerate(sorted(set(Finder) - {Finder.MISSING}))
        for subject, polarity in (("crimes", Polarity.NEUTRAL), ("drugs", Polarity.NEUTRAL), ("burglary", Polarity.LOWER_IS_BETTER))
    )
    places: dict[str, list[str]] = {}
    section = ""
    for block in assessment_document(replace(made.gathered, findings=told)).blocks:
        if isinstance(block, Heading) and block.level == 1:
            section = block.anchor
        for item in block.items if isinstance(block, Bullets) else ():
            places.setdefault("".join(span if isinstance(span, str) else span.text for span in item), []).append(section)
    for one in told:
        assert [name for name in places.get(one.words, []) if name != "section-priorities"] == [f"section-{section_of(one)}"]


def test_what_is_put_forward_is_not_favourable_and_says_how_much(made: Made):
    more = finding("change.burglary", polarity=Polarity.LOWER_IS_BETTER)
    less = finding("change.robbery", subject="robbery", word=VerdictWord.LOWER, effect=-0.4, polarity=Polarity.LOWER_IS_BETTER)
    season = finding("season.shoplifting", finder=Finder.SEASON, subject="shoplifting", word=VerdictWord.SEASONAL)
    document = assessment_document(replace(made.gathered, findings=(season, less, more)))
    entries = [block.anchor for block in document.blocks if isinstance(block, Heading) and block.anchor.startswith("put-forward-")]
    assert entries == ["put-forward-burglary"]
    burglary = next(line for line in made.gathered.offences if line.name == "Burglary")
    assert f"{burglary.count.written} {burglary.count.written_unit}" in words_of(document)
    none = words_of(assessment_document(replace(made.gathered, findings=(season, less))))
    assert "Nothing that was tested speaks against the area" in none


def test_a_claim_that_says_too_much_is_no_document(made: Made):
    whole = made.gathered
    one = replace(whole.findings[0], claim=("Burglary rose because of the weather.",))
    with pytest.raises(ValueError, match="'rose', 'because'"):
        assessment_document(replace(whole, findings=(one,)))


def test_what_partners_sent_stands_in_its_theme_and_what_they_did_not_says_who_could(made: Made):
    pages = {page.key: page for found in made.gathered.topics.values() for page in found}
    assert [line.figure.measure for line in pages["missing-children"].lines][:2] == ["children-missing", "missing-episodes-of-children"]
    assert pages["missing-children"].series
    assert pages["asb-reported"].lines[0].figure.comparator
    assert not pages["marac"].lines
    assert "MARAC quarterly counts" in pages["marac"].why_not
    text = words_of(made.document)
    assert "Not assessed: data not supplied" in {block.title for block in made.document.blocks if isinstance(block, Table)}
    assert "The MARAC coordinator" in text


def test_figures_about_people_raise_the_marking(made: Made):
    assert made.document.marking is Marking.OFFICIAL_SENSITIVE
    assert made.documents[Kind.SUMMARY].marking is Marking.OFFICIAL


def test_incidents_are_in_no_table_of_crimes(made: Made):
    offences = next(block for block in made.document.blocks if isinstance(block, Table) and block.id == "offences")
    assert "Anti-social behaviour" not in [row[0] for row in offences.rows]


def test_undecided_findings_are_marked_accepted_ones_are_not_and_rejected_ones_are_gone(made: Made):
    first, second, third = in_data_quality(made, 3)
    decided = {
        first.id: Decision(Standing.ACCEPTED),
        second.id: Decision(Standing.REJECTED, "The police moved their front desk."),
    }
    document = assessment_document(replace(made.gathered, findings=(first, second, third)), Editing(decisions=decided))
    text = words_of(document)
    assert (
        text.index("Data quality: findings\n") < text.index("Number none.") < text.index("not reviewed by an analyst yet") < text.index("Number two.")
    )
    assert "Number one." not in text
    assert "The police moved their front desk." not in text
    assert text.count("Read it twice.") == 1


def test_the_analyst_orders_the_accepted(made: Made):
    three = in_data_quality(made, 3)
    decided = {one.id: Decision(Standing.ACCEPTED, place=-number) for number, one in enumerate(three)}
    document = assessment_document(replace(made.gathered, findings=three), Editing(decisions=decided))
    key = "data-quality"
    place = next(n for n, block in enumerate(document.blocks) if isinstance(block, Heading) and block.anchor == f"findings-{key}")
    bullets = document.blocks[place + 1]
    assert isinstance(bullets, Bullets)
    assert [item[0] for item in bullets.items] == ["Number two.", "Number one.", "Number none."]


def in_data_quality(made: Made, number: int) -> tuple[Finding, ...]:
    """Findings without a test, which stand under data quality."""
    words = ("none", "one", "two")
    return tuple(
        Finding(
            id=f"missing.{name}",
            finder=Finder.MISSING,
            subject=name,
            subject_words=name,
            area=made.gathered.scope.area,
            period=made.gathered.scope.period,
            claim=(f"Number {name}.",),
            figures=(),
            caveats=("Read it twice.",),
        )
        for name in words[:number]
    )


def score(id: str, value: float) -> Figure:
    stated = StatedSource("Priority matrix", "agreed scores", f"{value:g}")
    crimes = Trace(measure="score", version="1", method="Agreed at the moderation meeting.", computed_at=NOW, stated=stated)
    return Figure(
        id=id,
        label="Risk",
        measure="score",
        value=value,
        unit=Unit.SCORE,
        counting_unit=COUNTING_UNITS["record"],
        area=_area(),
        period=_period(),
        trace=crimes,
        places=0,
    )


def _area() -> Any:
    from wardmoot.core.figures import Area, AreaKind

    return Area(AUTHORITY, "Moonshire (synthetic)", AreaKind.AUTHORITY)


def _period() -> Any:
    from wardmoot.core.calendar import Period

    return Period.rolling_12(LAST)


@pytest.fixture(scope="module")
def edited() -> Editing:
    return Editing(
        words={"why": (Words(("The station closed in spring.",), "the analyst", date(2019, 12, 1)),)},
        priorities=(ProposedPriority("Burglary", "Many homes.", (score("score.burglary", 182),), "priority", "A, verified", (1, 3)),),
        residents=(View("Speeding", "Market day", date(2019, 9, 7), None, "cars at night"),),
        group=(View("Shop theft", "Strategy group", date(2019, 11, 2)),),
        delivered=(Delivered("Safer streets", "done in part", "Two of three"),),
        intelligence=("Who buys what is stolen?",),
        recommendations=("The police count front-door entries by March 2020.",),
        version="Draft of 12 December 2019",
    )


def test_what_people_added_stands_where_it_belongs(made: Made, edited: Editing):
    document = assessment_document(made.gathered, edited)
    text = words_of(document)
    for words in ("The station closed in spring.", "Written by the analyst, 1 December 2019.", "Speeding", "Shop theft", "done in part", "1 to 3"):
        assert words in text
    assert "182" in text
    assert "Draft of 12 December 2019" in document.subtitle
    assert "score.burglary" in {figure.id for figure in figures_of(document)}
    assert "Burglary: Many homes. Decision: priority." in words_of(summary_document(made.gathered, edited))


@pytest.mark.parametrize(("with_words", "covered"), [(False, [1, 2, 5]), (True, [1, 2, 3, 4, 5, 6])])
def test_the_page_says_which_of_the_six_matters_are_covered(made: Made, edited: Editing, with_words: bool, covered: list[int]):
    bare = replace(made.gathered, topics={key: pages for key, pages in made.gathered.topics.items() if key != "residents"})
    document = assessment_document(bare, edited if with_words else Editing(residents=edited.residents))
    table = next(block for block in document.blocks if isinstance(block, Table) and block.id == "required-content")
    assert [number for number, row in enumerate(table.rows, 1) if row[1] == "covered"] == covered


def test_the_evidence_annex_lists_each_numbered_table_and_figure(made: Made):
    annex = made.document.blocks[-1]
    assert isinstance(annex, Table)
    numbers = [str(row[0]) for row in annex.rows]
    drawn = [block for block in made.document.blocks[:-1] if isinstance(block, Table) or hasattr(block, "table")]
    assert len([number for number in numbers if number != "Key figures"]) == len(drawn)
    offences = next(row for row in annex.rows if str(row[1]).startswith("Crimes in") and "by type" in str(row[1]))
    assert "… (" in str(offences[-1])


def test_the_summary_is_four_pages_at_most(made: Made, edited: Editing, tmp_path: Path):
    pages = pdf_pages(render_pdf(summary_document(made.gathered, edited)), tmp_path)
    assert 1 <= len(pages) <= 4
    for heading in ("Key figures", "Priorities", "What changed", "Where", "What is missing", "How to read this"):
        assert heading in "\n".join(pages)
    assert all("DEMONSTRATION - NOT REAL" in page for page in pages)


def test_a_demonstration_is_not_made_for_the_public(home: Path, tmp_path: Path):
    with pytest.raises(ValueError, match=r"(?i)demonstration"):
        make_assessment(home, out=tmp_path / "out", formats=("json",), audience=Audience.PUBLIC, **ASKED)
    assert not (tmp_path / "out").exists()


def test_a_rebuilt_assessment_is_identical_and_a_changed_file_is_named(lean: Path, tmp_path: Path):
    """One journey, because each step needs the one before: revise a month, rebuild, rebuild from what counts now, compare."""
    made = make_assessment(lean, out=tmp_path / "then", formats=("json",), kinds=(Kind.FULL,), **ASKED)
    figures = made.files["json"]
    revised = tmp_path / street_name(str(LAST))
    revised.write_bytes(street_bytes(str(LAST), rows=90))
    (batch,) = load([revised], store=Store.open(lean), now=NOW).batches
    assert batch.status.value == "revision"

    again = rebuild(lean, figures, now=NOW.replace(month=11))
    assert again.identical
    assert again.hash_then == again.hash_now == figures_hash(figures)
    assert again.differences == ()

    current = rebuild(lean, figures, now=NOW, with_current_files=True)
    assert not current.identical
    crimes = next(one for one in current.differences if one.id == "recorded.crimes")
    assert crimes.why == f"revised file: {street_name(str(LAST))}"

    compared = make_assessment(lean, out=tmp_path / "next", formats=("json",), kinds=(Kind.FULL,), earlier=figures, **ASKED)
    changes = compared.gathered.changes
    assert changes
    count = next(one for one in changes.figures if one.now and one.now.id == "recorded.crimes")
    assert count.then
    assert (count.then.id, count.then.value) == ("earlier.recorded.crimes", made.gathered.crimes.count.value)
    assert count.why == f"revised file: {street_name(str(LAST))}"
    table = next(block for block in compared.document.blocks if isinstance(block, Table) and block.id == "changed-figures")
    assert any(f"revised file: {street_name(str(LAST))}" == row[-1] for row in table.rows)
    assert own_numbers(compared.document, [place.name for place in compared.gathered.crime_places.listed]) == []


def test_a_table_of_harm_weights_that_cannot_be_used_is_named(lean: Path, tmp_path: Path):
    weights = lean / "harm" / "weights.toml"
    weights.parent.mkdir()
    weights.write_text('name = "Ours"\n', "utf-8")
    try:
        with pytest.raises(ValueError, match=r"weights\.toml"):
            make_assessment(lean, out=tmp_path / "out", formats=("json",), **ASKED)
    finally:
        weights.unlink()
    assert not (tmp_path / "out").exists()


def test_files_that_are_no_longer_held_are_named(home: Path):
    with pytest.raises(StoreError, match=r"a file never loaded here \(ffffffffffff…\)"):
        Store.open(home).of_files(["f" * 64])


def test_an_edition_with_things_left_out_is_not_rebuilt(home: Path, tmp_path: Path):
    path = tmp_path / "figures.json"
    path.write_text(json.dumps({"figures": [], "findings": [], "request": {}, "files": [], "audience": "partnership", "kind": "full"}), "utf-8")
    with pytest.raises(ValueError, match="give the internal one"):
        rebuild(home, path, now=NOW)
