"""What is known of a person beside their entries: made by themselves on a phone, or taken over from a roster."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from quizapp.domain.people import Details, mask_name
from quizapp.storage.database import db
from quizapp.storage.people import new_person_id
from quizapp.storage.resources import resources
from quizapp.storage.tables import consents, entries, people


def add(details: Details, phone: str, wechat: bytes | None, now: datetime) -> int:
    """A new person; answers the number."""
    person_id, sealer = new_person_id(), resources().sealer
    values = _values(person_id, details) | {
        "phone_sealed": sealer.seal(person_id, phone) if phone else None,
        "phone_index": sealer.phone_index(phone) if phone else None,
        "wechat_index": wechat,
        "key_number": sealer.key_number,
        "created_at": now,
    }
    db.session.execute(insert(people).values(id=person_id, **values))
    return person_id


def change(person_id: int, details: Details) -> None:
    values = _values(person_id, details) | {"key_number": resources().sealer.key_number}
    db.session.execute(update(people).where(people.c.id == person_id, people.c.erased_at.is_(None)).values(**values))


def details(person_id: int, *, lock: bool = False) -> Details | None:
    """None for nobody, and for somebody who was erased. A guardian's consent by a text counts like one by a roster."""
    by_text = select(consents.c.id).where(consents.c.person_id == people.c.id, consents.c.guardian.is_(True)).exists()
    query = select(people, by_text.label("by_text")).where(people.c.id == person_id, people.c.erased_at.is_(None))
    row = db.session.execute(query.with_for_update(of=people) if lock else query).first()
    if row is None:
        return None
    return Details(
        name=resources().sealer.open(row.id, row.name_sealed),
        area=row.area or "",
        unit=row.unit or "",
        population=row.population or "",
        birth_year=row.birth_year,
        guardian_consent=True if row.by_text else row.guardian_consent,
    )


def is_on_a_roster(person_id: int) -> bool:
    query = select(entries.c.contest_id).where(entries.c.person_id == person_id, entries.c.area_from == "roster")
    return db.session.execute(query.limit(1)).first() is not None


def with_phone(phone: str) -> list[int]:
    """Whoever bears a phone number, those first who came first."""
    mine = people.c.phone_index.in_(resources().sealer.phone_indexes(phone))
    return _living(mine)


def with_wechat(open_id: str) -> list[int]:
    return _living(people.c.wechat_index.in_(resources().sealer.code_hashes(f"wechat/{open_id}")))


def wechat_index(open_id: str) -> bytes:
    """How a WeChat is found again. The older index stays where there is one: nothing keeps the id itself."""
    known = resources().sealer.code_hashes(f"wechat/{open_id}")
    kept = db.session.execute(select(people.c.wechat_index).where(people.c.wechat_index.in_(known)).limit(1)).scalar()
    return kept or known[0]


def _living(which: Any) -> list[int]:
    query = select(people.c.id).where(which, people.c.erased_at.is_(None)).order_by(people.c.created_at, people.c.id)
    return list(db.session.execute(query).scalars())


def _values(person_id: int, details: Details) -> dict[str, Any]:
    return {
        "name_sealed": resources().sealer.seal(person_id, details.name),
        "name_masked": mask_name(details.name),
        "area": details.area or None,
        "unit": details.unit or None,
        "population": details.population or None,
        "birth_year": details.birth_year,
        "guardian_consent": details.guardian_consent,
    }
