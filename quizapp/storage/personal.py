"""Everything that is kept about one person, wherever it lies: to show it to them, and to make it go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from quizapp.domain.retention import Cutoff
from quizapp.storage.database import db
from quizapp.storage.resources import resources
from quizapp.storage.tables import attempts as attempt_table
from quizapp.storage.tables import (
    class_members,
    class_starts,
    consents,
    contests,
    entries,
    otps,
    people,
    session_people,
    sessions,
    standings,
)

# Stands where a name stood, sealed or masked: so whoever opens or shows a name needs no case of its own for this one.
ERASED = "已删除"


@dataclass(frozen=True, slots=True)
class Profile:
    """A person's own data, opened."""

    id: int
    name: str
    phone: str
    area: str
    unit: str
    population: str
    birth_year: int | None
    guardian_consent: bool | None
    wechat: bool
    created_at: datetime
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """A stage on which a person stands."""

    contest_id: int
    stage: int


def number_of(slug: str, ref: str) -> int | None:
    """The person behind an entry of a roster."""
    return db.session.execute(
        select(entries.c.person_id)
        .join(contests, contests.c.id == entries.c.contest_id)
        .where(contests.c.slug == slug, entries.c.ref == ref)
    ).scalar()


def profile(person_id: int, *, lock: bool = False) -> Profile | None:
    query = select(people).where(people.c.id == person_id)
    row = db.session.execute(query.with_for_update() if lock else query).first()
    if row is None:
        return None
    sealer = resources().sealer
    return Profile(
        id=row.id,
        name=sealer.open(row.id, row.name_sealed),
        phone=sealer.open(row.id, row.phone_sealed) if row.phone_sealed else "",
        area=row.area or "",
        unit=row.unit or "",
        population=row.population or "",
        birth_year=row.birth_year,
        guardian_consent=row.guardian_consent,
        wechat=row.wechat_index is not None,
        created_at=row.created_at,
        erased_at=row.erased_at,
    )


def entries_of(person_id: int) -> list[dict[str, Any]]:
    """Their entries, without the code's hash."""
    shown = (entries.c.ref, entries.c.area, entries.c.unit, entries.c.population, entries.c.area_from)
    query = (
        select(contests.c.slug.label("contest"), *shown, entries.c.created_at)
        .join(contests, contests.c.id == entries.c.contest_id)
        .where(entries.c.person_id == person_id)
        .order_by(entries.c.created_at, contests.c.slug)
    )
    return [dict(row) for row in db.session.execute(query).mappings()]


def class_starts_of(person_id: int) -> list[dict[str, Any]]:
    """Where they joined a class that started at one moment."""
    query = (
        select(contests.c.slug.label("contest"), class_starts.c.unit, class_members.c.joined_at)
        .join(class_starts, class_starts.c.id == class_members.c.class_start_id)
        .join(contests, contests.c.id == class_starts.c.contest_id)
        .where(class_members.c.person_id == person_id)
        .order_by(class_members.c.joined_at)
    )
    return [dict(row) for row in db.session.execute(query).mappings()]


def population_of(person: Profile) -> str:
    """The group that they gave; else the one that a roster has them in, a youth's before any other."""
    query = select(entries.c.population).where(entries.c.person_id == person.id)
    listed = set(db.session.execute(query).scalars())
    return person.population or ("youth" if "youth" in listed else min(listed, default=""))


def sessions_of(person_id: int) -> list[dict[str, Any]]:
    """Their sessions, and those of a phone that they share, without the token's hash."""
    shared = select(session_people.c.session_id).where(session_people.c.person_id == person_id)
    query = (
        select(sessions.c.created_at, sessions.c.last_seen_at, sessions.c.expires_at, sessions.c.shared)
        .where(or_(sessions.c.person_id == person_id, sessions.c.id.in_(shared)))
        .order_by(sessions.c.created_at)
    )
    return [dict(row) for row in db.session.execute(query).mappings()]


def erased() -> list[int]:
    """Whoever was erased, by number."""
    query = select(people.c.id).where(people.c.erased_at.is_not(None)).order_by(people.c.id)
    return list(db.session.execute(query).scalars())


def over(limit: Cutoff, most: int) -> list[int]:
    """People whom nothing needs any more; the rule of `domain.retention.is_over`."""
    ended_at = func.coalesce(contests.c.finished_at, contests.c.closes_at)
    needed = (
        select(entries.c.person_id)
        .join(contests, contests.c.id == entries.c.contest_id)
        .where(entries.c.person_id == people.c.id, ended_at > limit.people)
        .exists()
    )
    query = (
        select(people.c.id)
        .where(people.c.erased_at.is_(None), people.c.created_at <= limit.people, ~needed)
        .order_by(people.c.id)
        .limit(most)
    )
    return list(db.session.execute(query).scalars())


def forget_otps(limit: Cutoff) -> None:
    db.session.execute(delete(otps).where(otps.c.sent_at <= limit.otps))


def forget_late_sessions() -> None:
    """A session that was opened in the very moment in which its person was erased."""
    gone = select(people.c.id).where(people.c.erased_at.is_not(None))
    db.session.execute(delete(sessions).where(sessions.c.person_id.in_(gone)))


def erase(person: Profile, now: datetime) -> list[Board]:
    """Make the person go from every table; attempts and standings stay as figures. Answers the boards to be told.

    In a transaction of the caller, who holds the person.
    """
    db.session.execute(select(entries).where(entries.c.person_id == person.id).with_for_update())
    _forget_ways_in(person)
    for table in (consents, class_members):
        db.session.execute(delete(table).where(table.c.person_id == person.id))
    db.session.execute(
        update(entries).where(entries.c.person_id == person.id).values(ref=f"{ERASED}-{person.id}", code_hash=None)
    )
    db.session.execute(update(people).where(people.c.id == person.id).values(**_blank(person.id), erased_at=now))
    touched = db.session.execute(
        update(standings)
        .where(standings.c.person_id == person.id)
        .values(version=standings.c.version + 1)
        .returning(standings.c.contest_id, standings.c.stage)
    )
    return [Board(*row) for row in touched]


def _blank(person_id: int) -> dict[str, Any]:
    sealer = resources().sealer
    gone = ("phone_sealed", "phone_index", "wechat_index", "area", "unit", "population", "birth_year")
    return {
        **dict.fromkeys((*gone, "guardian_consent")),
        "name_sealed": sealer.seal(person_id, ERASED),
        "name_masked": ERASED,
        "key_number": sealer.key_number,
    }


def _forget_ways_in(person: Profile) -> None:
    """Sessions, codes by SMS and the tokens of open attempts; what others on the same phone need stays theirs."""
    db.session.execute(delete(session_people).where(session_people.c.person_id == person.id))
    db.session.execute(delete(sessions).where(sessions.c.person_id == person.id))
    db.session.execute(
        update(attempt_table)
        .where(attempt_table.c.person_id == person.id)
        .values(key_number=attempt_table.c.key_number + 1)
    )
    own = db.session.execute(select(people.c.phone_index, people.c.wechat_index).where(people.c.id == person.id)).one()
    phones = [own.phone_index, *(resources().sealer.phone_indexes(person.phone) if person.phone else [])]
    if own.phone_index and not _shared(people.c.phone_index.in_(phones), person.id):
        db.session.execute(delete(sessions).where(sessions.c.phone_index.in_(phones)))
        db.session.execute(delete(otps).where(otps.c.phone_index.in_(phones)))
    if own.wechat_index and not _shared(people.c.wechat_index == own.wechat_index, person.id):
        db.session.execute(delete(sessions).where(sessions.c.wechat_index == own.wechat_index))


def _shared(same: Any, person_id: int) -> bool:
    others = select(people.c.id).where(same, people.c.id != person_id, people.c.erased_at.is_(None)).limit(1)
    return db.session.execute(others).first() is not None
