"""Boards are copies: whatever happens to Redis, answers are taken, boards say that they are behind, and catch up."""

from __future__ import annotations

import json
from typing import Any

import pytest

from loadtests import check
from loadtests.instance import SLUG
from tests.faults.conftest import Scene
from tests.faults.crowd import (
    Crowd,
    Line,
    answer_all,
    begin,
    end,
    gathered,
    journey,
    part,
    stopped,
    together,
)
from tests.local.machine import until

pytestmark = pytest.mark.faults

EARLY, LATE = 30, 15
CAUGHT_UP_SECONDS = 5.0
BOARD = f"/api/v1/contests/{SLUG}/leaderboard"


def board(line: Line) -> dict[str, Any]:
    reply = line("board public", "GET", f"{BOARD}?limit=100", None, {})
    assert reply.status == 200
    found: dict[str, Any] = reply.json()
    return found


def agrees(scene: Scene) -> bool:
    """Entry by entry, as the command says."""
    done = scene.instance.command("board", "check", SLUG, "--json")
    found = json.loads(done.stdout)
    return done.returncode == 0 and not found["differences"] and not found["boards_missing"]


def catches_up(scene: Scene, line: Line) -> None:
    """With nothing but the worker's own work."""
    until(lambda: not board(line)["behind"], CAUGHT_UP_SECONDS)
    assert agrees(scene)


def handed_in_early(crowd: Crowd, scene: Scene, line: Line) -> dict[str, Any]:
    """Some people are through; what the board then says."""
    together([crowd.phone(code) for code in scene.codes[:EARLY]], journey)
    until(lambda: board(line)["total"] == EARLY and not board(line)["behind"])
    return board(line)


def ranks(shown: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(entry[what] for what in ("rank", "name", "area", "score", "duration")) for entry in shown["entries"]]


def test_redis_is_flushed_in_mid_contest(scene: Scene) -> None:
    with scene.instance.up() as up, gathered(scene.instance.port, scene.ledger) as crowd:
        line = Line(scene.instance.port)
        before = handed_in_early(crowd, scene, line)
        late = [crowd.phone(code) for code in scene.codes[EARLY : EARLY + LATE]]
        together(late, begin)
        together(late, answer_all)
        with stopped(part(up.pid, "quizapp worker")):
            assert scene.redis("FLUSHALL") == b"+OK\r\n"
            between = board(line)
            assert between["behind"]
            assert ranks(between) == ranks(before)
            together(late, end)
            own = late[0].board()
            assert own["behind"]
            after = board(line)
            assert after["behind"]
            assert after["total"] == EARLY + LATE
        catches_up(scene, line)
        assert ranks(board(line)) == ranks(after)
        line.close()
    assert check.check(scene.ledger_file, scene.instance.command).clean


def test_redis_stands_still(scene: Scene) -> None:
    with scene.instance.up() as up, gathered(scene.instance.port, scene.ledger) as crowd:
        line = Line(scene.instance.port)
        handed_in_early(crowd, scene, line)
        late = [crowd.phone(code) for code in scene.codes[EARLY : EARLY + LATE]]
        with stopped(part(up.pid, "valkey-server")):
            together(late, begin)
            together(late, answer_all)
            together(late, end)
            shown = board(line)
            assert shown["behind"]
            assert shown["total"] == EARLY + LATE
        catches_up(scene, line)
        assert ranks(board(line)) == ranks(shown)
        line.close()
    assert check.check(scene.ledger_file, scene.instance.command).clean
