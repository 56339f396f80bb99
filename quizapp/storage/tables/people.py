"""Areas, units, participants, staff and their sessions."""

from __future__ import annotations

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
)

from quizapp.domain.people import ROLES
from quizapp.storage.database import Id, Instant
from quizapp.storage.tables.columns import id_column, metadata, one_of, to

areas = Table(
    "areas",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("kind", String(20), nullable=False),
    to("parent", "areas.code", nullable=True),
)
units = Table(
    "units",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("name", String(100), nullable=False),
    to("area", "areas.code", index=True),
    Column("kind", String(20), nullable=False),
    to("parent", "units.code", nullable=True, index=True),
    Column("registered", Integer),
    CheckConstraint("registered >= 0", name="registered"),
)
denominators = Table(
    "denominators",
    metadata,
    id_column(),
    to("area", "areas.code"),
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
    id_column(),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("name_masked", String(20), nullable=False),
    Column("phone_sealed", LargeBinary),
    Column("phone_index", LargeBinary, index=True),
    Column("key_number", Integer, nullable=False),
    Column("wechat_index", LargeBinary, index=True),
    to("area", "areas.code", nullable=True),
    to("unit", "units.code", nullable=True),
    Column("population", String(20)),
    Column("birth_year", Integer),
    Column("guardian_consent", Boolean),
    Column("created_at", Instant, nullable=False),
    Column("erased_at", Instant),
)
consents = Table(
    "consents",
    metadata,
    id_column(),
    to("person_id", "people.id", index=True),
    Column("version", String(20), nullable=False),
    Column("guardian", Boolean, nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
)
otps = Table(
    "otps",
    metadata,
    id_column(),
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
    id_column(),
    Column("name", String(60), nullable=False, unique=True),
    Column("password_hash", String(200)),
    Column("role", String(20), nullable=False),
    to("area", "areas.code", nullable=True),
    to("unit", "units.code", nullable=True),
    Column("totp_sealed", LargeBinary),
    Column("totp_confirmed_at", Instant),
    # The last time step whose code was used: a code seen over somebody's shoulder opens nothing.
    Column("totp_step", BigInteger),
    Column("expires_at", Instant),
    Column("created_at", Instant, nullable=False),
    one_of("role", ROLES),
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
    to("staff_id", "staff.id"),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)
sessions = Table(
    "sessions",
    metadata,
    id_column(),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    to("staff_id", "staff.id", nullable=True, index=True),
    to("person_id", "people.id", nullable=True, index=True),
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
