"""A participant answers a contest on a phone, from the code to the rank."""

from __future__ import annotations

from tests.builders import World, all_right, body_of


def test_from_the_code_to_the_rank(either_world: World) -> None:
    world = either_world
    world.contest()
    world.work()
    code, other = world.codes("farmers", "张三", "李四")
    phone = world.phone(code)
    started = phone.start("farmers", key="k1")
    assert started.status_code == 201
    assert len(phone.attempt["questions"]) == 12
    assert phone.attempt["deadline"] == "2026-09-01T04:10:00.000Z"

    answers = all_right(phone.attempt)
    first = next(iter(answers))
    world.clock.move(seconds=30)
    saved = phone.save({first: answers[first]})
    assert saved.status_code == 200, saved.text
    assert saved.json == {
        "saved_seq": 1,
        "server_now": "2026-09-01T04:00:30.000Z",
        "deadline": "2026-09-01T04:10:00.000Z",
        "kept": {},
    }

    world.clock.move(seconds=60)
    done = phone.submit(answers)
    assert done.status_code == 200, done.text
    result = body_of(done)
    assert (result["state"], result["score"], result["max_score"]) == ("handed_in", 100, 100)
    assert result["passed"] is True
    assert result["duration"] == 90_000
    assert result["rank"] == {
        "overall": {"key": "", "rank": 1, "total": 1},
        "area": {"key": "370812105", "rank": 1, "total": 1},
        "population": {"key": "farmer", "rank": 1, "total": 1},
    }
    assert len(result["feedback"]) == 12
    assert body_of(phone.submit()) == result

    world.work()
    second = world.phone(other)
    second.start("farmers")
    second.submit()
    board = body_of(second.get("/contests/farmers/leaderboard"))
    assert [(e["rank"], e["name"], e["score"]) for e in board["entries"]] == [(1, "张**", 100), (2, "李**", 0)]
    assert board["behind"] is False
