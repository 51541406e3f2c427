"""The categories of data.police.uk street files: what each counts, which way is good, what it does not mean."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from wardmoot.core.figures import COUNTING_UNITS, CountingUnit, Polarity


@dataclass(frozen=True, slots=True)
class CrimeType:
    """One category, named as its source writes it. `says` is printed wherever the name could mislead."""

    name: str
    counting_unit: CountingUnit
    polarity: Polarity
    says: str = ""

    @property
    def is_crime(self) -> bool:
        """False for anti-social behaviour incidents, which are not crimes."""
        return self.counting_unit.key == "crime"

    @property
    def slug(self) -> str:
        """The name as part of an identifier.

        >>> crime_types()["Other theft"].slug
        'other-theft'
        """
        return self.name.lower().replace(" ", "-")


@cache
def crime_types() -> dict[str, CrimeType]:
    """Every category by name, in the order reports list them.

    >>> sum(t.is_crime for t in crime_types().values())
    13
    """
    rows = tomllib.loads(files("wardmoot.catalogue").joinpath("crime_types.toml").read_text("utf-8"))["crime_type"]
    made = (CrimeType(r["name"], COUNTING_UNITS[r["counting_unit"]], Polarity(r["polarity"]), r.get("says", "")) for r in rows)
    return {t.name: t for t in made}
