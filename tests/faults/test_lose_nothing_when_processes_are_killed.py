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

JOURNEYS = PEOPLE
STRIKES = (0.15, 0.4, 0.65, 0.9)
EVERYTHING_DIES_AT = 0.5


def nothing_lost(scene: Scene) -> None:
    """Each of the journeys: a start, 12 answers and two hand-ins acknowledged, all of it found, one result each."""
    found = check.check(scene.ledger_file, scene.instance.command)
    assert found.lines() == [f"{JOURNEYS * 15} acknowledged, 0 lost, 0 doubled"]


def board_is_right(scene: Scene) -> None:
    until(lambda: scene.instance.command("board", "check", SLUG).returncode == 0)


def test_web_processes(scene: Scene) -> None:
    chance = random.Random(2026)
    with scene.instance.up() as up, gathered(scene.instance.port, scene.ledger) as crowd:
        phones = [crowd.phone(code) for code in scene.codes]
        with at_once(phones, journey):
            for share in STRIKES:
                crowd.wait_for(share, JOURNEYS)
                server, *answering = web(up.pid)
                kill(chance.choice([answering, [server], [server, *answering]]))
        nothing_lost(scene)
        board_is_right(scene)


def test_everything(scene: Scene) -> None:
    with gathered(scene.instance.port, scene.ledger) as crowd:
        phones = [crowd.phone(code) for code in scene.codes]
        with scene.instance.up() as up, at_once(phones, journey):
            crowd.wait_for(EVERYTHING_DIES_AT, JOURNEYS)
            kill_everything(up.pid)
            up.wait(10)
            acknowledged = crowd.acknowledged
            with scene.instance.up():
                crowd.wait_for(1.0, JOURNEYS)
                assert acknowledged < JOURNEYS * 15
                nothing_lost(scene)
                board_is_right(scene)
