"""`make demo` as a user types it: it says ready, answers its first page, and stops with nothing left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

PATIENCE = 180.0


def main() -> None:
    root = Path(__file__).parent.parent
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        env = os.environ | {"QUIZAPP_INSTANCE": str(Path(folder) / "instance")}
        started = time.monotonic()
        command = ["make", "demo", f"PORT={port}"]
        make = subprocess.Popen(command, cwd=root, env=env, stdout=subprocess.PIPE, text=True, start_new_session=True)
        try:
            wait_until_ready(make, started + PATIENCE)
            print(f"smoke: ready after {time.monotonic() - started:.1f} s")
            look_at_first_page(port)
            stop(make)
        finally:
            if make.poll() is None:
                os.killpg(make.pid, signal.SIGKILL)
        left = [line for line in processes() if folder in line[1]]
        if left:
            sys.exit(f"smoke: left behind: {left}")
        print("smoke: stopped clean")


def wait_until_ready(make: subprocess.Popen[str], deadline: float) -> None:
    assert make.stdout is not None
    for line in make.stdout:
        print("  " + line.rstrip())
        if line.startswith("ready http"):
            return
        if time.monotonic() > deadline:
            break
    sys.exit("smoke: the demo did not get ready")


def look_at_first_page(port: int) -> None:
    with urlopen(f"http://127.0.0.1:{port}/", timeout=10) as page:
        content = page.read()
    if b"<html" not in content:
        sys.exit("smoke: the first page is no page")
    print(f"smoke: first page, {len(content)} bytes")


def stop(make: subprocess.Popen[str]) -> None:
    """Signal `quizapp up` alone, as a service manager does; make only waits for it and passes its exit code on."""
    for pid, command in processes():
        if os.getpgid(pid) == make.pid and "quizapp up" in command:
            os.kill(pid, signal.SIGTERM)
    if make.wait(60) != 0:
        sys.exit(f"smoke: the demo stopped with {make.returncode}")


def processes() -> list[tuple[int, str]]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                environment = (entry / "environ").read_bytes().decode(errors="replace")
            except OSError:
                continue
            found.append((int(entry.name), f"{command} {environment}" if "quizapp" in command else command))
    return [(pid, text) for pid, text in found if pid != os.getpid()]


if __name__ == "__main__":
    main()
