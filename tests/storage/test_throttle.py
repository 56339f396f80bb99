"""Limits on trying again and again: shared through Redis, counted alone while Redis is away."""

from __future__ import annotations

from pathlib import Path

from limits import RateLimitItemPerHour

from quizapp.storage.resources import resources
from tests.builders import World, make_app
from tests.storage.shelf import redis_away

THREE = RateLimitItemPerHour(3, namespace="test")


def hits(world: World, who: str, count: int = 5) -> list[bool]:
    throttle = world.app.extensions["quizapp.resources"].throttle
    return [throttle.hit(THREE, who) for _ in range(count)]


def test_the_fourth_is_too_many(world: World) -> None:
    throttle = resources().throttle
    assert throttle.allows(THREE, "a")
    assert hits(world, "a") == [True, True, True, False, False]
    assert not throttle.allows(THREE, "a")
    assert throttle.allows(THREE, "b")
    assert hits(world, "b") == [True, True, True, False, False]


def test_asking_counts_nothing(world: World) -> None:
    throttle = resources().throttle
    assert all(throttle.allows(THREE, "a") for _ in range(10))
    assert hits(world, "a", 3) == [True] * 3


def test_the_wait_is_until_the_window_ends(world: World) -> None:
    hits(world, "a", 4)
    assert 1 <= resources().throttle.wait_seconds(THREE, "a") <= 3_600


def test_with_redis_away_this_process_counts_for_itself(world: World) -> None:
    hits(world, "a", 3)
    with redis_away(world):
        throttle = resources().throttle
        assert throttle.allows(THREE, "a")
        assert hits(world, "a") == [True, True, True, False, False]
        assert not throttle.allows(THREE, "a")
        assert 1 <= throttle.wait_seconds(THREE, "a") <= 3_600
        assert hits(world, "b", 1) == [True]
    assert hits(world, "a", 1) == [False]


def test_two_processes_share_their_count(world: World, redis_url: str, sqlite_url: str, tmp_path: Path) -> None:
    other = make_app(tmp_path, sqlite_url, redis_url)
    assert hits(world, "a", 2) == [True, True]
    theirs = other.extensions["quizapp.resources"]
    assert [theirs.throttle.hit(THREE, "a") for _ in range(2)] == [True, False]
    theirs.redis.close()
