from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone

from wardmoot.apps.accounts.queries import partnership
from wardmoot.apps.sources.models import Load
from wardmoot.evidence import SOURCES, Batch, QualityReport, SourceKey, Store, StoreKind, authority_names, quality

IN_USE, SUPERSEDED, EVERY = "", "superseded", "all"


def held() -> Store:
    """The store as it is now, to read: a load that ends meanwhile does not mix into the page."""
    return Store.open(Path(settings.HOME), read_only=True).snapshot()


def kind_wanted() -> StoreKind:
    """What this installation's home may hold. The partnership says it, so that the first file cannot decide it."""
    return StoreKind.DEMONSTRATION if partnership().demonstration_on else StoreKind.REAL


def moment_here(now: datetime) -> datetime:
    """Now, by the partnership's calendar: a demonstration has its own day."""
    day = partnership().demonstration_on
    local = timezone.localtime(now)
    return local.replace(year=day.year, month=day.month, day=day.day) if day else local


@dataclass(frozen=True, slots=True)
class DataFile:
    """A data file as a list shows it."""

    id: int
    title: str
    file: str
    period: str
    covers: str
    rows: int
    not_loaded: int
    loaded_at: datetime
    in_use: bool
    batch: Batch


def data_files(store: Store, *, source: str = "", period: str = "", state: str = IN_USE) -> list[DataFile]:
    names = names_of_authorities(store)
    found = [_data_file(batch, names) for batch in store.batches(current_only=state == IN_USE)]
    if state == SUPERSEDED:
        found = [file for file in found if not file.in_use]
    return [file for file in found if source in ("", file.batch.source.value) and period in ("", file.period)]


def data_file(store: Store, number: int) -> DataFile | None:
    names = names_of_authorities(store)
    return next((_data_file(batch, names) for batch in store.batches(current_only=False) if batch.id == number), None)


def versions(store: Store, of: DataFile) -> list[DataFile]:
    """The file and the others of the same source, coverage and period, newest first."""
    return [_data_file(batch, {}) for batch in reversed(store.batches(current_only=False)) if batch.key == of.batch.key]


def _data_file(batch: Batch, names: Mapping[str, str]) -> DataFile:
    return DataFile(
        id=batch.id,
        title=batch.detail["title"] if batch.source is SourceKey.EXTRACT else source_title(batch.source),
        file=batch.file,
        period=batch.period,
        covers=_covers(batch, names),
        rows=batch.rows_kept,
        not_loaded=batch.rows_rejected,
        loaded_at=batch.loaded_at,
        in_use=batch.is_current,
        batch=batch,
    )


def _covers(batch: Batch, names: Mapping[str, str]) -> str:
    if batch.source is SourceKey.EXTRACT:
        return str(batch.detail["agency"])
    places = batch.detail.get("authorities", ())
    covered = places if 0 < len(places) <= 3 else coverage_words(batch.coverage).split(", ")
    return ", ".join(names.get(part, part) for part in covered)


def source_title(key: SourceKey) -> str:
    title = SOURCES[key].title.partition(" (")[0]
    return title[:1].upper() + title[1:]


def coverage_words(coverage: str) -> str:
    """Forces' short names or area codes, as people write them; of many areas their number.

    >>> coverage_words("devon-and-cornwall"), coverage_words("moonshire-synthetic"), coverage_words("E06000030+E06000054")
    ('Devon and Cornwall', 'Moonshire (synthetic)', 'E06000030, E06000054')
    >>> coverage_words("city-of-london+west-yorkshire"), coverage_words("44 areas (246ba0a5)")
    ('City of London, West Yorkshire', '44 areas')
    """
    many = re.fullmatch(r"([\d,]+ areas) \([0-9a-f]{8}\)", coverage)
    return many[1] if many else ", ".join(_one_covered(part) for part in coverage.split("+"))


def _one_covered(coverage: str) -> str:
    if coverage == "btp":
        return "British Transport Police"
    if not coverage or coverage != coverage.lower():
        return coverage
    words = coverage.removesuffix("-synthetic").replace("-", " ").title().replace(" And ", " and ").replace(" Of ", " of ")
    return f"{words} (synthetic)" if coverage.endswith("-synthetic") else words


def loads() -> QuerySet[Load]:
    return Load.objects.select_related("job", "sent_by")


def month_counts(store: Store) -> dict[str, dict[str, int]]:
    """Rows of street crime held, by force and month."""
    found: dict[str, dict[str, int]] = {}
    for batch in store.batches(source=SourceKey.POLICE_STREET):
        found.setdefault(coverage_words(batch.coverage), {})[batch.period] = batch.rows_kept
    return dict(sorted(found.items()))


def quality_of(store: Store) -> QualityReport:
    """The quality report, which reads every row."""
    found: QualityReport = kept_while_held("quality", store, lambda: quality(store))
    return found


def names_of_authorities(store: Store) -> dict[str, str]:
    """The authorities that any file held names, code to name."""
    found: dict[str, str] = kept_while_held("authority-names", store, lambda: authority_names(store))
    return found


def kept_while_held(name: str, store: Store, find: Callable[[], Any]) -> Any:
    """What is found in the files held, kept until other files are held."""
    return cache.get_or_set(f"data-{name}-{what_is_held(store)}", find, timeout=86_400)


def what_is_held(store: Store) -> str:
    """A short key of the files that count now: what was found in them holds as long as it is the same."""
    held_now = " ".join(f"{batch.id}:{batch.sha256}" for batch in store.batches())
    return hashlib.sha256(held_now.encode()).hexdigest()


def numbers_of(store: Store) -> dict[tuple[str, str], int]:
    """The number of the data file by its source and bytes, so that a report can lead to it."""
    return {(batch.source.value, batch.sha256): batch.id for batch in store.batches(current_only=False)}
