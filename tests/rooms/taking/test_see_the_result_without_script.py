"""A participant without script sees after handing in what the contest allows, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from quizapp.domain.contest import Feedback, Marking, Paper, Practice
from quizapp.operations import publish
from tests.builders import TESTER, World, a_contest, a_question
from tests.pages import Browser


def finished(world: World, **rules: Any) -> Browser:
    """Somebody who answered the four judgements with 'right' within 95 seconds, and nothing else."""
    world.contest(a_contest(**rules))
    (code,) = world.codes("farmers", "张三")
    browser = Browser(world.app).enter(code).start()
    for _ in range(4):
        browser.press("/answers", option="a", go="on")
    world.clock.move(seconds=95)
    return browser.press("/answers", go="check").press("/hand-in")


def test_everything_is_shown_where_the_contest_shows_everything(world: World) -> None:
    browser = finished(world)
    assert "20 满分 100，还没有达标" in browser.text
    assert (
        "全区名次 第 1 名 共 1 人 新兖镇名次 第 1 名 共 1 人 农民名次 第 1 名 共 1 人 用时 1 分 35 秒" in browser.text
    )
    assert browser.text.count("答对") == 4
    assert browser.text.count("没有答，应选") == 8
    assert "的解析。" in browser.text
    assert browser.text.endswith("看排行榜")


def test_a_wrong_answer_names_both_letters(world: World) -> None:
    asked = [a_question("single_choice", 1), a_question("true_false", 2), a_question("multiple_choice", 3)]
    world.add_questions(*asked)
    refs = ("T00001", "T00002", "T00003")
    paper = Paper("fixed", questions=refs, points=6_000, shuffle_questions=False, shuffle_options=False)
    world.contest(a_contest(paper=paper, marking=Marking("proportional")), questions=0)
    (code,) = world.codes("farmers", "张三")
    browser = Browser(world.app).enter(code).start()
    for sign in ("丁", "错误", "丙"):
        browser.press("/answers", option=browser.form("/answers").option(sign), go="on")
    browser.press("/hand-in")
    assert "3 满分 18" in browser.text
    assert "您选 D，应选 B 1. 第1题问的是什么？" in browser.text
    assert "您选 错误，应选 正确 2. 第2号说法是对的。" in browser.text
    assert "您选 C，应选 AC，得 3 分 3. 第3题哪些做法对？" in browser.text
    assert "B. 第1题选项乙 （答案） C. 第1题选项丙" in browser.text


def test_the_score_alone_where_the_contest_shows_no_more(world: World) -> None:
    browser = finished(world, feedback=Feedback("attempt", "score_only"))
    assert "20 满分 100" in browser.text
    assert "这场竞赛只公布成绩，不公布答案。" in browser.text
    assert "解析" not in browser.text


@pytest.mark.parametrize("feedback", [Feedback("never"), Feedback("attempt", "nothing")])
def test_nothing_where_the_contest_shows_nothing(world: World, feedback: Feedback) -> None:
    browser = finished(world, feedback=feedback)
    assert "卷子交上了 这场竞赛答完不显示成绩和答案。" in browser.text
    assert "满分" not in browser.text
    assert "名次" not in browser.text
    assert browser.text.endswith("回到竞赛")


def test_after_the_closing_where_the_contest_shows_it_then(world: World) -> None:
    browser = finished(world, feedback=Feedback("close"))
    assert "卷子交上了 成绩在竞赛结束以后公布，9 月 1 日 20:00 以后再来看。" in browser.text
    assert "成绩还没有公布，公布以后就能看到排行榜。" in browser.open("/c/farmers/board").text
    assert "已交" in browser.open("/c/farmers").text

    publish.close("farmers", TESTER, world.now)
    world.clock.move(seconds=5)  # the grace of the last answers
    assert "20 满分 100" in browser.open("/a/1/result").text
    assert "您是第 1 名，共 1 人" in browser.follow("看排行榜").text


def test_answers_that_came_too_late_are_named_by_number(world: World) -> None:
    browser = finished(world)
    assert "有 2 道题的答案送到时卷子已经交了，没有算进去。" in browser.open("/a/1/result?late=2").text
    assert "没有算进去" not in browser.open("/a/1/result?late=x").text


def test_practice_is_one_press_away_while_the_contest_is_open(world: World) -> None:
    browser = finished(world, practice=Practice(allowed=True, same_pool=True))
    assert browser.text.endswith("去练习 看排行榜")
    assert browser.press("/attempts").text.startswith("第 1 题 / 10")


def test_a_result_before_handing_in_is_the_sheet(world: World) -> None:
    world.contest(replace(a_contest(), title="夏收竞赛"))
    (code,) = world.codes("farmers", "张三")
    browser = Browser(world.app).enter(code).start()
    assert browser.open("/a/1/result").address == "/a/1"
