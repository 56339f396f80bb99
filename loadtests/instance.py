"""A fresh instance of quizapp in a folder of its own, driven as its users drive it: by commands and over HTTP."""

from __future__ import annotations

import contextlib
import csv
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = (sys.executable, "-m", "quizapp")
SLUG = "load"
DRAIN_SECONDS = 60.0
CONTEST = """
[contest]
slug = "{slug}"
title = "压力测试"
opens_at = {opens_at}
closes_at = {closes_at}
entry = "roster"
[timing]
attempt_seconds = {seconds}
[chances]
per = "{chances}"
count = 1
[[paper.section]]
kinds = ["true_false"]
count = 4
points = 5
[[paper.section]]
kinds = ["single_choice"]
count = 4
points = 10
[[paper.section]]
kinds = ["multiple_choice"]
count = 4
points = 10
"""
QUESTIONS = 12


class CommandFailed(Exception):
    """A command of quizapp that did not end as it should; the message is what it said."""

    def __init__(self, words: tuple[str, ...], done: subprocess.CompletedProcess[str]) -> None:
        super().__init__(f"quizapp {' '.join(words)} ended with {done.returncode}: {done.stderr or done.stdout}")
        self.done = done


class Instance:
    """`database_url` empty: the embedded SQLite. The keys that a database server asks for are made here."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.folder = folder
        self.home = folder / "instance"
        self.port = free_port()
        own = ("QUIZAPP_", "DATABASE_URL", "REDIS_URL", "SECRET_KEY")
        self.environ = {name: value for name, value in os.environ.items() if not name.startswith(own)}
        self.environ["QUIZAPP_INSTANCE"] = str(self.home)
        if database_url:
            self.environ["DATABASE_URL"] = database_url
            self.environ["SECRET_KEY"] = secrets.token_urlsafe(32)
            self.environ["QUIZAPP_DATA_KEY"] = secrets.token_urlsafe(32)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, whatever its exit code."""
        return subprocess.run(
            [*PROGRAM, *words], cwd=ROOT, env=self.environ, capture_output=True, text=True, check=False
        )

    def must(self, *words: str) -> str:
        """Run a command that has to succeed; answers what it printed. Raises CommandFailed."""
        done = self.command(*words)
        if done.returncode:
            raise CommandFailed(words, done)
        return done.stdout

    @contextlib.contextmanager
    def up(self, workers: int = 1) -> Iterator[subprocess.Popen[str]]:
        """`quizapp up`, ready; drained at the end unless it has been killed."""
        words = (*PROGRAM, "up", "--port", str(self.port), "--workers", str(workers))
        with (self.folder / "up.log").open("ab") as log:
            process = subprocess.Popen(words, cwd=ROOT, env=self.environ, stdout=subprocess.PIPE, stderr=log, text=True)
        with process:
            try:
                line = process.stdout.readline() if process.stdout else ""
                if not line.startswith("ready "):
                    raise RuntimeError(f"quizapp up did not become ready: {self.log()}")
                yield process
            finally:
                process.terminate()
                process.wait(DRAIN_SECONDS)

    def log(self) -> str:
        return (self.folder / "up.log").read_text(encoding="utf-8", errors="replace")

    def fill(self, people: int, *, chances: str = "contest", seconds: int = 3600) -> list[str]:
        """Areas, the authored bank, an open contest and a roster of so many; answers their entry codes."""
        now = datetime.now(UTC)
        contest, roster, codes = (self.folder / name for name in ("contest.toml", "roster.csv", "codes.csv"))
        contest.write_text(
            CONTEST.format(
                slug=SLUG,
                opens_at=(now - timedelta(minutes=1)).isoformat(timespec="seconds"),
                closes_at=(now + timedelta(hours=6)).isoformat(timespec="seconds"),
                chances=chances,
                seconds=seconds,
            ),
            encoding="utf-8",
        )
        towns = ROOT / "quizapp" / "data" / "towns.csv"
        self.must("areas", "import", str(towns))
        self.must("bank", "import", str(ROOT / "question_bank"))
        self.must("contest", "apply", str(contest))
        self.must("contest", "publish", SLUG)
        roster.write_text(_roster(people, towns), encoding="utf-8")
        self.must("roster", "import", str(roster), "--contest", SLUG, "--codes-out", str(codes))
        with codes.open(encoding="utf-8", newline="") as rows:
            return [row["entry_code"] for row in csv.DictReader(rows)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _roster(people: int, towns: Path) -> str:
    with towns.open(encoding="utf-8", newline="") as rows:
        codes = [row["code"] for row in csv.DictReader(rows) if row["kind"] in {"镇", "街道"}]
    lines = [f"考生{number},{codes[number % len(codes)]},farmer" for number in range(1, people + 1)]
    return "\n".join(["name,area,population", *lines]) + "\n"
