"""Participants and their entries to contests. Names and phones are sealed; entry codes are kept only as hashes."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from quizapp.domain.people import Entry, Participant, mask_name
from quizapp.storage.database import db, is_postgresql
from quizapp.storage.resources import resources
from quizapp.storage.tables import entries, people

NAMES_AT_ONCE = 10_000  # a statement takes only so many values


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A row of a roster, ready to be stored."""

    ref: str
    name: str
    area: str
    population: str
    unit: str
    phone: str
    birth_year: int | None
    guardian_consent: bool | None
    code: str


def new_person_id() -> int:
    """Random, so that a number says nothing about who came first."""
    return secrets.randbits(52) + 1


def add_entries(contest_id: int, rows: list[NewEntry], now: datetime) -> None:
    """Store people with their entries, in two statements whatever the number."""
    sealer = resources().sealer
    persons: list[dict[str, Any]] = []
    places: list[dict[str, Any]] = []
    for row in rows:
        person_id = new_person_id()
        persons.append(
            {
                "id": person_id,
                "name_sealed": sealer.seal(person_id, row.name),
                "name_masked": mask_name(row.name),
                "phone_sealed": sealer.seal(person_id, row.phone) if row.phone else None,
                "phone_index": sealer.phone_index(row.phone) if row.phone else None,
                "key_number": sealer.key_number,
                "birth_year": row.birth_year,
                "guardian_consent": row.guardian_consent,
                "created_at": now,
            }
        )
        places.append(
            {
                "contest_id": contest_id,
                "person_id": person_id,
                "ref": row.ref,
                "area": row.area,
                "unit": row.unit or None,
                "population": row.population,
                "area_from": "roster",
                "code_hash": sealer.code_hash(row.code),
                "created_at": now,
            }
        )
    if rows:
        db.session.execute(insert(people), persons)
        db.session.execute(insert(entries), places)


def add_entry(entry: Entry, now: datetime) -> None:
    """Enter somebody who is on no roster; two at once, as with a double tap, enter them once."""
    values = {
        "contest_id": entry.contest_id,
        "person_id": entry.person_id,
        "ref": entry.ref,
        "area": entry.area,
        "unit": entry.unit or None,
        "population": entry.population,
        "area_from": entry.area_from,
        "created_at": now,
    }
    insertion = postgresql.insert if is_postgresql() else sqlite.insert
    db.session.execute(insertion(entries).values(**values).on_conflict_do_nothing())


def members(contest_id: int, unit: str) -> int:
    """How many people of a unit are entered."""
    query = select(func.count()).where(entries.c.contest_id == contest_id, entries.c.unit == unit)
    return db.session.execute(query).scalar_one()


def refs(contest_id: int) -> set[str]:
    return set(db.session.execute(select(entries.c.ref).where(entries.c.contest_id == contest_id)).scalars())


def entry_by_code(code: str) -> Entry | None:
    """Whose code this is; the code must be in its normal form."""
    return _one(select(entries).where(entries.c.code_hash.in_(resources().sealer.code_hashes(code))))


def entry(contest_id: int, person_id: int) -> Entry | None:
    return _one(_of(contest_id, person_id))


def lock_entry(contest_id: int, person_id: int) -> Entry | None:
    """The entry, held until the transaction ends: what a person does in one contest happens one after the other."""
    return _one(_of(contest_id, person_id).with_for_update())


def entered_contests(person_id: int) -> list[int]:
    return list(db.session.execute(select(entries.c.contest_id).where(entries.c.person_id == person_id)).scalars())


def participant(person_id: int) -> Participant | None:
    sealed = db.session.execute(select(people.c.name_sealed).where(people.c.id == person_id)).scalar()
    return None if sealed is None else Participant(person_id, resources().sealer.open(person_id, sealed))


def names(persons: Collection[int]) -> dict[int, str]:
    """Full names by number."""
    sealer, wanted, found = resources().sealer, list(persons), dict[int, str]()
    for first in range(0, len(wanted), NAMES_AT_ONCE):
        some = wanted[first : first + NAMES_AT_ONCE]
        query = select(people.c.id, people.c.name_sealed).where(people.c.id.in_(some))
        found |= {row.id: sealer.open(row.id, row.name_sealed) for row in db.session.execute(query)}
    return found


def reissue(contest_id: int, ref: str, code: str) -> int | None:
    """Give an entry a new code; the old one opens nothing from then on. Answers whose it is; nobody's, if erased."""
    there = select(people.c.id).where(people.c.id == entries.c.person_id, people.c.erased_at.is_(None)).exists()
    found: int | None = db.session.execute(
        update(entries)
        .where(entries.c.contest_id == contest_id, entries.c.ref == ref, there)
        .values(code_hash=resources().sealer.code_hash(code))
        .returning(entries.c.person_id)
    ).scalar()
    return found


def roster(contest_id: int, area: str = "") -> Iterator[tuple[Entry, str]]:
    """Everybody entered (of one area), with the name opened, ordered by area, unit and ref."""
    query = (
        select(entries, people.c.name_sealed)
        .join(people, people.c.id == entries.c.person_id)
        .where(entries.c.contest_id == contest_id)
        .order_by(entries.c.area, entries.c.unit, entries.c.ref)
    )
    if area:
        query = query.where(entries.c.area == area)
    sealer = resources().sealer
    for row in db.session.execute(query):
        yield _noun(row), sealer.open(row.person_id, row.name_sealed)


def _of(contest_id: int, person_id: int) -> Any:
    return select(entries).where(entries.c.contest_id == contest_id, entries.c.person_id == person_id)


def _one(query: Any) -> Entry | None:
    row = db.session.execute(query).first()
    return None if row is None else _noun(row)


def _noun(row: Any) -> Entry:
    return Entry(row.contest_id, row.person_id, row.area, row.population, row.unit or "", row.ref, row.area_from)
