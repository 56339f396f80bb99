"""A part that keeps dying is started again after longer and longer waits, and nothing of its group stays behind."""

import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from quizapp.local import supervisor
from quizapp.local.process import Part, Process
from quizapp.local.signals import Signals, StopAsked
from quizapp.local.supervisor import Supervisor

from .machine import processes, until

CRASHES = "import sys; open(sys.argv[1], 'a').write('started\\n'); sys.exit(4)"
WITH_A_STRAY = """
import subprocess, sys, time
stray = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open(sys.argv[1], "w").write(f"{stray.pid}\\n")
time.sleep(600 if sys.argv[2] == "stays" else 0)
"""
STUBBORN = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open(sys.argv[1], "w").write("started\\n")
time.sleep(600)
"""


def written(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def test_it_waits_longer_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_DELAY", 0.1)
    monkeypatch.setattr(supervisor, "LONGEST_DELAY", 0.3)
    starts = tmp_path / "starts"

    def stop() -> None:
        until(lambda: len(written(starts)) >= 4)
        os.kill(os.getpid(), signal.SIGTERM)

    with Signals().installed() as signals, (tmp_path / "held").open("w") as held:
        kept = Supervisor(signals, os.environ, held.fileno())
        kept.start(Part("part", (sys.executable, "-c", CRASHES, str(starts)), 1.0))
        waiting = threading.Thread(target=stop)
        waiting.start()
        with pytest.raises(StopAsked):
            kept.run()
        kept.drain()
        waiting.join()
    said = capfd.readouterr().err.splitlines()[:3]
    assert said == [f"quizapp: the part stopped (exit code 4); it starts again in {s} s" for s in ("0.1", "0.2", "0.3")]


@pytest.mark.parametrize("way", ["stays", "ends"])
def test_the_whole_group_goes(tmp_path: Path, way: str) -> None:
    note = tmp_path / "stray"
    with (tmp_path / "held").open("w") as held:
        part = Part("part", (sys.executable, "-c", WITH_A_STRAY, str(note), way), 5.0)
        process = Process(part, os.environ, held.fileno())
        until(lambda: written(note) != [])
        stray = int(written(note)[0])
        if way == "stays":
            assert stray in processes()
            process.ask_to_stop()
        until(lambda: process.ended() is not None)
        until(lambda: stray not in processes())


def test_one_that_does_not_listen_is_killed_after_its_grace(tmp_path: Path) -> None:
    note = tmp_path / "note"
    with (tmp_path / "held").open("w") as held:
        process = Process(Part("part", (sys.executable, "-c", STUBBORN, str(note)), 0.3), os.environ, held.fileno())
        until(lambda: written(note) != [])
        process.ask_to_stop()
        until(lambda: process.ended() is not None, 5.0)


def test_a_command_that_does_not_exist(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with (tmp_path / "held").open("w") as held:
        process = Process(Part("part", (str(tmp_path / "nothing"),), 1.0), os.environ, held.fileno())
        until(lambda: process.ended() is not None)
        assert process.ended() == 127
    assert "cannot be started: No such file or directory." in capfd.readouterr().err
