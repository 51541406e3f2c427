"""The index of multiple deprivation of England's small areas. Rank 1 and decile 1 are the most deprived.

Source: Ministry of Housing, Communities and Local Government, English indices of deprivation 2019 (LSOA 2011, 32,844 areas).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wardmoot.evidence.delimited import AREA_CODE, Check, Layout, matches
from wardmoot.evidence.engine import rows_of
from wardmoot.evidence.faults import FileFault
from wardmoot.evidence.headers import Header
from wardmoot.evidence.intake import Candidate
from wardmoot.evidence.lookups import LSOA_REASON, coded_check, named_check
from wardmoot.evidence.manifest import Batch
from wardmoot.evidence.queries import newest_by
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.store import Store

ENGLAND = 32_844


@dataclass(frozen=True, slots=True)
class Deprivation:
    """Deprivation of LSOA 2011: rank (1 the most deprived) and decile (1 the most deprived tenth) by code.

    A small area outside England has none: the file writes 0 for it, which is no rank.
    """

    ranks: dict[str, int]
    deciles: dict[str, int]
    without: tuple[str, ...]
    year: int
    batch: Batch


def lay_out_deprivation(header: Header, _names: list[str], candidate: Candidate, _sample: list[list[str]]) -> Layout:
    """Rank and decile of LSOA 2011. Raises FileFault when the file's name does not say of which year, because the rows do not."""
    year = re.search(r"(?:imd|iod|depriv\w*)[-_ ]?\(?(20\d\d)", candidate.base, re.I)
    if year is None:
        raise FileFault("the file does not say of which year the index is: put it in the name, for example imd-2019-lsoa-2011.csv", countable=True)
    absent = "(lsoa_code[1] <> 'E' AND rank = '0' AND decile = '0')"
    tenth = f"TRY_CAST(decile AS INTEGER) = CAST(ceil(TRY_CAST(rank AS INTEGER) * 10 / {ENGLAND}.0) AS INTEGER)"
    ranked = f"TRY_CAST(rank AS INTEGER) BETWEEN 1 AND {ENGLAND} AND {matches('rank', '[0-9]{1,5}')}"
    return Layout(
        source=header.source,
        columns=("fid", "lsoa_code", "lsoa_name", "rank", "decile", "shape_area", "shape_length"),
        checks=(
            coded_check("lsoa11cd", "lsoa_code", AREA_CODE, LSOA_REASON),
            named_check("lsoa11nm", "lsoa_name"),
            Check("IMDRank", "rank", f"{absent} OR ({ranked})", f"not a rank from 1 to {ENGLAND:,} (or 0 beside 0 outside England)"),
            Check("IMDDecil", "decile", f"{absent} OR {tenth}", "not the tenth that the rank lies in"),
        ),
        keep=("lsoa_code", "lsoa_name", "CAST(nullif(rank, '0') AS INTEGER) AS rank", "CAST(nullif(decile, '0') AS SMALLINT) AS decile"),
        period=year[1],
        codes=("lsoa_code",),
        area="lsoa_code",
        unique="lsoa_code",
        detail={"vintage": "LSOA 2011", "release": f"English indices of deprivation {year[1]}"},
    )


def deprivation(store: Store) -> Deprivation | None:
    """Deprivation of LSOA 2011, of the latest index held; None when none is held. LSOA 2021 codes are not in it: see `bridging`."""
    held = store.batches(source=SourceKey.DEPRIVATION_LSOA_2011)
    if not held:
        return None
    latest = max(held, key=lambda b: (b.period, b.id))
    of_year = [b for b in held if b.period == latest.period]
    rows = rows_of(store, {"deprivation": of_year}, newest_by(("lsoa_code",), ("lsoa_code", "rank", "decile"), "deprivation"))
    ranked = {code: (rank, decile) for code, rank, decile in rows if rank is not None}
    return Deprivation(
        ranks={code: rank for code, (rank, _) in ranked.items()},
        deciles={code: decile for code, (_, decile) in ranked.items()},
        without=tuple(code for code, rank, _ in rows if rank is None),
        year=int(latest.period),
        batch=latest,
    )
