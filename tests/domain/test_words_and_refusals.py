"""Sentences with gaps, and the refusals that carry them."""

from __future__ import annotations

from quizapp.domain import refusals
from quizapp.domain.blueprint import TooFewQuestions
from quizapp.domain.refusals import Invalid, NoChancesLeft, Problem, Refusal
from quizapp.domain.words import say

# The codes that the contract gives, and that have come so far.
CODES = {
    "not-signed-in",
    "bad-credentials",
    "csrf",
    "forbidden",
    "wrong-population",
    "not-found",
    "not-open-yet",
    "closed",
    "stopped",
    "no-chances-left",
    "profile-incomplete",
    "attempt-expired",
    "attempt-handed-in",
    "attempt-voided",
    "too-large",
    "seq-out-of-range",
    "slow-down",
    "busy",
    "invalid",
}


def test_a_gap_may_hold_a_further_sentence() -> None:
    assert str(say("每天 %(span)s。", span=say("%(m)s 分钟", m=5))) == "每天 5 分钟。"
    assert str(say("100% 肯定")) == "100% 肯定"


def test_every_code_of_the_contract_has_one_refusal_with_a_sentence() -> None:
    classes = [
        c for c in vars(refusals).values() if isinstance(c, type) and issubclass(c, Refusal) and c is not Refusal
    ]
    assert sorted(c.code for c in classes) == sorted(CODES)
    assert all(str(c.sentence).endswith("。") for c in classes)


def test_a_refusal_says_its_own_sentence_or_a_closer_one() -> None:
    assert str(NoChancesLeft()) == "答题机会用完了。"
    refusal = NoChancesLeft(say("今天的机会用完了。"), next_chance_at="2026-09-02")
    assert str(refusal) == "今天的机会用完了。"
    assert refusal.facts == {"next_chance_at": "2026-09-02"}
    assert str(TooFewQuestions()) == "题目不够，组不成一份试卷。"


def test_a_single_problem_speaks_for_itself_and_several_are_counted_together() -> None:
    one = Problem("row 2", say("没有题干。"))
    other = Problem("row 3", say("没有答案。"))
    assert str(Invalid([one])) == "没有题干。"
    assert str(Invalid([one, other])) == "有几处需要改一下。"
    assert Invalid([one, other]).problems == [one, other]
    assert Invalid.at("slug", say("不行。")).problems == [Problem("slug", say("不行。"))]
