"""The comparison as blocks of a document: tables of every offence group, ranked bars, and a funnel over all partnerships."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from wardmoot.catalogue.published_offences import ALL_CRIME
from wardmoot.core.figures import Figure, FigureText, Form
from wardmoot.core.stats.funnels import Adjustment, Standing, count_funnel, poisson_limits
from wardmoot.core.stats.funnels import Funnel as Judged
from wardmoot.measures.comparators.compared import GroupRates, verdict_text, written_nation
from wardmoot.measures.comparators.groups import Group
from wardmoot.measures.comparators.published import PER, RateTable, slug_of
from wardmoot.reports.document import BarChart, Cell, Column, Funnel, FunnelLimits, FunnelPoint, Table

CONFIDENCE = (0.95, 0.998)
_STEPS = 60
_WIDENED = "limits widened for how much partnerships differ"
_HOW_RANKED = (
    "The mean counts every area alike, the area itself among them. Rank 1 is the lowest rate; where police activity finds the offence, "
    "and for all crime together, a low rank is neither good nor bad."
)


def reference_table(table: RateTable, own: str, force: str, nation: str, compared: Sequence[tuple[str, Figure]]) -> Table:
    """Every offence group: the area, its force, its nation. `compared` are the area's rates that stand beside the nation's, by offence group."""
    name = table.partnerships.get(own, own)
    beside = dict(compared)
    rows = tuple(
        (
            offence,
            FigureText(beside[offence]),
            FigureText(beside[offence], Form.INTERVAL),
            _cell(table.rate(offence, force)),
            _cell(table.nation(offence, nation)),
            verdict_text(beside[offence]),
        )
        for offence in table.offences
        if offence in beside
    )
    national = next((found for offence in table.offences if (found := table.nation(offence, nation))), None)
    nation_name = written_nation(national.area.name) if national else "Nation"
    return Table(
        id="comparators-reference",
        title=f"Recorded crime in {name}, its police force area and {nation_name}",
        subtitle=f"Crimes per 1,000 residents (residential burglary: per 1,000 households), {table.period.label}",
        columns=(
            Column("offence", "Offence group"),
            Column("own", name, numeric=True),
            Column("interval", "95% interval", numeric=True),
            Column("force", "Police force area", numeric=True),
            Column("nation", nation_name, numeric=True),
            Column("verdict", f"Beside {nation_name}"),
        ),
        rows=rows,
        source=table.source,
        notes=(
            "Police recorded crime as the national statistics publish it: not the counts of the street files, whose categories and areas differ.",
            f"The police force area contains {name}. {nation_name}'s rates stand on the population of a later mid-year.",
            *_notes(table, [own, force]),
        ),
    )


def _cell(figure: Figure | None) -> Cell:
    return FigureText(figure) if figure else "[x]"


def group_table(table: RateTable, group: Group, rates: Sequence[GroupRates]) -> Table:
    """Every offence group: the area, the mean and the range of its group, and its rank."""
    name = table.partnerships.get(group.area, group.area)
    return Table(
        id="comparators-group",
        title=f"Recorded crime in {name} and its similar areas",
        subtitle=f"Crimes per 1,000 residents (residential burglary: per 1,000 households), {table.period.label}",
        columns=(
            Column("offence", "Offence group"),
            Column("own", name, numeric=True),
            Column("mean", "Mean", numeric=True),
            Column("lowest", "Lowest", numeric=True),
            Column("highest", "Highest", numeric=True),
            Column("rank", "Rank", numeric=True),
            Column("of", "Of", numeric=True),
            Column("verdict", "Beside the mean"),
        ),
        rows=tuple(
            (one.offence, *(FigureText(f) for f in (one.own, one.mean, one.lowest, one.highest, one.rank, one.of)), verdict_text(one.own))
            for one in rates
        ),
        source=table.source,
        notes=(
            group.words,
            _HOW_RANKED,
            "A difference is given only where the area's 95% interval leaves out the mean.",
            *_without_rate(table, group),
            *_notes(table, list(group.members)),
        ),
    )


def _without_rate(table: RateTable, group: Group) -> Iterator[str]:
    """The members that the table has no rate of, so that no group is smaller than it says without a word."""
    names = {code: one.area_name for (offence, code), one in table.rates.items() if offence == ALL_CRIME}
    absent = [names.get(code, code) for code in group.members if code not in table.partnerships]
    if absent:
        yield f"The table has no rate for all crime of {', '.join(absent)}."


def _notes(table: RateTable, codes: Sequence[str]) -> Iterator[str]:
    """The published notes on the rates of these areas, each once; one on some of the areas only names them."""
    found: dict[str, list[str]] = {}
    for code in codes:
        told = {note for offence in table.offences if (one := table.rates.get((offence, code))) for note in table.notes_of(one)}
        for note in told:
            found.setdefault(note, []).append(table.rates[ALL_CRIME, code].area_name if (ALL_CRIME, code) in table.rates else code)
    for note in sorted(found):
        yield note if len(found[note]) == len(codes) else f"{', '.join(found[note])}: {note}"


def ranked_bars(table: RateTable, group: Group, rates: GroupRates) -> BarChart:
    """The group's areas by rate, lowest first, with their intervals."""
    name = table.partnerships.get(group.area, group.area)
    slug, per = slug_of(rates.offence), rates.own.denominator.label if rates.own.denominator else "residents"
    said = rates.own.verdict.word.value if rates.own.verdict else "not tested"
    subtitle = f"Crimes per 1,000 {per}, {name} and its similar areas, {table.period.label}"
    bars = tuple((label, rates.own if figure.area.code == group.area else figure) for label, figure in rates.members)
    return BarChart(
        id=f"bars-similar-{slug}",
        title=f"{rates.offence}: {said}, the mean of similar areas",
        subtitle=subtitle,
        alt=f"Bars of the rate in each of the areas, lowest first; {name} is drawn apart. The numbers are in the table.",
        x_title=f"Crimes per 1,000 {per}",
        bars=bars,
        table=Table(
            id=f"table-similar-{slug}",
            title=f"{rates.offence} in {name} and its similar areas",
            subtitle=subtitle,
            columns=(Column("area", "Area"), Column("rate", f"Per 1,000 {per}", numeric=True), Column("interval", "95% interval", numeric=True)),
            rows=tuple((label, FigureText(figure), FigureText(figure, Form.INTERVAL)) for label, figure in bars),
            source=table.source,
            notes=(group.words,),
        ),
        source=table.source,
        own=name,
        filters=_filters(table, rates.offence, f"{len(bars)} areas: {group.name}"),
    )


def _filters(table: RateTable, offence: str, areas: str) -> str:
    return f"{table.release}, rates of the table of partnerships; {offence}; {areas}"


def funnel(table: RateTable, own: str, offence: str = ALL_CRIME) -> Funnel | None:
    """All partnerships by size and rate, with limits widened for how much areas differ; None where the area, or too few, have a rate.

    Source of the limits: `wardmoot.core.stats.funnels`, additive over-dispersion.
    """
    codes = [code for code in table.partnerships if _usable(table, offence, code)]
    if own not in codes or len(codes) < 10:
        return None
    sizes = np.array([table.size(offence, code) for code in codes], dtype=np.float64)
    counts = np.array([table.count(offence, code) for code in codes], dtype=np.float64)
    overall = float(counts.sum() / sizes.sum())
    judged = count_funnel(counts, sizes * overall, confidence=CONFIDENCE, adjustment=Adjustment.ADDITIVE)
    rates = [rate for code in codes if (rate := table.rate(offence, code))]
    points = tuple(FunnelPoint(rate.area.name, float(size), rate, rate.area.code == own) for rate, size in zip(rates, sizes, strict=True))
    name, per = table.partnerships[own], rates[0].denominator.label if rates[0].denominator else "residents"
    place = codes.index(own)
    subtitle = f"Crimes per 1,000 {per} by number of {per}, all partnerships of England and Wales, {table.period.label}; {_WIDENED}"
    return Funnel(
        id=f"funnel-{slug_of(offence)}",
        title=f"{offence}: {name} lies {judged.standing[place].value}",
        subtitle=subtitle,
        alt=f"Each partnership as a point; {name} is marked and lies {judged.standing[place].value}. The numbers are in the table.",
        x_title=f"{per.capitalize()}",
        y_title=f"Crimes per 1,000 {per}",
        points=points,
        centre=overall * PER,
        limits=_limits(judged, sizes, overall),
        table=_funnel_table(table, judged, rates, offence, subtitle),
        source=table.source,
        filters=_filters(table, offence, f"{len(codes)} partnerships"),
    )


def _usable(table: RateTable, offence: str, code: str) -> bool:
    rate, count = table.rates.get((offence, code)), table.count(offence, code)
    return rate is not None and rate.value is not None and count is not None and count >= 0 and bool(table.size(offence, code))


def _limits(judged: Judged, sizes: np.ndarray, overall: float) -> tuple[FunnelLimits, ...]:
    """The limits as lines over the sizes there are, on the scale of the rate."""
    grid = np.geomspace(sizes.min(), sizes.max(), _STEPS)
    expected = grid * overall
    factor = 1 + judged.overdispersion.tau_squared * expected
    made = []
    for level in CONFIDENCE:
        lower, upper = (np.asarray(limit) * factor / grid * PER for limit in poisson_limits(expected / factor, confidence=level))
        made.append(FunnelLimits(level, tuple(grid.tolist()), tuple(lower.tolist()), tuple(upper.tolist())))
    return tuple(made)


def _funnel_table(table: RateTable, judged: Judged, rates: Sequence[Figure], offence: str, subtitle: str) -> Table:
    """Every partnership that is drawn, highest rate first."""
    told = sorted(zip(rates, judged.standing, strict=True), key=lambda pair: (-(pair[0].value or 0), pair[0].area.code))
    return Table(
        id=f"table-funnel-{slug_of(offence)}",
        title=f"{offence}: every partnership, highest rate first",
        subtitle=subtitle,
        columns=(
            Column("area", "Partnership"),
            Column("rate", "Rate", numeric=True),
            Column("interval", "95% interval", numeric=True),
            Column("standing", "Against the limits"),
        ),
        rows=tuple((rate.area.name, FigureText(rate), FigureText(rate, Form.INTERVAL), standing.value) for rate, standing in told),
        source=table.source,
        notes=tuple(_funnel_notes(table, judged)),
    )


def _funnel_notes(table: RateTable, judged: Judged) -> Iterator[str]:
    yield (
        "Limits of 95% and 99.8% round the rate of all partnerships together, widened for how much partnerships differ beyond chance "
        "(additive over-dispersion). Within them an area is like others of its size."
    )
    if table.without_rate:
        yield f"No rate is published for {', '.join(table.without_rate)}."
    if Standing.NO_DATA in judged.standing:
        yield "An area without a number of offences is not drawn."
