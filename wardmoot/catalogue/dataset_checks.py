"""What must hold within the declaration of a dataset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wardmoot.catalogue.dataset import Category, ColumnType, Dataset, DatasetColumn
from wardmoot.catalogue.faults import Path
from wardmoot.core.figures import DisclosureClass

Said = tuple[Path, str]

DATES = (ColumnType.DATE, ColumnType.DATETIME, ColumnType.MONTH, ColumnType.QUARTER, ColumnType.FISCAL_YEAR)
NUMBERS = (ColumnType.WHOLE, ColumnType.DECIMAL)


def plain(heading: str) -> str:
    """A heading or spelling as it is compared: without case, punctuation or spaces.

    >>> plain("L.A. Code ") == plain("la_code")
    True
    """
    return "".join(mark for mark in heading.casefold() if mark.isalnum())


def dataset_misfits(dataset: Dataset, stem: str) -> Iterator[Said]:
    """Every rule that a declaration breaks: the place, and what to do. `stem` is the name of its file without the ending."""
    if dataset.key != stem:
        yield ("key",), f"{dataset.key!r} is not the name of the file; call the file {dataset.key}.toml or change the key to {stem!r}"
    yield from _references(dataset)
    yield from _sensitivity(dataset)
    yield from _headings(dataset)
    for index, column in enumerate(dataset.columns):
        for key, message in _column(column):
            yield ("columns", index, key), message


def _references(dataset: Dataset) -> Iterator[Said]:
    kinds = {column.name: column.type for column in reversed(dataset.columns)}  # of two with one name the first
    listed = ", ".join(kinds)
    for index, name in enumerate(dataset.unique):
        if name not in kinds:
            yield ("unique", index), f"{name!r} is not a column; use one of: {listed}"
    for key, name, wanted in (("date_column", dataset.date_column, DATES), ("area_column", dataset.area_column, (ColumnType.AREA,))):
        if name and name not in kinds:
            yield (key,), f"{name!r} is not a column; use one of: {listed}"
        elif name and kinds[name] not in wanted:
            yield (key,), f"{name!r} is a column of type {kinds[name].value!r}; it must be {' or '.join(repr(kind.value) for kind in wanted)}"


def _sensitivity(dataset: Dataset) -> Iterator[Said]:
    if not dataset.persons and any(column.type is ColumnType.PERSON_KEY for column in dataset.columns):
        yield ("persons",), "a row with a person key is about a person; write true"
    if dataset.persons and dataset.disclosure is DisclosureClass.OPEN:
        yield ("disclosure",), "rows about people are never class A; write B or C"
    for index, column in enumerate(dataset.columns):
        if column.category not in (Category.NEITHER, dataset.category) and dataset.category is not Category.BOTH:
            yield (
                ("columns", index, "category"),
                f"is {column.category.value!r} while the dataset is {dataset.category.value!r}; widen the dataset's category",
            )


def _headings(dataset: Dataset) -> Iterator[Said]:
    """No heading can mean two columns."""
    owners: dict[str, str] = {}
    for index, column in enumerate(dataset.columns):
        for key, heading in ((("name",), column.name), *((("aliases", n), alias) for n, alias in enumerate(column.aliases))):
            owner = owners.setdefault(plain(heading), column.name)
            if owner != column.name or (key == ("name",) and any(other.name == column.name for other in dataset.columns[:index])):
                yield ("columns", index, *key), f"{heading!r} already means the column {owner!r}; give each heading to one column"


def _column(column: DatasetColumn) -> Iterator[tuple[str, str]]:
    if column.type is ColumnType.CODE and not column.codes:
        yield "codes", "is missing; list the codes, each with the spellings read as it"
    if column.codes and column.type not in (ColumnType.CODE, ColumnType.YES_NO, *NUMBERS):
        yield "codes", f"a column of type {column.type.value!r} has none; take them away"
    if column.type.is_key and not column.scheme:
        yield "scheme", 'is missing; name the numbering the key belongs to, for example "police person"'
    if column.scheme and not column.type.is_key:
        yield "scheme", f"a column of type {column.type.value!r} is no key and has no scheme; take it away"
    if column.earliest and column.type not in DATES:
        yield "earliest", f"a column of type {column.type.value!r} is no date; take it away"
    if column.type not in NUMBERS and (column.minimum is not None or column.maximum is not None):
        yield "minimum", f"a column of type {column.type.value!r} is no number; take the limits away"
    if column.minimum is not None and column.maximum is not None and column.minimum > column.maximum:
        yield "maximum", f"{column.maximum} is below the minimum, {column.minimum}"
    for spelling, first, second in _read_twice(column):
        yield "codes", f"{spelling!r} is read both as {first!r} and as {second!r}; leave it with one"


def _read_twice(column: DatasetColumn) -> Iterable[tuple[str, str, str]]:
    owners: dict[str, str] = {}
    for code, spellings in column.codes.items():
        for spelling in spellings:
            first = owners.setdefault(" ".join(spelling.casefold().split()), code)
            if first != code:
                yield spelling, first, code
