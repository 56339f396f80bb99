"""An organizer's lists show minors masked: a full name is a click that the log keeps, slips are for the pupils."""

from __future__ import annotations

import re

import pytest

from quizapp.operations import erase
from quizapp.storage import audit
from quizapp.storage.database import db
from tests.builders import TESTER, World
from tests.rooms.coordination.school import hold, person_of
from tests.rooms.desk import Desk, rows
from tests.rooms.pages import a_file, clerk

ROOT = "/desk/contests/farmers"
ROSTER = f"{ROOT}/roster"
LISTS = f"{ROOT}/lists"
FULL_NAMES = ("张一", "张二", "李一", "王一")
ON_LIST = re.compile(r'num left">(.+?)</td><td>(.+?)</td>')
CODE = re.compile(r'class="code">([0-9A-Z]{5}-[0-9A-Z]{5})<')


@pytest.fixture
def codes(world: World) -> dict[str, str]:
    return hold(world)


@pytest.fixture
def desk(world: World, codes: dict[str, str]) -> Desk:
    return Desk(world, "organizer")


def named(page: str) -> dict[str, str]:
    """Names by ref, as a table of the roster shows them."""
    return {cells[0]: cells[1] for _, cells in rows(page)}


def looks(ref: str) -> int:
    db.session.rollback()
    return sum(row["action"] == "person.look" for row in audit.about(f"person:{person_of(ref)}"))


def test_the_roster_names_grown_ups_and_masks_minors(desk: Desk) -> None:
    page = desk.page(ROSTER)
    assert named(page) == {"T1": "赵老师", "A1": "张**", "A2": "张**", "B1": "李**", "C1": "王**", "Z1": "外人"}
    assert not [name for name in FULL_NAMES if name in page]
    assert page.count(">看全名<") == 4
    assert [looks(ref) for ref in ("A1", "T1")] == [0, 0]


def test_a_full_name_is_a_click_that_the_log_keeps(desk: Desk) -> None:
    reply = desk.post(f"{ROSTER}/look", {"ref": "A1"}, at=ROSTER)
    assert reply.status_code == 200
    assert reply.headers["Cache-Control"] == "no-store"
    assert "<h1>张一</h1>" in reply.text
    db.session.rollback()
    (noted,) = audit.about(f"person:{person_of('A1')}")
    assert (noted["action"], noted["details"]) == ("person.look", {"contest": "farmers"})
    assert noted["actor"].startswith("staff:")
    assert looks("A2") == 0


def test_a_grown_up_s_name_is_no_look(desk: Desk) -> None:
    assert "<h1>赵老师</h1>" in desk.post(f"{ROSTER}/look", {"ref": "T1"}, at=ROSTER).text
    assert looks("T1") == 0


def test_nobody_has_that_ref(desk: Desk) -> None:
    reply = desk.post(f"{ROSTER}/look", {"ref": "Z9"}, at=ROSTER)
    assert reply.status_code == 404
    assert "名单里没有编号「Z9」。" in reply.text


def test_a_minor_is_found_by_surname_or_whole_name_but_not_spelt_out(desk: Desk) -> None:
    assert named(desk.page(f"{ROSTER}?q=张一")) == {"A1": "张**"}
    assert named(desk.page(f"{ROSTER}?q=张")) == {"A1": "张**", "A2": "张**"}
    assert named(desk.page(f"{ROSTER}?q=b1")) == {"B1": "李**"}
    assert named(desk.page(f"{ROSTER}?q=老")) == {"T1": "赵老师"}
    assert "没有找到" in desk.page(f"{ROSTER}?q=一")


def test_a_lost_code_is_given_anew_without_a_name_until_the_slip(desk: Desk) -> None:
    path = f"{ROSTER}/reissue?ref=A1"
    asked = desk.page(path)
    assert "给张**补发入场码" in asked
    assert "张一" not in asked
    assert looks("A1") == 0
    reply = desk.post(f"{ROSTER}/reissue", {"ref": "A1"}, at=path)
    assert "<b>张一</b>" in reply.text
    assert len(CODE.findall(reply.text)) == 1
    assert looks("A1") == 1
    desk.post(f"{ROSTER}/reissue", {"ref": "T1"}, at=path)
    assert looks("T1") == 0


def test_class_lists_write_minors_out_when_asked_and_note_each(desk: Desk) -> None:
    path = f"{LISTS}?area=370812105"
    masked = [("T1", "赵老师"), ("A1", "张**"), ("A2", "张**"), ("B1", "李**"), ("C1", "王**"), ("Z1", "外人")]
    page = desk.page(path)
    assert ON_LIST.findall(page) == masked
    assert "写出 4 个未成年人的全名" in page
    assert looks("A1") == 0
    full = desk.post(path, {}, at=path)
    assert [name for _, name in ON_LIST.findall(full.text)] == ["赵老师", "张一", "张二", "李一", "王一", "外人"]
    assert "您看过这些全名，已经记下来了。" in full.text
    assert [looks(ref) for ref in ("A1", "A2", "B1", "C1", "T1", "Z1")] == [1, 1, 1, 1, 0, 0]


def test_a_list_of_another_town_notes_nobody(desk: Desk) -> None:
    desk.post(f"{LISTS}?area=370812001", {}, at=LISTS)
    assert looks("A1") == 0


def test_slips_and_lists_of_an_import_are_for_the_pupils_and_bear_full_names(world: World) -> None:
    world.contest()
    pupils = "姓名,镇街,人群,编号,出生年\n张小明,新兖镇,青少年,P1,2016\n"
    page = clerk(world).send(f"{ROSTER}/import", {"file": a_file(pupils)}).text
    assert "<header><b>张小明</b>" in page
    assert ON_LIST.findall(page) == [("P1", "张小明")]
    assert looks("P1") == 0


def test_what_happens_now_names_nobody(world: World, desk: Desk, codes: dict[str, str]) -> None:
    world.phone(codes["A1"]).start("farmers")
    for path in (f"{ROOT}/live", f"{ROOT}/live.json", ROOT):
        page = desk.page(path)
        assert not [name for name in (*FULL_NAMES, "张**", "赵老师") if name in page], path


def test_who_was_erased_is_on_no_list(world: World, desk: Desk) -> None:
    erase.erase(person_of("A1"), TESTER, world.now)
    page = desk.page(ROSTER)
    assert set(named(page)) == {"T1", "A2", "B1", "C1", "Z1"}
    assert "5 人。入场码只在导入时显示一次" in page
    assert "已删除" not in desk.page(LISTS)
