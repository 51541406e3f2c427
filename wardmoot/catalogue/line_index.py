"""Which line of a TOML text each table, key and list entry stands on.

The standard library's reader gives values without lines. This one gives lines without values: it walks
text that is already known to be TOML, so it need not judge anything, only follow brackets and quotes.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from wardmoot.catalogue.faults import Path

_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}\n#]*")
_STRINGS = (
    re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}', re.DOTALL),
    re.compile(r"'''.*?'{3,5}", re.DOTALL),
    re.compile(r'"(?:[^"\\\n]|\\.)*"'),
    re.compile(r"'[^'\n]*'"),
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}


def _unescape(found: re.Match[str]) -> str:
    code = found[1]
    return chr(int(code[1:], 16)) if code[0] in "uU" else _ESCAPES.get(code, code)


class LineIndex:
    """The line of each place in a TOML text that `tomllib` accepts.

    >>> index = LineIndex('[[areas]]\\nkey = "a"\\n')
    >>> index.line_of(("areas", 0, "key")), index.line_of(("areas", 0, "name"))
    (2, 1)
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._newlines = [found.start() for found in re.finditer("\n", text)]
        self._lines: dict[Path, int] = {}
        self._tables: dict[Path, int] = {}
        self._walk()

    def line_of(self, path: Path) -> int:
        """The line of a place, or of the nearest thing that holds it: a missing key is found at its table. Counts from 1."""
        for length in range(len(path), 0, -1):
            if line := self._lines.get(path[:length]):
                return line
        return 1

    def _note(self, path: Path) -> None:
        self._lines.setdefault(path, bisect_right(self._newlines, self._at - 1) + 1)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return found[0] if found else ""

    def _next_is(self, mark: str) -> bool:
        return self._text.startswith(mark, self._at)

    def _walk(self) -> None:
        table: Path = ()
        while True:
            self._skip(_BLANK)
            if self._at >= len(self._text):
                return
            table = self._header() if self._next_is("[") else self._pair(table)

    def _header(self) -> Path:
        many = self._next_is("[[")
        start = self._at
        self._at += 2 if many else 1
        keys = self._key()
        self._at += 2 if many else 1
        end, self._at = self._at, start
        path = self._inside(keys[:-1]) + keys[-1:]
        if many:
            self._note(path)
            self._tables[path] = self._tables.get(path, -1) + 1
            path = (*path, self._tables[path])
        self._note(path)
        self._at = end
        return path

    def _inside(self, keys: Path) -> Path:
        """The place that header keys mean: within a list of tables, its latest entry."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self._tables:
                path = (*path, self._tables[path])
        return path

    def _pair(self, table: Path) -> Path:
        start = self._at
        keys = self._key()
        end, self._at = self._at, start
        for length in range(1, len(keys) + 1):
            self._note((*table, *keys[:length]))
        self._at = end + 1
        self._skip(_SPACE)
        self._value((*table, *keys))
        return table

    def _key(self) -> Path:
        """A dotted key, leaving the position on what follows it."""
        keys: list[str] = []
        while True:
            self._skip(_SPACE)
            keys.append(self._string_key() if self._text[self._at] in "\"'" else self._skip(_BARE_KEY))
            self._skip(_SPACE)
            if not self._next_is("."):
                return tuple(keys)
            self._at += 1

    def _string_key(self) -> str:
        if self._next_is("'"):
            return self._skip(_STRINGS[3])[1:-1]
        return _ESCAPE.sub(_unescape, self._skip(_STRINGS[2])[1:-1])

    def _value(self, path: Path) -> None:
        if self._next_is("["):
            self._list(path)
        elif self._next_is("{"):
            self._inline_table(path)
        elif not any(self._skip(pattern) for pattern in _STRINGS):
            self._skip(_BARE_VALUE)

    def _list(self, path: Path) -> None:
        self._at += 1
        position = 0
        self._skip(_BLANK)
        while not self._next_is("]"):
            self._note((*path, position))
            self._value((*path, position))
            position += 1
            self._next_item()
        self._at += 1

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        self._skip(_BLANK)
        while not self._next_is("}"):
            self._pair(path)
            self._next_item()
        self._at += 1

    def _next_item(self) -> None:
        self._skip(_BLANK)
        if self._next_is(","):
            self._at += 1
            self._skip(_BLANK)
