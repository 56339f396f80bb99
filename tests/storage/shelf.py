"""What tests of the shelves need: people, attempts and standings put straight into a world, threads, a lost Redis."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import delete, insert

from quizapp.domain.attempt import Attempt
from quizapp.domain.blueprint import question_id
from quizapp.domain.contest import ContestRecord, Ranking
from quizapp.domain.people import Entry
from quizapp.domain.standing import Standing, tie_key
from quizapp.operations import start as attempts_verbs
from quizapp.storage import attempts, board, people, redis_client, saving, tables
from quizapp.storage.database import db, transaction
from quizapp.storage.people import NewEntry
from quizapp.storage.resources import Resources
from quizapp.storage.throttle import Throttle
from tests.builders import World

T = TypeVar("T")

NOWHERE = "unix:///nonexistent/redis.sock"
MICROSECOND = timedelta(microseconds=1)
FIRST_TOWN, SECOND_TOWN = "370812105", "370812101"


def entries(world: World, record: ContestRecord, count: int, start: int = 1) -> list[Entry]:
    """Farmers of one town on the roster; their codes are of no use."""
    rows = [
        NewEntry(f"R{i:05}", f"张{i}", FIRST_TOWN, "farmer", "", "", None, None, f"CODE{i}")
        for i in range(start, start + count)
    ]
    with transaction():
        people.add_entries(record.id, rows, world.now)
    known = {entry.ref: entry for entry, _ in people.roster(record.id)}
    return [known[row.ref] for row in rows]


def start(world: World, record: ContestRecord, person_id: int, **given: Any) -> Attempt:
    """Start an attempt as the taking room does."""
    zone = world.app.config["QUIZAPP"].timezone
    return attempts_verbs.start(record.contest.slug, person_id, world.now, zone, **given).attempt


def an_open_attempt(world: World) -> Attempt:
    record = world.contest()
    return start(world, record, entries(world, record, 1)[0].person_id)


def names(attempt: Attempt) -> list[str]:
    return [question_id(item.position) for item in attempt.paper]


def stored(attempt: Attempt) -> Attempt:
    db.session.rollback()
    found = attempts.get(attempt.id)
    assert found is not None
    return found


def together(world: World, calls: Iterable[Callable[[], T]]) -> list[T]:
    """Run calls at once, each in a thread and an application context of its own; answers in their order."""

    def in_context(call: Callable[[], T]) -> T:
        with world.app.app_context():
            try:
                return call()
            finally:
                saving.close()

    given = list(calls)
    with ThreadPoolExecutor(len(given)) as pool:
        answers = list(pool.map(in_context, given))
    db.session.rollback()  # what this thread had read before is old now
    return answers


def put_standings(record: ContestRecord, standings: Sequence[Standing], rules: Ranking) -> None:
    """Make these the only standings of a contest, without attempts behind them."""
    with transaction():
        db.session.execute(delete(tables.standings))
        db.session.execute(delete(tables.people))
        if standings:
            db.session.execute(insert(tables.people), [_person_row(standing) for standing in standings])
            db.session.execute(
                insert(tables.standings), [_standing_row(record, standing, rules) for standing in standings]
            )


def told(record: ContestRecord, given_standings: list[Standing], rules: Ranking | None = None) -> None:
    """A valid board of these, straight from the nouns."""
    generation = board.begin_rebuild(record.id, 0)
    board.fill(record.id, 0, generation, given_standings, rules or Ranking())
    assert board.finish_rebuild(record.id, 0, generation)


def entry_of(record: ContestRecord, person: int) -> tuple[int, int] | None:
    everybody = board.every(record.id, 0)
    assert everybody is not None
    return (everybody[person].version, everybody[person].points) if person in everybody else None


@contextmanager
def redis_away(world: World) -> Iterator[None]:
    """Everything that asks Redis finds nobody there."""
    here: Resources = world.app.extensions["quizapp.resources"]
    lost = redis_client.connect(NOWHERE)
    world.app.extensions["quizapp.resources"] = replace(here, redis=lost, throttle=Throttle(lost, NOWHERE))
    try:
        yield
    finally:
        world.app.extensions["quizapp.resources"] = here
        lost.close()


def _person_row(standing: Standing) -> dict[str, Any]:
    return {
        "id": standing.person_id,
        "name_sealed": b"-",
        "name_masked": standing.name,
        "key_number": 1,
        "created_at": standing.started_at,
    }


def _standing_row(record: ContestRecord, standing: Standing, rules: Ranking) -> dict[str, Any]:
    return {
        "contest_id": record.id,
        "stage": 0,
        "person_id": standing.person_id,
        "points": standing.points,
        "tie_key": tie_key(standing, rules),
        "duration_us": standing.duration // MICROSECOND,
        "started_at": standing.started_at,
        "finished_at": standing.finished_at,
        "attempts": standing.attempts,
        "counted": [],
        "passed": standing.passed,
        "version": standing.version,
        "area": standing.area,
        "unit": standing.unit or None,
        "population": standing.population,
    }
