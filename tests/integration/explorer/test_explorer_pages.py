"""The explorer's pages: what an address asks for is checked, what it shows is what its files say, and every look is written down."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from data_pages_files import AUTHORITY
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from reports_opened import ods_sheets

from wardmoot.apps.accounts.roles import Role
from wardmoot.apps.audit.models import AuditEvent

pytestmark = pytest.mark.django_db

ADDRESS = "/explore/"
NAMES = ("measure", "area", "part", "period", "since", "to", "by", "limits", "shade", "sort", "page", "asked")


def words(response: Any) -> str:
    return " ".join(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S).split())


def test_an_empty_home_says_what_to_do(settings: Any, tmp_path: Path, sign_in: Any):
    settings.HOME = tmp_path
    page = sign_in(Role.ANALYST).get(ADDRESS)
    assert page.status_code == 200
    assert "Load the first files" in words(page)
    assert "Your analyst or partnership manager can load them" in words(sign_in(Role.BOARD_MEMBER).get(ADDRESS))


def test_what_is_usual_is_shown_without_asking(home: Path, sign_in: Any):
    page = sign_in(Role.ANALYST).get(ADDRESS)
    said = words(page)
    assert "All crimes, Moonshire (synthetic)" in said
    assert "November 2018 to October 2019" in said
    assert "DEMONSTRATION - NOT REAL" in said
    assert "How do we know?" in said
    assert "OFFICIAL" in said


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_open_counts_are_for_every_role_that_works_on_them(home: Path, sign_in: Any, role: Role):
    assert sign_in(role).get(ADDRESS).status_code == 200


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("measure=murders", "Choose a measure from the list"),
        ("area=E06000054", "Choose an area from the list"),
        ("part=ward.e05999999", "has no such part"),
        ("measure=ksi-casualties&period=months&since=2019-01&to=2019-12&part=ward.x05000001", "whole authorities only"),
        ("period=sometimes", "Choose a period from the list"),
        ("period=2018-20", "A fiscal year is written 2018-19"),
        ("period=months", "Choose the first month of the period"),
        ("period=months&since=2019-13&to=2019-01", "the month runs from 01 to 12"),
        ("period=months&since=2019-05&to=2019-01", "before it begins in May 2019"),
        ("period=months&since=1999-05&to=2019-01", "longer than 120 months"),
        ("by=shoe-size", "cannot be divided in that way: choose crime type, month"),
        ("measure=burglary&by=type", "Burglary cannot be divided in that way"),
        ("limits=yesterday", "is not a month"),
        ("shade=plaid", "Choose what the map shows"),
    ],
)
def test_a_bad_value_is_a_clear_error_on_the_form(home: Path, sign_in: Any, asked: str, says: str):
    page = sign_in(Role.ANALYST).get(f"{ADDRESS}?{asked}")
    assert page.status_code == 400
    assert "There is a problem" in words(page)
    assert says in words(page)
    assert "<title>Error: " in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("period=months&since=2031-01&to=2031-03", "no street crime files are held for January 2031 to March 2031"),
        ("limits=2019-06", "limits need 12 months at least"),
        ("measure=road-collisions&period=2012-13", "load the STATS19 files"),
    ],
)
def test_what_is_not_held_is_said_in_words(home: Path, sign_in: Any, asked: str, says: str):
    page = sign_in(Role.ANALYST).get(f"{ADDRESS}?{asked}")
    assert page.status_code == 200
    assert f"This cannot be shown: {says}" in words(page) or says in words(page)
    assert "Choose something else above" in words(page)


def test_a_file_of_what_is_not_held_is_not_found(home: Path, sign_in: Any):
    client = sign_in(Role.ANALYST)
    for address in ("files/map/svg/?part=small-area.x01000001", "files/hours/csv/", "files/trend/pdf/", "files/shoes/csv/", "figures/no.such/"):
        assert client.get(f"{ADDRESS}{address}").status_code == 404, address
    assert client.get(f"{ADDRESS}map/?measure=ksi-casualties").status_code == 404


def test_the_form_leads_to_the_shortest_address_that_says_it_all(home: Path, sign_in: Any):
    client = sign_in(Role.ANALYST)
    sent = f"asked={AUTHORITY}&measure=burglary&area={AUTHORITY}&part=&period=latest-12&since=&to=&by=type&shade=count&limits="
    assert client.get(f"{ADDRESS}?{sent}").headers["Location"] == f"/explore/?measure=burglary&area={AUTHORITY}"
    other = f"asked=X06000099&measure=burglary&area={AUTHORITY}&part=ward.x05000001&by=ward"
    assert client.get(f"{ADDRESS}?{other}").headers["Location"] == f"/explore/?measure=burglary&area={AUTHORITY}&by=ward"


VIEWS = (
    f"measure=crimes&area={AUTHORITY}",
    f"measure=burglary&area={AUTHORITY}&part=community.old-moon&period=2018-19&by=ward&shade=rate",
    f"measure=ksi-casualties&area={AUTHORITY}&by=severity",
)


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("view", VIEWS)
def test_every_figure_of_the_table_is_on_the_page_and_in_both_files(home: Path, sign_in: Any, view: str):
    client = sign_in(Role.ANALYST)
    page = words(client.get(f"{ADDRESS}?{view}"))
    answer = client.get(f"{ADDRESS}files/table/csv/?{view}")
    rows = rows_of(answer.content)
    table = rows[1 : rows.index([])]
    assert table
    for row in table:
        assert all(cell in page for cell in row), row
    sheets = ods_sheets(client.get(f"{ADDRESS}files/table/ods/?{view}").content)
    cells = [list(row) for sheet in sheets.values() for row in sheet]
    for row in table:
        assert any(row[0] == line[0] and set(row) <= set(line) for line in cells if line), row


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(("part", "form"), [("figures", "csv"), ("trend", "ods"), ("trend", "svg")])
def test_every_file_says_what_it_is(home: Path, sign_in: Any, view: str, part: str, form: str):
    answer = sign_in(Role.ANALYST).get(f"{ADDRESS}files/{part}/{form}/?{view}")
    name = re.fullmatch(r'attachment; filename="(.+)"', answer.headers["Content-Disposition"])[1]  # type: ignore[index]
    assert name.endswith(f"-DEMONSTRATION-NOT-REAL.{form}")
    if form == "svg":
        said = " ".join(etree.fromstring(answer.content).itertext())
    elif form == "ods":
        said = " ".join(cell for sheet in ods_sheets(answer.content).values() for row in sheet for cell in row)
    else:
        said = " ".join(cell for row in rows_of(answer.content) for cell in row)
    for wanted in (
        "Measure: ",
        "Counting unit: ",
        "Area: ",
        "Period: ",
        "Data to ",
        "OFFICIAL",
        "DEMONSTRATION - NOT REAL",
        "Source: Synthetic data",
    ):
        assert wanted in said, wanted


def test_the_table_file_keeps_the_order_of_the_page(home: Path, sign_in: Any):
    client, view = sign_in(Role.ANALYST), f"measure=crimes&area={AUTHORITY}&by=small-area"
    orders = {}
    for sort in ("name", "-name", "-count", "count"):
        rows = rows_of(client.get(f"{ADDRESS}files/table/csv/?{view}&sort={sort}").content)
        orders[sort] = [row[0] for row in rows[1 : rows.index([])]]
        page = client.get(f"{ADDRESS}?{view}&sort={sort}").content.decode()
        places = [page.rindex(f">{name}<") if f">{name}<" in page else page.rindex(name) for name in orders[sort]]
        assert places == sorted(places), sort
    assert orders["name"] == orders["-name"][::-1]
    assert sorted(orders["count"]) == sorted(orders["-count"])
    assert orders["count"] != orders["-count"]


def test_every_figure_on_the_page_can_be_laid_open(home: Path, sign_in: Any):
    client = sign_in(Role.ANALYST)
    for view in VIEWS:
        page = client.get(f"{ADDRESS}?{view}").content.decode()
        links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/explore/figures/[^"]+)"', page)}
        assert len(links) > 10
        for link in sorted(links)[::7]:
            opened = client.get(link)
            assert opened.status_code == 200, link
            assert "Where it comes from" in words(opened)


def test_the_map_has_the_places_of_its_table(home: Path, sign_in: Any):
    client, view = sign_in(Role.ANALYST), f"measure=crimes&area={AUTHORITY}&shade=rate"
    assert client.get(f"{ADDRESS}map/?{view}").status_code == 200
    shapes = client.get(f"{ADDRESS}map/shapes.geojson?{view}").json()
    texts = {f["properties"]["code"]: f["properties"]["text"] for f in shapes["features"] if "code" in f["properties"]}
    rows = rows_of(client.get(f"{ADDRESS}files/map/csv/?{view}").content)
    assert texts == {row[1]: row[4] for row in rows[1 : rows.index([])]}
    assert shapes["marking"] == "OFFICIAL | DEMONSTRATION - NOT REAL"


def test_looking_and_taking_are_written_down_with_codes_only(home: Path, sign_in: Any):
    client, view = sign_in(Role.ANALYST), f"measure=burglary&area={AUTHORITY}&part=ward.x05000001"
    client.get(f"{ADDRESS}?{view}")
    client.get(f"{ADDRESS}files/trend/csv/?{view}")
    looked, took = AuditEvent.objects.filter(object_type="measure").order_by("pk")
    assert (looked.verb, looked.object_id, looked.actor) == ("explore data", "burglary", client.person)
    assert looked.details["part"] == "ward.x05000001"
    assert (took.verb, took.details["form"]) == ("download from explorer", "csv")


TEXT = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "crimes", "burglary", "ksi-casualties", AUTHORITY, "ward.x05000001", "months", "latest-12", "2018-19", "2019-10", "2018-03"]
    ),
    st.sampled_from(
        ["type", "month", "ward", "severity", "rate", "-count", "name", "0", "-1", "9" * 30, "\x00", "../..", "<script>", "'; drop", "²"]
    ),
)


@given(
    asked=st.dictionaries(st.sampled_from(NAMES), TEXT, max_size=6),
    path=st.sampled_from(["", "map/", "files/table/csv/", "files/trend/svg/", "views/save/", "views/", "figures/x/"]),
)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_address_breaks_a_page(home: Path, client_of_analyst: Any, asked: dict[str, str], path: str):
    query = QueryDict(mutable=True)
    query.update(asked)
    answer = client_of_analyst.get(f"{ADDRESS}{path}?{query.urlencode()}")
    assert answer.status_code in (200, 302, 400, 404), (answer.status_code, asked)
    assert b"<script>alert" not in answer.content


@pytest.fixture
def client_of_analyst(home: Path, sign_in: Any) -> Any:
    return sign_in(Role.ANALYST)
