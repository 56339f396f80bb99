"""A new member of staff sets a password and an authenticator, and an administrator makes an account, in a browser."""

from __future__ import annotations

import re

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from quizapp.accounts import staff as staff_verbs
from tests.browser.conftest import Phones, Site
from tests.browser.desk import DESK, sit_down
from tests.builders import PASSWORD, TESTER

pytestmark = pytest.mark.browser


def check(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert found == [], [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


def enter(page: Page, **fields: str) -> None:
    for label, text in fields.items():
        page.get_by_label(label, exact=True).fill(text)


def test_a_newcomer_comes_in_by_link_password_and_authenticator(site: Site, phone: Phones) -> None:
    token = staff_verbs.create("李科员", "organizer", "", TESTER, site.now)
    page = phone(viewport=DESK)
    page.goto(f"/staff/password/{token}")
    check(page)
    enter(page, 新密码=PASSWORD, 再写一遍=PASSWORD)
    page.get_by_role("button", name="设好密码").click()
    check(page)
    enter(page, 账号="李科员", 密码=PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="设置两步验证")).to_be_visible()
    check(page)
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    enter(page, 验证码=pyotp.TOTP(secret).now())
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_role("heading", name="备用码")).to_be_visible()
    check(page)
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("link", name="我抄好了，继续").click()
    expect(page).to_have_url(f"{site.address}/desk")
    page.get_by_role("link", name="李科员").click()
    expect(page.get_by_text("还有 10 个备用码没有用。")).to_be_visible()
    check(page)
    page.get_by_role("button", name="退出", exact=True).click()
    enter(page, 账号="李科员", 密码=PASSWORD)
    page.get_by_role("button", name="登录").click()
    check(page)
    enter(page, 验证码=codes[0].lower())
    page.get_by_role("button", name="继续").click()
    expect(page).to_have_url(f"{site.address}/desk")


def test_an_administrator_makes_an_account_and_ends_it(site: Site, phone: Phones) -> None:
    page = sit_down(site, phone, "admin")
    page.get_by_role("link", name="账号", exact=True).click()
    check(page)
    enter(page, 账号="检查组", 用到哪一天="2099-12-31")
    page.get_by_label("角色").select_option("检查员")
    page.get_by_role("button", name="建账号").click()
    expect(page.get_by_text(re.compile(r"/staff/password/"))).to_be_visible()
    check(page)
    page.goto("/desk/accounts")
    page.get_by_role("link", name="检查组").click()
    check(page)
    page.get_by_role("button", name="马上停用").click()
    expect(page.get_by_text("账号停用了，登录着的地方都退出了。")).to_be_visible()
    page.get_by_role("link", name="操作记录").click()
    expect(page.get_by_role("cell", name="停用账号")).to_be_visible()
    check(page)
