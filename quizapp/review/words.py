"""What states, events and those behind them are called on the pages of reviewing."""

from __future__ import annotations

from quizapp.domain.attempt import State
from quizapp.domain.contest import Phase
from quizapp.domain.words import Sentence, say

PHASES = {
    Phase.SCHEDULED: say("还没开始"),
    Phase.OPEN: say("正在进行"),
    Phase.STOPPED: say("暂停中"),
    Phase.CLOSED: say("已经结束"),
    Phase.FINISHED: say("已经完结"),
}
STATES = {
    State.HANDED_IN: say("自己交卷"),
    State.EXPIRED: say("到时由系统交卷"),
    State.VOIDED: say("已作废"),
}
_ACTIONS = {f"attempt.{state}": name for state, name in STATES.items()} | {"person.look": say("查看")}


def action_in_words(action: str) -> Sentence | str:
    """What was done; an action that has no word yet is shown as it stands in the log, never left out."""
    return _ACTIONS.get(action, action)


def actor_in_words(actor: str) -> Sentence:
    """Whoever did it, without a name: the log keeps numbers."""
    kind, _, number = actor.partition(":")
    known = {
        "person": say("本人"),
        "system": say("系统"),
        "staff": say("工作人员 %(number)s 号", number=number),
    }
    return known.get(kind, say("管理命令（%(name)s）", name=number))
