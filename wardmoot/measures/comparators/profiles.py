"""What is held of every area that could make it like another: one value an area for each variable, from open data alone.

Recorded crime is no variable: areas are to be alike in what lies behind crime, so that their crime can be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from statistics import fmean

from wardmoot import evidence
from wardmoot.core.figures import AreaKind, SourceFile
from wardmoot.evidence import AreaFacts, Batch, PublishedUnit, SourceKey, Store, source_files

GROWTH_YEARS = 5
CSP_TABLE = "Table C4"
Values = dict[str, float]


@dataclass(frozen=True, slots=True)
class Variable:
    """One thing by which areas are alike. `logarithm` says that it is compared by ratio: twice as many is as far as half as many."""

    key: str
    words: str
    unit: str
    places: int
    says: str
    logarithm: bool = False


VARIABLES = (
    Variable("residents", "Residents", "residents", 0, "How many people live there, compared by ratio.", logarithm=True),
    Variable(
        "density", "Residents per square kilometre", "residents per square kilometre", 1, "How close they live, compared by ratio.", logarithm=True
    ),
    Variable("household-size", "Residents per household", "residents per household", 2, "Residents for each household."),
    Variable("under-18", "Aged under 18", "% of residents", 1, "Residents aged 0 to 17."),
    Variable("aged-18-24", "Aged 18 to 24", "% of residents", 1, "Residents aged 18 to 24."),
    Variable("over-64", "Aged 65 and over", "% of residents", 1, "Residents aged 65 and over."),
    Variable("growth", f"Residents compared with {GROWTH_YEARS} years before", "% of the residents then", 1, "How many people came to live there."),
    Variable(
        "deprivation",
        "Average deprivation",
        "0 to 100",
        1,
        "Where the area's small areas stand on average between the least (0) and the most deprived (100) of England.",
    ),
    Variable(
        "most-deprived", "Small areas in the most deprived fifth", "% of small areas", 1, "Its small areas among the most deprived 20% of England."
    ),
)
_BY_KEY = {variable.key: variable for variable in VARIABLES}


def variable_of(key: str) -> Variable:
    """The variable of that key. Raises ValueError, naming those there are, for another.

    >>> variable_of("density").unit
    'residents per square kilometre'
    """
    if key not in _BY_KEY:
        raise ValueError(f"{key} is not a variable: choose from {', '.join(_BY_KEY)}")
    return _BY_KEY[key]


@dataclass(frozen=True, slots=True)
class Profiles:
    """Every area of one kind with what is held of it. `values` has for each held variable the areas that have it, on its own scale.

    `files` are the data files of each variable; `split` the areas that share an authority with another, of which only what is
    published for themselves is known.
    """

    kind: AreaKind
    names: Mapping[str, str]
    values: Mapping[str, Mapping[str, float]]
    files: Mapping[str, tuple[SourceFile, ...]]
    split: tuple[str, ...] = ()

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables that are held for any area."""
        return tuple(variable for variable in VARIABLES if self.values.get(variable.key))

    @property
    def not_held(self) -> tuple[Variable, ...]:
        """Those that no file held gives."""
        return tuple(variable for variable in VARIABLES if not self.values.get(variable.key))

    def tells_apart(self, variable: Variable) -> bool:
        """Whether the areas differ in a variable at all."""
        return len(set(self.values[variable.key].values())) > 1

    def code_of(self, store: Store, area: str) -> str:
        """The area as it stands here: a partnership's own code, or the one partnership of an authority.

        Raises ValueError for an area that is not here, and for an authority in several partnerships, naming them.
        """
        if area in self.names:
            return area
        found = evidence.csp_of_authority(store, area) if self.kind is AreaKind.PARTNERSHIP else ()
        if len(found) > 1:
            choice = " or ".join(f"{one.code} ({one.name})" for one in found)
            raise ValueError(f"{area} lies in several partnerships: give the code of one of them, {choice}")
        if not found or found[0].code not in self.names:
            raise ValueError(
                f"{area} is not among the {len(self.names)} areas of which anything is held: load the lookup of partnerships that has it"
            )
        return found[0].code


def area_profiles(store: Store) -> Profiles:
    """What is held of every partnership, where the lookup of partnerships is held; else of every authority.

    An authority that lies in several partnerships cannot be divided between them: they lack what is known of authorities only.
    """
    return _profiles_of(_Files(tuple((str(store.folder), batch.id, batch.sha256) for batch in store.batches()), store))


@dataclass(frozen=True, slots=True)
class _Files:
    """The data files held, which never change: by them what was read once is known again."""

    known_by: tuple[tuple[str, int, str], ...]
    store: Store = field(compare=False)


@lru_cache(maxsize=4)
def _profiles_of(files: _Files) -> Profiles:
    return _Reading(files.store).profiles()


class _Reading:
    """One pass over what is held."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.partnerships = evidence.authorities_of_partnerships(store)
        self.facts = evidence.area_facts(store)
        self.people = evidence.populations_by_year(store)

    @cached_property
    def areas(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Every area: its name, and the authorities that make it up."""
        if self.partnerships:
            return self.partnerships
        named = {code: fact.name for code, fact in self.facts.items()} or evidence.authority_names(self.store)
        return {code: (name, (code,)) for code, name in named.items() if code[:3] in ("E06", "E07", "E08", "E09", "W06", "X06")}

    @cached_property
    def shared(self) -> frozenset[str]:
        """The authorities that lie in several partnerships."""
        times: dict[str, int] = {}
        for _, authorities in self.areas.values():
            for authority in authorities:
                times[authority] = times.get(authority, 0) + 1
        return frozenset(authority for authority, number in times.items() if number > 1)

    def profiles(self) -> Profiles:
        found = {
            "residents": self._residents(),
            "density": self._of_facts(lambda facts: _density(facts)),
            "household-size": self._household_size(),
            "under-18": self._of_facts(lambda facts: _share(facts, 0, 18)),
            "aged-18-24": self._of_facts(lambda facts: _share(facts, 18, 25)),
            "over-64": self._of_facts(lambda facts: _share(facts, 65, 91)),
            "growth": self._growth(),
            "deprivation": self._deprivation(lambda ranks, last: fmean(100 * (last - rank) / (last - 1) for rank in ranks)),
            "most-deprived": self._deprivation(lambda ranks, last: 100 * sum(rank * 5 <= last for rank in ranks) / len(ranks)),
        }
        kind = AreaKind.PARTNERSHIP if self.partnerships else AreaKind.AUTHORITY
        split = tuple(sorted(code for code, (_, own) in self.areas.items() if self.shared & set(own)))
        names = {code: name for code, (name, _) in self.areas.items()}
        files = {key: source_files(self._batches(key)) for key in found}
        return Profiles(kind, names, {key: values for key, values in found.items() if values}, files, split)

    def _batches(self, key: str) -> Iterable[Batch]:
        tables = self.store.batches(source=SourceKey.RECORDED_CRIME_TABLES)
        people = self.store.batches(source=SourceKey.POPULATION_AUTHORITY)
        lookup = self.store.batches(source=SourceKey.LOOKUP_CSP) if self.partnerships else ()
        if key in ("deprivation", "most-deprived"):
            held = evidence.deprivation(self.store)
            return (*((held.batch,) if held else ()), *evidence.lsoa_sources(self.store, 2011), *lookup)
        if key == "household-size" or (key == "residents" and self._published(PublishedUnit.PEOPLE)):
            return tables
        return (*people, *lookup)

    def _published(self, unit: PublishedUnit) -> Values:
        """What the newest table of partnerships prints of each, for the areas there are here."""
        found = evidence.published_values(self.store, unit=unit, sheet=CSP_TABLE) if self.partnerships else ()
        return {one.area_code: one.value for one in sorted(found, key=lambda v: v.batch.id) if one.value and one.area_code in self.areas}

    def _residents(self) -> Values:
        return self._published(PublishedUnit.PEOPLE) or self._summed(self._latest_year)

    def _household_size(self) -> Values:
        people, households = self._published(PublishedUnit.PEOPLE), self._published(PublishedUnit.HOUSEHOLDS)
        return {code: people[code] / households[code] for code in people.keys() & households.keys()}

    @cached_property
    def _latest_year(self) -> int:
        return max((year for years in self.people.values() for year in years), default=0)

    def _summed(self, year: int) -> Values:
        """Residents at a mid-year of the areas all of whose authorities are known and none of which is shared."""
        return self._of_authorities(lambda authority: self.people.get(authority, {}).get(year), lambda people: float(sum(people)))

    def _growth(self) -> Values:
        now, then = self._summed(self._latest_year), self._summed(self._latest_year - GROWTH_YEARS)
        return {code: 100 * now[code] / then[code] for code in now.keys() & then.keys() if then[code]}

    def _of_facts(self, value: Callable[[list[AreaFacts]], float | None]) -> Values:
        found = self._of_authorities(self.facts.get, value)
        return {code: one for code, one in found.items() if one is not None}

    def _of_authorities(self, known: Callable[[str], object], value: Callable[[list], float | None]) -> Values:  # type: ignore[type-arg]
        found: Values = {}
        for code, (_, authorities) in self.areas.items():
            held = [known(authority) for authority in authorities if authority not in self.shared]
            if len(held) == len(authorities) and all(one is not None for one in held):
                found[code] = value(held)  # type: ignore[assignment]
        return found

    @cached_property
    def _ranks(self) -> dict[str, list[int]]:
        """The ranks of the small areas of each authority, as the lookup of 2011 has it."""
        held = evidence.deprivation(self.store)
        found: dict[str, list[int]] = {}
        if held:
            for code, (_, authority) in evidence.lsoas(self.store, 2011).items():
                if code in held.ranks:
                    found.setdefault(authority, []).append(held.ranks[code])
        return found

    def _deprivation(self, value: Callable[[list[int], int], float]) -> Values:
        last = max((rank for ranks in self._ranks.values() for rank in ranks), default=0)
        return self._of_authorities(self._ranks.get, lambda lists: value([rank for ranks in lists for rank in ranks], last)) if last > 1 else {}


def _density(facts: list[AreaFacts]) -> float | None:
    sizes = [fact.area_sq_km for fact in facts]
    return sum(fact.residents for fact in facts) / sum(size or 0 for size in sizes) if all(sizes) else None


def _share(facts: list[AreaFacts], first: int, end: int) -> float | None:
    """Residents from one age up to another, the latter excluded, per cent."""
    if not all(fact.ages for fact in facts):
        return None
    return 100 * sum(sum(fact.ages[first:end]) for fact in facts) / sum(sum(fact.ages) for fact in facts)
