"""The areas most like one area, with the working: what was compared, how far each is, and what a change of the choice would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wardmoot.core.calendar import Period
from wardmoot.core.figures import Area, CountingUnit, Figure, FigureText, Marking, SourceFile, Trace, Unit
from wardmoot.core.stats.similar_areas import MEMBERS, LeftOut, Near, SimilarAreas, similar_areas, without_each_area, without_each_variable
from wardmoot.evidence import Store
from wardmoot.measures.comparators.groups import Group, Origin
from wardmoot.measures.comparators.profiles import Profiles, Variable, area_profiles, variable_of
from wardmoot.reports.assessment.sources import publisher
from wardmoot.reports.document import Column, Table

MEASURE, VERSION = "similar areas", "1"
METHOD = (
    "Each variable is standardised over all the areas that have every variable; the distance is the root of the mean of the squared "
    "differences from the area, so 1 is one standard deviation apart on an average variable. The nearest form the group."
)
_DEVIATION = CountingUnit("standard_deviation", "standard deviation", "standard deviations")


@dataclass(frozen=True)
class Similar:
    """One search. `variables` are those compared by, `profiles` all that is held, `found` every area's distance."""

    profiles: Profiles
    variables: tuple[Variable, ...]
    found: SimilarAreas
    members: int
    now: datetime
    _matrix: NDArray[np.float64]

    @property
    def area(self) -> Area:
        """The area whose group it is."""
        return self.named(self.found.area)

    @property
    def group(self) -> Group:
        """The group that was found, with the words that say how."""
        codes = self.found.group(self.members)
        by = ", ".join(variable.words.lower() for variable in self.variables)
        words = f"Found here by {by}: the {len(codes)} nearest areas, {self.area.name} among them."
        if aside := ", ".join(self.named(code).name for code in self.found.set_aside):
            words += f" Left out by choice: {aside}."
        return Group(self.found.area, f"Areas most like {self.area.name}", codes, Origin.FOUND, words, self.files)

    @cached_property
    def files(self) -> tuple[SourceFile, ...]:
        """The data files that the variables come from, each once."""
        return tuple(dict.fromkeys(file for variable in self.variables for file in self.profiles.files[variable.key]))

    @cached_property
    def without_variables(self) -> tuple[LeftOut, ...]:
        """How the group changes without each variable, named by its key."""
        keys = [variable.key for variable in self.variables]
        codes = list(self.profiles.names)
        return without_each_variable(self.found.area, codes, self._matrix, keys, members=self.members, without=self.found.set_aside)

    @cached_property
    def without_areas(self) -> tuple[LeftOut, ...]:
        """How the group changes without each member, named by its code."""
        return without_each_area(self.found, members=self.members)

    def named(self, code: str) -> Area:
        """An area by its code."""
        return Area(code, self.profiles.names[code], self.profiles.kind)

    def lacks(self, code: str) -> tuple[Variable, ...]:
        """The variables compared by that an area does not have."""
        return tuple(variable for variable in self.variables if code not in self.profiles.values[variable.key])

    def distance(self, near: Near) -> Figure:
        """How far an area is, as a figure."""
        return self._figure(near.code, "distance", f"Distance of {self.named(near.code).name} from {self.area.name}", near.distance, Unit.SCORE, 2)

    def share(self, near: Near, variable: Variable) -> Figure:
        """How much of the square of an area's distance one variable makes, as a figure; no value at distance 0."""
        place = self.found.variables.index(variable.key)
        value = float(near.shares[place])
        label = f"Share of {variable.words.lower()} in the distance of {self.named(near.code).name}"
        return self._figure(near.code, f"share.{variable.key}", label, 100 * value if np.isfinite(value) else None, Unit.PER_CENT, 0, variable.key)

    def value(self, code: str, variable: Variable) -> Figure:
        """What is held of an area, on the variable's own scale, as a figure."""
        unit = Unit.COUNT if variable.places == 0 else Unit.SCORE
        label = f"{variable.words}, {self.named(code).name}"
        return self._figure(code, f"value.{variable.key}", label, self.profiles.values[variable.key].get(code), unit, variable.places, variable.key)

    def _figure(self, code: str, part: str, label: str, value: float | None, unit: Unit, places: int, key: str = "") -> Figure:
        return Figure(
            id=f"similar.{self.found.area}.{code}.{part}",
            label=label,
            measure=MEASURE,
            breakdown={"variable": variable_of(key).words} if key else {},
            value=value,
            unit=unit,
            counting_unit=_unit(variable_of(key)) if part.startswith("value") else _DEVIATION,
            area=self.named(code),
            period=Period.not_stated(),
            trace=self._trace(self.profiles.files[key] if part.startswith("value") else self.files),
            marking=Marking.NONE,
            places=places,
        )

    def _trace(self, files: tuple[SourceFile, ...]) -> Trace:
        parameters = {
            "area": self.found.area,
            "variables": list(self.found.variables),
            "without": list(self.found.set_aside),
            "members": self.members,
            "areas compared": len(self.found.compared),
        }
        return Trace(MEASURE, VERSION, METHOD, self.now, parameters=parameters, files=files)


def _unit(variable: Variable) -> CountingUnit:
    return CountingUnit(variable.key, variable.unit, variable.unit)


def similar_to(
    store: Store,
    area: str,
    now: datetime,
    *,
    variables: Sequence[str] = (),
    without: Sequence[str] = (),
    members: int = MEMBERS,
    profiles: Profiles | None = None,
) -> Similar:
    """The areas most like `area` (a partnership's code, or the code of an authority that makes up one).

    `variables` are keys of `VARIABLES`; none: all that the area has and that are not the same everywhere. `profiles` are those of the
    store, where they were read already. Raises ValueError, saying what to do, for a variable that is not held, an area of which
    nothing is held, and where fewer than three areas can be compared.
    """
    if members < 2:
        raise ValueError(f"a group of {members} compares nothing: give 2 members or more, the area itself counted")
    profiles = profiles or area_profiles(store)
    code = profiles.code_of(store, area)
    chosen = _chosen(profiles, code, variables)
    matrix = np.array([[_scaled(profiles, variable, each) for variable in chosen] for each in profiles.names])
    aside = [profiles.code_of(store, each) for each in without]
    found = similar_areas(code, list(profiles.names), matrix, [variable.key for variable in chosen], without=aside)
    return Similar(profiles, chosen, found, members, now, matrix)


def _chosen(profiles: Profiles, code: str, keys: Sequence[str]) -> tuple[Variable, ...]:
    if keys:
        chosen = tuple(dict.fromkeys(variable_of(key) for key in keys))
        if absent := [variable.key for variable in chosen if variable in profiles.not_held]:
            raise ValueError(f"no data file held gives {', '.join(absent)}: load the file that does, or choose other variables")
        return chosen
    chosen = tuple(variable for variable in profiles.variables if code in profiles.values[variable.key] and profiles.tells_apart(variable))
    if not chosen:
        raise ValueError(f"nothing is held of {profiles.names[code]} to compare it by: load the mid-year populations of authorities (ONS workbook)")
    return chosen


def _scaled(profiles: Profiles, variable: Variable, code: str) -> float:
    value = profiles.values[variable.key].get(code, np.nan)
    return float(np.log(value)) if variable.logarithm and value > 0 else np.nan if variable.logarithm else value


def working_table(similar: Similar) -> Table:
    """The group with the distance of each member and the share of each variable in it."""
    nearest = similar.found.ranked[: len(similar.group.others)]
    return Table(
        id="similar-areas",
        title=f"Areas most like {similar.area.name}, and what sets each apart",
        subtitle="Distance in standard deviations; share of each variable in the square of the distance",
        columns=(
            Column("area", "Area"),
            Column("distance", "Distance", numeric=True),
            *(Column(variable.key, variable.words, numeric=True) for variable in similar.variables),
        ),
        rows=tuple(
            (
                similar.named(near.code).name,
                FigureText(similar.distance(near)),
                *(FigureText(similar.share(near, variable)) for variable in similar.variables),
            )
            for near in nearest
        ),
        source="; ".join(dict.fromkeys(publisher(file.attribution) for file in similar.files)),
        notes=tuple(_notes(similar)),
    )


def _notes(similar: Similar) -> list[str]:
    lacking = [similar.profiles.names[code] for code in similar.found.lacking]
    aside = [similar.profiles.names[code] for code in similar.found.set_aside]
    notes = [
        f"{len(similar.found.compared)} areas have every variable and were compared.",
        f"{similar.area.name} has a group of its own: no other area need have it in its group.",
    ]
    if lacking:
        notes.append(f"{len(lacking)} areas lack a variable and were not compared.")
    if aside:
        notes.append(f"Left out by choice: {', '.join(aside)}.")
    return notes
