"""Lists of groups of similar areas that others made, kept with their name, version and date. None comes with the product.

A list says for each area which others it is set beside. Groups are not symmetric: that B is in A's group does not put A in B's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from wardmoot.evidence.delimited import Check, Layout, literal
from wardmoot.evidence.engine import rows_of
from wardmoot.evidence.faults import FileFault, shortened
from wardmoot.evidence.headers import Header
from wardmoot.evidence.intake import Candidate
from wardmoot.evidence.lookups import CODE_REASON, coded_check
from wardmoot.evidence.manifest import Batch
from wardmoot.evidence.queries import Query
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.store import Store

_AREA = r"[EWSNX]\d{8}"
_NAMED = re.compile(r"(?P<name>.+?)[ _-]+v(?:ersion)?[ _-]*(?P<version>[0-9][0-9A-Za-z.]*)[ _-]+(?P<date>\d{4}-\d{2}-\d{2})\.csv$", re.I)
_ASK = (
    "the file does not say which version of the list it is and of what date: give the columns List, Version and Date, "
    "or put both in the file's name, for example similar-partnerships-v3-2024-03-01.csv"
)


@dataclass(frozen=True, slots=True)
class AreaGroupList:
    """A list of groups: by area, its members in order of rank (of code where the list ranks none), the area itself left out."""

    name: str
    version: str
    dated: date
    groups: Mapping[str, tuple[str, ...]]
    ranked: bool
    batch: Batch


def lay_out_area_groups(header: Header, names: list[str], candidate: Candidate, sample: list[list[str]]) -> Layout:
    """Area and member, and perhaps a rank. Raises FileFault where neither the rows nor the file's name say the version and a true date."""
    told = header.columns[0] == "List"
    title, version, dated = _edition(sample) if told else _edition_of_name(candidate)
    cells = (("list", "version", "dated") if told else ()) + ("area_code", "member_code") + ("rank",) * (len(names) - len(header.columns))
    same = tuple(
        Check(
            column,
            cell,
            f"{cell} = {literal(text)}",
            f"not the {column.lower()} of the first row: each list, version and date has a file of its own",
        )
        for column, cell, text in (("List", "list", title), ("Version", "version", version), ("Date", "dated", dated.isoformat()))
        if told
    )
    ranked = "rank" in cells
    return Layout(
        source=header.source,
        columns=cells,
        checks=(
            *same,
            coded_check("Area code", "area_code", _AREA, CODE_REASON),
            coded_check("Member code", "member_code", _AREA, CODE_REASON),
            *((coded_check("Rank", "rank", r"\d{0,3}", "not a whole number up to 999, or empty"),) if ranked else ()),
        ),
        keep=("area_code", "member_code", f"{'TRY_CAST(rank AS INTEGER)' if ranked else 'CAST(NULL AS INTEGER)'} AS rank"),
        period=dated.isoformat(),
        coverage=f"{title}, version {version}",
        codes=("area_code", "member_code"),
        unique="area_code, member_code",
        detail={"list": title, "version": version},
    )


def _edition(sample: list[list[str]]) -> tuple[str, str, date]:
    """Name, version and date as the first row has them."""
    title, version, dated = (cell.strip() for cell in (sample[0] if sample else ["", "", ""])[:3])
    if not title or not version:
        raise FileFault(f"line 2 has no name or no version of the list. {_ASK[0].upper()}{_ASK[1:]}", countable=True)
    return title, version, _date(dated)


def _edition_of_name(candidate: Candidate) -> tuple[str, str, date]:
    found = _NAMED.match(candidate.base)
    if found is None:
        raise FileFault(_ASK, countable=True)
    return re.sub(r"[ _-]+", " ", found["name"]).strip(), found["version"], _date(found["date"])


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FileFault(f"the list's date is “{shortened(text)}”: write it as 2024-03-01 (year, month, day)", countable=True) from None


def area_group_lists(store: Store) -> tuple[AreaGroupList, ...]:
    """Every list held, by name and then the newest first; empty when none is."""
    held = {b.id: b for b in store.batches(source=SourceKey.AREA_GROUPS)}
    if not held:
        return ()
    query = Query("SELECT batch, area_code, member_code, rank FROM lists ORDER BY batch, area_code, rank NULLS LAST, member_code")
    groups: dict[int, dict[str, list[str]]] = {number: {} for number in held}
    ranked: set[int] = set()
    for batch, area, member, rank in rows_of(store, {"lists": list(held.values())}, query):
        members = groups[batch].setdefault(area, [])
        if member != area:
            members.append(member)
        if rank is not None:
            ranked.add(batch)
    lists = [_list(batch, groups[number], number in ranked) for number, batch in held.items()]
    return tuple(sorted(sorted(lists, key=lambda one: one.dated, reverse=True), key=lambda one: one.name))


def _list(batch: Batch, groups: Mapping[str, list[str]], ranked: bool) -> AreaGroupList:
    members = {area: tuple(codes) for area, codes in groups.items()}
    return AreaGroupList(batch.detail["list"], batch.detail["version"], date.fromisoformat(batch.period), members, ranked, batch)
