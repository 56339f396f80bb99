"""The save: one statement, committed, then the reply. The hottest place of the whole system, so no ORM in sight.

The WHERE carries the rule of `domain.attempt.accept`: the attempt is open, its clock runs, the answer was received
by deadline + grace, the token's key number stands, the number is in range; and each question keeps the answer with
the higher (seq, client). Everything correlates on the row being updated only, so that concurrent saves re-evaluate
it and lose nothing. The bounds `json_patch` sets (a null deletes) are out of reach: values are always arrays.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import msgspec
import psycopg
from psycopg.pq import ExecStatus
from sqlalchemy import select

from quizapp.domain.attempt import LARGEST_SEQ_STEP, Answer, Save, Saved
from quizapp.domain.blueprint import expand
from quizapp.domain.clock import from_us
from quizapp.domain.refusals import NotFound
from quizapp.storage.attempts import unpack
from quizapp.storage.database import db
from quizapp.storage.tables import attempts

_POSTGRESQL = """
UPDATE attempts a SET saved_seq = greatest(a.saved_seq, %(seq)s::int),
  sheet = a.sheet || coalesce((
    SELECT jsonb_object_agg(n.key, jsonb_build_array(n.value, %(seq)s::int, %(client)s::text,
             coalesce(a.sheet->n.key->3, to_jsonb(%(at)s::bigint)), %(at)s::bigint,
             coalesce((a.sheet->n.key->>5)::int + 1, 0)))
    FROM jsonb_each(%(answers)s::jsonb) n
    WHERE a.sheet->n.key IS NULL
       OR (%(seq)s::int, %(client)s::text COLLATE "C") > ((a.sheet->n.key->>1)::int, a.sheet->n.key->>2)), '{}')
WHERE id = %(id)s::bigint AND key_number = %(key_number)s::int AND state = 'open' AND paused_at IS NULL
  AND %(at)s::bigint <= deadline + grace_us AND %(seq)s::int <= saved_seq + %(step)s::bigint
RETURNING saved_seq, deadline,
  (SELECT jsonb_object_agg(n.key, a.sheet->n.key)::text FROM jsonb_each(%(answers)s::jsonb) n
   WHERE (a.sheet->n.key->0, a.sheet->n.key->>1, a.sheet->n.key->>2)
         IS DISTINCT FROM (n.value, %(seq)s::int::text, %(client)s::text))
"""

_SQLITE = """
UPDATE attempts SET saved_seq = max(saved_seq, :seq),
  sheet = json_patch(sheet, (
    SELECT json_group_object(n.key, json_array(json(n.value), :seq, :client,
             coalesce(json_extract(sheet, '$.' || n.key || '[3]'), :at), :at,
             coalesce(json_extract(sheet, '$.' || n.key || '[5]') + 1, 0)))
    FROM json_each(:answers) n
    WHERE json_extract(sheet, '$.' || n.key) IS NULL
       OR (:seq, :client) > (json_extract(sheet, '$.' || n.key || '[1]'), json_extract(sheet, '$.' || n.key || '[2]'))))
WHERE id = :id AND key_number = :key_number AND state = 'open' AND paused_at IS NULL
  AND :at <= deadline + grace_us AND :seq <= saved_seq + :step
RETURNING saved_seq, deadline,
  (SELECT json_group_object(n.key, json(json_extract(sheet, '$.' || n.key))) FROM json_each(:answers) n
   WHERE (json_extract(sheet, '$.' || n.key || '[0]'), json_extract(sheet, '$.' || n.key || '[1]'),
          json_extract(sheet, '$.' || n.key || '[2]')) IS NOT (n.value, :seq, :client))
"""

_PARAMETERS = ("id", "key_number", "seq", "step", "client", "at", "answers")
_PREPARED = _POSTGRESQL % {name: f"${number}" for number, name in enumerate(_PARAMETERS, 1)}
_NAME = b"save"

_Row = tuple[int, int, str | None]
_local = threading.local()
_sqlite_lock = threading.Lock()


def save(attempt_id: int, key_number: int, given: Save, received_at_us: int) -> Saved | None:
    """Store answers whose questions and options were checked before; durable once it returns.

    None where the statement found no such row: closed, late, stopped, out of range, or absent. The caller looks
    again to say which.
    """
    parameters = {
        "id": attempt_id,
        "key_number": key_number,
        "seq": given.seq,
        "step": LARGEST_SEQ_STEP,
        "client": given.client,
        "at": received_at_us,
        "answers": msgspec.json.encode(given.answers).decode(),
    }
    run = _run_postgresql if db.engine.dialect.name == "postgresql" else _run_sqlite
    row = run(parameters)
    if row is None:
        return None
    saved_seq, deadline, kept = row
    return Saved(saved_seq, from_us(deadline), _kept(kept))


@lru_cache(maxsize=20_000)
def paper_of(attempt_id: int) -> tuple[int, frozenset[int]]:
    """Snapshot and question positions of an attempt's paper: fixed at the start, so a process asks once.

    Raises NotFound, which is not remembered: an attempt that is absent now may start in a moment.
    """
    row = db.session.execute(
        select(attempts.c.snapshot_id, attempts.c.paper).where(attempts.c.id == attempt_id)
    ).first()
    if row is None:
        raise NotFound()
    return row.snapshot_id, frozenset(item.position for item in expand(row.paper))


def _kept(packed: str | None) -> dict[str, Answer]:
    return {name: unpack(answer) for name, answer in msgspec.json.decode(packed).items()} if packed else {}


def _run_postgresql(parameters: dict[str, Any]) -> _Row | None:
    """A connection for each thread; one that died is made anew once.

    Repeating is safe: a save that had been stored is found stored, and answers the same.
    """
    values = [str(parameters[name]).encode() for name in _PARAMETERS]
    try:
        return _execute_prepared(values)
    except psycopg.OperationalError:
        close()
        return _execute_prepared(values)


def _execute_prepared(values: list[bytes]) -> _Row | None:
    """Straight to libpq: a cursor of psycopg costs a third of the whole save, and there is one statement to send."""
    result = _mine(_connect_postgresql).pgconn.exec_prepared(_NAME, values)
    if result.status != ExecStatus.TUPLES_OK:
        raise psycopg.OperationalError(result.get_error_message())
    if not result.ntuples:
        return None
    saved_seq, deadline, kept = (result.get_value(0, column) for column in range(3))
    return int(saved_seq), int(deadline), kept.decode() if kept else None


def _run_sqlite(parameters: dict[str, Any]) -> _Row | None:
    """One writer at a time in this process: the lock is cheaper than SQLite's busy waiting."""
    with _sqlite_lock:
        row: _Row | None = _mine(_connect_sqlite).execute(_SQLITE, parameters).fetchone()
        return row


def _mine(connect: Callable[[], Any]) -> Any:
    """This thread's connection to the database of the application at hand."""
    engine = db.engine
    if getattr(_local, "connection", None) is None or _local.engine is not engine:
        _local.connection, _local.engine = connect(), engine
    return _local.connection


def _connect_postgresql() -> Any:
    url = db.engine.url.render_as_string(hide_password=False)
    connection = psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True)
    prepared = connection.pgconn.prepare(_NAME, _PREPARED.encode())
    if prepared.status != ExecStatus.COMMAND_OK:
        raise psycopg.ProgrammingError(prepared.get_error_message())
    return connection


def _connect_sqlite() -> Any:
    connection = sqlite3.connect(db.engine.url.database or "", isolation_level=None, timeout=15)
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def close() -> None:
    """Give back this thread's connection."""
    connection = getattr(_local, "connection", None)
    if connection is not None:
        connection.close()
        _local.connection = None
