"""How the desk says the choices of the contest file, the phases, and what the log calls things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quizapp.domain.question import KINDS
from quizapp.domain.tags import POPULATIONS
from quizapp.domain.words import Sentence, say
from quizapp.web.i18n import speak

__all__ = ["AXES", "CHOICES", "DEEDS", "GROUPS", "KINDS", "PHASES", "TIES", "choices", "tie_order"]

AXES = {
    "dimension": say("维度"),
    "topic": say("主题"),
    "difficulty": say("难度"),
    "population": say("适合人群"),
    "benchmark": say("基准"),
}
TIES = {
    "duration": say("用时短的在前"),
    "started_at": say("开始早的在前"),
    "finished_at": say("交卷早的在前"),
}
CHOICES: dict[str, Mapping[str, Sentence]] = {
    "contest_entry": {
        "roster": say("有名单，凭字条上的入场码"),
        "open": say("没有名单，凭手机号和验证码"),
        "link": say("没有名单，扫村里、学校或单位的二维码"),
    },
    "contest_area_from": {
        "link": say("算二维码上的镇街和单位"),
        "self": say("由本人从列表里选"),
    },
    "contest_populations": POPULATIONS,
    "contest_ask": {
        "name": say("姓名"),
        "area": say("镇街"),
        "unit": say("单位"),
        "population": say("人群"),
        "birth_year": say("出生年份"),
    },
    "paper_draw": {
        "random": say("每次随机抽题，人人不同"),
        "fixed": say("一份固定的卷子，人人相同"),
    },
    "paper_delivery": {"sheet": say("整张卷子，可以前后翻看")},
    "chances_per": {
        "day": say("每天"),
        "week": say("每周"),
        "stage": say("每个赛段"),
        "contest": say("整场竞赛"),
        "until_passed": say("直到达标为止"),
        "unlimited": say("不限次数"),
    },
    "marking_multiple_choice": {
        "all_or_nothing": say("全部选对才得分"),
        "proportional": say("没有选错时，选对几个得几份分"),
        "right_minus_wrong": say("选对的减去选错的，最少 0 分"),
    },
    "counting_attempts": {
        "best": say("取最好的一次"),
        "last": say("取最后一次"),
        "first": say("取第一次"),
        "sum": say("各次相加"),
        "average": say("取平均"),
        "sum_of_daily_best": say("每天取最好的一次，各天相加"),
    },
    "passing_mark_in": {
        "points": say("分"),
        "percent": say("满分的百分之几"),
        "right_answers": say("答对的题数"),
    },
    "feedback_when": {
        "attempt": say("交卷以后"),
        "close": say("竞赛结束以后"),
        "never": say("一直不能看"),
    },
    "feedback_show": {
        "key_and_explanation": say("成绩、答案和解析"),
        "score_only": say("只看成绩"),
        "nothing": say("什么都不看"),
    },
}
PHASES = {
    "draft": say("草稿"),
    "scheduled": say("已发布，还没开始"),
    "open": say("进行中"),
    "stopped": say("暂停中"),
    "closed": say("已结束"),
    "finished": say("已完结"),
}
GROUPS = {
    "running": say("正在进行"),
    "coming": say("就要开始"),
    "drafts": say("草稿"),
    "over": say("已经结束"),
}
DEEDS = {
    "contest.apply": say("保存规则"),
    "contest.publish": say("发布"),
    "contest.close": say("提前结束"),
    "contest.finish": say("完结"),
    "contest.extend": say("延长"),
    "contest.stop": say("暂停"),
    "contest.resume": say("继续"),
    "roster.import": say("导入名单"),
    "roster.reissue": say("补发入场码"),
}


def choices(offered: Mapping[str, Sentence]) -> list[tuple[str, str]]:
    return [(value, speak(name)) for value, name in offered.items()]


def tie_order(order: Sequence[str]) -> Sentence:
    """A、then B、then C, as one sentence."""
    if not order:
        return say("不分，名次并列")
    whole = TIES[order[0]]
    for tie in order[1:]:
        whole = say("%(first)s，再相同%(then)s", first=whole, then=TIES[tie])
    return whole
