"""The ledger keeps every whole line of every writer, also of one that was killed."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

from loadtests import ledger
from loadtests.instance import ROOT
from loadtests.ledger import Writer

WRITES_AND_DIES = """
import os, signal, sys
from pathlib import Path
from loadtests.ledger import Writer
writer = Writer(Path(sys.argv[1]))
for number in range(1000):
    writer.note({"number": number})
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_lines_of_several_writers(tmp_path: Path) -> None:
    with ledger.running(tmp_path) as (address, file):
        writers = [Writer(address) for _ in range(3)]
        for number in range(300):
            writers[number % 3].note({"number": number, "text": "答案\n" * 100})
        for writer in writers:
            writer.close()
    assert sorted(entry["number"] for entry in ledger.read(file)) == list(range(300))
    assert ledger.read(file)[0]["text"] == "答案\n" * 100


def test_lines_of_a_writer_that_was_killed(tmp_path: Path) -> None:
    with ledger.running(tmp_path) as (address, file):
        done = subprocess.run([sys.executable, "-c", WRITES_AND_DIES, str(address)], cwd=ROOT, check=False)
        assert done.returncode == -signal.SIGKILL
    assert [entry["number"] for entry in ledger.read(file)] == list(range(1000))


def test_half_a_line_is_no_line(tmp_path: Path) -> None:
    with ledger.running(tmp_path) as (address, file), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.connect(str(address))
        line.sendall(b'{"number": 1}\n{"number": ')
    assert ledger.read(file) == [{"number": 1}]
