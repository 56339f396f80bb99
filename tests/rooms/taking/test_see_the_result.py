"""A participant sees score, keys and explanations when the contest's rule opens them, and no sooner."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from quizapp.domain.contest import Feedback
from tests.builders import NOON, Phone, World, a_contest, all_right, body_of, ids_of
from tests.refusals import places, refused

BEFORE = NOON + timedelta(minutes=1)
# The contest closes at 20:00; the last answers are taken for five seconds more.
AFTER = NOON + timedelta(hours=8, seconds=5)
NOTHING, SCORE, EVERYTHING = "nothing", "score", "everything"


def handed_in(world: World, **feedback: str) -> Phone:
    world.contest(a_contest(feedback=Feedback(**feedback)))
    phone = world.phone(world.codes("farmers", "张三")[0])
    phone.start("farmers")
    world.clock.at = BEFORE
    assert shape_of(body_of(phone.submit(all_right(phone.attempt)))) == shape_of(body_of(phone.result()))
    return phone


def shape_of(result: dict[str, Any]) -> str:
    """How much a result shows; asserts that it is exactly one of the three."""
    shapes = {
        NOTHING: (None, None, 0, 0),
        SCORE: (100, True, 3, 0),
        EVERYTHING: (100, True, 3, 12),
    }
    found = (result["score"], result["passed"], len(result["rank"]), len(result["feedback"]))
    assert found == shapes[result["shown"]]
    assert (result["state"], result["max_score"], result["duration"]) == ("handed_in", 100, 60_000)
    return str(result["shown"])


@pytest.mark.parametrize(
    ("when", "show", "before_the_end", "after_it"),
    [
        ("attempt", "key_and_explanation", EVERYTHING, EVERYTHING),
        ("attempt", "score_only", SCORE, SCORE),
        ("attempt", "nothing", NOTHING, NOTHING),
        ("close", "key_and_explanation", NOTHING, EVERYTHING),
        ("close", "score_only", NOTHING, SCORE),
        ("close", "nothing", NOTHING, NOTHING),
        ("never", "key_and_explanation", NOTHING, NOTHING),
        ("never", "score_only", NOTHING, NOTHING),
        ("never", "nothing", NOTHING, NOTHING),
    ],
)
def test_the_rule_decides_what_is_shown_and_when(
    world: World, when: str, show: str, before_the_end: str, after_it: str
) -> None:
    phone = handed_in(world, when=when, show=show)
    assert _seen(phone) == before_the_end
    world.clock.at = AFTER - timedelta(microseconds=1)
    assert _seen(phone) == before_the_end
    world.clock.at = AFTER
    assert _seen(phone) == after_it


def test_feedback_says_of_each_question_what_was_right_and_why(world: World) -> None:
    world.contest()
    phone = world.phone(world.codes("farmers", "张三")[0])
    phone.start("farmers")
    multiple = next(each for each in phone.attempt["questions"] if each["kind"] == "multiple_choice")
    result = body_of(phone.submit({multiple["id"]: ids_of(multiple, "甲乙")}))
    told = {each["question"]: each for each in result["feedback"]}
    assert list(told) == [each["id"] for each in phone.attempt["questions"]]
    mine = told[multiple["id"]]
    assert (sorted(mine["answer"]), sorted(mine["key"])) == (ids_of(multiple, "甲乙"), ids_of(multiple, "甲丙"))
    assert (mine["right"], mine["mark"], mine["points"]) == (False, 0, 10)
    assert (mine["stem"], mine["options"]) == (multiple["stem"], multiple["options"])
    number = multiple["stem"].partition("题")[0]
    assert mine["explanation"] == f"{number}题的解析。"
    others = [each for name, each in told.items() if name != multiple["id"]]
    assert all(each["answer"] == [] and each["right"] is False for each in others)


def test_there_is_no_result_before_the_hand_in(world: World) -> None:
    world.contest()
    phone = world.phone(world.codes("farmers", "张三")[0])
    phone.start("farmers")
    assert places(refused(phone.result(), 422, "invalid")) == ["attempt"]


def _seen(phone: Phone) -> str:
    """The same by the result, the list of attempts and the board."""
    shown = shape_of(body_of(phone.result()))
    line = phone.get("/contests/farmers/attempts").get_json()[0]
    board = phone.get("/contests/farmers/leaderboard")
    own = phone.get("/contests/farmers/leaderboard/me")
    if shown == NOTHING:
        assert line["score"] is None
        refused(board, 403, "forbidden")
        refused(own, 403, "forbidden")
    else:
        assert line["score"] == 100
        assert body_of(board)["total"] == 1
        assert len(body_of(own)["places"]) == 3
    return shown
