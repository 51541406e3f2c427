"""The browser, and what every page must pass in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

# Playwright's own loop makes Django think that it runs inside an asynchronous server
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (1280, 375)
# what is left of 1280 pixels at 400% (WCAG 2.2, 1.4.10)
ZOOMED = 320


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--force-color-profile=srgb"])
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Browser, live_server: Any) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900}, locale="en-GB", timezone_id="Europe/London")
    made.set_default_timeout(8000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which any error of a script, and anything that the content security policy refused, fails the test."""
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None)
    yield opened
    assert not faults, faults


@pytest.fixture
def browse_as(context: BrowserContext, sign_in: Any) -> Callable[..., Any]:
    """`browse_as(Role.ANALYST)`: the browser is signed in as someone with these roles, without going through the forms."""

    def enter(*roles: Any, **about: Any) -> Any:
        from django.conf import settings

        client = sign_in(*roles, **about)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "domain": "localhost", "path": "/"}])
        return client.person

    return enter


def refuse_sideways(page: Page, width: int) -> None:
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} at {width}: scrolls sideways by {wide} pixels"


@pytest.fixture
def check_page() -> Callable[..., None]:
    """`check_page(page)`: no WCAG 2.2 A or AA violation at 1280 and 375 pixels, no sideways scrolling there nor at 400% zoom.

    With WARDMOOT_PICTURES set to a folder, `check_page(page, "name")` leaves a picture of each width there.
    """

    def check(page: Page, name: str = "") -> None:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]})
            assert not found.response["violations"], f"{page.url} at {width}:\n{found.generate_report()}"
            refuse_sideways(page, width)
            if name and (folder := os.environ.get("WARDMOOT_PICTURES")):
                page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": ZOOMED, "height": 256})
        refuse_sideways(page, ZOOMED)
        page.set_viewport_size({"width": 1280, "height": 900})
        expect(page.locator("h1")).to_have_count(1)

    return check
