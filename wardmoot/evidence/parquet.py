"""A Parquet file written straight from numbered texts and numbers: for rows that are already in that form.

An engine would make a dictionary of every text again, row by row, which takes longer than reading the CSV. Here each column becomes one
dictionary and one page, uncompressed: the numbers of the texts are one or two bytes each. Any Parquet reader reads it.
Source: Apache Parquet format 2 (parquet.thrift, Encodings.md); the Thrift compact protocol.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_MAGIC = b"PAR1"
_INT64, _DOUBLE, _BYTE_ARRAY = 2, 5, 6
_UTF8, _UINT_64 = 0, 14
_OPTIONAL = 1
_PLAIN, _RLE, _DELTA, _DICTIONARY = 0, 3, 5, 8
_DATA_PAGE, _DICTIONARY_PAGE = 0, 2
_I32, _I64, _BINARY, _LIST, _STRUCT = 5, 6, 8, 9, 12
_BLOCK, _MINIBLOCKS = 128, 4
_BYTES = tuple(bytes([byte]) for byte in range(256))


@dataclass(frozen=True, slots=True)
class Texts:
    """A column of texts: `numbers[row]` is the place of the row's text in `values` (made by `plain`), negative for none."""

    name: str
    values: Sequence[bytes]
    numbers: np.ndarray


def plain(texts: Iterable[str]) -> list[bytes]:
    """Texts as a dictionary holds them: each in UTF-8, after its length.

    >>> plain(["a"])
    [b'\\x01\\x00\\x00\\x00a']
    """
    return [struct.pack("<I", len(word)) + word for word in (text.encode() for text in texts)]


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of float64 or uint64, with nothing where `present` is False."""

    name: str
    values: np.ndarray
    present: np.ndarray


@dataclass(frozen=True, slots=True)
class Counting:
    """A column of whole numbers that go up by one: `first`, `first` + 1, and so on."""

    name: str
    first: int


Column = Texts | Numbers | Counting


def write_parquet(path: Path, columns: Sequence[Column], rows: int) -> None:
    """Write the columns, of `rows` rows (at least one), as one row group.

    >>> import tempfile, duckdb
    >>> path = Path(tempfile.mkdtemp()) / "a.parquet"
    >>> write_parquet(path, [Texts("t", plain(["x", "y"]), np.array([1, -1, 0])), Counting("line", 2)], 3)
    >>> duckdb.connect().execute(f"SELECT * FROM '{path}'").fetchall()
    [('y', 2), (None, 3), ('x', 4)]
    """
    with path.open("wb") as file:
        file.write(_MAGIC)
        chunks = []
        for column in columns:
            kind, encoding, dictionary, page = _pages(column, rows)
            start = file.tell()
            file.write(dictionary)
            data = file.tell()
            file.write(page)
            chunks.append(_chunk(column.name, kind, encoding, rows, start, data, file.tell()))
        footer = _footer([_schema(column) for column in columns], chunks, rows, file.tell())
        file.write(footer + struct.pack("<I", len(footer)) + _MAGIC)


def _pages(column: Column, rows: int) -> tuple[int, int, bytes, bytes]:
    """The physical type, the encoding, the dictionary page (empty for none) and the data page of a column."""
    if isinstance(column, Texts):
        return _BYTE_ARRAY, _DICTIONARY, *_text_pages(column, rows)
    if isinstance(column, Counting):
        body = _all_present(rows) + _counting(column.first, rows)
        return _INT64, _DELTA, b"", _data_page(body, rows, _DELTA)
    kind = _DOUBLE if column.values.dtype.kind == "f" else _INT64
    body = _levels(column.present) + column.values[column.present].astype(f"<{column.values.dtype.kind}8").tobytes()
    return kind, _PLAIN, b"", _data_page(body, rows, _PLAIN)


def _text_pages(column: Texts, rows: int) -> tuple[bytes, bytes]:
    """The dictionary of the texts that are used, and the page of their numbers."""
    present = column.numbers >= 0
    numbers = column.numbers[present]
    used = np.zeros(len(column.values), dtype=np.bool_)
    used[numbers] = True
    words = [column.values[number] for number in np.flatnonzero(used).tolist()]
    body = b"".join(words)
    header = _struct(
        (1, _I32, _DICTIONARY_PAGE), (2, _I32, len(body)), (3, _I32, len(body)), (7, _STRUCT, _struct((1, _I32, len(words)), (2, _I32, _PLAIN)))
    )
    renumbered = (np.cumsum(used) - 1)[numbers]
    return header + body, _data_page(_levels(present) + _packed(renumbered, len(words)), rows, _DICTIONARY)


def _packed(numbers: np.ndarray, words: int) -> bytes:
    """Numbers in whole bytes, as one bit-packed run: a width of 8, 16 or 32 bits needs no shifting."""
    size = 1 if words <= 1 << 8 else 2 if words <= 1 << 16 else 4
    groups = -(-len(numbers) // 8)
    padded = np.zeros(8 * groups, dtype=f"<u{size}")
    padded[: len(numbers)] = numbers
    return bytes([8 * size]) + _varint(groups << 1 | 1) + padded.tobytes()


def _all_present(rows: int) -> bytes:
    run = _varint(rows << 1) + b"\1"
    return struct.pack("<I", len(run)) + run


def _levels(present: np.ndarray) -> bytes:
    """Which rows have a value, a bit each."""
    if present.all():
        return _all_present(len(present))
    bits = np.packbits(present, bitorder="little").tobytes()
    run = _varint(len(bits) << 1 | 1) + bits
    return struct.pack("<I", len(run)) + run


def _counting(first: int, rows: int) -> bytes:
    """Numbers that go up by one: the first, and blocks that say only "one more, with nothing added"."""
    head = _varint(_BLOCK) + _varint(_MINIBLOCKS) + _varint(rows) + _zigzag(first)
    return head + (_zigzag(1) + bytes(_MINIBLOCKS)) * -(-(rows - 1) // _BLOCK)


def _data_page(body: bytes, rows: int, encoding: int) -> bytes:
    about = _struct((1, _I32, rows), (2, _I32, encoding), (3, _I32, _RLE), (4, _I32, _RLE))
    return _struct((1, _I32, _DATA_PAGE), (2, _I32, len(body)), (3, _I32, len(body)), (5, _STRUCT, about)) + body


def _schema(column: Column) -> bytes:
    kind = _BYTE_ARRAY if isinstance(column, Texts) else _DOUBLE if isinstance(column, Numbers) and column.values.dtype.kind == "f" else _INT64
    fields: list[tuple[int, int, int | bytes]] = [(1, _I32, kind), (3, _I32, _OPTIONAL), (4, _BINARY, column.name.encode())]
    if isinstance(column, Texts):
        fields.append((6, _I32, _UTF8))
    elif isinstance(column, Numbers) and column.values.dtype.kind == "u":
        fields.append((6, _I32, _UINT_64))
    return _struct(*fields)


def _chunk(name: str, kind: int, encoding: int, rows: int, start: int, data: int, end: int) -> bytes:
    """What the footer says of a column: where its pages are."""
    encodings = _list(_I32, [_zigzag(_RLE), _zigzag(encoding), *([_zigzag(_PLAIN)] if encoding == _DICTIONARY else [])])
    fields: list[tuple[int, int, int | bytes]] = [
        (1, _I32, kind),
        (2, _LIST, encodings),
        (3, _LIST, _list(_BINARY, [_binary(name.encode())])),
        (4, _I32, 0),
        (5, _I64, rows),
    ]
    fields += [(6, _I64, end - start), (7, _I64, end - start), (9, _I64, data)]
    if data > start:
        fields.append((11, _I64, start))
    return _struct((2, _I64, start), (3, _STRUCT, _struct(*fields)))


def _footer(schema: list[bytes], chunks: list[bytes], rows: int, size: int) -> bytes:
    root = _struct((4, _BINARY, b"rows"), (5, _I32, len(schema)))
    group = _struct((1, _LIST, _list(_STRUCT, chunks)), (2, _I64, size), (3, _I64, rows))
    return _struct((1, _I32, 2), (2, _LIST, _list(_STRUCT, [root, *schema])), (3, _I64, rows), (4, _LIST, _list(_STRUCT, [group])))


def _varint(number: int) -> bytes:
    if number < 0x80:
        return _BYTES[number]
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)


def _zigzag(number: int) -> bytes:
    return _varint(number << 1 ^ number >> 63)


def _binary(text: bytes) -> bytes:
    return _varint(len(text)) + text


def _list(kind: int, items: list[bytes]) -> bytes:
    return (bytes([len(items) << 4 | kind]) if len(items) < 15 else bytes([0xF0 | kind]) + _varint(len(items))) + b"".join(items)


def _struct(*fields: tuple[int, int, int | bytes]) -> bytes:
    """Fields of a Thrift struct in ascending order: number, kind, and a number, a text, or a list or struct already written."""
    found, last = b"", 0
    for number, kind, value in fields:
        found += _BYTES[(number - last) << 4 | kind]
        found += _zigzag(value) if isinstance(value, int) else _binary(value) if kind == _BINARY else value
        last = number
    return found + b"\0"
