"""Who entered which contest, with what tells a minor: for counts only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import or_, select

from quizapp.storage.database import db
from quizapp.storage.tables import attempts, consents, entries, people


class Entered(NamedTuple):
    """One entry; `answered`: at least one attempt that is not practice."""

    contest_id: int
    person_id: int
    population: str
    birth_year: int | None
    guardian_consent: bool
    answered: bool


def entered() -> Iterator[Entered]:
    """Every entry, streamed. A guardian's consent stands on the roster or was given with a text."""
    by_text = select(consents.c.id).where(consents.c.person_id == people.c.id, consents.c.guardian.is_(True)).exists()
    sat = (
        select(attempts.c.id)
        .where(
            attempts.c.contest_id == entries.c.contest_id,
            attempts.c.person_id == entries.c.person_id,
            attempts.c.practice.is_(False),
        )
        .exists()
    )
    query = select(
        entries.c.contest_id,
        entries.c.person_id,
        entries.c.population,
        people.c.birth_year,
        or_(people.c.guardian_consent.is_(True), by_text).label("guardian_consent"),
        sat.label("answered"),
    ).join(people, people.c.id == entries.c.person_id)
    for row in db.session.execute(query, execution_options={"yield_per": 2_000}):
        yield Entered(
            row.contest_id,
            row.person_id,
            row.population,
            row.birth_year,
            bool(row.guardian_consent),
            bool(row.answered),
        )
