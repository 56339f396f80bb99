"""Anybody reads the board of a contest, and a participant finds their own place on it."""

from __future__ import annotations

import pytest

from tests.builders import World, all_right
from tests.pages import Browser


@pytest.fixture
def codes(world: World) -> list[str]:
    """Three who have handed in: all right, nothing, all right; the last one of another town."""
    world.contest()
    codes = [*world.codes("farmers", "张三", "欧阳小红"), *world.codes("farmers", "王五", area="370812107")]
    for code, answers in zip(codes, (True, False, True), strict=True):
        phone = world.phone(code)
        phone.start("farmers")
        world.clock.move(seconds=70)
        phone.submit(all_right(phone.attempt) if answers else None)
    world.work()
    return codes


def test_everybody_reads_ranks_and_masked_names(world: World, codes: list[str]) -> None:
    browser = Browser(world.app).open("/c/farmers/board")
    assert "1 张** 新兖镇 100 1 分 10 秒 2 王**" in browser.text
    assert "3 欧阳** 新兖镇 0 1 分 10 秒 共 3 人。姓名只显示第一个字。" in browser.text
    assert "正在更新" not in browser.text
    assert "您是" not in browser.text


def test_a_participant_finds_the_own_place_town_and_population(world: World, codes: list[str]) -> None:
    browser = Browser(world.app).enter(codes[1]).open("/c/farmers/board")
    assert "全区 新兖镇 农民 您是第 3 名，共 3 人" in browser.text
    assert "欧阳** （您）" in browser.text
    browser.follow("新兖镇")
    assert "您是第 2 名，共 2 人" in browser.text
    assert "王**" not in browser.text
    assert "您是第 3 名，共 3 人" in browser.follow("农民").text


def test_a_long_board_is_turned_like_pages(world: World) -> None:
    world.contest()
    for code in world.codes("farmers", *[f"人{n}" for n in range(51)]):
        phone = world.phone(code)
        phone.start("farmers")
        phone.submit()
    world.work()
    browser = Browser(world.app).open("/c/farmers/board")
    assert browser.text.endswith("后面的")
    browser.follow("后面的")
    assert browser.address == "/c/farmers/board?scope=overall&offset=50"
    assert browser.text.count("人**") == 1
    assert browser.text.endswith("前面的")


def test_an_empty_board_and_one_without_redis_say_so(world: World) -> None:
    world.contest()
    browser = Browser(world.app).open("/c/farmers/board")
    assert "还没有人上榜。交了卷就会排在这里。" in browser.text
    # The worker has not made the board yet: what is shown comes from the database.
    assert "排行榜正在更新，可能还差最近交的几份答卷。" in browser.text


@pytest.mark.parametrize("query", ["scope=nobody", "scope=area&key=999", "offset=-1", "stage=7"])
def test_a_board_that_is_none_is_refused_in_a_sentence(world: World, query: str) -> None:
    world.contest()
    assert Browser(world.app).open(f"/c/farmers/board?{query}").page.status_code == 422


def test_the_board_of_an_unknown_contest_is_not_found(world: World) -> None:
    assert Browser(world.app).open("/c/nothing/board").page.status_code == 404
