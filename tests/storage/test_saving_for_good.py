"""A save is one statement, and lasts once it has answered; a connection that died loses nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from quizapp.domain.attempt import Attempt, Save, Saved
from quizapp.domain.clock import to_us
from quizapp.storage import saving
from quizapp.storage.database import db, is_postgresql
from quizapp.storage.resources import resources
from tests.builders import World, make_app
from tests.storage.shelf import an_open_attempt, names, stored
from tests.storage.wire import wire_to


def commands(world: World) -> int:
    statistics: Any = resources().redis.info("stats")
    count: int = statistics["total_commands_processed"]
    return count


@pytest.fixture
def counted(either_world: World, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The world with its statements counted (SQLite) or its round trips (PostgreSQL)."""
    if is_postgresql():
        url = db.engine.url
        socket = f"{url.query['host']}/.s.PGSQL.5432"
        with wire_to(socket) as wire:
            through = url.set(host="127.0.0.1", port=wire.port, query={}).render_as_string(hide_password=False)
            with World(make_app(tmp_path, through, redis_url)) as far:
                yield far, lambda: wire.trips
        return
    seen: list[str] = []
    connect = sqlite3.connect

    def traced(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **kwargs)
        connection.set_trace_callback(seen.append)
        return connection

    saving.close()
    db.session.remove()
    db.engine.dispose()
    monkeypatch.setattr(sqlite3, "connect", traced)
    yield either_world, lambda: len(seen)


def test_a_save_is_one_round_trip_and_leaves_redis_alone(counted: tuple[World, Any]) -> None:
    world, count = counted
    attempt = an_open_attempt(world)
    save = Save("page", 1, {names(attempt)[0]: ("a",)})
    assert saving.save(attempt.id, 1, save, to_us(world.now)) is not None  # opens the connection of this thread
    trips, asked = count(), commands(world)
    for seq in range(2, 7):
        assert saving.save(attempt.id, 1, replace(save, seq=seq), to_us(world.now)) is not None
    assert count() - trips == 5
    assert commands(world) - asked == 1  # the question for the count itself


def raw_sheet(attempt: Attempt) -> str:
    """The sheet as a connection sees it that has nothing to do with the application."""
    query = f"SELECT sheet FROM attempts WHERE id = {attempt.id}"
    if is_postgresql():
        url = db.engine.url.render_as_string(hide_password=False).replace("+psycopg", "", 1)
        with psycopg.connect(url) as connection:
            return str(connection.execute(query).fetchone())
    with closing(sqlite3.connect(str(db.engine.url.database), timeout=0)) as connection:
        connection.execute("BEGIN IMMEDIATE")  # nobody else holds the write lock
        return str(connection.execute(query).fetchone())


def test_what_was_answered_is_stored_for_everybody(either_world: World) -> None:
    attempt = an_open_attempt(either_world)
    name = names(attempt)[0]
    assert name not in raw_sheet(attempt)
    saving.save(attempt.id, 1, Save("page", 1, {name: ("c",)}), to_us(either_world.now))
    assert name in raw_sheet(attempt)


@pytest.mark.parametrize("either_world", ["postgresql"], indirect=True)
def test_a_connection_that_died_is_made_anew(either_world: World) -> None:
    attempt = an_open_attempt(either_world)
    save = Save("page", 1, {names(attempt)[0]: ("c",)})
    saving.save(attempt.id, 1, save, to_us(either_world.now))
    others = "pid <> pg_backend_pid() AND datname = current_database()"
    db.session.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
    again = saving.save(attempt.id, 1, replace(save, seq=2), to_us(either_world.now))
    assert again == Saved(2, attempt.deadline, {})
    assert stored(attempt).sheet[names(attempt)[0]].seq == 2


@pytest.mark.parametrize("either_world", ["postgresql"], indirect=True)
def test_a_statement_that_fails_leaves_no_connection_behind(either_world: World) -> None:
    attempt = an_open_attempt(either_world)
    impossible = Save("page", 1, {names(attempt)[0]: ("\0",)})
    for _ in range(3):
        with pytest.raises(psycopg.Error):
            saving.save(attempt.id, 1, impossible, to_us(either_world.now))
    fine = Save("page", 1, {names(attempt)[0]: ("a",)})
    assert saving.save(attempt.id, 1, fine, to_us(either_world.now)) == Saved(1, attempt.deadline, {})
    open_now = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
    assert db.session.execute(open_now).scalar_one() <= 2  # the session's and this thread's
