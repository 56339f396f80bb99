"""A machine with a contest that is open, made once and copied for each test: `up` is the real program."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from loadtests import ledger
from loadtests.instance import Instance
from quizapp.config import redis_socket
from quizapp.local import embedded_redis

# A long form is run by hand: `FAULTS_PEOPLE=1000 .venv/bin/pytest tests/faults`.
PEOPLE = int(os.environ.get("FAULTS_PEOPLE", "200"))


@dataclass(frozen=True, slots=True)
class Scene:
    """An instance with people who may enter, and a ledger that runs; the ledger's file is whole once it is stopped."""

    instance: Instance
    codes: list[str]
    ledger: Path
    ledger_file: Path

    def redis(self, *words: str) -> bytes:
        return embedded_redis.ask(redis_socket(self.instance.home), *words)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    instance = Instance(tmp_path_factory.mktemp("filled"))
    instance.must("db", "upgrade")
    return instance.home, instance.fill(PEOPLE)


@pytest.fixture
def scene(filled: tuple[Path, list[str]], tmp_path: Path) -> Iterator[Scene]:
    home, codes = filled
    instance = Instance(tmp_path)
    shutil.copytree(home, instance.home)
    with ledger.running(tmp_path) as (address, file):
        yield Scene(instance, codes, address, file)
