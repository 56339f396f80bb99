"""Anybody reads the board: names masked, whole seconds, page by page, and never more than the rules show."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from quizapp.console import areas as area_verbs
from quizapp.console import roster as roster_verbs
from quizapp.storage.redis_client import connect
from quizapp.storage.resources import resources
from tests.builders import TESTER, World, all_right, body_of
from tests.refusals import places, refused
from tests.rooms.pages import clerk

NORTH, SOUTH = "370812105", "370812001"
BOARD = "/contests/farmers/leaderboard"


def take(world: World, code: str, right: int, seconds: float) -> None:
    """Answer so many questions right, in so much time; the contest's clock does not go on for the others."""
    phone = world.phone(code)
    begun = world.clock.at
    phone.start("farmers")
    right_ones = dict(list(all_right(phone.attempt).items())[:right])
    world.clock.move(seconds=seconds)
    assert phone.submit(right_ones).status_code == 200
    world.clock.at = begun


@pytest.fixture
def board(world: World) -> World:
    """Five people of two areas: 10, 10, 5, 5 and 0 points; the two with 5 in the same time."""
    world.contest()
    world.work()
    results = {"王一": (2, 30.999), "欧阳二": (2, 31.5), "李三": (1, 60), "赵四": (1, 60), "孙五": (0, 5)}
    area = dict.fromkeys(results, NORTH) | {"李三": SOUTH}
    population = dict.fromkeys(results, "farmer") | {"孙五": "worker"}
    for name, (right, seconds) in results.items():
        take(world, world.codes("farmers", name, area=area[name], population=population[name])[0], right, seconds)
    world.work()
    return world


def read(world: World, query: str = "", headers: dict[str, str] | None = None) -> TestResponse:
    return world.client().get(BOARD + query, headers)


def lines(reply: TestResponse) -> list[tuple[Any, ...]]:
    return [(entry["rank"], entry["name"], entry["score"]) for entry in body_of(reply)["entries"]]


def test_the_board_is_masked_and_in_whole_seconds(board: World) -> None:
    answer = body_of(read(board))
    assert set(answer) == {"as_of", "behind", "total", "entries"}
    assert (answer["as_of"], answer["behind"], answer["total"]) == ("2026-09-01T04:00:00.000Z", False, 5)
    assert answer["entries"][0] == {"rank": 1, "name": "王**", "area": NORTH, "score": 10, "duration": 30_000}
    assert answer["entries"][1] == {"rank": 2, "name": "欧阳**", "area": NORTH, "score": 10, "duration": 31_000}
    assert "王一" not in read(board).text


def test_equal_results_share_a_rank(board: World) -> None:
    ranks = [(entry["rank"], entry["score"]) for entry in body_of(read(board))["entries"]]
    assert ranks == [(1, 10), (2, 10), (3, 5), (3, 5), (5, 0)]


def test_a_page_goes_on_with_the_ranks_of_the_one_before(board: World) -> None:
    first, second = read(board, "?limit=3"), read(board, "?limit=3&offset=3")
    assert [line[0] for line in lines(first)] == [1, 2, 3]
    assert [line[0] for line in lines(second)] == [3, 5]
    assert body_of(second)["total"] == 5
    assert lines(read(board, "?offset=5")) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"?scope=area&key={SOUTH}", [(1, "李**", 5)]),
        (f"?scope=area&key={NORTH}", [(1, "王**", 10), (2, "欧阳**", 10), (3, "赵**", 5), (4, "孙**", 0)]),
        ("?scope=population&key=worker", [(1, "孙**", 0)]),
        ("?scope=overall&limit=1", [(1, "王**", 10)]),
        ("?scope=area&key=370812003", []),
    ],
)
def test_a_scope_has_ranks_of_its_own(board: World, query: str, found: list[tuple[Any, ...]]) -> None:
    assert lines(read(board, query)) == found


def enter_school(world: World, pupils: int) -> str:
    """So many pupils of one school, of whom the first has answered."""
    units = f"code,name,area,kind\nS1,第一小学,{NORTH},学校\n".encode()
    assert area_verbs.import_units(units, "units.csv", TESTER, world.now) == (1, [])
    world.contest()
    world.work()
    rows = "name,area,population,unit,guardian_consent\n" + f"小明,{NORTH},youth,S1,是\n" * pupils
    code = roster_verbs.import_roster(rows.encode(), "r.csv", "farmers", TESTER, world.now).slips[0].code
    take(world, code, 1, 10)
    return code


def test_units_have_boards_too(world: World) -> None:
    enter_school(world, 10)
    assert lines(read(world, "?scope=unit&key=S1")) == [(1, "小**", 5)]


def test_the_board_of_a_unit_under_ten_members_is_for_staff_only(world: World) -> None:
    code = enter_school(world, 9)
    said = "这个单位不到 10 个人参加，排行榜只给工作人员看。"
    assert refused(read(world, "?scope=unit&key=S1"), 403, "forbidden")["detail"] == said
    refused(world.phone(code).get("/contests/farmers/leaderboard?scope=unit&key=S1"), 403, "forbidden")
    page = "/c/farmers/board?scope=unit&key=S1"
    assert said in world.app.test_client().get(page).text
    by_staff = clerk(world).open(page).text
    assert "小**" in by_staff
    assert said not in by_staff


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("?limit=0", "limit"),
        ("?limit=101", "limit"),
        ("?limit=-1", "limit"),
        ("?limit=ten", "limit"),
        ("?limit=٣", "limit"),
        ("?offset=10001", "offset"),
        ("?offset=x", "offset"),
        ("?scope=world", "scope"),
        ("?scope=area", "key"),
        ("?scope=area&key=999", "key"),
        ("?scope=unit&key=S9", "key"),
        ("?scope=population&key=martian", "key"),
        ("?key=370812105", "key"),
        ("?stage=1", "stage"),
    ],
)
def test_what_there_is_no_board_of_is_refused(board: World, query: str, place: str) -> None:
    assert places(refused(read(board, query), 422, "invalid")) == [place]


def test_a_hundred_lines_are_the_most(board: World) -> None:
    assert read(board, "?limit=100").status_code == 200


def test_a_board_that_is_the_same_is_not_sent_again(board: World) -> None:
    first = read(board)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "no-cache"
    board.clock.move(minutes=5)
    again = read(board, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert read(board).headers["ETag"] == tag
    assert read(board, "?limit=1").headers["ETag"] != tag

    take(board, board.codes("farmers", "周六")[0], 3, 20)
    changed = read(board, headers={"If-None-Match": tag})
    assert (changed.status_code, body_of(changed)["total"]) == (200, 6)
    assert changed.headers["ETag"] != tag


def test_a_flushed_redis_leaves_the_board_readable_and_says_so(board: World) -> None:
    whole = body_of(read(board))
    resources().redis.flushall()
    assert body_of(read(board)) == whole | {"behind": True}
    board.work()
    assert body_of(read(board)) == whole


def test_a_redis_that_is_away_leaves_the_board_readable(board: World, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = body_of(read(board))
    away = connect("unix:///nowhere/redis.sock")
    found = resources()
    monkeypatch.setitem(board.app.extensions, "quizapp.resources", replace(found, redis=away))
    assert body_of(read(board)) == whole | {"behind": True}
    assert lines(read(board, f"?scope=area&key={SOUTH}")) == [(1, "李**", 5)]


def test_a_damaged_board_answers_from_the_database(board: World) -> None:
    whole = body_of(read(board))
    redis = resources().redis
    people = next(key for key in redis.scan_iter() if str(key).endswith(":people"))
    redis.hdel(people, *list(redis.hkeys(people))[:1])
    assert body_of(read(board)) == whole | {"behind": True}


def test_a_result_that_the_board_has_not_been_told_in_five_seconds_makes_it_behind(board: World) -> None:
    take(board, board.codes("farmers", "周六")[0], 3, 0)
    board.clock.move(seconds=5)
    assert body_of(read(board))["behind"] is False
    board.clock.move(microseconds=1)
    assert body_of(read(board))["behind"] is True
    board.work()
    assert body_of(read(board))["behind"] is False


def test_a_contest_that_is_not_there_has_no_board(world: World) -> None:
    world.contest(publish_it=False)
    refused(read(world), 404, "not-found")
    refused(world.client().get("/contests/none/leaderboard"), 404, "not-found")


def test_own_places_are_told_in_every_scope(board: World) -> None:
    code = board.codes("farmers", "周六", area=SOUTH)[0]
    take(board, code, 1, 59)
    board.clock.move(seconds=1)
    own = body_of(board.phone(code).get(BOARD + "/me"))
    assert set(own) == {"as_of", "behind", "places"}
    assert (own["as_of"], own["behind"]) == ("2026-09-01T04:00:01.000Z", False)
    assert own["places"] == [
        {"scope": "overall", "key": "", "rank": 3, "total": 6},
        {"scope": "area", "key": SOUTH, "rank": 1, "total": 2},
        {"scope": "population", "key": "farmer", "rank": 3, "total": 5},
    ]
    resources().redis.flushall()
    assert body_of(board.phone(code).get(BOARD + "/me")) == own | {"behind": True}


def test_own_places_on_a_damaged_board_come_from_the_database(board: World) -> None:
    code = board.codes("farmers", "周六", area=SOUTH)[0]
    take(board, code, 1, 59)
    whole = body_of(board.phone(code).get(BOARD + "/me"))
    redis = resources().redis
    redis.delete(next(key for key in redis.scan_iter() if str(key).endswith(f":area:{SOUTH}")))
    assert body_of(board.phone(code).get(BOARD + "/me")) == whole | {"behind": True}


def test_own_places_are_for_those_who_entered(board: World) -> None:
    refused(board.client().get(BOARD + "/me"), 401, "not-signed-in")
    phone = board.phone(board.codes("farmers", "周六")[0])
    assert body_of(phone.get(BOARD + "/me"))["places"] == []
    refused(phone.get("/contests/none/leaderboard/me"), 404, "not-found")
    assert places(refused(phone.get(BOARD + "/me?stage=1"), 422, "invalid")) == ["stage"]


def test_the_board_of_the_whole_day_keeps_its_order_after_the_end(board: World) -> None:
    whole = body_of(read(board))
    board.clock.move(hours=9)
    board.work()
    later = body_of(read(board))
    assert later["as_of"] == "2026-09-01T13:00:00.000Z"
    assert later["entries"] == whole["entries"]
    assert timedelta(milliseconds=later["entries"][0]["duration"]) == timedelta(seconds=30)
