"""The plan's tables sort, filter and leave as files that carry the filter and cannot run as formulas."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from odf.opendocument import load
from odf.table import TableCell, TableRow
from odf.teletype import extractText

from wardmoot.apps.accounts.roles import Role
from wardmoot.catalogue.plans import plan_path

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home_with_plan")]


def first_cells(answer: Any) -> list[str]:
    rows = re.findall(r'<tr class="govuk-table__row">(.*?)</tr>', answer.content.decode(), re.DOTALL)[1:]
    return [re.sub(r"<span.*?</span>|<[^>]+>|\s+", " ", row.split("</td>")[0]).strip() for row in rows]


def lines_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_figures_sort_both_ways_and_filter(sign_in: Any) -> None:
    client = sign_in(Role.ANALYST)
    every = first_cells(client.get("/plan/figures/"))
    assert len(every) == 34
    assert first_cells(client.get("/plan/figures/?sort=-id")) == every[::-1]
    assert first_cells(client.get("/plan/figures/?priority=P3")) == every[12:20]
    assert first_cells(client.get("/plan/figures/?owner=none")) == ["F11", "F12", "F29", "F30", "F31"]
    assert first_cells(client.get("/plan/figures/?priority=%27%3B--&sort=%3Cscript%3E&page=-9")) == every


def test_sorting_by_period_puts_what_the_plan_leaves_open_last(sign_in: Any) -> None:
    shown = first_cells(sign_in(Role.ANALYST).get("/plan/figures/?sort=period"))
    assert shown[0] == "F15"
    assert shown.index("F13") < shown.index("F01") < shown.index("F10") < shown.index("F05")


def test_delivery_filters_by_status_and_by_group(sign_in: Any) -> None:
    client = sign_in(Role.ANALYST)
    assert first_cells(client.get("/plan/delivery/?status=no-plan-named")) == ["Anti-Social Behaviour"]
    assert first_cells(client.get("/plan/delivery/?group=licensing-tasking")) == ["Drugs and Alcohol", "Anti-Social Behaviour"]


def test_a_file_holds_what_is_shown_with_the_filter_written_on_it(sign_in: Any) -> None:
    answer = sign_in(Role.ANALYST).get("/plan/tables/figures.csv?priority=P3&sort=-id")
    rows = lines_of(answer)
    assert rows[0] == ["No.", "What it counts", "Figure", "Unit", "Period", "In brackets", "Area", "Test"]
    assert [row[0] for row in rows[1:9]] == ["F20", "F19", "F18", "F17", "F16", "F15", "F14", "F13"]
    assert rows[1][2] == "46.2 (38.5)"
    assert ["Filter: priority: Enable Safer Communities"] in rows
    assert ["OFFICIAL"] in rows
    assert 'filename="plan-figures-OFFICIAL.csv"' in answer["Content-Disposition"]


def test_a_spreadsheet_holds_the_same_rows_and_the_filter(sign_in: Any) -> None:
    answer = sign_in(Role.ANALYST).get("/plan/tables/delivery.ods?status=no-plan-named")
    book = load(io.BytesIO(answer.content))
    rows = [[extractText(cell) for cell in row.getElementsByType(TableCell)] for row in book.spreadsheet.getElementsByType(TableRow)]
    text = "\n".join(" | ".join(row) for row in rows)
    assert "Anti-Social Behaviour | Licensing tasking group; ASBRAC | No plan named | No plan named" in text
    assert "Filter: status of the plan: No plan named" in text
    assert "Road Safety" not in text


def test_text_from_a_plan_file_cannot_run_in_a_spreadsheet(sign_in: Any, home_with_plan: Path) -> None:
    file = plan_path(home_with_plan)
    wicked = '=HYPERLINK(""x"")'.replace('""', "'")
    file.write_text(file.read_text("utf-8").replace('label = "High-risk cases heard at MARAC"', f'label = "{wicked}"'), "utf-8")
    rows = lines_of(sign_in(Role.ANALYST).get("/plan/tables/figures.csv"))
    assert rows[3][1] == "'" + wicked
    assert rows[15][2] == "'+6.8"


@pytest.mark.parametrize("name", ["outcomes", "delivery", "figures", "gaps"])
@pytest.mark.parametrize("form", ["csv", "ods"])
def test_every_table_leaves_in_both_forms(sign_in: Any, name: str, form: str) -> None:
    answer = sign_in(Role.BOARD_MEMBER).get(f"/plan/tables/{name}.{form}")
    assert answer.status_code == 200
    assert len(answer.content) > 500


@pytest.mark.parametrize("file", ["figures.exe", "people.csv"])
def test_there_is_no_other_file(sign_in: Any, file: str) -> None:
    assert sign_in(Role.ANALYST).get(f"/plan/tables/{file}").status_code == 404


def test_gaps_page_without_losing_the_filter(sign_in: Any) -> None:
    client = sign_in(Role.ANALYST)
    page = client.get("/plan/gaps/?sort=-where").content.decode()
    if 'rel="next"' in page:
        assert re.search(r'href="\?sort=-where&amp;page=2"', page)
    filtered = client.get("/plan/gaps/?kind=theme-without-plan")
    assert first_cells(filtered) == ["Theme without plan"]
