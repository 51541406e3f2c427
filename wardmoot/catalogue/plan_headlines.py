"""The headlines of a plan file: from tables to the plan's own types."""

from __future__ import annotations

from wardmoot.catalogue.plan_measures import link_of
from wardmoot.catalogue.plan_sections import period_of
from wardmoot.catalogue.reading import Table
from wardmoot.core.figures import DisclosureClass, Polarity, Unit
from wardmoot.core.plan import Base, Headline, StatedComparator, StatedPart, StatedRate


def _comparator_of(table: Table) -> StatedComparator:
    value = table.number("value")
    return StatedComparator(
        value=value if value is not None else 0,
        period=period_of(table),
        area=table.optional_text("area"),
        label=table.text("label", required=False),
        assumed=table.flag("assumed", default=False),
        note=table.text("note", required=False),
    )


def _part_of(table: Table) -> StatedPart:
    value = table.number("value")
    return StatedPart(
        label=table.text("label"),
        value=value if value is not None else 0,
        unit=table.choice("unit", Unit),
        counting_unit=table.text("counting_unit"),
        area=table.optional_text("area"),
        measure=table.table("measure", link_of),
    )


def _base_of(table: Table) -> Base:
    value = table.number("value")
    return Base(
        value=value if value is not None else 1,
        label=table.text("label"),
        numerator=table.number("numerator", required=False),
        headline=table.optional_text("headline"),
    )


def _rate_of(table: Table) -> StatedRate:
    value, denominator = table.number("value"), table.number("denominator")
    return StatedRate(
        value=value if value is not None else 0,
        denominator=denominator if denominator is not None else 1,
        label=table.text("label"),
        release=table.text("release"),
        as_of=table.text("as_of", required=False),
        note=table.text("note", required=False),
    )


def headline_of(table: Table) -> Headline:
    """A headline with its comparator, parts, base and the two lives of its rate."""
    return Headline(
        id=table.key("id"),
        priority=table.text("priority"),
        place=table.text("place", required=False),
        label=table.text("label"),
        seed_text=table.text("seed_text"),
        unit=table.choice("unit", Unit),
        counting_unit=table.text("counting_unit"),
        area=table.text("area"),
        period=period_of(table),
        value=table.number("value", required=False),
        reported_text=table.text("reported_text", required=False),
        multiplier=table.whole("multiplier", least=1, most=10**9, default=1),
        polarity=table.choice("polarity", Polarity, default=Polarity.NEUTRAL),
        disclosure=table.choice("disclosure", DisclosureClass, default=DisclosureClass.OPEN),
        period_assumed=table.flag("period_assumed", default=False),
        area_assumed=table.flag("area_assumed", default=False),
        external_estimate=table.flag("external_estimate", default=False),
        comparator=table.table("comparator", _comparator_of),
        benchmark=table.table("benchmark", _comparator_of),
        parts=table.tables("parts", _part_of),
        companions=table.tables("companions", _part_of),
        base=table.table("base", _base_of),
        as_published=table.table("as_published", _rate_of),
        as_revised=table.table("as_revised", _rate_of),
        owner=table.optional_text("owner"),
        caveats=table.texts("caveats"),
        ambiguities=table.texts("ambiguities"),
        measure=table.table("measure", link_of),
    )
