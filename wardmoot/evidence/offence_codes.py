"""Home Office offence codes and the data.police.uk crime type each is published under.

Source: Home Office counting rules for recorded crime (offence classification), data.police.uk (crime categories).
"""

from __future__ import annotations

from dataclasses import dataclass

from wardmoot.evidence.delimited import Check, Layout, literal
from wardmoot.evidence.engine import rows_of
from wardmoot.evidence.headers import Header
from wardmoot.evidence.intake import Candidate
from wardmoot.evidence.lookups import coded_check, named_check
from wardmoot.evidence.police import ASB, CRIME_TYPES
from wardmoot.evidence.queries import newest_by
from wardmoot.evidence.sources import SourceKey
from wardmoot.evidence.store import Store

_CODE = r"\d{1,3}([A-Z]|(\.\d{1,2}))?(/\d{1,3}(\.\d{1,2})?)*|[A-Z][A-Za-z ]{1,19}"


@dataclass(frozen=True, slots=True)
class OffenceCode:
    """An offence code with its group and subgroup in the counting rules, and the crime type of data.police.uk."""

    code: str
    description: str
    group: str
    subgroup: str
    crime_type: str


def lay_out_offence_codes(header: Header, _names: list[str], _candidate: Candidate, _sample: list[list[str]]) -> Layout:
    """Offence codes; a crime type is kept as data.police.uk writes it, whatever capitals the lookup has."""
    types = [t for t in CRIME_TYPES if t != ASB]
    known = ", ".join(literal(t.lower()) for t in types)
    written = " ".join(f"WHEN {literal(t.lower())} THEN {literal(t)}" for t in types)
    return Layout(
        source=header.source,
        columns=("row_number", "offence_group", "code", "description", "subgroup", "crime_type"),
        checks=(
            named_check("Offence_Group", "offence_group"),
            coded_check("Offence_Code", "code", _CODE, "not the form of an offence code (for example 28A)"),
            named_check("Offence_Description", "description"),
            named_check("Offence_Subgroup", "subgroup"),
            Check("Police.uk_Cat", "crime_type", f"lower(crime_type) IN ({known})", "not one of the crime types of data.police.uk"),
        ),
        keep=("code", "description", "offence_group", "subgroup", f"CASE lower(crime_type) {written} END AS crime_type"),
        period="not dated",
        coverage="England and Wales",
        codes=(),
        unique="code",
    )


def offence_codes(store: Store) -> dict[str, OffenceCode]:
    """Every offence code held; empty when no lookup is."""
    held = store.batches(source=SourceKey.LOOKUP_OFFENCE_CODE)
    if not held:
        return {}
    columns = ("code", "description", "offence_group", "subgroup", "crime_type")
    return {row[0]: OffenceCode(*row) for row in rows_of(store, {"offences": held}, newest_by(("code",), columns, "offences"))}
