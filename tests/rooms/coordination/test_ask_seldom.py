"""The pages of a unit ask the database as often for three people as for three hundred."""

from __future__ import annotations

import pytest

from quizapp.storage import class_starts, people
from quizapp.storage.database import transaction
from tests.builders import World
from tests.rooms.coordination.school import ROOT, UnitDesk, enter, found, record
from tests.rooms.review.test_read_figures_of_many import statements


def enter_many(world: World, first: int, count: int) -> None:
    """Half of them minors."""
    rows = "".join(
        f"P{number:03},人{number},370812105,{'youth' if number % 2 else 'worker'},s1-3{1 + number % 2}\n"
        for number in range(first, first + count)
    )
    enter(world, f"ref,name,area,population,unit\n{rows}")


def seat_everybody(number: int, world: World) -> None:
    with transaction():
        for entry, _ in people.roster(record().id):
            class_starts.join(number, entry.person_id, world.now)


@pytest.mark.parametrize(
    "path",
    ["/desk/unit", ROOT, f"{ROOT}?state=not_started", f"{ROOT}/class-list", f"{ROOT}/reminder", "class", "missing"],
)
def test_as_many_queries_for_three_as_for_three_hundred(world: World, path: str) -> None:
    found(world)
    world.contest()
    enter_many(world, 0, 3)
    desk = UnitDesk(world, "s1")
    opened = desk.post(f"{ROOT}/class", {"unit": ""}, at=f"{ROOT}/class").location
    number = int(opened.rpartition("/")[2])
    seat_everybody(number, world)
    address = {"class": opened, "missing": f"{ROOT}/missing.xlsx"}.get(path, path)
    with statements() as few:
        assert desk.get(address).status_code == 200
    enter_many(world, 3, 297)
    seat_everybody(number, world)
    with statements() as many:
        assert desk.get(address).status_code == 200
    assert len(many) == len(few)
    assert 3 <= len(few) <= 12
