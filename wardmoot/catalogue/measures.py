"""What the named measures over partner datasets are called, count and may be asked. How they are computed is in `wardmoot.measures`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from wardmoot.catalogue.datasets import datasets
from wardmoot.catalogue.faults import CatalogueFaults
from wardmoot.catalogue.line_index import LineIndex
from wardmoot.catalogue.reading import Found, Table, read_table
from wardmoot.catalogue.toml_text import FileKind, decoded, first_of_each, in_order, toml_of
from wardmoot.core.figures import COUNTING_UNITS, CountingUnit, DisclosureClass, Polarity, Unit

SHIPPED = Path(__file__).parent / "measures.toml"
MEASURES_FILE = FileKind("list of measures", "it begins with [[measures]]", "three levels", CatalogueFaults)


class Step(StrEnum):
    """The shortest period that a measure can be counted by; a stock is counted on a day."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A named measure in words.

    `method` is the sentence under "How do we know?". `additive` says that the counts of months add up to that of their
    year. `of` names what a share is of, `multiplier` what a rate is per; `parameters` may be asked, each with its default.
    """

    name: str
    title: str
    method: str
    version: str
    datasets: tuple[str, ...]
    unit: Unit
    counting_unit: CountingUnit
    polarity: Polarity
    step: Step
    additive: bool
    of: str = ""
    multiplier: float = 1
    places: int | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()

    @property
    def needs_scope(self) -> bool:
        """Whether rows about people are read, so that a reader must say on whose authority."""
        return any(datasets()[key].persons for key in self.datasets)

    @property
    def disclosure(self) -> DisclosureClass:
        """The strictest class of the datasets read."""
        return max((datasets()[key].disclosure for key in self.datasets), key=lambda one: one.value, default=DisclosureClass.OPEN)


@cache
def declared_measures() -> Mapping[str, Declared]:
    """Every named measure by name, in the order of the file.

    >>> declared_measures()["children-missing"].counting_unit.plural
    'children'
    """
    return MappingProxyType({one.name: one for one in parse_measures(SHIPPED.read_bytes(), SHIPPED.name)})


def parse_measures(content: bytes, file: str) -> tuple[Declared, ...]:
    """The measures that the bytes of a list hold. Raises CatalogueFaults with every fault found, each with its line and field."""
    text = decoded(content, file, MEASURES_FILE)
    data = toml_of(text, file, MEASURES_FILE)
    found = Found()
    made = read_table(data, (), found, lambda root: root.tables("measures", _declared_of, required=True))
    seen: set[str] = set()
    for index, one in enumerate(made):
        if one.name in seen:
            found.add(("measures", index, "name"), f"{one.name!r} is already used; give each its own")
        seen.add(one.name)
    if faults := in_order(first_of_each(found.faults), LineIndex(text), found.not_kept):
        raise CatalogueFaults(file, faults)
    return made


def _declared_of(table: Table) -> Declared:
    unit = table.choice("unit", Unit)
    counted = table.text("counting_unit")
    if counted not in COUNTING_UNITS:
        table.fault("counting_unit", f"{counted!r} is not known; use one of: {', '.join(COUNTING_UNITS)}")
    read = table.texts("datasets")
    for place, key in enumerate(read):
        if key not in datasets():
            table.found.add((*table.path, "datasets", place), f"{key!r} is not a dataset; use one of: {', '.join(datasets())}")
    per = table.whole("multiplier", least=1, most=10**9, default=1)
    return Declared(
        name=table.key("name"),
        title=table.text("title"),
        method=table.text("method"),
        version=table.text("version"),
        datasets=read,
        unit=unit,
        counting_unit=COUNTING_UNITS.get(counted, COUNTING_UNITS["record"]),
        polarity=table.choice("polarity", Polarity, default=Polarity.NEUTRAL),
        step=table.choice("step", Step, default=Step.MONTH),
        additive=table.flag("additive", default=True),
        of=table.text("of", required=False),
        multiplier=100 if unit is Unit.PER_CENT else per,
        places=table.optional_whole("places", most=6),
        parameters=table.table("parameters", parameters_of) or {},
        caveats=table.texts("caveats"),
    )


def parameters_of(table: Table) -> Mapping[str, Any]:
    """What a measure may be asked, by name: texts, whole numbers and lists of texts."""
    return {key: table.any_of(key) for key in table.keys()}  # noqa: SIM118
