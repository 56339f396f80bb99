"""Whether the shelves answer, in words for the operator."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from quizapp.storage.database import db
from quizapp.storage.redis_client import Away
from quizapp.storage.resources import resources


def database_problem() -> str | None:
    """Whether the tables can be read; a failed connection is one reason why not."""
    return _problem("SELECT 1 FROM contests LIMIT 1")


def connection_problem() -> str | None:
    return _problem("SELECT 1")


def _problem(statement: str) -> str | None:
    try:
        db.session.execute(text(statement))
    except SQLAlchemyError as error:
        db.session.rollback()
        return f"database: {type(error.__cause__ or error).__name__}"
    return None


def redis_problem() -> str | None:
    try:
        resources().redis.ping()
    except Away as error:
        return f"redis: {type(error).__name__}; boards are read from the database"
    return None


def database_clock_offset(now: datetime) -> timedelta | None:
    """How far this process's clock is ahead of the database server's; None where there is no server with its own."""
    if db.engine.dialect.name != "postgresql":
        return None
    theirs: datetime = db.session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return now - theirs
