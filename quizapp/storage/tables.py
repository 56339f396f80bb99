"""The tables. Constraints carry the rules that must hold whoever writes; names follow the naming convention."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from quizapp.domain.attempt import State
from quizapp.domain.people import ROLES
from quizapp.storage.database import Document, Id, Instant, db

metadata = db.metadata


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True)


def _to(name: str, target: str, *, nullable: bool = False, index: bool = False) -> Column[Any]:
    kind: Any = String(40) if target.endswith(".code") else Id
    return Column(name, kind, ForeignKey(target), nullable=nullable, index=index)


def _one_of(column: str, values: Any) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


areas = Table(
    "areas",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("kind", String(20), nullable=False),
    _to("parent", "areas.code", nullable=True),
)
units = Table(
    "units",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("name", String(100), nullable=False),
    _to("area", "areas.code", index=True),
    Column("kind", String(20), nullable=False),
    _to("parent", "units.code", nullable=True, index=True),
    Column("registered", Integer),
    CheckConstraint("registered >= 0", name="registered"),
)
denominators = Table(
    "denominators",
    metadata,
    _id(),
    _to("area", "areas.code"),
    Column("population", String(20), nullable=False),
    Column("count", Integer, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("source", String(200), nullable=False),
    Column("entered_at", Instant, nullable=False),
    CheckConstraint("count >= 0", name="count"),
    Index(None, "area", "population", "entered_at"),
)

people = Table(
    "people",
    metadata,
    _id(),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("name_masked", String(20), nullable=False),
    Column("phone_sealed", LargeBinary),
    Column("phone_index", LargeBinary, index=True),
    Column("key_number", Integer, nullable=False),
    Column("wechat_index", LargeBinary, index=True),
    _to("area", "areas.code", nullable=True),
    _to("unit", "units.code", nullable=True),
    Column("population", String(20)),
    Column("birth_year", Integer),
    Column("guardian_consent", Boolean),
    Column("created_at", Instant, nullable=False),
    Column("erased_at", Instant),
)
consents = Table(
    "consents",
    metadata,
    _id(),
    _to("person_id", "people.id", index=True),
    Column("version", String(20), nullable=False),
    Column("guardian", Boolean, nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
)
otps = Table(
    "otps",
    metadata,
    _id(),
    Column("phone_index", LargeBinary, nullable=False),
    Column("code_hash", LargeBinary, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("wrong_tries", Integer, nullable=False),
    Column("used_at", Instant),
    Index(None, "phone_index", "sent_at"),
)
staff = Table(
    "staff",
    metadata,
    _id(),
    Column("name", String(60), nullable=False, unique=True),
    Column("password_hash", String(200)),
    Column("role", String(20), nullable=False),
    _to("area", "areas.code", nullable=True),
    _to("unit", "units.code", nullable=True),
    Column("totp_sealed", LargeBinary),
    Column("totp_confirmed_at", Instant),
    # The last time step whose code was used: a code seen over somebody's shoulder opens nothing.
    Column("totp_step", BigInteger),
    Column("expires_at", Instant),
    Column("created_at", Instant, nullable=False),
    _one_of("role", ROLES),
)
recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("staff_id", Id, ForeignKey("staff.id"), primary_key=True),
    Column("code_hash", LargeBinary, primary_key=True),
    Column("used_at", Instant),
)
staff_links = Table(
    "staff_links",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    _to("staff_id", "staff.id"),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)
sessions = Table(
    "sessions",
    metadata,
    _id(),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    _to("staff_id", "staff.id", nullable=True, index=True),
    _to("person_id", "people.id", nullable=True, index=True),
    Column("phone_index", LargeBinary),
    # The number is sealed here too: whoever is made on this phone is found again by it.
    Column("phone_sealed", LargeBinary),
    Column("wechat_index", LargeBinary),
    # The area or unit of a contest that a signed link let in to.
    Column("link", String(160)),
    Column("shared", Boolean, nullable=False),
    Column("second_factor_at", Instant),
    Column("device", String(60)),
    Column("created_at", Instant, nullable=False),
    Column("last_seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    CheckConstraint("staff_id IS NULL OR person_id IS NULL", name="one_owner"),
)
session_people = Table(
    "session_people",
    metadata,
    Column("session_id", Id, ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Index(None, "person_id"),
)

questions = Table(
    "questions",
    metadata,
    _id(),
    Column("ref", String(80), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
)
question_versions = Table(
    "question_versions",
    metadata,
    _id(),
    _to("question_id", "questions.id"),
    Column("number", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("fingerprint", String(32), nullable=False, index=True),
    Column("content", Document, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", String(80), nullable=False),
    UniqueConstraint("question_id", "number"),
    _one_of("state", ("draft", "approved")),
)
collections = Table(
    "collections",
    metadata,
    _id(),
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

contests = Table(
    "contests",
    metadata,
    _id(),
    Column("slug", String(60), nullable=False, unique=True),
    Column("title", String(100), nullable=False),
    Column("rules", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("opens_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("published_at", Instant),
    Column("stopped_at", Instant),
    Column("finished_at", Instant),
)
snapshots = Table(
    "snapshots",
    metadata,
    _id(),
    _to("contest_id", "contests.id"),
    Column("stage", Integer, nullable=False),
    Column("practice", Boolean, nullable=False),
    Column("questions", Document, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("contest_id", "stage", "practice"),
)
entries = Table(
    "entries",
    metadata,
    Column("contest_id", Id, ForeignKey("contests.id"), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("ref", String(80), nullable=False),
    _to("area", "areas.code"),
    _to("unit", "units.code", nullable=True),
    Column("population", String(20), nullable=False),
    Column("area_from", String(10), nullable=False),
    Column("code_hash", LargeBinary, unique=True),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("contest_id", "ref"),
    Index(None, "person_id"),
    Index(None, "contest_id", "area"),
)

attempts = Table(
    "attempts",
    metadata,
    _id(),
    _to("contest_id", "contests.id"),
    Column("stage", Integer, nullable=False),
    _to("person_id", "people.id"),
    Column("practice", Boolean, nullable=False),
    Column("number", Integer, nullable=False),
    Column("period", String(20), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("idempotency_key", String(80)),
    _to("snapshot_id", "snapshots.id"),
    Column("seed", String(40), nullable=False),
    Column("drawer", Integer, nullable=False),
    Column("paper", Text, nullable=False),
    Column("key_number", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("extra_us", BigInteger, nullable=False, server_default="0"),
    Column("deadline", Instant, nullable=False),
    Column("grace_us", BigInteger, nullable=False),
    Column("paused_at", Instant),
    Column("sheet", Document, nullable=False),
    Column("saved_seq", Integer, nullable=False, server_default="0"),
    Column("handed_in_at", Instant),
    Column("score", BigInteger),
    Column("max_score", BigInteger, nullable=False),
    Column("marks", Document),
    Column("right_answers", Integer),
    Column("passed", Boolean),
    Column("duration_us", BigInteger),
    _to("area", "areas.code"),
    _to("unit", "units.code", nullable=True),
    Column("population", String(20), nullable=False),
    _one_of("state", State),
    CheckConstraint("state = 'open' OR score IS NOT NULL", name="closed_has_score"),
    UniqueConstraint("person_id", "idempotency_key"),
    UniqueConstraint("contest_id", "person_id", "practice", "number"),
    UniqueConstraint("contest_id", "stage", "person_id", "practice", "period", "ordinal"),
    Index(
        "uq_attempts_one_open",
        "contest_id",
        "stage",
        "person_id",
        "practice",
        unique=True,
        postgresql_where=text("state = 'open'"),
        sqlite_where=text("state = 'open'"),
    ),
    Index(
        "ix_attempts_open_deadline",
        "deadline",
        postgresql_where=text("state = 'open'"),
        sqlite_where=text("state = 'open'"),
    ),
    Index(None, "contest_id", "area", "state"),
    # Half a page free keeps a save on its page and out of the indexes (a heap-only update).
    postgresql_with={"fillfactor": 50, "toast_tuple_target": 8160},
)
class_starts = Table(
    "class_starts",
    metadata,
    _id(),
    _to("contest_id", "contests.id"),
    _to("unit", "units.code"),
    Column("pin", String(6), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("started_at", Instant),
    Index(None, "contest_id", "unit"),
)
class_members = Table(
    "class_members",
    metadata,
    Column("class_start_id", Id, ForeignKey("class_starts.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("joined_at", Instant, nullable=False),
)
standings = Table(
    "standings",
    metadata,
    Column("contest_id", Id, ForeignKey("contests.id"), primary_key=True),
    Column("stage", Integer, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("points", BigInteger, nullable=False),
    Column("tie_key", String(64), nullable=False),
    Column("duration_us", BigInteger, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("counted", Document, nullable=False),
    Column("passed", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
    _to("area", "areas.code"),
    _to("unit", "units.code", nullable=True),
    Column("population", String(20), nullable=False),
    Index(None, "contest_id", "stage", "points", "tie_key"),
    Index(None, "contest_id", "stage", "area", "points", "tie_key"),
)
outbox = Table(
    "outbox",
    metadata,
    _id(),
    _to("contest_id", "contests.id"),
    Column("stage", Integer, nullable=False),
    _to("person_id", "people.id"),
    Column("created_at", Instant, nullable=False),
    Index(None, "contest_id", "stage"),
    sqlite_autoincrement=True,
)
audit_log = Table(
    "audit_log",
    metadata,
    _id(),
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
