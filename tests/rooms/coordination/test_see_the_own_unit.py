"""A teacher sees the own class, a head of school all classes, and nobody anything else."""

from __future__ import annotations

import re

import pytest

from quizapp.operations import erase
from quizapp.storage import audit
from quizapp.storage.database import db
from tests.builders import TESTER, World, a_contest, all_right
from tests.rooms.coordination.school import ROOT, UnitDesk, enter, found, hold, person_of
from tests.rooms.desk import Desk, rows


@pytest.fixture
def codes(world: World) -> dict[str, str]:
    return hold(world)


def people_on(page: str) -> dict[str, list[str]]:
    """Name, unit and progress by ref."""
    return {given["ref"]: cells[1:4] for given, cells in rows(page) if "ref" in given}


def figures(page: str) -> list[int]:
    """People in all; not started, answering, handed in, passed."""
    return [int(number) for number in re.findall(r'<b class="num">(\d+)</b>', page)]


def test_only_contests_that_concern_the_unit_are_listed(world: World, codes: dict[str, str]) -> None:
    world.contest(a_contest("others"))
    page = UnitDesk(world, "s1").page("/desk/unit")
    assert "一中" in page
    assert [cells[4:] for _, cells in rows(page)] == [["5", "5", "0", "0", "0"]]
    assert "/desk/unit/contests/others" not in page


def test_a_unit_without_a_contest_is_told_so(world: World) -> None:
    found(world)
    assert "现在没有竞赛" in UnitDesk(world, "s1").page("/desk/unit")


def test_progress_of_each_and_the_counts(world: World, codes: dict[str, str]) -> None:
    world.phone(codes["A1"]).start("farmers")
    done = world.phone(codes["A2"])
    done.start("farmers")
    done.submit(all_right(done.attempt))
    poor = world.phone(codes["B1"])
    poor.start("farmers")
    poor.submit()
    practising = world.phone(codes["T1"])
    practising.start("farmers", practice=True)

    page = UnitDesk(world, "s1").page(ROOT)
    assert people_on(page) == {
        "T1": ["赵老师", "一中", "还没开始"],
        "A1": ["张**", "三年级 1班", "正在答"],
        "A2": ["张**", "三年级 1班", "已达标"],
        "B1": ["李**", "三年级 2班", "已交卷，还没达标"],
        "C1": ["王**", "四年级 1班", "还没开始"],
    }
    assert figures(page) == [5, 2, 1, 1, 1]
    listed = UnitDesk(world, "s1").page("/desk/unit")
    assert [cells[4:] for _, cells in rows(listed)] == [["5", "2", "1", "1", "1"]]


def test_a_teacher_sees_the_own_class_only(world: World, codes: dict[str, str]) -> None:
    page = UnitDesk(world, "s1-31").page(ROOT)
    assert people_on(page) == {"A1": ["张**", "1班", "还没开始"], "A2": ["张**", "1班", "还没开始"]}
    assert figures(page) == [2, 2, 0, 0, 0]


def test_people_are_chosen_by_part_and_by_progress(world: World, codes: dict[str, str]) -> None:
    world.phone(codes["A1"]).start("farmers")
    desk = UnitDesk(world, "s1")
    assert list(people_on(desk.page(f"{ROOT}?part=s1-3"))) == ["A1", "A2", "B1"]
    assert list(people_on(desk.page(f"{ROOT}?part=s1-3&state=not_started"))) == ["A2", "B1"]
    assert list(people_on(desk.page(f"{ROOT}?state=answering"))) == ["A1"]
    assert figures(desk.page(f"{ROOT}?part=s1-4&state=answering")) == [1, 1, 0, 0, 0]
    assert "这里没有人" in desk.page(f"{ROOT}?state=passed")
    for wrong in ("part=s2", "part=nothing", "state=asleep", "page=0"):
        assert desk.get(f"{ROOT}?{wrong}").status_code == 404, wrong


def test_long_lists_come_in_pages(world: World) -> None:
    found(world)
    world.contest()
    header = "ref,name,area,population,unit\n"
    enter(world, header + "".join(f"P{i:03},工人{i},370812105,worker,s1\n" for i in range(101)))
    desk = UnitDesk(world, "s1")
    first, second = people_on(desk.page(ROOT)), people_on(desk.page(f"{ROOT}?page=2"))
    assert len(first) == 100
    assert second == {"P100": ["工人100", "一中", "还没开始"]}


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/reissue?ref=A1",
        "/reissue-all",
        "/class-list",
        "/reminder",
        "/missing.xlsx",
        "/class",
    ],
)
def test_another_unit_finds_nothing(world: World, path: str) -> None:
    found(world)
    world.contest()
    enter(world, "ref,name,area,population,unit\nA1,张一,370812105,youth,s1-31\n")
    assert UnitDesk(world, "s1-31").get(ROOT + path).status_code == 200
    assert UnitDesk(world, "s2").get(ROOT + path).status_code == 404
    assert UnitDesk(world, "s1-32").get(ROOT + path).status_code == 404


def test_nobody_of_another_unit_is_looked_at_or_given_a_code(world: World, codes: dict[str, str]) -> None:
    desk = UnitDesk(world, "s1-31")
    assert desk.post(f"{ROOT}/look", {"ref": "B1"}, at=ROOT).status_code == 404
    assert desk.get(f"{ROOT}/reissue?ref=B1").status_code == 404
    assert desk.post(f"{ROOT}/reissue", {"ref": "B1"}, at=f"{ROOT}/reissue?ref=A1").status_code == 404
    world.phone(codes["B1"])
    assert audit.about(f"person:{person_of('B1')}") == []


@pytest.mark.parametrize("role", ["official", "organizer", "curator", "inspector", "admin"])
def test_nobody_but_a_coordinator_comes_in(world: World, codes: dict[str, str], role: str) -> None:
    desk = Desk(world, role)
    for path in ("/desk/unit", ROOT, f"{ROOT}/class-list", f"{ROOT}/class"):
        assert desk.get(path).status_code == 403


def test_a_coordinator_opens_no_other_desk(world: World, codes: dict[str, str]) -> None:
    desk = UnitDesk(world, "s1")
    for path in ("/desk", "/desk/contests/farmers/roster", "/desk/towns", "/desk/bank", "/desk/units"):
        assert desk.get(path).status_code == 403, path
    home = desk.get("/staff")
    assert home.location == "/desk/unit"


def test_a_full_name_is_a_click_that_the_log_keeps(world: World, codes: dict[str, str]) -> None:
    desk = UnitDesk(world, "s1-31")
    page = desk.page(ROOT)
    assert "张一" not in page
    reply = desk.post(f"{ROOT}/look", {"ref": "A1"}, at=ROOT)
    assert reply.status_code == 200
    assert "<h1>张一</h1>" in reply.text
    db.session.rollback()
    (noted,) = audit.about(f"person:{person_of('A1')}")
    assert noted["action"] == "person.look"
    assert noted["actor"].startswith("staff:")
    assert noted["details"] == {"contest": "farmers"}
    assert audit.about(f"person:{person_of('A2')}") == []


def test_a_youth_of_18_years_is_masked_and_one_of_19_is_not(world: World) -> None:
    found(world)
    world.contest()
    enter(
        world,
        "ref,name,area,population,unit,birth_year\n"
        "A1,钱一,370812105,youth,s1,2008\nA2,孙二,370812105,youth,s1,2007\nA3,李三,370812105,worker,s1,\n",
    )
    named = {ref: cells[0] for ref, cells in people_on(UnitDesk(world, "s1").page(ROOT)).items()}
    assert named == {"A1": "钱**", "A2": "孙二", "A3": "李三"}


def test_who_was_erased_is_on_no_list(world: World, codes: dict[str, str]) -> None:
    erase.erase(person_of("A1"), TESTER, world.now)
    page = UnitDesk(world, "s1-31").page(ROOT)
    assert list(people_on(page)) == ["A2"]
    assert figures(page)[0] == 1
