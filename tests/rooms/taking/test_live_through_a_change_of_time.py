"""An organizer stops, resumes, extends, closes and finishes while people answer: nobody loses a second or an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from quizapp.domain.contest import Practice
from quizapp.domain.refusals import Invalid
from quizapp.operations import extend, publish
from tests.builders import NOON, TESTER, Phone, World, a_contest, all_right, body_of
from tests.refusals import refused

CLOSES_AT = NOON + timedelta(hours=8)


def started(world: World, name: str = "张三") -> Phone:
    phone = world.phone(world.codes("farmers", name)[0])
    phone.start("farmers")
    return phone


def deadline(phone: Phone) -> str:
    return str(shown(phone)["deadline"])


def shown(phone: Phone) -> dict[str, object]:
    return body_of(phone.get(f"/attempts/{phone.attempt['attempt']}"))


def closes_at(world: World) -> str:
    return str(body_of(world.client().get("/contests/farmers"))["closes_at"])


def test_a_stop_gives_back_exactly_the_time_that_it_took(either_world: World) -> None:
    world = either_world
    world.contest()
    phone = started(world)
    world.clock.move(seconds=100)
    extend.stop("farmers", "停电", TESTER, world.now)
    assert shown(phone)["stopped"] is True
    name = phone.attempt["questions"][0]["id"]
    world.clock.move(seconds=300, microseconds=7_000)
    refused(phone.save({name: ["a"]}), 409, "stopped")
    extend.resume("farmers", "来电", TESTER, world.now)
    assert (shown(phone)["stopped"], deadline(phone)) == (False, "2026-09-01T04:15:00.007Z")
    assert closes_at(world) == "2026-09-01T12:05:00.007Z"
    assert phone.save({name: ["a"]}).status_code == 200
    world.clock.at = NOON + timedelta(minutes=15, seconds=5, milliseconds=7)
    assert phone.save({name: ["b"]}).status_code == 200
    world.clock.move(microseconds=1)
    refused(phone.save({name: ["a"]}), 409, "attempt-expired")


def test_two_stops_add_up_and_lengthen_no_duration(either_world: World) -> None:
    world = either_world
    world.contest()
    phone = started(world)
    for stood_still in (60, 30):
        world.clock.move(seconds=10)
        extend.stop("farmers", "停电", TESTER, world.now)
        world.clock.move(seconds=stood_still)
        extend.resume("farmers", "来电", TESTER, world.now)
    assert deadline(phone) == "2026-09-01T04:11:30.000Z"
    world.clock.move(seconds=10)
    assert body_of(phone.submit(all_right(phone.attempt)))["duration"] == 30_000


def test_nobody_is_handed_in_while_the_clocks_stand_still(world: World) -> None:
    world.contest()
    phone = started(world)
    phone.save(all_right(phone.attempt))
    world.clock.move(minutes=9)
    extend.stop("farmers", "停电", TESTER, world.now)
    world.clock.move(hours=10)
    world.work()
    assert shown(phone)["state"] == "open"
    assert body_of(phone.get("/contests/farmers"))["phase"] == "stopped"
    extend.resume("farmers", "来电", TESTER, world.now)
    world.clock.move(seconds=60)
    assert body_of(phone.submit())["duration"] == 600_000


def test_an_extension_while_stopped_starts_no_clock(either_world: World) -> None:
    world = either_world
    world.contest()
    phone = started(world)
    extend.stop("farmers", "停电", TESTER, world.now)
    world.clock.move(seconds=60)
    extend.extend("farmers", CLOSES_AT + timedelta(hours=1), "停电", TESTER, world.now)
    refused(phone.save({}), 409, "stopped")
    world.clock.move(seconds=60)
    extend.resume("farmers", "来电", TESTER, world.now)
    assert deadline(phone) == "2026-09-01T04:12:00.000Z"
    assert closes_at(world) == "2026-09-01T13:02:00.000Z"


def test_an_extension_lengthens_what_the_end_had_cut_off(either_world: World) -> None:
    world = either_world
    world.contest()
    uncut = started(world, "早到")
    world.clock.at = CLOSES_AT - timedelta(minutes=4)
    cut = started(world, "晚到")
    assert deadline(cut) == "2026-09-01T12:00:00.000Z"
    extend.extend("farmers", CLOSES_AT + timedelta(minutes=3), "排队", TESTER, world.now)
    assert deadline(cut) == "2026-09-01T12:03:00.000Z"
    extend.extend("farmers", CLOSES_AT + timedelta(hours=1), "排队", TESTER, world.now)
    assert deadline(cut) == "2026-09-01T12:06:00.000Z"
    assert deadline(uncut) == "2026-09-01T04:10:00.000Z"
    assert closes_at(world) == "2026-09-01T13:00:00.000Z"


def test_practice_keeps_its_own_hour(world: World) -> None:
    world.contest(a_contest(practice=Practice(allowed=True, same_pool=True)))
    phone = world.phone(world.codes("farmers", "张三")[0])
    phone.start("farmers", practice=True)
    assert deadline(phone) == "2026-09-01T05:00:00.000Z"
    world.clock.move(minutes=20)
    extend.extend("farmers", CLOSES_AT + timedelta(hours=1), "排队", TESTER, world.now)
    assert deadline(phone) == "2026-09-01T05:00:00.000Z"
    extend.stop("farmers", "停电", TESTER, world.now)
    world.clock.move(minutes=1)
    extend.resume("farmers", "来电", TESTER, world.now)
    assert deadline(phone) == "2026-09-01T05:01:00.000Z"


def test_a_window_that_is_closed_early_ends_everybody_s_time(world: World) -> None:
    world.contest()
    phone, other = started(world), world.phone(world.codes("farmers", "李四")[0])
    world.clock.move(seconds=90)
    publish.close("farmers", TESTER, world.now)
    assert deadline(phone) == "2026-09-01T04:01:30.000Z"
    refused(other.start("farmers"), 409, "closed")
    world.clock.move(seconds=5)
    assert phone.save(all_right(phone.attempt)).status_code == 200
    world.clock.move(seconds=2, microseconds=1)
    world.work()
    result = body_of(phone.result())
    assert (result["state"], result["score"], result["duration"]) == ("expired", 100, 90_000)
    publish.finish("farmers", TESTER, world.now)
    refused(other.start("farmers"), 409, "closed")
    assert body_of(phone.result())["score"] == 100


def test_what_cannot_be_done_now_is_refused(world: World) -> None:
    later = a_contest()
    window = replace(later.stages[0], opens_at=NOON + timedelta(hours=1))
    world.contest(replace(later, stages=(window,)))
    refusals: list[Callable[[], object]] = [
        lambda: extend.stop("farmers", "停电", TESTER, world.now),
        lambda: extend.resume("farmers", "来电", TESTER, world.now),
        lambda: extend.extend("farmers", CLOSES_AT, "排队", TESTER, world.now),
        lambda: extend.extend("farmers", CLOSES_AT + timedelta(hours=1), "  ", TESTER, world.now),
        lambda: publish.finish("farmers", TESTER, world.now),
        lambda: publish.publish("farmers", TESTER, world.now),
    ]
    for attempt_it in refusals:
        with pytest.raises(Invalid):
            attempt_it()
