"""From the bytes of a catalogue file to TOML, and from faults found at places to faults on lines."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from wardmoot.catalogue.faults import CatalogueFaults, Fault, Path, written_path
from wardmoot.catalogue.line_index import LineIndex
from wardmoot.catalogue.reading import MOST_FAULTS

LARGEST_FILE = 5_000_000
"""Bytes. A catalogue file is a few pages of text; what is larger is some other kind of file."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is meant to be, for messages: `begins` says how such a file begins, `levels` how deep it nests."""

    noun: str
    begins: str
    levels: str
    faults: type[CatalogueFaults]

    def fault(self, file: str, message: str, line: int | None = None) -> CatalogueFaults:
        """The one fault of a file behind which nothing can be read."""
        return self.faults(file, (Fault(message, line),))

    def too_deep(self, file: str) -> CatalogueFaults:
        """The fault of a file nested so deeply that no reader follows."""
        return self.fault(file, f"lists or tables are nested too deeply; a {self.noun} needs {self.levels}")


def decoded(content: bytes, file: str, kind: FileKind) -> str:
    """The text of a file. Raises the kind's faults where it is too large, empty or not UTF-8."""
    if len(content) > LARGEST_FILE:
        size = LARGEST_FILE // 1_000_000
        raise kind.fault(file, f"is larger than {size} MB, too large for a {kind.noun}; check that this is the right file")
    if not content.strip():
        raise kind.fault(file, f"is empty; {kind.begins}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise kind.fault(file, "is not UTF-8 text; save it again with the encoding UTF-8", line) from None


def toml_of(text: str, file: str, kind: FileKind) -> dict[str, Any]:
    """The values of a TOML text. Raises the kind's faults, with the line, where it is not TOML."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        fault = kind.too_deep(file)
    except ValueError as error:
        at = re.search(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)$", str(error))
        line = int(at[1]) if at and at[1] else text.count("\n") + 1 if at else None
        column = f" at column {at[2]}" if at and at[2] else ""
        message = str(error)[: at.start()] if at else str(error)
        fault = kind.fault(file, f"is not TOML{column}: {message}; check quotes, brackets and = on this line and the one before", line)
    raise fault from None


def first_of_each(faults: list[tuple[Path, str]]) -> list[tuple[Path, str]]:
    """One fault for each place, and none within a place that is itself at fault."""
    places = {path for path, _ in faults}
    seen: set[Path] = set()
    kept = []
    for path, message in faults:
        if path in seen or any(path[:length] in places for length in range(1, len(path))):
            continue
        seen.add(path)
        kept.append((path, message))
    return kept


def in_order(faults: list[tuple[Path, str]], index: LineIndex, not_kept: int) -> tuple[Fault, ...]:
    """The faults with their lines, in the order of the file; beyond `MOST_FAULTS` as a number."""
    found = sorted((Fault(message, index.line_of(path), written_path(path)) for path, message in faults), key=lambda fault: fault.line or 0)
    more = len(found[MOST_FAULTS:]) + not_kept
    if not more:
        return tuple(found)
    return (*found[:MOST_FAULTS], Fault(f"and {more:,} more faults that are not listed; correct these first and load the file again"))
