"""Alembic's environment: knows the tables' metadata and the application's engine; versions never import the domain."""

from __future__ import annotations

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db
target_metadata = database.metadatas[None]


def render_item(kind, item, autogen):
    """Write the project's own column types as what the database sees: versions never import the domain."""
    if kind == "type" and type(item).__name__ == "Instant":
        return "sa.BigInteger()"
    return False


def run() -> None:
    engine = database.engines[None]
    # SQLite's own transaction handling would end with the first table otherwise.
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=target_metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            transaction_per_migration=True,
            compare_type=True,
            compare_server_default=True,
            user_module_prefix="sa.",
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
