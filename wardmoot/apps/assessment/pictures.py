"""Pictures that people add: only PNG and JPEG, checked to be what they say, with everything but the picture itself taken out."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from wardmoot.reports.pdf import can_be_set

LARGEST_BYTES = 5 * 2**20
LONGEST_SIDE = 10_000
MOST_PIXELS = 40_000_000
PNG, JPEG = "image/png", "image/jpeg"
PNG_SIGNATURE, JPEG_SIGNATURE = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
# what draws the picture; text, times, places and programs' own chunks are left behind
PNG_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"sBIT", b"bKGD", b"IDAT", b"IEND"}
PNG_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
JPEG_FRAMES = {0xC0, 0xC1, 0xC2}
JPEG_KEPT = JPEG_FRAMES | {0xC4, 0xDA, 0xDB, 0xDD}
JPEG_END, JPEG_SCAN, ADOBE = 0xD9, 0xDA, 0xEE
ADOBE_LENGTH = 14
# an Exif segment without any entry: the writer of Word files takes no JPEG that does not begin with one, and it changes no colour
NO_EXIF = b"\xff\xe1\x00\x16Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08" + bytes(6)


class BadPicture(ValueError):
    """The file is not a picture that can be kept; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture without its metadata."""

    content: bytes
    media_type: str
    width: int
    height: int


def clean_picture(content: bytes) -> CleanPicture:
    """The picture in a file. Where it was taken, with what and by whom is not kept.

    Raises BadPicture for a file that is too large, is no PNG or JPEG whatever its name says, or is damaged.
    """
    if not content:
        raise BadPicture("The file is empty. Choose a PNG or JPEG picture")
    if len(content) > LARGEST_BYTES:
        raise BadPicture(f"The picture is larger than {LARGEST_BYTES // 2**20} MB. Save it smaller and add it again")
    for signature, clean in ((PNG_SIGNATURE, _png), (JPEG_SIGNATURE, _jpeg)):
        if content.startswith(signature):
            made = clean(content)
            if not can_be_set(made.content):
                raise _damaged("it cannot be drawn on a page")
            return made
    raise BadPicture("The file is not a PNG or JPEG picture, whatever its name says. Save the picture as PNG or JPEG and add it again")


def _damaged(what: str) -> BadPicture:
    return BadPicture(f"The picture is damaged: {what}. Open it in a picture program, save it again as PNG or JPEG and add that")


def _sized(width: int, height: int) -> None:
    if not width or not height:
        raise _damaged("it has no width or no height")
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise BadPicture(f"The picture is {width:,} by {height:,} pixels, which is more than a page can use. Save it smaller and add it again")


def _png(content: bytes) -> CleanPicture:
    chunks = _png_chunks(content)
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13:
        raise _damaged("it does not begin with its size")
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    _sized(width, height)
    if colour not in PNG_SAMPLES or depth not in (1, 2, 4, 8, 16) or interlaced > 1:
        raise _damaged("its way of storing colours is not known")
    packed = b"".join(data for kind, data in chunks if kind == b"IDAT")
    # Adam7 adds at most a filter byte for each row of its seven passes, and fills up the last byte of each
    most = (width * PNG_SAMPLES[colour] * depth + 7) // 8 * height + 8 * height + 64
    _unpacks(packed, most * (2 if interlaced else 1))
    kept = [_png_chunk(kind, data) for kind, data in chunks if kind in PNG_KEPT]
    return CleanPicture(PNG_SIGNATURE + b"".join(kept), PNG, width, height)


def _png_chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    chunks, place = [], len(PNG_SIGNATURE)
    while place < len(content):
        if place + 12 > len(content):
            raise _damaged("it breaks off")
        length, kind = struct.unpack(">I4s", content[place : place + 8])
        data, end = content[place + 8 : place + 8 + length], place + 12 + length
        if end > len(content) or zlib.crc32(kind + data) != int.from_bytes(content[end - 4 : end], "big"):
            raise _damaged("it breaks off, or some of it was changed")
        chunks.append((kind, data))
        if kind == b"IEND":
            # anything behind the end is no picture
            return chunks
        place = end
    raise _damaged("its end is missing")


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I4s", len(data), kind) + data + struct.pack(">I", zlib.crc32(kind + data))


def _unpacks(packed: bytes, most: int) -> None:
    """Whether the pixels unpack, and to no more than their number needs: a small file must not fill the memory of who opens it."""
    try:
        unpacking = zlib.decompressobj()
        found = unpacking.decompress(packed, most + 1)
    except zlib.error:
        raise _damaged("its pixels cannot be read") from None
    if len(found) > most or not unpacking.eof:
        raise _damaged("it holds more or fewer pixels than its size says")


def _jpeg(content: bytes) -> CleanPicture:
    kept, size, place = [b"\xff\xd8", NO_EXIF], None, 2
    while True:
        if place + 2 > len(content) or content[place] != 0xFF:
            raise _damaged("it breaks off")
        marker = content[place + 1]
        if marker == JPEG_END:
            break
        length = int.from_bytes(content[place + 2 : place + 4], "big")
        end = place + 2 + length
        if length < 2 or end > len(content):
            raise _damaged("it breaks off")
        if marker == JPEG_SCAN:
            end = _scan_end(content, end)
        if marker in JPEG_FRAMES and length >= 8:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            size = (width, height)
        if marker in JPEG_KEPT:
            kept.append(content[place:end])
        # Adobe's segment says how the colours are stored; without it some pictures show inverted. What follows in it is somebody's own
        if marker == ADOBE and content[place + 4 : place + 9] == b"Adobe" and length >= ADOBE_LENGTH:
            kept.append(b"\xff\xee" + ADOBE_LENGTH.to_bytes(2, "big") + content[place + 4 : place + 2 + ADOBE_LENGTH])
        place = end
    if size is None or not any(part[1] == JPEG_SCAN for part in kept):
        raise _damaged("it holds no picture that can be shown")
    _sized(*size)
    return CleanPicture(b"".join([*kept, b"\xff\xd9"]), JPEG, *size)


def _scan_end(content: bytes, place: int) -> int:
    """Where the coded pixels end: at a marker that is neither a stuffed byte nor a restart."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            raise _damaged("it breaks off")
        if content[place + 1] not in (0x00, 0xFF, *range(0xD0, 0xD8)):
            return place
        place += 2 if content[place + 1] != 0xFF else 1
