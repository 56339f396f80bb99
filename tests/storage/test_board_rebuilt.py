"""A board that was lost, half built or overtaken: it is told from a valid one, and made anew while others play."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from quizapp.domain.contest import ContestRecord, Ranking
from quizapp.domain.standing import Standing
from quizapp.operations import read_board, tell_the_board
from quizapp.storage import board
from quizapp.storage.resources import resources
from quizapp.storage.standings import BoardScope
from tests.builders import NOON, World
from tests.domain.examples import a_standing
from tests.storage.shelf import entry_of, put_standings, told

RULES = Ranking()


def keys() -> set[str]:
    found: list[str] = list(resources().redis.scan_iter())
    return set(found)


def generations(record: ContestRecord) -> set[str]:
    prefix = f"{{c{record.id}}}:board:0:"
    return {key.removeprefix(prefix).partition(":")[0] for key in keys() if key.startswith(prefix)}


def test_a_flushed_board_is_not_valid_and_the_worker_mends_it(world: World) -> None:
    record = world.contest()
    everybody = [a_standing(person, person * 100) for person in range(1, 601)]
    put_standings(record, everybody, RULES)
    told(record, everybody)
    assert board.is_live(record.id, 0)
    resources().redis.flushall()
    assert not board.is_live(record.id, 0)
    assert tell_the_board.check(record.id, 0) is None
    assert read_board.page(record, BoardScope(record.id, 0), 0, 10, NOON).behind
    assert board.ranks(record.id, 0, 7, ["overall"], RULES) is None
    assert tell_the_board.mend() == [(record.id, 0)]
    assert tell_the_board.check(record.id, 0) == []
    assert tell_the_board.mend() == []
    page = read_board.page(record, BoardScope(record.id, 0), 0, 1, NOON)
    assert (page.total, page.rows[0].person_id, page.behind) == (600, 600, False)


def test_the_check_names_whoever_differs(world: World) -> None:
    record = world.contest()
    everybody = [a_standing(person, 100) for person in (1, 2, 3, 4)]
    put_standings(record, everybody, RULES)
    told(record, [everybody[0], replace(everybody[1], points=90), everybody[3], a_standing(9, 10)])
    resources().redis.zadd(f"{{c{record.id}}}:board:0:{generations(record).pop()}:overall", {"meddled": 0})
    differences = tell_the_board.check(record.id, 0)
    assert differences is not None
    assert [(d.person_id, d.in_sql is None, d.in_redis is None) for d in differences] == [
        (2, False, False),
        (3, False, True),
        (9, True, False),
    ]


def test_news_that_come_while_a_board_is_rebuilt_are_not_lost(world: World) -> None:
    record = world.contest()
    before = [a_standing(person, 100, version=1) for person in range(1, 1_201)]
    after = [replace(s, points=200, version=2) if s.person_id % 7 == 0 else s for s in before]
    put_standings(record, after, RULES)
    told(record, before)

    def while_others_play() -> Iterator[Standing]:
        """What the rebuild read before; news of the next seventh come while it goes through the last."""
        for standing in before:
            yield standing
            if standing.person_id % 7 == 3:
                board.write(record.id, 0, [s for s in after if s.person_id == standing.person_id + 4], RULES)

    generation = board.begin_rebuild(record.id, 0)
    board.fill(record.id, 0, generation, while_others_play(), RULES)
    assert entry_of(record, 7) == (2, 200)  # the old board, still in use, heard of it too
    assert board.finish_rebuild(record.id, 0, generation)
    assert tell_the_board.check(record.id, 0) == []


def test_a_rebuild_that_was_cut_off_is_forgotten(world: World) -> None:
    record = world.contest()
    everybody = [a_standing(person, 100) for person in range(1, 30)]
    put_standings(record, everybody, RULES)
    cut_off = board.begin_rebuild(record.id, 0)
    board.fill(record.id, 0, cut_off, everybody[:10], RULES)
    assert not board.is_live(record.id, 0)
    assert tell_the_board.rebuild(record.id, 0) == 29
    assert tell_the_board.check(record.id, 0) == []
    assert cut_off not in generations(record)
    assert len(generations(record)) == 1
    assert not board.finish_rebuild(record.id, 0, cut_off)
    assert tell_the_board.check(record.id, 0) == []


def test_of_two_rebuilds_the_later_one_counts(world: World) -> None:
    record = world.contest()
    everybody = [a_standing(person, 100) for person in range(1, 30)]
    put_standings(record, everybody, RULES)
    first = board.begin_rebuild(record.id, 0)
    board.fill(record.id, 0, first, everybody[:5], RULES)
    second = board.begin_rebuild(record.id, 0)
    board.fill(record.id, 0, first, everybody[5:9], RULES)  # whoever is late helps to build
    assert not board.finish_rebuild(record.id, 0, first)
    assert not board.is_live(record.id, 0)
    board.fill(record.id, 0, second, everybody, RULES)
    assert board.finish_rebuild(record.id, 0, second)
    assert tell_the_board.check(record.id, 0) == []


def test_tidying_up_after_a_rebuild_spares_the_next_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    record = world.contest()
    everybody = [a_standing(person, 100) for person in range(1, 30)]
    put_standings(record, everybody, RULES)
    redis = resources().redis
    scan = redis.scan_iter
    begun: list[str] = []

    def scan_late(*args: Any, **kwargs: Any) -> Any:
        """Another rebuild begins between the switch and the look for what is old."""
        monkeypatch.undo()
        begun.append(board.begin_rebuild(record.id, 0))
        board.fill(record.id, 0, begun[0], everybody, RULES)
        return scan(*args, **kwargs)

    first = board.begin_rebuild(record.id, 0)
    board.fill(record.id, 0, first, everybody, RULES)
    monkeypatch.setattr(redis, "scan_iter", scan_late)
    assert board.finish_rebuild(record.id, 0, first)
    assert board.finish_rebuild(record.id, 0, begun[0])
    assert tell_the_board.check(record.id, 0) == []
