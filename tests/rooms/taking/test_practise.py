"""A participant practises as often as they like: it never counts, and shows everything at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from quizapp.domain.contest import Contest, Feedback, Practice
from quizapp.operations import extend
from tests.builders import NOON, TESTER, Phone, World, a_contest, all_right, body_of, some_questions
from tests.refusals import refused


def a_contest_with_practice(world: World) -> Contest:
    """The contest draws from one collection, practice from another; results are never shown."""
    world.add_questions(*some_questions(12, start=1), collection="正式")
    world.add_questions(*some_questions(12, start=100), collection="练习")
    contest = a_contest(feedback=Feedback(when="never"), practice=Practice(allowed=True, from_=("collection:练习",)))
    rules = contest.stages[0].rules
    rules = replace(rules, paper=replace(rules.paper, from_=("collection:正式",)))
    return replace(contest, stages=(replace(contest.stages[0], rules=rules),))


def a_phone(world: World) -> Phone:
    world.contest(a_contest_with_practice(world), questions=0)
    return world.phone(world.codes("farmers", "张三")[0])


def test_practice_shows_keys_and_explanations_whatever_the_contest_shows(world: World) -> None:
    phone = a_phone(world)
    started = phone.start("farmers", practice=True)
    assert (started.status_code, body_of(started)["practice"]) == (201, True)
    assert phone.attempt["deadline"] == "2026-09-01T05:00:00.000Z"
    assert len(phone.attempt["questions"]) == 10
    result = body_of(phone.submit(all_right(phone.attempt)))
    assert (result["score"], result["max_score"], result["shown"]) == (10, 10, "everything")
    assert result["rank"] == {}
    first = result["feedback"][0]
    assert set(first) == {
        "question",
        "kind",
        "stem",
        "options",
        "answer",
        "key",
        "right",
        "mark",
        "points",
        "explanation",
    }
    assert first["right"] is True
    assert sorted(first["answer"]) == sorted(first["key"])
    assert first["explanation"].endswith("题的解析。")


def test_practice_uses_no_chance_and_stands_on_no_board(world: World) -> None:
    phone = a_phone(world)
    for _ in range(5):
        assert phone.start("farmers", practice=True).status_code == 201
        phone.submit(all_right(phone.attempt))
    assert body_of(phone.get("/contests/farmers"))["chances_left"] == 1
    assert phone.start("farmers").status_code == 201
    own = phone.get("/contests/farmers/attempts").get_json()
    assert [(line["practice"], line["number"]) for line in own] == [(True, n) for n in range(1, 6)] + [(False, 1)]


def test_practice_asks_nothing_of_the_contest(world: World) -> None:
    phone = a_phone(world)
    phone.start("farmers", practice=True)
    practised = {each["stem"] for each in phone.attempt["questions"]}
    phone.start("farmers")
    asked = {each["stem"] for each in phone.attempt["questions"]}
    assert len(asked) == 12
    assert not practised & asked


def test_a_practice_and_a_counting_attempt_may_be_open_side_by_side(world: World) -> None:
    phone = a_phone(world)
    practice = body_of(phone.start("farmers", practice=True))["attempt"]
    counting = body_of(phone.start("farmers"))["attempt"]
    assert practice != counting
    assert body_of(phone.start("farmers", practice=True))["attempt"] == practice
    assert body_of(phone.get("/contests/farmers"))["open_attempt"] == counting


def test_practice_is_open_before_the_contest_and_ends_with_it(world: World) -> None:
    contest = a_contest_with_practice(world)
    window = replace(contest.stages[0], opens_at=NOON + timedelta(hours=1), closes_at=NOON + timedelta(hours=2))
    world.contest(replace(contest, stages=(window,)), questions=0)
    phone = world.phone(world.codes("farmers", "张三")[0])
    assert phone.start("farmers", practice=True).status_code == 201
    assert phone.submit().status_code == 200
    world.clock.at = NOON + timedelta(minutes=90)
    assert body_of(phone.start("farmers", practice=True))["deadline"] == "2026-09-01T06:00:00.000Z"
    phone.submit()
    extend.stop("farmers", "停电", TESTER, world.now)
    refused(phone.start("farmers", practice=True), 409, "stopped")
    extend.resume("farmers", "来电", TESTER, world.now)
    world.clock.at = NOON + timedelta(hours=2)
    refused(phone.start("farmers", practice=True), 409, "closed")


def test_a_contest_without_practice_refuses_it(world: World) -> None:
    world.contest()
    phone = world.phone(world.codes("farmers", "张三")[0])
    refused(phone.start("farmers", practice=True), 403, "forbidden")
