"""From an invitation to the home page: choose a password, set up the second step, keep the codes, come back with a code."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.utils import timezone
from playwright.sync_api import Page, expect

from wardmoot.apps.accounts import actions
from wardmoot.apps.accounts.models import Agency
from wardmoot.apps.accounts.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "heron under lamplight"


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_from_invitation_to_home(page: Page, check_page) -> None:
    actions.set_partnership(by=None, name="Exampleshire Community Safety Partnership")
    agency = Agency.objects.create(name="Exampleshire Council")
    now = timezone.now()
    _, token = actions.invite(by=None, email="sam@example.org", name="Sam Sample", agency=agency, roles=[Role.ANALYST], now=now)

    page.goto(f"/invitation/{token}/")
    check_page(page, "accept-invitation")
    page.get_by_label("Choose a password").fill("short")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("at least 12 characters")
    check_page(page, "accept-invitation-error")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    check_page(page, "sign-in")
    page.get_by_label("Email address").fill("sam@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("heading", name="Set up the second step")).to_be_visible()
    check_page(page, "second-step")
    page.goto("/home/")
    expect(page).to_have_url(re.compile("/account/second-step/$"))
    page.get_by_label("Code from your app").fill("000000")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("The code is not right")
    secret = page.locator(".wm-secret").inner_text().replace(" ", "")
    page.get_by_label("Code from your app").fill(code_for(secret))
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    recovery = page.locator(".wm-codes li").first.inner_text().strip()
    check_page(page, "recovery-codes")
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_role("heading", name="Home", exact=True)).to_be_visible()
    check_page(page, "home")

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("navigation", name="Your account").get_by_role("link", name="Sign in")).to_be_visible()
    check_page(page, "front")
    page.goto("/sign-in/?next=/account/")
    page.get_by_label("Email address").fill("sam@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    check_page(page, "enter-code")
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    check_page(page, "own-account")
