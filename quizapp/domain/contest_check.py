"""Impossible rules, refused when a contest is saved: each with its place in the contest file."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from quizapp.domain import contest as c
from quizapp.domain.blueprint import Section
from quizapp.domain.question import KINDS
from quizapp.domain.refusals import Problem
from quizapp.domain.rules_in_words import decimal
from quizapp.domain.tags import POPULATIONS, known
from quizapp.domain.words import say

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
LONGEST_TITLE = 100
MOST_QUESTIONS = 200


def problems(contest: c.Contest) -> list[Problem]:
    """Everything in the rules that cannot be, whatever the bank holds."""
    found: list[Problem] = []
    if not SLUG.fullmatch(contest.slug):
        found.append(
            Problem("contest.slug", say("网址名只能用小写字母、数字和短横，最多 60 个字符。"), "slug", contest.slug)
        )
    if not contest.title.strip() or len(contest.title) > LONGEST_TITLE:
        found.append(Problem("contest.title", say("标题要有 1 到 100 个字。"), "title"))
    found += _choice("contest.entry", contest.entry, c.ENTRIES)
    found += _choice("contest.others", contest.others, c.OTHERS)
    found += _choice("contest.area_from", contest.area_from, c.AREA_FROM)
    found += _choices("contest.ask", contest.ask, c.ASK)
    found += _choices("contest.populations", contest.populations, POPULATIONS)
    if contest.entry in c.ENTRIES and contest.area_from in c.AREA_FROM:
        found += _entry_problems(contest)
    for stage in contest.stages:
        found += _stage_problems(stage)
    return found


def _entry_problems(contest: c.Contest) -> list[Problem]:
    """Whether the way in lets everything be known that a result needs: a town and a population."""
    found: list[Problem] = []
    fitting = c.AREA_FROM_BY_ENTRY[contest.entry]
    if contest.area_from not in fitting:
        said = say("这种进入办法下，镇街的来历只能是：%(allowed)s。", allowed="、".join(fitting))
        found.append(Problem("contest.area_from", said, found=contest.area_from))
    if contest.entry == "roster":
        return found
    if "name" not in contest.ask:
        found.append(Problem("contest.ask", say("没有名单的竞赛，要登记姓名。")))
    if contest.area_from == "self" and "area" not in contest.ask:
        found.append(Problem("contest.ask", say("镇街要由本人填写，就要登记镇街。")))
    if "population" not in contest.ask and len(contest.populations) != 1:
        found.append(Problem("contest.ask", say("不登记人群，就只能限定一个人群参加。")))
    return found


def _stage_problems(stage: c.Stage) -> list[Problem]:
    rules = stage.rules
    found: list[Problem] = []
    if stage.closes_at <= stage.opens_at:
        found.append(Problem("contest.closes_at", say("结束时间要晚于开始时间。"), "closes_at"))
    elif rules.timing.attempt_seconds > (window := (stage.closes_at - stage.opens_at).total_seconds()):
        found.append(
            Problem(
                "timing.attempt_seconds",
                say(
                    "答题时间 %(limit)s 秒，比竞赛开放的 %(window)s 秒还长。",
                    limit=rules.timing.attempt_seconds,
                    window=int(window),
                ),
            )
        )
    found += _paper_problems(rules.paper)
    found += _source_problems("practice.from", rules.practice.from_)
    found += _between("timing.attempt_seconds", rules.timing.attempt_seconds, 0, 86_400)
    found += _between("timing.grace_seconds", rules.timing.grace_seconds, 0, 60)
    found += _between("timing.start_spread_seconds", rules.timing.start_spread_seconds, 0, 600)
    found += _choice("chances.per", rules.chances.per, c.CHANCES_PER)
    found += _between("chances.count", rules.chances.count, 1, 1_000)
    found += _between("chances.total", rules.chances.total, 0, 10_000)
    found += _choice("marking.multiple_choice", rules.marking.multiple_choice, c.MULTIPLE_CHOICE)
    found += _between("marking.wrong", rules.marking.wrong, -1_000_000, 0, decimal)
    found += _choice("counting.attempts", rules.counting.attempts, c.COUNTED)
    found += _tie_problems(rules.ranking)
    found += _choice("passing.mark_in", rules.passing.mark_in, c.MARK_IN)
    most = 100_000 if rules.passing.mark_in == "percent" else 1_000_000_000
    found += _between("passing.mark", rules.passing.mark, 0, most, decimal)
    found += _choice("feedback.when", rules.feedback.when, c.FEEDBACK_WHEN)
    found += _choice("feedback.show", rules.feedback.show, c.FEEDBACK_SHOW)
    return found


def _paper_problems(paper: c.Paper) -> list[Problem]:
    found = _choice("paper.draw", paper.draw, c.DRAWS) + _choice("paper.delivery", paper.delivery, c.DELIVERIES)
    if paper.questions and paper.sections:
        found.append(Problem("paper.questions", say("已经点名选了题目，就不能再写 paper.section。")))
    if not paper.questions and not paper.sections:
        found.append(Problem("paper.section", say("没有说试卷由哪些题组成，请至少写一个部分。")))
    if paper.questions and paper.draw != "fixed":
        found.append(Problem("paper.questions", say('点名选题只能用于固定试卷（draw = "fixed"）。')))
    if len(set(paper.questions)) < len(paper.questions):
        found.append(Problem("paper.questions", say("有题目点名了两次。")))
    if len(paper.questions) > MOST_QUESTIONS:
        found.append(Problem("paper.questions", say("一份试卷最多 %(n)s 道题。", n=MOST_QUESTIONS)))
    found += _between("paper.points", paper.points, 1, 1_000_000, decimal)
    found += _source_problems("paper.from", paper.from_)
    for index, section in enumerate(paper.sections):
        found += _section_problems(f"paper.section[{index}]", section)
    if sum(section.count for section in paper.sections) > MOST_QUESTIONS:
        found.append(Problem("paper.section", say("一份试卷最多 %(n)s 道题。", n=MOST_QUESTIONS)))
    return found


def _source_problems(place: str, sources: tuple[str, ...]) -> list[Problem]:
    return [
        Problem(place, say("「%(found)s」不是题集，要写成 collection:题集名。", found=source))
        for source in sources
        if not source.startswith("collection:") or source == "collection:"
    ]


def _section_problems(place: str, section: Section) -> list[Problem]:
    found = _between(f"{place}.count", section.count, 1, MOST_QUESTIONS)
    found += _between(f"{place}.points", section.points, 1, 1_000_000, decimal)
    found += _choices(f"{place}.kinds", section.kinds, KINDS)
    found += [
        Problem(f"{place}.tags", say("标签「%(found)s」不认识。", found=tag))
        for tag in (*section.tags, *section.all_tags)
        if not known(tag)
    ]
    return found


def _tie_problems(ranking: c.Ranking) -> list[Problem]:
    found = _choices("ranking.ties", ranking.ties, c.TIES)
    found += _choice("ranking.then", ranking.then, c.THEN) + _choices("ranking.boards", ranking.boards, c.BOARDS)
    if len(set(ranking.ties)) < len(ranking.ties):
        found.append(Problem("ranking.ties", say("同分比较的办法写重了。")))
    return found


def _choice(place: str, value: str, allowed: Collection[str]) -> list[Problem]:
    if value in allowed:
        return []
    listed = "、".join(allowed)
    return [Problem(place, say("「%(found)s」不能用，可以是：%(allowed)s。", found=value, allowed=listed), found=value)]


def _choices(place: str, values: tuple[str, ...], allowed: Collection[str]) -> list[Problem]:
    return [problem for value in values for problem in _choice(place, value, allowed)]


def _between(place: str, value: int, low: int, high: int, shown: Callable[[int], str] = str) -> list[Problem]:
    if low <= value <= high:
        return []
    found = shown(value)
    message = say("%(found)s 不在 %(low)s 到 %(high)s 之间。", found=found, low=shown(low), high=shown(high))
    return [Problem(place, message, found=found)]
