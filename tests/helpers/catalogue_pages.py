"""The pages of the manual that are made from the catalogue. Run this file to write them again after a change of the catalogue."""

from __future__ import annotations

from pathlib import Path

from wardmoot.catalogue.dataset import Dataset, DatasetColumn
from wardmoot.catalogue.datasets import datasets
from wardmoot.catalogue.measures import Declared, declared_measures

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reference"
BEGIN, END = "<!-- made from the catalogue: begin -->", "<!-- made from the catalogue: end -->"
PAGES = ("datasets.md", "measures.md")


def page(name: str) -> str:
    """The page as it is, with the part between the marks made anew."""
    text = (DOCS / name).read_text("utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    made = "\n".join(_datasets() if name == "datasets.md" else _measures())
    return f"{before}{BEGIN}\n{made}\n{END}{after}"


def _datasets() -> list[str]:
    return [line for one in datasets().values() for line in _dataset(one)]


def _dataset(one: Dataset) -> list[str]:
    unique = " and ".join(f"`{name}`" for name in one.unique) or "nothing: rows may repeat"
    facts = {
        "Owner": one.owner,
        "Counted in": one.counting_unit.plural,
        "Category in law": one.category.value,
        "Disclosure class": one.disclosure.value,
        "Rows about people": "yes: a query needs a scope" if one.persons else "no",
        "A row is named by": unique,
        "Period by, area by": f"`{one.date_column}`, " + (f"`{one.area_column}`" if one.area_column else "no area"),
        "Refresh": f"{one.refresh}, due {one.lag_days} days after the period",
        "Superseded rows kept": f"{one.retention_days:,} days",
    }
    return [
        f"## {one.title} (`{one.key}`)",
        "",
        one.description,
        "",
        "| | |",
        "|---|---|",
        *(f"| {name} | {value} |" for name, value in facts.items()),
        "",
        *(f"- {caveat}" for caveat in one.caveats),
        "",
        "| Column | Type | A cell looks like | Headings known |",
        "|---|---|---|---|",
        *(_column(column) for column in one.columns),
        "",
    ]


def _column(column: DatasetColumn) -> str:
    marks = ("" if column.required else ", may be left out") + (f", {column.category.value}" if column.category.value != "neither" else "")
    scheme = f" ({column.scheme})" if column.scheme else ""
    return f"| `{column.name}` {column.label} | {column.type.value}{scheme}{marks} | {column.expected} | {', '.join(column.aliases)} |"


def _measures() -> list[str]:
    return [
        "| Measure | Counts | Unit | By | Rows about people | May be asked |",
        "|---|---|---|---|---|---|",
        *(_measure(one) for one in declared_measures().values()),
    ]


def _measure(one: Declared) -> str:
    asked = ", ".join(one.parameters) or ""
    needs = "yes" if one.needs_scope else "no"
    return f"| `{one.name}` | {one.title}. {one.method} | {one.unit.value} of {one.counting_unit.plural} | {one.step.value} | {needs} | {asked} |"


if __name__ == "__main__":
    for name in PAGES:
        (DOCS / name).write_text(page(name), "utf-8", newline="\n")
