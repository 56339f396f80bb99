"""What is wrong on this machine and how to mend it, one sentence a check. It changes nothing."""

from __future__ import annotations

import shutil
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from quizapp.config import Config, WrongSetting
from quizapp.local import embedded_redis, lock, ports
from quizapp.local.refusals import CannotStart

OLDEST_PYTHON = (3, 11)
LEAST_FREE = 500 * 1024 * 1024

Probe = Callable[[Config], str]
"""A look at something this package must not import: '' when all is well, else the sentence how to mend it."""


@dataclass(frozen=True, slots=True)
class Check:
    """`sentence` says what was found, and where it is not ok, what to do."""

    name: str
    ok: bool
    sentence: str


class _Wrong(Exception):
    """The check failed; the message is how to mend it."""


def examine(read: Callable[[], Config], host: str, port: int, *, database: Probe, migrations: Probe) -> list[Check]:
    """All checks in the order in which to mend. `read` reads the settings; without them only Python is looked at."""
    checks = [_check("python", _python)]
    try:
        config = read()
    except WrongSetting as error:
        return [*checks, Check("settings", False, str(error))]
    checks.append(Check("settings", True, "All settings can be read."))
    looks: list[tuple[str, Callable[[], str]]] = [
        ("instance", lambda: _instance(config.instance)),
        ("keys", lambda: _keys(config.instance)),
        ("disk", lambda: _disk(config.instance)),
        ("database", lambda: _probe(database, config, "The database answers.")),
        ("migrations", lambda: _probe(migrations, config, "The tables are those of this version.")),
        ("redis", lambda: _redis(config)),
        ("port", lambda: _port(config.instance, host, port)),
    ]
    return checks + [_check(name, look) for name, look in looks]


def _check(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except (_Wrong, CannotStart, OSError, ValueError) as error:
        return Check(name, False, str(error))


def _python() -> str:
    found = ".".join(str(number) for number in sys.version_info[:3])
    if sys.version_info[:2] < OLDEST_PYTHON:
        raise _Wrong(f"Python {found} is too old: install Python 3.11 or later and make .venv anew.")
    return f"Python {found}."


def _instance(instance: Path) -> str:
    """Written to in earnest: a full disk or a read-only mount does not show in the permissions."""
    trial = instance / ".doctor"
    try:
        trial.write_bytes(b"x")
        trial.unlink()
    except OSError as error:
        raise _Wrong(
            f"{instance} cannot be written to ({error.strerror}): give the folder to the user who runs quizapp."
        ) from error
    mode = stat.S_IMODE(instance.stat().st_mode)
    if mode & 0o007:
        raise _Wrong(f"Everybody on this machine can look into {instance} (mode {mode:o}): chmod 700 {instance}")
    return f"{instance} can be written to."


def _keys(instance: Path) -> str:
    for path in sorted(instance.glob("*_key.txt")):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise _Wrong(f"{path} can be read by others (mode {mode:o}): chmod 600 {path}")
    return "No key can be read by others."


def _disk(instance: Path) -> str:
    free = shutil.disk_usage(instance).free
    if free < LEAST_FREE:
        least = LEAST_FREE // 2**20
        raise _Wrong(
            f"Only {free // 2**20} MB are free where {instance} is: free at least {least} MB before a contest."
        )
    return f"{free / 2**30:.1f} GB are free."


def _probe(probe: Probe, config: Config, fine: str) -> str:
    """Ask what was passed in. Drivers raise what they like, so everything counts as an answer; one line is enough."""
    try:
        mend = probe(config)
    except Exception as error:
        lines = str(error).strip().splitlines() or ["no reason given"]
        raise _Wrong(f"{type(error).__name__}: {lines[0]}") from error
    if mend:
        raise _Wrong(mend)
    return fine


def _redis(config: Config) -> str:
    if embedded_redis.wanted(config):
        path = embedded_redis.binary()
        if lock.runs(config.instance) and not embedded_redis.ready(config):
            raise _Wrong(f"quizapp runs, but its Redis server does not answer: see {config.instance}/redis/redis.log.")
        return f"The embedded Redis server runs on this machine ({path})."
    parts = urlsplit(config.redis_url)
    if parts.scheme == "unix":
        reached, where = bool(embedded_redis.ask(Path(unquote(parts.path)), "PING")), unquote(parts.path)
    else:
        name, port = parts.hostname or "localhost", parts.port or 6379
        reached, where = ports.answers(name, port, timeout=3.0), f"{name}:{port}"
    if not reached:
        raise _Wrong(f"REDIS_URL: nothing answers at {where}: start that server, or unset it for the embedded one.")
    return f"A server listens at {where}."


def _port(instance: Path, host: str, port: int) -> str:
    if lock.runs(instance) and ports.answers(ports.reachable(host), port):
        return f"Port {port} is in use, and quizapp runs on this folder."
    ports.require_free(host, port)
    return f"Port {port} is free."
