"""A participant without script comes in with the code of the slip, finds the contest, and makes room for the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from quizapp.domain.contest import Chances, ContestRecord, Practice
from quizapp.operations import extend, publish
from tests.builders import TESTER, World, a_contest
from tests.pages import Browser


def scheduled(world: World, slug: str = "farmers", **later: float) -> ContestRecord:
    contest = a_contest(slug)
    opens_at = world.now + timedelta(**later)
    stage = replace(contest.stages[0], opens_at=opens_at, closes_at=opens_at + timedelta(hours=1))
    return world.contest(replace(contest, title="春耕竞赛", stages=(stage,)))


@pytest.fixture
def browser(world: World) -> Browser:
    return Browser(world.app)


def test_the_first_page_without_a_contest_says_so(browser: Browser) -> None:
    browser.open("/")
    assert "现在没有竞赛。有了新的竞赛，会列在这里。" in browser.text
    assert browser.offers("/enter")


def test_the_first_page_lists_what_is_open_coming_and_over(world: World, browser: Browser) -> None:
    world.contest(replace(a_contest("now"), title="夏收竞赛"))
    scheduled(world, "soon", days=1)
    world.contest(replace(a_contest("hidden"), title="草稿竞赛"), publish_it=False)
    browser.open("/")
    assert "正在进行 夏收竞赛 9 月 1 日 20:00 结束 就要开始 春耕竞赛 9 月 2 日 12:00 开始" in browser.text
    assert "草稿竞赛" not in browser.text

    world.clock.move(days=3)
    assert "已经结束 春耕竞赛 9 月 2 日 13:00 结束 夏收竞赛 9 月 1 日 20:00 结束" in browser.open("/").text


@pytest.mark.parametrize("write", [str, str.lower, lambda code: f" {code[:3]} {code[3:]} "])
def test_a_code_opens_its_contest_however_it_is_written(world: World, browser: Browser, write: type[str]) -> None:
    world.contest()
    (code,) = world.codes("farmers", "张三")
    browser.enter(write(code))
    assert browser.address == "/c/farmers"
    assert "张三 换人答题" in browser.text


def test_a_wrong_code_is_said_beside_the_field(browser: Browser) -> None:
    browser.enter("AAAAA-AAAAB")
    assert browser.page.status_code == 401
    assert "没有这个入场码，请看清字条再输一次。" in browser.text
    assert 'aria-invalid="true"' in browser.page.text


def test_too_many_wrong_codes_say_when_to_try_again(browser: Browser) -> None:
    while browser.enter("AAAAA-AAAAB").page.status_code == 401:
        pass
    assert browser.page.status_code == 429
    assert int(browser.page.headers["Retry-After"]) > 0
    assert "试得太多了，请过" in browser.text


def test_a_page_that_needs_a_code_is_reached_after_the_code(world: World, browser: Browser) -> None:
    world.contest()
    (code,) = world.codes("farmers", "张三")
    browser.enter(code).start()
    browser.open("/").press("/leave")
    assert browser.address == "/enter"
    browser.open("/a/1?q=3")
    assert browser.address == "/enter?next=/a/1?q%3D3"
    assert browser.press("/enter", code=code).address == "/a/1?q=3"


@pytest.mark.parametrize("elsewhere", ["https://evil.test/", "//evil.test/", "/\\evil.test/", "evil"])
def test_a_link_leads_nobody_to_another_site(world: World, browser: Browser, elsewhere: str) -> None:
    world.contest()
    (code,) = world.codes("farmers", "张三")
    browser.open("/enter").press("/enter", code=code, next=elsewhere)
    assert browser.address == "/c/farmers"


def test_who_leaves_is_out_and_the_next_person_comes_in(world: World, browser: Browser) -> None:
    world.contest()
    one, two = world.codes("farmers", "张三", "李四")
    browser.enter(one).press("/leave")
    assert browser.open("/c/farmers").offers("/enter")
    assert "李四" in browser.press("/enter", code=two).text


def test_a_form_that_lay_too_long_is_refused_in_a_sentence(world: World, browser: Browser) -> None:
    browser.send("/enter", {"code": ["AAAAA-AAAAB"]})
    assert browser.page.status_code == 403
    assert "页面放得太久了，请刷新后再试。" in browser.text


def test_before_the_opening_the_page_says_how_long(world: World, browser: Browser) -> None:
    scheduled(world, hours=2, minutes=41, seconds=5)
    (code,) = world.codes("farmers", "张三")
    browser.enter(code)
    assert "离开始还有 2 小时 41 分 9 月 1 日 14:41 开始，9 月 1 日 15:41 结束" in browser.text
    assert "到时间就可以开始" in browser.text
    assert "一共 12 道题，满分 100 分。" in browser.text
    assert "disabled" in browser.page.text

    browser.start()
    assert browser.page.status_code == 409
    assert "竞赛还没有开始。" in browser.text


def test_an_open_contest_offers_the_start_then_to_go_on(world: World, browser: Browser) -> None:
    world.contest()
    (code,) = world.codes("farmers", "张三")
    assert browser.enter(code).text.endswith("开始答题")
    assert "今天还可以答 1 次" in browser.text
    browser.start().open("/c/farmers")
    assert browser.text.endswith("继续答题")
    assert "第 1 次 9 月 1 日 12:00 没有交" in browser.text
    assert browser.follow("继续答题").address == "/a/1"


def test_a_used_chance_comes_again_the_next_day(world: World, browser: Browser) -> None:
    contest = a_contest(chances=Chances("day", 1))
    stage = replace(contest.stages[0], closes_at=world.now + timedelta(days=3))
    world.contest(replace(contest, stages=(stage,)))
    (code,) = world.codes("farmers", "张三")
    browser.enter(code).start().open("/a/1/check").press("/hand-in").open("/c/farmers")
    assert "这次的机会用完了，9 月 2 日 0:00 起可以再答。" in browser.text
    assert "第 1 次 9 月 1 日 12:00 0 分" in browser.text
    assert browser.text.endswith("看排行榜")


def test_the_last_chance_says_that_it_was_the_last(world: World, browser: Browser) -> None:
    world.contest(a_contest(chances=Chances("contest", 1)))
    (code,) = world.codes("farmers", "张三")
    browser.enter(code).start().open("/a/1/check").press("/hand-in").open("/c/farmers")
    assert "您的答题机会用完了。" in browser.text


def test_a_code_of_another_contest_is_told_apart(world: World, browser: Browser) -> None:
    world.contest()
    world.contest(a_contest("other"))
    (code,) = world.codes("farmers", "张三")
    browser.enter(code).open("/c/other")
    assert "您用的入场码不是这场竞赛的。请输入这场竞赛的入场码。" in browser.text
    assert not browser.offers("/attempts")


def test_a_population_that_the_contest_is_not_for_reads_so(world: World, browser: Browser) -> None:
    world.contest(replace(a_contest(), populations=("worker",)))
    (code,) = world.codes("farmers", "张三")
    browser.enter(code)
    assert "这场竞赛不是为您所在的人群办的。" in browser.text
    assert not browser.offers("/attempts")


def test_a_stopped_contest_and_a_closed_one_offer_no_start(world: World, browser: Browser) -> None:
    world.contest()
    (code,) = world.codes("farmers", "张三")
    browser.enter(code)
    extend.stop("farmers", "停电", TESTER, world.now)
    assert "竞赛暂停了，停下的时间会还给您。" in browser.open("/c/farmers").text
    assert not browser.offers("/attempts")
    extend.resume("farmers", "来电了", TESTER, world.now)

    publish.close("farmers", TESTER, world.now)
    assert "已经结束" in browser.open("/c/farmers").text
    assert browser.text.endswith("看排行榜")
    publish.finish("farmers", TESTER, world.now)
    assert "已经结束" in browser.open("/c/farmers").text


def test_practice_is_offered_beside_the_start(world: World, browser: Browser) -> None:
    world.contest(a_contest(practice=Practice(allowed=True, same_pool=True)))
    (code,) = world.codes("farmers", "张三")
    browser.enter(code)
    assert "先练习一下，不计成绩 看排行榜 开始答题" in browser.text
    browser.press("/attempts")
    browser.open("/a/1/check").press("/hand-in")
    assert "满分 10，练习不计成绩" in browser.text
    assert browser.text.endswith("再练一次 回到竞赛")
    assert "今天还可以答 1 次" in browser.follow("回到竞赛").text


def test_a_demonstration_says_that_it_is_one(world: World, browser: Browser) -> None:
    world.contest(replace(a_contest(), demonstration=True))
    assert "这是演示用的竞赛，成绩不算数。" in browser.open("/c/farmers").text


def test_an_unknown_contest_and_a_draft_are_not_found(world: World, browser: Browser) -> None:
    world.contest(publish_it=False)
    for slug in ("farmers", "nothing"):
        assert browser.open(f"/c/{slug}").page.status_code == 404
        assert "没有找到这场竞赛。" in browser.text
