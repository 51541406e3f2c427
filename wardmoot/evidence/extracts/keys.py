"""Keyed hashes in place of the numbers that partners give people and records, made with a key that never leaves the home."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path

from wardmoot.evidence.extracts.dates import day_in
from wardmoot.evidence.extracts.identity import ADDRESSES, FREE_TEXT, MAIL, NAMES, POSTCODES, cell_tells
from wardmoot.evidence.faults import StoreError

FOLDER, FILE = "keys", "extracts.key"
_BYTES = 32
_HEX = 32
_PLAIN = re.compile(r"[A-Za-z]{0,8}[-_/]?\d[\w-]{0,20}")
_TWO_WORDS = re.compile(r"[^\W\d_]{2,}[ ,]+[^\W\d_]{2,}")


def home_key(home: Path) -> bytes:
    """The home's key for extracts, made at first use and readable by its owner only. Raises StoreError when it is damaged.

    Whoever has the key can test guesses of a number against the hashes; without it the hashes tell nothing.
    """
    place = home / FOLDER / FILE
    if not place.exists():
        _make(place)
    key = _read(place)
    if key is None:
        raise StoreError("the home's key for extracts is damaged: restore it from a backup, because no other key gives the same pseudonyms")
    return key


def held_key(home: Path) -> bytes | None:
    """The home's key where it has been made, otherwise None."""
    place = home / FOLDER / FILE
    return home_key(home) if place.exists() else None


def _make(place: Path) -> None:
    """Write a new key beside its place and link it in, so that a half-written one is never there and two makers agree on one."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = place.with_name(f".{FILE}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_bytes(_BYTES).hex())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, place)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _read(place: Path) -> bytes | None:
    try:
        key = bytes.fromhex(place.read_text())
    except ValueError:
        return None
    return key if len(key) == _BYTES else None


def fingerprint(key: bytes) -> str:
    """Eight characters that tell one key from another and give nothing of it away.

    >>> fingerprint(bytes(32))
    '028e9f22'
    """
    return hmac.new(key, b"wardmoot extracts fingerprint", hashlib.sha256).hexdigest()[:8]


def pseudonyms(key: bytes, scheme: str) -> Callable[[str], str]:
    """The function from a number of a scheme to its pseudonym: HMAC-SHA256 (RFC 2104) cut to 128 bits, in hexadecimal.

    Spaces and capitals are no part of a number. The same number of another scheme has another pseudonym.

    >>> of = pseudonyms(bytes(32), "police nominal")
    >>> of("ab 12") == of("AB12"), len(of("AB12")), of("AB12") == pseudonyms(bytes(32), "council")("AB12")
    (True, 32, False)
    """
    prefix = scheme.encode() + b"\0"
    return lambda number: hmac.digest(key, prefix + "".join(number.split()).upper().encode(), "sha256").hex()[:_HEX]


def key_fault(text: str) -> str:
    """Why a text cannot be a person's or a record's number; "" when it can. An NHS number can, because it is hashed; a name is never hashed.

    >>> key_fault("943 476 5919"), key_fault("Jane Example")
    ('', 'looks like names, where a number or reference was expected')
    """
    if _PLAIN.fullmatch(text) and text.count("-") < 2 and not text[-1].isalpha():  # a postcode ends in letters
        return ""
    what = cell_tells(text)
    if what in (NAMES, ADDRESSES, FREE_TEXT, MAIL, POSTCODES) or _TWO_WORDS.search(text):
        return f"looks like {what or NAMES}, where a number or reference was expected"
    if day_in(text) is not None and not re.fullmatch(r"\d{8}", text):
        return "looks like dates, where a number or reference was expected"
    if len(text) > 64:
        return "longer than a number or reference is"
    return "" if any(c.isdigit() for c in text) else "without a digit, which a number or reference has"
