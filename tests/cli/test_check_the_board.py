"""An operator has a board compared with the database, and made anew."""

from __future__ import annotations

import pytest

from quizapp.storage.resources import resources
from tests.builders import World, all_right

from .terminal import Terminal


@pytest.fixture
def board(terminal: Terminal, world: World) -> Terminal:
    world.clock.at = world.clock.at.replace(month=9, day=1, hour=4)
    world.contest()
    world.work()
    for code in world.codes("farmers", "张三", "李四"):
        phone = world.phone(code)
        phone.start("farmers")
        phone.submit(all_right(phone.attempt))
    world.work()
    return terminal


def people_key() -> str:
    return next(str(key) for key in resources().redis.scan_iter() if str(key).endswith(":people"))


def test_a_board_that_agrees_exits_with_zero(board: Terminal) -> None:
    assert board.run("board", "check", "farmers").stdout == "farmers: 0 differences\n"
    assert board.json("board", "check", "farmers") == {"contest": "farmers", "boards_missing": [], "differences": []}


def test_a_line_that_somebody_took_away_is_found(board: Terminal) -> None:
    redis = resources().redis
    person = sorted(redis.hkeys(people_key()))[0]
    redis.hdel(people_key(), person)
    found = board.json("board", "check", "farmers", exit_code=1)
    (difference,) = found["differences"]
    assert (difference["stage"], difference["person_id"], difference["in_redis"]) == (0, int(person), None)
    assert difference["in_sql"].startswith("v1 100000 ")


def test_points_that_somebody_changed_are_found(board: Terminal) -> None:
    redis = resources().redis
    overall = people_key().removesuffix(":people") + ":overall"
    redis.zincrby(overall, -999_000, str(redis.zrange(overall, 0, 0)[0]))
    assert len(board.json("board", "check", "farmers", exit_code=1)["differences"]) == 1
    board.run("board", "rebuild", "farmers")
    assert board.run("board", "check", "farmers").stdout == "farmers: 0 differences\n"


def test_a_board_that_is_missing_is_named_and_made_anew(board: Terminal) -> None:
    resources().redis.flushall()
    found = board.json("board", "check", "farmers", exit_code=1)
    assert found == {"contest": "farmers", "boards_missing": [0], "differences": []}
    assert board.run("board", "rebuild", "farmers").stdout == "farmers: 2 entries\n"
    board.run("board", "check", "farmers")


def test_a_redis_that_is_away_is_said_so(board: Terminal) -> None:
    board.env["REDIS_URL"] = "unix:///nowhere/redis.sock"
    for words in (("board", "check", "farmers"), ("board", "rebuild", "farmers")):
        assert board.run(*words, exit_code=2).stderr.startswith("redis: ")
