"""The audit log is a chain: what somebody changes, removes or exchanges later is found, by anybody with a copy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from quizapp.domain.people import Actor
from quizapp.storage import audit
from quizapp.storage.audit import Head
from quizapp.storage.database import db, is_postgresql, transaction
from quizapp.storage.tables import audit_log
from tests.builders import World
from tests.storage.shelf import together

# (printf '00…00' | xxd -r -p; printf '%s' '[1,1,1788235200000000,"test:builder",…]') | sha256sum, then the next one:
FIRST = "1fb2156993faf4ea0aae8b1490e0feba80b22fb70cb438bd6d0f318583a5a794"
SECOND = "aa4676ef5a622a9466e04dafcdff776e187a983a9987f112cfbc5448dae640cd"


def note(world: World, count: int = 1) -> None:
    with transaction():
        for number in range(count):
            audit.write(Actor("staff", "7"), "contest.stop", "contest:farmers", world.now, attempts=number)


def seal(limit: int = 1_000) -> int:
    with transaction():
        return audit.seal(limit)


def unguarded() -> None:
    """Take away what makes the log append only, as somebody with the database in hand can."""
    with transaction():
        if is_postgresql():
            db.session.execute(text("ALTER TABLE audit_log DISABLE TRIGGER USER"))
        else:
            for verb in ("update", "delete"):
                db.session.execute(text(f"DROP TRIGGER audit_log_no_{verb}"))


def row_at(link: int) -> int:
    return int(db.session.execute(select(audit_log.c.id).where(audit_log.c.link == link)).scalar_one())


@pytest.fixture
def chain(either_world: World) -> World:
    """Six sealed rows: the areas' import, and five more."""
    note(either_world, 5)
    assert seal() == 6
    return either_world


def test_the_hashes_are_those_worked_out_elsewhere(either_world: World) -> None:
    with transaction():
        audit.write(Actor("staff", "7"), "contest.stop", "contest:farmers", either_world.now, reason="停电", attempts=3)
    assert seal(1) == 1
    assert audit.head() == Head(1, FIRST)
    assert seal(1) == 1
    assert audit.head() == Head(2, SECOND)
    found = audit.verify()
    assert (found.sealed, found.waiting, found.head, found.reason) == (2, 0, Head(2, SECOND), None)


def test_what_is_not_yet_sealed_is_counted_apart(chain: World) -> None:
    note(chain, 2)
    found = audit.verify()
    assert (found.sealed, found.waiting, found.broken_link) == (6, 2, None)
    assert seal(1) == 1
    assert audit.verify().waiting == 1
    assert (seal(), seal()) == (1, 0)
    assert (audit.verify().sealed, audit.verify().reason) == (8, None)


def test_the_worker_seals_in_its_round(either_world: World) -> None:
    note(either_world, 3)
    either_world.work()
    found = audit.verify()
    assert (found.sealed, found.waiting, found.reason) == (4, 0, None)


def test_a_row_that_is_committed_late_is_linked_late(either_world: World) -> None:
    row = {"actor": "a", "action": "b", "object": "c", "details": {}, "at": either_world.now}
    for number in (1_000, 500):
        with transaction():
            db.session.execute(insert(audit_log).values(id=number, **row))
        seal()
    assert [row_at(link) for link in (1, 2, 3)] == [1, 1_000, 500]
    assert audit.verify().reason is None


def test_workers_that_seal_at_once_make_one_chain(either_world: World) -> None:
    note(either_world, 40)
    assert sum(together(either_world, [lambda: seal(10)] * 6)) == 41
    found = audit.verify()
    assert (found.sealed, found.waiting, found.reason) == (41, 0, None)


@pytest.mark.parametrize("values", [{"link": 99}, {"hash": b"x"}, {"link": None, "hash": None}])
def test_a_sealed_row_is_not_sealed_again(chain: World, values: dict[str, object]) -> None:
    with pytest.raises(DBAPIError, match="append only"), transaction():
        db.session.execute(update(audit_log).where(audit_log.c.link == 3).values(**values))
    assert audit.verify().reason is None


def changed() -> None:
    db.session.execute(update(audit_log).where(audit_log.c.link == 3).values(details={"attempts": 77}))


def moved_in_time() -> None:
    db.session.execute(text("UPDATE audit_log SET at = at + 1 WHERE link = 3"))


def by_somebody_else() -> None:
    db.session.execute(update(audit_log).where(audit_log.c.link == 3).values(actor="staff:8"))


def unhashed() -> None:
    db.session.execute(update(audit_log).where(audit_log.c.link == 3).values(hash=None))


def removed() -> None:
    db.session.execute(delete(audit_log).where(audit_log.c.link == 3))


def unlinked() -> None:
    db.session.execute(update(audit_log).where(audit_log.c.link == 3).values(link=None))


def exchanged() -> None:
    third, fourth = row_at(3), row_at(4)
    hashes = dict(db.session.execute(select(audit_log.c.link, audit_log.c.hash)).all())
    for row_id, link in ((third, None), (fourth, 3), (third, 4)):
        values = {"link": link, "hash": hashes.get(link)}
        db.session.execute(update(audit_log).where(audit_log.c.id == row_id).values(**values))


def closed_over_a_gap() -> None:
    removed()
    for link in (4, 5, 6):
        db.session.execute(update(audit_log).where(audit_log.c.link == link).values(link=link - 1))


@pytest.mark.parametrize(
    "tamper", [changed, moved_in_time, by_somebody_else, unhashed, removed, unlinked, exchanged, closed_over_a_gap]
)
def test_whatever_is_done_to_a_sealed_row_is_found(chain: World, tamper: Callable[[], None]) -> None:
    unguarded()
    with transaction():
        tamper()
    found = audit.verify()
    assert (found.sealed, found.broken_link) == (2, 3)
    assert str(found.reason) == (
        "这一环不在了。" if tamper in {removed, unlinked} else "这一环和它的校验值对不上：内容或次序被改过。"
    )


def test_a_cut_off_end_is_found_by_a_head_that_was_written_down(chain: World) -> None:
    head = audit.head()
    unguarded()
    with transaction():
        db.session.execute(delete(audit_log).where(audit_log.c.link > 4))
    assert audit.verify().reason is None  # the chain itself cannot know
    found = audit.verify(head)
    assert (found.sealed, found.broken_link) == (4, 5)
    assert str(found.reason) == "链的末尾被截掉了：以前记下的最后一环是第 6 环。"


def test_a_chain_made_anew_is_found_by_a_head_that_was_written_down(chain: World) -> None:
    head = audit.head()
    note(chain)
    seal()
    assert audit.verify(head).reason is None
    unguarded()
    with transaction():
        db.session.execute(update(audit_log).values(link=None, hash=None))
        changed_id = db.session.execute(select(func.min(audit_log.c.id))).scalar_one()
        db.session.execute(update(audit_log).where(audit_log.c.id == changed_id).values(details={"areas": 1}))
    assert seal() == 7
    assert audit.verify().reason is None
    found = audit.verify(head)
    assert (found.broken_link, str(found.reason)) == (6, "整条链被重做过：这一环和以前记下的校验值不同。")
