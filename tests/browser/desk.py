"""A desk: a wide window in which a member of staff signs in by the real pages."""

from __future__ import annotations

from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import Phones, Site
from tests.browser.tongue import Tongue, chinese
from tests.builders import PASSWORD

DESK: ViewportSize = {"width": 1366, "height": 768}


def sit_down(site: Site, phone: Phones, role: str, area: str = "", **account: str) -> Page:
    """A desk of its own, where a new member of staff has signed in."""
    page = phone(viewport=DESK)
    sign_in(site, page, site.staff(role, area, **account))
    return page


def sign_in(site: Site, page: Page, name: str, said: Tongue = chinese) -> None:
    """Take every step that the account needs."""
    page.goto("/staff/sign-in")
    page.get_by_label(said("账号"), exact=True).fill(name)
    page.get_by_label(said("密码"), exact=True).fill(PASSWORD)
    page.get_by_role("button", name=said("登录")).click()
    if name in site.authenticators:
        expect(page.get_by_role("heading", name=said("两步验证"))).to_be_visible()
        page.get_by_label(said("验证码"), exact=True).fill(site.second_code(name))
        page.get_by_role("button", name=said("继续")).click()
    expect(page.get_by_role("link", name=name)).to_be_visible()
