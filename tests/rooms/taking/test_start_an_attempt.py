"""A participant starts, loses the reply, starts again, goes on with another phone: one chance, one attempt."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from quizapp.domain.contest import Chances, Contest
from quizapp.operations import extend
from tests.builders import NOON, TESTER, Phone, World, a_contest, all_right, body_of
from tests.refusals import places, refused

ATTEMPT_FIELDS = {
    "attempt",
    "number",
    "state",
    "practice",
    "started_at",
    "deadline",
    "server_now",
    "grace_ms",
    "stopped",
    "token",
    "delivery",
    "contest",
    "questions",
    "saved",
}


def entered(world: World, name: str = "张三") -> Phone:
    return world.phone(world.codes("farmers", name)[0])


def test_a_start_answers_with_the_paper_and_the_time(world: World) -> None:
    world.contest()
    phone = entered(world)
    reply = phone.start("farmers", key="k1")
    attempt = body_of(reply)
    assert reply.status_code == 201
    assert set(attempt) == ATTEMPT_FIELDS
    assert (attempt["number"], attempt["state"], attempt["delivery"]) == (1, "open", "sheet")
    assert (attempt["contest"], attempt["practice"], attempt["stopped"]) == ("farmers", False, False)
    assert attempt["started_at"] == attempt["server_now"] == "2026-09-01T04:00:00.000Z"
    assert attempt["deadline"] == "2026-09-01T04:10:00.000Z"
    assert attempt["grace_ms"] == 5_000
    assert attempt["saved"] == {"seq": 0, "answers": {}}
    assert [question["points"] for question in attempt["questions"]] == [5] * 4 + [10] * 8
    judgement = next(question for question in attempt["questions"] if question["kind"] == "true_false")
    assert judgement["options"] == [
        {"id": "a", "text": "正确", "media": []},
        {"id": "b", "text": "错误", "media": []},
    ]


def test_a_lost_reply_burns_no_chance(world: World) -> None:
    world.contest()
    phone = entered(world)
    first = body_of(phone.start("farmers", key="k1"))
    world.clock.move(seconds=20)
    again = phone.start("farmers", key="k1")
    assert again.status_code == 200
    assert body_of(again) == first | {"server_now": "2026-09-01T04:00:20.000Z"}


def test_the_same_key_answers_the_same_attempt_in_any_state(world: World) -> None:
    world.contest(a_contest(chances=Chances(per="contest", count=5)))
    phone = entered(world)
    first = body_of(phone.start("farmers", key="k1"))
    phone.submit(all_right(first))
    handed_in = phone.start("farmers", key="k1")
    assert handed_in.status_code == 200
    assert (body_of(handed_in)["attempt"], body_of(handed_in)["state"]) == (first["attempt"], "handed_in")
    assert body_of(handed_in)["questions"] == []

    second = phone.start("farmers", key="k2")
    assert (second.status_code, body_of(second)["number"]) == (201, 2)
    world.clock.move(minutes=11)
    world.work()
    expired = body_of(phone.start("farmers", key="k2"))
    assert (expired["attempt"], expired["state"]) == (body_of(second)["attempt"], "expired")
    world.clock.at = NOON + timedelta(hours=9)
    assert body_of(phone.start("farmers", key="k1"))["attempt"] == first["attempt"]


def test_without_a_key_the_open_attempt_is_answered(world: World) -> None:
    world.contest()
    phone = entered(world)
    first = body_of(phone.start("farmers"))
    again = phone.start("farmers")
    assert (again.status_code, body_of(again)["attempt"]) == (200, first["attempt"])


def test_a_start_without_any_body_counts(world: World) -> None:
    world.contest()
    phone = entered(world)
    reply = phone.http.post("/api/v1/contests/farmers/attempts", headers={"Authorization": f"Bearer {phone.token}"})
    assert (reply.status_code, body_of(reply)["practice"]) == (201, False)


def test_a_key_of_another_kind_of_attempt_is_refused(world: World) -> None:
    """Whoever wants to count must not be given the practice that the key once started."""
    contest = a_contest()
    rules = replace(contest.stages[0].rules, practice=replace(contest.stages[0].rules.practice, allowed=True))
    rules = replace(rules, practice=replace(rules.practice, same_pool=True))
    world.contest(replace(contest, stages=(replace(contest.stages[0], rules=rules),)))
    phone = entered(world)
    assert phone.start("farmers", key="k1", practice=True).status_code == 201
    assert places(refused(phone.start("farmers", key="k1"), 422, "invalid")) == ["Idempotency-Key"]
    assert phone.start("farmers", key="k2").status_code == 201


@pytest.mark.parametrize("key", ["k" * 81, "键", "tab\there"])
def test_a_key_that_is_too_long_or_not_plain_is_refused(world: World, key: str) -> None:
    world.contest()
    phone = entered(world)
    assert places(refused(phone.start("farmers", key=key), 422, "invalid")) == ["Idempotency-Key"]
    assert phone.start("farmers", key="k" * 80).status_code == 201


@pytest.mark.parametrize("same_key", [True, False])
def test_thirty_two_starts_at_the_same_moment_give_one_attempt(either_world: World, same_key: bool) -> None:
    world = either_world
    world.contest()
    code = world.codes("farmers", "张三")[0]
    phones = [world.phone(code) for _ in range(32)]
    with ThreadPoolExecutor(32) as pool:
        replies = list(pool.map(lambda i: phones[i].start("farmers", "k" if same_key else f"k{i}"), range(32)))
    assert sorted(reply.status_code for reply in replies) == [200] * 31 + [201]
    assert len({body_of(reply)["attempt"] for reply in replies}) == 1
    assert len(phones[0].get("/contests/farmers/attempts").get_json()) == 1


def test_any_phone_goes_on_with_what_is_saved(world: World) -> None:
    world.contest()
    code = world.codes("farmers", "张三")[0]
    first, second = world.phone(code), world.phone(code)
    first.start("farmers")
    first.save({first.attempt["questions"][0]["id"]: ["a"]}, seq=4)
    shown = body_of(second.get(f"/attempts/{first.attempt['attempt']}"))
    assert shown["saved"] == {"seq": 4, "answers": {first.attempt["questions"][0]["id"]: ["a"]}}
    assert shown == body_of(second.start("farmers"))
    assert shown["questions"] == first.attempt["questions"]
    assert shown["token"] == first.attempt["token"]


@pytest.mark.parametrize(("seconds_before_the_end", "seconds_given"), [(601, 600), (600, 600), (599, 599), (1, 1)])
def test_a_late_start_gets_what_is_left_of_the_window(
    world: World, seconds_before_the_end: int, seconds_given: int
) -> None:
    world.contest()
    phone = entered(world)
    closes_at = NOON + timedelta(hours=8)
    world.clock.at = closes_at - timedelta(seconds=seconds_before_the_end)
    attempt = body_of(phone.start("farmers"))
    ends_at = world.clock.at + timedelta(seconds=seconds_given)
    assert attempt["deadline"] == ends_at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def test_the_window_holds_its_first_microsecond_and_not_its_last(world: World) -> None:
    contest = a_contest()
    world.contest(contest)
    early, late = entered(world, "早到"), entered(world, "晚到")
    world.clock.at = contest.opens_at - timedelta(microseconds=1)
    refused(early.start("farmers"), 409, "not-open-yet")
    world.clock.at = contest.opens_at
    assert early.start("farmers").status_code == 201
    world.clock.at = contest.closes_at
    refused(late.start("farmers"), 409, "closed")
    world.clock.at = contest.closes_at - timedelta(microseconds=1)
    assert late.start("farmers").status_code == 201


def test_nobody_starts_while_the_contest_is_stopped(world: World) -> None:
    world.contest()
    phone = entered(world)
    extend.stop("farmers", "停电", TESTER, world.now)
    refused(phone.start("farmers"), 409, "stopped")


def test_an_open_attempt_whose_time_is_over_is_handed_in_by_the_next_start(either_world: World) -> None:
    world = either_world
    world.contest(a_contest(chances=Chances(per="contest", count=2)))
    phone = entered(world)
    first = body_of(phone.start("farmers", key="k1"))
    phone.save(all_right(first))
    world.clock.move(seconds=606)
    second = phone.start("farmers", key="k2")
    assert (second.status_code, body_of(second)["number"]) == (201, 2)
    own = phone.get("/contests/farmers/attempts").get_json()
    assert [(line["number"], line["state"], line["score"]) for line in own] == [(1, "expired", 100), (2, "open", None)]


def test_only_people_of_the_roster_start(world: World) -> None:
    world.contest()
    world.contest(a_contest("another"), questions=0)
    stranger = world.phone(world.codes("another", "外人")[0])
    refused(stranger.start("farmers"), 403, "forbidden")
    refused(world.client().start("farmers"), 401, "not-signed-in")
    refused(stranger.start("nothing-like-this"), 404, "not-found")


def test_only_the_populations_of_the_contest_start(world: World) -> None:
    contest: Contest = replace(a_contest(), populations=("farmer",))
    world.contest(contest)
    worker = world.phone(world.codes("farmers", "工人", population="worker")[0])
    refused(worker.start("farmers"), 403, "wrong-population")
    assert entered(world).start("farmers").status_code == 201


def test_own_attempts_are_listed_with_their_day(world: World) -> None:
    contest = a_contest(chances=Chances(per="contest", count=3))
    world.contest(replace(contest, stages=(replace(contest.stages[0], closes_at=NOON + timedelta(days=2)),)))
    phone = entered(world)
    world.clock.at = NOON + timedelta(hours=11, minutes=58)
    phone.start("farmers")
    world.clock.move(minutes=4)  # past midnight in Yanzhou: the attempt stays the day's before
    phone.submit(all_right(phone.attempt))
    phone.start("farmers")
    first, second = phone.get("/contests/farmers/attempts").get_json()
    assert first == {
        "attempt": first["attempt"],
        "number": 1,
        "state": "handed_in",
        "practice": False,
        "day": "2026-09-01",
        "started_at": "2026-09-01T15:58:00.000Z",
        "score": 100,
        "max_score": 100,
    }
    assert (second["day"], second["number"], second["score"]) == ("2026-09-02", 2, None)
