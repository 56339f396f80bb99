"""The rules in sentences: nothing in the rules can change without the sentences changing."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from quizapp.domain import contest as c
from quizapp.domain.blueprint import Section
from quizapp.domain.contest import Rules
from quizapp.domain.rules_in_words import decimal, in_short, sentences
from tests.builders import a_contest

SECTION = Section(7, 5_000, ("true_false",), ("topic:food-safety",), ("difficulty:easy",))
# Rules under which every field has something to say.
BASE = Rules(
    paper=c.Paper(sections=(SECTION,)),
    practice=c.Practice(allowed=True, from_=("collection:练习",)),
    marking=c.Marking(wrong=-1_000),
)
BY_REF = replace(BASE, paper=c.Paper(draw="fixed", questions=("A", "B"), points=2_000))

# For each field: the rules to begin with, and another value.
CHANGES: dict[str, tuple[Rules, Any]] = {
    "paper.draw": (BASE, "fixed"),
    "paper.from_": (BASE, ("collection:农民三百题",)),
    "paper.questions": (BY_REF, ("A", "B", "C")),
    "paper.points": (BY_REF, 2_500),
    "paper.shuffle_questions": (BASE, False),
    "paper.shuffle_options": (BASE, False),
    "paper.sections": (BASE, (SECTION, SECTION)),
    "timing.attempt_seconds": (BASE, 601),
    "timing.grace_seconds": (BASE, 6),
    "timing.start_spread_seconds": (BASE, 30),
    "chances.per": (BASE, "week"),
    "chances.count": (BASE, 2),
    "chances.total": (BASE, 9),
    "practice.allowed": (BASE, False),
    "practice.from_": (BASE, ("collection:别的",)),
    "practice.same_pool": (BASE, True),
    "marking.multiple_choice": (BASE, "proportional"),
    "marking.wrong": (BASE, -500),
    "counting.attempts": (BASE, "sum"),
    "ranking.ties": (BASE, ("duration",)),
    "passing.mark": (BASE, 60_500),
    "passing.mark_in": (BASE, "percent"),
    "passing.strictly_above": (BASE, True),
    "feedback.when": (BASE, "close"),
    "feedback.show": (BASE, "score_only"),
}
SECTION_CHANGES: dict[str, Any] = {
    "count": 8,
    "points": 5_500,
    "kinds": ("single_choice",),
    "tags": ("topic:disaster",),
    "all_tags": ("difficulty:easy", "benchmark:18"),
}
# These have one value so far, and nothing to say.
ONE_VALUE = {"paper.delivery": c.DELIVERIES, "ranking.then": c.THEN, "ranking.boards": c.BOARDS}


def told(rules: Rules, **contest_fields: Any) -> list[str]:
    contest = replace(a_contest(), **contest_fields)
    stage = replace(contest.stages[0], rules=rules)
    return [str(sentence) for sentence in sentences(contest, stage)]


def changed(rules: Rules, path: str, value: Any) -> Rules:
    table, _, name = path.partition(".")
    return replace(rules, **{table: replace(getattr(rules, table), **{name: value})})


def test_no_field_is_forgotten() -> None:
    every = {f"{table.name}.{f.name}" for table in fields(Rules) for f in fields(getattr(BASE, table.name))}
    assert every == CHANGES.keys() | ONE_VALUE.keys()
    assert {f.name for f in fields(Section)} == SECTION_CHANGES.keys()
    assert {len(values) for values in ONE_VALUE.values()} == {1}


@pytest.mark.parametrize("path", CHANGES)
def test_changing_a_field_changes_the_sentences(path: str) -> None:
    rules, value = CHANGES[path]
    assert told(changed(rules, path, value)) != told(rules)


@pytest.mark.parametrize("name", SECTION_CHANGES)
def test_changing_a_section_changes_the_sentences(name: str) -> None:
    section = replace(SECTION, **{name: SECTION_CHANGES[name]})
    assert told(changed(BASE, "paper.sections", (section,))) != told(BASE)


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("chances.per", c.CHANCES_PER),
        ("marking.multiple_choice", c.MULTIPLE_CHOICE),
        ("counting.attempts", c.COUNTED),
        ("passing.mark_in", c.MARK_IN),
        ("feedback.when", c.FEEDBACK_WHEN),
        ("feedback.show", c.FEEDBACK_SHOW),
        ("ranking.ties", [(), *[(tie,) for tie in c.TIES], c.TIES, c.TIES[::-1]]),
        ("timing.attempt_seconds", [0, 59, 60, 61, 119, 120, 3_600]),
    ],
)
def test_each_value_has_a_sentence_of_its_own(path: str, values: list[Any]) -> None:
    assert len({tuple(told(changed(BASE, path, value))) for value in values}) == len(values)


def test_the_whole_of_a_plain_contest() -> None:
    rules = replace(
        BASE,
        paper=c.Paper(
            sections=(Section(7, 5_000, ("true_false",)), Section(2, 2_500, ("single_choice", "multiple_choice")))
        ),
        practice=c.Practice(),
        marking=c.Marking(),
    )
    assert told(rules, populations=("farmer", "elderly")) == [
        "凭入场码参加，只限农民、老年人。",
        "一共 9 道题，满分 40 分。",
        "判断 7 道，每题 5 分。",
        "单选、多选 2 道，每题 2.5 分。",
        "每次的题由系统随机抽取。",
        "题目和选项的先后次序，每次都不同。",
        "答题时间 10 分钟，到时自动交卷；竞赛结束时也会自动交卷。",
        "到时后 5 秒内送到的答案仍然算数。",
        "每天可以答 1 次。",
        "多选题要全部选对才得分。",
        "取最好的一次成绩。",
        "成绩相同，用时短的在前，再相同交卷早的在前；都相同，名次并列。",
        "达到 60 分为达标。",
        "交卷后就能看到成绩、答案和解析。",
        "网络断了不要紧，答案会存在手机里，恢复后自动送出。",
    ]


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("timing.attempt_seconds", 0, "答题不限时，竞赛结束前都可以交卷。"),
        ("timing.attempt_seconds", 90, "答题时间 1 分 30 秒，到时自动交卷；竞赛结束时也会自动交卷。"),
        ("timing.attempt_seconds", 45, "答题时间 45 秒，到时自动交卷；竞赛结束时也会自动交卷。"),
        ("timing.start_spread_seconds", 30, "开始时在 30 秒内分批进入，答题时间从进入算起。"),
        ("chances.total", 9, "每天可以答 1 次。整场竞赛最多 9 次。"),
        ("practice.same_pool", True, "可以先练习，不计成绩；练习题和正式题出自同一个题库。"),
        ("practice.same_pool", False, "练习题出自题集「练习」。"),
        ("marking.wrong", -500, "答错一题扣 0.5 分，不答不扣分。"),
        ("ranking.ties", (), "成绩相同，名次并列。"),
        ("passing.strictly_above", True, "超过 60 分为达标。"),
        ("passing.mark_in", "percent", "达到满分的 60% 为达标。"),
        ("passing.mark_in", "right_answers", "答对 60 题为达标。"),
        ("feedback.when", "never", "答完不显示成绩和答案。"),
        ("feedback.when", "close", "竞赛结束后能看到成绩、答案和解析。"),
        ("feedback.show", "score_only", "交卷后就能看到成绩。"),
        ("paper.from_", ("collection:甲", "collection:乙"), "题目出自题集「甲」、「乙」。"),
        ("paper.sections", (Section(2, kinds=()),), "各种题型 2 道，每题 1 分。"),
        ("paper.sections", (SECTION,), "这部分的题目涉及：食品安全。"),
        ("paper.sections", (SECTION,), "这部分的题目都属于：易。"),
        ("paper.shuffle_options", False, "题目的先后次序，每次都不同。"),
        ("paper.shuffle_questions", False, "选项的先后次序，每次都不同。"),
    ],
)
def test_single_sentences(path: str, value: Any, sentence: str) -> None:
    assert sentence in told(changed(BASE, path, value))


def test_a_contest_for_everyone_and_a_paper_by_refs() -> None:
    assert told(BY_REF)[:3] == ["凭入场码参加，人人可以答题。", "一共 2 道题，每题 2 分。", "每人的题都一样。"]


def test_unshuffled_says_nothing_of_order() -> None:
    plain = changed(changed(BASE, "paper.shuffle_questions", False), "paper.shuffle_options", False)
    assert not [sentence for sentence in told(plain) if "先后次序" in sentence]


def test_without_grace_nothing_is_said_of_it() -> None:
    plain = changed(BASE, "timing.grace_seconds", 0)
    assert len(told(plain)) == len(told(BASE)) - 1
    assert not [sentence for sentence in told(plain) if "仍然算数" in sentence]


def test_what_fits_on_a_slip() -> None:
    stage = replace(a_contest().stages[0], rules=BASE)
    assert [str(sentence) for sentence in in_short(stage)] == [
        "一共 7 道题，满分 35 分。",
        "答题时间 10 分钟，到时自动交卷；竞赛结束时也会自动交卷。",
        "每天可以答 1 次。",
    ]


@pytest.mark.parametrize(
    ("points", "written"),
    [(5_000, "5"), (2_500, "2.5"), (333, "0.333"), (0, "0"), (100_000, "100"), (-500, "-0.5"), (10_010, "10.01")],
)
def test_points_are_written_as_people_write_them(points: int, written: str) -> None:
    assert decimal(points) == written
