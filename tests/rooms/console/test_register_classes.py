"""An organizer registers a school with its classes, and enters pupils by the name of their class."""

from __future__ import annotations

import re

import pytest

from tests.builders import World
from tests.rooms.pages import Browser, a_file, clerk

UNITS = (
    "代码,名称,镇街,类别,上级单位\n"
    "s1,一中,新兖镇,学校,\ns1-3,三年级,新兖镇,年级,s1\ns1-31,1班,新兖镇,班级,s1-3\ns1-32,2班,新兖镇,班级,s1-3\n"
    "s2,二中,新兖镇,学校,\ns2-1,1班,新兖镇,班级,s2\n"
)
IMPORT = "/desk/contests/farmers/roster/import"


@pytest.fixture
def browser(world: World) -> Browser:
    world.contest()
    browser = clerk(world)
    assert "登记了 6 个单位。" in browser.send("/desk/units", {"file": a_file(UNITS)}).text
    return browser


def test_the_page_of_units_lists_schools_without_their_parts(browser: Browser) -> None:
    page = browser.open("/desk/units").text
    assert "一中、二中" in page
    assert "三年级" not in page


def test_a_roster_names_a_class_by_its_code_or_by_the_names_down_to_it(browser: Browser) -> None:
    people = (
        "姓名,镇街,人群,单位,编号\n"
        "张一,新兖镇,青少年,一中三年级1班,1\n张二,新兖镇,青少年,s1-32,2\n张三,新兖镇,青少年,三年级 / 2班,3\n"
        "张四,新兖镇,青少年,一中,4\n张五,新兖镇,青少年,1班,5\n张六,新兖镇,青少年,三中,6\n张七,颜店镇,青少年,一中,7\n"
    )
    text = browser.send(IMPORT, {"file": a_file(people)}).text
    assert re.findall(r"<tr><td>(第 \d+ 行)</td><td>单位</td><td>(.+?)</td></tr>", text) == [
        ("第 6 行", "这个镇街有几个「1班」，请连上级一起写，像「一中三年级2班」，或者写代码。"),
        ("第 7 行", "单位「三中」没有登记过。"),
        ("第 8 行", "单位「一中」不在这个镇街。"),
    ]
    page = browser.open("/desk/contests/farmers/lists").text
    assert re.findall(r"<h2>(新兖镇.*?)</h2>", page) == [
        "新兖镇 · 一中",
        "新兖镇 · 一中 三年级 1班",
        "新兖镇 · 一中 三年级 2班",
    ]
