"""A curator looks what is in the bank: counts, collections, questions newest first."""

from __future__ import annotations

import re

import pytest

from quizapp.domain.question import Question, lettered
from tests.builders import World, a_question
from tests.rooms.desk import Desk, plain


def test_an_empty_bank_says_what_to_do(world: World) -> None:
    page = Desk(world, "curator").page("/desk/bank")
    assert "题库里还没有题" in page
    assert 'href="/desk/bank/import"' in page


def test_counts_collections_and_the_newest_first(either_world: World) -> None:
    either_world.add_questions(a_question("true_false", 1), a_question("single_choice", 2), collection="农民 <300>")
    either_world.add_questions(a_question("single_choice", 3))
    page = Desk(either_world, "curator").page("/desk/bank")
    assert re.findall(r'<b class="num">(\d+)</b><span>(.*?)</span>', page)[:3] == [
        ("3", "一共（道）"),
        ("1", "判断"),
        ("2", "单选"),
    ]
    words = plain(page)
    assert "农民 <300> 2" in words
    assert words.index("第3题问的是什么？") < words.index("第2题问的是什么？") < words.index("第1号说法是对的。")
    assert "B. 第3题选项乙 ✓ 答案" in words


def test_what_is_right_is_said_for_every_kind(world: World) -> None:
    world.add_questions(
        Question("fill_in", "水的化学式是____，盐的是____。", (), frozenset(), blanks=(("H2O", "H₂O"), ("NaCl",))),
        Question("numeric", "圆周率约是多少？", (), frozenset(), value="3.14", tolerance="0.01"),
        Question("ordering", "从小到大排列。", lettered(["三", "一", "二"]), frozenset(), order=("b", "c", "a")),
    )
    words = plain(Desk(world, "curator").page("/desk/bank"))
    for right in ("✓ 答案：H2O / H₂O；NaCl", "✓ 答案：3.14 ± 0.01", "✓ 答案：一 → 二 → 三"):
        assert right in words


def test_many_questions_come_in_pages(world: World) -> None:
    world.add_questions(*[a_question(number=number) for number in range(1, 61)])
    desk = Desk(world, "curator")
    first, second = desk.page("/desk/bank"), desk.page("/desk/bank?page=2")
    assert (first.count("<article"), second.count("<article")) == (50, 10)
    assert "第60题问的是什么？" in first
    assert "第1题问的是什么？" in second
    assert 'href="/desk/bank?page=2"' in first
    assert "没有这一页" in desk.page("/desk/bank?page=7")


@pytest.mark.parametrize("page", ["0", "-1", "x", "9999999999999999999999"])
def test_a_page_that_cannot_be_is_not_found(world: World, page: str) -> None:
    assert Desk(world, "curator").get(f"/desk/bank?page={page}").status_code == 404


def test_an_official_has_no_business_here(world: World) -> None:
    assert Desk(world, "official").get("/desk/bank").status_code == 403
