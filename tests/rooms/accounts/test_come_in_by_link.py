"""Somebody scans what hangs on the wall of a village or a school: no code, no message, only the name."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from quizapp.console import areas as area_verbs
from quizapp.domain.people import Place
from quizapp.storage.database import db
from quizapp.storage.tables import entries
from quizapp.web import links
from tests.builders import TESTER, Phone, World, body_of
from tests.pages import Browser
from tests.refusals import places, refused
from tests.rooms.accounts.door import MOBILE, OTHER_TOWN, TOWN, add, come_in, link_contest, open_contest, person
from tests.rooms.pages import clerk

UNITS = f"code,name,area,kind\nV1,王村,{TOWN},village\nV2,李村,{OTHER_TOWN},village\n"


@pytest.fixture
def village(world: World) -> World:
    area_verbs.import_units(UNITS.encode(), "units.csv", TESTER, world.now)
    return world


def scan(world: World, place: Place) -> Phone:
    phone = world.client()
    reply = phone.post("/session", {"link": links.token(place)})
    assert reply.status_code == 201, reply.text
    phone.token = body_of(reply)["token"]
    return phone


def entry() -> tuple[str, str | None, str]:
    row = db.session.execute(select(entries)).one()
    return row.area, row.unit, row.area_from


def test_the_link_of_a_unit_says_area_and_unit(village: World) -> None:
    record = link_contest(village)
    phone = scan(village, Place(record.id, TOWN, "V1"))
    add(phone, "王五", area=None)
    assert phone.start("village").status_code == 201
    assert entry() == (TOWN, "V1", "link")


def test_the_link_counts_whatever_else_somebody_says(village: World) -> None:
    record = link_contest(village)
    phone = scan(village, Place(record.id, TOWN, "V1"))
    add(phone, "王五", area=OTHER_TOWN, unit="V2")
    assert phone.start("village").status_code == 201
    assert entry() == (TOWN, "V1", "link")


def test_a_contest_may_let_them_choose_their_town_themselves(village: World) -> None:
    record = link_contest(village, area_from="self", ask=("name", "area", "population"))
    phone = scan(village, Place(record.id, TOWN))
    add(phone, "王五", area=OTHER_TOWN)
    assert phone.start("village").status_code == 201
    assert entry() == (OTHER_TOWN, None, "self")


def test_a_link_is_good_for_its_contest_only(village: World) -> None:
    first, _ = link_contest(village, "village"), link_contest(village, "other")
    phone = scan(village, Place(first.id, TOWN))
    add(phone, "王五", area=None)
    assert refused(phone.start("other"), 403, "forbidden")["detail"] == "这场竞赛要扫村里、学校或者单位的二维码进来。"
    by_number = come_in(village)
    add(by_number)
    refused(by_number.start("village"), 403, "forbidden")


def test_without_a_link_a_town_must_be_said(village: World) -> None:
    phone = come_in(village)
    assert places(refused(phone.post("/people", person(area=None)), 422, "invalid")) == ["area"]


@pytest.mark.parametrize("wrong", ["", "x", "IjEvMzcwODEyMTA1LyI.xxxx", "a" * 5000])
def test_a_link_that_was_not_made_here_opens_nothing(village: World, wrong: str) -> None:
    refused(village.client().post("/session", {"link": wrong}), 401, "bad-credentials")
    assert village.app.test_client().get(f"/l/{wrong or 'x'}").status_code == 404


def test_a_link_to_a_contest_that_takes_none_opens_nothing(village: World) -> None:
    record = open_contest(village)
    refused(village.client().post("/session", {"link": links.token(Place(record.id, TOWN))}), 404, "not-found")


def test_a_phone_that_is_signed_in_keeps_its_people(village: World) -> None:
    record = link_contest(village)
    phone = come_in(village, MOBILE)
    add(phone, "张三")
    reply = phone.post("/session", {"link": links.token(Place(record.id, TOWN))})
    assert reply.status_code == 201
    answer = body_of(reply)
    assert (answer["token"], [each["name"] for each in answer["people"]]) == (phone.token, ["张三"])
    assert phone.start("village").status_code == 201
    assert entry() == (TOWN, None, "link")


def test_the_sheet_on_the_wall_leads_to_question_1_without_script(village: World) -> None:
    link_contest(village)
    page = clerk(village).open(f"/desk/contests/village/links?area={TOWN}").text
    assert page.count('class="qr"') == 2  # the town, and its village
    assert "新兖镇 · 王村" in page
    address = re.findall(r"(http://\S+/l/\S+?)</p>", page)[1]
    browser = Browser(village.app).open(urlsplit(address).path)
    assert "王村" in browser.text
    assert 'name="area"' not in browser.page.text
    form = browser.form("")
    browser.send(browser.address, form.fields | {"name": ["王五"], "population": ["farmer"], "consent": ["1"]})
    assert "成绩算在二维码所属的镇街和单位。" in browser.text
    browser.start()
    assert "第 1 题" in browser.text
    assert entry() == (TOWN, "V1", "link")


def test_whoever_is_known_on_the_phone_comes_in_with_one_tap(village: World) -> None:
    record = link_contest(village)
    browser = Browser(village.app).open(f"/l/{links.token(Place(record.id, TOWN))}")
    form = browser.form("").fields | {"population": ["farmer"], "consent": ["1"]}
    browser.send(browser.address, form | {"name": ["王五"]})
    browser.open(f"/l/{links.token(Place(record.id, TOWN, 'V1'))}")
    assert "我是王五" in browser.text
    person_id = re.findall(r'name="person" value="(\d+)"', browser.page.text)[0]
    browser.send(browser.address, browser.form("").fields | {"person": [person_id]})
    assert "王五" in browser.text
    browser.start()
    assert entry() == (TOWN, "V1", "link")


def test_the_pages_without_a_link_say_where_to_find_one(village: World) -> None:
    link_contest(village)
    for address in ("/c/village", "/enter?next=/c/village"):
        page = Browser(village.app).open(address)
        assert "扫村里、学校或者单位贴的二维码" in page.text
        assert not page.offers("/enter")


def test_there_are_no_sheets_for_a_contest_with_a_roster(village: World) -> None:
    village.contest()
    assert clerk(village).open("/desk/contests/farmers/links").status_code == 422
