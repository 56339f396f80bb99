"""Impossible rules are refused, each with its place in the contest file."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from quizapp.domain import contest as c
from quizapp.domain.blueprint import Section
from quizapp.domain.contest import Contest
from quizapp.domain.contest_check import problems
from tests.builders import NOON, a_contest


def head(**fields: Any) -> Contest:
    return replace(a_contest(), **fields)


def rule(path: str, value: Any) -> Contest:
    table, _, name = path.partition(".")
    contest = a_contest()
    rules = contest.stages[0].rules
    return a_contest(**{table: replace(getattr(rules, table), **{name: value})})


def section(**fields: Any) -> Contest:
    return rule("paper.sections", (replace(Section(4), **fields),))


def window(**hours: float) -> Contest:
    contest = a_contest()
    return replace(
        contest, stages=(replace(contest.stages[0], closes_at=NOON - timedelta(hours=4) + timedelta(**hours)),)
    )


def paper(**fields: Any) -> Contest:
    return a_contest(paper=c.Paper(**fields))


@pytest.mark.parametrize(
    ("contest", "place", "sentence"),
    [
        (head(slug=""), "contest.slug", "网址名只能用小写字母、数字和短横，最多 60 个字符。"),
        (head(slug="Farmers"), "contest.slug", "网址名只能用小写字母"),
        (head(slug="-x"), "contest.slug", "网址名只能用小写字母"),
        (head(slug="x-"), "contest.slug", "网址名只能用小写字母"),
        (head(slug="x" * 61), "contest.slug", "网址名只能用小写字母"),
        (head(slug="竞赛"), "contest.slug", "网址名只能用小写字母"),
        (head(slug="x\n"), "contest.slug", "网址名只能用小写字母"),
        (head(title=" 　"), "contest.title", "标题要有 1 到 100 个字。"),
        (head(title="题" * 101), "contest.title", "标题要有 1 到 100 个字。"),
        (head(title=" " * 50 + "题" + " " * 50), "contest.title", "标题要有 1 到 100 个字。"),
        (head(entry="door"), "contest.entry", "「door」不能用，可以是：open、link、roster。"),
        (head(others="maybe"), "contest.others", "「maybe」不能用，可以是：refuse。"),
        (head(area_from="stars"), "contest.area_from", "「stars」不能用，可以是：self、link、roster。"),
        (head(ask=("name", "shoe")), "contest.ask", "「shoe」不能用，可以是：name、area、unit、population、"),
        (head(populations=("martian",)), "contest.populations", "「martian」不能用，可以是：youth、farmer、worker、"),
        (window(hours=0), "contest.closes_at", "结束时间要晚于开始时间。"),
        (window(hours=-1), "contest.closes_at", "结束时间要晚于开始时间。"),
        (window(seconds=599), "timing.attempt_seconds", "答题时间 600 秒，比竞赛开放的 599 秒还长。"),
        (rule("timing.attempt_seconds", -1), "timing.attempt_seconds", "-1 不在 0 到 86400 之间。"),
        (rule("timing.grace_seconds", 61), "timing.grace_seconds", "61 不在 0 到 60 之间。"),
        (rule("timing.grace_seconds", -1), "timing.grace_seconds", "-1 不在 0 到 60 之间。"),
        (rule("timing.start_spread_seconds", 601), "timing.start_spread_seconds", "601 不在 0 到 600 之间。"),
        (rule("chances.per", "month"), "chances.per", "「month」不能用"),
        (rule("chances.count", 0), "chances.count", "0 不在 1 到 1000 之间。"),
        (rule("chances.total", -1), "chances.total", "-1 不在 0 到 10000 之间。"),
        (rule("practice.from_", ("farmers",)), "practice.from", "「farmers」不是题集，要写成 collection:题集名。"),
        (rule("practice.from_", ("collection:",)), "practice.from", "「collection:」不是题集"),
        (rule("marking.multiple_choice", "magic"), "marking.multiple_choice", "「magic」不能用"),
        (rule("marking.wrong", 1), "marking.wrong", "0.001 不在 -1000 到 0 之间。"),
        (rule("marking.wrong", -1_000_001), "marking.wrong", "-1000.001 不在 -1000 到 0 之间。"),
        (rule("counting.attempts", "median"), "counting.attempts", "「median」不能用"),
        (rule("ranking.ties", ("luck",)), "ranking.ties", "「luck」不能用"),
        (rule("ranking.ties", ("duration", "duration")), "ranking.ties", "同分比较的办法写重了。"),
        (rule("ranking.then", "lot"), "ranking.then", "「lot」不能用，可以是：shared。"),
        (rule("ranking.boards", ("final", "day")), "ranking.boards", "「day」不能用，可以是：final。"),
        (rule("passing.mark", -1), "passing.mark", "-0.001 不在 0 到 1000000 之间。"),
        (a_contest(passing=c.Passing(100_001, "percent")), "passing.mark", "100.001 不在 0 到 100 之间。"),
        (rule("passing.mark_in", "apples"), "passing.mark_in", "「apples」不能用"),
        (rule("feedback.when", "soon"), "feedback.when", "「soon」不能用"),
        (rule("feedback.show", "half"), "feedback.show", "「half」不能用"),
        (rule("paper.draw", "dice"), "paper.draw", "「dice」不能用，可以是：random、fixed。"),
        (rule("paper.delivery", "post"), "paper.delivery", "「post」不能用，可以是：sheet。"),
        (rule("paper.from_", ("bank",)), "paper.from", "「bank」不是题集，要写成 collection:题集名。"),
        (rule("paper.questions", ("A",)), "paper.questions", "已经点名选了题目，就不能再写 paper.section。"),
        (paper(), "paper.section", "没有说试卷由哪些题组成，请至少写一个部分。"),
        (paper(questions=("A",)), "paper.questions", '点名选题只能用于固定试卷（draw = "fixed"）。'),
        (paper(draw="fixed", questions=("A", "A")), "paper.questions", "有题目点名了两次。"),
        (paper(draw="fixed", questions=("A",), points=0), "paper.points", "0 不在 0.001 到 1000 之间。"),
        (
            paper(draw="fixed", questions=tuple(map(str, range(201)))),
            "paper.questions",
            "一份试卷最多 200 道题。",
        ),
        (section(count=0), "paper.section[0].count", "0 不在 1 到 200 之间。"),
        (section(points=0), "paper.section[0].points", "0 不在 0.001 到 1000 之间。"),
        (section(points=2_000_000), "paper.section[0].points", "2000 不在 0.001 到 1000 之间。"),
        (section(kinds=("essay",)), "paper.section[0].kinds", "「essay」不能用"),
        (section(tags=("topic:luck",)), "paper.section[0].tags", "标签「topic:luck」不认识。"),
        (section(all_tags=("food",)), "paper.section[0].tags", "标签「food」不认识。"),
        (paper(sections=(Section(150), Section(51))), "paper.section", "一份试卷最多 200 道题。"),
    ],
)
def test_each_refusal_has_its_place(contest: Contest, place: str, sentence: str) -> None:
    found = [(problem.place, str(problem.message)) for problem in problems(contest)]
    assert any(at == place and message.startswith(sentence) for at, message in found), found
    assert {at for at, _ in found} == {place}


@pytest.mark.parametrize(
    "contest",
    [
        a_contest(),
        head(slug="x"),
        head(slug="x" * 60),
        head(slug="2026-09"),
        head(title="题" * 100),
        head(populations=("youth", "farmer", "worker", "elderly", "official")),
        window(seconds=600),
        rule("timing.attempt_seconds", 0),
        rule("timing.grace_seconds", 0),
        rule("timing.grace_seconds", 60),
        rule("marking.wrong", -1_000_000),
        rule("ranking.ties", ()),
        rule("ranking.ties", c.TIES[::-1]),
        a_contest(passing=c.Passing(100_000, "percent")),
        rule("paper.from_", ("collection:农民三百题",)),
        section(tags=("topic:health", "population:general"), all_tags=("benchmark:26",)),
        paper(sections=(Section(150), Section(50))),
        paper(draw="fixed", questions=("A", "B"), points=2_500),
    ],
)
def test_what_is_just_possible_is_taken(contest: Contest) -> None:
    assert problems(contest) == []


def test_everything_wrong_is_named_at_once() -> None:
    contest = replace(
        a_contest(chances=c.Chances(count=0), feedback=c.Feedback(show="half")), slug="X", title="", entry="door"
    )
    assert [problem.place for problem in problems(contest)] == [
        "contest.slug",
        "contest.title",
        "contest.entry",
        "chances.count",
        "feedback.show",
    ]


def test_every_stage_is_looked_at() -> None:
    contest = a_contest()
    bad = replace(contest.stages[0], closes_at=contest.stages[0].opens_at)
    assert [p.place for p in problems(replace(contest, stages=(contest.stages[0], bad)))] == ["contest.closes_at"]
