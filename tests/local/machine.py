"""A whole small machine for tests: `up` as a real process, and questions to the system about what runs."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from quizapp import config
from quizapp.local import embedded_redis

ROOT = Path(__file__).resolve().parents[2]
PRETEND = Path(__file__).with_name("pretend.py")


def until(true: Callable[[], bool], seconds: float = 15.0) -> None:
    """Poll; fail when it does not become true in time."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes() -> dict[int, int]:
    """Each living process and its parent; those that only wait to be collected do not count."""
    lines = subprocess.run(["ps", "-axo", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout
    words = [line.split() for line in lines.splitlines()]
    return {int(pid): int(parent) for pid, parent, state in words if not state.startswith("Z")}


def descendants(pid: int) -> set[int]:
    parents, found, new = processes(), set[int](), {pid}
    while new:
        found |= new
        new = {child for child, parent in parents.items() if parent in new} - found
    return found - {pid}


class Machine:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.instance = folder / "instance"
        self.port = free_port()
        self.environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "PRETEND": str(folder),
            "PRETEND_PORT": str(self.port),
            "QUIZAPP_INSTANCE": str(self.instance),
        }
        self.running: list[subprocess.Popen[str]] = []

    @contextlib.contextmanager
    def command(self, *words: str, **more: str) -> Iterator[subprocess.Popen[str]]:
        """Run the pretended program; whatever the test does, nothing of it is left."""
        with subprocess.Popen(
            [sys.executable, str(PRETEND), *words],
            env={**self.environ, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                if process.poll() is None:
                    process.terminate()

    @contextlib.contextmanager
    def up(self, **more: str) -> Iterator[subprocess.Popen[str]]:
        """An `up` that is ready."""
        with self.command("up", **more) as process:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("ready http://"), (line, process.communicate())
            yield process

    def refusal(self, *words: str, **more: str) -> str:
        """What a command that may not start says; it must leave nothing and end with 2."""
        with self.command(*words, **more) as process:
            out, err = process.communicate(timeout=40)
        assert process.returncode == 2, (out, err)
        assert "Traceback" not in err
        assert out == ""
        return err.strip().splitlines()[-1]

    def get(self, path: str = "/") -> str:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return str(answer.read().decode())

    def answered(self, path: str = "/") -> str:
        """As above; '' when nobody answers."""
        try:
            return self.get(path)
        except OSError:
            return ""

    def notes(self) -> list[str]:
        path = self.folder / "notes"
        return path.read_text().splitlines() if path.exists() else []

    def redis(self, *words: str) -> bytes:
        return embedded_redis.ask(config.redis_socket(self.instance), *words)

    def redis_pid(self) -> int:
        lines = self.redis("INFO", "server").decode().splitlines()
        return int(next(line.split(":")[1] for line in lines if line.startswith("process_id:")))


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
