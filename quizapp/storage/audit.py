"""The audit log: append only (the database itself refuses changes), one row for each change to what counts.

The worker seals committed rows into a hash chain, each row once, in the order in which it finds them:

    link = the previous link + 1, the first is 1
    hash = SHA-256(the previous hash, for the first 32 zero bytes, followed by the row's canonical form)

The canonical form of a row is the JSON array [link, id, at, actor, action, object, details] in ASCII (other
characters as \\uXXXX), without spaces, the keys of objects sorted; `at` is whole microseconds since 1970-01-01 UTC.
So anybody with a copy of the table can verify it. Whoever changes, removes or exchanges sealed rows breaks the chain;
whoever cuts off its end or makes the whole chain anew is found out only by a head (link and hash of the last row)
that was written down elsewhere: the worker's log and each backup hold them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, or_, select, text, update

from quizapp.domain.clock import to_us
from quizapp.domain.people import Actor
from quizapp.domain.words import Sentence, say
from quizapp.storage.database import db, is_postgresql
from quizapp.storage.tables import audit_log

START = bytes(32)
CHAIN_LOCK = 0x71_75_69_7A  # of PostgreSQL's advisory locks: one worker seals at a time


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: what to write down elsewhere."""

    link: int
    hash: str

    def __str__(self) -> str:
        return f"{self.link}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at the whole chain found; `broken_link` is the first that does not hold."""

    sealed: int
    waiting: int
    head: Head
    broken_link: int | None = None
    broken_row: int | None = None
    reason: Sentence | None = None


def write(actor: Actor, action: str, about: str, now: datetime, **details: Any) -> None:
    """Note who did what to what; in the transaction of the change, so that neither stands without the other."""
    write_all(actor, action, [about], now, **details)


def write_all(actor: Actor, action: str, things: Iterable[str], now: datetime, **details: Any) -> None:
    """The same about each of several things, in one statement."""
    row = {"at": now, "actor": str(actor), "action": action, "details": details}
    if rows := [row | {"object": thing} for thing in things]:
        db.session.execute(insert(audit_log), rows)


def about(thing: str) -> list[dict[str, Any]]:
    """Everything noted about one object (`attempt:17`, `contest:farmers-2026`), oldest first."""
    return _rows(audit_log.c.object == thing)


def of_person(person_id: int, attempt_ids: Collection[int]) -> list[dict[str, Any]]:
    """Everything noted about a person and their attempts, and what they did themselves, oldest first."""
    me = f"person:{person_id}"
    things = [me, *(f"attempt:{number}" for number in attempt_ids)]
    return _rows(or_(audit_log.c.object.in_(things), audit_log.c.actor == me))


def with_action(*actions: str) -> list[dict[str, Any]]:
    """Everything of these kinds, oldest first."""
    return _rows(audit_log.c.action.in_(actions))


def page(offset: int, limit: int, thing: str = "", actor: str = "") -> tuple[int, list[dict[str, Any]]]:
    """How many rows there are about a thing and by somebody ('' for any), and some of them, the newest first."""
    chosen = [column == value for column, value in ((audit_log.c.object, thing), (audit_log.c.actor, actor)) if value]
    total = db.session.execute(select(func.count()).select_from(audit_log).where(*chosen)).scalar_one()
    newest = select(audit_log).where(*chosen).order_by(audit_log.c.id.desc()).offset(offset).limit(limit)
    return total, [dict(row) for row in db.session.execute(newest).mappings()]


def head() -> Head:
    """The last sealed link, (0, zeros) where there is none."""
    row = db.session.execute(
        select(audit_log.c.link, audit_log.c.hash)
        .where(audit_log.c.link.is_not(None))
        .order_by(audit_log.c.link.desc())
        .limit(1)
    ).first()
    return Head(0, START.hex()) if row is None else Head(row.link, (row.hash or START).hex())


def anything_to_seal() -> bool:
    return db.session.execute(select(audit_log.c.id).where(audit_log.c.link.is_(None)).limit(1)).first() is not None


def seal(limit: int) -> int:
    """Link up to `limit` committed rows to the chain; answers how many. In a transaction of the caller."""
    if is_postgresql():
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    last = head()
    link, previous = last.link, bytes.fromhex(last.hash)
    waiting = select(audit_log).where(audit_log.c.link.is_(None)).order_by(audit_log.c.id).limit(limit)
    sealed = []
    for row in db.session.execute(waiting).all():
        link += 1
        previous = _hash(previous, link, row)
        sealed.append({"row": row.id, "new_link": link, "new_hash": previous})
    if sealed:
        one = update(audit_log).where(audit_log.c.id == bindparam("row"))
        db.session.execute(one.values(link=bindparam("new_link"), hash=bindparam("new_hash")), sealed)
    return len(sealed)


def verify(known: Head | None = None) -> Verdict:
    """Go through the whole chain, in constant memory, and name the first link that does not hold.

    `known`: a head that was written down earlier, which the chain must still hold.
    """
    waiting = db.session.execute(
        select(func.count()).select_from(audit_log).where(audit_log.c.link.is_(None))
    ).scalar_one()
    chain = select(audit_log).where(audit_log.c.link.is_not(None)).order_by(audit_log.c.link)
    link, previous = 0, START

    def broken(at: int, row_id: int | None, reason: Sentence) -> Verdict:
        return Verdict(link, waiting, Head(link, previous.hex()), at, row_id, reason)

    with db.session.execute(chain, execution_options={"yield_per": 2_000}) as rows:
        for row in rows:
            if row.link != link + 1:
                return broken(link + 1, None, say("这一环不在了。"))
            if row.hash != _hash(previous, row.link, row):
                return broken(row.link, row.id, say("这一环和它的校验值对不上：内容或次序被改过。"))
            link, previous = row.link, row.hash
            if known and known.link == link and known.hash != previous.hex():
                return broken(link, row.id, say("整条链被重做过：这一环和以前记下的校验值不同。"))
    if known and known.link > link:
        return broken(link + 1, None, say("链的末尾被截掉了：以前记下的最后一环是第 %(link)s 环。", link=known.link))
    return Verdict(link, waiting, Head(link, previous.hex()))


def canonical(link: int, row: Any) -> bytes:
    """A row as it is hashed; see the head of this file."""
    content = [link, row.id, to_us(row.at), row.actor, row.action, row.object, row.details]
    return json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode("ascii")


def _hash(previous: bytes, link: int, row: Any) -> bytes:
    return hashlib.sha256(previous + canonical(link, row)).digest()


def _rows(where: Any) -> list[dict[str, Any]]:
    rows = db.session.execute(select(audit_log).where(where).order_by(audit_log.c.id)).mappings()
    return [dict(row) for row in rows]
