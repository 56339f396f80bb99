"""A department's clerk finds out who is missing, by department; a teacher copies a reminder."""

from __future__ import annotations

import re
from html import unescape

import pytest

from quizapp.console import areas as area_verbs
from quizapp.formats.sheets import read_tables
from quizapp.storage import audit
from quizapp.storage.database import db
from tests.builders import TESTER, World, all_right
from tests.rooms.coordination.school import ROOT, UnitDesk, enter, found, hold

OFFICES = """code,name,area,kind,parent
g,区政府,370812,department,
g-edu,教育局,370812,department,g
g-agr,农业局,370812,department,g
"""
CADRES = """ref,name,area,population,unit
D1,甲一,370812,official,g-edu
D2,乙二,370812,official,g-edu
D3,丙三,370812,official,g-edu
D4,丁四,370812,official,g-agr
"""


def filled(rows: list[list[str]]) -> list[list[str]]:
    """Rows without the empty cells behind a note."""
    return [[cell for cell in row if cell] for row in rows]


def hold_a_check(world: World) -> None:
    _, problems = area_verbs.import_units(OFFICES.encode(), "offices.csv", TESTER, world.now)
    assert problems == []
    world.contest()
    codes = enter(world, CADRES)
    good = world.phone(codes["D1"])
    good.start("farmers")
    good.submit(all_right(good.attempt))
    world.phone(codes["D2"]).start("farmers")


def test_the_file_names_the_missing_by_department(world: World) -> None:
    hold_a_check(world)
    reply = UnitDesk(world, "g").get(f"{ROOT}/missing.xlsx")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="farmers-missing.xlsx"'
    figures, people = read_tables(reply.data)
    assert filled(figures.rows) == [
        ["农民科学素质网络竞赛"],
        ["区政府，截至 2026年9月1日 12:00。"],
        ["单位", "人数", "还没开始", "正在答", "已交卷，还没达标", "已达标", "答过的（%）"],
        ["农业局", "1", "1", "0", "0", "0", "0"],
        ["教育局", "3", "1", "1", "0", "1", "66.7"],
        ["合计", "4", "2", "1", "0", "1", "50"],
    ]
    assert people.rows[2:] == [
        ["单位", "编号", "姓名", "人群"],
        ["农业局", "D4", "丁四", "领导干部和公务员"],
        ["教育局", "D3", "丙三", "领导干部和公务员"],
    ]
    db.session.rollback()
    (noted,) = audit.about("unit:g")
    assert (noted["action"], noted["details"]) == ("unit.missing", {"contest": "farmers", "people": 2})


def test_one_department_alone(world: World) -> None:
    hold_a_check(world)
    figures, people = read_tables(UnitDesk(world, "g-edu").get(f"{ROOT}/missing.xlsx").data)
    assert figures.rows[3:] == [["教育局", "3", "1", "1", "0", "1", "66.7"]]
    assert [row[1] for row in people.rows[3:]] == ["D3"]


def test_minors_stay_masked_in_the_file(world: World) -> None:
    hold(world)
    _, people = read_tables(UnitDesk(world, "s1-31").get(f"{ROOT}/missing.xlsx").data)
    assert filled(people.rows)[2:] == [
        ["未成年人的姓名不写全，请按编号认人。"],
        ["单位", "编号", "姓名", "人群"],
        ["1班", "A1", "张**", "青少年"],
        ["1班", "A2", "张**", "青少年"],
    ]


def _reminder(page: str) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found is not None
    return unescape(found[1]).strip()


def test_the_reminder_names_the_missing_the_end_and_the_way(world: World) -> None:
    hold_a_check(world)
    text = _reminder(UnitDesk(world, "g").page(f"{ROOT}/reminder"))
    address = f"{world.app.config['QUIZAPP'].public_url}/c/farmers"
    assert text == (
        "农民科学素质网络竞赛还有 2 位没有答：丁四、丙三。"
        f"请在 9月1日 20:00 以前打开 {address} ，用字条上的入场码进去答题。"
    )


def test_the_reminder_calls_minors_by_surname_and_ref(world: World) -> None:
    codes = hold(world)
    world.phone(codes["A2"]).start("farmers")
    text = _reminder(UnitDesk(world, "s1").page(f"{ROOT}/reminder?part=s1-3"))
    assert "还有 2 位没有答：张**（A1）、李**（B1）。" in text


def test_nobody_is_missing(world: World) -> None:
    found(world)
    world.contest()
    codes = enter(world, "ref,name,area,population,unit\nT1,赵老师,370812105,worker,s1\n")
    world.phone(codes["T1"]).start("farmers")
    page = UnitDesk(world, "s1").page(f"{ROOT}/reminder")
    assert "人人都已经开始了，不用催。" in page
    assert "<textarea" not in page


@pytest.mark.parametrize("part", ["s2", "g"])
def test_no_file_of_another_part(world: World, part: str) -> None:
    hold(world)
    assert UnitDesk(world, "s1").get(f"{ROOT}/missing.xlsx?part={part}").status_code == 404
