"""What every test may ask for: a world with an application, its databases and a clock that the test sets."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import servers
from tests.builders import World, make_app

Database = str


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with servers.redis() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, redis_url: str) -> Path:
    """A migrated, empty SQLite file, copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    path = folder / "empty.db"
    World.migrated(make_app(folder, f"sqlite:///{path}", redis_url)).close()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    with servers.postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory, redis_url: str) -> str:
    """A migrated, empty database, copied for each test."""
    url = _new_database(postgresql_server, "template0")
    World.migrated(make_app(tmp_path_factory.mktemp("pg"), _with_driver(url), redis_url)).close()
    return url


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "quizapp.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_server: str, postgresql_template: str) -> str:
    template = postgresql_template.partition("?")[0].rpartition("/")[2]
    return _with_driver(_new_database(postgresql_server, template))


@pytest.fixture
def world(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[World]:
    """An application on SQLite and Redis, with the district's areas and a small bank."""
    with World.fresh(make_app(tmp_path, sqlite_url, redis_url)) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def either_world(request: pytest.FixtureRequest, redis_url: str, tmp_path: Path) -> Iterator[World]:
    """The same on SQLite and on PostgreSQL, one after the other."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    with World.fresh(make_app(tmp_path, url, redis_url)) as made:
        yield made


def _new_database(server: str, template: str) -> str:
    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    before, _, parameters = server.partition("?")
    return f"{before.rpartition('/')[0]}/{name}?{parameters}"


def _with_driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
