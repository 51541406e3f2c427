"""One area beside its force, its nation and similar areas: what the tables print, what is said of it, and what is not there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from comparator_files import FORCE, NOW, SIZES, authority_of, comparators_store, crimes, recorded_crime

from wardmoot.cli import main
from wardmoot.core.calendar import Month, Period
from wardmoot.core.figures import Figure, FigureText, VerdictWord
from wardmoot.core.stats.rates import rate_interval
from wardmoot.demo.places import AUTHORITIES
from wardmoot.evidence import Store, counts_by, load, lsoas_of_authority, population_authority
from wardmoot.measures.comparators import (
    Comparators,
    Group,
    Origin,
    area_profiles,
    comparators_for,
    group_from_json,
    group_to_json,
    imported_groups,
    similar_to,
    working_table,
)
from wardmoot.measures.comparators.compared import verdict_against
from wardmoot.measures.comparators.published import rate_table
from wardmoot.reports.document import figures_in

OWN = "E22000905"
YEAR_2025, YEAR_2024 = Period.calendar_years(2025), Period.calendar_years(2024)
GROUP = Group(OWN, "Ours", tuple(sorted(SIZES, key=lambda code: (code != OWN, code))), Origin.SAVED, "All twelve, by hand.")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return comparators_store(tmp_path_factory.mktemp("comparators"))


@pytest.fixture(scope="module")
def compared(store: Store) -> Comparators:
    return comparators_for(store, authority_of(OWN), YEAR_2025, NOW, group=GROUP)


def cells(found: Comparators, id: str, offence: str) -> list[str]:
    table = next(one for one in found.tables if one.id == id)
    row = next(row for row in table.rows if row[0] == offence)
    return [cell.text if isinstance(cell, FigureText) else str(cell) for cell in row]


def test_the_group_by_a_slow_reference(compared: Comparators) -> None:
    rates = {code: crimes(number)[0] / SIZES[code] * 1000 for number, code in enumerate(SIZES)}
    level = next(one for one in compared.levels if one.reference == "similar areas" and one.subject == "published-all-recorded-crime-excluding-fraud")
    assert level.own.value == pytest.approx(rates[OWN])
    assert level.centre.value == pytest.approx(sum(rates.values()) / len(rates))
    assert {figure.area.code: figure.value for _, figure in level.others} == pytest.approx({c: r for c, r in rates.items() if c != OWN})
    rank = 1 + sum(rate < rates[OWN] for rate in rates.values())
    row = cells(compared, "comparators-group", "All recorded crime (excluding fraud)")
    assert row[5:7] == [str(rank), "12"]
    assert row[3:5] == [f"{min(rates.values()):.1f}", f"{max(rates.values()):.1f}"]


def test_a_rate_is_its_number_over_the_population_it_was_made_with(compared: Comparators) -> None:
    own = compared.levels[0].own
    assert own.numerator == crimes(5)[0]
    assert own.denominator is not None
    assert own.value == pytest.approx(own.numerator / own.denominator.value * own.multiplier)
    limits = rate_interval(crimes(5)[0], SIZES[OWN], per=1000)
    assert own.interval is not None
    assert (own.interval.lower, own.interval.upper) == pytest.approx((limits.lower, limits.upper))


def test_a_difference_is_said_only_where_the_interval_leaves_out_the_comparison(compared: Comparators) -> None:
    for level in compared.levels:
        verdict, interval, other = level.own.verdict, level.own.interval, level.centre.value
        assert verdict is not None
        assert interval is not None
        assert interval.lower is not None
        assert interval.upper is not None
        assert other is not None
        above, below = interval.lower > other, interval.upper < other
        assert (verdict.word is VerdictWord.HIGHER_THAN, verdict.word is VerdictWord.LOWER_THAN) == (above, below)
        assert level.own.comparator is not None
        assert level.own.comparator.value == other


def test_force_and_nation_are_named_and_of_their_own_tables(compared: Comparators) -> None:
    people = sum(SIZES.values())
    row = cells(compared, "comparators-reference", "Robbery")
    whole = sum(crimes(number)[1] for number in range(len(SIZES)))
    assert row[3] == f"{whole / people * 1000:.2f}"
    assert row[4] == "0.90"
    nation = next(level for level in compared.levels if level.reference == "England")
    assert any("another mid-year" in caveat for caveat in nation.centre.caveats)
    assert nation.centre.numerator == 800_000
    assert nation.centre.trace.parameters["sheet"] == "Table P3"


def test_periods_that_differ_are_said_and_those_that_agree_too(store: Store) -> None:
    words = comparators_for(store, OWN, YEAR_2025, NOW, group=GROUP).notes[0]
    assert "January 2024 to December 2024 (police recorded crime, ONS, year ending December 2024)" in words
    assert "of January 2025 to December 2025, so the two are not of the same months" in words
    assert comparators_for(store, OWN, YEAR_2024, NOW, group=GROUP).notes[0].endswith("the same months as the assessment.")


def test_every_block_names_its_source_and_mixes_no_other(compared: Comparators) -> None:
    blocks = (*compared.tables, *compared.bars, *compared.funnels)
    assert all(block.source == "Police recorded crime, ONS, year ending December 2024" for block in blocks)
    figures = [figure for block in blocks for figure in figures_in(block)]
    assert figures
    assert {figure.measure for figure in figures} == {"published recorded crime rate"}
    assert all(file.source == "recorded-crime-tables" for figure in figures for file in figure.trace.files)
    assert all((figure.numerator is None) == (figure.denominator is None) for figure in figures)
    by_id: dict[str, Figure] = {}
    for figure in figures:
        assert by_id.setdefault(figure.id, figure) == figure, figure.id


def test_bars_stand_in_order_with_the_area_drawn_apart(compared: Comparators) -> None:
    (bars,) = compared.bars
    values = [figure.value or 0 for _, figure in bars.bars]
    assert values == sorted(values)
    assert len(values) == 12
    assert bars.own == "Town 05"
    assert bars.own in [label for label, _ in bars.bars]
    assert "12 areas: Ours" in bars.filters


def test_the_funnel_draws_all_and_lists_all(compared: Comparators) -> None:
    (funnel,) = compared.funnels
    assert [point.label for point in funnel.points if point.own] == ["Town 05"]
    assert len(funnel.points) == 12
    assert funnel.centre == pytest.approx(sum(crimes(n)[0] for n in range(12)) / sum(SIZES.values()) * 1000)
    assert {limits.confidence for limits in funnel.limits} == {0.95, 0.998}
    for limits in funnel.limits:
        assert all(low < funnel.centre < high for low, high in zip(limits.lower, limits.upper, strict=True))
    assert len(funnel.table.rows) == 12


def test_notes_of_some_areas_name_them(compared: Comparators) -> None:
    table = next(one for one in compared.tables if one.id == "comparators-group")
    assert "Town 03: Note 4 of Table C4: There is an undercount for Town 03." in table.notes


def test_polarity_is_neutral_where_police_activity_finds_it(compared: Comparators) -> None:
    found = {level.subject: level.polarity.value for level in compared.levels}
    assert found["published-drug-offences"] == "neutral"
    assert found["published-robbery"] == "lower is better"


def test_marks_and_negative_numbers_are_no_rates(tmp_path: Path) -> None:
    store = comparators_store(tmp_path, changed={OWN: (5_500, -3, "[x]"), "E22000907": ("[x]", "[x]", "[x]")})
    found = comparators_for(store, OWN, YEAR_2024, NOW, group=GROUP)
    subjects = {level.subject for level in found.levels}
    assert subjects == {"published-all-recorded-crime-excluding-fraud"}
    assert found.notes[-1] == "Too few in the area to compare by rate: robbery, drug offences."
    assert cells(found, "comparators-group", "All recorded crime (excluding fraud)")[6] == "11"
    assert "The table has no rate for all crime of Town 07." in next(one for one in found.tables if one.id == "comparators-group").notes
    assert "Town 07 [u1]" in " ".join(found.funnels[0].table.notes)


def test_the_newer_release_answers_and_the_asked_period_before_it(tmp_path: Path) -> None:
    store = comparators_store(tmp_path)
    (tmp_path / "next").mkdir()
    load([recorded_crime(tmp_path / "next" / "tables-2025.xlsx", year=2025, changed={OWN: (9_999, 1, 1)})], store=store, now=NOW)
    for period, year, count in ((YEAR_2025, 2025, 9_999), (YEAR_2024, 2024, crimes(5)[0]), (Period.calendar_years(2030), 2025, 9_999)):
        table = rate_table(store, period, NOW)
        assert table is not None
        assert table.period == Period.calendar_years(year)
        assert table.count("All recorded crime (excluding fraud)", OWN) == count


def test_without_tables_it_says_so_and_is_empty(tmp_path: Path) -> None:
    found = comparators_for(Store.open(tmp_path), "E06000054", YEAR_2025, NOW)
    assert not found.supplied
    assert (found.levels, found.tables, found.bars, found.funnels) == ((), (), (), ())
    assert found.notes[0].startswith("Not supplied: no workbook")


def test_an_area_of_several_partnerships_or_of_none_is_said(store: Store) -> None:
    assert "no partnership of the published tables" in comparators_for(store, "E06000054", YEAR_2025, NOW).notes[0]
    with pytest.raises(ValueError, match=r"several partnerships: give the code of one of them, E22000801 \(Half\) or E22000802"):
        similar_to(store, "E06000800", NOW)


def test_a_group_of_another_area_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="is that of E22000905, not of E22000901"):
        comparators_for(store, "E22000901", YEAR_2025, NOW, group=GROUP)


def test_a_group_is_read_again_as_it_was_written() -> None:
    assert group_from_json(group_to_json(GROUP)) == GROUP
    with pytest.raises(ValueError, match="has no members"):
        group_from_json({"area": OWN, "name": "Ours"})
    with pytest.raises(ValueError, match="no other member"):
        Group(OWN, "Alone", (OWN,), Origin.SAVED, "")
    with pytest.raises(ValueError, match="begins with its own area"):
        Group(OWN, "Not its own", ("E22000901", OWN), Origin.SAVED, "")


def test_an_imported_list_gives_the_areas_group(store: Store, tmp_path: Path) -> None:
    fresh = comparators_store(tmp_path)
    assert imported_groups(fresh, area_profiles(fresh), OWN) == ()
    file = tmp_path / "similar-partnerships-v3-2024-03-01.csv"
    file.write_text(f"Area code,Member code,Rank\n{OWN},E22000901,2\n{OWN},E22000900,1\n{OWN},{OWN},0\n", "utf-8")
    load([file], store=fresh, now=NOW)
    (group,) = imported_groups(fresh, area_profiles(fresh), OWN)
    assert group.members == (OWN, "E22000900", "E22000901")
    assert group.words == "Imported list “similar partnerships”, version 3, of 1 March 2024; 3 areas, in the list's order."
    row = cells(comparators_for(fresh, OWN, YEAR_2024, NOW, group=group), "comparators-group", "Robbery")
    assert row[5:7] == ["3", "3"]
    assert imported_groups(fresh, area_profiles(fresh), "E22000900") == ()


@pytest.mark.parametrize(
    ("count", "other", "word"),
    [
        (4, 1.0, VerdictWord.TOO_FEW),
        (100, 1.0, VerdictWord.NO_CLEAR_DIFFERENCE),
        (100, 0.8, VerdictWord.HIGHER_THAN),
        (100, 1.3, VerdictWord.LOWER_THAN),
        (100, None, VerdictWord.NOT_TESTED),
        (None, 1.0, VerdictWord.NOT_TESTED),
        (25, 1.0, VerdictWord.LOWER_THAN),
    ],
)
def test_the_word_of_one_comparison(store: Store, count: float | None, other: float | None, word: VerdictWord) -> None:
    from dataclasses import replace

    from wardmoot.core.figures import Interval

    table = rate_table(store, None, NOW)
    assert table is not None
    own = table.rate("Robbery", OWN)
    assert own is not None
    limits = rate_interval(count or 0, 100_000, per=1000)
    interval = Interval(float(limits.lower), float(limits.upper), 0.95, "") if count is not None else None
    said = verdict_against(replace(own, value=None if count is None else count / 100, interval=interval), count, other)
    assert said.word is word
    assert ("small base" in said.note) is (count == 25)
    if word in (VerdictWord.HIGHER_THAN, VerdictWord.LOWER_THAN):
        assert said.p is not None
        assert said.p < 0.06
        assert said.test


def test_the_search_shows_its_working(store: Store) -> None:
    found = similar_to(store, authority_of(OWN), NOW, variables=["residents", "over-64"], members=4)
    assert found.group.members[0] == OWN
    assert len(found.group.members) == 4
    table = working_table(found)
    assert [column.heading for column in table.columns] == ["Area", "Distance", "Residents", "Aged 65 and over"]
    assert [row[0] for row in table.rows] == [found.named(code).name for code in found.group.others]
    assert table.notes[0] == "12 areas have every variable and were compared."
    assert "2 areas lack a variable and were not compared." in table.notes
    near = found.found.ranked[0]
    assert found.distance(near).trace.parameters["variables"] == ["residents", "over-64"]
    assert {file.source for file in found.distance(near).trace.files} == {
        "recorded-crime-tables",
        "population-authority",
        "lookup-authority-csp-force",
    }


def test_what_cannot_be_searched_says_what_to_do(store: Store, tmp_path: Path) -> None:
    for area, variables, members, says in (
        (OWN, ["deprivation"], 15, "no data file held gives deprivation"),
        (OWN, ["wealth"], 15, "wealth is not a variable: choose from residents, density"),
        (OWN, [], 1, "give 2 members or more"),
        ("E06000054", [], 15, "is not among the 14 areas"),
    ):
        with pytest.raises(ValueError, match=says):
            similar_to(store, area, NOW, variables=variables, members=members)
    with pytest.raises(ValueError, match="not among the 0 areas"):
        similar_to(Store.open(tmp_path), OWN, NOW)


def test_the_command_prints_the_group_and_its_working(store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("WARDMOOT_HOME", str(store.folder.parent))
    asked = ["similar", "--area", authority_of(OWN), "--variables", "residents,over-64", "--members", "4"]
    assert main(asked) == 0
    shown = capsys.readouterr().out
    assert "the 4 nearest areas, Town 05 among them." in shown
    assert "Without one variable:" in shown
    assert "2 areas lack a variable and are not compared: Half, Other half." in shown
    assert main([*asked, "--without", "E22000906", "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert group_from_json(plain["group"]).members[0] == OWN
    assert "E22000906" not in {area["code"] for area in plain["areas"]}
    assert [area["distance"] for area in plain["areas"]] == sorted(area["distance"] for area in plain["areas"])
    assert all(sum(area["shares"].values()) == pytest.approx(1) for area in plain["areas"])
    assert {one["left_out"] for one in plain["without_each_variable"]} == {"residents", "over-64"}
    assert main(["similar", "--area", "E99"]) == 1
    assert "E99 is not among the 14 areas" in capsys.readouterr().err


def test_without_tables_other_authorities_are_counted_here_and_said_to_be(demonstration: tuple[Path, object]) -> None:
    store = Store.open(demonstration[0], read_only=True)
    wiltshire, swindon = (next(one.code for one in AUTHORITIES if one.name.startswith(name)) for name in ("Wiltshire", "Swindon"))
    found = comparators_for(store, wiltshire, Period.rolling_12(Month(2019, 10)), NOW)
    assert (found.source, found.bars, found.funnels) == ("", (), ())
    assert "not the published rates" in found.notes[1]
    level = next(one for one in found.levels if one.subject == "burglary")
    months = list(Period.rolling_12(Month(2019, 10)).months())
    for figure, code in ((level.own, wiltshire), (level.centre, swindon)):
        places = sorted(lsoas_of_authority(store, code, 2011))
        counted = counts_by(store, columns=("crime_type",), months=months, lsoa_codes=places).as_dict()
        assert figure.numerator == counted["Burglary"]
        people = population_authority(store, code, 2019)
        assert people is not None
        assert figure.value == pytest.approx(figure.numerator / people.value * 1000)
    (table,) = found.tables
    assert "(synthetic)" in table.title
    assert "Anti-social behaviour" not in [row[0] for row in table.rows]
    assert comparators_for(store, wiltshire, Period.rolling_12(Month(2020, 10)), NOW).levels == ()


@pytest.fixture(scope="module")
def national(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store.open(tmp_path_factory.mktemp("national"))
    lookups = real_data / "lookups"
    paths = [real_data / "recorded-crime", real_data / "population" / "lad-mid-year-2011-2023.xlsx", real_data / "deprivation"]
    load([*paths, lookups / "lad-csp-police-force-area-december-2023.csv", lookups / "lsoa-2011-msoa-lad-force.csv"], store=store, now=NOW)
    return store


@pytest.mark.real_data
def test_wiltshire_and_swindon_as_published(national: Store) -> None:
    table = rate_table(national, YEAR_2025, NOW)
    assert table is not None
    total = "All recorded crime (excluding fraud)"
    assert (table.count(total, "E22000361"), table.count(total, "E22000350")) == (24_125, 15_264)
    wiltshire, swindon, force = (table.rate(total, code) for code in ("E22000361", "E22000350", "E23000038"))
    assert [figure.written for figure in (wiltshire, swindon, force) if figure] == ["46.8", "64.8", "52.7"]
    england = table.nation(total, "E92000001")
    assert england is not None
    assert england.written == "86.8"
    assert len(table.partnerships) == 313
    assert table.without_rate == ("City of London [u1]",)
    burglary = table.rate("Residential burglary", "E22000361")
    assert burglary is not None
    assert burglary.written_unit == "crimes per 1,000 households"


@pytest.mark.real_data
def test_wiltshire_beside_its_similar_areas(national: Store) -> None:
    found = comparators_for(national, "E06000054", YEAR_2025, NOW)
    assert found.group is not None
    assert len(found.group.members) == 15
    assert len(found.funnels[0].points) == 313
    assert found.working is not None
    assert "263 areas have every variable and were compared." in found.working.notes
    names = {row[0] for row in found.working.rows}
    assert {"Shropshire", "Cheshire East"} <= names
    group = next(one for one in found.tables if one.id == "comparators-group")
    assert all(isinstance(row[6], FigureText) and row[6].text == "15" for row in group.rows)
    assert datetime(2026, 1, 5, tzinfo=UTC) == found.levels[0].own.trace.computed_at
    assert FORCE not in {level.centre.area.code for level in found.levels}
