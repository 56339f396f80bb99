"""The pages of reviewing ask the database as often for three people as for three hundred."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from quizapp.domain.attempt import State
from quizapp.domain.blueprint import PaperItem
from quizapp.domain.contest import Ranking
from quizapp.domain.counting import Counted
from quizapp.domain.marking import Marks
from quizapp.domain.people import Entry
from quizapp.storage import attempts, contests, people, standings
from quizapp.storage.attempts import NewAttempt
from quizapp.storage.database import db, transaction
from tests.builders import World
from tests.rooms.desk import Desk, rows
from tests.rooms.review.counted import XINYAN

MINUTE = timedelta(minutes=1)


@contextmanager
def statements() -> Iterator[list[str]]:
    """What was asked of the database meanwhile."""
    asked: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def finish(world: World, entry: Entry, score: int) -> None:
    """Set down a finished attempt as the hand-in would, without the way to it."""
    snapshot = contests.snapshot_id(entry.contest_id, 0, practice=False)
    assert snapshot is not None
    start, paper = world.now, (PaperItem(0, ("a", "b"), 100_000),)
    new = NewAttempt(
        entry, 0, False, 1, "d", 1, None, snapshot, "seed", 1, paper, start, start + MINUTE, timedelta(seconds=5)
    )
    added = attempts.add(new)
    assert added is not None
    number = added.id
    marks = Marks((score,), score, 100_000, int(score == 100_000))
    attempts.close(number, State.HANDED_IN, marks, passed=score >= 60_000, ended_at=start + MINUTE, duration=MINUTE)
    counted = Counted(score, MINUTE, start, start + MINUTE, 1, (number,), score >= 60_000)
    standings.put(entry, 0, counted, Ranking())


def hold(world: World, people_in_town: int) -> None:
    record = world.contest()
    world.codes("farmers", *["农"] * people_in_town, area=XINYAN)
    with transaction():
        for number, (entry, _) in enumerate(list(people.roster(record.id))):
            finish(world, entry, 1000 * (number % 101))


@pytest.mark.parametrize(
    ("path", "at_most"),
    [
        ("/desk/towns/farmers", 10),
        ("/desk/towns/farmers?population=farmer&sort=-mean", 10),
        ("/desk/towns/farmers/towns.xlsx", 10),
        (f"/desk/towns/farmers/{XINYAN}/attempts", 9),
    ],
)
def test_as_many_queries_for_three_as_for_three_hundred(world: World, path: str, at_most: int) -> None:
    hold(world, 3)
    desk = Desk(world, "official")
    with statements() as few:
        assert desk.get(path).status_code == 200
    record = contests.by_slug("farmers")
    assert record is not None
    world.codes("farmers", *["民"] * 297, area=XINYAN)
    with transaction():
        fresh = [entry for entry, name in people.roster(record.id) if name == "民"]
        for number, entry in enumerate(fresh):
            finish(world, entry, 1000 * (number % 101))
    with statements() as many:
        assert desk.get(path).status_code == 200
    assert len(many) == len(few)
    assert 3 <= len(few) <= at_most


def test_the_figures_of_three_hundred(world: World) -> None:
    hold(world, 300)
    page = Desk(world, "official").page("/desk/towns/farmers")
    lines = {given["area"]: cells for given, cells in rows(page) if "area" in given and "population" not in given}
    # Points 0 … 100 twice (10,100 in all, 41 of each 101 pass) and 0 … 97 once (4,753; 38 pass): 14,853 and 120.
    assert lines[XINYAN][2:5] == ["300", "300", "300"]
    assert lines[XINYAN][7:] == ["40.0%", "49.51", "100"]
