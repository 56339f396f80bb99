"""The rules of a contest as short sentences, made from the configuration: no text per contest, none to forget."""

from __future__ import annotations

from quizapp.domain.blueprint import Section
from quizapp.domain.contest import Contest, Rules, Stage
from quizapp.domain.question import KINDS
from quizapp.domain.tags import AXES, POPULATIONS
from quizapp.domain.words import Sentence, say

WAYS_IN = {
    "open": say("用手机号和验证码参加"),
    "link": say("扫村里、学校或者单位的二维码参加"),
}
ASKED = {
    "name": say("姓名"),
    "area": say("镇街"),
    "unit": say("单位"),
    "population": say("人群"),
    "birth_year": say("出生年份"),
}


def decimal(points: int) -> str:
    """1/1000 points as people write them: 5000 → 5, 2500 → 2.5."""
    return f"{points / 1000:.3f}".rstrip("0").rstrip(".")


def listed(names: list[Sentence]) -> Sentence:
    """A、B、C: two at a time, so that every language can set its own comma."""
    whole = names[0]
    for name in names[1:]:
        whole = say("%(some)s、%(more)s", some=whole, more=name)
    return whole


def sentences(contest: Contest, stage: Stage) -> list[Sentence]:
    """What a participant should know before the start, in the order in which it matters."""
    rules = stage.rules
    return [
        *_who(contest),
        *_paper(rules),
        _time(rules),
        *_grace(rules),
        _chances(rules),
        *_practice(rules),
        *_marking(rules),
        counting_rule(rules),
        _ties(rules),
        passing_rule(rules),
        _feedback(rules),
        say("网络断了不要紧，答案会存在手机里，恢复后自动送出。"),
    ]


def in_short(stage: Stage) -> list[Sentence]:
    """What fits on a slip of paper in large type: how many questions, how long, how often."""
    return [_paper(stage.rules)[0], _time(stage.rules), _chances(stage.rules)]


def _who(contest: Contest) -> list[Sentence]:
    only = listed([POPULATIONS[name] for name in contest.populations]) if contest.populations else None
    if contest.entry == "roster":
        if only is None:
            return [say("凭入场码参加，人人可以答题。")]
        return [say("凭入场码参加，只限%(who)s。", who=only)]
    way = WAYS_IN[contest.entry]
    who = say("%(way)s，人人可以答题。", way=way) if only is None else say("%(way)s，只限%(who)s。", way=way, who=only)
    return [who, say("进来时登记：%(fields)s。", fields=listed([ASKED[name] for name in contest.ask])), *_town(contest)]


def _town(contest: Contest) -> list[Sentence]:
    """How the town was known: what every figure by town rests on."""
    if contest.area_from == "link":
        return [say("成绩算在二维码所属的镇街和单位。")]
    return [say("成绩算在本人所选的镇街。")]


def _paper(rules: Rules) -> list[Sentence]:
    paper = rules.paper
    if paper.questions:
        whole = say(
            "一共 %(count)s 道题，每题 %(points)s 分。", count=len(paper.questions), points=decimal(paper.points)
        )
        parts = []
    else:
        full = sum(section.count * section.points for section in paper.sections)
        whole = say(
            "一共 %(count)s 道题，满分 %(full)s 分。",
            count=sum(section.count for section in paper.sections),
            full=decimal(full),
        )
        parts = [sentence for section in paper.sections for sentence in _section(section)]
    same = say("每人的题都一样。") if paper.draw == "fixed" else say("每次的题由系统随机抽取。")
    source = [say("题目出自题集%(names)s。", names=_collections(paper.from_))] if paper.from_ else []
    return [whole, *parts, same, *source, *_order(rules)]


def _section(section: Section) -> list[Sentence]:
    found = [
        say(
            "%(kinds)s %(count)s 道，每题 %(points)s 分。",
            kinds=listed([KINDS[kind] for kind in section.kinds]) if section.kinds else say("各种题型"),
            count=section.count,
            points=decimal(section.points),
        )
    ]
    if section.tags:
        found.append(say("这部分的题目涉及：%(names)s。", names=_tags(section.tags)))
    if section.all_tags:
        found.append(say("这部分的题目都属于：%(names)s。", names=_tags(section.all_tags)))
    return found


def _tags(tags: tuple[str, ...]) -> Sentence:
    parts = [tag.partition(":") for tag in tags]
    return listed([AXES[axis][value] for axis, _, value in parts])


def _collections(sources: tuple[str, ...]) -> Sentence:
    names = [source.removeprefix("collection:") for source in sources]
    return listed([say("「%(name)s」", name=name) for name in names])


def _order(rules: Rules) -> list[Sentence]:
    paper = rules.paper
    if paper.shuffle_questions and paper.shuffle_options:
        return [say("题目和选项的先后次序，每次都不同。")]
    if paper.shuffle_questions:
        return [say("题目的先后次序，每次都不同。")]
    return [say("选项的先后次序，每次都不同。")] if paper.shuffle_options else []


def _span(seconds: int) -> Sentence:
    minutes, rest = divmod(seconds, 60)
    if not rest:
        return say("%(m)s 分钟", m=minutes)
    return say("%(m)s 分 %(s)s 秒", m=minutes, s=rest) if minutes else say("%(s)s 秒", s=rest)


def _time(rules: Rules) -> Sentence:
    if not rules.timing.attempt_seconds:
        return say("答题不限时，竞赛结束前都可以交卷。")
    return say("答题时间 %(span)s，到时自动交卷；竞赛结束时也会自动交卷。", span=_span(rules.timing.attempt_seconds))


def _grace(rules: Rules) -> list[Sentence]:
    found = []
    if rules.timing.grace_seconds:
        found.append(say("到时后 %(s)s 秒内送到的答案仍然算数。", s=rules.timing.grace_seconds))
    if rules.timing.start_spread_seconds:
        found.append(say("开始时在 %(s)s 秒内分批进入，答题时间从进入算起。", s=rules.timing.start_spread_seconds))
    return found


def _chances(rules: Rules) -> Sentence:
    chances = rules.chances
    count = chances.count
    whole = {
        "day": say("每天可以答 %(count)s 次。", count=count),
        "week": say("每周可以答 %(count)s 次。", count=count),
        "stage": say("可以答 %(count)s 次。", count=count),
        "contest": say("整场竞赛可以答 %(count)s 次。", count=count),
        "until_passed": say("可以反复答，直到达标。"),
        "unlimited": say("答题次数不限。"),
    }[chances.per]
    if chances.total:
        return say("%(chances)s整场竞赛最多 %(total)s 次。", chances=whole, total=chances.total)
    return whole


def _practice(rules: Rules) -> list[Sentence]:
    practice = rules.practice
    if not practice.allowed:
        return []
    source = [say("练习题出自题集%(names)s。", names=_collections(practice.from_))] if practice.from_ else []
    if practice.same_pool:
        return [say("可以先练习，不计成绩；练习题和正式题出自同一个题库。"), *source]
    return [say("可以先练习，不计成绩；练习题不会出现在正式题里。"), *source]


def _marking(rules: Rules) -> list[Sentence]:
    found = [
        {
            "all_or_nothing": say("多选题要全部选对才得分。"),
            "proportional": say("多选题没有选错时，选对几个得几份分。"),
            "right_minus_wrong": say("多选题按选对的减去选错的得分，最少 0 分。"),
        }[rules.marking.multiple_choice]
    ]
    if rules.marking.wrong:
        found.append(say("答错一题扣 %(points)s 分，不答不扣分。", points=decimal(-rules.marking.wrong)))
    return found


def counting_rule(rules: Rules) -> Sentence:
    """Which of a person's attempts count."""
    return {
        "best": say("取最好的一次成绩。"),
        "last": say("取最后一次成绩。"),
        "first": say("取第一次成绩。"),
        "sum": say("各次得分相加。"),
        "average": say("取各次得分的平均。"),
        "sum_of_daily_best": say("每天取最好的一次，各天相加。"),
    }[rules.counting.attempts]


def _ties(rules: Rules) -> Sentence:
    if not rules.ranking.ties:
        return say("成绩相同，名次并列。")
    words = {
        "duration": say("用时短的在前"),
        "started_at": say("开始早的在前"),
        "finished_at": say("交卷早的在前"),
    }
    order = words[rules.ranking.ties[0]]
    for tie in rules.ranking.ties[1:]:
        order = say("%(first)s，再相同%(then)s", first=order, then=words[tie])
    return say("成绩相同，%(order)s；都相同，名次并列。", order=order)


def passing_rule(rules: Rules) -> Sentence:
    """From where on an attempt has reached the mark."""
    passing = rules.passing
    mark = decimal(passing.mark)
    if passing.strictly_above:
        return {
            "points": say("超过 %(mark)s 分为达标。", mark=mark),
            "percent": say("超过满分的 %(mark)s%% 为达标。", mark=mark),
            "right_answers": say("答对超过 %(mark)s 题为达标。", mark=mark),
        }[passing.mark_in]
    return {
        "points": say("达到 %(mark)s 分为达标。", mark=mark),
        "percent": say("达到满分的 %(mark)s%% 为达标。", mark=mark),
        "right_answers": say("答对 %(mark)s 题为达标。", mark=mark),
    }[passing.mark_in]


def _feedback(rules: Rules) -> Sentence:
    feedback = rules.feedback
    if feedback.when == "never" or feedback.show == "nothing":
        return say("答完不显示成绩和答案。")
    what = say("成绩、答案和解析") if feedback.show == "key_and_explanation" else say("成绩")
    if feedback.when == "attempt":
        return say("交卷后就能看到%(what)s。", what=what)
    return say("竞赛结束后能看到%(what)s。", what=what)
