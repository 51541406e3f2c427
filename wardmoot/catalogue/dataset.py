"""What a partner's extract is: its columns, how each is read, whose it is and how sensitive. The declarations are in `datasets/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from wardmoot.core.figures import CountingUnit, DisclosureClass


class ColumnType(StrEnum):
    """How the cells of a column are read and kept. There is no type for free text, names, addresses or dates of birth."""

    PERSON_KEY = "person key"
    RECORD_KEY = "record key"
    DATE = "date"
    DATETIME = "date and time"
    MONTH = "month"
    QUARTER = "quarter"
    FISCAL_YEAR = "fiscal year"
    WHOLE = "whole number"
    DECIMAL = "decimal number"
    YES_NO = "yes or no"
    CODE = "code"
    AREA = "area code"
    PLACE = "place"

    @property
    def is_key(self) -> bool:
        """Whether only a keyed hash of the cell is kept."""
        return self in (ColumnType.PERSON_KEY, ColumnType.RECORD_KEY)


class Category(StrEnum):
    """The category of data in law: UK GDPR article 9 (special category) and article 10 (criminal offences)."""

    SPECIAL_CATEGORY = "special category"
    CRIMINAL_OFFENCE = "criminal offence"
    BOTH = "special category and criminal offence"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class DatasetColumn:
    """One column of a dataset.

    `aliases` are headings partners give it. `codes` maps each stored code to the spellings read as it (of a CODE column).
    `minimum` and `maximum` bound numbers; `earliest` bounds dates. `scheme` names the numbering of a key: keys are
    comparable between datasets only where the scheme is the same. `expected` says in words what a cell looks like.
    """

    name: str
    label: str
    type: ColumnType
    expected: str
    required: bool = True
    aliases: tuple[str, ...] = ()
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    minimum: float | None = None
    maximum: float | None = None
    earliest: str = ""
    scheme: str = ""
    category: Category = Category.NEITHER


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset that a partner supplies.

    `key` names it in the store and in traces. `unique` are the columns that together name a row (none: rows may repeat).
    `date_column` is the one that periods select by, `area_column` the one that areas select by ("" where there is none).
    `persons` says that a row is about a person, even a pseudonymous one: a query then needs a scope.
    `lag_days` is how long after the end of a period it is due; `retention_days` how long superseded rows are kept.
    `caveats` are printed under every figure made from it.
    """

    key: str
    title: str
    description: str
    version: str
    columns: tuple[DatasetColumn, ...]
    counting_unit: CountingUnit
    category: Category
    owner: str
    disclosure: DisclosureClass
    persons: bool
    refresh: str
    lag_days: int
    retention_days: int
    unique: tuple[str, ...] = ()
    date_column: str = ""
    area_column: str = ""
    caveats: tuple[str, ...] = ()

    def column(self, name: str) -> DatasetColumn:
        """The column of that name. Raises KeyError when it has none."""
        return next((c for c in self.columns if c.name == name), None) or self._no(name)

    def _no(self, name: str) -> DatasetColumn:
        raise KeyError(f"{self.key} has no column {name!r}; it has {', '.join(c.name for c in self.columns)}")
