"""The way up, all the way down, and up again; and the tables of the code are those of the migrations."""

from __future__ import annotations

from typing import Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from quizapp.storage import tables
from quizapp.storage.database import db, is_postgresql
from tests.builders import World


def names() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"sqlite_sequence"}


def checks_of(engine: Engine) -> dict[str, list[tuple[Any, str]]]:
    """The check constraints of every table, as the database tells them."""
    found = inspect(engine)
    return {
        table: sorted((check["name"], check["sqltext"]) for check in found.get_check_constraints(table))
        for table in tables.metadata.tables
    }


def test_up_down_and_up_again(either_world: World) -> None:
    db.session.remove()
    assert names() == {*tables.metadata.tables, "alembic_version"}
    flask_migrate.downgrade(revision="base")
    assert names() == {"alembic_version"}
    assert not rest_of_functions()
    flask_migrate.upgrade()
    assert names() == {*tables.metadata.tables, "alembic_version"}
    flask_migrate.check()


def test_models_and_migrations_agree(either_world: World) -> None:
    db.session.remove()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, tables.metadata) == []


@pytest.mark.parametrize("either_world", ["sqlite"], indirect=True)
def test_the_checks_are_those_of_the_models(either_world: World) -> None:
    # Alembic does not compare check constraints, so a role that was added to the models alone would go unseen.
    fresh = create_engine("sqlite://")
    tables.metadata.create_all(fresh)
    expected = checks_of(fresh)
    fresh.dispose()
    assert checks_of(db.engine) == expected
    assert [name for name, _ in expected["attempts"]] == ["ck_attempts_closed_has_score", "ck_attempts_state"]


def rest_of_functions() -> list[str]:
    """Functions of our own that are left in the database."""
    if not is_postgresql():
        return []
    query = "SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'public'"
    with db.engine.connect() as connection:
        return list(connection.execute(text(query)).scalars())
