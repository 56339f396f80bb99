"""What the database itself refuses, whoever writes; and starts at the same moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from quizapp.domain import contest as c
from quizapp.domain.attempt import State
from quizapp.domain.people import Actor, Entry
from quizapp.domain.refusals import NoChancesLeft
from quizapp.operations.hand_in import hand_in
from quizapp.storage import attempts, contests, people, tables
from quizapp.storage.attempts import NewAttempt
from quizapp.storage.database import db, transaction
from tests.builders import World, a_contest
from tests.storage.shelf import entries, start, together


def a_start(world: World, entry: Entry, **fields: Any) -> NewAttempt:
    snapshot_id = contests.snapshot_id(entry.contest_id, 0, practice=False)
    assert snapshot_id is not None
    plain = NewAttempt(
        entry=entry,
        stage=0,
        practice=False,
        number=1,
        period="2026-09-01",
        ordinal=1,
        idempotency_key=None,
        snapshot_id=snapshot_id,
        seed="s",
        drawer=1,
        paper=(),
        started_at=world.now,
        deadline=world.now + timedelta(minutes=10),
        grace=timedelta(seconds=5),
    )
    return replace(plain, **fields)


def is_stored(new: NewAttempt) -> bool:
    with transaction():
        return attempts.add(new) is not None


def end_all() -> None:
    with transaction():
        db.session.execute(update(tables.attempts).values(state=State.HANDED_IN.value, score=0))


@pytest.fixture
def pair(either_world: World) -> tuple[World, Entry, Entry]:
    record = either_world.contest()
    one, other = entries(either_world, record, 2)
    return either_world, one, other


def test_one_open_attempt_for_a_person_and_stage(pair: tuple[World, Entry, Entry]) -> None:
    world, one, other = pair
    assert is_stored(a_start(world, one))
    assert not is_stored(a_start(world, one, number=2, ordinal=2))
    assert is_stored(a_start(world, one, practice=True))
    assert not is_stored(a_start(world, one, practice=True, number=2, ordinal=2))
    assert is_stored(a_start(world, one, stage=1, number=2))
    assert is_stored(a_start(world, other))
    end_all()
    assert is_stored(a_start(world, one, number=3, ordinal=2))


def test_a_chance_is_taken_once(pair: tuple[World, Entry, Entry]) -> None:
    world, one, other = pair
    assert is_stored(a_start(world, one))
    end_all()
    assert not is_stored(a_start(world, one, number=2))
    assert is_stored(a_start(world, one, number=2, period="2026-09-02"))
    assert is_stored(a_start(world, other))


def test_a_number_and_a_key_are_used_once(pair: tuple[World, Entry, Entry]) -> None:
    world, one, other = pair
    assert is_stored(a_start(world, one, idempotency_key="k"))
    end_all()
    assert not is_stored(a_start(world, one, ordinal=2))
    assert not is_stored(a_start(world, one, number=2, ordinal=2, idempotency_key="k"))
    assert is_stored(a_start(world, other, idempotency_key="k"))
    found = attempts.by_idempotency_key(one.person_id, "k")
    assert found is not None
    assert (found.person_id, found.number) == (one.person_id, 1)
    assert attempts.by_idempotency_key(one.person_id, "other") is None


def test_a_start_that_is_refused_leaves_the_transaction_whole(pair: tuple[World, Entry, Entry]) -> None:
    world, one, other = pair
    with transaction():
        assert attempts.add(a_start(world, one)) is not None
        assert attempts.add(a_start(world, one)) is None
        assert attempts.add(a_start(world, other)) is not None
    assert db.session.execute(select(func.count()).select_from(tables.attempts)).scalar_one() == 2


@pytest.mark.parametrize(
    ("column", "value"),
    [("contest_id", 999_999), ("person_id", 999_999), ("area", "nowhere"), ("unit", "nowhere")],
)
def test_foreign_keys_are_kept(pair: tuple[World, Entry, Entry], column: str, value: Any) -> None:
    _, one, _ = pair
    with pytest.raises(IntegrityError), transaction():
        mine = tables.entries.c.person_id == one.person_id
        db.session.execute(update(tables.entries).where(mine).values({column: value}))
    assert people.entry(one.contest_id, one.person_id) == one


def test_what_others_point_to_cannot_go(pair: tuple[World, Entry, Entry]) -> None:
    for table in (tables.contests, tables.people, tables.areas):
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(delete(table))


@pytest.mark.parametrize(
    "values", [{"state": "lost"}, {"state": "handed_in"}, {"state": "expired", "score": None}, {"snapshot_id": 999_999}]
)
def test_impossible_attempts_are_refused(pair: tuple[World, Entry, Entry], values: dict[str, Any]) -> None:
    world, one, _ = pair
    assert is_stored(a_start(world, one))
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(tables.attempts).values(values))


def test_a_code_and_a_ref_belong_to_one_person(pair: tuple[World, Entry, Entry]) -> None:
    _, one, other = pair
    mine = tables.entries.c.person_id == one.person_id
    theirs = select(tables.entries).where(tables.entries.c.person_id == other.person_id)
    row = db.session.execute(theirs).mappings().one()
    for column in ("code_hash", "ref"):
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(update(tables.entries).where(mine).values({column: row[column]}))


def test_a_session_cannot_have_two_owners(pair: tuple[World, Entry, Entry]) -> None:
    world, one, _ = pair
    world.staff("official")
    staff_id = db.session.execute(select(tables.staff.c.id)).scalars().first()
    row = {
        "token_hash": b"x",
        "staff_id": staff_id,
        "person_id": one.person_id,
        "shared": False,
        "created_at": world.now,
        "last_seen_at": world.now,
        "expires_at": world.now,
    }
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(insert(tables.sessions).values(row))


# --- at the same moment --------------------------------------------------------------------------------------------


def test_thirty_two_starts_at_once_are_one_attempt(either_world: World) -> None:
    world = either_world
    record = world.contest()
    person = entries(world, record, 1)[0].person_id
    found = together(world, [partial(start, world, record, person, key=f"k{n}") for n in range(32)])
    assert {attempt.id for attempt in found} == {found[0].id}
    rows = attempts.of_person(record.id, person)
    assert [(a.number, a.state) for a in rows] == [(1, State.OPEN)]


def test_whoever_starts_and_hands_in_at_once_never_gets_more_chances(either_world: World) -> None:
    world = either_world
    record = world.contest(a_contest(chances=c.Chances("contest", 5)))
    person = entries(world, record, 1)[0].person_id
    zone = world.app.config["QUIZAPP"].timezone

    def play() -> bool:
        """Start and hand in until there is no chance left."""
        for _ in range(9):
            try:
                attempt = start(world, record, person)
            except NoChancesLeft:
                return True
            hand_in(attempt.id, world.now, zone, Actor("person", str(person)))
        return False

    assert together(world, [play] * 8) == [True] * 8
    taken = attempts.taken_chances(record.id, person)
    assert sorted(chance.ordinal for chance in taken) == [1, 2, 3, 4, 5]
    assert {chance.period for chance in taken} == {"contest"}
    assert sorted(a.number for a in attempts.of_person(record.id, person)) == [1, 2, 3, 4, 5]


def test_the_same_key_answers_the_same_attempt_for_ever(either_world: World) -> None:
    world = either_world
    record = world.contest(a_contest(chances=c.Chances("contest", 5)))
    person = entries(world, record, 1)[0].person_id
    first = start(world, record, person, key="lost reply")
    hand_in(first.id, world.now, world.app.config["QUIZAPP"].timezone, Actor("person", str(person)))
    again = start(world, record, person, key="lost reply")
    assert (again.id, again.state) == (first.id, State.HANDED_IN)
    assert start(world, record, person, key="another").number == 2
