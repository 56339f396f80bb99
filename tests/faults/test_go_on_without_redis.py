"""Boards are copies: whatever happens to Redis, answers are taken, boards say that they are behind, and catch up."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from loadtests import check
from loadtests.instance import SLUG
from loadtests.phone import Phone
from tests.faults.conftest import Filled, Scene, a_scene
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

EARLY, LATE = 20, 10
CAUGHT_UP_SECONDS = 5.0
BOARD = f"/api/v1/contests/{SLUG}/leaderboard"


def board(line: Line) -> dict[str, Any]:
    reply = line("board public", "GET", f"{BOARD}?limit=100", None, {})
    assert reply.status == 200
    found: dict[str, Any] = reply.json()
    return found


def ranks(shown: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(entry[what] for what in ("rank", "name", "area", "score", "duration")) for entry in shown["entries"]]


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest in which some are through, and a machine that runs."""

    scene: Scene
    up: int
    crowd: Crowd
    line: Line
    codes: Iterator[str]

    def phones(self, count: int) -> list[Phone]:
        return [self.crowd.phone(next(self.codes)) for _ in range(count)]

    def settled(self) -> dict[str, Any]:
        """The board once it is not behind any more."""
        until(lambda: not board(self.line)["behind"])
        return board(self.line)


def catches_up(contest: Contest) -> None:
    """With nothing but the worker's own work; entry by entry, as the command says."""
    until(lambda: not board(contest.line)["behind"], CAUGHT_UP_SECONDS)
    said = contest.scene.instance.must("board", "check", SLUG, "--json")
    assert json.loads(said) == {"contest": SLUG, "boards_missing": [], "differences": []}


@pytest.fixture(scope="module")
def contest(filled: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Contest]:
    with (
        a_scene(filled, tmp_path_factory.mktemp("contest")) as scene,
        scene.instance.up() as up,
        gathered(scene.instance.port, scene.ledger) as crowd,
        contextlib.closing(Line(scene.instance.port)) as line,
    ):
        made = Contest(scene, up.pid, crowd, line, iter(scene.codes))
        together(made.phones(EARLY), journey)
        yield made


def test_redis_is_flushed_in_mid_contest(contest: Contest) -> None:
    before = contest.settled()
    late = contest.phones(LATE)
    together(late, begin)
    together(late, answer_all)
    with stopped(part(contest.up, "quizapp worker")):
        assert contest.scene.redis("FLUSHALL") == b"+OK\r\n"
        between = board(contest.line)
        assert between["behind"]
        assert ranks(between) == ranks(before)
        together(late, end)
        assert late[0].board()["behind"]
        after = board(contest.line)
        assert after["behind"]
        assert after["total"] == before["total"] + LATE
    catches_up(contest)
    assert ranks(board(contest.line)) == ranks(after)
    assert check.check(contest.scene.ledger_file, contest.scene.instance.command).clean


def test_redis_stands_still(contest: Contest) -> None:
    before = contest.settled()
    late = contest.phones(LATE)
    with stopped(part(contest.up, "valkey-server")):
        together(late, begin)
        together(late, answer_all)
        together(late, end)
        shown = board(contest.line)
        assert shown["behind"]
        assert shown["total"] == before["total"] + LATE
    catches_up(contest)
    assert ranks(board(contest.line)) == ranks(shown)
    assert check.check(contest.scene.ledger_file, contest.scene.instance.command).clean
