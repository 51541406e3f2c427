"""Rates of partners' counts per residents, on the release of the population that is named, beside the same on the other release."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from wardmoot import evidence
from wardmoot.core.figures import AsPublished, Denominator, Figure, Interval, SourceFile
from wardmoot.core.stats.rates import rate_interval
from wardmoot.evidence import source_files
from wardmoot.measures.estimates import RESIDENTS, readings, residents
from wardmoot.measures.register import Measure, Request, figure_of, measure, tally_for
from wardmoot.measures.tables import Tables

FIRST, REVISED = "mid-year-estimates-first-published", "mid-year-estimates-revised"
Population = tuple[Denominator, tuple[SourceFile, ...]]


def population(tables: Tables, request: Request, as_of: str, source: str) -> Population | None:
    """The residents of the request's area on a day: by the release named, else by the file of mid-year estimates held."""
    if not request.authorities or len(request.codes) == 1:
        try:
            if found := residents(tables, request.codes[0], as_of, source):
                return found
        except LookupError:
            pass  # no such file is held: the mid-year estimates may be
    held = [evidence.population_authority(request.store, code, int(as_of[:4])) for code in request.codes]
    if any(one is None for one in held):
        return None
    known = [one for one in held if one is not None]
    whole = replace(known[0].denominator, value=sum(one.denominator.value for one in known))
    return whole, source_files({one.batch.id: one.batch for one in known}.values())


def latest_residents(tables: Tables, request: Request, source: str) -> str:
    """The latest day by the period's end for which the release gives residents, else the middle of the period's first year."""
    assert request.period.start is not None
    assert request.period.end is not None
    try:
        found = readings(tables, RESIDENTS, request.codes[0], until=request.period.end.isoformat(), source=source)
    except LookupError:
        found = []
    return found[-1].as_of if found else f"{request.period.start.year}-06-30"


def offence_rate(counted: str) -> Callable[[Measure, Request], Figure]:
    """A measure's way to be made: the count of another measure per residents."""

    def make(found: Measure, request: Request) -> Figure:
        tables = request.rows
        given = {**found.parameters, **request.parameters}
        tally = tally_for(measure(counted), replace(request, parameters={}), tables)
        count = figure_of(found, request, tally)
        as_of = given["population as of"] or latest_residents(tables, request, given["population"])
        return with_rate(count, found, population(tables, request, as_of, given["population"]), _lives(tables, request, as_of, count, found))

    return make


def with_rate(count: Figure, found: Measure, people: Population | None, lives: tuple[AsPublished | None, AsPublished | None]) -> Figure:
    """The count as a rate with its interval; no value, and a caveat, where the residents are not held."""
    if people is None:
        said = "The residents of the area at that time are not held, so no rate is given."
        return replace(count, value=None, caveats=(*count.caveats, said))
    whole, files = people
    value, interval = None, None
    if count.numerator is not None:
        value = count.numerator / whole.value * found.multiplier
        limits = rate_interval(count.numerator, whole.value, per=found.multiplier)
        interval = Interval(float(limits.lower), float(limits.upper), 0.95, str(limits.method))
    trace = replace(count.trace, files=tuple(dict.fromkeys((*count.trace.files, *files))))
    first, revised = lives
    return replace(count, value=value, denominator=whole, interval=interval, trace=trace, as_published=first, as_revised=revised)


def _lives(tables: Tables, request: Request, as_of: str, count: Figure, found: Measure) -> tuple[AsPublished | None, AsPublished | None]:
    """The rate on each release of the same day, where the file of estimates gives it."""

    def life(source: str) -> AsPublished | None:
        try:
            known = residents(tables, request.codes[0], as_of, source)
        except LookupError:
            return None
        if known is None or count.numerator is None:
            return None
        return AsPublished(count.numerator / known[0].value * found.multiplier, known[0], f"The same count on: {known[0].release}.")

    return life(FIRST), life(REVISED)
