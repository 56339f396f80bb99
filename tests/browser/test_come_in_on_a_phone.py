"""A participant comes in by the QR code or the letters of the slip, and makes room for the next one."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Phones, Site, enter, start

pytestmark = pytest.mark.browser


def test_the_link_of_the_qr_code_comes_in_and_leaves_no_trace(site: Site, phone: Phones) -> None:
    site.open_contest()
    (code,) = site.codes("farmers", "张三")
    page = phone()
    page.goto(f"/enter#{code[:5]}-{code[5:]}")
    page.wait_for_url("**/c/farmers")
    expect(page.get_by_text("张三")).to_be_visible()
    page.go_back()
    assert "#" not in page.url


def test_letters_stand_in_groups_typed_or_pasted(phone: Phones) -> None:
    page = phone()
    page.goto("/enter")
    field = page.get_by_label("入场码")
    field.press_sequentially("abcdefghjk")
    expect(field).to_have_value("ABCDE-FGHJK")
    field.fill("")
    field.fill("入场码：abcde fghjk")
    field.dispatch_event("input")
    expect(field).to_have_value("ABCDE-FGHJK")


def test_over_plain_http_under_a_name_of_the_village(site: Site, phone: Phones) -> None:
    site.open_contest()
    (code,) = site.codes("farmers", "张三")
    page = start(phone(base_url=f"http://village.test:{site.port}"), code)
    assert page.evaluate("isSecureContext") is False
    page.locator(".option").first.click()
    expect(page.locator("#saved")).to_have_text("已保存")


def test_nobody_leaves_unawares_while_an_answer_is_on_its_way(started: Page) -> None:
    page = started
    page.route("**/answers", lambda route: route.abort())
    page.locator(".option").first.click()
    expect(page.locator("#saved")).to_have_text("没有网络，答案已存在手机里")
    page.goto("/c/farmers")
    page.get_by_role("button", name="换人答题").click()
    expect(page.get_by_role("alert")).to_have_text("还有答案没有送出。请先回去，等它送出；再按一次就会丢掉。")
    page.get_by_role("button", name="换人答题").click()
    page.wait_for_url("**/enter")
    assert page.evaluate("localStorage.length") == 0


def test_the_next_person_takes_the_same_phone(site: Site, phone: Phones) -> None:
    site.open_contest()
    one, two = site.codes("farmers", "张三", "李四")
    page = enter(phone(), one)
    page.get_by_role("button", name="换人答题").click()
    page.get_by_label("入场码").fill(two)
    page.get_by_role("button", name="进去").click()
    expect(page.get_by_text("李四")).to_be_visible()
