"""`make load`: a fresh instance, Locust over HTTP, and every acknowledged answer looked for in the database.

Exit 1 if anything that was acknowledged is lost or there twice, or if a call failed.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from loadtests import check, ledger, servers
from loadtests.instance import ROOT, SLUG, Instance

HERE = Path(__file__).parent
SHAPES = {path.stem.replace("_", "-"): path for path in sorted((HERE / "shapes").glob("[a-z]*.py"))}
SPECTATORS_PER_PARTICIPANT = 0.1
COLUMNS = ("Name", "Request Count", "Failure Count", "50%", "95%", "99%")


@dataclass(frozen=True, slots=True)
class Wanted:
    users: int
    seconds: float
    shape: str
    database: str
    workers: int


def main(arguments: list[str]) -> int:
    wanted = _wanted(arguments)
    with tempfile.TemporaryDirectory(prefix="qa-load-") as name, _database(wanted.database) as url:
        folder = Path(name)
        instance = Instance(folder, url)
        with instance.up(wanted.workers):
            codes = instance.fill(wanted.users)
            with ledger.running(folder) as (address, file):
                began = time.monotonic()
                code = _locust(instance, wanted, codes, address)
                took = time.monotonic() - began
            failures = _print_calls(folder / "locust_stats.csv", took)
            result = check.check(file, instance.command)
    _say(f"ledger against database: {'; '.join(result.lines())}")
    return 0 if result.clean and not failures and code == 0 else 1


def _wanted(arguments: list[str]) -> Wanted:
    parser = argparse.ArgumentParser(prog="python -m loadtests.run", description=__doc__)
    parser.add_argument("--users", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=50, help="how long one journey takes, about")
    parser.add_argument("--shape", choices=SHAPES, default="at-once")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--workers", type=int, default=0, help="web processes; 1 with SQLite, else 2")
    given = parser.parse_args(arguments)
    workers = given.workers or (1 if given.database == "sqlite" else 2)
    return Wanted(given.users, given.seconds, given.shape, given.database, workers)


@contextlib.contextmanager
def _database(kind: str) -> Iterator[str]:
    if kind == "sqlite":
        yield ""
        return
    with servers.postgresql() as server:
        yield server.url


def _locust(instance: Instance, wanted: Wanted, codes: list[str], ledger_address: Path) -> int:
    folder = instance.folder
    (folder / "codes.txt").write_text("\n".join(codes), encoding="ascii")
    spectators = round(wanted.users * SPECTATORS_PER_PARTICIPANT)
    _say(f"{wanted.users} participants, {spectators} spectators, {wanted.shape}, {wanted.database}")
    environ = instance.environ | {
        "LOAD_SLUG": SLUG,
        "LOAD_CODES": str(folder / "codes.txt"),
        "LOAD_SECONDS": str(wanted.seconds),
        "LOAD_SPECTATORS": str(spectators),
        "LOAD_SHAPE": wanted.shape,
        "LOAD_LEDGER": str(ledger_address),
        "PYTHONPATH": str(ROOT),
    }
    journeys = HERE / "journeys"
    files = [journeys / "participant.py", journeys / "spectator.py", SHAPES[wanted.shape]]
    words = ("--headless", "--only-summary", "--loglevel", "WARNING", "--csv", str(folder / "locust"))
    host = ("--host", f"http://127.0.0.1:{instance.port}")
    line = [sys.executable, "-m", "locust", "-f", ",".join(map(str, files)), *words, *host]
    with (folder / "locust.log").open("wb") as log:
        code = subprocess.run(line, cwd=ROOT, env=environ, stdout=log, stderr=log, check=False).returncode
    if code:
        _say((folder / "locust.log").read_text(encoding="utf-8", errors="replace"))
    return code


def _print_calls(stats: Path, took: float) -> int:
    """A line for each call, milliseconds; answers how many calls failed."""
    with stats.open(encoding="utf-8", newline="") as rows:
        calls = list(csv.DictReader(rows))
    _say(f"{'call':<16}{'requests':>10}{'failures':>10}{'median ms':>11}{'95 % ms':>9}{'99 % ms':>9}")
    for call in calls:
        name, *figures = (call[column] for column in COLUMNS)
        requests, failures, median, p95, p99 = figures
        _say(f"{name:<16}{requests:>10}{failures:>10}{median:>11}{p95:>9}{p99:>9}")
    total = int(calls[-1]["Request Count"])
    _say(f"{total} requests in {took:.0f} s: {total / took:.0f} a second")
    return int(calls[-1]["Failure Count"])


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
