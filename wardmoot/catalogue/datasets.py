"""The datasets that partners supply: their declarations are TOML files in `datasets/`, to read, to edit and to add to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from wardmoot.catalogue.dataset import Category, ColumnType, Dataset, DatasetColumn
from wardmoot.catalogue.dataset_checks import dataset_misfits
from wardmoot.catalogue.faults import DatasetFaults
from wardmoot.catalogue.line_index import LineIndex
from wardmoot.catalogue.reading import Found, Table, read_table
from wardmoot.catalogue.toml_text import LARGEST_FILE, FileKind, decoded, first_of_each, in_order, toml_of
from wardmoot.core.figures import COUNTING_UNITS, DisclosureClass

SHIPPED = Path(__file__).parent / "datasets"
"""The declarations that come with the product."""

DATASET_FILE = FileKind("dataset", 'a declaration begins with key = "...", see docs/reference/datasets.md', "three levels", DatasetFaults)

YES_NO_CODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "yes": ("yes", "y", "true", "1"),
        "no": ("no", "n", "false", "0"),
        "not recorded": ("not recorded", "unknown", "not known", "nk", "u", "not stated"),
    }
)
"""What a yes-or-no column holds, and the spellings read as each. Not recorded is neither yes nor no."""

EXPECTED: Mapping[ColumnType, str] = MappingProxyType(
    {
        ColumnType.PERSON_KEY: "the supplier's own reference for the person, never a name; only a keyed hash of it is kept",
        ColumnType.RECORD_KEY: "the supplier's own reference for the record; only a keyed hash of it is kept",
        ColumnType.DATE: "a date, for example 31/03/2018 or 2018-03-31",
        ColumnType.DATETIME: "a date and time, for example 31/03/2018 22:15 or 2018-03-31 22:15",
        ColumnType.MONTH: "a month, for example 2018-03 or March 2018",
        ColumnType.QUARTER: "a quarter of a fiscal year, for example 2017/18 Q4",
        ColumnType.FISCAL_YEAR: "a fiscal year, for example 2017/18",
        ColumnType.WHOLE: "a whole number in digits",
        ColumnType.DECIMAL: "a number in digits, with a point for decimals",
        ColumnType.YES_NO: "yes, no or not recorded",
        ColumnType.AREA: "an official code of nine characters, for example E06000054",
        ColumnType.PLACE: "the name of a town or community area of the partnership",
    }
)
"""What a cell of each type looks like, in words, where the declaration says nothing more exact."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


@cache
def datasets() -> Mapping[str, Dataset]:
    """Every dataset that comes with the product, by key, in order of title.

    >>> datasets()["missing-episodes"].counting_unit.plural
    'missing episodes'
    """
    found = sorted((load_dataset(path) for path in SHIPPED.glob("*.toml")), key=lambda one: one.title)
    return MappingProxyType({one.key: one for one in found})


def load_dataset(path: str | Path) -> Dataset:
    """The dataset that a file declares.

    Raises DatasetFaults, whose `faults` name the line and field of everything that is wrong with the file, and OSError
    where the file cannot be read.

    >>> load_dataset(SHIPPED / "prevent-referrals.toml").persons
    True
    """
    with Path(path).open("rb") as file:
        return parse_dataset(file.read(LARGEST_FILE + 1), Path(path).name)


def parse_dataset(content: bytes, file: str) -> Dataset:
    """The dataset that the bytes of a declaration hold; `file` is the name used in messages, and its stem the key.

    Raises DatasetFaults with every fault found.
    """
    text = decoded(content, file, DATASET_FILE)
    data = toml_of(text, file, DATASET_FILE)
    found = Found()
    try:
        dataset = read_table(data, (), found, _dataset_of)
        index = LineIndex(text)
    except RecursionError:
        raise DATASET_FILE.too_deep(file) from None
    misfits = [] if found.faults else list(dataset_misfits(dataset, Path(file).stem))
    if faults := in_order(first_of_each([*found.faults, *misfits]), index, found.not_kept):
        raise DatasetFaults(file, faults)
    return dataset


def _dataset_of(root: Table) -> Dataset:
    unit = root.text("counting_unit")
    if unit not in COUNTING_UNITS:
        root.fault("counting_unit", f"{unit!r} is not known; use one of: {', '.join(COUNTING_UNITS)}")
    return Dataset(
        key=root.key("key"),
        title=root.text("title"),
        description=root.text("description"),
        version=root.text("version"),
        columns=root.tables("columns", _column_of, required=True),
        counting_unit=COUNTING_UNITS.get(unit, COUNTING_UNITS["record"]),
        category=root.choice("category", Category),
        owner=root.text("owner"),
        disclosure=root.choice("disclosure", DisclosureClass),
        persons=root.flag("persons", default=True),
        refresh=root.text("refresh"),
        lag_days=root.whole("lag_days", least=0, most=2_000),
        retention_days=root.whole("retention_days", least=1, most=36_600),
        unique=root.texts("unique"),
        date_column=root.text("date_column", required=False),
        area_column=root.text("area_column", required=False),
        caveats=root.texts("caveats"),
    )


def _column_of(table: Table) -> DatasetColumn:
    name = table.text("name")
    if name and not _NAME.fullmatch(name):
        table.fault("name", f"{name!r} is not a column's name; use small letters, digits and underscores, for example reported_at")
    kind = table.choice("type", ColumnType)
    codes = table.table("codes", _codes_of) or {}
    return DatasetColumn(
        name=name,
        label=table.text("label"),
        type=kind,
        expected=table.optional_text("expected") or EXPECTED.get(kind) or _listed(codes),
        required=table.flag("required", default=True),
        aliases=table.texts("aliases"),
        codes=YES_NO_CODES if kind is ColumnType.YES_NO and not codes else codes,
        minimum=table.number("minimum", required=False),
        maximum=table.number("maximum", required=False),
        earliest=_day_of(table),
        scheme=table.text("scheme", required=False),
        category=table.choice("category", Category, default=Category.NEITHER),
    )


def _codes_of(table: Table) -> Mapping[str, tuple[str, ...]]:
    """Each stored code with the spellings read as it, of which the code itself is always one."""
    return {code: tuple(dict.fromkeys((code, *table.texts(code)))) for code in table.keys()}  # noqa: SIM118


def _listed(codes: Mapping[str, tuple[str, ...]]) -> str:
    shown = list(codes)[:12]
    return f"one of: {', '.join(shown)}" + (f" and {len(codes) - 12} more" if len(codes) > 12 else "")


def _day_of(table: Table) -> str:
    day: date | None = table.day("earliest", required=False)
    return day.isoformat() if day else ""


def code_columns(dataset: Dataset) -> Iterator[DatasetColumn]:
    """The columns that a figure can be broken down by: those with a short list of values.

    >>> [c.name for c in code_columns(datasets()["prevent-referrals"])][:2]
    ['sector', 'age_band']
    """
    return (c for c in dataset.columns if c.type in (ColumnType.CODE, ColumnType.YES_NO) and len(c.codes) <= 40)
