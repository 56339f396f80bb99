"""A walk through every page that staff see, in the language of the reader; what is on each is for others to judge."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pyotp
from playwright.sync_api import Page, expect

from quizapp.accounts import staff as staff_verbs
from tests.browser import season
from tests.browser.conftest import Site
from tests.browser.desk import sign_in
from tests.browser.tongue import Tongue, chinese
from tests.builders import PASSWORD, TESTER, a_contest, some_questions
from tests.rooms.bank import sheets
from tests.rooms.coordination import school

COLLECTION = "秋季题目"
CONTEST, DRAFT, OVER = (f"/desk/contests/{slug}" for slug in ("farmers", "draft", season.SLUG))
UNIT = "/desk/unit/contests/farmers"
# Contents, which nobody translates: names of people, towns and units, titles, texts of questions.
NAMES = [*season.names(), "诸葛小明", "张一", "张二", "李一", "王一", "赵老师", "外人", "区科协"]
PLACES = ["一中", "二中", "三年级", "四年级", "1班", "2班", "兖州区", *(name for name, *_ in season.FIGURES[:-1])]


def every_desk_page(site: Site, page: Page, said: Tongue = chinese) -> Iterator[str]:
    """Walk; answers the name of each page while it is shown."""
    _hold(site)
    admin, teacher = site.staff("admin", name="administrator"), site.staff("coordinator", unit="s1", name="teacher")
    yield from _doors(site, page, said)
    sign_in(site, page, admin, said)
    yield from chain(_accounts(page, said), _bank(page, said), _contests(page, said), _people(page, said))
    yield from _review(page)
    sign_in(site, page, teacher, said)
    yield from _unit(page, said)


def _hold(site: Site) -> None:
    """A contest of last week, one that runs with a school in it, a draft, and a collection."""
    season.hold(site)
    school.found(site)
    site.open_contest()
    school.enter(site)
    site.add_questions(*some_questions(6, start=500), collection=COLLECTION)
    site.contest(a_contest("draft"), questions=0, publish_it=False)


def _shown(page: Page, *addresses: str) -> Iterator[str]:
    for address in addresses:
        reply = page.goto(address)
        assert reply is not None
        assert reply.status == 200, address
        yield address


def _doors(site: Site, page: Page, said: Tongue) -> Iterator[str]:
    """Somebody new sets a password, is refused once, and enrols an authenticator."""
    token = staff_verbs.create("newcomer", "organizer", "", TESTER, site.now)
    yield from _shown(page, "/staff/sign-in", f"/staff/password/{token}")
    page.get_by_label(said("新密码"), exact=True).fill(PASSWORD)
    page.get_by_label(said("再写一遍"), exact=True).fill(PASSWORD)
    page.get_by_role("button", name=said("设好密码")).click()
    for password in ("wrong", PASSWORD):
        page.get_by_label(said("账号"), exact=True).fill("newcomer")
        page.get_by_label(said("密码"), exact=True).fill(password)
        page.get_by_role("button", name=said("登录")).click()
        yield "refused at the door" if password == "wrong" else "enrolling"
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label(said("验证码"), exact=True).fill(pyotp.TOTP(secret).at(site.now))
    page.get_by_role("button", name=said("确认")).click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    yield "recovery codes"
    page.get_by_role("link", name=said("我抄好了，继续")).click()
    page.get_by_role("button", name=said("退出")).click()
    page.get_by_label(said("账号"), exact=True).fill("newcomer")
    page.get_by_label(said("密码"), exact=True).fill(PASSWORD)
    page.get_by_role("button", name=said("登录")).click()
    expect(page.get_by_role("heading", name=said("两步验证"))).to_be_visible()
    yield "second factor"


def _accounts(page: Page, said: Tongue) -> Iterator[str]:
    yield from _shown(page, "/staff/account", "/desk/accounts/1", "/desk/accounts")
    page.get_by_label(said("账号"), exact=True).fill("another")
    page.get_by_role("button", name=said("建账号")).click()
    expect(page.locator("pre.file")).to_be_visible()
    yield "the link of a new account"


def _bank(page: Page, said: Tongue) -> Iterator[str]:
    yield from _shown(page, "/desk/bank", "/desk/bank/import")
    page.get_by_label(said("题目文件")).set_input_files(
        {"name": "autumn.xlsx", "mimeType": "application/octet-stream", "buffer": sheets.with_seven_bad_rows()}
    )
    page.get_by_role("button", name=said("看一看")).click()
    expect(page.locator(".figures")).to_be_visible()
    yield "preview"
    page.locator("main .main-action").click()
    expect(page.get_by_role("heading", name=said("导入好了"))).to_be_visible()
    yield "imported"


def _contests(page: Page, said: Tongue) -> Iterator[str]:
    yield from _shown(page, "/desk", "/desk/units", CONTEST, DRAFT, OVER, f"{DRAFT}/edit", "/desk/new-contest")
    page.get_by_role("button", name=said("先看看规则")).click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "refused rules"
    page.get_by_label(said("标题"), exact=True).fill("A title")
    page.get_by_role("button", name=said("先看看规则")).click()
    expect(page.locator("#look")).to_be_visible()
    yield "rules in words"
    yield from _shown(page, f"{DRAFT}/publish")
    yield from _shown(page, *(f"{CONTEST}/{step}" for step in ("close", "extend", "stop", "resume", "finish")))
    page.locator("main .main-action").click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "what cannot be done yet"


def _people(page: Page, said: Tongue) -> Iterator[str]:
    yield from _shown(page, *(f"{CONTEST}/{each}" for each in ("live", "poster", "lists", "roster?q=nobody", "roster")))
    page.locator("td.act a").first.click()
    yield "before a new code"
    page.get_by_role("button", name=said("补发")).click()
    expect(page.locator("svg.qr")).to_be_visible()
    yield "a new code"
    yield from _shown(page, f"{CONTEST}/roster/import")
    rows = "姓名,镇街,人群,出生年\n孙秀英,新兖镇,农民,1970\n孙桂兰,仙境,农民,1970\n"
    page.get_by_label(said("名单文件")).set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    page.get_by_role("button", name=said("导入"), exact=True).click()
    expect(page.locator(".slip")).to_have_count(1)
    yield "slips"


def _review(page: Page) -> Iterator[str]:
    towns = f"/desk/towns/{season.SLUG}"
    yield from _shown(page, "/desk/towns", towns, f"{towns}/{season.XINYAN}/attempts", "/desk/attempts/1")
    yield from _shown(page, "/desk/denominators", "/desk/audit")


def _unit(page: Page, said: Tongue) -> Iterator[str]:
    yield from _shown(page, "/desk/unit", UNIT, f"{UNIT}/reminder", f"{UNIT}/class-list", f"{UNIT}/reissue-all")
    yield from _shown(page, f"{UNIT}/class")
    page.get_by_role("button", name=said("出口令")).click()
    expect(page.locator(".pin")).to_be_visible()
    yield "a PIN for a class"
    page.get_by_role("button", name=said("开始"), exact=True).click()
    expect(page.get_by_role("link", name=said("看大家答到哪里了"))).to_be_visible()
    yield "a class begun"
