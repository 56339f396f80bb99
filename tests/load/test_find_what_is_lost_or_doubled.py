"""The comparison of ledger and database sees what it is for: each fault is planted, and reported.

One person goes through a real contest. Two faults are planted in its database, the others in what the command shows.
"""

from __future__ import annotations

import contextlib
import copy
import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from loadtests import check, ledger
from loadtests.check import Shown
from loadtests.instance import ROOT, SLUG, Instance
from loadtests.ledger import Entry, Writer
from loadtests.phone import Phone
from tests.faults.crowd import Line


@dataclass(frozen=True, slots=True)
class Played:
    instance: Instance
    ledger: Path
    entries: list[Entry]
    shown: dict[str, Shown]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """One person has gone through a contest, and the ledger knows it."""
    folder = tmp_path_factory.mktemp("played")
    instance = Instance(folder)
    with instance.up(), ledger.running(folder) as (address, file):
        (code,) = instance.fill(1)
        writer, line = Writer(address), Line(instance.port)
        phone = Phone(line, writer.note, SLUG, code)
        phone.sign_in()
        phone.start()
        for question in phone.questions:
            phone.answer(question)
        phone.hand_in()
        phone.hand_in()
        line.close()
        writer.close()
    entries = ledger.read(file)
    shown = check.show(instance.command, [phone.attempt])
    return Played(instance, file, entries, shown)


class Case:
    """What the ledger and the command say, to spoil."""

    def __init__(self, played: Played) -> None:
        self.entries = copy.deepcopy(played.entries)
        shown = copy.deepcopy(played.shown)
        ((self.attempt, self.shown),) = shown.items()
        sent = self.of("save")[-1]["sent"]
        ((self.question, self.options),) = sent["answers"].items()
        self.seq, self.client = sent["seq"], sent["client"]
        self.place = f"attempt {self.attempt}, {self.question}"

    def of(self, call: str) -> list[Entry]:
        return [entry for entry in self.entries if entry["call"] == call]

    def found(self) -> list[str]:
        return check.compare(self.entries, {self.attempt: self.shown}).lines()


@pytest.fixture
def case(played: Played) -> Case:
    return Case(played)


def test_nothing_is_wrong(case: Case) -> None:
    assert case.found() == ["15 acknowledged, 0 lost, 0 doubled"]


def test_a_lost_answer(case: Case) -> None:
    del case.shown["answers"][case.question], case.shown["saves"][case.question]
    assert case.found() == [
        f"lost: {case.place}: no answer stands, {case.options} was acknowledged",
        "15 acknowledged, 1 lost, 0 doubled",
    ]


def test_an_answer_that_fell_back_to_an_earlier_one(case: Case) -> None:
    case.shown["saves"][case.question]["seq"] = 1
    assert case.found() == [
        f"lost: {case.place}: {case.options} stands as number 1, {case.options} was acknowledged as number {case.seq}",
        "15 acknowledged, 1 lost, 0 doubled",
    ]


def test_an_answer_that_was_stored_as_another_one(case: Case) -> None:
    case.shown["answers"][case.question] = []
    assert case.found() == [
        f"lost: {case.place}: [] stands as number {case.seq}, {case.options} was acknowledged as number {case.seq}",
        "15 acknowledged, 1 lost, 0 doubled",
    ]


def test_an_answer_that_was_stored_twice(case: Case) -> None:
    case.shown["saves"][case.question]["changes"] = 1
    assert case.found() == [
        f"doubled: {case.place}: changed 1 times by 1 answers",
        "15 acknowledged, 0 lost, 1 doubled",
    ]


def test_a_lost_hand_in(case: Case) -> None:
    case.shown["state"] = "open"
    found = case.found()
    assert found[0] == f"lost: attempt {case.attempt} is open, its hand-in was acknowledged"
    assert found[-1] == "15 acknowledged, 2 lost, 0 doubled"


def test_hand_ins_with_different_answers(case: Case) -> None:
    again = case.of("hand_in")[0]
    result: dict[str, Any] = json.loads(again["reply"])
    case.entries.append(again | {"reply": json.dumps(result | {"duration": result["duration"] + 1})})
    assert case.found() == [
        f"doubled: attempt {case.attempt}: hand-ins were answered with 2 different results",
        "16 acknowledged, 0 lost, 1 doubled",
    ]


def test_a_start_that_made_two_attempts(case: Case) -> None:
    case.entries.append(case.of("start")[0] | {"attempt": "x"})
    key = case.of("start")[0]["sent"]["key"]
    assert case.found() == [
        "lost: attempt x is not there",
        f"doubled: the start {key} made the attempts {case.attempt}, x",
        "16 acknowledged, 1 lost, 1 doubled",
    ]


def test_a_later_answer_that_nobody_acknowledged_may_stand(case: Case) -> None:
    """The reply was lost on the way: whether it was stored is not known, and both is right."""
    sent = {"client": case.client, "seq": case.seq + 5, "answers": {case.question: []}}
    case.entries.append({"call": "save", "attempt": case.attempt, "sent": sent, "status": 0, "reply": ""})
    assert case.found() == ["15 acknowledged, 0 lost, 0 doubled"]
    case.shown["answers"][case.question] = []
    case.shown["saves"][case.question] |= {"seq": case.seq + 5, "changes": 1}
    assert case.found() == ["15 acknowledged, 0 lost, 0 doubled"]


def test_an_attempt_that_is_not_there(played: Played) -> None:
    """The command stops at it; those after it are asked for all the same."""
    (attempt,) = played.shown
    assert check.show(played.instance.command, ["999999", attempt, "1000000"]) == played.shown


def test_faults_in_the_database_are_told_by_the_command(played: Played) -> None:
    """The program that `make load` ends with: a lost answer, and a hand-in that is there twice."""
    case = Case(played)
    with contextlib.closing(sqlite3.connect(played.instance.home / "quizapp.db")) as database, database:
        twice = """
            INSERT INTO audit_log (at, actor, action, object, details)
            SELECT at, actor, action, object, details FROM audit_log WHERE action = 'attempt.handed_in'
        """
        database.execute(twice)
        database.execute("UPDATE attempts SET sheet = json_remove(sheet, ?)", [f"$.{case.question}"])
    done = subprocess.run(
        [sys.executable, "-m", "loadtests.check", str(played.ledger)],
        cwd=ROOT,
        env=os.environ | played.instance.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == [
        f"lost: {case.place}: no answer stands, {case.options} was acknowledged",
        f"doubled: attempt {case.attempt} was handed in 2 times",
        "15 acknowledged, 1 lost, 1 doubled",
    ]
    assert done.returncode == 1
