"""Which consent texts a person agreed to, and whether a guardian did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from quizapp.storage.database import db
from quizapp.storage.tables import consents


@dataclass(frozen=True, slots=True)
class Consent:
    version: str
    guardian: bool
    given_at: datetime


def add(person_id: int, version: str, *, guardian: bool, now: datetime) -> None:
    db.session.execute(insert(consents).values(person_id=person_id, version=version, guardian=guardian, given_at=now))


def of_person(person_id: int) -> list[Consent]:
    """Oldest first. Who withdraws is erased, and these with them; the audit log says that it was so."""
    query = select(consents).where(consents.c.person_id == person_id).order_by(consents.c.given_at, consents.c.id)
    return [Consent(row.version, row.guardian, row.given_at) for row in db.session.execute(query)]
