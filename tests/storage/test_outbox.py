"""The outbox: a standing waits until Redis has acknowledged it, whatever happens to Redis meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quizapp.domain.contest import ContestRecord
from quizapp.domain.people import Actor
from quizapp.operations import read_board, tell_the_board
from quizapp.operations.hand_in import hand_in
from quizapp.storage import board, outbox
from quizapp.storage.database import db, transaction
from quizapp.storage.redis_client import Away
from quizapp.storage.resources import resources
from quizapp.storage.standings import BoardScope
from tests.builders import World
from tests.storage.shelf import entries, redis_away, start


def play(world: World, record: ContestRecord, count: int = 1) -> list[int]:
    """People start and hand in; their numbers."""
    persons = [entry.person_id for entry in entries(world, record, count)]
    for person in persons:
        attempt = start(world, record, person)
        hand_in(attempt.id, world.now, world.app.config["QUIZAPP"].timezone, Actor("person", str(person)))
    return persons


def waiting() -> list[int]:
    db.session.rollback()
    return [due.person_id for due in outbox.oldest()]


def on_the_board(record: ContestRecord) -> set[int]:
    return set(board.every(record.id, 0) or {})


def test_a_row_goes_only_when_redis_has_acknowledged(either_world: World) -> None:
    world = either_world
    record = world.contest()
    tell_the_board.rebuild(record.id, 0)
    with redis_away(world):
        persons = play(world, record, 3)
        assert waiting() == persons
        with pytest.raises(Away):
            tell_the_board.drain()
        assert waiting() == persons
        world.work()
        assert waiting() == persons
    assert on_the_board(record) == set()
    assert tell_the_board.drain() == 3
    assert waiting() == []
    assert on_the_board(record) == set(persons)
    assert tell_the_board.check(record.id, 0) == []
    assert tell_the_board.drain() == 0


def test_a_read_only_redis_is_away(world: World) -> None:
    record = world.contest()
    tell_the_board.rebuild(record.id, 0)
    redis = resources().redis
    redis.replicaof("127.0.0.1", "1")
    try:
        persons = play(world, record)
        with pytest.raises(Away):
            tell_the_board.drain()
        assert waiting() == persons
    finally:
        redis.replicaof("NO", "ONE")
    world.work()
    assert waiting() == []
    assert on_the_board(record) == set(persons)


def test_the_board_hears_at_once_and_again_from_the_worker(world: World) -> None:
    record = world.contest()
    tell_the_board.rebuild(record.id, 0)
    persons = play(world, record)
    assert on_the_board(record) == set(persons)
    assert waiting() == persons
    world.work()
    assert waiting() == []
    assert tell_the_board.check(record.id, 0) == []


def test_rows_are_told_oldest_first_and_a_batch_at_a_time(world: World) -> None:
    record = world.contest()
    person = play(world, record)[0]
    with transaction():
        outbox.done([due.id for due in outbox.oldest()])
        dues = [outbox.add(record.id, 0, person, world.now) for _ in range(7)]
    assert outbox.oldest(limit=3) == dues[:3]
    with transaction():
        outbox.done([dues[0].id, dues[2].id])
    assert outbox.oldest() == [dues[1], *dues[3:]]


def test_a_board_with_old_rows_is_behind(world: World) -> None:
    record = world.contest()
    tell_the_board.rebuild(record.id, 0)
    play(world, record)
    scope = BoardScope(record.id, 0)
    for seconds, behind in ((0, False), (5, False), (6, True)):
        now = world.now + timedelta(seconds=seconds)
        assert read_board.page(record, scope, 0, 10, now).behind is behind, seconds
    tell_the_board.drain()
    assert not read_board.page(record, scope, 0, 10, world.now + timedelta(hours=1)).behind


def test_a_hand_in_that_fails_leaves_no_message(world: World) -> None:
    record = world.contest()
    person = play(world, record)[0]
    before = waiting()
    with pytest.raises(ZeroDivisionError), transaction():
        outbox.add(record.id, 0, person, world.now)
        _ = 1 / 0
    assert waiting() == before
