"""A class with phones before a teacher's screen: the PIN is typed, the list fills by itself, all go in together."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Phones, Site, enter
from tests.builders import PASSWORD
from tests.rooms.coordination import school

pytestmark = pytest.mark.browser
DESK = {"width": 1366, "height": 768}


def teacher(site: Site, phone: Phones, unit: str) -> Page:
    page = phone(viewport=DESK)
    page.goto("/staff/sign-in")
    page.get_by_label("账号").fill(site.staff("coordinator", unit=unit))
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(re.compile("/desk/unit$"))
    return page


def test_a_class_goes_in_together(site: Site, phone: Phones) -> None:
    school.found(site)
    site.open_contest()
    codes = school.enter(site)
    desk = teacher(site, phone, "s1-3")
    desk.get_by_role("link", name="农民科学素质网络竞赛").click()
    desk.get_by_role("link", name="一起开始答题").click()
    desk.get_by_role("button", name="出口令").click()
    pin = desk.locator(".pin b").inner_text()
    desk.evaluate("window.stayed = true")

    pupils = [enter(phone(), codes[ref]) for ref in ("A1", "A2", "B1")]
    for pupil in pupils:
        pupil.get_by_role("link", name="老师发了口令，点这里").click()
        pupil.get_by_label("口令").fill(pin)
        pupil.get_by_role("button", name="进去等").click()
        expect(pupil.get_by_text("等老师开始")).to_be_visible()
    expect(desk.get_by_text("进来了 3 人")).to_be_visible()
    assert desk.evaluate("window.stayed"), "the list fills without a reload"
    for page in (desk, pupils[0]):
        assert Axe().run(page).violations_count == 0

    desk.get_by_role("button", name="开始").click()
    expect(desk.get_by_text("3 人同时开始了")).to_be_visible()
    for pupil in pupils:
        pupil.wait_for_url("**/a/*")
        expect(pupil.get_by_text("第 1 题").first).to_be_visible()
    assert len({site.attempt(number).started_at for number in (1, 2, 3)}) == 1


def test_a_phone_that_was_cut_off_goes_in_when_it_is_back(site: Site, phone: Phones) -> None:
    school.found(site)
    site.open_contest()
    codes = school.enter(site)
    desk = teacher(site, phone, "s1-31")
    desk.goto("/desk/unit/contests/farmers/class")
    desk.get_by_role("button", name="出口令").click()
    pupil = enter(phone(), codes["A1"])
    pupil.goto("/c/farmers/class")
    pupil.get_by_label("口令").fill(desk.locator(".pin b").inner_text())
    pupil.get_by_role("button", name="进去等").click()
    expect(pupil.get_by_text("等老师开始")).to_be_visible()
    pupil.context.set_offline(True)
    expect(pupil.get_by_text("网络断了，正在再试。")).to_be_visible()
    desk.get_by_role("button", name="开始").click()
    expect(desk.get_by_text("1 人同时开始了")).to_be_visible()
    pupil.context.set_offline(False)
    pupil.wait_for_url("**/a/*", timeout=20_000)


def test_the_pages_of_a_unit_are_for_everybody(site: Site, phone: Phones) -> None:
    school.found(site)
    site.open_contest()
    codes = school.enter(site)
    site.phone(codes["A1"]).start("farmers")
    desk = teacher(site, phone, "s1")
    root = school.ROOT
    for path in ("/desk/unit", root, f"{root}/class-list", f"{root}/reminder", f"{root}/reissue-all", f"{root}/class"):
        desk.goto(path)
        found = Axe().run(desk)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
