"""Building the demonstration's data: the files are written as publishers issue them, then loaded as anyone's files are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from wardmoot.catalogue.areas import HOME_FOLDER
from wardmoot.catalogue.datasets import datasets
from wardmoot.core.calendar.periods import Month
from wardmoot.demo import DEMONSTRATION_SEED, crime, reference_files, shapes
from wardmoot.demo.extracts import make_extracts, roads
from wardmoot.demo.geography import Geography, make_geography
from wardmoot.demo.places import AUTHORITIES, SYNTHETIC, WILTSHIRE, Authority
from wardmoot.evidence import BatchReport, BatchStatus, LoadReport, Progress, Store, StoreKind, load
from wardmoot.evidence.extracts import commit

DELIVERIES_FOLDER = "demonstration-files"
"""The folder of the home that holds the files as delivered, so that a figure can be followed to its rows."""


FOLDERS = ("1-areas", "2-crime", "3-crime-revised", "4-roads", "5-partners")
"""The folders of the deliveries, in the order they are loaded."""


class DemonstrationFault(RuntimeError):
    """The loader refused a file of the demonstration: the product and its demonstration no longer fit each other."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Files that came together: what they are, how many days before the demonstration's date, and where they lie.

    `suppliers` are the dataset and the agency of each file where partners supplied them; empty for published files.
    """

    title: str
    days_before: int
    paths: tuple[Path, ...]
    suppliers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Parcel:
    """A delivery not written yet: its folder, and each file's name within it with a function that makes its bytes."""

    title: str
    folder: str
    days_before: int
    files: tuple[tuple[str, Callable[[], bytes]], ...]
    suppliers: tuple[tuple[str, str], ...] = ()


def _reference_parcel(geography: Geography) -> _Parcel:
    files: list[tuple[str, Callable[[], bytes]]] = []
    for authority in AUTHORITIES:
        short = authority.name.removesuffix(SYNTHETIC).strip().lower()
        files.append((f"boundaries/lsoa-2011-{short}-synthetic.geojson", partial(reference_files.lsoa_boundaries, geography, authority)))
        files.append((f"boundaries/ward-2019-{short}-synthetic.geojson", partial(reference_files.ward_boundaries, geography, authority)))
    files += [
        ("lookups/lsoa-2011-msoa-lad-force-synthetic.csv", partial(reference_files.lsoa_lookup, geography)),
        ("lookups/lad-csp-police-force-area-synthetic.csv", reference_files.partnership_lookup),
        ("population/lsoa-2011-mid-2019-synthetic.csv", partial(reference_files.lsoa_populations, geography)),
        ("population/lad-mid-year-2011-2019-synthetic.xlsx", partial(reference_files.authority_populations, geography)),
        ("deprivation/imd-2019-lsoa-2011-synthetic.csv", partial(reference_files.lsoa_deprivation, geography)),
    ]
    return _Parcel("Boundaries, lookups, populations and deprivation", "1-areas", 38, tuple(files))


def _crime_parcels(geography: Geography, seed: int) -> tuple[_Parcel, _Parcel]:
    scene = crime.Scene(geography, seed)

    def month_bytes(month: Month, *, first: bool) -> bytes:
        records = crime.make_month(scene, month, seed)
        if first and month == shapes.REVISED_MONTH:
            records = crime.first_delivery(records, seed)
        if month == shapes.FAULTY_MONTH:
            records = crime.with_faults(records)
        return crime.csv_bytes(records, month)

    whole = tuple((crime.file_name(month), partial(month_bytes, month, first=True)) for month in crime.months())
    revised = ((crime.file_name(shapes.REVISED_MONTH), partial(month_bytes, shapes.REVISED_MONTH, first=False)),)
    return (
        _Parcel("Street-level crime, April 2016 to October 2019", "2-crime", 23, whole),
        _Parcel(f"Street-level crime of {shapes.REVISED_MONTH.written} in full: its first file was incomplete", "3-crime-revised", 3, revised),
    )


def _road_parcel(geography: Geography, seed: int) -> _Parcel:
    files = (
        ("road-collisions-2013-2015-synthetic.csv", partial(roads.collision_file, geography, seed)),
        ("road-casualties-2013-2015-synthetic.csv", partial(roads.casualty_file, geography, seed)),
    )
    return _Parcel("Road collisions and casualties, 2013 to 2015", "4-roads", 2, files)


def _partner_parcel(geography: Geography, seed: int) -> _Parcel:
    made = make_extracts(geography, seed)
    files = tuple((one.name, one.content) for one in made)
    return _Parcel("Partners' extracts", "5-partners", 1, files, tuple((one.dataset, one.agency) for one in made))


def _parcels(geography: Geography, seed: int) -> Iterator[_Parcel]:
    yield _reference_parcel(geography)
    yield from _crime_parcels(geography, seed)
    yield _road_parcel(geography, seed)
    yield _partner_parcel(geography, seed)


def write_files(
    folder: Path,
    *,
    seed: int = DEMONSTRATION_SEED,
    progress: Callable[[Progress], None] | None = None,
    only: Collection[str] = FOLDERS,
) -> tuple[Delivery, ...]:
    """Write every file of the demonstration under `folder`, in the order they are to be loaded; or those of some of its folders.

    The same seed writes the same bytes on every run and machine; files already there are replaced. Raises OSError where
    the folder cannot be written.
    """
    geography = make_geography(seed)
    parcels = [parcel for parcel in _parcels(geography, seed) if parcel.folder in only]
    total, done, deliveries = sum(len(parcel.files) for parcel in parcels), 0, []
    for parcel in parcels:
        for name, made in parcel.files:
            path = folder / parcel.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(made())
            done += 1
            if progress:
                progress(Progress("writing", done, total, path.name))
        paths = tuple(folder / parcel.folder / name for name, _ in parcel.files)
        deliveries.append(Delivery(parcel.title, parcel.days_before, paths, parcel.suppliers))
    return tuple(deliveries)


def _community_lines(geography: Geography, authority: Authority) -> Iterator[str]:
    yield "# Community areas of the demonstration: groups of invented wards. DEMONSTRATION - NOT REAL."
    yield "# A table to edit: move a ward by moving its line. Each ward may stand in one community area only."
    yield f'\nauthority = "{authority.code}"\nauthority_name = "{authority.name}"\nward_year = 2019'
    wards = [ward for ward in geography.wards if ward.authority is authority]
    for community in sorted({ward.community for ward in wards}):
        yield f'\n[[areas]]\nname = "{community}"\n[areas.members]'
        yield from (f'{ward.code} = "{ward.name}"' for ward in wards if ward.community == community)


def write_community_areas(home: Path, *, seed: int = DEMONSTRATION_SEED) -> Path:
    """Write the editable table of the demonstration's community areas in the home, and give its path.

    A table that is already there is left alone: somebody may have edited it.
    """
    path = home / HOME_FOLDER / "wiltshire-synthetic-community-areas.toml"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(_community_lines(make_geography(seed), WILTSHIRE)) + "\n", "utf-8", newline="\n")
    return path


def _not_held(store: Store, paths: tuple[Path, ...]) -> list[Path]:
    """The files whose bytes the store has never had: so an interrupted build goes on where it stopped, and a second one changes nothing."""
    held = {batch.sha256 for batch in store.batches(current_only=False)}
    return [path for path in paths if hashlib.sha256(path.read_bytes()).hexdigest() not in held]


def load_demonstration(
    home: Path,
    *,
    now: datetime,
    seed: int = DEMONSTRATION_SEED,
    progress: Callable[[Progress], None] | None = None,
    only: Collection[str] = FOLDERS,
) -> tuple[LoadReport, ...]:
    """Build the demonstration's data in a home: write the files, load each delivery as of its day, and write the community areas.

    `now` is the demonstration's own now, with its time zone; each delivery is recorded as loaded some days before it. Files
    that the store has had already are passed over. `only` names the folders to build, by default all. Gives the loader's
    report of each delivery that had anything new.
    Raises StoreKindError when the home holds real data, before anything is written, and DemonstrationFault when a file is refused.
    """
    store = Store.open(home, kind=StoreKind.DEMONSTRATION)
    reports = []
    deliveries = write_files(home / DELIVERIES_FOLDER, seed=seed, progress=progress, only=only)
    write_community_areas(home, seed=seed)
    for delivery in deliveries:
        if paths := _not_held(store, delivery.paths):
            report = _loaded(store, delivery, paths, now - timedelta(days=delivery.days_before), progress)
            if report.refused:
                says = "; ".join(f"{batch.file}: {batch.reason}" for batch in report.refused)
                raise DemonstrationFault(f"{delivery.title}: the loader refused {says}")
            reports.append(report)
    return tuple(reports)


def _loaded(store: Store, delivery: Delivery, paths: list[Path], now: datetime, progress: Callable[[Progress], None] | None) -> LoadReport:
    """Load published files together; take each partner's extract in by itself, as its own preview would."""
    if not delivery.suppliers:
        return load(paths, store=store, now=now, progress=progress)
    suppliers = dict(zip(delivery.paths, delivery.suppliers, strict=True))
    return LoadReport(tuple(_taken_in(store, path, *suppliers[path], now) for path in paths))


def _taken_in(store: Store, path: Path, dataset: str, agency: str, now: datetime) -> BatchReport:
    """One partner's extract. A row that cannot be read would make the measures count otherwise: it refuses the file."""
    towns = frozenset(town.community or town.name for authority in AUTHORITIES for town in authority.towns)
    report = commit(path, datasets()[dataset], agency=agency, columns=None, store=store, now=now, leave_out_bad_rows=False, known_places=towns)
    if report.status is BatchStatus.REFUSED:
        raise DemonstrationFault(f"{path.name}: the import was refused: {report.reason}")
    return report
