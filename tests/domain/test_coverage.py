"""What a bank covers, and what a blueprint needs that a pool has not."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from quizapp.domain.blueprint import Section
from quizapp.domain.coverage import coverage, in_words, shortages
from quizapp.domain.question import Question, lettered, true_false_options
from quizapp.domain.tags import Tags


def tags(
    topic: str = "food-safety",
    difficulty: str = "easy",
    populations: Iterable[str] = ("farmer",),
    benchmarks: Iterable[int] = (18,),
) -> Tags:
    return Tags("knowledge", topic, difficulty, frozenset(populations), frozenset(benchmarks))


def true_false(given: Tags) -> Question:
    return Question("true_false", "对吗？", true_false_options(), frozenset("a"), tags=given)


def single(given: Tags) -> Question:
    return Question("single_choice", "哪个？", lettered(["甲", "乙"]), frozenset("a"), tags=given)


HARD_FOOD = Section(7, kinds=("true_false",), tags=("topic:food-safety",), all_tags=("difficulty:hard",))


def test_every_axis_and_cell_is_counted_and_the_empty_ones_are_listed() -> None:
    found = coverage(
        [
            true_false(tags(populations=["farmer", "elderly"], benchmarks=[18, 8])),
            single(tags(difficulty="hard")),
            single(Tags("knowledge", "food-safety", "easy")),
        ]
    )
    assert (found.questions, found.untagged) == (2, 1)
    assert found.axes["kind"] | {"true_false": 1, "single_choice": 1, "multiple_choice": 0} == found.axes["kind"]
    assert found.axes["dimension"] == {"knowledge": 2, "method": 0, "spirit": 0, "application": 0}
    assert found.axes["difficulty"] == {"easy": 1, "medium": 0, "hard": 1}
    assert found.axes["population"] == {
        "youth": 0,
        "farmer": 2,
        "worker": 0,
        "elderly": 1,
        "official": 0,
        "general": 0,
    }
    assert {value: count for value, count in found.axes["benchmark"].items() if count} == {"8": 1, "18": 2}
    assert len(found.axes["benchmark"]) == 26
    assert found.axes["topic"]["food-safety"] == 2
    # 21 topics × 6 audiences × 3 difficulties; farmer easy, elderly easy and farmer hard are filled.
    assert (len(found.cells), len(found.empty)) == (378, 375)
    assert found.cells["food-safety", "farmer", "hard"] == 1
    assert ("food-safety", "elderly", "hard") in found.empty


def test_needs_seven_hard_true_false_on_food_safety_has_four() -> None:
    pool = [true_false(tags(difficulty="hard"))] * 4 + [true_false(tags())] * 9 + [single(tags(difficulty="hard"))] * 9
    problem = shortages(pool, [Section(9, kinds=("single_choice",)), HARD_FOOD])[0]
    assert problem.place == "paper.section[1]"
    assert str(problem.message) == "第 2 部分（难、判断、食品安全）要 7 道题，只有 4 道。"


def test_a_pool_that_has_enough_lacks_nothing() -> None:
    assert shortages([true_false(tags(difficulty="hard"))] * 7, [HARD_FOOD]) == []
    assert shortages([], []) == []


def test_sections_that_want_the_same_questions_are_named_together() -> None:
    pool = [true_false(tags())] * 5 + [single(tags())] * 3
    sections = [
        Section(4, kinds=("true_false",)),
        Section(3, kinds=("single_choice",)),
        Section(2, kinds=("true_false",), tags=("topic:food-safety",)),
    ]
    assert [(p.place, str(p.message)) for p in shortages(pool, sections)] == [
        ("paper.section[0]", "第 1、3 部分要的题有重合，合起来要 6 道，一共只有 5 道。")
    ]


def test_each_lack_is_said_at_once() -> None:
    pool = [true_false(tags())] * 5 + [single(tags())] * 2
    sections = [
        Section(4, kinds=("true_false",)),
        Section(3, kinds=("single_choice",)),
        Section(2, kinds=("true_false",)),
    ]
    assert [problem.place for problem in shortages(pool, sections)] == ["paper.section[1]", "paper.section[0]"]


@pytest.mark.parametrize(
    ("section", "words"),
    [
        (Section(1), "不限题型和标签"),
        (Section(1, kinds=("true_false", "single_choice")), "判断或单选"),
        (Section(1, tags=("topic:diet", "benchmark:18")), "科学膳食或基准 18 饮食营养与生活习惯"),
        (Section(1, all_tags=("topic:diet", "population:elderly")), "科学膳食、老年人"),
    ],
)
def test_a_section_in_words(section: Section, words: str) -> None:
    assert str(in_words(section)) == words
