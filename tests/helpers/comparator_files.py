"""Files from which partnerships can be compared: every number is invented, the forms are real."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from recorded_crime_book import C_PLACES, book

from wardmoot.demo.workbook import workbook_bytes
from wardmoot.evidence import Store, load

NOW = datetime(2026, 1, 5, tzinfo=UTC)
FORCE, ENGLAND = "E23000999", "E92000001"
HEADINGS = ("Total recorded crime\n (excluding fraud)", "Robbery", "Drug offences")
SIZES = {f"E220009{number:02d}": 100_000 + 1_000 * number for number in range(12)}
"""Twelve partnerships with round populations."""


def authority_of(partnership: str) -> str:
    """The one authority of a partnership here."""
    return partnership.replace("E22000", "E06000")


def crimes(number: int) -> tuple[int, int, int]:
    """All crimes, robberies and drug offences of the partnership of that number."""
    return 5_000 + 100 * number, 20 * number, 300


def recorded_crime(path: Path, *, year: int = 2024, changed: Mapping[str, tuple[object, object, object]] | None = None) -> Path:
    """A release: tables C2 and C4 of the partnerships and their force, P1 and P3 of England. `changed` replaces numbers of offences."""
    counts: dict[str, tuple[object, ...]] = {code: crimes(number) for number, code in enumerate(SIZES)} | dict(changed or {})
    ending = f"year ending December {year}"
    people = sum(SIZES.values())
    whole = tuple(sum(crimes(number)[place] for number in range(len(SIZES))) for place in range(3))
    places = {code: (FORCE, "Testshire", code, f"Town {code[-2:]}", authority_of(code), f"Town {code[-2:]}") for code in SIZES}
    rates = {
        code: tuple(float(count) / SIZES[code] * 1000 if isinstance(count, (int, float)) else "[u1]" for count in counts[code]) for code in SIZES
    }
    force = (FORCE, "Testshire", "", "", "", "")
    of_force = tuple(count / people * 1000 for count in whole)
    population, households = "Population figures (mid-2022) - rounded to 100", "Household figures (mid-2021) - rounded to 100"
    return book(
        path,
        {
            "Cover_sheet": [[f"Police force area data tables - {ending}"]],
            "Notes - CSP": [["Notes"], ["Note number", "Note text"], [4, "There is an undercount for Town 03."]],
            "Table P1": [
                [f"Table P1: Police recorded crime, {ending}"],
                ["Area Code", "Area Name", *HEADINGS],
                [ENGLAND, "ENGLAND", 800_000, 9_000, 40_000],
            ],
            "Table P3": [
                [f"Table P3: Police recorded crime, rate per 1,000 population, {ending}"],
                ["Area Code", "Area Name", population.replace("2022", "2023"), *HEADINGS],
                [ENGLAND, "ENGLAND", 10_000_000, 80.0, 0.9, 4.0],
            ],
            "Table C2": [
                [f"Table C2: Number of police recorded crimes, {ending}"],
                [*C_PLACES, *HEADINGS],
                [*force, *whole],
                *([*places[code], *counts[code]] for code in SIZES),
            ],
            "Table C4": [
                [f"Table C4: Recorded crime rate per 1,000 population, {ending}"],
                [*C_PLACES, population, households, *HEADINGS],
                [*force, people, people // 2, *of_force],
                *([*places[code][:3], _noted(places[code][3]), *places[code][4:], SIZES[code], SIZES[code] // 2, *rates[code]] for code in SIZES),
            ],
        },
    )


def _noted(name: str) -> str:
    """The name with the mark of a footnote where one stands."""
    return f"{name}[note 4]" if name.endswith("03") else name


def lookup(path: Path) -> Path:
    """Each authority to its partnership; the first authority lies in two of them."""
    rows = ["LAD23CD,LAD23NM,CSP23CD,CSP23NM,PFA23CD,PFA23NM"]
    rows += [f"{authority_of(code)},Town {code[-2:]},{code},Town {code[-2:]},{FORCE},Testshire" for code in SIZES]
    shared = "E06000800"
    rows += [f"{shared},Shared,{code},{name},{FORCE},Testshire" for code, name in (("E22000801", "Half"), ("E22000802", "Other half"))]
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def populations(path: Path) -> Path:
    """Residents in three years, their ages and the size of each area; ages get older with the number of the partnership."""
    head = ["Code", "Name", "Geography"]
    named = {code: [authority_of(code), f"Town {code[-2:]}", "Unitary Authority"] for code in SIZES}
    ages = {code: _ages(people, number) for number, (code, people) in enumerate(SIZES.items())}
    sheets = {
        "Cover sheet": [["Mid-Year Population Estimates, June 2023"]],
        "MYE2 - Persons": [
            ["MYE2: Persons by single year of age, mid-2023"],
            [*head, "All ages", *[str(age) for age in range(90)], "90+"],
            *([*named[code], SIZES[code], *ages[code]] for code in SIZES),
        ],
        "MYE4": [
            ["MYE4: mid-2018 to mid-2023"],
            [*head, "Mid-2023", "Mid-2018"],
            *([*named[code], SIZES[code], SIZES[code] - 500 * number] for number, code in enumerate(SIZES)),
        ],
        "MYE5": [
            ["MYE5: density, mid-2023"],
            [*head, "Area (sq km)", "Estimated Population mid-2023"],
            *([*named[code], 100.0 + 5 * (number % 5), SIZES[code]] for number, code in enumerate(SIZES)),
        ],
    }
    path.write_bytes(workbook_bytes(sheets))
    return path


def _ages(people: int, number: int) -> list[int]:
    ages = [people // 91] * 91
    ages[70] += people - sum(ages)
    moved = 10 * number
    ages[10] -= moved
    ages[70] += moved
    return ages


def comparators_store(home: Path, **release: object) -> Store:
    """A store with a release, the lookup and the populations."""
    home.mkdir(parents=True, exist_ok=True)
    files = [recorded_crime(home / "tables.xlsx", **release), lookup(home / "lad-csp-2023.csv"), populations(home / "populations.xlsx")]  # type: ignore[arg-type]
    store = Store.open(home / "home")
    report = load(files, store=store, now=NOW)
    assert not report.refused, [batch.reason for batch in report.refused]
    return store
