"""Somebody looks what contests there are, and at one of them: its phase, its rules, the own chances."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from quizapp.domain.contest import Chances
from quizapp.operations import extend, publish
from tests.builders import NOON, TESTER, World, a_contest, body_of
from tests.refusals import refused

LOBBY_FIELDS = {
    "slug",
    "title",
    "phase",
    "opens_at",
    "closes_at",
    "server_now",
    "rules",
    "ask",
    "demonstration",
    "practice",
    "attempt_seconds",
    "start_spread_seconds",
    "entered",
    "chances_left",
    "next_chance_at",
    "open_attempt",
}


def test_a_contest_says_its_phase_window_and_rules_to_everybody(world: World) -> None:
    world.contest()
    contest = body_of(world.client().get("/contests/farmers"))
    assert set(contest) == LOBBY_FIELDS
    assert contest["title"] == "农民科学素质网络竞赛"
    assert contest["phase"] == "open"
    assert contest["opens_at"] == "2026-09-01T00:00:00.000Z"
    assert contest["closes_at"] == "2026-09-01T12:00:00.000Z"
    assert contest["server_now"] == "2026-09-01T04:00:00.000Z"
    assert contest["ask"] == ["name", "area", "population"]
    assert "一共 12 道题，满分 100 分。" in contest["rules"]
    assert "每天可以答 1 次。" in contest["rules"]
    assert (contest["entered"], contest["chances_left"], contest["open_attempt"]) == (False, None, None)


def test_the_list_says_the_same_of_each_published_contest(world: World) -> None:
    world.contest()
    world.contest(a_contest("a-draft"), questions=0, publish_it=False)
    phone = world.phone(world.codes("farmers", "张三")[0])
    listed = phone.get("/contests").get_json()
    assert listed == [body_of(phone.get("/contests/farmers"))]
    assert listed[0]["chances_left"] == 1


def test_a_draft_is_not_found(world: World) -> None:
    world.contest(publish_it=False)
    refused(world.client().get("/contests/farmers"), 404, "not-found")
    refused(world.client().get("/contests/nothing-like-this"), 404, "not-found")


def test_the_phase_follows_the_clock_and_the_organizer(world: World) -> None:
    later = a_contest()
    later = replace(later, stages=(replace(later.stages[0], opens_at=NOON + timedelta(hours=1)),))
    world.contest(later)

    def phase() -> str:
        return str(body_of(world.client().get("/contests/farmers"))["phase"])

    assert phase() == "scheduled"
    world.clock.move(hours=1, microseconds=-1)
    assert phase() == "scheduled"
    world.clock.move(microseconds=1)
    assert phase() == "open"
    extend.stop("farmers", "停电", TESTER, world.now)
    assert phase() == "stopped"
    extend.resume("farmers", "来电", TESTER, world.now)
    assert phase() == "open"
    world.clock.move(hours=7, microseconds=-1)
    assert phase() == "open"
    world.clock.move(microseconds=1)
    assert phase() == "closed"
    publish.finish("farmers", TESTER, world.now)
    assert phase() == "finished"


def test_a_day_s_chance_comes_back_at_midnight_of_the_district_told_in_utc(world: World) -> None:
    contest = a_contest(chances=Chances(per="day", count=1))
    long = replace(contest, stages=(replace(contest.stages[0], closes_at=NOON + timedelta(days=3)),))
    world.contest(long)
    phone = world.phone(world.codes("farmers", "张三")[0])
    phone.start("farmers")
    lobby = body_of(phone.get("/contests/farmers"))
    assert (lobby["chances_left"], lobby["next_chance_at"]) == (0, "2026-09-01T16:00:00.000Z")
    assert lobby["open_attempt"] == phone.attempt["attempt"]

    phone.submit()
    problem = refused(phone.start("farmers"), 409, "no-chances-left")
    assert problem["next_chance_at"] == "2026-09-01T16:00:00.000Z"
    world.clock.at = NOON + timedelta(hours=12)  # midnight in Yanzhou
    assert body_of(phone.get("/contests/farmers"))["chances_left"] == 1
    assert phone.start("farmers").status_code == 201


def test_the_last_chance_of_a_contest_has_no_next_one(world: World) -> None:
    world.contest(a_contest(chances=Chances(per="contest", count=1)))
    phone = world.phone(world.codes("farmers", "张三")[0])
    phone.start("farmers")
    phone.submit()
    assert refused(phone.start("farmers"), 409, "no-chances-left")["next_chance_at"] is None
    lobby = body_of(phone.get("/contests/farmers"))
    assert (lobby["chances_left"], lobby["next_chance_at"]) == (0, None)
