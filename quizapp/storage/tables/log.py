"""What the boards must still be told, and what was done by whom."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table

from quizapp.storage.database import Document, Instant
from quizapp.storage.tables.columns import id_column, metadata, to

outbox = Table(
    "outbox",
    metadata,
    id_column(),
    to("contest_id", "contests.id"),
    Column("stage", Integer, nullable=False),
    to("person_id", "people.id"),
    Column("created_at", Instant, nullable=False),
    Index(None, "contest_id", "stage"),
    sqlite_autoincrement=True,
)
audit_log = Table(
    "audit_log",
    metadata,
    id_column(),
    Column("at", Instant, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("action", String(60), nullable=False),
    Column("object", String(120), nullable=False, index=True),
    Column("details", Document, nullable=False),
    # The worker links rows into a hash chain in the order in which it finds them committed; then they are sealed.
    Column("link", BigInteger, unique=True),
    Column("hash", LargeBinary),
    sqlite_autoincrement=True,
)
