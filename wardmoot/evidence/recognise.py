"""What a file is, by its own first bytes and column names; its place and name are never enough."""

from __future__ import annotations

import csv
import re

from wardmoot.evidence.faults import FileFault, shortened
from wardmoot.evidence.headers import HEADERS, Header, header_meant
from wardmoot.evidence.intake import HEAD, ZIP_MAGIC, Candidate
from wardmoot.evidence.sources import SOURCES, known_sources

JSON = "json"
WORKBOOK = "workbook"
_IDENTITY = re.compile(
    r"(^|[^a-z])(first|last|sur|fore|full|victim|suspect)?[ _]?name$|birth|\bdob\b|address|postcode|phone|e-?mail|nhs|\bni ?number", re.I
)
_NO_IDENTITY = "Wardmoot's data store keeps no names, addresses or dates of birth."
_OTHER_FORMATS = {
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a gzip archive",
    b"PAR1": "a Parquet file",
    b"7z\xbc\xaf": "a 7-Zip archive",
}


def recognise(head: bytes, candidate: Candidate) -> Header | str:
    """The CSV layout of the file, or JSON, or WORKBOOK. Raises FileFault saying what is wrong with the file or what it seems to be."""
    if not head:
        raise FileFault("the file is empty (0 bytes): the download probably failed. Download it again")
    if head[:4] in ZIP_MAGIC:
        return _recognise_packed(head, candidate)
    for magic, what in _OTHER_FORMATS.items():
        if head.startswith(magic):
            raise FileFault(f"the file is {what}, whatever its name: open it and save the table as CSV (UTF-8), or get the CSV from its publisher")
    check_text(head)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        raise FileFault("the file is a web page (HTML), not data: the site probably showed an error. Download the data file again")
    if start.startswith((b"{", b"[")):
        return JSON
    return _recognise_csv(head, candidate)


def check_text(head: bytes) -> None:
    """Raise FileFault when the first bytes are not UTF-8 text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileFault("the file is written in UTF-16: save it as CSV UTF-8 and load it again")
    if b"\0" in head:
        line = head[: head.index(b"\0")].count(b"\n") + 1
        raise FileFault(f"line {line} holds a NUL byte: the file is damaged, or is not text in UTF-8. Download it again or save it as CSV UTF-8")


def _recognise_packed(head: bytes, candidate: Candidate) -> str:
    inside = head[30:94]
    if inside.startswith((b"[Content_Types].xml", b"_rels/", b"xl/", b"docProps/")) and candidate.name.lower().endswith(".xlsx"):
        return WORKBOOK
    if inside.startswith((b"[Content_Types].xml", b"_rels/", b"xl/", b"docProps/", b"mimetype")):
        raise FileFault(
            "the file is a spreadsheet where a CSV belongs: get the CSV from its publisher, or open it and save the table as CSV (UTF-8). "
            f"The files Wardmoot knows are: {known_sources()}"
        )
    if candidate.member is not None:
        raise FileFault("the file is a zip inside a zip: unpack the outer one and load what is inside")
    raise FileFault("the file is a zip that is not named .zip: rename it, and load it again")


def _first_line(head: bytes) -> bytes:
    return head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].removesuffix(b"\r")


def names_of(head: bytes) -> list[str]:
    """The column names on the first line; a byte order mark before them is passed over."""
    return next(csv.reader([_first_line(head).decode("utf-8")], strict=True), [])


def _recognise_csv(head: bytes, candidate: Candidate) -> Header:
    first = _first_line(head)
    if b"\n" not in head and len(head) >= HEAD:
        raise FileFault("line 1 is longer than 64 KB: this is not a table of rows. Download the file again")
    if b"\r" in first:
        raise FileFault("the lines end in a lone carriage return, or line 1 has one inside it: save the file with LF or CRLF line ends")
    try:
        names = names_of(head)
    except UnicodeDecodeError:
        raise FileFault("line 1 is not UTF-8 text: save the file as CSV UTF-8 and load it again") from None
    except csv.Error:
        raise FileFault("line 1 has a quote that is opened and not closed: download the file again", countable=True) from None
    for header in HEADERS:
        if header.matches(names):
            return header
    meant = header_meant(names, candidate.base)
    if meant is not None:
        raise FileFault(_difference(meant, names), countable=True)
    raise FileFault(f"not a file Wardmoot knows yet: its first line begins “{shortened(','.join(_shown(names)))}”. It knows: {known_sources()}")


def _shown(names: list[str]) -> list[str]:
    """The first line of an unknown file as far as it may be shown: it can be a partner's extract, and the line a row about a person."""
    from wardmoot.evidence.extracts.masking import heading_shown  # here: the extracts are built on the loader, which is built on this

    known = frozenset(word.casefold() for header in HEADERS for name in header.columns for word in re.findall(r"[^\W\d_]+", name))
    return [heading_shown(name, known) for name in names]


def check_no_identity(names: list[str]) -> None:
    """Raise FileFault when a heading that its source does not have looks like identity: such a file is not what its publisher gave out."""
    found = [name for name in names if _IDENTITY.search(name)]
    if found:
        raise FileFault(f"line 1 has {_listed(found)}: {_NO_IDENTITY} Get the file from its publisher again, unchanged", countable=True)


def _difference(meant: Header, names: list[str]) -> str:
    """What is wrong with a header that was meant to be `meant`."""
    missing, extra = meant.missing(names), meant.beyond(names)
    faults = [f"without {_listed(missing)}"] if missing else []
    faults += [f"with {_listed(extra)}"] if extra else []
    if not faults:
        place, right, found = meant.first_out_of_place(names)
        faults = [f"column {place} is “{shortened(found)}” and should be “{right}”"]
    identity = f" {_NO_IDENTITY}" if any(_IDENTITY.search(n) for n in extra) else ""
    title = SOURCES[meant.source].title
    return f"the header (line 1) is not that of {title}: {'; '.join(faults)}.{identity} Get the file from its publisher again, unchanged"


def _listed(names: list[str]) -> str:
    return ", ".join(f"“{shortened(n) or '(no name)'}”" for n in names[:5]) + (" and more" if len(names) > 5 else "")
