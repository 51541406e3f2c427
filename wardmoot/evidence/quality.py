"""What a reader must know about the crime rows before trusting a count of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from wardmoot.core.calendar import Month
from wardmoot.evidence.crimes import counts_by, crime_batches, months_held
from wardmoot.evidence.engine import rows_of
from wardmoot.evidence.manifest import Batch
from wardmoot.evidence.places import lsoas
from wardmoot.evidence.queries import Query, identical_without_id, quality_counts, repeated_ids
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.store import Store


@dataclass(frozen=True, slots=True)
class ForceQuality:
    """The state of one force's rows. Each count's denominator is `rows`, but for `rows_with_repeated_id` it is `rows_with_id`,
    for `identical_rows_without_id` it is `rows_without_id`, and for `rows_with_unknown_code` and `rows_outside` it is `rows_with_lsoa`.

    Identical rows without an ID are usually different incidents at one snapped point, so none is taken away.
    `rows_with_unknown_code` (in none of the LSOA lists held) and `rows_outside` (outside the authorities whose boundaries are held) are
    None when there is no list, or no boundary, to test against.
    """

    force: str
    rows: int
    rows_rejected: int
    rows_with_lsoa: int
    rows_without_lsoa: int
    rows_without_coordinates: int
    rows_with_id: int
    rows_without_id: int
    repeated_ids: int
    rows_with_repeated_id: int
    identical_rows_without_id: int
    months: tuple[Month, ...]
    months_missing: tuple[Month, ...]
    rows_with_unknown_code: int | None
    rows_outside: int | None


@dataclass(frozen=True, slots=True)
class QualityReport:
    """The quality of all crime rows held. `lists` names the LSOA code lists the codes were tested against, `authorities` the
    authorities whose boundaries are held; `mended` are the areas whose shapes touched themselves and were mended at load.
    """

    forces: tuple[ForceQuality, ...]
    lists: tuple[str, ...]
    authorities: tuple[str, ...]
    mended: tuple[str, ...]


def quality(store: Store) -> QualityReport:
    """The quality of the crime rows held, force by force."""
    held = store.snapshot()
    known, names = _code_lists(held)
    places = {code: place for vintage in (2011, 2021) for code, place in _bounded(held, vintage).items()}
    forces = _forces(held, known if names else None, set(places) or None)
    mended = sorted({code for b in held.batches() for code in b.detail.get("mended", ())})
    return QualityReport(forces, names, tuple(sorted(set(places.values()))), tuple(mended))


def _code_lists(store: Store) -> tuple[set[str], tuple[str, ...]]:
    """Every LSOA code in any list held, and the names of the lists."""
    sources = (SourceKey.LOOKUP_LSOA_2011, SourceKey.LOOKUP_BEST_FIT, SourceKey.BOUNDARY_LSOA_2011, SourceKey.BOUNDARY_LSOA_2021)
    names = tuple(s.value for s in sources if store.batches(source=s))
    return set(lsoas(store, 2011)) | set(lsoas(store, 2021)) | _best_fit_codes(store), names


def _best_fit_codes(store: Store) -> set[str]:
    held = store.batches(source=SourceKey.LOOKUP_BEST_FIT)
    return {row[0] for row in rows_of(store, {"fits": held}, Query("SELECT lsoa_code FROM fits"))} if held else set()


def _bounded(store: Store, vintage: int) -> dict[str, str]:
    """The LSOAs of the authorities whose boundaries are held, to their authority."""
    source = SourceKey.BOUNDARY_LSOA_2011 if vintage == 2011 else SourceKey.BOUNDARY_LSOA_2021
    areas = {place for b in store.batches(source=source) for place in b.detail.get("authorities", ())}
    return {code: place for code, (_, place) in lsoas(store, vintage).items() if place in areas}


def _forces(store: Store, known: set[str] | None, inside: set[str] | None) -> tuple[ForceQuality, ...]:
    batches = crime_batches(store)
    if not batches:
        return ()
    table = {"crimes": batches}
    per_batch = {row[0]: row[1:] for row in rows_of(store, table, quality_counts())}
    repeated = {force: (ids, int(rows)) for force, ids, rows in rows_of(store, table, repeated_ids())}
    alike = {force: int(rows) for force, rows in rows_of(store, table, identical_without_id())}
    unknown, outside = (_rows_not_in(store, codes) for codes in (known, inside))
    return tuple(
        _force(force, months, [b for b in batches if b.coverage == force], per_batch, repeated, alike, unknown, outside)
        for force, months in months_held(store).items()
    )


def _rows_not_in(store: Store, codes: set[str] | None) -> Counter[str] | None:
    """Rows by force whose LSOA code is not among the codes; None when there are none to test against."""
    if codes is None:
        return None
    found: Counter[str] = Counter()
    for (force, code), n in counts_by(store, columns=("force", "lsoa_code")).as_dict().items():
        found[force] += n if code is not None and code not in codes else 0
    return found


def _force(
    force: str,
    months: tuple[Month, ...],
    batches: list[Batch],
    per_batch: dict[int, tuple[int, ...]],
    repeated: dict[str, tuple[int, int]],
    alike: dict[str, int],
    unknown: Counter[str] | None,
    outside: Counter[str] | None,
) -> ForceQuality:
    rows, no_lsoa, no_point, no_id = (sum(column) for column in zip(*(per_batch[b.id] for b in batches), strict=True))
    ids, rows_repeated = repeated.get(force, (0, 0))
    return ForceQuality(
        force=force,
        rows=rows,
        rows_rejected=sum(b.rows_rejected for b in batches),
        rows_with_lsoa=rows - no_lsoa,
        rows_without_lsoa=no_lsoa,
        rows_without_coordinates=no_point,
        rows_with_id=rows - no_id,
        rows_without_id=no_id,
        repeated_ids=ids,
        rows_with_repeated_id=rows_repeated,
        identical_rows_without_id=alike.get(force, 0),
        months=months,
        months_missing=_gaps(months),
        rows_with_unknown_code=None if unknown is None else unknown[force],
        rows_outside=None if outside is None else outside[force],
    )


def _gaps(months: tuple[Month, ...]) -> tuple[Month, ...]:
    """The months between the first and the last that are not held."""
    month, missing = months[0], []
    while month < months[-1]:
        month = month.shift(1)
        if month not in months:
            missing.append(month)
    return tuple(missing)
