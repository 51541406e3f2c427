"""Road casualties as measures of the register: the counting itself is `measures.road_safety`'s."""

from __future__ import annotations

from dataclasses import replace

from wardmoot.core.figures import AsPublished, Figure
from wardmoot.measures.rates import FIRST, REVISED, Population, population
from wardmoot.measures.register import Measure, Request
from wardmoot.measures.road_safety import ksi_casualties, ksi_rate


def road_casualties(found: Measure, request: Request) -> Figure:
    """People killed or seriously injured, under the register's own name."""
    figure = ksi_casualties(request.store, replace(request.area, code=request.codes[0]), request.period, request.now)
    return _named(figure, found, request)


def road_casualty_rate(found: Measure, request: Request) -> Figure:
    """Per 100,000 residents a year, on the release that is named, with the same on both releases beside it."""
    given = {**found.parameters, **request.parameters}
    assert request.period.start is not None
    assert request.period.end is not None
    middle = (request.period.start.year + request.period.end.year) // 2
    as_of = given["population as of"] or f"{middle}-06-30"
    area = replace(request.area, code=request.codes[0])
    tables = request.rows

    people = population(tables, request, as_of, given["population"])
    if people is None:
        count = ksi_casualties(request.store, area, request.period, request.now)
        said = "The residents of the area at that time are not held, so no rate is given."
        return _named(replace(count, value=None, unit=found.unit, multiplier=found.multiplier, caveats=(*count.caveats, said)), found, request)
    figure = ksi_rate(request.store, area, request.period, request.now, population=people[0], population_files=people[1])
    first, revised = (_life(figure, population(tables, request, as_of, source)) for source in (FIRST, REVISED))
    return _named(replace(figure, as_published=first, as_revised=revised), found, request)


def _life(figure: Figure, people: Population | None) -> AsPublished | None:
    """The same casualties on another release of the population."""
    if people is None or figure.value is None or figure.numerator is None:
        return None
    years = len({month.year for month in figure.period.months()})
    return AsPublished(figure.numerator / (people[0].value * years) * figure.multiplier, people[0], f"The same casualties on: {people[0].release}.")


def _named(figure: Figure, found: Measure, request: Request) -> Figure:
    trace = replace(figure.trace, measure=found.name, parameters={**figure.trace.parameters, **request.parameters})
    return replace(
        figure,
        id=f"{found.name}.{request.codes[0]}.{request.period.start}.{request.period.end}",
        label=found.title,
        measure=found.name,
        area=request.area,
        trace=trace,
    )
