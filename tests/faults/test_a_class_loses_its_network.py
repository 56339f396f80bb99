"""45 pupils behind one address are all cut off in the middle of their sheets: all hand in, and every answer stands.

They go on answering on phones that find no network, and their pages bring the answers when there is one again. What
they chose is written down by the ledger the moment that they choose it.
"""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

import pytest

from loadtests import check, ledger
from loadtests.phone import AS_THE_PAGE, Phone, Sent
from tests.faults.conftest import CUT_SECONDS, Filled, a_scene
from tests.faults.crowd import PATIENCE, Call, Crowd, at_once, begin, end, gathered, together
from tests.faults.gateway import Gateway, gateway
from tests.local.machine import until

pytestmark = pytest.mark.faults

PUPILS = 45
BEFORE, MEANWHILE, AFTERWARDS = 4, 6, 5  # answers of each: 12 questions, the first 3 of them changed at the end
ANSWERS = BEFORE + MEANWHILE + AFTERWARDS
THINKING_SECONDS = 0.4


class Pupil:
    """A finger that answers at its own pace, and a page that brings the answers to the server one after the other."""

    def __init__(self, phone: Phone, crowd: Crowd, way_out: Gateway) -> None:
        self.phone, self._crowd, self._way_out = phone, crowd, way_out
        self._on_their_way: SimpleQueue[Sent] = SimpleQueue()
        self._given = self._brought = 0

    @property
    def waiting(self) -> int:
        """Answers that the server has said nothing about."""
        return self._given - self._brought

    def sit(self) -> None:
        with ThreadPoolExecutor(1) as finger:
            answering = finger.submit(self._answer)
            for _ in range(ANSWERS):
                self.phone.save(self._on_their_way.get(timeout=PATIENCE))
                self._brought += 1
            answering.result()
        end(self.phone)

    def _answer(self) -> None:
        """Some before the cut, some while there is no network, some afterwards."""
        questions = self.phone.questions
        order = iter([*questions, *questions[: ANSWERS - len(questions)]])
        pace = random.Random(self.phone.attempt)
        for _ in range(BEFORE):
            self._give(next(order), pace.uniform(0.5, 1.5) * THINKING_SECONDS)
        assert self._way_out.is_cut.wait(PATIENCE)
        for _ in range(MEANWHILE):
            self._give(next(order), 0.9 * CUT_SECONDS / MEANWHILE)
        assert self._way_out.is_mended.wait(PATIENCE)
        for question in order:
            self._give(question, pace.uniform(0.5, 1.5) * THINKING_SECONDS)

    def _give(self, question: dict[str, object], thinking: float) -> None:
        time.sleep(thinking)
        sent = self.phone.choose(question)
        self._crowd.note({"call": "given", "attempt": self.phone.attempt, "sent": sent, "status": 0, "reply": ""})
        self._given += 1
        self._on_their_way.put(sent)


def lose_the_network(way_out: Gateway, crowd: Crowd, pupils: list[Pupil]) -> None:
    """In the middle of the first answers; nothing gets through, and everybody goes on answering."""
    until(lambda: crowd.acknowledged >= PUPILS + PUPILS * BEFORE // 2, PATIENCE)
    way_out.cut()
    time.sleep(0.2 * CUT_SECONDS)
    acknowledged = crowd.acknowledged
    time.sleep(0.8 * CUT_SECONDS)
    assert crowd.acknowledged == acknowledged
    assert min(pupil.waiting for pupil in pupils) >= MEANWHILE // 2
    way_out.mend()


def given(entries: list[ledger.Entry]) -> dict[str, dict[str, list[str]]]:
    """The pupils' own list: what each chose last, by attempt and question."""
    found: dict[str, dict[str, list[str]]] = {}
    for entry in entries:
        if entry["call"] == "given":
            found.setdefault(entry["attempt"], {}).update(entry["sent"]["answers"])
    return found


def statuses(calls: list[Call], way_out: Gateway) -> set[int]:
    """What was answered to calls that had the network for all of their time."""
    return {call.status for call in calls if call.ended < way_out.cut_at or call.began > way_out.mended_at}


def test_all_hand_in_and_every_answer_stands(filled: Filled, tmp_path: Path) -> None:
    with (
        a_scene(filled, tmp_path) as scene,
        scene.instance.up(),
        gateway(scene.instance.port) as way_out,
        gathered(way_out.port, scene.ledger) as crowd,
    ):
        pupils = [Pupil(crowd.phone(code, AS_THE_PAGE), crowd, way_out) for code in scene.codes[:PUPILS]]
        together([pupil.phone for pupil in pupils], begin)
        with at_once(pupils, Pupil.sit):
            lose_the_network(way_out, crowd, pupils)
        assert statuses(crowd.calls(), way_out) == {200, 201}, "somebody behind the one address was told to wait"
    entries = ledger.read(scene.ledger_file)
    chosen = given(entries)
    assert [len(answers) for answers in chosen.values()] == [12] * PUPILS
    shown = check.show(scene.instance.command, chosen)
    assert {attempt: each["answers"] for attempt, each in shown.items()} == chosen
    assert [each["state"] for each in shown.values()] == ["handed_in"] * PUPILS
    # Each started, was told of every answer that it stands, and handed in twice.
    assert check.compare(entries, shown).lines() == [f"{PUPILS * (1 + ANSWERS + 2)} acknowledged, 0 lost, 0 doubled"]
