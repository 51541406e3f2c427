"""One document, many files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from wardmoot.reports.checks import check_document
from wardmoot.reports.document import DEMONSTRATION, Document
from wardmoot.reports.figures_file import render_json
from wardmoot.reports.html import render_html
from wardmoot.reports.pdf import render_pdf
from wardmoot.reports.pictures import Gallery, count_pictures
from wardmoot.reports.spreadsheet import render_ods
from wardmoot.reports.word import render_docx

Progress = Callable[[int, int, str], None]
"""Called with steps done, steps in all, and what is being done."""

FORMATS = ("html", "pdf", "docx", "ods", "json")
DRAWN = ("html", "pdf", "docx")
_KIND = {"html": "web page", "pdf": "PDF", "docx": "Word file", "ods": "spreadsheet", "json": "figures.json"}


def file_name(document: Document, form: str, stem: str) -> str:
    """The name of a file: `figures.json`, or the stem with `DEMONSTRATION-NOT-REAL` where it is one."""
    if form == "json":
        return "figures.json"
    said = "-" + DEMONSTRATION.replace(" - ", "-").replace(" ", "-") if document.demonstration else ""
    return f"{stem}{said}.{form}"


def render(
    document: Document,
    formats: Sequence[str],
    folder: Path,
    *,
    stem: str,
    progress: Progress | None = None,
    extra: Mapping[str, Any] | None = None,
    cache: Path | None = None,
) -> dict[str, Path]:
    """Write the document in each format into `folder` and return the files by format.

    The PDF is laid out beside the other formats, on a second core. All files are made first and then put in place one by
    one, each at a stroke: a document that cannot be drawn leaves the folder as it was. `extra` goes into figures.json.
    Charts and maps are kept in the folder `cache` by what is in them, and drawn again only when that changes.
    Raises ValueError for an unknown format, a stem that is not a plain file name, or a document that cannot be drawn.
    """
    _check(formats, stem)
    check_document(document)
    gallery, tell = Gallery(cache), _Steps(progress, count_pictures(document) if set(formats) & set(DRAWN) else 0, len(formats))
    if set(formats) & set(DRAWN):
        gallery.draw_all(document, lambda title: tell(f"Drawing: {title}"))
    with ThreadPoolExecutor(max_workers=1) as beside:
        waiting = {}
        if "pdf" in formats:
            tell(f"Writing the {_KIND['pdf']}")
            waiting["pdf"] = beside.submit(render_pdf, document, gallery=gallery)
        made: dict[str, bytes] = {}
        for form in dict.fromkeys(form for form in formats if form not in waiting):
            tell(f"Writing the {_KIND[form]}")
            made[form] = _render(document, form, gallery, extra)
        made |= {form: future.result() for form, future in waiting.items()}
    tell.done()
    return _write(made, folder, {form: file_name(document, form, stem) for form in made})


def _check(formats: Sequence[str], stem: str) -> None:
    unknown = [form for form in formats if form not in FORMATS]
    if unknown or not formats:
        raise ValueError(f"{', '.join(unknown) or 'nothing'} is not a format: choose from {', '.join(FORMATS)}")
    if not stem or stem != Path(stem).name or stem.startswith("."):
        raise ValueError(f"{stem!r} is not a plain file name: leave out folders and the leading dot")


def _render(document: Document, form: str, gallery: Gallery, extra: Mapping[str, Any] | None) -> bytes:
    if form == "html":
        return render_html(document, gallery=gallery).encode()
    if form == "docx":
        return render_docx(document, gallery=gallery)
    return render_ods(document) if form == "ods" else render_json(document, extra=extra).encode()


def _write(made: Mapping[str, bytes], folder: Path, names: Mapping[str, str]) -> dict[str, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    waiting: dict[str, Path] = {}
    try:
        for form, content in made.items():
            handle, place = tempfile.mkstemp(dir=folder, prefix=".writing-", suffix=f".{form}")
            waiting[form] = Path(place)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            waiting[form].chmod(0o640)
        for form in made:
            waiting[form].replace(folder / names[form])
    finally:
        for left in waiting.values():
            with suppress(FileNotFoundError):
                left.unlink()
    return {form: folder / names[form] for form in made}


class _Steps:
    """Counts the steps of a rendering and tells of each as it begins."""

    def __init__(self, progress: Progress | None, pictures: int, formats: int) -> None:
        self._progress, self._total, self._done = progress, pictures + formats, 0

    def __call__(self, words: str) -> None:
        if self._progress:
            self._progress(self._done, self._total, words)
        self._done += 1

    def done(self) -> None:
        """Say that nothing is left to do."""
        if self._progress:
            self._progress(self._total, self._total, "Done")
