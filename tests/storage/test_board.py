"""Boards: Redis, SQL and a plain sort agree; old news is ignored; a lost or half-built board is no board."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.contest import TIES, ContestRecord, Ranking
from quizapp.domain.standing import Standing, ranked
from quizapp.operations import read_board, tell_the_board
from quizapp.storage import board, standings
from quizapp.storage.redis_client import Away
from quizapp.storage.standings import BoardScope
from tests.builders import NOON, World
from tests.domain.examples import a_standing
from tests.properties import examples
from tests.storage.shelf import FIRST_TOWN, SECOND_TOWN, entry_of, put_standings, redis_away, told

RULES = Ranking()
OLD = NOON - timedelta(days=1)


def with_ties(record: ContestRecord, ties: tuple[str, ...]) -> ContestRecord:
    stage = record.contest.stages[0]
    rules = replace(stage.rules, ranking=Ranking(ties))
    return replace(record, contest=replace(record.contest, stages=(replace(stage, rules=rules),)))


def crowd(number: int, dice: Any) -> list[Standing]:
    """People with few different points and times, so that many are equal, and with numbers of any length."""
    persons = dice.sample(range(1, 2_000), number // 2) + dice.sample(range(1, 2**52), number - number // 2)
    return [
        a_standing(
            person,
            dice.randint(-2, 6) * 500,
            duration=timedelta(microseconds=dice.choice([0, 7, 70, 599_999_999])),
            started_at=NOON + timedelta(microseconds=dice.randint(0, 2)),
            finished_at=NOON + timedelta(microseconds=dice.randint(0, 2)),
            area=dice.choice([FIRST_TOWN, SECOND_TOWN]),
            population=dice.choice(["farmer", "elderly"]),
            version=dice.randint(1, 5),
        )
        for person in set(persons)
    ]


def places(record: ContestRecord, scope: BoardScope, size: int = 40) -> list[tuple[int, int]]:
    """The whole board page by page: (rank, person)."""
    found: list[tuple[int, int]] = []
    while True:
        page = read_board.page(record, scope, len(found), size, NOON)
        found += [(row.rank, row.person_id) for row in page.rows]
        if not page.rows:
            assert page.total == len(found)
            return found


def test_redis_sql_and_a_plain_sort_agree(either_world: World) -> None:
    record = either_world.contest()

    @examples(6)
    @given(st.permutations(TIES), st.integers(0, 3), st.sampled_from([1, 2, 150, 400]), st.randoms())
    def check(ties: list[str], how_many: int, number: int, dice: Any) -> None:
        mine = with_ties(record, tuple(ties[:how_many]))
        rules = mine.contest.stages[0].rules.ranking
        everybody = crowd(number, dice)
        put_standings(mine, everybody, rules)
        told(mine, list(standings.every(mine.id, 0)), rules)
        for scope, key in (("overall", ""), ("area", FIRST_TOWN), ("population", "elderly")):
            on_it = [s for s in everybody if scope == "overall" or getattr(s, scope) == key]
            expected = [(rank, s.person_id) for rank, s in ranked(on_it, rules)]
            this = BoardScope(mine.id, 0, scope, key)
            assert places(mine, this) == expected
            with redis_away(either_world):
                assert places(mine, this) == expected
        for standing in dice.sample(everybody, min(20, len(everybody))):
            from_redis, behind = read_board.own_ranks(mine, 0, standing.person_id)
            assert not behind
            with redis_away(either_world):
                from_sql, behind = read_board.own_ranks(mine, 0, standing.person_id)
            assert behind
            assert from_redis == from_sql
            rank = next(rank for rank, s in ranked(everybody, rules) if s == standing)
            assert (from_redis[0].scope, from_redis[0].rank, from_redis[0].total) == ("overall", rank, len(everybody))

    check()


def test_equals_stand_in_the_order_of_their_numbers_everywhere(world: World) -> None:
    record = world.contest()
    everybody = [a_standing(person, 50) for person in (9, 10, 100, 2**52)]
    put_standings(record, everybody, RULES)
    told(record, everybody)
    expected = [(1, 9), (1, 10), (1, 100), (1, 2**52)]
    assert places(record, BoardScope(record.id, 0), size=3) == expected
    with redis_away(world):
        assert places(record, BoardScope(record.id, 0), size=3) == expected


def test_a_line_shows_what_others_may_see(world: World) -> None:
    record = world.contest()
    told(record, [a_standing(7, 62_500, duration=timedelta(seconds=90.0019))])
    page = read_board.page(record, BoardScope(record.id, 0), 0, 10, NOON)
    assert page == read_board.Page(1, [read_board.Row(1, 7, "张**", FIRST_TOWN, 62_500, 90_001)], behind=False)


# --- writing -------------------------------------------------------------------------------------------------------


def test_old_news_is_ignored_in_any_order(world: World) -> None:
    record = world.contest()
    told(record, [])
    for version in (3, 1, 2, 3, 5, 4):
        board.write(record.id, 0, [a_standing(7, version * 100, version=version)], RULES)
    assert entry_of(record, 7) == (5, 500)
    assert places(record, BoardScope(record.id, 0)) == [(1, 7)]


def test_whoever_moves_stands_in_the_new_place_only(world: World) -> None:
    record = world.contest()
    told(record, [])
    at_first = a_standing(7, 100, unit="S1", version=1)
    board.write(record.id, 0, [at_first], RULES)
    moved = replace(at_first, area=SECOND_TOWN, population="elderly", unit="S2", version=2)
    for now in (moved, replace(moved, version=3, points=90, unit="")):
        board.write(record.id, 0, [now], RULES)
    found = {
        (scope, key): [person for _, person in places(record, BoardScope(record.id, 0, scope, key))]
        for scope, key in [
            ("overall", ""),
            ("area", FIRST_TOWN),
            ("area", SECOND_TOWN),
            ("population", "farmer"),
            ("population", "elderly"),
            ("unit", "S1"),
            ("unit", "S2"),
        ]
    }
    assert [where for where, persons in found.items() if persons] == [
        ("overall", ""),
        ("area", SECOND_TOWN),
        ("population", "elderly"),
    ]


def test_a_person_who_is_not_on_the_board_has_no_rank(world: World) -> None:
    record = world.contest()
    told(record, [a_standing(7)])
    assert board.ranks(record.id, 0, 8, ["overall"], RULES) == (None, [])
    found = board.ranks(record.id, 0, 7, ["overall", f"area:{SECOND_TOWN}"], RULES)
    assert found is not None
    assert found[1] == [(1, 1), (0, 0)]


def test_boards_of_two_contests_and_two_stages_know_nothing_of_each_other(world: World) -> None:
    one, other = 1, 11
    for contest_id, stage in ((one, 0), (other, 0), (one, 1), (one, 11)):
        generation = board.begin_rebuild(contest_id, stage)
        board.fill(contest_id, stage, generation, [a_standing(contest_id * 100 + stage)], RULES)
        assert board.finish_rebuild(contest_id, stage, generation)
    for contest_id, stage in ((one, 0), (other, 0), (one, 1), (one, 11)):
        assert list(board.every(contest_id, stage) or {}) == [contest_id * 100 + stage]


# --- Redis away ----------------------------------------------------------------------------------------------------


def test_with_redis_away_the_database_answers_and_says_so(either_world: World) -> None:
    record = either_world.contest()
    everybody = [a_standing(person, person * 100) for person in range(1, 6)]
    put_standings(record, everybody, RULES)
    with redis_away(either_world):
        page = read_board.page(record, BoardScope(record.id, 0), 1, 2, NOON)
        assert [(row.rank, row.person_id, row.points) for row in page.rows] == [(2, 4, 400), (3, 3, 300)]
        assert (page.total, page.behind) == (5, True)
        ranks, behind = read_board.own_ranks(record, 0, 2)
        assert behind
        assert [(r.scope, r.rank, r.total) for r in ranks] == [
            ("overall", 4, 5),
            ("area", 4, 5),
            ("population", 4, 5),
        ]
        with pytest.raises(Away):
            board.write(record.id, 0, everybody, RULES)
        with pytest.raises(Away):
            tell_the_board.mend()


def test_a_board_that_has_not_heard_of_oneself_is_behind(world: World) -> None:
    record = world.contest()
    put_standings(record, [a_standing(7, 200, version=2), a_standing(8, 150)], RULES)
    told(record, [a_standing(7, 100, version=1), a_standing(8, 150)])
    ranks, behind = read_board.own_ranks(record, 0, 7)
    assert (ranks[0].scope, ranks[0].rank, behind) == ("overall", 1, True)
    assert not read_board.own_ranks(record, 0, 8)[1]
    assert read_board.own_ranks(record, 0, 9) == ([], False)


# --- pages ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offset", "limit", "expected"), [(0, 3, 3), (4, 3, 1), (5, 3, 0), (10_000, 100, 0), (0, 100, 5)]
)
def test_pages_hold_no_more_than_was_asked(world: World, offset: int, limit: int, expected: int) -> None:
    record = world.contest()
    everybody = [a_standing(person, person * 100) for person in range(1, 6)]
    put_standings(record, everybody, RULES)
    told(record, everybody)
    scope = BoardScope(record.id, 0)
    assert len(read_board.page(record, scope, offset, limit, NOON).rows) == expected
    with redis_away(world):
        assert len(read_board.page(record, scope, offset, limit, NOON).rows) == expected
