"""Whatever is killed while people answer: what was acknowledged stands, and is there once."""

from __future__ import annotations

import random

import pytest

from loadtests import check
from loadtests.instance import SLUG
from tests.faults.conftest import PEOPLE, Scene
from tests.faults.crowd import at_once, gathered, journey, kill, kill_everything, web
from tests.local.machine import until

pytestmark = pytest.mark.faults

STRIKES = (0.2, 0.5, 0.8)
EVERYTHING_DIES_AT = 0.5


def nothing_lost(scene: Scene, journeys: int) -> None:
    """Of each journey a start, 12 answers and two hand-ins were acknowledged; all of it is there, and once."""
    found = check.check(scene.ledger_file, scene.instance.command)
    assert found.lines() == [f"{journeys * 15} acknowledged, 0 lost, 0 doubled"]


def board_is_right(scene: Scene) -> None:
    until(lambda: scene.instance.command("board", "check", SLUG).returncode == 0)


def test_web_processes(scene: Scene) -> None:
    chance = random.Random(2026)
    with scene.instance.up() as up, gathered(scene.instance.port, scene.ledger) as crowd:
        phones = [crowd.phone(code) for code in scene.codes]
        with at_once(phones, journey):
            for share in STRIKES:
                crowd.wait_for(share, len(phones))
                server, *answering = web(up.pid)
                kill(chance.choice([answering, [server], [server, *answering]]))
        nothing_lost(scene, len(phones))
        board_is_right(scene)


def test_everything(scene: Scene) -> None:
    """Supervisor, web, worker, Redis; then `up` again on the same folder, and the phones go on with their tokens."""
    with gathered(scene.instance.port, scene.ledger) as crowd:
        phones = [crowd.phone(code) for code in scene.codes[: PEOPLE // 5]]
        with scene.instance.up() as up, at_once(phones, journey):
            crowd.wait_for(EVERYTHING_DIES_AT, len(phones))
            kill_everything(up.pid)
            up.wait(10)
            with scene.instance.up():
                crowd.wait_for(1.0, len(phones))
                nothing_lost(scene, len(phones))
                board_is_right(scene)
