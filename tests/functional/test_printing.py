"""A page on paper: it says what it is on each sheet, as sheets part company."""

from __future__ import annotations

from datetime import date

import pytest

from wardmoot.apps.accounts.actions import set_partnership
from wardmoot.apps.accounts.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# the words that the browser puts in the margin of each sheet of the page shown
ON_EACH_SHEET = """() => {
  const name = getComputedStyle(document.body).page;
  const rules = [...document.styleSheets].flatMap(sheet => [...sheet.cssRules]).flatMap(rule => rule.media ? [...rule.cssRules] : [rule]);
  const sheet = rules.filter(rule => rule instanceof CSSPageRule && rule.selectorText === name);
  return sheet.flatMap(rule => [...rule.cssRules]).map(margin => margin.style.content.replaceAll('"', ''));
}"""


@pytest.mark.parametrize(
    ("role", "demonstration", "words"),
    [
        (Role.ADMINISTRATOR, date(2019, 12, 12), "OFFICIAL | DEMONSTRATION - NOT REAL"),
        (Role.ADMINISTRATOR, None, "OFFICIAL"),
        (None, date(2019, 12, 12), "DEMONSTRATION - NOT REAL"),
        (None, None, ""),
    ],
)
def test_each_sheet_says_what_it_is(page, browse_as, role, demonstration, words) -> None:
    set_partnership(by=None, name="Moonshire", demonstration_on=demonstration)
    if role:
        browse_as(role)
    page.emulate_media(media="print")
    page.goto("/home/" if role else "/")
    assert page.evaluate(ON_EACH_SHEET) == ([words, words] if words else [])
