"""Attempts: starting, reading, handing in, stopping the clock. The save has a file of its own, `saving`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, insert, select, type_coerce, update
from sqlalchemy.exc import IntegrityError

from quizapp.domain.attempt import EXPIRY_MARGIN, Answer, Attempt, State
from quizapp.domain.blueprint import PaperItem, compact, expand
from quizapp.domain.chances import Taken
from quizapp.domain.clock import to_us
from quizapp.domain.counting import Finished
from quizapp.domain.marking import Marks
from quizapp.domain.people import Entry
from quizapp.storage.database import db
from quizapp.storage.tables import attempts

MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class NewAttempt:
    entry: Entry
    stage: int
    practice: bool
    number: int
    period: str
    ordinal: int
    idempotency_key: str | None
    snapshot_id: int
    seed: str
    drawer: int
    paper: tuple[PaperItem, ...]
    started_at: datetime
    deadline: datetime
    grace: timedelta


def add(new: NewAttempt) -> Attempt | None:
    """Store a start; None if another start took the same chance at the same moment."""
    try:
        with db.session.begin_nested():
            row = db.session.execute(
                insert(attempts)
                .values(
                    contest_id=new.entry.contest_id,
                    stage=new.stage,
                    person_id=new.entry.person_id,
                    practice=new.practice,
                    number=new.number,
                    period=new.period,
                    ordinal=new.ordinal,
                    idempotency_key=new.idempotency_key,
                    snapshot_id=new.snapshot_id,
                    seed=new.seed,
                    drawer=new.drawer,
                    paper=compact(new.paper),
                    key_number=1,
                    state=State.OPEN.value,
                    started_at=new.started_at,
                    deadline=new.deadline,
                    grace_us=new.grace // MICROSECOND,
                    sheet={},
                    max_score=sum(item.points for item in new.paper),
                    area=new.entry.area,
                    unit=new.entry.unit or None,
                    population=new.entry.population,
                )
                .returning(attempts)
            ).one()
    except IntegrityError:
        return None
    return noun(row)


def get(attempt_id: int, *, lock: bool = False) -> Attempt | None:
    query = select(attempts).where(attempts.c.id == attempt_id)
    row = db.session.execute(query.with_for_update() if lock else query).first()
    return None if row is None else noun(row)


def by_idempotency_key(person_id: int, key: str) -> Attempt | None:
    row = db.session.execute(
        select(attempts).where(attempts.c.person_id == person_id, attempts.c.idempotency_key == key)
    ).first()
    return None if row is None else noun(row)


def of_person(contest_id: int, person_id: int) -> list[Attempt]:
    """All attempts of one person in one contest, practice too, in the order of their starts."""
    rows = db.session.execute(
        select(attempts)
        .where(attempts.c.contest_id == contest_id, attempts.c.person_id == person_id)
        .order_by(attempts.c.started_at, attempts.c.id)
    )
    return [noun(row) for row in rows]


def taken_chances(contest_id: int, person_id: int) -> list[Taken]:
    """What chances are counted from: every attempt that is not practice, voided ones too."""
    rows = db.session.execute(
        select(attempts.c.period, attempts.c.ordinal, attempts.c.passed).where(
            attempts.c.contest_id == contest_id,
            attempts.c.person_id == person_id,
            attempts.c.practice.is_(False),
        )
    )
    return [Taken(row.period, row.ordinal, bool(row.passed)) for row in rows]


def finished(contest_id: int, stage: int, person_id: int) -> list[Finished]:
    """What counts: handed in, or handed in by the server with at least one answer; not practice, not voided."""
    rows = db.session.execute(
        select(attempts).where(
            attempts.c.contest_id == contest_id,
            attempts.c.stage == stage,
            attempts.c.person_id == person_id,
            attempts.c.practice.is_(False),
            attempts.c.state.in_((State.HANDED_IN.value, State.EXPIRED.value)),
        )
    )
    return [
        Finished(
            row.id,
            row.score,
            row.max_score,
            timedelta(microseconds=row.duration_us),
            row.started_at,
            row.handed_in_at,
            bool(row.passed),
        )
        for row in rows
        if row.state == State.HANDED_IN.value or row.sheet
    ]


def due(now: datetime, limit: int = 200) -> list[int]:
    """Open attempts that the server hands in, the longest overdue first."""
    ends_us = type_coerce(attempts.c.deadline, BigInteger) + attempts.c.grace_us
    rows = db.session.execute(
        select(attempts.c.id)
        .where(
            attempts.c.state == State.OPEN.value,
            attempts.c.paused_at.is_(None),
            attempts.c.deadline < now - EXPIRY_MARGIN,
            ends_us < to_us(now - EXPIRY_MARGIN),
        )
        .order_by(attempts.c.deadline)
        .limit(limit)
    )
    return list(rows.scalars())


def close(
    attempt_id: int, state: State, marks: Marks, *, passed: bool, ended_at: datetime, duration: timedelta
) -> bool:
    """Set down the result of an open attempt; False if it was closed meanwhile: it is handed in once only."""
    closed = db.session.execute(
        update(attempts)
        .where(attempts.c.id == attempt_id, attempts.c.state == State.OPEN.value)
        .values(
            state=state.value,
            handed_in_at=ended_at,
            score=marks.score,
            marks=list(marks.marks),
            right_answers=marks.right,
            passed=passed,
            duration_us=duration // MICROSECOND,
        )
        .returning(attempts.c.id)
    ).scalar()
    return closed is not None


def put_sheet(attempt_id: int, sheet: Mapping[str, Answer], saved_seq: int) -> None:
    """Write the sheet of an attempt that the caller holds locked: the answers that came with a hand-in."""
    packed = {name: pack(answer) for name, answer in sheet.items()}
    db.session.execute(update(attempts).where(attempts.c.id == attempt_id).values(sheet=packed, saved_seq=saved_seq))


def pause(contest_id: int, now: datetime) -> int:
    """Stop the clock of every open attempt of a contest. Saves wait on the phones from then on."""
    changed = db.session.execute(
        update(attempts)
        .where(_open_of(contest_id), attempts.c.paused_at.is_(None))
        .values(paused_at=now)
        .returning(attempts.c.id)
    )
    return len(changed.all())


def open_attempts(contest_id: int) -> list[Attempt]:
    """Open attempts of a contest, held until the transaction ends."""
    rows = db.session.execute(select(attempts).where(_open_of(contest_id)).with_for_update())
    return [noun(row) for row in rows]


def set_deadlines(changes: list[tuple[int, datetime, timedelta]]) -> None:
    """New (deadline, extra time) of open attempts."""
    for attempt_id, deadline, extra in changes:
        db.session.execute(
            update(attempts)
            .where(attempts.c.id == attempt_id, attempts.c.state == State.OPEN.value)
            .values(deadline=deadline, extra_us=extra // MICROSECOND)
        )


def run_on(contest_id: int) -> None:
    """Let the clocks of a contest's open attempts run again."""
    db.session.execute(update(attempts).where(_open_of(contest_id)).values(paused_at=None))


def _open_of(contest_id: int) -> Any:
    return (attempts.c.contest_id == contest_id) & (attempts.c.state == State.OPEN.value)


def pack(answer: Answer) -> list[Any]:
    """An answer as it lies in the sheet: `[options, seq, client, first_us, last_us, changes]`."""
    return [
        list(answer.options),
        answer.seq,
        answer.client,
        answer.first_at_us,
        answer.last_at_us,
        answer.changes,
    ]


def unpack(packed: list[Any]) -> Answer:
    return Answer(tuple(packed[0]), *packed[1:])


def noun(row: Any) -> Attempt:
    return Attempt(
        id=row.id,
        contest_id=row.contest_id,
        stage=row.stage,
        person_id=row.person_id,
        number=row.number,
        practice=row.practice,
        state=State(row.state),
        started_at=row.started_at,
        deadline=row.deadline,
        grace=timedelta(microseconds=row.grace_us),
        key_number=row.key_number,
        snapshot_id=row.snapshot_id,
        paper=tuple(expand(row.paper)),
        sheet={name: unpack(packed) for name, packed in row.sheet.items()},
        saved_seq=row.saved_seq,
        paused_at=row.paused_at,
        extra=timedelta(microseconds=row.extra_us),
        handed_in_at=row.handed_in_at,
        score=row.score,
        max_score=row.max_score,
        passed=row.passed,
        duration=None if row.duration_us is None else timedelta(microseconds=row.duration_us),
        marks=tuple(row.marks or ()),
        area=row.area,
        unit=row.unit or "",
        population=row.population,
    )
