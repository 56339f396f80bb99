"""A participant whose browser runs no script takes a whole contest."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Phones, Site, enter

pytestmark = pytest.mark.browser


def test_from_the_code_to_the_result(site: Site, phone: Phones) -> None:
    site.open_contest()
    (code,) = site.codes("farmers", "张三")
    page = enter(phone(java_script_enabled=False), code)
    page.get_by_role("button", name="开始答题").click()
    for number in range(1, 13):
        expect(page.get_by_role("heading", name=f"第 {number} 题")).to_be_visible()
        # Of the builder's questions the four judgements come first; 'right' is right.
        page.locator(".option", has_text="正确" if number <= 4 else "甲").click()
        page.get_by_role("button", name="下一题" if number < 12 else "去交卷").click()
    expect(page.get_by_text("全部答完了，可以交卷。")).to_be_visible()
    page.get_by_role("link", name="第 2 题，答了").click()
    expect(page.get_by_role("radio", name="正确")).to_be_checked()
    page.get_by_role("button", name="答题卡").click()
    page.get_by_role("button", name="交卷").click()
    expect(page.locator(".score")).to_contain_text("20")
    page.get_by_role("link", name="看排行榜").click()
    expect(page.get_by_text("您是第 1 名，共 1 人")).to_be_visible()


def test_before_the_opening_the_time_stands_in_words(site: Site, phone: Phones) -> None:
    site.coming_contest(2 * 3600 + 90)
    page = phone(java_script_enabled=False)
    page.goto("/c/farmers")
    expect(page.get_by_text("2 小时 1 分")).to_be_visible()
