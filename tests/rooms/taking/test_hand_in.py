"""A participant hands in: once, twice, too late; or the server does it when the time is over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from quizapp.domain.contest import Marking, Passing
from quizapp.operations import extend
from quizapp.storage import tables
from quizapp.storage.database import transaction
from tests.builders import NOON, TESTER, Phone, World, a_contest, all_right, body_of, ids_of
from tests.refusals import places, refused

DEADLINE = NOON + timedelta(minutes=10)
GRACE = timedelta(seconds=5)
MARGIN = timedelta(seconds=2)
MICROSECOND = timedelta(microseconds=1)
RESULT_FIELDS = {
    "attempt",
    "contest",
    "state",
    "practice",
    "shown",
    "score",
    "max_score",
    "passed",
    "duration",
    "rank",
    "rank_behind",
    "feedback",
    "not_accepted",
}


def started(world: World, name: str = "张三") -> Phone:
    phone = world.phone(world.codes("farmers", name)[0])
    phone.start("farmers")
    return phone


def test_the_answer_is_the_result(either_world: World) -> None:
    world = either_world
    world.contest()
    phone = started(world)
    answers = all_right(phone.attempt)
    wrong = next(each["id"] for each in phone.attempt["questions"] if each["kind"] == "multiple_choice")
    answers[wrong] = ["a"]
    world.clock.move(seconds=61, milliseconds=250)
    result = body_of(phone.submit(answers))
    assert set(result) == RESULT_FIELDS
    assert (result["state"], result["contest"], result["practice"]) == ("handed_in", "farmers", False)
    assert (result["score"], result["max_score"], result["passed"]) == (90, 100, True)
    assert result["duration"] == 61_250
    assert result["shown"] == "everything"
    assert result["not_accepted"] == []
    assert body_of(phone.result()) == result


def test_points_have_at_most_three_decimals(world: World) -> None:
    world.contest(a_contest(marking=Marking(multiple_choice="proportional", wrong=-1_335)))
    phone = started(world)
    single, multiple = (
        next(each for each in phone.attempt["questions"] if each["kind"] == kind)
        for kind in ("single_choice", "multiple_choice")
    )
    answers = {each["id"]: ids_of(each, "甲") for each in (single, multiple)}
    assert body_of(phone.submit(answers))["score"] == 3.665


@pytest.mark.parametrize(("mark", "passed"), [(90_000, True), (90_001, False)])
def test_passing_is_told_with_the_score(world: World, mark: int, passed: bool) -> None:
    world.contest(a_contest(passing=Passing(mark=mark)))
    phone = started(world)
    answers = all_right(phone.attempt)
    del answers[next(each["id"] for each in phone.attempt["questions"] if each["points"] == 10)]
    assert body_of(phone.submit(answers))["passed"] is passed


def test_a_second_hand_in_changes_nothing(either_world: World) -> None:
    world = either_world
    world.contest()
    phone = started(world)
    first = body_of(phone.submit(all_right(phone.attempt)))
    world.clock.move(minutes=3)
    assert body_of(phone.submit(all_right(phone.attempt))) == first
    name = phone.attempt["questions"][0]["id"]
    other = body_of(phone.submit({name: ["b"]}))
    assert other == first | {"not_accepted": [{"question": name, "stands": ["a"]}]}


def test_hand_ins_at_the_same_moment_count_once(either_world: World) -> None:
    world = either_world
    world.contest()
    code = world.codes("farmers", "张三")[0]
    phones = [world.phone(code) for _ in range(8)]
    for phone in phones:
        phone.start("farmers")
    answers = all_right(phones[0].attempt)
    with ThreadPoolExecutor(8) as pool:
        results = [body_of(reply) for reply in pool.map(lambda phone: phone.submit(answers), phones)]
    assert [result["score"] for result in results] == [100] * 8
    with transaction() as session:
        noted = select(func.count()).select_from(tables.audit_log).where(tables.audit_log.c.action.like("attempt.%"))
        assert session.execute(noted).scalar_one() == 1
        assert session.execute(select(tables.standings.c.version)).scalars().all() == [1]


def test_hand_in_without_a_body_takes_what_is_saved(world: World) -> None:
    world.contest()
    phone = started(world)
    phone.save(all_right(phone.attempt))
    reply = phone.http.post(
        f"/api/v1/attempts/{phone.attempt['attempt']}/submission",
        headers={"Authorization": f"Bearer {phone.attempt['token']}"},
    )
    assert (reply.status_code, body_of(reply)["score"]) == (200, 100)


def test_answers_in_a_body_of_unknown_length_count_too(world: World) -> None:
    """A proxy may pass a body on in pieces, without its length."""
    world.contest()
    phone = started(world)
    name = next(each["id"] for each in phone.attempt["questions"] if each["kind"] == "true_false")
    body = f'{{"client":"p","seq":1,"answers":{{"{name}":["a"]}}}}'.encode()
    reply = phone.http.post(
        f"/api/v1/attempts/{phone.attempt['attempt']}/submission",
        data=body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {phone.attempt['token']}"},
        environ_overrides={"CONTENT_LENGTH": "", "wsgi.input_terminated": True},
    )
    assert body_of(reply)["score"] == 5


def test_an_older_answer_of_the_last_screen_does_not_replace_a_newer_one(either_world: World) -> None:
    world = either_world
    world.contest()
    phone = started(world)
    name = next(each["id"] for each in phone.attempt["questions"] if each["kind"] == "true_false")
    phone.save({name: ["a"]}, seq=9)
    phone.seq = 3
    result = body_of(phone.submit({name: ["b"]}))
    assert result["not_accepted"] == [{"question": name, "stands": ["a"]}]
    assert result["score"] == 5


def test_within_grace_answers_count_and_duration_does_not_grow(either_world: World) -> None:
    world = either_world
    world.contest()
    phone = started(world)
    world.clock.at = DEADLINE + GRACE
    result = body_of(phone.submit(all_right(phone.attempt)))
    assert (result["state"], result["score"], result["duration"]) == ("handed_in", 100, 600_000)


def test_after_grace_what_was_saved_in_time_counts(either_world: World) -> None:
    world = either_world
    world.contest()
    phone = started(world)
    judgements = [each["id"] for each in phone.attempt["questions"] if each["kind"] == "true_false"]
    phone.save({judgements[0]: ["a"], judgements[1]: ["b"]})
    world.clock.at = DEADLINE + GRACE + MICROSECOND
    result = body_of(
        phone.submit({judgements[0]: ["a"], judgements[1]: ["a"], judgements[2]: ["a"], judgements[3]: []})
    )
    assert (result["state"], result["score"], result["duration"]) == ("expired", 5, 600_000)
    refusals = {each["question"]: each["stands"] for each in result["not_accepted"]}
    assert refusals == {judgements[1]: ["b"], judgements[2]: None}


def test_the_server_hands_in_two_seconds_after_grace(world: World) -> None:
    world.contest()
    phone = started(world)
    phone.save(all_right(phone.attempt))
    world.clock.at = DEADLINE + GRACE + MARGIN
    world.work()
    assert refused(phone.result(), 422, "invalid")
    world.clock.at += MICROSECOND
    world.work()
    result = body_of(phone.result())
    assert (result["state"], result["score"], result["duration"]) == ("expired", 100, 600_000)
    assert result["rank"]["overall"] == {"key": "", "rank": 1, "total": 1}


def test_handed_in_by_the_server_without_any_answer_does_not_count(world: World) -> None:
    world.contest()
    silent, cleared = started(world, "沉默"), started(world, "清空")
    cleared.save({cleared.attempt["questions"][0]["id"]: []})
    world.clock.at = DEADLINE + GRACE + MARGIN + MICROSECOND
    world.work()
    result = body_of(silent.result())
    assert (result["state"], result["score"], result["rank"]) == ("expired", 0, {})
    board = body_of(silent.get("/contests/farmers/leaderboard"))
    assert [entry["name"] for entry in board["entries"]] == ["清**"]
    assert body_of(silent.get("/contests/farmers/leaderboard/me"))["places"] == []


def test_handing_in_an_empty_sheet_oneself_counts(world: World) -> None:
    world.contest()
    phone = started(world)
    assert body_of(phone.submit())["rank"]["overall"] == {"key": "", "rank": 1, "total": 1}


def test_a_stopped_contest_takes_no_hand_in(either_world: World) -> None:
    world = either_world
    world.contest()
    phone = started(world)
    extend.stop("farmers", "停电", TESTER, world.now)
    refused(phone.submit(all_right(phone.attempt)), 409, "stopped")
    extend.resume("farmers", "来电", TESTER, world.now)
    assert body_of(phone.submit(all_right(phone.attempt)))["score"] == 100


def test_a_voided_attempt_shows_nothing(world: World) -> None:
    world.contest()
    phone = started(world)
    phone.submit(all_right(phone.attempt))
    with transaction() as session:
        session.execute(update(tables.attempts).values(state="voided"))
    for result in (body_of(phone.submit()), body_of(phone.result())):
        assert (result["state"], result["score"], result["passed"]) == ("voided", None, None)
        assert (result["feedback"], result["rank"]) == ([], {})


def test_answers_that_the_paper_does_not_know_are_refused_and_nothing_is_handed_in(world: World) -> None:
    world.contest()
    phone = started(world)
    assert places(refused(phone.submit({"q999": ["a"]}), 422, "invalid")) == ["answers.q999"]
    phone.seq = 10_001
    refused(phone.submit(all_right(phone.attempt)), 422, "seq-out-of-range")
    assert body_of(phone.start("farmers"))["state"] == "open"


def test_a_window_that_ends_early_cuts_the_duration(world: World) -> None:
    contest = a_contest()
    world.contest(replace(contest, stages=(replace(contest.stages[0], closes_at=NOON + timedelta(minutes=20)),)))
    world.clock.at = NOON + timedelta(minutes=15)
    phone = started(world)
    world.clock.at = NOON + timedelta(minutes=20, seconds=4)
    assert body_of(phone.submit(all_right(phone.attempt)))["duration"] == 300_000
