"""The audit log is added to and never changed: the database itself sees to it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from quizapp.domain.people import Actor
from quizapp.storage import audit
from quizapp.storage.database import db, is_postgresql, transaction
from quizapp.storage.tables import audit_log
from tests.builders import World


def write(world: World, about: str = "contest:farmers", **details: object) -> None:
    with transaction():
        audit.write(Actor("staff", "7"), "contest.stop", about, world.now, **details)


def count() -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(audit_log)).scalar_one()


def test_what_was_noted_can_be_read_again(either_world: World) -> None:
    write(either_world, reason="停电", attempts=3)
    write(either_world, "contest:another")
    either_world.clock.move(seconds=1)
    write(either_world, reason="来电")
    rows = audit.about("contest:farmers")
    assert [row["details"] for row in rows] == [{"reason": "停电", "attempts": 3}, {"reason": "来电"}]
    assert [row["actor"] for row in rows] == ["staff:7", "staff:7"]
    assert rows[1]["at"] == either_world.now


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET actor = 'nobody'",
        "UPDATE audit_log SET action = 'x' WHERE id = (SELECT min(id) FROM audit_log)",
        "UPDATE audit_log SET at = at - 1",
        "UPDATE audit_log SET object = 'contest:another'",
        "UPDATE audit_log SET details = '{}'",
        "UPDATE audit_log SET id = id + 1000",
        "DELETE FROM audit_log",
        "DELETE FROM audit_log WHERE object = 'contest:farmers'",
    ],
)
def test_nothing_noted_is_changed_or_removed(either_world: World, statement: str) -> None:
    write(either_world, reason="停电")
    before = audit.about("contest:farmers")
    with pytest.raises(DBAPIError, match="append only"), transaction():
        db.session.execute(text(statement))
    assert audit.about("contest:farmers") == before


@pytest.mark.parametrize("either_world", ["postgresql"], indirect=True)
def test_the_log_is_not_emptied_at_a_stroke(either_world: World) -> None:
    write(either_world)
    before = count()
    assert is_postgresql()
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(text("TRUNCATE audit_log"))
    assert count() == before


def test_a_change_that_fails_leaves_no_note_of_it(either_world: World) -> None:
    before = count()
    with pytest.raises(ZeroDivisionError), transaction():
        audit.write(Actor("staff", "7"), "contest.stop", "contest:farmers", either_world.now)
        _ = 1 / 0
    assert count() == before


def test_a_transaction_within_another_is_part_of_it(either_world: World) -> None:
    before = count()
    with pytest.raises(ZeroDivisionError), transaction():
        write(either_world)
        _ = 1 / 0
    assert count() == before
    with transaction():
        write(either_world)
    assert count() == before + 1
