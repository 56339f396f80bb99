"""Each way in on a small phone: the slip, the phone number, the code on the wall, WeChat; and the taps it takes."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from quizapp.domain.clock import AnchoredClock
from quizapp.domain.people import Place
from quizapp.web import links
from tests.browser.conftest import Phones, Site, served
from tests.browser.test_phone_pages_are_for_everybody import SMALL_TARGETS, TOO_WIDE
from tests.builders import make_app
from tests.rooms.accounts import wechat
from tests.rooms.accounts.door import MOBILE, TOWN, code_for
from tests.rooms.accounts.wechat import WeChat

pytestmark = pytest.mark.browser
EVERYTHING = ("name", "area", "population", "birth_year")


@dataclass
class Taps:
    """Counts what a finger does; scanning a code is the first tap."""

    page: Page
    count: int = 0

    def scan(self, address: str) -> None:
        self.page.goto(address)
        self.count += 1

    def on(self, target: Locator) -> None:
        target.click()
        self.count += 1


def at_question_1(page: Page) -> None:
    expect(page.get_by_role("heading", name=re.compile("第 1 题"))).to_be_visible()
    expect(page.get_by_text("选了就会自动保存。")).to_be_visible()


def register(page: Page, name: str, year: str = "") -> None:
    """Fill in the form of a person: nothing but the name and the year is typed."""
    page.get_by_label("姓名").fill(name)
    for label, value in (("镇街", TOWN), ("人群", "farmer")):
        if page.get_by_label(label).count():
            page.get_by_label(label).select_option(value)
    if year:
        page.get_by_label("出生年份").fill(year)
    page.get_by_label("我看过同意书，同意").check()
    page.get_by_role("button", name=re.compile("登记好了|进去")).click()


def in_with_a_number(page: Page) -> None:
    page.goto("/c/farmers")
    page.get_by_label("手机号").fill(MOBILE)
    page.get_by_role("button", name="发验证码").click()
    field = page.get_by_label("验证码")
    expect(field).to_have_attribute("autocomplete", "one-time-code")
    expect(field).to_have_attribute("inputmode", "numeric")
    field.fill(code_for())
    page.get_by_role("button", name="进去").click()


def test_the_elder_with_a_slip_is_at_question_1_in_four_taps_without_typing(site: Site, phone: Phones) -> None:
    site.open_contest()
    (code,) = site.codes("farmers", "王奶奶", population="elderly")
    page = phone()
    taps = Taps(page)
    taps.scan(f"/enter#{code}")
    page.wait_for_url("**/c/farmers")
    taps.on(page.get_by_role("button", name="开始答题"))
    at_question_1(page)
    assert taps.count <= 4


def test_by_phone_number_and_code(site: Site, phone: Phones) -> None:
    site.open_to("open", ask=EVERYTHING)
    page = phone()
    in_with_a_number(page)
    register(page, "张三", "1958")
    page.wait_for_url("**/c/farmers")
    page.get_by_role("button", name="开始答题").click()
    at_question_1(page)


def test_the_next_of_the_family_is_one_tap_away(site: Site, phone: Phones) -> None:
    site.open_to("open")
    page = phone()
    in_with_a_number(page)
    register(page, "张三")
    page.get_by_role("link", name="换人答题").click()
    page.get_by_role("link", name="加一个人").click()
    register(page, "李四")
    page.wait_for_url("**/c/farmers")
    taps = Taps(page)
    taps.on(page.get_by_role("button", name="换张三答"))
    expect(page.get_by_role("button", name="换李四答")).to_be_visible()
    assert taps.count == 1
    page.get_by_role("button", name="开始答题").click()
    at_question_1(page)


def test_by_the_code_on_the_wall_of_a_village(site: Site, phone: Phones) -> None:
    record = site.open_to("link", ask=("name", "population"))
    page = phone()
    page.goto(f"/l/{links.token(Place(record.id, TOWN))}")
    expect(page.get_by_role("heading", name="新兖镇")).to_be_visible()
    register(page, "王五")
    page.wait_for_url("**/c/farmers")
    page.get_by_role("button", name="开始答题").click()
    at_question_1(page)


def test_on_a_public_computer_the_result_is_shown_once(site: Site, phone: Phones) -> None:
    site.open_contest()
    (code,) = site.codes("farmers", "张三")
    page = phone()
    page.goto("/enter")
    page.get_by_label("入场码").fill(code)
    page.get_by_label("这是公用的电脑").check()
    page.get_by_role("button", name="进去").click()
    page.get_by_role("button", name="开始答题").click()
    at_question_1(page)
    page.get_by_role("button", name="答题卡").click()
    page.get_by_role("button", name="交卷").click()
    expect(page.get_by_text("已经替您退出")).to_be_visible()
    page.goto("/c/farmers")
    expect(page.get_by_label("入场码")).to_be_visible()
    expect(page.get_by_text("张三")).to_have_count(0)


class TestThroughWeChat:
    """The same with an official account, against a small OAuth server."""

    @pytest.fixture
    def account(self) -> Iterator[WeChat]:
        with wechat.running() as made:
            yield made

    @pytest.fixture
    def site(self, sqlite_url: str, redis_url: str, tmp_path: Path, account: WeChat) -> Iterator[Site]:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        settings = account.settings | {"QUIZAPP_PUBLIC_URL": f"http://127.0.0.1:{port}"}
        app = make_app(tmp_path, sqlite_url, redis_url, AnchoredClock(), **settings)
        with served(app, port) as made:
            yield made

    def test_one_tap_and_the_second_time_no_form(self, site: Site, phone: Phones, account: WeChat) -> None:
        site.open_to("open")
        page = phone()
        page.goto("/c/farmers")
        page.get_by_role("link", name="用微信进去").click()
        register(page, "张三")
        expect(page.get_by_role("button", name="开始答题")).to_be_visible()
        again = phone()
        taps = Taps(again)
        taps.scan("/c/farmers")
        taps.on(again.get_by_role("link", name="用微信进去"))
        taps.on(again.get_by_role("button", name="开始答题"))
        at_question_1(again)
        assert taps.count <= 4
        assert account.wrong == []


def every_door(site: Site, page: Page) -> Iterator[str]:
    """Every page on the ways in; answers its name each time one is shown."""
    record = site.open_to("open", ask=("name", "area", "population", "birth_year"))
    page.goto("/enter?next=/c/farmers")
    yield "door of an open contest"
    page.goto("/enter")
    yield "door"
    page.goto("/c/farmers")
    yield "open contest, by a stranger"
    page.get_by_label("手机号").fill("12")
    page.get_by_role("button", name="发验证码").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "wrong number"
    in_with_a_number(page)
    yield "form"
    page.get_by_role("button", name="登记好了").click()
    expect(page.get_by_text("请先看过同意书，再打勾。")).to_be_visible()
    yield "form without consent"
    page.get_by_text("同意书：我们会留下什么").click()
    yield "consent text"
    register(page, "张三", "1958")
    page.goto("/people?next=/c/farmers")
    yield "people"
    page.goto("/consent")
    yield "consent page"
    page.goto(f"/l/{links.token(Place(record.id, TOWN))}")
    yield "link of a contest that takes none"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier_at_the_doors(site: Site, phone: Phones, scheme: str) -> None:
    page = phone(color_scheme=scheme)
    found = {}
    for name in every_door(site, page):
        results = Axe().run(page)
        if results.violations_count:
            found[name] = results.generate_report()
    assert found == {}


def test_everything_at_the_doors_has_room_for_a_thumb(site: Site, phone: Phones) -> None:
    page = phone()
    found = {name: page.evaluate(SMALL_TARGETS) for name in every_door(site, page)}
    assert len(found) == 10
    assert {name: small for name, small in found.items() if small} == {}


def test_a_narrow_phone_with_large_type_scrolls_no_door_sideways(site: Site, phone: Phones) -> None:
    page = phone(viewport={"width": 320, "height": 568})
    too_wide = []
    for name in every_door(site, page):
        page.evaluate("document.documentElement.style.setProperty('--base', `${17 * 1.4}px`)")
        if page.evaluate(TOO_WIDE):
            too_wide.append(name)
    assert too_wide == []
