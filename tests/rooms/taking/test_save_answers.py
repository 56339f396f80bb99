"""A phone saves answers, in any order, again and again, from two pages; what was in time is kept for good."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from quizapp.operations import extend
from quizapp.storage import attempts, tables
from quizapp.storage.database import transaction
from tests.builders import NOON, TESTER, Phone, World, all_right, body_of
from tests.refusals import places, refused

DEADLINE = NOON + timedelta(minutes=10)
GRACE = timedelta(seconds=5)
MICROSECOND = timedelta(microseconds=1)


def started(world: World, *names: str) -> Phone:
    world.contest()
    return a_phone(world, *names)


def a_phone(world: World, *names: str) -> Phone:
    phone = world.phone(world.codes("farmers", *(names or ("张三",)))[0])
    phone.start("farmers")
    return phone


def question(phone: Phone, number: int = 0) -> str:
    name: str = phone.attempt["questions"][number]["id"]
    return name


def sheet(phone: Phone) -> dict[str, Any]:
    saved: dict[str, Any] = body_of(phone.get(f"/attempts/{phone.attempt['attempt']}"))["saved"]
    return saved


def test_a_save_answers_with_the_number_and_the_time(either_world: World) -> None:
    world = either_world
    phone = started(world)
    world.clock.move(seconds=7)
    saved = phone.save({question(phone): ["a"], question(phone, 1): ["b"]}, seq=3)
    assert saved.status_code == 200
    assert body_of(saved) == {
        "saved_seq": 3,
        "server_now": "2026-09-01T04:00:07.000Z",
        "deadline": "2026-09-01T04:10:00.000Z",
        "kept": {},
    }
    assert sheet(phone) == {"seq": 3, "answers": {question(phone): ["a"], question(phone, 1): ["b"]}}


def test_a_save_that_was_overtaken_is_kept_out_and_said_so(either_world: World) -> None:
    phone = started(either_world)
    one, two = question(phone), question(phone, 1)
    phone.save({one: ["b"]}, seq=5)
    late = phone.save({one: ["a"], two: ["a"]}, seq=4)
    assert body_of(late)["kept"] == {one: {"answer": ["b"], "seq": 5}}
    assert body_of(late)["saved_seq"] == 5
    assert sheet(phone)["answers"] == {one: ["b"], two: ["a"]}


def test_a_repeated_save_does_nothing(either_world: World) -> None:
    world = either_world
    phone = started(world)
    first = phone.save({question(phone): ["a"]}, seq=2)
    world.clock.move(seconds=9)
    again = phone.save({question(phone): ["a"]}, seq=2)
    assert body_of(again) == body_of(first) | {"server_now": "2026-09-01T04:00:09.000Z"}
    with transaction():
        stored = attempts.get(int(phone.attempt["attempt"]))
    assert stored is not None
    answer = stored.sheet[question(phone)]
    assert (answer.changes, answer.last_at_us - answer.first_at_us) == (0, 0)


def test_two_pages_with_the_same_number_are_told_apart_by_their_names(either_world: World) -> None:
    phone = started(either_world)
    name = question(phone)
    phone.save({name: ["a"]}, seq=6, client="page-b")
    behind = phone.save({name: ["b"]}, seq=6, client="page-a")
    assert body_of(behind)["kept"] == {name: {"answer": ["a"], "seq": 6}}
    ahead = phone.save({name: ["b"]}, seq=6, client="page-c")
    assert body_of(ahead)["kept"] == {}
    assert sheet(phone)["answers"] == {name: ["b"]}


def test_the_second_phone_that_starts_from_what_is_saved_wins(either_world: World) -> None:
    world = either_world
    world.contest()
    code = world.codes("farmers", "张三")[0]
    old, new = world.phone(code), world.phone(code)
    old.start("farmers")
    old.save({question(old): ["a"]}, seq=10, client="old")
    new.start("farmers")
    new.save({question(new): ["b"]}, client="new")
    assert body_of(old.save({question(old): ["a"]}, seq=11, client="a-old"))["kept"] == {
        question(old): {"answer": ["b"], "seq": 11}
    }
    assert sheet(new)["answers"] == {question(new): ["b"]}


def test_an_empty_list_clears(either_world: World) -> None:
    phone = started(either_world)
    name = question(phone)
    phone.save({name: ["a"]})
    phone.save({name: []})
    assert sheet(phone)["answers"] == {name: []}
    assert body_of(phone.submit())["score"] == 0


def test_a_save_without_answers_only_moves_the_number(either_world: World) -> None:
    phone = started(either_world)
    assert body_of(phone.save({}, seq=8))["saved_seq"] == 8
    assert sheet(phone) == {"seq": 8, "answers": {}}


@pytest.mark.parametrize("late_by", [-MICROSECOND, timedelta(), GRACE - MICROSECOND, GRACE])
def test_what_is_received_up_to_the_last_microsecond_of_grace_counts(either_world: World, late_by: timedelta) -> None:
    world = either_world
    phone = started(world)
    world.clock.at = DEADLINE + late_by
    assert phone.save(all_right(phone.attempt)).status_code == 200
    world.clock.at = DEADLINE + timedelta(seconds=8)
    assert body_of(phone.submit())["score"] == 100


def test_one_microsecond_later_is_too_late(either_world: World) -> None:
    world = either_world
    phone = started(world)
    world.clock.at = DEADLINE + GRACE + MICROSECOND
    refused(phone.save({question(phone): ["a"]}), 409, "attempt-expired")
    assert sheet(phone)["answers"] == {}


def test_grace_is_given_at_the_end_of_the_window_too(world: World) -> None:
    world.contest()
    closes_at = NOON + timedelta(hours=8)
    world.clock.at = closes_at - timedelta(seconds=30)
    phone = a_phone(world)
    world.clock.at = closes_at + GRACE
    assert phone.save({question(phone): ["a"]}).status_code == 200
    world.clock.at += MICROSECOND
    refused(phone.save({question(phone): ["b"]}), 409, "attempt-expired")


def test_what_the_phone_says_of_time_plays_no_part(world: World) -> None:
    phone = started(world)
    world.clock.at = DEADLINE + GRACE + MICROSECOND
    body = {"client": "page-1", "seq": 1, "answers": {question(phone): ["a"]}, "at": "2026-09-01T04:00:00Z"}
    reply = phone.http.put(
        f"/api/v1/attempts/{phone.attempt['attempt']}/answers",
        json=body,
        headers={"Authorization": f"Bearer {phone.attempt['token']}"},
    )
    refused(reply, 422, "invalid")


def test_a_closed_attempt_says_how_it_was_closed(world: World) -> None:
    phone = started(world)
    phone.submit()
    refused(phone.save({question(phone): ["a"]}), 409, "attempt-handed-in")

    other = a_phone(world, "李四")
    world.clock.move(minutes=11)
    world.work()
    refused(other.save({question(other): ["a"]}), 409, "attempt-expired")

    with transaction() as session:
        session.execute(update(tables.attempts).values(state="voided"))
    refused(phone.save({question(phone): ["a"]}), 409, "attempt-voided")


def test_a_stopped_contest_takes_no_answers(either_world: World) -> None:
    world = either_world
    phone = started(world)
    extend.stop("farmers", "停电", TESTER, world.now)
    refused(phone.save({question(phone): ["a"]}), 409, "stopped")


@pytest.mark.parametrize("seq", [0, -1, 2**31, 2**70, 10_001])
def test_a_number_out_of_range_is_refused(either_world: World, seq: int) -> None:
    phone = started(either_world)
    body = {"client": "page-1", "seq": seq, "answers": {question(phone): ["a"]}}
    reply = phone.http.put(
        f"/api/v1/attempts/{phone.attempt['attempt']}/answers",
        json=body,
        headers={"Authorization": f"Bearer {phone.attempt['token']}"},
    )
    refused(reply, 422, "seq-out-of-range")


def test_numbers_may_leap_by_ten_thousand(either_world: World) -> None:
    phone = started(either_world)
    assert phone.save({question(phone): ["a"]}, seq=10_000).status_code == 200
    refused(phone.save({question(phone): ["b"]}, seq=20_001), 422, "seq-out-of-range")
    assert phone.save({question(phone): ["b"]}, seq=20_000).status_code == 200


def test_an_answer_that_the_paper_does_not_know_is_refused_with_every_place(world: World) -> None:
    phone = started(world)
    kinds = {each["kind"]: each["id"] for each in phone.attempt["questions"]}
    single, multiple, judgement = kinds["single_choice"], kinds["multiple_choice"], kinds["true_false"]
    answers = {"q999": ["a"], "q01": ["a"], single: ["a", "b"], multiple: ["a", "a"], judgement: ["c"]}
    problem = refused(phone.save(answers), 422, "invalid")
    assert sorted(places(problem)) == sorted(f"answers.{name}" for name in answers)
    assert sheet(phone)["answers"] == {}


@pytest.mark.parametrize("client", ["", "x" * 65, "名", "a\nb"])
def test_a_page_s_name_is_short_and_plain(world: World, client: str) -> None:
    phone = started(world)
    assert places(refused(phone.save({question(phone): ["a"]}, client=client), 422, "invalid")) == ["client"]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"client": "p", "seq": 1}, "body"),
        ({"client": "p", "seq": "1", "answers": {}}, "seq"),
        ({"client": "p", "seq": 1, "answers": {"q1": "a"}}, "answers[...]"),
        ({"client": "p", "seq": 1, "answers": {}, "score": 100}, "body"),
    ],
)
def test_a_body_that_is_not_as_agreed_is_refused(world: World, body: object, place: str) -> None:
    phone = started(world)
    reply = phone.http.put(
        f"/api/v1/attempts/{phone.attempt['attempt']}/answers",
        json=body,
        headers={"Authorization": f"Bearer {phone.attempt['token']}"},
    )
    assert places(refused(reply, 422, "invalid")) == [place]


def test_a_body_that_is_too_large_is_refused(world: World) -> None:
    phone = started(world)
    refused(phone.save({question(phone): ["a" * 300_000]}), 413, "too-large")
