"""Ages and sizes of areas, from the workbook that holds their residents."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from wardmoot.demo.workbook import workbook_bytes
from wardmoot.evidence import BatchReport, Store, area_facts, load, population_authority, populations_by_year

NOW = datetime(2026, 1, 5, tzinfo=UTC)
ODD, EVEN = "E06000998", "E06000999"


def workbook(*, ages: list[Any] | None = None, size: Any = 40.5, title: str = "mid-2023") -> bytes:
    """A workbook of two authorities of 910 and 1,820 residents; `ages` and `size` are those of the first."""
    head = ["Code", "Name", "Geography"]
    people = {ODD: (910, 900), EVEN: (1820, 1700)}
    named = {code: [code, f"Place {code}", "Unitary Authority"] for code in people}
    by_age = [[*named[ODD], 910, *(ages or [10] * 91)], [*named[EVEN], 1820, *[20] * 91]]
    return workbook_bytes(
        {
            "Cover sheet": [["Mid-Year Population Estimates, June 2023"]],
            "MYE2 - Persons": [
                [f"MYE2: Persons by single year of age, {title}"],
                [*head, "All ages", *[str(age) for age in range(90)], "90+"],
                *by_age,
            ],
            "MYE2 - Females": [["MYE2: Females, mid-2023"], [*head, "All ages", *map(str, range(90)), "90+"], [*named[ODD], 455, *[5] * 91]],
            "MYE4": [["MYE4: mid-2022 to mid-2023"], [*head, "Mid-2023", "Mid-2022"], *([*named[code], *found] for code, found in people.items())],
            "MYE5": [["MYE5: density, mid-2022 to mid-2023"], [*head, "Area (sq km)", "Estimated Population mid-2023"], [*named[ODD], size, 910]],
        }
    )


def loaded(home: Path, data: bytes) -> tuple[Store, BatchReport]:
    (home / "populations.xlsx").write_bytes(data)
    store = Store.open(home / "home")
    return store, load([home / "populations.xlsx"], store=store, now=NOW).batches[0]


def test_ages_and_size_stand_with_the_residents_of_their_year(tmp_path: Path) -> None:
    store, report = loaded(tmp_path, workbook())
    assert (report.status.value, report.rows_kept, report.reason) == ("loaded", 2, "")
    facts = area_facts(store)
    assert (facts[ODD].year, facts[ODD].residents, facts[ODD].ages, facts[ODD].area_sq_km) == (2023, 910, (10,) * 91, 40.5)
    assert (facts[EVEN].ages, facts[EVEN].area_sq_km) == ((20,) * 91, None)
    assert populations_by_year(store) == {ODD: {2023: 910, 2022: 900}, EVEN: {2023: 1820, 2022: 1700}}
    found = population_authority(store, ODD, 2022)
    assert found is not None
    assert found.value == 900


@pytest.mark.parametrize("ages", [[10] * 90 + [11], [10] * 90 + ["[x]"], [10] * 90 + [-10], [9.5, 10.5, *[10] * 89]])
def test_ages_that_do_not_add_up_are_not_kept_and_it_is_said(tmp_path: Path, ages: list[Any]) -> None:
    store, report = loaded(tmp_path, workbook(ages=ages))
    assert report.status.value == "loaded"
    assert f"the ages of {ODD} are not kept" in report.reason
    assert area_facts(store)[ODD].ages == ()
    assert area_facts(store)[EVEN].ages == (20,) * 91


def test_a_size_that_is_no_number_is_not_held(tmp_path: Path) -> None:
    store, _ = loaded(tmp_path, workbook(size="[x]"))
    assert area_facts(store)[ODD].area_sq_km is None


def test_a_table_of_residents_alone_says_nothing_of_ages(tmp_path: Path) -> None:
    (tmp_path / "population.csv").write_text(f"Code,Name,Geography,Mid-2023\n{ODD},Place,Unitary Authority,910\n", "utf-8")
    store = Store.open(tmp_path / "home")
    assert load([tmp_path / "population.csv"], store=store, now=NOW).batches[0].status.value == "loaded"
    assert area_facts(store) == {}
    # and a workbook of ages beside it is read with it
    _, report = loaded(tmp_path, workbook())
    assert report.status.value == "loaded"
    assert area_facts(Store.open(tmp_path / "home"))[ODD].residents == 910


@pytest.mark.real_data
def test_the_national_workbook(real_data: Path, tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    assert load([real_data / "population" / "lad-mid-year-2011-2023.xlsx"], store=store, now=NOW).batches[0].reason == ""
    facts = area_facts(store)
    assert len(facts) == 357
    assert all(sum(fact.ages) == fact.residents and fact.area_sq_km for fact in facts.values())
    assert (facts["E06000054"].residents, round(facts["E06000054"].area_sq_km or 0)) == (517_979, 3255)
