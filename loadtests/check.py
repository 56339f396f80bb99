"""Compare the ledger with the database, through the command line: nothing acknowledged may be lost or be there twice.

`python -m loadtests.check LEDGER` asks the instance of the environment; exit 1 where anything is wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loadtests import ledger
from loadtests.instance import PROGRAM, ROOT
from loadtests.ledger import Entry

Shown = dict[str, Any]
"""What `quizapp attempt show ID --json` says."""
Run = Callable[..., subprocess.CompletedProcess[str]]
Pair = tuple[int, str]

ACKNOWLEDGED = frozenset({200, 201})
CLOSED = frozenset({"handed_in", "expired"})
BATCH = 200


@dataclass(slots=True)
class Comparison:
    """`lost`: acknowledged and not there; `doubled`: there more often than it was asked for. One sentence each."""

    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not self.lost and not self.doubled

    def lines(self) -> list[str]:
        counts = f"{self.acknowledged} acknowledged, {len(self.lost)} lost, {len(self.doubled)} doubled"
        return [*(f"lost: {each}" for each in self.lost), *(f"doubled: {each}" for each in self.doubled), counts]


def compare(entries: Iterable[Entry], shown: dict[str, Shown]) -> Comparison:
    """Hold every acknowledged start, save and hand-in against what stands in the database."""
    by_attempt: dict[str, list[Entry]] = defaultdict(list)
    result = Comparison()
    for entry in entries:
        by_attempt[entry["attempt"]].append(entry)
        result.acknowledged += entry["status"] in ACKNOWLEDGED
    _compare_starts(by_attempt, result)
    for attempt, its in by_attempt.items():
        if attempt not in shown:
            result.lost.append(f"attempt {attempt} is not there")
            continue
        _compare_answers(attempt, its, shown[attempt], result)
        _compare_hand_ins(attempt, its, shown[attempt], result)
    return result


def _compare_starts(by_attempt: dict[str, list[Entry]], result: Comparison) -> None:
    attempts_of: dict[str, set[str]] = defaultdict(set)
    for attempt, its in by_attempt.items():
        for entry in _of(its, "start"):
            attempts_of[entry["sent"]["key"]].add(attempt)
    for key, attempts in attempts_of.items():
        if len(attempts) > 1:
            result.doubled.append(f"the start {key} made the attempts {', '.join(sorted(attempts))}")


def _compare_answers(attempt: str, its: list[Entry], shown: Shown, result: Comparison) -> None:
    """Of the answers to one question the highest (seq, client) stands: an acknowledged one or a later one, as sent."""
    sent: dict[str, dict[Pair, list[str]]] = defaultdict(dict)
    owed: dict[str, Pair] = {}
    for entry in _of(its, "save"):
        pair = entry["sent"]["seq"], entry["sent"]["client"]
        kept = json.loads(entry["reply"])["kept"] if entry["status"] in ACKNOWLEDGED else {}
        for question, options in entry["sent"]["answers"].items():
            sent[question][pair] = options
            if entry["status"] in ACKNOWLEDGED and question not in kept:
                owed[question] = max(owed.get(question, pair), pair, key=_order)
    for question, pair in owed.items():
        place = f"attempt {attempt}, {question}"
        stands = shown["saves"].get(question)
        if stands is None:
            result.lost.append(f"{place}: no answer stands, {sent[question][pair]} was acknowledged")
            continue
        there = stands["seq"], stands["client"]
        if _order(there) < _order(pair) or shown["answers"][question] != sent[question].get(there):
            result.lost.append(
                f"{place}: {shown['answers'][question]} stands as number {there[0]}, "
                f"{sent[question][pair]} was acknowledged as number {pair[0]}"
            )
        if stands["changes"] >= len(sent[question]):
            result.doubled.append(f"{place}: changed {stands['changes']} times by {len(sent[question])} answers")


def _compare_hand_ins(attempt: str, its: list[Entry], shown: Shown, result: Comparison) -> None:
    replies = [json.loads(entry["reply"]) for entry in _of(its, "hand_in") if entry["status"] in ACKNOWLEDGED]
    closings = [event["action"] for event in shown["events"] if event["action"] in {f"attempt.{s}" for s in CLOSED}]
    if len(closings) > 1:
        result.doubled.append(f"attempt {attempt} was handed in {len(closings)} times")
    if not replies:
        return
    if shown["state"] not in CLOSED or not closings:
        result.lost.append(f"attempt {attempt} is {shown['state']}, its hand-in was acknowledged")
    said = {(reply["state"], reply["score"], reply["duration"]) for reply in replies}
    if len(said) > 1:
        result.doubled.append(f"attempt {attempt}: hand-ins were answered with {len(said)} different results")
    elif said != {(shown["state"], shown["score"], shown["duration"])}:
        result.lost.append(f"attempt {attempt} has {shown['score']} points, {replies[0]['score']} were acknowledged")


def _of(its: list[Entry], call: str) -> list[Entry]:
    return [entry for entry in its if entry["call"] == call]


def _order(pair: Pair) -> tuple[int, bytes]:
    return pair[0], pair[1].encode()


def show(run: Run, attempts: Iterable[str]) -> dict[str, Shown]:
    """Ask `quizapp attempt show` for attempts; those that are not there are left out."""
    wanted = sorted(set(attempts), key=int)
    found: dict[str, Shown] = {}
    while wanted:
        batch = wanted[:BATCH]
        done = run("attempt", "show", *batch, "--json")
        for shown in _documents(done.stdout):
            found[shown["attempt"]] = shown
        # The command stops at the first one that is not there: it is passed over, and the rest is asked for again.
        answered = next((i for i, attempt in enumerate(batch) if attempt not in found), len(batch))
        if answered < len(batch) and done.returncode != 2:
            raise RuntimeError(f"quizapp attempt show ended with {done.returncode}: {done.stderr}")
        wanted = wanted[answered + (answered < len(batch)) :]
    return found


def _documents(text: str) -> list[Shown]:
    decoder, found, rest = json.JSONDecoder(), list[Shown](), text.lstrip()
    while rest:
        document, end = decoder.raw_decode(rest)
        found.append(document)
        rest = rest[end:].lstrip()
    return found


def check(file: Path, run: Run) -> Comparison:
    """The whole comparison of one ledger with one instance."""
    entries = ledger.read(file)
    return compare(entries, show(run, (entry["attempt"] for entry in entries)))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m loadtests.check", description=__doc__)
    parser.add_argument("ledger", type=Path)
    given = parser.parse_args(arguments)

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*PROGRAM, *words], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)

    result = check(given.ledger, run)
    sys.stdout.write("\n".join(result.lines()) + "\n")
    return 0 if result.clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
