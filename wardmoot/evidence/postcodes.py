"""Postcodes, only as a lookup: from a postcode to the small areas and the authority its addresses lie in. No address is held.

Source: ONS, postcode to output area to LSOA to MSOA to local authority lookup (best fit); Royal Mail for the form of a postcode.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wardmoot.core.calendar import Month
from wardmoot.evidence.delimited import AREA_CODE, Check, Layout, matches
from wardmoot.evidence.engine import rows_of
from wardmoot.evidence.faults import FileFault
from wardmoot.evidence.headers import Header
from wardmoot.evidence.intake import Candidate
from wardmoot.evidence.lookups import CODE_REASON, LSOA_REASON, coded_check
from wardmoot.evidence.manifest import Batch
from wardmoot.evidence.queries import Query, newest_by
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.store import Store

_POSTCODE = r"[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}"
_CODE = r"[EWSNLMX]\d{8}"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WHEN = re.compile(rf"({'|'.join(_MONTHS)})[a-z]*[-_ ]?(20)?(\d\d)(?!\d)", re.I)


@dataclass(frozen=True, slots=True)
class PostcodePlace:
    """Where a postcode lies; a code is None where the lookup gives none. `ended` says that the postcode is no longer in use."""

    postcode: str
    output_area: str | None
    lsoa_2011: str | None
    msoa_2011: str | None
    authority: str | None
    ended: bool
    batch: Batch


def lay_out_postcodes(header: Header, _names: list[str], candidate: Candidate, _sample: list[list[str]]) -> Layout:
    """Postcode to areas. Raises FileFault when the file's name does not say of which month the lookup is, because the rows do not."""
    when = _WHEN.search(candidate.base)
    if when is None:
        raise FileFault("the file does not say of which month the lookup is: put it in the name, for example postcodes-may-2022.csv", countable=True)
    month = Month(2000 + int(when[3]), _MONTHS.index(when[1].lower()) + 1)
    cells = ("pcd7", "pcd8", "postcode", "introduced", "ended", "user_type", "oa_code", "lsoa_code", "msoa_code", "authority_code")
    codes = (("oa11cd", "oa_code"), ("msoa11cd", "msoa_code"), ("ladcd", "authority_code"))
    lsoa = Check("lsoa11cd", "lsoa_code", f"lsoa_code = '' OR {matches('lsoa_code', f'{AREA_CODE}|{_CODE}')}", LSOA_REASON)
    return Layout(
        source=header.source,
        columns=(*cells, "lsoa_name", "msoa_name", "authority", "authority_in_welsh"),
        checks=(
            coded_check("pcds", "postcode", _POSTCODE, "not the form of a postcode (for example SN12 6AA)"),
            coded_check("dointr", "introduced", r"(19|20)\d\d(0[1-9]|1[0-2])", "not a year and month (as 198001)"),
            Check(
                "doterm", "ended", f"ended = '' OR {matches('ended', '(19|20)[0-9]{2}(0[1-9]|1[0-2])')}", "not a year and month (as 198001), or empty"
            ),
            *(Check(name, cell, f"{cell} = '' OR {matches(cell, _CODE)}", CODE_REASON) for name, cell in codes),
            lsoa,
        ),
        keep=("postcode", "ended <> '' AS ended", *(f"nullif({cell}, '') AS {cell}" for cell in (*(c for _, c in codes), "lsoa_code"))),
        period=str(month),
        codes=("lsoa_code", "authority_code"),
        area="authority_code",
        unique="postcode",
        detail={"vintage": "output areas, LSOA and MSOA of 2011"},
    )


def place_of_postcode(store: Store, postcode: str) -> PostcodePlace | None:
    """Where a postcode lies, however it is spaced and in small or capital letters; None when no lookup held has it.

    From the newest lookup that has it. Raises ValueError for a text that is not a postcode.
    """
    bare = re.sub(r"\s+", "", postcode).upper()
    written = f"{bare[:-3]} {bare[-3:]}"
    if not re.fullmatch(_POSTCODE, written):
        raise ValueError(f"{postcode!r} is not a postcode: write it like SN12 6AA")
    held = {b.id: b for b in store.batches(source=SourceKey.LOOKUP_POSTCODE)}
    if not held:
        return None
    columns = ("postcode", "oa_code", "lsoa_code", "msoa_code", "authority_code", "ended", "batch")
    newest = newest_by(("postcode",), columns, "postcodes", "WHERE postcode = $postcode")
    rows = rows_of(store, {"postcodes": list(held.values())}, Query(newest.sql, {"postcode": written}))
    if not rows:
        return None
    found, oa, lsoa, msoa, authority, ended, batch = rows[0]
    return PostcodePlace(found, oa, lsoa, msoa, authority, ended, held[batch])
