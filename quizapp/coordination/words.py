"""How the pages of a unit say progress and phases."""

from __future__ import annotations

from quizapp.domain.words import say

PROGRESS = {
    "not_started": say("还没开始"),
    "answering": say("正在答"),
    "handed_in": say("已交卷，还没达标"),
    "passed": say("已达标"),
}
PHASES = {
    "scheduled": say("还没开始"),
    "open": say("进行中"),
    "stopped": say("暂停中"),
    "closed": say("已结束"),
    "finished": say("已完结"),
}
