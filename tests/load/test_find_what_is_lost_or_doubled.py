"""The comparison of ledger and database sees what it is for: each fault is planted, and reported."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loadtests import check, ledger
from loadtests.instance import ROOT, SLUG, Instance
from loadtests.ledger import Entry, Writer
from loadtests.phone import Phone
from tests.faults.crowd import Line


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which one person has gone through a contest, and the ledger that knows it."""
    folder = tmp_path_factory.mktemp("played")
    instance = Instance(folder)
    with instance.up(), ledger.running(folder) as (address, _):
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
    return folder


class Case:
    """A copy of it, to spoil."""

    def __init__(self, folder: Path) -> None:
        self.instance = Instance(folder)
        self.ledger = folder / "ledger.jsonl"

    @contextlib.contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        with contextlib.closing(sqlite3.connect(self.instance.home / "quizapp.db")) as connection:
            yield connection
            connection.commit()

    def entries(self, call: str) -> list[Entry]:
        return [entry for entry in ledger.read(self.ledger) if entry["call"] == call]

    @property
    def attempt(self) -> str:
        return str(self.entries("start")[0]["attempt"])

    def last_save(self) -> tuple[str, list[str], int]:
        sent = self.entries("save")[-1]["sent"]
        ((question, options),) = sent["answers"].items()
        return question, options, sent["seq"]

    def note(self, entry: Entry) -> None:
        with self.ledger.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")

    def found(self) -> list[str]:
        return check.check(self.ledger, self.instance.command).lines()


@pytest.fixture
def case(played: Path, tmp_path: Path) -> Case:
    shutil.copytree(played / "instance", tmp_path / "instance", ignore=shutil.ignore_patterns("*.sock"))
    shutil.copy(played / "ledger.jsonl", tmp_path / "ledger.jsonl")
    return Case(tmp_path)


def test_nothing_is_wrong(case: Case) -> None:
    assert case.found() == ["15 acknowledged, 0 lost, 0 doubled"]


def test_a_lost_answer(case: Case) -> None:
    question, options, _ = case.last_save()
    with case.database() as database:
        database.execute("UPDATE attempts SET sheet = json_remove(sheet, ?)", [f"$.{question}"])
    assert case.found() == [
        f"lost: attempt {case.attempt}, {question}: no answer stands, {options} was acknowledged",
        "15 acknowledged, 1 lost, 0 doubled",
    ]


def test_an_answer_that_fell_back_to_an_earlier_one(case: Case) -> None:
    question, options, seq = case.last_save()
    with case.database() as database:
        database.execute("UPDATE attempts SET sheet = json_set(sheet, ?, 1)", [f"$.{question}[1]"])
    assert case.found() == [
        f"lost: attempt {case.attempt}, {question}: {options} stands as number 1, "
        f"{options} was acknowledged as number {seq}",
        "15 acknowledged, 1 lost, 0 doubled",
    ]


def test_an_answer_that_was_stored_as_another_one(case: Case) -> None:
    question, options, seq = case.last_save()
    with case.database() as database:
        database.execute("UPDATE attempts SET sheet = json_set(sheet, ?, json('[]'))", [f"$.{question}[0]"])
    assert case.found() == [
        f"lost: attempt {case.attempt}, {question}: [] stands as number {seq}, "
        f"{options} was acknowledged as number {seq}",
        "15 acknowledged, 1 lost, 0 doubled",
    ]


def test_an_answer_that_was_stored_twice(case: Case) -> None:
    question, _, _ = case.last_save()
    with case.database() as database:
        database.execute("UPDATE attempts SET sheet = json_set(sheet, ?, 1)", [f"$.{question}[5]"])
    assert case.found() == [
        f"doubled: attempt {case.attempt}, {question}: changed 1 times by 1 answers",
        "15 acknowledged, 0 lost, 1 doubled",
    ]


def test_a_doubled_hand_in(case: Case) -> None:
    with case.database() as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(audit_log)") if row[1] != "id"]
        names = ", ".join(columns)
        database.execute(
            f"INSERT INTO audit_log ({names}) SELECT {names} FROM audit_log WHERE action = 'attempt.handed_in'"
        )
    assert case.found() == [
        f"doubled: attempt {case.attempt} was handed in 2 times",
        "15 acknowledged, 0 lost, 1 doubled",
    ]


def test_a_lost_hand_in(case: Case) -> None:
    with case.database() as database:
        database.execute("UPDATE attempts SET state = 'open'")
    found = case.found()
    assert found[0] == f"lost: attempt {case.attempt} is open, its hand-in was acknowledged"
    assert found[-1] == "15 acknowledged, 2 lost, 0 doubled"


def test_hand_ins_with_different_answers(case: Case) -> None:
    again = case.entries("hand_in")[0]
    result: dict[str, Any] = json.loads(again["reply"])
    case.note(again | {"reply": json.dumps(result | {"duration": result["duration"] + 1})})
    assert case.found() == [
        f"doubled: attempt {case.attempt}: hand-ins were answered with 2 different results",
        "16 acknowledged, 0 lost, 1 doubled",
    ]


def test_an_attempt_that_is_not_there(case: Case) -> None:
    case.note(case.entries("save")[0] | {"attempt": "999999"})
    assert case.found() == ["lost: attempt 999999 is not there", "16 acknowledged, 1 lost, 0 doubled"]


def test_a_start_that_made_two_attempts(case: Case) -> None:
    case.note(case.entries("start")[0] | {"attempt": "999999"})
    key = case.entries("start")[0]["sent"]["key"]
    made = ", ".join(sorted([case.attempt, "999999"]))
    assert case.found() == [
        "lost: attempt 999999 is not there",
        f"doubled: the start {key} made the attempts {made}",
        "16 acknowledged, 1 lost, 1 doubled",
    ]


def test_a_later_answer_that_nobody_acknowledged_may_stand(case: Case) -> None:
    """The reply was lost on the way: whether it was stored is not known, and both is right."""
    question, _, seq = case.last_save()
    client = case.entries("save")[0]["sent"]["client"]
    sent = {"client": client, "seq": seq + 5, "answers": {question: []}}
    case.note({"call": "save", "attempt": case.attempt, "sent": sent, "status": 0, "reply": ""})
    assert case.found() == ["15 acknowledged, 0 lost, 0 doubled"]
    with case.database() as database:
        packed = json.dumps([[], seq + 5, client, 1, 2, 1])
        database.execute("UPDATE attempts SET sheet = json_set(sheet, ?, json(?))", [f"$.{question}", packed])
    assert case.found() == ["15 acknowledged, 0 lost, 0 doubled"]


def test_the_command_says_so_and_ends_with_1(case: Case) -> None:
    with case.database() as database:
        database.execute("UPDATE attempts SET score = 0")
    done = subprocess.run(
        [sys.executable, "-m", "loadtests.check", str(case.ledger)],
        cwd=ROOT,
        env=os.environ | case.instance.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "15 acknowledged, 1 lost, 0 doubled"
