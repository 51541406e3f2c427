"""Deprivation, postcodes and offence codes: what each keeps, and what it refuses to take for a number."""

from __future__ import annotations

from pathlib import Path

import pytest
from street_files import NOW, put

from wardmoot.evidence import BatchStatus, Store, load
from wardmoot.evidence.deprivation import deprivation
from wardmoot.evidence.offence_codes import offence_codes
from wardmoot.evidence.postcodes import place_of_postcode

IMD = "FID,lsoa11cd,lsoa11nm,IMDRank,IMDDecil,Shape__Area,Shape__Length"
POSTCODES = "pcd7,pcd8,pcds,dointr,doterm,usertype,oa11cd,lsoa11cd,msoa11cd,ladcd,lsoa11nm,msoa11nm,ladnm,ladnmw"
OFFENCES = ",Offence_Group,Offence_Code,Offence_Description,Offence_Subgroup,Police.uk_Cat"
PLACE = "E00163518,E01032059,E02006681,E06000054,Wiltshire 023B,Wiltshire 023,Wiltshire,"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "home")


def one(store: Store, folder: Path, name: str, header: str, rows: list[str], end: str = "\n"):
    return load([put(folder, (end.join([header, *rows]) + end).encode("utf-8-sig"), name)], store=store, now=NOW).batches[0]


def imd(n: int, rank: int | str, decile: int | str, letter: str = "E") -> str:
    return f"{n},{letter}0103{n:04d},Somewhere {n % 900:03d}A,{rank},{decile},1.5,2.5"


def test_rank_0_outside_england_is_no_rank(store: Store, tmp_path: Path):
    report = one(store, tmp_path, "imd-2019-lsoa-2011.csv", IMD, [imd(1, 1, 1), imd(2, 32_844, 10), imd(3, 0, 0, "W")])
    assert report.rows_kept == 3
    found = deprivation(store)
    assert found.deciles == {"E01030001": 1, "E01030002": 10}
    assert found.without == ("W01030003",)
    assert found.year == 2019


def test_a_decile_that_is_not_its_ranks_is_rejected(store: Store, tmp_path: Path):
    bad = [(0, 0), (32_845, 10), (1, 10), (3_285, 1), ("", ""), ("12th", 1), (1, "1.5")]
    good = [imd(n, n * 40, -(-n * 400 // 32_844)) for n in range(1, 800)]
    report = one(store, tmp_path, "imd-2019.csv", IMD, good + [imd(900 + n, rank, decile) for n, (rank, decile) in enumerate(bad)])
    assert report.rows_kept == len(good)
    assert [r.line for r in report.rejects] == [len(good) + 2 + n for n in range(len(bad))]
    assert [r.column for r in report.rejects] == ["IMDRank", "IMDRank", "IMDDecil", "IMDDecil", "IMDRank", "IMDRank", "IMDDecil"]


def test_an_index_with_no_year_in_its_name_is_refused(store: Store, tmp_path: Path):
    report = one(store, tmp_path, "deciles.csv", IMD, [imd(1, 1, 1)])
    assert report.status is BatchStatus.REFUSED
    assert "imd-2019-lsoa-2011.csv" in report.reason


def test_a_postcode_is_found_however_it_is_written(store: Store, tmp_path: Path):
    rows = [f"BA1 1GQ,BA1  1GQ,BA1 1GQ,198402,199501,1,{PLACE}", f"SN126AA,SN12 6AA,SN12 6AA,198001,,0,{PLACE}"]
    report = one(store, tmp_path, "postcodes-may-2022.csv", POSTCODES, rows, end="\r\n")
    assert (report.rows_kept, report.period) == (2, "2022-05")
    for written in ("SN12 6AA", "sn126aa", " Sn1 26aa "):
        found = place_of_postcode(store, written)
        assert (found.lsoa_2011, found.authority, found.ended) == ("E01032059", "E06000054", False)
    assert place_of_postcode(store, "BA1 1GQ").ended
    assert place_of_postcode(store, "SN12 6AB") is None
    with pytest.raises(ValueError, match="write it like SN12 6AA"):
        place_of_postcode(store, "Salisbury")


def test_a_postcode_outside_the_four_countries_has_no_small_area(store: Store, tmp_path: Path):
    assert (
        one(store, tmp_path, "PCD_LAD_MAY22_UK_LU.csv", POSTCODES, ["IM1 1AA,IM1  1AA,IM1 1AA,199001,,0,,,,M99999999,,,Isle of Man,"]).rows_kept == 1
    )
    found = place_of_postcode(store, "IM1 1AA")
    assert (found.lsoa_2011, found.authority) == (None, "M99999999")


def test_the_newest_postcode_lookup_answers(store: Store, tmp_path: Path):
    row = f"SN126AA,SN12 6AA,SN12 6AA,198001,{{}},0,{PLACE}"
    one(store, tmp_path, "postcodes-may-2022.csv", POSTCODES, [row.format("")])
    one(store, tmp_path, "postcodes-nov-2023.csv", POSTCODES, [row.format("202306")])
    assert place_of_postcode(store, "SN12 6AA").ended


def test_a_postcode_lookup_with_no_month_in_its_name_is_refused(store: Store, tmp_path: Path):
    report = one(store, tmp_path, "postcodes-2022.csv", POSTCODES, [f"SN126AA,SN12 6AA,SN12 6AA,198001,,0,{PLACE}"])
    assert report.status is BatchStatus.REFUSED
    assert "postcodes-may-2022.csv" in report.reason


def test_offence_codes_lead_to_a_crime_type_as_data_police_uk_writes_it(store: Store, tmp_path: Path):
    rows = [
        "0,Sexual offences,17A,Sexual assault on a male aged 13 and over,Other sexual offences,Violence and Sexual Offences",
        "1,Violence against the person,1/4.1/4.10/4.2,Homicide,Homicide,Violence and Sexual Offences",
        "2,Fraud offences,CIFAS,Fraud: CIFAS,Fraud: CIFAS,Other crime",
    ]
    assert one(store, tmp_path, "offences.csv", OFFENCES, rows).rows_kept == 3
    found = offence_codes(store)
    assert found["17A"].crime_type == "Violence and sexual offences"
    assert found["1/4.1/4.10/4.2"].subgroup == "Homicide"
    assert set(found) == {"17A", "1/4.1/4.10/4.2", "CIFAS"}


def test_an_offence_code_twice_or_of_an_unknown_type_is_rejected(store: Store, tmp_path: Path):
    rows = [f"{n},Theft offences,{n},Theft {n},Theft,Other Theft" for n in range(1, 250)]
    report = one(store, tmp_path, "offences.csv", OFFENCES, [*rows, "250,Theft offences,7,Theft 7,Theft,Other Theft", "251,A,900,B,C,Parking"])
    assert [r.line for r in report.rejects] == [251, 252]
    assert "twice" in report.rejects[0].reason


def test_nothing_held_is_said_plainly(store: Store):
    assert (deprivation(store), offence_codes(store), place_of_postcode(store, "SN12 6AA")) == (None, {}, None)
