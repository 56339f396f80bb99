"""A participant whose phone runs no script goes from the code to handing in by forms and links alone."""

from __future__ import annotations

import pytest

from quizapp.operations import extend
from tests.builders import TESTER, World, body_of
from tests.pages import Browser

# The builder's contest asks four judgements, four single and four multiple choices, in this order.
RIGHT = [("确",)] * 4 + [("乙",)] * 4 + [("甲", "丙")] * 4


@pytest.fixture
def code(world: World) -> str:
    world.contest()
    return world.codes("farmers", "张三")[0]


@pytest.fixture
def browser(world: World, code: str) -> Browser:
    """On the first question of an attempt that has just started."""
    return Browser(world.app).enter(code).start()


def test_from_the_code_to_handing_in(world: World, browser: Browser) -> None:
    for signs in RIGHT:
        world.clock.move(seconds=10)
        browser.press("/answers", option=browser.form("/answers").option(*signs), go="on")
    assert browser.address == "/a/1/check"
    assert "全部答完了，可以交卷。" in browser.text

    browser.press("/hand-in")
    assert browser.address == "/a/1/result"
    assert "100 满分 100，已达标" in browser.text
    assert "用时 2 分钟" in browser.text


def test_the_question_says_what_is_asked_and_how_much_time_is_left(world: World, browser: Browser) -> None:
    assert browser.text.startswith("第 1 题 / 12 剩 10 分钟 判断：对还是错")
    world.clock.move(seconds=128)
    assert browser.open("/a/1?q=9").text.startswith("第 9 题 / 12 剩 7 分 52 秒 多选：可以选几个")


def test_every_button_saves_and_goes_its_way(browser: Browser) -> None:
    assert browser.press("/answers", option="a", go="on").address == "/a/1?q=2"
    assert browser.press("/answers", option="b", go="back").address == "/a/1?q=1"
    assert browser.form("/answers").fields["option"] == ["a"]
    assert browser.press("/answers", go="check").address == "/a/1/check"
    assert "还有 10 道题没有答：第 3、4、5、6、7、8、9、10、11、12 题。" in browser.text
    assert browser.follow("2").form("/answers").fields["option"] == ["b"]


def test_coming_back_shows_the_first_question_without_an_answer(browser: Browser) -> None:
    browser.press("/answers", option="a", go="on").press("/answers", option="a", go="check")
    assert browser.open("/a/1").text.startswith("第 3 题 / 12")


def test_going_on_without_an_answer_saves_none(world: World, browser: Browser, code: str) -> None:
    browser.press("/answers", go="on")
    phone = world.phone(code)
    phone.start("farmers")
    assert phone.attempt["saved"] == {"seq": 0, "answers": {}}


def test_a_multiple_choice_can_be_cleared(browser: Browser) -> None:
    browser.open("/a/1?q=9").press("/answers", option=["a", "c"], go="check")
    assert sorted(browser.follow("9").form("/answers").fields["option"]) == ["a", "c"]
    form = browser.form("/answers")
    browser.send(form.action, {name: value for name, value in form.fields.items() if name != "option"})
    assert "没有答：第 1、2、3、4、5、6、7、8、9、10、11、12 题。" in browser.text


def test_an_older_form_sent_again_leaves_the_newer_answer_of_a_page_with_script(
    world: World, browser: Browser, code: str
) -> None:
    old = browser.form("/answers")
    phone = world.phone(code)
    phone.start("farmers")
    phone.save({old.fields["question"][0]: ["b"]})

    browser.send(old.action, old.fields | {"option": ["a"], "go": ["on"]})
    assert browser.address == "/a/1?q=1&told=kept"
    assert "这道题在别处改过，现在以那边的答案为准。" in browser.text
    assert browser.form("/answers").fields["option"] == ["b"]


def test_an_option_of_another_question_is_refused_in_a_sentence(browser: Browser) -> None:
    browser.press("/answers", option="z", go="on")
    assert browser.page.status_code == 422
    assert "这道题没有这样的选项。" in browser.text
    browser.open("/a/1")
    browser.press("/answers", question="q9999", go="on")
    assert browser.page.status_code == 422
    assert "这份试卷里没有这道题。" in browser.text


def test_a_double_tap_on_start_is_one_attempt(world: World, code: str) -> None:
    browser = Browser(world.app).enter(code)
    form = browser.form("/attempts")
    assert browser.send(form.action, form.fields).address == "/a/1"
    assert browser.send(form.action, form.fields).address == "/a/1"
    phone = world.phone(code)
    assert len(body_of(phone.get("/contests/farmers/attempts"))) == 1


def test_an_answer_after_the_time_leads_to_the_end(world: World, browser: Browser) -> None:
    browser.press("/answers", option="a", go="on")
    world.clock.move(minutes=10, seconds=6)
    assert browser.press("/answers", option="a", go="on").address == "/a/1/result"
    assert "时间到了 到时前保存的答案都算数，系统正在替您交卷。" in browser.text

    browser.press("/hand-in")
    assert browser.text.startswith("成绩")
    assert "系统已经替您交卷" in browser.text
    assert "5 满分 100，还没有达标" in browser.text


def test_the_worker_has_handed_in_for_somebody_who_looks_later(world: World, browser: Browser) -> None:
    browser.press("/answers", option="a", go="on")
    world.clock.move(minutes=10, seconds=8)
    world.work()
    assert browser.open("/a/1").address == "/a/1/result"
    assert "系统已经替您交卷" in browser.text
    assert browser.open("/a/1/check").address == "/a/1/result"


def test_handing_in_twice_shows_the_same_result(browser: Browser) -> None:
    browser.press("/answers", option="a", go="check")
    form = browser.form("/hand-in")
    first = browser.send(form.action, form.fields).text
    assert browser.send(form.action, form.fields).text == first


def test_a_stop_keeps_the_time_and_says_what_was_not_saved(world: World, browser: Browser) -> None:
    world.clock.move(minutes=3)
    extend.stop("farmers", "停电", TESTER, world.now)
    world.clock.move(minutes=5)
    browser.press("/answers", option="a", go="on")
    assert browser.address == "/a/1?q=1&told=stopped"
    assert "刚才选的没有存上，恢复以后请再选一次。" in browser.text
    assert "剩 7 分钟" in browser.text
    assert "恢复以后再交卷。" in browser.open("/a/1/check").press("/hand-in").text

    extend.resume("farmers", "来电了", TESTER, world.now)
    browser.open("/a/1?q=1").press("/answers", option="a", go="on")
    assert browser.text.startswith("第 2 题 / 12 剩 7 分钟")


def test_an_attempt_of_somebody_else_is_not_found(world: World, browser: Browser) -> None:
    (other,) = world.codes("farmers", "李四")
    stranger = Browser(world.app).enter(other)
    for page in ("/a/1", "/a/1/check", "/a/1/result", f"/a/{2**63}"):
        assert stranger.open(page).page.status_code == 404
