"""A picture that somebody adds keeps its pixels and nothing else."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from PIL import Image

from wardmoot.apps.assessment.pictures import LARGEST_BYTES, PNG_SIGNATURE, BadPicture, clean_picture

SECRET = b"Taken at a refuge"


def picture_bytes(form: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **more: Any) -> bytes:
    file, about = BytesIO(), Image.Exif()
    about[0x010E] = SECRET.decode()
    made = Image.radial_gradient("L").resize(size).convert(mode)
    made.save(file, form, exif=about.tobytes(), **more)
    return file.getvalue()


@pytest.mark.parametrize(("form", "more"), [("PNG", {}), ("JPEG", {}), ("JPEG", {"progressive": True})])
def test_the_pixels_stay_and_the_rest_goes(form: str, more: dict[str, Any]) -> None:
    given = picture_bytes(form, **more)
    clean = clean_picture(given)
    assert SECRET in given
    assert SECRET not in clean.content
    assert (clean.media_type, clean.width, clean.height) == (f"image/{form.lower()}", 60, 40)
    assert Image.open(BytesIO(clean.content)).tobytes() == Image.open(BytesIO(given)).tobytes()


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA"])
def test_every_way_of_storing_colours_is_read(mode: str) -> None:
    given = picture_bytes("PNG", (33, 7), "L" if mode in ("1", "P") else mode)
    if mode in ("1", "P"):
        file = BytesIO()
        Image.open(BytesIO(given)).convert(mode).save(file, "PNG")
        given = file.getvalue()
    assert Image.open(BytesIO(clean_picture(given).content)).size == (33, 7)


def test_what_is_hidden_behind_the_end_goes() -> None:
    for form in ("PNG", "JPEG"):
        assert b"<script>" not in clean_picture(picture_bytes(form) + b"<script>alert(1)</script>").content


def bomb() -> bytes:
    """A picture of one pixel that unpacks to fifty million bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I4s", len(data), kind) + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return PNG_SIGNATURE + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(50_000_000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not a PNG or JPEG"),
        (b"GIF89a" + bytes(50), "not a PNG or JPEG"),
        (PNG_SIGNATURE + bytes(LARGEST_BYTES), "larger than 5 MB"),
        (picture_bytes("PNG")[:-40], "damaged"),
        (picture_bytes("JPEG")[:-40], "damaged"),
        (picture_bytes("PNG").replace(b"IDAT", b"IDAX"), "damaged"),
        (b"\xff\xd8\xff\xd9", "damaged"),
        (bomb(), "damaged"),
        (picture_bytes("JPEG", (10_001, 1)), "pixels"),
    ],
    ids=["empty", "svg", "gif", "large", "cut png", "cut jpeg", "changed", "no frame", "bomb", "long"],
)
def test_what_is_no_picture_is_refused_with_what_to_do(content: bytes, said: str) -> None:
    with pytest.raises(BadPicture, match=said):
        clean_picture(content)


def test_a_cleaned_jpeg_can_stand_in_a_word_file():
    Document().add_picture(BytesIO(clean_picture(picture_bytes("JPEG")).content))


def test_of_adobes_segment_only_how_colours_are_stored_is_kept():
    given = picture_bytes("JPEG")
    segment = b"Adobe\x00\x64\x00\x00\x00\x00\x01" + b"taken at 51.3, -2.0"
    clean = clean_picture(given[:2] + b"\xff\xee" + (2 + len(segment)).to_bytes(2, "big") + segment + given[2:]).content
    assert b"\xff\xee\x00\x0eAdobe" in clean
    assert b"taken at" not in clean
    assert Image.open(BytesIO(clean)).convert("RGB").getpixel((0, 0)) == Image.open(BytesIO(given)).convert("RGB").getpixel((0, 0))


def test_a_picture_that_cannot_be_decoded_is_refused_before_it_stops_a_lock() -> None:
    whole = picture_bytes("JPEG")
    tables = whole.index(b"\xff\xdb")
    length = int.from_bytes(whole[tables + 2 : tables + 4], "big")
    with pytest.raises(BadPicture, match="damaged"):
        clean_picture(whole[:tables] + whole[tables + 2 + length :])
