"""Small STATS19 files in the columns of any year, for tests: every cell is invented, the form is real."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

COLLISION = (
    "collision_index,collision_year,collision_ref_no,longitude,latitude,police_force,collision_severity,number_of_vehicles,number_of_casualties,"
    "date,day_of_week,time,local_authority_ons_district,local_authority_highway,speed_limit,junction_detail_historic,junction_detail,"
    "lsoa_of_accident_location"
)
CASUALTY = (
    "collision_index,collision_year,vehicle_reference,casualty_reference,casualty_class,sex_of_casualty,age_of_casualty,casualty_severity,"
    "casualty_type,lsoa_of_casualty,casualty_adjusted_severity_serious,casualty_adjusted_severity_slight"
)
OLD_COLLISION = (
    "Accident_Index,Longitude,Latitude,Police_Force,Accident_Severity,Number_of_Vehicles,Number_of_Casualties,Date,Day_of_Week,Time,"
    "Local_Authority_(District),Local_Authority_(Highway),1st_Road_Class,Speed_limit,Junction_Detail,LSOA_of_Accident_Location"
)
OLD_CASUALTY = "Accident_Index,Vehicle_Reference,Casualty_Reference,Casualty_Class,Sex_of_Casualty,Age_Band_of_Casualty,Casualty_Severity"


def index(number: int, *, year: int = 2014, force: str = "54") -> str:
    """A collision's index; an invented force (00) makes it an invented one."""
    return f"{'X' if force == '00' else ''}{year}{force}{number:07d}"


def collision(number: int, *, year: int = 2014, month: int = 1, force: str = "54", authority: str = "E06000054", **cells: str) -> str:
    """One collision, unless a cell is given another text."""
    good = {
        "index": index(number, year=year, force=force),
        "year": str(year),
        "ref": f"{force}{number:07d}",
        "longitude": "-1.79345",
        "latitude": "51.07001",
        "force": str(int(force)),
        "severity": "3",
        "vehicles": "1",
        "casualties": "1",
        "date": f"{number % 28 + 1:02d}/{month:02d}/{year}",
        "day": "3",
        "time": f"{number % 24:02d}:30",
        "authority": authority,
        "highway": authority,
        "speed": "30",
        "junction_historic": "-1",
        "junction": "13",
        "lsoa": "X01000001" if force == "00" else "E01032022",
    }
    return ",".join((good | cells).values())


def casualty(number: int, *, year: int = 2014, force: str = "54", who: int = 1, severity: int = 3, **cells: str) -> str:
    """One casualty of a collision; `who` is the casualty's own number."""
    serious, slight = {1: ("0.0", "0.0"), 2: ("1.0", "0.0"), 3: ("0.25", "0.75")}[severity]
    good = {
        "index": index(number, year=year, force=force),
        "year": str(year),
        "vehicle": "1",
        "who": str(who),
        "class": "1",
        "sex": "2",
        "age": "-1",
        "severity": str(severity),
        "type": "9",
        "lsoa": "-1",
        "serious": serious,
        "slight": slight,
    }
    return ",".join((good | cells).values())


def table(folder: Path, name: str, header: str, rows: Iterable[str]) -> Path:
    """Write a CSV and give its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return path


def year_of_roads(
    folder: Path, *, year: int = 2014, force: str = "54", authority: str = "E06000054", severities: Iterable[int] = (1, 2, 3)
) -> list[Path]:
    """A year with one collision a month, and in each the casualties of these severities."""
    collisions = [collision(m, year=year, month=m, force=force, authority=authority) for m in range(1, 13)]
    people = [casualty(m, year=year, force=force, who=n, severity=s) for m in range(1, 13) for n, s in enumerate(severities, 1)]
    return [table(folder, f"collision-{year}.csv", COLLISION, collisions), table(folder, f"casualty-{year}.csv", CASUALTY, people)]
