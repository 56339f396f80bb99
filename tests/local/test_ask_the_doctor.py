"""The doctor finds what is wrong and says how to mend it."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp import config
from quizapp.config import Config, WrongSetting
from quizapp.local import doctor
from quizapp.local.doctor import Check, Probe, examine

from .machine import Machine, free_port


def fine(_: Config) -> str:
    return ""


def wrong(read: Callable[[], Config], port: int, database: Probe = fine, migrations: Probe = fine) -> list[Check]:
    found = examine(read, "127.0.0.1", port, database=database, migrations=migrations)
    return [check for check in found if not check.ok]


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    return {"QUIZAPP_INSTANCE": str(tmp_path / "instance")}


def test_all_is_well(settings: dict[str, str]) -> None:
    checks = examine(lambda: config.read(settings), "127.0.0.1", free_port(), database=fine, migrations=fine)
    assert [check.name for check in checks] == [
        *("python", "settings", "instance", "keys", "disk", "database", "migrations", "redis", "port")
    ]
    assert all(check.ok and check.sentence.endswith(".") for check in checks), checks


def test_a_setting_that_cannot_be_read() -> None:
    def read() -> Config:
        raise WrongSetting("QUIZAPP_LOCALE must be one of: zh_Hans, en.")

    assert wrong(read, 8000) == [Check("settings", False, "QUIZAPP_LOCALE must be one of: zh_Hans, en.")]


def test_a_key_that_others_can_read(settings: dict[str, str]) -> None:
    read = config.read(settings)
    key = read.instance / "secret_key.txt"
    key.chmod(0o644)
    found = wrong(lambda: read, free_port())
    assert found == [Check("keys", False, f"{key} can be read by others (mode 644): chmod 600 {key}")]


def test_a_folder_that_everybody_can_enter(settings: dict[str, str]) -> None:
    read = config.read(settings)
    read.instance.chmod(0o755)
    assert [check.name for check in wrong(lambda: read, free_port())] == ["instance"]


def test_a_full_disk(settings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE", 2**70)
    assert [check.name for check in wrong(lambda: config.read(settings), free_port())] == ["disk"]


def test_a_database_that_does_not_answer_and_tables_of_another_version(settings: dict[str, str]) -> None:
    def database(_: Config) -> str:
        raise RuntimeError("connection refused\nand a long story")

    found = wrong(lambda: config.read(settings), free_port(), database, lambda _: "Run quizapp db upgrade.")
    assert found == [
        Check("database", False, "RuntimeError: connection refused"),
        Check("migrations", False, "Run quizapp db upgrade."),
    ]


@pytest.mark.parametrize("url", ["redis://127.0.0.1:{port}/0", "unix://{folder}/no.sock", "redis://127.0.0.1:none/0"])
def test_a_redis_server_that_is_not_there(settings: dict[str, str], tmp_path: Path, url: str) -> None:
    settings["REDIS_URL"] = url.format(port=free_port(), folder=tmp_path)
    assert [check.name for check in wrong(lambda: config.read(settings), free_port())] == ["redis"]


def test_a_redis_server_elsewhere(settings: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings["REDIS_URL"] = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        assert wrong(lambda: config.read(settings), free_port()) == []


def test_a_port_that_another_program_took(settings: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert [check.name for check in wrong(lambda: config.read(settings), server.getsockname()[1])] == ["port"]


def test_a_machine_that_runs_is_well_too(machine: Machine) -> None:
    with machine.up():
        assert wrong(lambda: config.read(machine.environ), machine.port) == []
