"""Questions with their versions, and collections."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, UniqueConstraint

from quizapp.storage.database import Document, Id, Instant
from quizapp.storage.tables.columns import id_column, metadata, one_of, to

questions = Table(
    "questions",
    metadata,
    id_column(),
    Column("ref", String(80), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
)
question_versions = Table(
    "question_versions",
    metadata,
    id_column(),
    to("question_id", "questions.id"),
    Column("number", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("fingerprint", String(32), nullable=False, index=True),
    Column("content", Document, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", String(80), nullable=False),
    UniqueConstraint("question_id", "number"),
    one_of("state", ("draft", "approved")),
)
collections = Table(
    "collections",
    metadata,
    id_column(),
    Column("name", String(100), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
)
collection_questions = Table(
    "collection_questions",
    metadata,
    Column("collection_id", Id, ForeignKey("collections.id"), primary_key=True),
    Column("question_id", Id, ForeignKey("questions.id"), primary_key=True),
    Column("position", Integer, nullable=False),
)
