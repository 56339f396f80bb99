"""A teacher prints the class list, gives a lost code anew, or new ones to all who have not started."""

from __future__ import annotations

import re

import pytest

from quizapp.storage import audit
from quizapp.storage.database import db
from tests.builders import World
from tests.rooms.coordination.school import ROOT, UnitDesk, hold, person_of

CODE = re.compile(r'class="code">([0-9A-Z]{5}-[0-9A-Z]{5})<')
ON_LIST = re.compile(r'num left">(.+?)</td><td>(.+?)</td><td>(.+?)</td>')


@pytest.fixture
def codes(world: World) -> dict[str, str]:
    return hold(world)


def looks(ref: str) -> int:
    db.session.rollback()
    return sum(row["action"] == "person.look" for row in audit.about(f"person:{person_of(ref)}"))


def test_the_list_has_a_sheet_for_each_class_and_masks_minors(world: World, codes: dict[str, str]) -> None:
    page = UnitDesk(world, "s1").page(f"{ROOT}/class-list")
    assert re.findall(r'"class-list">\s*<h2>(.+?)</h2>', page) == [
        "一中",
        "一中 · 三年级 1班",
        "一中 · 三年级 2班",
        "一中 · 四年级 1班",
    ]
    assert ON_LIST.findall(page) == [
        ("T1", "赵老师", "还没开始"),
        ("A1", "张**", "还没开始"),
        ("A2", "张**", "还没开始"),
        ("B1", "李**", "还没开始"),
        ("C1", "王**", "还没开始"),
    ]
    assert looks("A1") == 0


def test_full_names_on_the_list_are_noted_for_each_minor(world: World, codes: dict[str, str]) -> None:
    desk, path = UnitDesk(world, "s1"), f"{ROOT}/class-list?part=s1-3"
    page = desk.post(path, {}, at=path)
    assert page.status_code == 200
    assert [name for _, name, _ in ON_LIST.findall(page.text)] == ["张一", "张二", "李一"]
    assert [looks(ref) for ref in ("A1", "A2", "B1", "C1", "T1")] == [1, 1, 1, 0, 0]


def test_a_new_code_on_a_slip_and_the_old_one_opens_nothing(world: World, codes: dict[str, str]) -> None:
    desk, path = UnitDesk(world, "s1-31"), f"{ROOT}/reissue?ref=A1"
    asked = desk.page(path)
    assert "给张**补发入场码" in asked
    world.phone(codes["A1"])
    reply = desk.post(f"{ROOT}/reissue", {"ref": "A1"}, at=path)
    assert reply.headers["Cache-Control"] == "no-store"
    (new,) = CODE.findall(reply.text)
    assert "<b>张一</b>" in reply.text
    assert "一中 三年级 1班" in reply.text
    world.phone(new)
    assert world.client().post("/session", {"entry_code": codes["A1"]}).status_code == 401
    assert looks("A1") == 1
    noted = audit.about("contest:farmers")[-1]
    assert (noted["action"], noted["details"]) == ("roster.reissue", {"person": person_of("A1")})


def test_new_codes_for_all_who_have_not_started(world: World, codes: dict[str, str]) -> None:
    world.phone(codes["A1"]).start("farmers")
    desk, path = UnitDesk(world, "s1"), f"{ROOT}/reissue-all?part=s1-3"
    asked = desk.page(path)
    assert "三年级：2 人还没开始" in asked
    reply = desk.post(path, {"sending": "form-1"}, at=path)
    assert reply.status_code == 200
    new = CODE.findall(reply.text)
    assert re.findall(r"<header><b>(.+?)</b>", reply.text) == ["张二", "李一"]
    assert len(set(new)) == 2
    assert looks("A2") == looks("B1") == 1
    for code in (*new, codes["A1"], codes["C1"], codes["T1"]):
        world.phone(code)
    for ref in ("A2", "B1"):
        assert world.client().post("/session", {"entry_code": codes[ref]}).status_code == 401

    again = desk.post(path, {"sending": "form-1"}, at=path)
    assert again.status_code == 422
    assert "这一次已经补发过了" in again.text
    assert not CODE.search(again.text)
    for code in new:
        world.phone(code)


def test_each_page_has_a_sending_of_its_own(world: World, codes: dict[str, str]) -> None:
    desk = UnitDesk(world, "s1")
    found = {re.search(r'name="sending" value="(.+?)"', desk.page(f"{ROOT}/reissue-all")) for _ in range(2)}
    assert len({match[1] for match in found if match}) == 2


def test_after_the_end_and_where_all_have_started_no_codes_are_made(world: World, codes: dict[str, str]) -> None:
    desk, path = UnitDesk(world, "s1-41"), f"{ROOT}/reissue-all"
    page = desk.page(path)
    world.phone(codes["C1"]).start("farmers")
    assert "人人都已经开始了，不用补发。" in desk.page(path)
    whole = UnitDesk(world, "s1")
    token = whole.page(path)
    assert page != token
    world.clock.move(hours=9)
    late = UnitDesk(world, "s1").post(path, {"sending": "form-2"}, at=path)
    assert late.status_code == 409
    assert "竞赛已经结束。" in late.text
