"""Documents as tagged PDF (PDF/UA-1), laid out by typst from data: no word of the document is ever read as markup."""

from __future__ import annotations

import json
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from wardmoot.reports.checks import check_document
from wardmoot.reports.document import Document, Heading, Table
from wardmoot.reports.fonts import fonts_folder
from wardmoot.reports.pdf_data import page_data
from wardmoot.reports.pictures import Gallery
from wardmoot.reports.pixels import pixels_of
from wardmoot.reports.wording import card_words, cell_text, span_text

TEMPLATE = "document.typ"
_MISSING = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_TOO_LONG = "does not fit on one page"


class CharacterMissing(ValueError):
    """A character that no font at hand can show: it is named with the place where it stands."""


def render_pdf(document: Document, *, gallery: Gallery | None = None) -> bytes:
    """The document as A4 pages: tagged, with outline, text alternatives, repeated table headers and page numbers.

    The marking stands at the top and bottom of every page, the cut-off and the attributions at the foot. A document that is
    one page is set in the largest type, down to six tenths of the usual, at which all of it fits. Raises CharacterMissing
    where a character cannot be shown, and ValueError, naming the fault, where the document cannot be drawn or does not fit.
    """
    check_document(document)
    with _laid_out(document, gallery) as settings:
        made: bytes = typst.compile(**settings, format="pdf", pdf_standards=["ua-1"], timestamp=round(document.made_at.timestamp()))
    return made


def fitted_part(document: Document, gallery: Gallery | None = None) -> float:
    """The part of the usual type size at which a document of one page fits on it. Raises as `render_pdf` does."""
    with _laid_out(document, gallery) as settings:
        return float(json.loads(typst.query(**settings, selector="<part>", field="value", one=True)))


def can_be_set(content: bytes) -> bool:
    """Whether a picture that somebody added can be decoded and set on a page: tried on a page of its own.

    >>> can_be_set(b"no picture")
    False
    """
    with tempfile.TemporaryDirectory(prefix="wardmoot-pdf-") as made_in:
        try:
            picture = Path(made_in, f"picture.{pixels_of(content).kind}")
            picture.write_bytes(content)
            page = Path(made_in, "page.typ")
            page.write_text(f'#set page(width: 40pt, height: 40pt, margin: 0pt)\n#image("{picture.name}", width: 30pt, alt: "tried")', "utf-8")
            typst.compile(input=page, root=Path(made_in), format="pdf")
        except (RuntimeError, ValueError):
            return False
    return True


@contextmanager
def _laid_out(document: Document, gallery: Gallery | None) -> Iterator[dict[str, Any]]:
    """What typst is called with, in a folder that holds the template and the pictures people added."""
    data, pictures = page_data(document, gallery or Gallery())
    template = files("wardmoot.reports").joinpath(f"assets/{TEMPLATE}").read_bytes()
    with tempfile.TemporaryDirectory(prefix="wardmoot-pdf-") as made_in:
        folder = Path(made_in)
        for name, content in {**pictures, TEMPLATE: template}.items():
            folder.joinpath(name).write_bytes(content)
        inputs = {"document": json.dumps(data, ensure_ascii=False)}
        try:
            yield {"input": folder / TEMPLATE, "root": folder, "font_paths": _fonts(), "sys_inputs": inputs}
        except RuntimeError as fault:
            raise _explained(fault, document) from fault


@cache
def _fonts() -> typst.Fonts:
    """The fonts at hand, looked for once."""
    folder = fonts_folder()
    return typst.Fonts(font_paths=[str(folder)] if folder else [])


def _explained(fault: Exception, document: Document) -> ValueError:
    if _TOO_LONG in str(fault):
        return ValueError(f"“{document.title}” {_TOO_LONG}, even in small type: shorten it, or take out what can stand elsewhere")
    found = _MISSING.search(str(fault))
    if not found:
        return ValueError(f"the PDF of “{document.title}” could not be made: {fault}")
    text = _ESCAPED.sub(lambda code: chr(int(code.group(1), 16)), found.group(1))
    sign = next((letter for letter in text if not letter.isascii()), text[:1])
    name = unicodedata.name(sign, "a character without a name")
    place = next((where for where, words in _places(document) if sign in words), "in the document")
    return CharacterMissing(
        f"the PDF cannot show {sign if sign.isprintable() else ''} (U+{ord(sign):04X}, {name.lower()}), which stands {place}: no font here has it. "
        "Take it out of the text, or install a font that has it (Debian: apt-get install fonts-noto-core fonts-noto-color-emoji)."
    )


def _places(document: Document) -> Iterator[tuple[str, str]]:
    yield "in the title, subtitle or partnership", f"{document.title}{document.subtitle}{document.partnership}{document.attributions}"
    heading = "at the beginning"
    for block in document.blocks:
        if isinstance(block, Heading):
            heading = f"under “{block.text}”"
        table = block if isinstance(block, Table) else getattr(block, "table", None)
        if isinstance(table, Table):
            for number, row in enumerate(table.rows, 1):
                yield f"in row {number} of the table “{table.title}”", "".join(cell_text(cell) for cell in row)
        yield heading, _own_words(block)


def _own_words(block: object) -> str:
    texts = [getattr(block, name, "") for name in ("text", "title", "subtitle", "alt", "source", "notes")]
    groups = [*getattr(block, "items", ()), getattr(block, "spans", ())]
    cards = [card_words(card) for card in getattr(block, "cards", ())]
    return "".join([*map(str, texts), *(span_text(span) for group in groups for span in group), *map(str, cards)])
