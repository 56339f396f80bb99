"""Looks at people, which the audit log keeps so that they can be looked at too.

In lists of staff a minor stands masked. Whoever needs the full name asks for it here, one by one or for a list to
print, and each is a look. An inspector, who only reads, leaves a note for every list and attempt as well.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from quizapp.domain.contest import ContestRecord
from quizapp.domain.minors import is_minor
from quizapp.domain.people import Actor, Entry, Staff
from quizapp.domain.staff import READ_ONLY
from quizapp.storage import audit, people
from quizapp.storage.database import transaction

LOOKED = "person.look"


class Found(Protocol):
    """Somebody as storage lists them, with no name opened."""

    @property
    def entry(self) -> Entry: ...

    @property
    def masked(self) -> str: ...

    @property
    def birth_year(self) -> int | None: ...


class Shown(Protocol):
    """Somebody as a list of staff shows them."""

    @property
    def number(self) -> int: ...

    @property
    def is_masked(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Name:
    """A name as staff see it in a list."""

    number: int
    text: str
    is_masked: bool


def note(who: Staff, about: str, now: datetime, **details: Any) -> None:
    """Note a look of somebody who only reads; the looks of those whose work it is are no news."""
    if who.role in READ_ONLY:
        with transaction():
            audit.write(Actor("staff", str(who.id)), LOOKED, about, now, **details)


def is_masked(found: Found, now: datetime) -> bool:
    """Whether staff see the name masked until they ask for it."""
    return is_minor(found.birth_year, found.entry.population, now.year)


def names(found: Collection[Found], now: datetime) -> dict[int, Name]:
    """The names of a list by number: grown-ups' in full, minors' masked, and those are never opened."""
    masked = {each.entry.person_id: each.masked for each in found if is_masked(each, now)}
    opened = people.names([each.entry.person_id for each in found if each.entry.person_id not in masked])
    return {number: Name(number, text, number in masked) for number, text in (masked | opened).items()}


def full_names(record: ContestRecord, shown: Collection[Shown], actor: Actor, now: datetime) -> dict[int, str]:
    """The full names by number, of people in a contest's lists; each that was masked is noted as a look."""
    looked_at = [f"person:{each.number}" for each in shown if each.is_masked]
    with transaction():
        audit.write_all(actor, LOOKED, looked_at, now, contest=record.contest.slug)
    return people.names([each.number for each in shown])
