"""A strategic assessment of one area and period, from the data files held to everything the assessment tells."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from wardmoot import evidence
from wardmoot.catalogue.areas import CommunityAreas
from wardmoot.catalogue.assessment_template import AssessmentTemplate, assessment_template
from wardmoot.catalogue.crime_types import CrimeType, crime_types
from wardmoot.core.calendar import Month, Period, written_months
from wardmoot.core.figures import COUNTING_UNITS, Denominator, Figure, FigureText, Form, Marking, Polarity, Span
from wardmoot.core.findings import Finding
from wardmoot.core.plan import Plan
from wardmoot.core.stats.harm import HarmWeights
from wardmoot.evidence import Store, StoreKind
from wardmoot.measures.change import basis_for
from wardmoot.measures.comparators import Comparators, Group, comparators_for
from wardmoot.measures.delivery import last_plan
from wardmoot.measures.finders import find
from wardmoot.measures.finders.gathering import material_of
from wardmoot.measures.ground import KINDS, Held, look_up, population_of, small_populations
from wardmoot.measures.offences import Lines, series_of
from wardmoot.measures.places import Ward, busiest_wards, members, place_name, shape_of, town_labels, wards_of
from wardmoot.measures.quality import quality_lines, quality_notes
from wardmoot.measures.recorded_crime import Cube, Slice, asb_only, crimes_only, read_cube
from wardmoot.measures.small_areas import CLUSTER_METHOD, Ground, cluster_trace, concentration_of, listed_places, local_areas
from wardmoot.measures.themes import SCOPE, topic_pages
from wardmoot.reports.assessment import Basis, Gathered, Line, LocalArea, Place, Places, Scope
from wardmoot.reports.assessment.comparing import comparator_blocks
from wardmoot.reports.assessment.supplied import TopicPage

CHART_MONTHS = 48
NO_RATE = "No rate is given, because months of the period are missing: it would be too low."
KINDS_COUNTED = (("crimes", "crimes", crimes_only), ("anti-social behaviour incidents", "asb", asb_only))
Progress = Callable[[str], None]


def period_ending(to: Month, months: int) -> Period:
    """The `months` months that end with `to`. Raises ValueError for fewer than 1 or more than 120."""
    if not 1 <= months <= 120:
        raise ValueError(f"{months} months cannot be assessed: give 1 to 120")
    return Period.rolling_12(to) if months == 12 else Period.span(to.shift(1 - months), to)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the street files tell, with the lines and the ground it was counted on."""

    gathered: Gathered
    lines: Lines
    held: Held


def assess(
    store: Store,
    *,
    area: str,
    to: Month,
    months: int,
    now: datetime,
    partnership: str = "",
    groups: CommunityAreas | None = None,
    plan: Plan | None = None,
    similar: Group | None = None,
    harm: HarmWeights | None = None,
    template: AssessmentTemplate | None = None,
    progress: Progress = lambda stage: None,
) -> Gathered:
    """Everything a strategic assessment tells of `area` for the `months` months that end with `to`.

    `groups` are the community areas, `similar` the group of areas to compare with (by default those found to be most alike),
    `harm` the weights of offences where the partnership holds some. `partnership` is its name, by default made from the area's.
    `progress` is told each stage. Raises ValueError, saying what to load or choose, where something needed is not held.
    """
    held_store, template = store.snapshot(), template or assessment_template()
    counted = recorded(held_store, area=area, to=to, months=months, now=now, partnership=partnership, groups=groups, progress=progress)
    gathered, lines, held = counted.gathered, counted.lines, counted.held
    progress("Setting the area beside others")
    compared = comparators_for(held_store, area, lines.period, now, group=similar)
    progress("Counting what partners supplied")
    by_name = {line.name: line for line in (gathered.asb, *gathered.offences)}
    topics = topic_pages(held_store, template, held.area, lines.period, now, by_name)
    progress("Testing what the evidence says")
    names = _called(gathered.crime_places)
    material = material_of(held_store, lines, held, now=now, scope=SCOPE, topics=template.topics, levels=compared.levels, harm=harm, names=names)
    findings = find(material)
    return replace(
        gathered,
        attributions=_attributions(set(gathered.attributions), compared, topics, findings),
        findings=findings,
        topics=topics,
        comparators=comparator_blocks(
            compared.notes, compared.tables, compared.bars, compared.funnels, compared.working, published=bool(compared.source)
        ),
        plan=last_plan(plan, held_store, now) if plan else None,
    )


def recorded(
    store: Store,
    *,
    area: str,
    to: Month,
    months: int,
    now: datetime,
    partnership: str = "",
    groups: CommunityAreas | None = None,
    progress: Progress = lambda stage: None,
) -> Recorded:
    """What the street files tell of an area: counts, change, months, places and the quality of the files. Raises as `assess`."""
    held_store, period = store.snapshot(), period_ending(to, months)
    progress("Looking up what is held")
    window = _window(to, months)
    held = look_up(held_store, area, period, window)
    progress("Counting crimes and incidents")
    cube = read_cube(held_store, held, now)
    whole = set(period.months()) <= set(held.months)
    population, population_files = population_of(held_store, area, period) if whole else (None, ())
    basis = basis_for(period, cube.months)
    lines = Lines(cube, period, basis, population, population_files)
    crimes, asb, offences = lines.all()
    progress("Finding clusters of high counts")
    ward_of = wards_of(held.own, held.wards)
    crime_places, asb_places = _both_places(held_store, held, lines, ward_of, whole)
    local = _local_areas(lines, ward_of, groups, crimes, asb)
    progress("Checking the data")
    report = evidence.quality(held_store)
    gathered = Gathered(
        scope=_scope(held_store, held, cube, lines, basis, now, partnership, population, crime_places.rate_note),
        crimes=crimes,
        asb=asb,
        offences=offences,
        series=series_of(cube, [m for m in window[-CHART_MONTHS:] if m >= min(cube.months)]),
        local_areas=local,
        local_areas_note=_local_note(held, groups, local),
        crime_places=crime_places,
        asb_places=asb_places,
        concentration=tuple(concentration_of(p.kind, p.slug, p.listed, line.count) for p, line in ((crime_places, crimes), (asb_places, asb))),
        quality=quality_lines(held_store, report, held.area, held.forces, now),
        quality_notes=quality_notes(held_store, report, held.forces),
        attributions=tuple(sorted({f.attribution for f in (*cube.files, *held.boundary_files, *population_files) if f.attribution})),
    )
    return Recorded(gathered, lines, held)


def _called(places: Places) -> dict[str, str]:
    """What small areas are called, by code."""
    return {place.code: place.name for place in places.listed}


def _attributions(found: set[str], compared: Comparators, topics: Mapping[str, Sequence[TopicPage]], findings: Sequence[Finding]) -> tuple[str, ...]:
    """The words that the licences of all data used ask for."""
    figures: list[Figure] = [line.figure for pages in topics.values() for page in pages for line in page.lines]
    figures += [figure for finding in findings for figure in finding.figures]
    found = found | set(compared.attributions) | {file.attribution for figure in figures for file in figure.trace.files}
    return tuple(sorted(filter(None, found)))


def _window(to: Month, months: int) -> list[Month]:
    """The months that charts show or the comparison needs, whichever go back further, in order."""
    return [to.shift(-i) for i in range(max(CHART_MONTHS, 24 * math.ceil(months / 12)))][::-1]


def _local_areas(lines: Lines, ward_of: Mapping[str, Ward], groups: CommunityAreas | None, crimes: Line, asb: Line) -> tuple[LocalArea, ...]:
    by_group = {g.name: [m.code for m in g.members] for g in groups.areas} if groups else {}
    kinds = {"crimes": crimes_only(), "asb": asb_only()}
    wholes = {"crimes": crimes.count, "asb": asb.count}
    return local_areas(lines.cube, members(ward_of, by_group), kinds, lines.months, lines.counted, wholes)


def _both_places(store: Store, held: Held, lines: Lines, ward_of: Mapping[str, Ward], whole: bool) -> tuple[Places, Places]:
    """The small areas by crimes and by incidents; without rates where months of the period are missing."""
    ground, note = _ground(store, held, ward_of, lines.months)
    if not whole:
        ground, note = replace(ground, populations={}), f"[x]: {NO_RATE}"
    crimes, asb = (_places(lines, held, ground, note, kind, slug, types()) for kind, slug, types in KINDS_COUNTED)
    return crimes, asb


def _ground(store: Store, held: Held, ward_of: Mapping[str, Ward], months: Sequence[Month]) -> tuple[Ground, str]:
    own = tuple(b.code for b in held.own)
    streets = evidence.commonest_locations(store, own, months, top=2)
    points = evidence.counts_by(store, columns=("lsoa_code", "longitude", "latitude"), months=months, lsoa_codes=own).as_dict()
    called = {**ward_of, **busiest_wards(points, held.wards)}
    names = {b.code: place_name(b.name, called.get(b.code), [name for name, _ in streets[b.code]]) for b in held.own}
    populations, population_files, note = small_populations(store, held.vintage)
    return Ground(KINDS[held.vintage], own, held.every, names, populations, held.searched_files, population_files), note


def _places(lines: Lines, held: Held, ground: Ground, rate_note: str, kind: str, slug: str, types: Sequence[CrimeType]) -> Places:
    listed = listed_places(lines.cube, ground, slug, types, lines.months, lines.counted)
    clusters = _clusters(lines, held, ground, kind, slug, types, listed)
    note = "".join(span if isinstance(span, str) else span.text for span in clusters)
    shapes = {b.code: shape_of(b) for b in held.own}
    return Places(kind, slug, listed, shapes, town_labels(held.wards), note, rate_note, clusters)


def _clusters(
    lines: Lines, held: Held, ground: Ground, kind: str, slug: str, types: Sequence[CrimeType], listed: Sequence[Place]
) -> tuple[Span, ...]:
    """What was found about clusters, and over which small areas they were sought."""
    searched = Slice(tuple(types), lines.months, tuple(b.code for b in ground.every))
    trace = cluster_trace(lines.cube, ground, searched)
    whole = lines.cube.figure(f"clusters.{slug}", f"Small areas in a cluster of high counts of {kind}", searched, lines.counted)
    unit = COUNTING_UNITS["place"]
    number = float(sum(place.cluster for place in listed))
    found = replace(whole, measure=trace.measure, value=number, numerator=None, counting_unit=unit, polarity=Polarity.NEUTRAL, trace=trace)
    every = replace(found, id=f"clusters.{slug}.searched", label="Small areas searched for clusters", value=float(len(ground.every)))
    verb = "is" if number == 1 else "are"
    words: tuple[Span, ...] = ("No cluster of high counts was found.",)
    if number:
        words = (FigureText(found, Form.WITH_UNIT), f" of {held.area.name} {verb} in a cluster of high counts.")
    edge = " Places at the edge have neighbours that are not loaded, so they are judged on fewer."
    return (*words, f" {CLUSTER_METHOD} Searched: ", FigureText(every, Form.WITH_UNIT), f" of {', '.join(held.covered) or 'no authority'}.{edge}")


def _local_note(held: Held, groups: CommunityAreas | None, local: Sequence[LocalArea]) -> str:
    if groups is None:
        return (
            f"No table of community areas is held for {held.area.name}. Put one in the areas folder of the home, listing its wards or small areas: "
            "see the table shipped for Wiltshire."
        )
    if not local:
        return "The table of community areas names wards whose boundaries are not held: load the ward boundary file."
    return "A small area belongs whole to the ward that holds most of it. The grouping of wards is a local table that the partnership can edit."


def _missing(held: Held, lines: Lines, basis: Basis, population: Denominator | None, rate_note: str) -> tuple[str, ...]:
    lost = [m for m in lines.period.months() if m not in lines.months]
    found = []
    if lost:
        found.append(f"No data is held for {written_months(lost)}: counts for the period leave those months out.")
    if lost:
        found.append(NO_RATE)
    elif population is None:
        found.append(f"No population of {held.area.name} is held, so no rate is given.")
    if basis.current and lines.months != lines.now:
        uncompared = [m for m in lines.months if m not in lines.now]
        found.append(f"The same months of the time before are not held for {written_months(uncompared)}: those months are not compared.")
    if rate_note.startswith("[x]") and not lost:
        found.append(rate_note.removeprefix("[x]: "))
    if not held.wards:
        found.append("No ward boundaries are held, so small areas carry only their official names.")
    if held.uncovered:
        found.append(f"Boundaries are held for {', '.join(held.uncovered)} without enough crime files: left out of the search for clusters.")
    return (*found, *held.left_out)


def _scope(
    store: Store, held: Held, cube: Cube, lines: Lines, basis: Basis, now: datetime, partnership: str, population: Denominator | None, rate_note: str
) -> Scope:
    both = Slice(tuple(crime_types().values()), lines.months)
    return Scope(
        area=held.area,
        period=lines.period,
        counted=lines.counted,
        cut_off=max(lines.months).last_day,
        made_at=now,
        marking=Marking.OFFICIAL,
        partnership=partnership or _partnership(store, held),
        records=cube.figure("recorded.all", "Crimes and ASB incidents", both, lines.counted),
        basis=basis,
        forces=held.force_names,
        files=sum(f.period in {str(m) for m in lines.months} for f in cube.files),
        missing=_missing(held, lines, basis, population, rate_note),
        edge=f"Clusters of high counts are sought over all small areas of {', '.join(held.covered) or held.area.name} (LSOA {held.vintage}); "
        "beyond them nothing is loaded, so a cluster that crosses that edge is seen only in part.",
        demonstration=store.kind is StoreKind.DEMONSTRATION,
    )


def _partnership(store: Store, held: Held) -> str:
    found = evidence.csp_of_authority(store, held.area.code)
    return f"{found[0].name if found else held.area.name} Community Safety Partnership"
