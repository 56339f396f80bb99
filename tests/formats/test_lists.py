"""An organizer imports lists: people, areas, units."""

from __future__ import annotations

import io
from typing import Any

import pytest
from xlsxwriter import Workbook

from quizapp.domain.refusals import Invalid, Problem
from quizapp.formats.areas import AreaRow, UnitRow, read_areas, read_units
from quizapp.formats.roster import RosterRow, read_roster


def xlsx(rows: list[list[Any]]) -> bytes:
    buffer = io.BytesIO()
    book = Workbook(buffer)
    page = book.add_worksheet()
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            page.write(row, column, value)
    book.close()
    return buffer.getvalue()


def said(problems: list[Problem]) -> list[tuple[str, str, str, str]]:
    return [(problem.place, problem.field, problem.found, str(problem.message)) for problem in problems]


def test_a_roster_in_chinese_from_a_workbook() -> None:
    rows, problems = read_roster(
        xlsx(
            [
                ["某某竞赛报名表"],
                ["编号", "姓名", "镇街", "人群", "单位", "电话", "出生年", "监护人同意"],
                [101, "张三", 370812001, "青少年", "一中", 13800000000, 2012, "是"],
                ["", "", "", "", "", "", "", ""],
                ["", "欧阳四", "370812102000", "farmer", "", "138-1111 2222", "", ""],
                ["", "李五", "颜店镇", "老年人", "", "+86 13911112222", "1950年", 0],
            ]
        ),
        "名单.xlsx",
    )
    assert problems == []
    assert rows == [
        RosterRow("row 3", "张三", "370812001", "youth", "一中", "13800000000", "101", 2012, True),
        RosterRow("row 5", "欧阳四", "370812102", "farmer", "", "13811112222", "", None, None),
        RosterRow("row 6", "李五", "颜店镇", "elderly", "", "13911112222", "", 1950, False),
    ]


def test_a_roster_in_english_from_separated_text() -> None:
    rows, problems = read_roster(b"name,area,population,ref\nLi,370812-park,worker,r1\n", "r.csv")
    assert problems == []
    assert rows == [RosterRow("row 2", "Li", "370812-park", "worker", "", "", "r1", None, None)]


def test_what_is_wrong_in_a_roster() -> None:
    text = (
        "姓名,镇街,人群,电话,编号,出生年,监护人同意\n"
        ",,,,,,是\n"
        f"{'长' * 41},a,农民,12345,r1,12,也许\n"
        "王,a,农民,23800000000,r1,,\n"
        "赵,a,社会公众,,3.70812E+08,,\n"
    )
    rows, problems = read_roster(text.encode("gb18030"), "r.csv")
    names = "青少年、农民、产业工人、老年人、领导干部和公务员"
    assert rows == []
    assert said(problems) == [
        ("row 2", "name", "", "没有姓名。"),
        ("row 2", "area", "", "没有镇街。"),
        ("row 2", "population", "", f"人群是「」，应是 {names} 之一。"),
        ("row 3", "name", "长" * 41, "姓名超过 40 个字。"),
        ("row 3", "phone", "12345", "电话「12345」不对，应是 1 开头的 11 位数字。"),
        ("row 3", "birth_year", "12", "出生年「12」不对，应是四位数字，像 2012。"),
        ("row 3", "guardian_consent", "也许", "监护人同意是「也许」，应是「是」或「否」。"),
        ("row 4", "phone", "23800000000", "电话「23800000000」不对，应是 1 开头的 11 位数字。"),
        ("row 4", "ref", "r1", "编号「r1」和 row 3 的重复了。"),
        ("row 5", "population", "社会公众", f"人群是「社会公众」，应是 {names} 之一。"),
        ("row 5", "ref", "3.70812E+08", "编号「3.70812E+08」太长，或者被 Excel 改成了科学计数；请把这一列设为文本。"),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("姓名,镇街\n张,a\n", "表头（第 1 行）里没有「人群」这一列。"),
        ("甲,乙\n1,2\n", "没有找到表头，应有这些列：姓名、镇街、人群。"),
        ("姓名,name,镇街,人群\n张,张,a,农民\n", "表头里「name」这一列有两个，请只留一个。"),
        ("姓名,镇街,人群\n", "表头下面没有内容。"),
    ],
)
def test_a_list_that_cannot_be_read_says_why(text: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_roster(text.encode(), "r.csv")
    assert str(refusal.value.said) == sentence


def test_a_list_that_is_too_long() -> None:
    with pytest.raises(Invalid, match="超过 100000 行"):
        read_roster(b"name,area,population\n" + b"a,b,worker\n" * 100_001, "r.csv")


def test_areas_from_both_kinds_of_file() -> None:
    text = "code,name,kind,parent\n370812,兖州区,区,\n370812001000,鼓楼街道,街道,370812\n370812-park,园区,园区,370812\n"
    rows, problems = read_areas(text.encode("utf-8-sig"), "towns.csv")
    assert problems == []
    assert rows == [
        AreaRow("row 2", "370812", "兖州区", "区", ""),
        AreaRow("row 3", "370812001", "鼓楼街道", "街道", "370812"),
        AreaRow("row 4", "370812-park", "园区", "园区", "370812"),
    ]
    rows, problems = read_areas(xlsx([["代码", "名称", "类别"], [370812001, "鼓楼街道", "街道"]]), "x")
    assert (rows, problems) == ([AreaRow("row 2", "370812001", "鼓楼街道", "街道", "")], [])


def test_what_is_wrong_in_areas() -> None:
    text = "code,name,kind,parent\n3.7E+08,,,\na,甲,镇,b c\na1,甲,镇,\na1,乙,镇,\n"
    rows, problems = read_areas(text.encode(), "x")
    assert [row.code for row in rows] == ["a1"]
    assert said(problems) == [
        ("row 2", "code", "3.7E+08", "代码「3.7E+08」不对，应是数字、字母和连字符；请把这一列设为文本。"),
        ("row 2", "name", "", "名称应有 1 到 60 个字。"),
        ("row 2", "kind", "", "没有类别。"),
        ("row 3", "parent", "b c", "上级的代码不对，应是数字、字母和连字符。"),
        ("row 5", "code", "a1", "代码「a1」和 row 4 的重复了。"),
    ]


def test_units() -> None:
    text = (
        "代码,名称,镇街,类别,人数\ns1,一中,370812001000,学校,1200\nv1,东村,370812102,village,\n"
        "f1,厂,,企业,12人\nx1,社,a,协会,\n"
    )
    rows, problems = read_units(text.encode(), "u.csv")
    assert rows == [
        UnitRow("row 2", "s1", "一中", "370812001", "school", 1200),
        UnitRow("row 3", "v1", "东村", "370812102", "village", None),
    ]
    assert said(problems) == [
        ("row 4", "area", "", "没有镇街。"),
        ("row 4", "registered", "12人", "人数「12人」不对，应是整数。"),
        ("row 5", "kind", "协会", "类别「协会」不认识，应是学校、年级、班级、村、企业或部门。"),
    ]
