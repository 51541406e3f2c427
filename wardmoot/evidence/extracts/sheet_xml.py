"""Reading the XML of a spreadsheet as a stream, without trusting it: memory stays flat and no entity is expanded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

from lxml import etree

from wardmoot.evidence.faults import FileFault

_NOT_SHEETS = "the workbook has a document type declaration inside, which no spreadsheet program writes: nothing in it was read"


class _Told:
    """A file that tells how much of it was read."""

    def __init__(self, file: IO[bytes], tick: Callable[[int], None]) -> None:
        self._file, self._tick = file, tick

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self._tick(len(data))
        return data


def stream(
    file: IO[bytes], tags: Sequence[str], tick: Callable[[int], None] = lambda _: None, events: tuple[str, ...] = ("end",)
) -> Iterator[tuple[str, Any]]:
    """Each element with one of the tags (`{*}row`) as its event comes, and takes it and all before it out of memory afterwards.

    Raises FileFault where the XML is damaged, or has a document type (which entity bombs need).
    """
    parsing = etree.iterparse(
        _Told(file, tick), events=events, tag=tags, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    checked = False
    try:
        for event, element in parsing:
            if not checked:
                _refuse_doctype(element)
                checked = True
            yield event, element
            if event == "end":
                _let_go(element)
        if parsing.root is not None:
            _refuse_doctype(parsing.root)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise FileFault(f"the workbook is damaged inside (line {line} of its XML): open it, save it anew and send that") from None


def _refuse_doctype(element: Any) -> None:
    if element.getroottree().docinfo.doctype:
        raise FileFault(_NOT_SHEETS)


def _let_go(element: Any) -> None:
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def elements(file: IO[bytes]) -> list[tuple[str, dict[str, str]]]:
    """Every element of a small part in the order they begin, by its local name, with its attributes by their local names."""
    found = []
    for _, element in stream(file, ["{*}*"], events=("start",)):
        found.append((local(element.tag), {local(key): value for key, value in element.attrib.items()}))
    return found


def local(name: str) -> str:
    """The name without its namespace.

    >>> local("{urn:x}row"), local("row")
    ('row', 'row')
    """
    return name.rpartition("}")[2]
