"""A machine with a contest that is open, made once and copied for each test: `up` is the real program."""

from __future__ import annotations

import contextlib
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
# How long a class is without its network: `FAULTS_CUT_SECONDS=30` is what the class has to live through.
CUT_SECONDS = float(os.environ.get("FAULTS_CUT_SECONDS", "5"))


@dataclass(frozen=True, slots=True)
class Scene:
    """An instance with people who may enter, and a ledger that runs; the ledger's file is whole once it is stopped."""

    instance: Instance
    codes: list[str]
    ledger: Path
    ledger_file: Path

    def redis(self, *words: str) -> bytes:
        return embedded_redis.ask(redis_socket(self.instance.home), *words)


Filled = tuple[Path, list[str]]
"""The folder of an instance whose contest is open, and the entry codes of its roster."""


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    instance = Instance(tmp_path_factory.mktemp("filled"))
    instance.must("db", "upgrade")
    return instance.home, instance.fill(PEOPLE)


@contextlib.contextmanager
def a_scene(filled: Filled, folder: Path) -> Iterator[Scene]:
    home, codes = filled
    instance = Instance(folder)
    shutil.copytree(home, instance.home)
    with ledger.running(folder) as (address, file):
        yield Scene(instance, codes, address, file)


@pytest.fixture
def scene(filled: Filled, tmp_path: Path) -> Iterator[Scene]:
    with a_scene(filled, tmp_path) as made:
        yield made
