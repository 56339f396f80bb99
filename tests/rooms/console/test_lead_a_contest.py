"""An organizer leads a contest from the roster to its end, and sees what happens in it."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from quizapp.storage.database import db
from tests.builders import World, a_contest, all_right
from tests.rooms.pages import Browser, a_file, clerk

ROOT = "/desk/contests/farmers"
LIST = "姓名,镇街,人群,编号\n张三,新兖镇,农民,A1\n李四,颜店镇,农民,A2\n"
PAGES = (
    "/desk",
    "/desk/new-contest",
    "/desk/units",
    "/desk/units-template.xlsx",
    "/desk/roster-template.xlsx",
    ROOT,
    *(f"{ROOT}/{name}" for name in ("contest.toml", "publish", "close", "finish", "extend", "stop", "resume")),
    *(f"{ROOT}/{name}" for name in ("roster", "roster/import", "lists", "poster", "live", "live.json")),
)


@pytest.fixture
def browser(world: World) -> Browser:
    return clerk(world)


@pytest.mark.parametrize("role", ["organizer", "admin"])
def test_organizers_open_every_page(world: World, role: str) -> None:
    world.contest()
    browser = clerk(world, role)
    assert {path: browser.open(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)


@pytest.mark.parametrize("role", ["official", "curator"])
def test_other_staff_open_none(world: World, role: str) -> None:
    world.contest()
    browser = clerk(world, role)
    assert {path: browser.open(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 403)


def test_strangers_are_shown_the_door(world: World) -> None:
    world.contest()
    browser = Browser(world.app)
    assert {path: browser.open(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 302)


def test_a_contest_that_is_not_there_is_said_so(browser: Browser) -> None:
    reply = browser.open("/desk/contests/nothing")
    assert reply.status_code == 404
    assert "没有叫「nothing」的竞赛。" in reply.text


def test_the_empty_desk_says_what_to_do_first(browser: Browser) -> None:
    page = browser.open("/desk").text
    assert "还没有竞赛" in page
    assert "先把试题导入题库" in page


def test_contests_are_listed_by_phase(world: World, browser: Browser) -> None:
    world.contest()
    world.contest(a_contest("later"), publish_it=False)
    page = browser.open("/desk").text
    assert page.index("正在进行") < page.index("草稿")
    assert "已经结束" not in page


def test_the_whole_path_of_a_clerk(world: World, browser: Browser) -> None:
    world.contest(publish_it=False)
    draft = browser.open(ROOT).text
    assert "题目够了" in draft
    assert "还没有名单" in draft
    assert "还没有发布" in draft

    browser.send(f"{ROOT}/roster/import", {"file": a_file(LIST)})
    assert "名单里有 2 人" in browser.open(ROOT).text
    confirm = browser.open(f"{ROOT}/publish").text
    assert "规则和试题从此定下来，不能再改；时间还可以延长。" in confirm
    assert browser.send_again(f"{ROOT}/publish").location == ROOT
    assert "进行中" in browser.open(ROOT).text

    longer = {"closes_at": "2026-09-02 20:00", "reason": "应各镇要求"}
    assert browser.send(f"{ROOT}/extend", longer).location == ROOT
    page = browser.open(ROOT).text
    assert "2026年9月2日 20:00" in page
    assert "应各镇要求" in page

    assert browser.send(f"{ROOT}/stop", {"reason": "停电"}).location == ROOT
    assert "暂停中" in browser.open(ROOT).text
    world.clock.move(minutes=15)
    browser.open(ROOT)  # whoever does nothing for half an hour is signed out
    world.clock.move(minutes=15)
    assert browser.send(f"{ROOT}/resume", {"reason": "来电了"}).location == ROOT
    assert "2026年9月2日 20:30" in browser.open(ROOT).text

    assert browser.send(f"{ROOT}/close").location == ROOT
    assert "已结束" in browser.open(ROOT).text
    assert browser.send(f"{ROOT}/finish").location == ROOT
    assert "已完结" in browser.open(ROOT).text


def test_too_few_questions_are_said_on_the_page_and_stop_publishing(world: World, browser: Browser) -> None:
    world.contest(questions=0, publish_it=False)
    sentence = "第 1 部分要 4 道题，题库里只有 0 道可用。"
    assert sentence in browser.open(ROOT).text
    reply = browser.send(f"{ROOT}/publish")
    assert reply.status_code == 422
    assert sentence in reply.text


@pytest.mark.parametrize(
    ("path", "typed", "sentence"),
    [
        ("extend", {"closes_at": "2026-09-01T19:59", "reason": "雨"}, "新的结束时间要比原来的晚。"),
        ("extend", {"closes_at": "下周", "reason": "雨"}, "请填日期和时间，例如 2026-09-01 08:00。"),
        ("extend", {"reason": " "}, "请写明原因，会记入日志。"),
        ("stop", {"reason": ""}, "请写明原因，会记入日志。"),
        ("resume", {"reason": "来电了"}, "「farmers」没有暂停。"),
        ("publish", {}, "「farmers」已经发布过了。"),
        ("finish", {}, "要等竞赛结束以后才能完结。"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    world: World, browser: Browser, path: str, typed: dict[str, str], sentence: str
) -> None:
    world.contest()
    reply = browser.send(f"{ROOT}/{path}", typed)
    assert reply.status_code == 422
    assert sentence in reply.text


@pytest.mark.parametrize("path", ["publish", "close", "extend", "stop", "roster/import", "roster/reissue"])
def test_without_its_token_no_form_does_anything(world: World, browser: Browser, path: str) -> None:
    world.contest()
    reply = browser.http.post(f"{ROOT}/{path}", data={"reason": "雨"})
    assert reply.status_code == 403
    assert "页面放得太久了，请刷新后再试。" in reply.text
    assert "进行中" in browser.open(ROOT).text


def test_the_live_page_counts_people_and_papers_by_town(world: World, browser: Browser) -> None:
    world.contest()
    one, two, _ = world.codes("farmers", "张三", "李四", "王五")
    world.codes("farmers", "赵六", area="370812103")
    done, answering = world.phone(one), world.phone(two)
    done.start("farmers")
    done.submit(all_right(done.attempt))
    answering.start("farmers")

    figures = browser.open(f"{ROOT}/live.json").get_json()
    assert figures["phase"] == "open"
    assert figures["as_of"] == "12:00:00"
    keys = ("entered", "waiting", "started", "answering", "handed_in")
    assert {town["name"]: [town[key] for key in keys] for town in figures["towns"]} == {
        "颜店镇": [1, 1, 0, 0, 0],
        "新兖镇": [3, 1, 2, 1, 1],
    }
    assert [figures["whole"][key] for key in keys] == [4, 2, 2, 1, 1]
    page = browser.open(f"{ROOT}/live").text
    assert 'data-figure="370812105.handed_in">1<' in page
    assert f'href="{ROOT}/live">刷新数字' in page


def test_a_poster_leads_to_the_contest(world: World, browser: Browser) -> None:
    world.contest()
    page = browser.open(f"{ROOT}/poster").text
    assert "http://127.0.0.1:8000/c/farmers" in page
    assert '<svg viewBox="' in page


def test_a_draft_has_no_poster_yet(world: World, browser: Browser) -> None:
    world.contest(publish_it=False)
    reply = browser.open(f"{ROOT}/poster")
    assert reply.status_code == 404
    assert "发布以后才有入口二维码。" in reply.text


@pytest.mark.parametrize(
    "path", ["/desk", ROOT, f"{ROOT}/roster", f"{ROOT}/lists", f"{ROOT}/live", f"{ROOT}/live.json"]
)
def test_a_page_asks_as_often_with_300_people_as_with_3(world: World, browser: Browser, path: str) -> None:
    world.contest()
    few = [f"张{number}" for number in range(3)]
    world.codes("farmers", *few)
    with_few = _statements(browser, path)
    world.codes("farmers", *(f"李{number}" for number in range(297)), area="370812103")
    assert _statements(browser, path) == with_few


def _statements(browser: Browser, path: str) -> int:
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert browser.open(path).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert asked
    return len(asked)
