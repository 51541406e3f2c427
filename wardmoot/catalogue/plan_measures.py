"""Links from a plan's headlines to named measures: reading them, and what must hold of them."""

from __future__ import annotations

from collections.abc import Iterator

from wardmoot.catalogue.faults import Path
from wardmoot.catalogue.measures import Declared, declared_measures, parameters_of
from wardmoot.catalogue.plan_sections import period_of
from wardmoot.catalogue.reading import Table
from wardmoot.core.figures import Unit
from wardmoot.core.plan import Headline, MeasureLink, StatedPart, measure_links, unknown


def link_of(table: Table) -> MeasureLink:
    """The link of a headline, or of one of its further numbers."""
    return MeasureLink(
        name=table.text("name"),
        areas=table.texts("areas"),
        period=period_of(table) if "period" in table else None,
        parameters=table.table("parameters", parameters_of) or {},
        benchmark=table.text("benchmark", required=False),
        note=table.text("note", required=False),
    )


def measure_faults(headlines: tuple[Headline, ...]) -> Iterator[tuple[Path, str]]:
    """Every link that no measure fits: an unknown name or parameter, another unit, or no time to count."""
    for index, headline in enumerate(headlines):
        for field, link in measure_links(headline):
            place: Path = ("headlines", index, *field)
            declared = declared_measures().get(link.name)
            if declared is None:
                yield (*place, "name"), unknown(link.name, "a measure", declared_measures())
                continue
            yield from _parameters(place, link, declared)
            yield from _units(place, _stated(headline, field), declared)
            yield from _period(place, headline, link, declared)
            if link.benchmark and link.benchmark not in declared_measures():
                yield (*place, "benchmark"), unknown(link.benchmark, "a measure", declared_measures())


def _stated(headline: Headline, field: Path) -> Headline | StatedPart:
    if len(field) == 1:
        return headline
    part: StatedPart = getattr(headline, str(field[0]))[field[1]]
    return part


def _parameters(place: Path, link: MeasureLink, declared: Declared) -> Iterator[tuple[Path, str]]:
    for name in link.parameters:
        if name not in declared.parameters:
            yield (*place, "parameters", name), unknown(name, f"asked by the measure {link.name}", declared.parameters)


def _units(place: Path, stated: Headline | StatedPart, declared: Declared) -> Iterator[tuple[Path, str]]:
    if stated.unit in (Unit.STATEMENT, Unit.NOT_STATED):
        return
    if (stated.unit, stated.counting_unit) != (declared.unit, declared.counting_unit.key):
        theirs = f"{declared.unit.value!r} of {declared.counting_unit.key!r}"
        yield (
            (*place, "name"),
            f"{declared.name} gives {theirs}, and the line is {stated.unit.value!r} of {stated.counting_unit!r}; link a measure that fits",
        )


def _period(place: Path, headline: Headline, link: MeasureLink, declared: Declared) -> Iterator[tuple[Path, str]]:
    if link.period is not None and link.period.is_open:
        yield (*place, "period"), "has no days; give the months to count, for example 2017/18"
    elif link.period is None and headline.period.is_open and "estimate" not in declared.parameters:
        yield place, "the line's own period has no days; add period, the months to count, for example 2017/18"
