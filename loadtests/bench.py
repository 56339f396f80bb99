"""`quizapp bench`: what each call of a contest costs, measured against a route that does nothing.

One run, interleaved rounds, medians. The 1.0 is a no-op JSON route of Flask behind the same server with the same
settings, measured anew in each round, so that a busy or slow machine changes both sides. `ratio` is a path's calls a
second over the no-op's. `cpu_ms` is what all of quizapp (web, worker, Redis, PostgreSQL) used for one call.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import count, cycle
from pathlib import Path
from typing import Any

import psutil

from loadtests import blast, servers
from loadtests.blast import Refused, Result, request
from loadtests.instance import QUESTIONS, ROOT, SLUG, Instance

ROUNDS, WEB_PROCESSES = 3, 2
PEOPLE, SQLITE_PEOPLE = 600, 100
READY_SECONDS = 20.0
CONTEST = f"/api/v1/contests/{SLUG}"
# What one participation asks for: the lobby, a start, an answer to each question, the hand-in, both boards.
PARTICIPATION = {
    "lobby": 1,
    "start": 1,
    "save_postgresql": QUESTIONS,
    "submit": 1,
    "board_me": 1,
    "board_public": 1,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One path in one round."""

    per_second: float
    p99_ms: float
    cpu_ms: float
    generator_ms: float


@dataclass(frozen=True, slots=True)
class Line:
    """One path over all rounds."""

    path: str
    ratio: float
    per_second: float
    p99_ms: float
    cpu_ms: float


class Crowd:
    """People who are signed in at an instance, and the attempts that they have open."""

    def __init__(self, instance: Instance, codes: list[str]) -> None:
        self.port = instance.port
        bodies = (json.dumps({"entry_code": code}).encode() for code in codes)
        signed = blast.blast(self.port, (request("POST", "/api/v1/session", body=body) for body in bodies), keep=True)
        self.sessions: list[str] = [json.loads(reply)["token"] for reply in signed.replies]
        self._attempts: list[dict[str, Any]] = []
        self._numbers = count(1)

    def lobby(self, seconds: float) -> Result:
        return self._for(seconds, cycle(request("GET", CONTEST, token) for token in self.sessions))

    def start(self, seconds: float) -> Result:
        """Everybody starts once, however long it takes."""
        calls = (request("POST", f"{CONTEST}/attempts", token, b'{"practice":false}') for token in self.sessions)
        done = blast.blast(self.port, calls, keep=True)
        self._attempts = [json.loads(reply) for reply in done.replies]
        return done

    def save(self, seconds: float) -> Result:
        return self._for(seconds, self._saves())

    def submit(self, seconds: float) -> Result:
        """Everybody hands in once."""
        calls = (
            request("POST", f"/api/v1/attempts/{attempt['attempt']}/submission", attempt["token"], b"{}")
            for attempt in self._attempts
        )
        return blast.blast(self.port, calls)

    def board_me(self, seconds: float) -> Result:
        return self._for(seconds, cycle(request("GET", f"{CONTEST}/leaderboard/me", token) for token in self.sessions))

    def board_public(self, seconds: float) -> Result:
        return self._for(seconds, cycle([request("GET", f"{CONTEST}/leaderboard")]))

    def _for(self, seconds: float, requests: Iterator[bytes]) -> Result:
        return blast.blast(self.port, requests, seconds=seconds)

    def _saves(self) -> Iterator[bytes]:
        """One answer a call, the attempts in turn, question after question, numbers rising."""
        for number in self._numbers:
            turn, which = divmod(number, len(self._attempts))
            attempt = self._attempts[which]
            question = attempt["questions"][turn % QUESTIONS]
            option = question["options"][turn % len(question["options"])]["id"]
            answer = {"client": "bench", "seq": turn + 1, "answers": {question["id"]: [option]}}
            path = f"/api/v1/attempts/{attempt['attempt']}/answers"
            yield request("PUT", path, attempt["token"], json.dumps(answer).encode())


@dataclass(frozen=True, slots=True)
class Course:
    """One path to measure, and whose CPU it costs."""

    name: str
    run: Callable[[float], Result]
    processes: tuple[int, ...]


def measure(path: Course, seconds: float) -> Figure:
    before = cpu_seconds(path.processes)
    done = path.run(seconds)
    used = cpu_seconds(path.processes) - before
    return Figure(done.per_second, done.p99_ms, used / done.requests * 1000, done.own_cpu / done.requests * 1000)


def cpu_seconds(roots: tuple[int, ...]) -> float:
    """What these processes and all below them have used so far."""
    total = 0.0
    for root in roots:
        for process in (parent := psutil.Process(root), *parent.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                total += times.user + times.system
    return total


def summary(rounds: list[dict[str, Figure]]) -> dict[str, Any]:
    """Medians over the rounds; each ratio is taken within its round."""
    lines = [
        Line(
            name,
            _median(each[name].per_second / each["noop"].per_second for each in rounds),
            *(_median(getattr(each[name], what) for each in rounds) for what in ("per_second", "p99_ms", "cpu_ms")),
        )
        for name in rounds[0]
        if name != "noop"
    ]
    cost = {line.path: line.cpu_ms for line in lines}
    noop = {
        what: _median(getattr(each["noop"], what) for each in rounds) for what in ("per_second", "p99_ms", "cpu_ms")
    }
    return {
        "ratios": [asdict(line) for line in lines],
        "participation_cpu_ms": round(sum(cost[name] * times for name, times in PARTICIPATION.items()), 3),
        "noop_cpu_ms": noop["cpu_ms"],
        "noop_per_second": noop["per_second"],
        "noop_p99_ms": noop["p99_ms"],
        "generator_cpu_ms": _median(figure.generator_ms for each in rounds for figure in each.values()),
    }


def _median(values: Iterator[float]) -> float:
    return round(statistics.median(values), 3)


def lines(found: dict[str, Any]) -> Iterator[str]:
    """The same for people."""
    yield f"{'path':<18}{'ratio':>7}{'a second':>10}{'99 % ms':>9}{'CPU ms':>8}"
    noop = {"path": "noop", "ratio": 1} | {what: found[f"noop_{what}"] for what in ("per_second", "p99_ms", "cpu_ms")}
    for line in (noop, *found["ratios"]):
        figures = f"{line['per_second']:>10.0f}{line['p99_ms']:>9.1f}{line['cpu_ms']:>8.2f}"
        yield f"{line['path']:<18}{line['ratio']:>7.3f}{figures}"
    yield f"one participation: {found['participation_cpu_ms']:.1f} ms of CPU"
    yield f"the generator itself: {found['generator_cpu_ms']:.3f} ms of CPU a call"


@contextlib.contextmanager
def noop(line: list[str]) -> Iterator[Course]:
    """The no-op route, started by the command line that was given."""
    port = int(line[line.index("--port") + 1])
    with subprocess.Popen(line, cwd=ROOT) as process:
        try:
            _wait_for(port)
            yield Course("noop", lambda s: blast.blast(port, cycle([request("GET", "/")]), seconds=s), (process.pid,))
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            blast.blast(port, iter([request("GET", "/")]), connections=1)
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@contextlib.contextmanager
def everything(folder: Path, noop_line: list[str]) -> Iterator[list[Course]]:
    """The no-op, a district's installation on PostgreSQL, and a small one on SQLite, all at rest."""
    for name in ("postgresql", "sqlite"):
        (folder / name).mkdir()
    with servers.postgresql() as server:
        large, small = Instance(folder / "postgresql", server.url), Instance(folder / "sqlite")
        with noop(noop_line) as nothing, large.up(WEB_PROCESSES) as large_up, small.up() as small_up:
            district = Crowd(large, large.fill(PEOPLE, chances="unlimited"))
            county = Crowd(small, small.fill(SQLITE_PEOPLE))
            county.start(0)
            its = (large_up.pid, server.pid)
            yield [
                nothing,
                Course("lobby", district.lobby, its),
                Course("start", district.start, its),
                Course("save_postgresql", district.save, its),
                Course("submit", district.submit, its),
                Course("board_me", district.board_me, its),
                Course("board_public", district.board_public, its),
                Course("save_sqlite", county.save, (small_up.pid,)),
            ]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="quizapp bench", description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each path in each round")
    parser.add_argument("noop", nargs="+", help="the command line of the no-op server")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="qa-bench-") as name, everything(Path(name), given.noop) as paths:
        for path in paths:
            measure(path, 0.5)  # what is loaded on first use is no part of the figures
        rounds = []
        for _ in range(ROUNDS):
            rounds.append({path.name: measure(path, given.seconds) for path in paths})
    found = summary(rounds)
    sys.stdout.write((json.dumps(found, indent=2) if given.json else "\n".join(lines(found))) + "\n")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Refused as refused:
        sys.exit(f"The benchmark stopped: {refused}")
