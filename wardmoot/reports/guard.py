"""Text that leaves for a spreadsheet program must never run there."""

from __future__ import annotations

_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """`text` with an apostrophe before it where a spreadsheet program would take it for a formula.

    Source: OWASP, CSV injection. Signed numbers that the product writes itself are not text and are not guarded.

    >>> guarded('=HYPERLINK("x")')
    '\\'=HYPERLINK("x")'
    >>> guarded("Burglary")
    'Burglary'
    """
    return f"'{text}" if text.lstrip(" ").startswith(_TRIGGERS) else text
