"""Clean CSV files cut into spans of adjacent cells, each distinct span numbered: what makes large files cheap to judge.

Rows of one source repeat themselves: a month's six million rows have a hundred kinds of offence and outcome, and tens of thousands of
points on the map. So a row is kept as a digest (an ID of 64 hex digits) and, for each span of its cells, the number of that span's text.
What the text may be is judged elsewhere, once for each distinct text. A file that is not plainly clean is not cut at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

LINE_CAP = 1 << 16
HEX_DIGITS = 64
_NEWLINE, _RETURN, _COMMA, _QUOTE, _SPACE = 10, 13, 44, 34, 32
_SEED, _PRIME = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
_ONE, _TWO, _THREE, _FOUR, _SEVEN = (np.uint64(i) for i in (1, 2, 3, 4, 7))
_B1, _B2, _B3, _B4, _B5, _B6, _B7 = (np.uint64(8 * i) for i in range(1, 8))
_HALF, _LOWER = np.uint64(32), np.uint64(0xFFFFFFFF)
_PAD = 8
_FIRST_SLOTS = 1 << 10
_UNCLEAN = -1
_NO_DIGIT = 0x80
_HEX = np.full(256, _NO_DIGIT, dtype=np.uint8)
_HEX[list(b"0123456789abcdef")] = range(16)
_ONES, _TOPS, _SPACES, _NUMBERS = (np.uint64(i) for i in (0x0101010101010101, 0x8080808080808080, 0x2020202020202020, 0x0001020304050607))
_COMMAS, _QUOTES = _ONES * np.uint64(_COMMA), _ONES * np.uint64(_QUOTE)


@dataclass(frozen=True, slots=True)
class Cut:
    """The rows of some files, one after another. `numbers[s, row]` is the number of the row's span `s`; `listed[s]` has the distinct
    texts of the span, `counts[s]` of them, as lines of `number,text`.

    `rows[f]` is the slice of file `f`, None for a file that is not plainly clean. `digests` are the IDs as four unsigned
    numbers, of the rows that are `identified`.
    """

    rows: tuple[slice | None, ...]
    numbers: np.ndarray
    listed: tuple[bytes, ...]
    counts: tuple[int, ...]
    digests: np.ndarray
    identified: np.ndarray


def cut(files: Sequence[bytes], *, widths: Sequence[int], digest: bool, most: int) -> Cut:
    """Cut the files, each with one line of header, into spans of so many cells each, after the digest if there is one.

    A file is clean when every line is a row of that many cells, closed quotes are only round whole cells, line ends are LF
    or CRLF, the text is UTF-8 without NULs, no line is empty, and the digest of each row is 64 hex digits or nothing.
    There is room for `most` rows; a file that has more than are left is not cut.

    >>> found = cut([b"a,b\\n1,x\\n2,x\\n", b"a,b\\n1\\n"], widths=[1, 1], digest=False, most=3)
    >>> found.rows, found.numbers.tolist(), found.listed
    ((slice(0, 2, None), None), [[0, 1], [0, 0]], (b'0,1\\n1,2\\n', b'0,x\\n'))
    """
    data, bounds = _joined(files)
    spans = len(widths)
    numbers = np.empty((spans, most), dtype=np.int32)
    digests, identified = np.empty((most, 4), dtype=np.uint64), np.empty(most, dtype=np.bool_)
    width = max(1 << (2 * most + 2).bit_length(), _FIRST_SLOTS)
    slots, places = np.zeros((spans, width), dtype=np.uint64), np.empty((spans, most, 2), dtype=np.int64)
    seen, masks = np.zeros(spans, dtype=np.int64), np.full(spans, _FIRST_SLOTS - 1, dtype=np.int64)
    last = np.array(widths, dtype=np.int64)
    rows: list[slice | None] = []
    done = 0
    for text, (start, end) in zip(files, bounds, strict=True):
        before = seen.copy()
        count = (
            _cut_file(data, start, end, digest, last, numbers[:, done:], digests[done:], identified[done:], slots, masks, places, seen)
            if _is_text(text)
            else _UNCLEAN
        )
        if count <= 0:
            seen[:] = before
            for span in range(spans):
                _refill(data, slots, masks, places, seen, span)
            rows.append(None)
            continue
        rows.append(slice(done, done + count))
        done += count
    listed = tuple(_listed(data, places[s, : seen[s]]) for s in range(spans))
    return Cut(tuple(rows), numbers[:, :done], listed, tuple(seen.tolist()), digests[:done], identified[:done])


def _joined(files: Sequence[bytes]) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """The files in one array, each ended by a line feed, and where the rows of each begin and end."""
    data = np.empty(sum(map(len, files)) + len(files) + _PAD, dtype=np.uint8)
    data[-_PAD:] = 0
    bounds, at = [], 0
    for text in files:
        data[at : at + len(text)] = np.frombuffer(text, dtype=np.uint8)
        data[at + len(text)] = _NEWLINE
        end = at + len(text) + (not text.endswith(b"\n"))
        bounds.append((at + text.find(b"\n") + 1 if b"\n" in text else end, end))
        at += len(text) + 1
    return data, bounds


def _is_text(text: bytes) -> bool:
    if text.isascii():
        return True
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _listed(data: np.ndarray, places: np.ndarray) -> bytes:
    out = np.empty(int((places[:, 1] - places[:, 0]).sum()) + len(places) * (len(str(len(places))) + 2), dtype=np.uint8)
    return out[: _list_texts(data, places, out)].tobytes()


@njit(cache=True, nogil=True)
def _list_texts(data: np.ndarray, places: np.ndarray, out: np.ndarray) -> Any:
    """Write each text after its number and a comma, one a line; the bytes written."""
    at = 0
    for number in range(len(places)):
        scale = 1
        while scale * 10 <= number:
            scale *= 10
        while scale:
            out[at] = 48 + number // scale % 10
            scale //= 10
            at += 1
        out[at] = _COMMA
        length = places[number, 1] - places[number, 0]
        out[at + 1 : at + 1 + length] = data[places[number, 0] : places[number, 1]]
        out[at + 1 + length] = _NEWLINE
        at += length + 2
    return at


@njit(cache=True, nogil=True)
def _cut_file(
    data: np.ndarray,
    start: int,
    end: int,
    digest: bool,
    widths: np.ndarray,
    numbers: np.ndarray,
    digests: np.ndarray,
    identified: np.ndarray,
    slots: np.ndarray,
    masks: np.ndarray,
    places: np.ndarray,
    seen: np.ndarray,
) -> Any:
    """The number of rows between `start` and `end`, written to the arrays; negative when they are not plainly clean."""
    at, row = start, 0
    while at < end:
        line = at
        if row == identified.size:
            return _UNCLEAN
        if digest:
            at = _take_digest(data, at, end, digests, identified, row)
            if at < 0:
                return _UNCLEAN
        for span in range(widths.size):
            begin = at
            if row:
                at = _end_of_repeat(data, at, end, places, span, numbers[span, row - 1])
                if at >= 0:
                    numbers[span, row] = numbers[span, row - 1]
                    at += span < widths.size - 1
                    continue
                at = begin
            for cell in range(widths[span]):
                if cell:
                    at += 1
                at = _end_of_cell(data, at)
                if at < 0 or (data[at] != _COMMA and (span < widths.size - 1 or cell < widths[span] - 1)):
                    return _UNCLEAN
            numbers[span, row] = _number(data, begin, at, slots, masks, places, seen, span)
            at += span < widths.size - 1
        at += data[at] == _RETURN
        if data[at] != _NEWLINE or at - line > LINE_CAP:
            return _UNCLEAN
        at += 1
        row += 1
    return row


@njit(cache=True, nogil=True)
def _end_of_repeat(data: np.ndarray, at: int, end: int, places: np.ndarray, span: int, number: int) -> Any:
    """Where the span ends when it has the same text as the row before; negative when it has not."""
    begin, length = places[span, number, 0], places[span, number, 1] - places[span, number, 0]
    if at + length >= end or not _same(data, at, at + length, begin, begin + length) or data[at + length] != data[begin + length]:
        return _UNCLEAN
    return at + length


@njit(cache=True, nogil=True)
def _end_of_cell(data: np.ndarray, at: int) -> Any:
    """Where a cell ends: at a comma or the end of the line; negative when it is not clean. In quotes, a quote is written twice."""
    if data[at] != _QUOTE:
        at = _next_mark(data, at)
        byte = data[at]
        return at if byte in (_COMMA, _NEWLINE, _RETURN) else _UNCLEAN
    inside = True
    while True:
        at += 1
        byte = data[at]
        if byte < _SPACE:
            return at if byte in (_NEWLINE, _RETURN) and not inside else _UNCLEAN
        if byte == _QUOTE:
            inside = not inside
        elif not inside:
            return at if byte == _COMMA else _UNCLEAN


@njit(cache=True, nogil=True)
def _next_mark(data: np.ndarray, at: int) -> Any:
    """The first comma, quote or control character from `at` on, eight bytes at a time.

    Source: H. S. Warren, Hacker's Delight, section 6-1 (the lowest byte found is exact, and only that one is asked for).
    """
    while True:
        word = _word(data, at)
        comma, quote = word ^ _COMMAS, word ^ _QUOTES
        found = (((comma - _ONES) & ~comma) | ((quote - _ONES) & ~quote) | ((word - _SPACES) & ~word)) & _TOPS
        if found:
            lowest = (found & (~found + _ONE)) >> _SEVEN
            return at + np.int64((lowest * _NUMBERS) >> _B7)
        at += 8


@njit(cache=True, nogil=True)
def _take_digest(data: np.ndarray, at: int, end: int, digests: np.ndarray, identified: np.ndarray, row: int) -> Any:
    """Where the cell after the digest begins; negative when this one is neither 64 hex digits nor empty."""
    identified[row] = data[at] != _COMMA
    if not identified[row]:
        digests[row, :] = np.uint64(0)
        return at + 1
    if at + HEX_DIGITS >= end or data[at + HEX_DIGITS] != _COMMA:
        return _UNCLEAN
    every = np.uint8(0)
    for part in range(4):
        value = np.uint64(0)
        for place in range(at + 16 * part, at + 16 * part + 16):
            digit = _HEX[data[place]]
            every |= digit
            value = value << np.uint64(4) | np.uint64(digit)
        digests[row, part] = value
    return _UNCLEAN if every & _NO_DIGIT else at + HEX_DIGITS + 1


@njit(cache=True, nogil=True)
def _refill(data: np.ndarray, slots: np.ndarray, masks: np.ndarray, places: np.ndarray, seen: np.ndarray, span: int) -> Any:
    """Put the texts of a span into its slots anew: the slots in use are few while the texts are, so that they stay near the processor."""
    mask = masks[span]
    slots[span, : mask + 1] = 0
    for number in range(seen[span]):
        key = _hash(data, places[span, number, 0], places[span, number, 1])
        slot = _slot(key, mask)
        while slots[span, slot] > 0:
            slot = (slot + 1) & mask
        slots[span, slot] = (key >> _HALF << _HALF) | np.uint64(number + 1)


@njit(cache=True, nogil=True)
def _number(data: np.ndarray, begin: int, end: int, slots: np.ndarray, masks: np.ndarray, places: np.ndarray, seen: np.ndarray, span: int) -> Any:
    """The number of a text: that of the same bytes seen before, or the next.

    A slot holds the upper half of the hash and, below it, the number plus one: most other texts are told apart without a look at them.
    """
    key = _hash(data, begin, end)
    mask = masks[span]
    slot = _slot(key, mask)
    while slots[span, slot] > 0:
        number = np.int64(slots[span, slot] & _LOWER) - 1
        if slots[span, slot] >> _HALF == key >> _HALF and _same(data, begin, end, places[span, number, 0], places[span, number, 1]):
            return number
        slot = (slot + 1) & mask
    number = seen[span]
    seen[span] += 1
    slots[span, slot] = (key >> _HALF << _HALF) | np.uint64(number + 1)
    places[span, number, 0] = begin
    places[span, number, 1] = end
    if 2 * seen[span] > mask:
        masks[span] = 2 * mask + 1
        _refill(data, slots, masks, places, seen, span)
    return number


@njit(cache=True, nogil=True, inline="always")
def _slot(key: np.uint64, mask: int) -> Any:
    return np.int64(key & np.uint64(mask))


@njit(cache=True, nogil=True, inline="always")
def _word(data: np.ndarray, at: int) -> Any:
    """Eight bytes as a number. Written out, because the compiler makes one read of it."""
    i = np.uint64(at)
    low = np.uint64(data[i]) | np.uint64(data[i + _ONE]) << _B1 | np.uint64(data[i + _TWO]) << _B2 | np.uint64(data[i + _THREE]) << _B3
    i += _FOUR
    high = np.uint64(data[i]) << _B4 | np.uint64(data[i + _ONE]) << _B5 | np.uint64(data[i + _TWO]) << _B6 | np.uint64(data[i + _THREE]) << _B7
    return low | high


@njit(cache=True, nogil=True)
def _hash(data: np.ndarray, begin: int, end: int) -> Any:
    """A hash of the bytes, eight at a time; the array is long enough to read eight anywhere."""
    key = _SEED ^ np.uint64(end - begin)
    while begin + 8 <= end:
        key = (key ^ _word(data, begin)) * _PRIME
        key ^= key >> np.uint64(29)
        begin += 8
    if begin < end:
        rest = _word(data, begin) & ((np.uint64(1) << np.uint64(8 * (end - begin))) - np.uint64(1))
        key = (key ^ rest) * _PRIME
    return key ^ (key >> np.uint64(29))


@njit(cache=True, nogil=True)
def _same(data: np.ndarray, begin: int, end: int, other: int, other_end: int) -> Any:
    if end - begin != other_end - other:
        return False
    while begin + 8 <= end:
        if _word(data, begin) != _word(data, other):
            return False
        begin += 8
        other += 8
    while begin < end:
        if data[begin] != data[other]:
            return False
        begin += 1
        other += 1
    return True
