"""The kind and size of a picture that a person added, read from its first bytes."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_ALONE = {0x01, *range(0xD0, 0xD9)}
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""JPEG markers that begin a frame, which states the size. Source: ITU-T T.81, table B.1."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """`kind` is `png` or `jpeg`; width and height in pixels."""

    kind: str
    width: int
    height: int

    @property
    def media_type(self) -> str:
        """
        >>> Pixels("png", 10, 20).media_type
        'image/png'
        """
        return f"image/{self.kind}"


def pixels_of(content: bytes) -> Pixels:
    """The kind and size of a PNG or JPEG. Raises ValueError, saying what to do, for anything else or a broken file."""
    try:
        found = _png(content) if content.startswith(_PNG) else _jpeg(content) if content.startswith(_JPEG) else None
    except (struct.error, IndexError):
        found = None
    if found is None or not found.width or not found.height:
        raise ValueError("it is no PNG or JPEG picture that can be read: save it as one of these and add it again")
    return found


def _png(content: bytes) -> Pixels | None:
    if content[12:16] != b"IHDR":
        return None
    return Pixels("png", *struct.unpack(">II", content[16:24]))


def _jpeg(content: bytes) -> Pixels | None:
    place = 2
    while content[place] == 0xFF:
        marker = content[place + 1]
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return Pixels("jpeg", width, height)
        place += 2 if marker in _ALONE else 1 if marker == 0xFF else 2 + struct.unpack(">H", content[place + 2 : place + 4])[0]
    return None
