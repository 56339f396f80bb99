"""An organizer writes a contest with the form, or fills the form from a contest file."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from quizapp.domain.contest import ContestRecord
from quizapp.formats import contest_file
from quizapp.storage import contests
from quizapp.storage.database import db
from tests.builders import World, a_contest
from tests.rooms.pages import Browser, a_file, clerk

NEW = "/desk/new-contest"
EVERY_KEY = """
[contest]
slug = "everything"
title = "样样都有的竞赛"
opens_at = 2026-09-01T08:00:30+08:00
closes_at = 2026-09-30T20:00:00+08:00
entry = "link"
area_from = "self"
ask = ["name", "area", "unit", "population", "birth_year"]
populations = ["youth", "farmer"]
campaign = "全国科普月"
plan = "2021-2025"
task = 8
department = "区科协"
demonstration = true
[paper]
draw = "fixed"
from = ["collection:三百题"]
points = 2.5
shuffle_questions = false
shuffle_options = false
[[paper.section]]
kinds = ["true_false", "single_choice"]
count = 3
points = 1.125
tags = ["topic:food-safety", "topic:disaster"]
all_tags = ["difficulty:easy"]
[[paper.section]]
count = 4
points = 10
[timing]
attempt_seconds = 90
grace_seconds = 7
start_spread_seconds = 30
[chances]
per = "week"
count = 2
total = 9
[practice]
allowed = true
from = ["collection:三百题"]
same_pool = true
[marking]
multiple_choice = "right_minus_wrong"
wrong = -0.5
[counting]
attempts = "sum_of_daily_best"
[ranking]
ties = ["finished_at", "started_at"]
[passing]
mark = 62.5
mark_in = "percent"
strictly_above = true
[feedback]
when = "close"
show = "score_only"
"""


@pytest.fixture
def browser(world: World) -> Browser:
    return clerk(world)


def test_a_title_is_enough(world: World, browser: Browser) -> None:
    reply = browser.send(NEW, {"contest_title": "重阳节老年人科普竞赛"}, button="save")
    assert reply.location == "/desk/contests/2026-09-01"
    record = _kept("2026-09-01")
    assert record.contest.title == "重阳节老年人科普竞赛"
    assert record.contest.opens_at == datetime(2026, 9, 2, 0, 0, tzinfo=UTC)
    assert record.contest.closes_at == datetime(2026, 9, 9, 12, 0, tzinfo=UTC)
    assert [section.count for section in record.contest.stages[0].rules.paper.sections] == [8, 8, 4]
    assert "规则存好了。" in browser.open("/desk/contests/2026-09-01").text


def test_the_proposed_address_is_one_that_is_free(world: World, browser: Browser) -> None:
    world.contest(a_contest("2026-09-01"))
    assert 'value="2026-09-01-2"' in browser.open(NEW).text


def test_a_taken_address_is_refused_and_overwrites_nothing(world: World, browser: Browser) -> None:
    world.contest(a_contest("autumn"), publish_it=False)
    reply = browser.send(NEW, {"contest_title": "另一场", "contest_slug": "autumn"}, button="save")
    assert reply.status_code == 422
    assert "网址名「autumn」已经用过了，请换一个。" in reply.text
    record = _kept("autumn")
    assert record.contest.title == "农民科学素质网络竞赛"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("contest_title", "", "标题要有 1 到 100 个字。"),
        ("contest_slug", "Farmers 2026", "网址名只能用小写字母、数字和短横，最多 60 个字符。"),
        ("contest_opens_at", "明天早上", "请填日期和时间，例如 2026-09-01 08:00。"),
        ("contest_closes_at", "2026-09-02T07:59", "结束时间要晚于开始时间。"),
        ("contest_populations", "martian", "「martian」不能用"),
        ("paper_from", "collection:没有的", "没有这个题集"),
        ("paper_section-0-count", "八道", "请填一个整数。"),
        ("paper_section-0-count", "0", "0 不在 1 到 200 之间。"),
        ("paper_section-1-points", "0.0001", "请填一个数，最多三位小数。"),
        ("paper_section-2-tags", "topic:nonsense", "标签「topic:nonsense」不认识。"),
        ("paper_questions", "Q-1 Q-2", "已经点名选了题目"),
        ("timing_attempt_seconds", "十分钟", "请填分钟数，例如 10；要带秒就写成 1:30；不限时写 0。"),
        ("timing_attempt_seconds", "1441", "86460 不在 0 到 86400 之间。"),
        ("timing_grace_seconds", "61", "61 不在 0 到 60 之间。"),
        ("timing_start_spread_seconds", "601", "601 不在 0 到 600 之间。"),
        ("chances_per", "year", "「year」不能用"),
        ("chances_count", "0", "0 不在 1 到 1000 之间。"),
        ("chances_total", "-1", "-1 不在 0 到 10000 之间。"),
        ("marking_wrong", "1", "1 不在 -1000 到 0 之间。"),
        ("passing_mark", "-1", "-1 不在 0 到 1000000 之间。"),
        ("feedback_when", "soon", "「soon」不能用"),
    ],
)
def test_each_refusal_stands_at_its_field_and_keeps_what_was_typed(
    browser: Browser, field: str, typed: str, sentence: str
) -> None:
    reply = browser.send(NEW, {"contest_title": "竞赛", field: typed}, button="save")
    if field == "paper_from":
        # A collection may still be imported: the draft is saved, and its page says what is missing.
        assert "没有叫「没有的」的题集。" in browser.open(reply.location or "").text
        return
    assert reply.status_code == 422
    assert sentence in reply.text
    assert f'aria-describedby="{field}-error"' in reply.text or f'id="{field}-error"' in reply.text
    if field not in {"contest_populations", "chances_per", "feedback_when", "paper_section-2-tags", "contest_title"}:
        assert f">{typed}<" in reply.text.replace("\r\n", "") or f'value="{typed}"' in reply.text


def test_rows_are_added_and_removed_without_script(world: World, browser: Browser) -> None:
    browser.send(NEW, {"contest_title": "竞赛", "paper_section-1-count": "6"}, button="add")
    browser.send_again(
        NEW, {"paper_section-3-count": "2", "paper_section-3-kinds": ["multiple_choice"]}, button="drop:0"
    )
    reply = browser.send_again(NEW, button="save")
    assert reply.status_code == 302, reply.text
    record = _kept("2026-09-01")
    sections = record.contest.stages[0].rules.paper.sections
    assert [(section.kinds, section.count) for section in sections] == [
        (("single_choice",), 6),
        (("multiple_choice",), 4),
        (("multiple_choice",), 2),
    ]


def test_without_any_part_the_paper_is_refused(browser: Browser) -> None:
    browser.send(NEW, {"contest_title": "竞赛"}, button="drop:2")
    browser.send_again(NEW, button="drop:1")
    browser.send_again(NEW, button="drop:0")
    reply = browser.send_again(NEW, button="save")
    assert "没有说试卷由哪些题组成，请至少写一个部分。" in reply.text


def test_a_look_says_the_rules_and_saves_nothing(world: World, browser: Browser) -> None:
    reply = browser.send(NEW, {"contest_title": "竞赛", "timing_attempt_seconds": "1:30"}, button="look")
    assert "答题时间 1 分 30 秒，到时自动交卷；竞赛结束时也会自动交卷。" in reply.text
    assert "第 1 部分要 8 道题，题库里只有 0 道可用。" in reply.text
    assert "attempt_seconds = 90" in reply.text
    assert contests.everything() == []


@pytest.mark.parametrize("way", ["file_text", "file"])
def test_the_form_holds_the_same_contest_as_the_file(world: World, browser: Browser, way: str) -> None:
    world.add_questions(collection="三百题")
    filled = browser.send(NEW, {way: EVERY_KEY if way == "file_text" else a_file(EVERY_KEY, "c.toml")}, button="fill")
    assert filled.status_code == 200, filled.text
    reply = browser.send_again(NEW, {"file_text": ""}, button="save")
    assert reply.location == "/desk/contests/everything", reply.text
    record = _kept("everything")
    assert record.contest == contest_file.read(EVERY_KEY)
    downloaded = browser.open("/desk/contests/everything/contest.toml")
    assert "opens_at = 2026-09-01T08:00:30+08:00" in downloaded.text
    assert contest_file.read(downloaded.text) == record.contest


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("not toml at all", "文件不是有效的 TOML"),
        ('[contest]\nslug = "a"\ncolour = "red"', "不认识的内容「colour」。"),
        ('[contest]\nslug = "a"', "缺少 title。"),
    ],
)
def test_a_file_that_cannot_fill_the_form_is_refused_with_places(browser: Browser, text: str, sentence: str) -> None:
    reply = browser.send(NEW, {"file_text": text, "contest_title": "已经写好的标题"}, button="fill")
    assert reply.status_code == 422
    assert sentence in reply.text
    assert 'value="已经写好的标题"' in reply.text


def test_a_picture_is_no_contest_file(browser: Browser) -> None:
    reply = browser.send(NEW, {"file": a_file(b"\x89PNG\r\n\x1a\n\x00\x00", "c.toml")}, button="fill")
    assert reply.status_code == 422
    assert "这是一张图片" in reply.text


def test_a_draft_is_changed_and_keeps_its_address(world: World, browser: Browser) -> None:
    world.contest(publish_it=False)
    reply = browser.send("/desk/contests/farmers/edit", {"passing_mark": "６０．５"}, button="save")
    assert reply.location == "/desk/contests/farmers"
    record = _kept("farmers")
    assert record.contest.stages[0].rules.passing.mark == 60_500
    assert record.version == 2


def test_two_who_change_a_draft_at_once_do_not_overwrite_each_other(world: World, browser: Browser) -> None:
    world.contest(publish_it=False)
    other = clerk(world)
    browser.open("/desk/contests/farmers/edit")
    other.send("/desk/contests/farmers/edit", {"contest_title": "先存的"}, button="save")
    reply = browser.send_again("/desk/contests/farmers/edit", {"contest_title": "后存的"}, button="save")
    assert reply.status_code == 422
    assert "您打开以后，别人改过这场竞赛；请重新打开，看过再改。" in reply.text
    record = _kept("farmers")
    assert record.contest.title == "先存的"


def test_a_published_contest_is_not_edited(world: World, browser: Browser) -> None:
    world.contest()
    reply = browser.open("/desk/contests/farmers/edit")
    assert reply.status_code == 422
    assert "「farmers」已经发布，规则不能再改；可以延长、暂停或另建一场。" in reply.text


def _kept(slug: str) -> ContestRecord:
    """The contest as it is kept now, and not as an older look at the database saw it."""
    db.session.rollback()
    record = contests.by_slug(slug)
    assert record is not None
    return record
