"""The store of data files: Parquet files, and the manifest that says which of them count."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from wardmoot.core.figures import SourceFile
from wardmoot.evidence.faults import Reject, StoreError, StoreKindError, storage_fault
from wardmoot.evidence.lock import writer_lock
from wardmoot.evidence.manifest import Batch, Ending, Manifest
from wardmoot.evidence.sources import SOURCES, SourceKey
from wardmoot.evidence.synthetic import StoreKind

FOLDER = "evidence"
MANIFEST = "manifest.sqlite3"
STAGING = "staging"
BATCHES = "batches"
LOCK = "writer.lock"


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """What is held of one source: files and rows that count now, the periods and areas they cover, what they ask to be printed."""

    source: SourceKey
    title: str
    files: int
    rows: int
    rejected: int
    superseded: int
    periods: tuple[str, ...]
    coverage: tuple[str, ...]
    last_loaded: datetime
    attribution: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """What the store holds."""

    kind: StoreKind | None
    sources: tuple[SourceStatus, ...]


class Store:
    """The data files of one home. Cheap to make, safe to share between threads; writing is one process at a time.

    >>> import tempfile
    >>> Store.open(Path(tempfile.mkdtemp())).batches()
    ()
    """

    def __init__(self, folder: Path, *, read_only: bool, kind: StoreKind | None, held: tuple[Batch, ...] | None = None) -> None:
        self.folder = folder
        self.read_only = read_only
        self._asked = kind
        self._held = held
        self._manifest = Manifest(folder / MANIFEST)

    @classmethod
    def open(cls, home: Path, *, read_only: bool = False, kind: StoreKind | None = None) -> Store:
        """The store under the home folder, which need not exist yet.

        `kind` says what it is for; it is recorded with the first files. Raises StoreKindError when the store is of the other kind.
        """
        store = cls(Path(home).absolute() / FOLDER, read_only=read_only, kind=kind)
        recorded = store._manifest.kind()
        if kind and recorded and recorded is not kind:
            raise StoreKindError(f"this home's data is {recorded.value}, not {kind.value}: set WARDMOOT_HOME to another folder")
        return store

    @property
    def kind(self) -> StoreKind | None:
        """Real or demonstration; None while nothing is loaded and nothing was asked for."""
        return self._manifest.kind() or self._asked

    def snapshot(self) -> Store:
        """The store as it is now: later loads do not show in it, because files are never changed or taken away once they count."""
        return Store(self.folder, read_only=True, kind=self.kind, held=self._all())

    def of_files(self, sha256s: Iterable[str]) -> Store:
        """The store as if only the files with these hashes were held, those that others took the place of among them.

        Where the same bytes were loaded more than once the last load counts. Raises StoreError, naming the hashes, where the rows
        of some are no longer held or never were.
        """
        wanted = set(sha256s)
        found = {(*b.key, b.sha256): replace(b, superseded_at=None) for b in self._all() if b.sha256 in wanted and not b.ending}
        if missing := sorted(wanted - {b.sha256 for b in found.values()}):
            told = ", ".join(f"{self._named(sha)} ({sha[:12]}…)" for sha in missing)
            raise StoreError(f"not held in this home: {told}. Load the same bytes again, or restore the home from a backup that has them")
        return Store(self.folder, read_only=True, kind=self.kind, held=tuple(sorted(found.values(), key=lambda b: b.id)))

    def _named(self, sha256: str) -> str:
        """The name of a file that was held once, else that it is not known."""
        return next((b.file for b in self._all() if b.sha256 == sha256), "a file never loaded here")

    def _all(self) -> tuple[Batch, ...]:
        return self._manifest.batches() if self._held is None else self._held

    def batches(self, current_only: bool = True, source: SourceKey | None = None) -> tuple[Batch, ...]:
        """The data files that count now (and with `current_only=False` those they took the place of), in the order they were loaded."""
        return tuple(b for b in self._all() if (b.is_current or not current_only) and source in (None, b.source))

    def rejects(self, batch: int) -> tuple[Reject, ...]:
        """The rows of a data file that were not loaded."""
        return self._manifest.rejects(batch)

    def parquet(self, batch: Batch) -> Path:
        """The Parquet file of a batch."""
        return self.folder / batch.path

    def status(self) -> StoreStatus:
        """What is held, source by source."""
        every = self._all()
        superseded = Counter(b.source for b in every if not b.is_current and b.ending is not Ending.WITHDRAWN)
        held = {key: [b for b in every if b.source is key and b.is_current] for key in SOURCES}
        return StoreStatus(self.kind, tuple(_status(key, batches, superseded[key]) for key, batches in held.items() if batches))

    @contextmanager
    def writing(self, now: datetime) -> Iterator[Path]:
        """Be the one writer: gives an empty staging folder, after sweeping away what a killed load left.

        Raises StoreBusy when another process is loading, StoreError when the store was opened read only.
        """
        if self.read_only:
            raise StoreError("the data store was opened to read only: open it to write")
        try:
            (self.folder / BATCHES).mkdir(parents=True, exist_ok=True)
            (self.folder / LOCK).touch()
        except OSError as error:
            raise (storage_fault(error) or error) from error
        with writer_lock(self.folder / LOCK, since=f"{now:%Y-%m-%d %H:%M}"):
            self._sweep()
            staging = self.folder / STAGING
            staging.mkdir()
            try:
                yield staging
            finally:
                shutil.rmtree(staging, ignore_errors=True)

    def _sweep(self) -> None:
        shutil.rmtree(self.folder / STAGING, ignore_errors=True)
        every = self._all()
        self._delete(b for b in every if b.ending)
        known = {Path(b.path).parts[1] for b in every if not b.ending}
        for place in (self.folder / BATCHES).iterdir():
            if place.name not in known:
                shutil.rmtree(place, ignore_errors=True)

    def _delete(self, batches: Iterable[Batch]) -> None:
        for batch in batches:
            self.parquet(batch).unlink(missing_ok=True)

    def end(self, batches: Sequence[Batch], ending: Ending, now: datetime, *, restore: Sequence[Batch] = ()) -> None:
        """Delete the rows of the batches for good and let those of `restore` count again. Called inside `writing`.

        The manifest is written first: a death before the files are gone leaves them to the next writer, which sweeps them away.
        """
        if batches:
            self._manifest.end([b.id for b in batches], ending, now, restore=[b.id for b in restore])
            self._sweep_ended()

    def _sweep_ended(self) -> None:
        self._delete(b for b in self._all() if b.ending)
        for place in (self.folder / BATCHES).iterdir():
            if place.is_dir() and not any(place.iterdir()):
                place.rmdir()

    def commit(self, load: Path, kind: StoreKind, entries: Sequence[tuple[Batch, Sequence[Reject]]], *, supersede: Sequence[int] = ()) -> None:
        """Move the finished folder `load` of Parquet files into place and record its batches. Called inside `writing`.

        Besides the batches of the same keys, those with the ids of `supersede` no longer count.

        The rename and the transaction are each all or nothing; a death between them leaves a folder that the next writer sweeps.
        """
        for file in (*load.iterdir(), load):
            _sync(file)
        place = self.folder / BATCHES / load.name
        load.rename(place)
        _sync(place.parent)
        try:
            self._manifest.record(kind, entries, supersede)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        _sync(self.folder)


def _sync(path: Path) -> None:
    """Have the disk keep a file (or on POSIX a folder's names) before the manifest speaks of it."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() or os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _status(key: SourceKey, batches: list[Batch], superseded: int) -> SourceStatus:
    return SourceStatus(
        source=key,
        title=SOURCES[key].title,
        files=len(batches),
        rows=sum(b.rows_kept for b in batches),
        rejected=sum(b.rows_rejected for b in batches),
        superseded=superseded,
        periods=tuple(sorted({b.period for b in batches})),
        coverage=tuple(sorted({b.coverage for b in batches})),
        last_loaded=max(b.loaded_at for b in batches),
        attribution=tuple(sorted({b.attribution for b in batches})),
    )


def source_files(batches: Iterable[Batch]) -> tuple[SourceFile, ...]:
    """The batches as a figure's trace names them."""
    return tuple(SourceFile(b.source.value, b.file, b.sha256, b.loaded_at, b.rows_kept, b.period, b.attribution) for b in batches)
