"""What the system answers when it says no: one class for each code of the contract, each with one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from quizapp.domain.words import Sentence, say


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: where, which field, what was found, and a sentence that says it."""

    place: str
    message: Sentence
    field: str = ""
    found: str = ""


class Refusal(Exception):
    """A no with a reason. `facts` are further members of the answer (for example `next_chance_at`)."""

    code: ClassVar[str]
    sentence: ClassVar[Sentence]

    def __init__(self, said: Sentence | None = None, **facts: Any) -> None:
        self.said = said or self.sentence
        self.facts = facts
        super().__init__(str(self.said))


class NotSignedIn(Refusal):
    code = "not-signed-in"
    sentence = say("请先登录。")


class BadCredentials(Refusal):
    code = "bad-credentials"
    sentence = say("没有认出来，请核对后再输一次。")


class BadCsrfToken(Refusal):
    code = "csrf"
    sentence = say("页面放得太久了，请刷新后再试。")


class Forbidden(Refusal):
    code = "forbidden"
    sentence = say("您的账号不能做这件事。")


class WrongPopulation(Refusal):
    code = "wrong-population"
    sentence = say("这场竞赛不是为您所在的人群办的。")


class NotFound(Refusal):
    code = "not-found"
    sentence = say("没有找到这个页面。")


class NotOpenYet(Refusal):
    code = "not-open-yet"
    sentence = say("竞赛还没有开始。")


class Closed(Refusal):
    code = "closed"
    sentence = say("竞赛已经结束。")


class Stopped(Refusal):
    code = "stopped"
    sentence = say("竞赛暂停了，停下的时间会还给您。")


class NoChancesLeft(Refusal):
    code = "no-chances-left"
    sentence = say("答题机会用完了。")


class ProfileIncomplete(Refusal):
    """`fields`: what the contest still asks of the person."""

    code = "profile-incomplete"
    sentence = say("还要登记几项，才能开始答题。")


class AttemptExpired(Refusal):
    code = "attempt-expired"
    sentence = say("时间到了，已按到时前保存的答案交卷。")


class AttemptHandedIn(Refusal):
    code = "attempt-handed-in"
    sentence = say("这份答卷已经交了。")


class AttemptVoided(Refusal):
    code = "attempt-voided"
    sentence = say("这份答卷已作废。")


class TooLarge(Refusal):
    code = "too-large"
    sentence = say("内容太大了。")


class SeqOutOfRange(Refusal):
    code = "seq-out-of-range"
    sentence = say("保存的序号不对，请刷新页面。")


class SlowDown(Refusal):
    code = "slow-down"
    sentence = say("试得太快了，请过一会儿再试。")


class Busy(Refusal):
    code = "busy"
    sentence = say("人太多了，请稍等几秒再试。")


class Invalid(Refusal):
    """Input that cannot be taken; `problems` names every place."""

    code = "invalid"
    sentence = say("有几处需要改一下。")

    def __init__(self, problems: list[Problem], said: Sentence | None = None) -> None:
        super().__init__(said or (problems[0].message if len(problems) == 1 else None))
        self.problems = problems

    @classmethod
    def at(cls, place: str, message: Sentence) -> Invalid:
        return cls([Problem(place, message)])
