"""Where: community areas, the busiest small areas with clusters of high counts, and how concentrated the counts are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from wardmoot.reports.assessment.bands import band_of, bands_for
from wardmoot.reports.assessment.gathered import Gathered, Place, Places, Shape
from wardmoot.reports.assessment.sources import map_source_of, source_from
from wardmoot.reports.assessment.wording import write_small
from wardmoot.reports.document import Block, Callout, CalloutKind, Cell, Column, FigureText, Heading, Map, Paragraph, Region, RegionState, Table

TOP = 10


def local_area_blocks(gathered: Gathered) -> Iterator[Block]:
    """Community areas by count and share."""
    if not gathered.local_areas:
        yield Callout(CalloutKind.NOTE, "No local areas yet", (gathered.local_areas_note,))
        return
    yield Table(
        id="local-areas",
        title=f"Community areas of {gathered.scope.area.name}",
        subtitle=gathered.scope.counted.label,
        columns=(
            Column("area", "Community area"),
            Column("crimes", "Crimes", numeric=True),
            Column("crimes-share", "Share of crimes", numeric=True),
            Column("asb", "ASB incidents", numeric=True),
            Column("asb-share", "Share of ASB incidents", numeric=True),
        ),
        rows=tuple(
            (a.name, FigureText(a.crimes), FigureText(a.crimes_share), FigureText(a.asb), FigureText(a.asb_share)) for a in gathered.local_areas
        ),
        source=source_from(a.crimes for a in gathered.local_areas),
        notes=(gathered.local_areas_note,),
    )


def place_blocks(gathered: Gathered) -> Iterator[Block]:
    """The ten busiest small areas for crimes, and for anti-social behaviour, on a map and in a table."""
    yield Callout(
        CalloutKind.NOTE,
        "A busy place is not a dangerous place",
        ("Counts are highest where most people go. Locations are snapped to shared points near the true place, and a small area is a few streets.",),
    )
    yield Paragraph((gathered.scope.edge,))
    for places in (gathered.crime_places, gathered.asb_places):
        yield Heading(2, f"Where most {places.kind} are recorded", f"small-areas-{places.slug}")
        yield _map(gathered, places)
        yield Paragraph(places.clusters or (places.clusters_note,))


def _map(gathered: Gathered, places: Places) -> Map:
    period, area = gathered.scope.counted.label, gathered.scope.area.name
    listed, top = places.listed, places.listed[:TOP]
    bands = bands_for([place.count.value or 0 for place in listed])
    by_code = {place.code: place for place in listed}
    regions = tuple(_region(shape, by_code.get(code), bands, period) for code, shape in sorted(places.shapes.items()))
    clusters = sum(place.cluster for place in listed)
    return Map(
        id=f"map-{places.slug}",
        title=f"Most {places.kind} are recorded in {top[0].name}" if top else f"No {places.kind} by small area",
        subtitle=f"{places.kind[:1].upper()}{places.kind[1:]} in each small area, {area}, {period}",
        alt=f"Map of {len(regions)} small areas shaded by count; {clusters} are marked as clusters of high counts. The ten busiest are in the table.",
        regions=regions,
        bands=tuple(words for _, words in bands),
        labels=places.labels,
        table=top_table(gathered, places, top),
        source=map_source_of(gathered),
        filters=f"{places.kind[:1].upper()}{places.kind[1:]}; every small area of {area}; {period}",
    )


def _region(shape: Shape, place: Place | None, bands: Sequence[tuple[float, str]], period: str) -> Region:
    if place is None or place.count.value is None:
        return Region(shape.code, shape.name, shape.polygons, RegionState.NO_DATA, words=f"{shape.name}: no data, {period}")
    cluster = "; part of a cluster of high counts" if place.cluster else ""
    words = f"{place.name}: {place.count.written} {place.count.written_unit}, {period}{cluster}"
    return Region(shape.code, place.name, shape.polygons, RegionState.SHOWN, place.count, band_of(place.count.value, bands), place.cluster, words)


def top_table(gathered: Gathered, places: Places, top: Sequence[Place], *, brief: bool = False) -> Table:
    """The busiest small areas; the rate where one is given at all, and the statistic of the clusters unless it is `brief`."""
    columns: list[tuple[Column, Callable[[Place], Cell]]] = [
        (Column("place", "Small area"), lambda p: p.name),
        (Column("code", "Code"), lambda p: p.code),
        (Column("count", places.kind[:1].upper() + places.kind[1:], numeric=True), lambda p: FigureText(p.count)),
        (Column("share", "Share of all", numeric=True), lambda p: FigureText(p.share)),
        (Column("cluster", "Cluster of high counts"), lambda p: "yes" if p.cluster else "no"),
    ]
    if any(place.rate.value is not None for place in top):
        columns.insert(4, (Column("rate", "Per 1,000 residents", numeric=True), lambda p: FigureText(p.rate)))
    if not brief:
        columns.append((Column("z", "Gi* z-score", numeric=True), lambda p: FigureText(p.z)))
    return Table(
        id=f"top-{places.slug}",
        title=f"The {write_small(len(top))} small areas with most {places.kind}",
        subtitle=f"{gathered.scope.area.name}, {gathered.scope.counted.label}",
        columns=tuple(column for column, _ in columns),
        rows=tuple(tuple(cell(place) for _, cell in columns) for place in top),
        source=map_source_of(gathered),
        notes=tuple(filter(None, (places.rate_note.removeprefix("[x]: "),))),
    )


def concentration_blocks(gathered: Gathered) -> Iterator[Block]:
    """How much lies in how few places."""
    yield Heading(2, "How concentrated it is", "section-concentration")
    yield Table(
        id="concentration",
        title="How much lies in how few places",
        subtitle=f"{gathered.scope.area.name}, {gathered.scope.counted.label}",
        columns=(
            Column("kind", "What is counted"),
            Column("top", "Share in the ten busiest small areas", numeric=True),
            Column("half", "Small areas that hold half", numeric=True),
            Column("places", "Small areas in all", numeric=True),
        ),
        rows=tuple(
            (c.kind[:1].upper() + c.kind[1:], FigureText(c.share_of_top_ten), FigureText(c.places_for_half), FigureText(c.places))
            for c in gathered.concentration
        ),
        source=source_from(c.share_of_top_ten for c in gathered.concentration),
        notes=("A small area is home to between one and three thousand people; town centres have few residents and many visitors.",),
    )


def every_place_blocks(gathered: Gathered) -> Iterator[Block]:
    """Annex: the numbers behind both maps."""
    crimes, asb = gathered.crime_places.listed, {p.code: p for p in gathered.asb_places.listed}
    if not crimes:
        return

    def row(place: Place) -> tuple[Cell, ...]:
        other = asb.get(place.code)
        return (
            place.name,
            place.code,
            FigureText(place.count),
            "yes" if place.cluster else "no",
            FigureText(other.count) if other else None,
            "yes" if other and other.cluster else "no",
        )

    yield Table(
        id="every-small-area",
        title=f"Every small area of {gathered.scope.area.name}",
        subtitle=gathered.scope.counted.label,
        columns=(
            Column("place", "Small area"),
            Column("code", "Code"),
            Column("crimes", "Crimes", numeric=True),
            Column("crime-cluster", "Cluster of high crime counts"),
            Column("asb", "ASB incidents", numeric=True),
            Column("asb-cluster", "Cluster of high ASB counts"),
        ),
        rows=tuple(row(place) for place in crimes),
        source=source_from(place.count for place in crimes),
    )
