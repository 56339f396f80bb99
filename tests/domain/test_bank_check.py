"""Each check of the authored bank sees the fault that is planted for it, and passes what is sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from quizapp.domain.bank_balance import check_balance, longest_is_key
from quizapp.domain.bank_check import check, pairs_of_characters, similarity
from quizapp.domain.coverage import coverage
from quizapp.domain.question import Question, lettered, true_false_options
from quizapp.domain.tags import AUDIENCES, BENCHMARKS, TOPICS, Tags

TODAY = date(2026, 9, 1)
TAGS = Tags("application", "diet", "easy", frozenset({"farmer"}), frozenset({18}))
SOUND = Question(
    kind="single_choice",
    stem="剩饭放进冰箱冷藏，下面哪种说法正确？",
    options=lettered(["低温只减慢细菌繁殖", "可以一直放着不坏", "冷藏能杀死全部细菌", "味道不变就没有坏"]),
    key=frozenset("a"),
    explanation="冷藏温度下多数细菌长得慢，但并没有死。时间长了照样会变质。",
    tags=TAGS,
    ref="diet-001",
    basis="微生物常识",
)
JUDGEMENT = replace(
    SOUND, kind="true_false", stem="月亮自己会发光。", options=true_false_options(), key=frozenset("b"), ref="diet-002"
)
NEEDS_EXPERT = "健康、用药、急救、防灾、安全和法律的题要请本地专家看，没有标 expert = true。"


def said(*questions: Question) -> list[tuple[str, str]]:
    return [(problem.place, str(problem.message)) for problem in check(questions, TODAY)]


def test_sound_questions_pass() -> None:
    assert said(SOUND, JUDGEMENT) == []


def options(*texts: str) -> dict[str, Any]:
    return {"options": lettered(texts)}


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"stem": " "}, "没有题干。"),
    ({"key": frozenset("ab")}, "单选题只能有一个答案，这里是「AB」。"),
    ({"key": frozenset("e")}, "答案「E」不在选项里。"),
    ({"ref": ""}, "没有编号。"),
    ({"basis": ""}, "没有写依据（basis）。"),
    ({"tags": replace(TAGS, dimension="")}, "「dimension」要有且只有一个认识的值，这里是「」。"),
    ({"tags": replace(TAGS, topic="cats")}, "「topic」要有且只有一个认识的值，这里是「cats」。"),
    ({"tags": replace(TAGS, difficulty="none")}, "「difficulty」要有且只有一个认识的值，这里是「none」。"),
    ({"tags": replace(TAGS, populations=frozenset())}, "「populations」要有一个或几个认识的人群。"),
    ({"tags": replace(TAGS, populations=frozenset({"cat"}))}, "「populations」要有一个或几个认识的人群。"),
    ({"tags": replace(TAGS, benchmarks=frozenset())}, "「benchmarks」要有一个或几个 1 到 26 的基准。"),
    ({"tags": replace(TAGS, benchmarks=frozenset({27}))}, "「benchmarks」要有一个或几个 1 到 26 的基准。"),
    ({"kind": "multiple_choice"}, "多选题至少要有两个对的选项和一个错的。"),
    ({"kind": "multiple_choice", "key": frozenset("abcd")}, "多选题至少要有两个对的选项和一个错的。"),
    ({"explanation": "时间长了，" * 3 + "会变质。" * 4}, "解析有 4 句，应是 1 到 3 句。"),
    ({"explanation": "……！"}, "解析有 0 句，应是 1 到 3 句。"),
    ({"explanation": "会变质。"}, "解析有 4 个字，应在 10 到 150 之间。"),
    ({"explanation": "变" * 150 + "。"}, "解析有 151 个字，应在 10 到 150 之间。"),
    ({"valid_until": date(2026, 8, 31)}, "有效期到 2026-08-31，已经过了。"),
    ({"tags": replace(TAGS, topic="health")}, NEEDS_EXPERT),
    ({"tags": replace(TAGS, topic="medicine")}, NEEDS_EXPERT),
    ({"tags": replace(TAGS, topic="first-aid")}, NEEDS_EXPERT),
    ({"tags": replace(TAGS, topic="disaster")}, NEEDS_EXPERT),
    ({"tags": replace(TAGS, topic="work-safety")}, NEEDS_EXPERT),
    ({"basis": "《中华人民共和国食品安全法》"}, NEEDS_EXPERT),
    ({"basis": "土地常识；《土地复垦条例》"}, NEEDS_EXPERT),
]


@pytest.mark.parametrize(("change", "sentence"), FAULTS)
def test_a_planted_fault_is_reported(change: dict[str, Any], sentence: str) -> None:
    faulty = replace(SOUND, **change)
    assert (faulty.ref, sentence) in said(faulty)


@pytest.mark.parametrize(
    "change",
    [
        {"valid_until": TODAY},
        {"tags": replace(TAGS, topic="health"), "expert": True},
        {"basis": "华罗庚《统筹方法》"},
        {"explanation": "“为什么会坏？”因为细菌还在长，只是长得慢。"},
        options("以上海为起点的铁路", "没有正确的保存方法", "60岁以上的老人", "两种做法结果相同"),
    ],
)
def test_what_only_looks_like_a_fault_passes(change: dict[str, Any]) -> None:
    assert said(replace(SOUND, **change)) == []


@pytest.mark.parametrize(
    "text",
    [
        "以上都对",
        "以上都不对。",
        "以上说法都正确",
        "上述选项均不正确",
        "都是",
        "A、B、C 都对",
        "全都正确",
        "以上皆非",
        "没有正确答案",
    ],
)
def test_all_or_none_of_the_above(text: str) -> None:
    faulty = replace(SOUND, **options("低温只减慢细菌繁殖", "可以一直放着不坏", "冷藏能杀死全部细菌", text))
    assert said(faulty) == [("diet-001", "选项 D 是「以上都对」一类。")]


def test_a_ref_used_twice() -> None:
    assert said(SOUND, replace(JUDGEMENT, ref="diet-001")) == [("diet-001", "编号「diet-001」用了不止一次。")]


def test_a_duplicate_and_a_near_duplicate() -> None:
    near = replace(SOUND, ref="diet-003", stem="把剩饭放进冰箱里冷藏，哪种说法是正确的？")
    found = said(SOUND, replace(SOUND, ref="diet-002"), near)
    assert found[0] == ("diet-002", "和 diet-001 太像（1.00，不应到 0.4）。")
    assert [place for place, _ in found] == ["diet-002", "diet-003", "diet-003"]


def test_judgements_are_compared_by_their_stems_alone() -> None:
    assert said(JUDGEMENT, replace(JUDGEMENT, ref="diet-003", stem="太阳是一颗恒星。")) == []
    # 月亮 亮自 自己 己会 会发 发光 against 月亮 亮自 自己 己不 不会 会发 发光.
    other = replace(JUDGEMENT, stem="月亮自己不会发光。")
    assert similarity(pairs_of_characters(JUDGEMENT), pairs_of_characters(other)) == pytest.approx(10 / 13)


# A bank as a whole: 1000 questions in cycles whose lengths share no factor with each other, so that every axis is even.

KINDS = ["true_false"] * 3 + ["single_choice"] * 5 + ["multiple_choice"] * 2
LEVELS = ["easy"] * 2 + ["medium"] * 2 + ["hard"]
DIMENSIONS = ["application", "method", "knowledge"]
PLACES = {"true_false": "ab", "single_choice": "abcd"}


def a_question(number: int) -> Question:
    kind = KINDS[number % 10]
    key = "ab" if kind == "multiple_choice" else PLACES[kind][number // 10 % len(PLACES[kind])]
    texts = ["二字甲", "二字乙", "二字丙", "二字丁"]
    return Question(
        kind=kind,
        stem=f"第 {number} 题",
        options=true_false_options() if kind == "true_false" else lettered(texts),
        key=frozenset(key),
        tags=Tags(
            dimension=DIMENSIONS[number % 3],
            topic=list(TOPICS)[number % 21],
            difficulty=LEVELS[number // 10 % 5],
            populations=frozenset({list(AUDIENCES)[number % 6]}),
            benchmarks=frozenset({list(BENCHMARKS)[number % 26]}),
        ),
    )


BANK = [a_question(number) for number in range(1000)]


def whole(questions: Sequence[Question]) -> list[str]:
    problems = check_balance(questions, coverage(questions))
    assert {problem.place for problem in problems} <= {"bank"}
    return [str(problem.message) for problem in problems]


def test_an_even_bank_passes() -> None:
    assert whole(BANK) == []


def test_an_empty_bank_lacks_everything_and_breaks_nothing() -> None:
    # 1 for the size, 21 topics, 6 audiences, 26 benchmarks.
    assert len(whole([])) == 54


def test_a_small_bank() -> None:
    assert "一共 779 道题，至少要 780 道。" in whole(BANK[:779])


def retagged(change: dict[str, Any], numbers: Sequence[int]) -> list[Question]:
    """The bank with the tags of some questions changed."""
    chosen = set(numbers)
    return [
        replace(question, tags=replace(question.tags, **change)) if number in chosen else question
        for number, question in enumerate(BANK)
    ]


def test_a_topic_a_population_and_a_benchmark_with_too_few() -> None:
    # Topics come every 21st time (diet 48 times), populations every 6th (farmer 167), benchmarks every 26th (1: 39).
    diet = [number for number, question in enumerate(BANK) if question.tags.topic == "diet"]
    assert whole(retagged({"topic": "ecology"}, diet[24:])) == ["topic:diet（科学膳食）有 24 道题，至少要 25 道。"]
    farmers = [number for number in range(1000) if number % 6 == 1]
    assert whole(retagged({"populations": frozenset({"youth"})}, farmers[149:])) == [
        "population:farmer（农民）有 149 道题，至少要 150 道。"
    ]
    first = list(range(0, 1000, 26))
    assert whole(retagged({"benchmarks": frozenset({2})}, first[29:])) == [
        "benchmark:1（世界可被认知、科学态度）有 29 道题，至少要 30 道。"
    ]


def test_shares_of_kinds() -> None:
    singles = [question for question in BANK if question.kind == "single_choice"]
    more = BANK + [replace(question, ref="again") for question in singles[:130]]
    assert whole(more) == ["kind:single_choice 占 55.8%，应在 45% 到 55% 之间。"]


def test_shares_of_difficulty() -> None:
    hard = [number for number, question in enumerate(BANK) if question.tags.difficulty == "hard"]
    assert whole(retagged({"difficulty": "medium"}, hard[:60])) == [
        "difficulty:medium 占 46.0%，应在 35% 到 45% 之间。",
        "difficulty:hard 占 14.0%，应在 15% 到 25% 之间。",
    ]


def test_the_share_of_application_and_method() -> None:
    applied = [number for number in range(1000) if number % 3 < 2]
    assert whole(retagged({"dimension": "spirit"}, applied[399:])) == [
        "dimension:application + dimension:method 占 39.9%，应在 40% 到 100% 之间。"
    ]


def rekeyed(kind: str, old: str, new: str, count: int) -> list[Question]:
    """The bank with the key of the first `count` questions of a kind and key moved."""
    left = iter(range(count))
    return [
        replace(question, key=frozenset(new))
        if question.kind == kind and question.key == frozenset(old) and next(left, None) is not None
        else question
        for question in BANK
    ]


def test_key_positions() -> None:
    # 500 single choices, 125 a letter; 300 judgements, 150 each.
    assert whole(rekeyed("single_choice", "a", "b", 26)) == [
        "单选题的答案是第 A 个选项的占 19.8%，应在 20% 到 30% 之间。",
        "单选题的答案是第 B 个选项的占 30.2%，应在 20% 到 30% 之间。",
    ]
    assert whole(rekeyed("single_choice", "a", "b", 25)) == []
    assert whole(rekeyed("true_false", "a", "b", 31)) == [
        "判断题的答案是第 A 个选项的占 39.7%，应在 40% 到 60% 之间。",
        "判断题的答案是第 B 个选项的占 60.3%，应在 40% 到 60% 之间。",
    ]


def with_long_keys(count: int) -> list[Question]:
    """The bank with single choices whose longest option is the key, `count` of them; in the others a wrong one is."""
    made: list[Question] = []
    singles = 0
    for question in BANK:
        if question.kind == "single_choice":
            key = next(iter(question.key))
            longest = key if singles < count else "abcd"["abcd".index(key) - 1]
            texts = ["最长的选项" if option.id == longest else option.text for option in question.options]
            made.append(replace(question, options=lettered(texts)))
            singles += 1
        else:
            made.append(question)
    return made


def test_the_longest_option_gives_the_key_away() -> None:
    # By chance 125 of 500, standard deviation √(500 · 1/4 · 3/4) = 9.7; the bound is 125 + 1.645 · 9.7 = 140.9.
    assert whole(with_long_keys(140)) == []
    assert whole(with_long_keys(141)) == [
        "单选题 500 道里，最长的选项是答案的有 141.0 道；凭机会应是 125.0 道（标准差 9.7）。"
    ]


def test_options_of_equal_length_share_a_hit() -> None:
    two = replace(SOUND, **options("一样长的", "一样长的呀", "也一样长的", "短"), key=frozenset("b"))
    found = longest_is_key([two], "single_choice")
    assert (found.questions, found.seen, found.expected) == (1, 0.5, 0.25)
