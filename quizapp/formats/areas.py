"""Lists of areas (towns, subdistricts, a park) and of units (schools, their grades and classes, villages, firms …)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quizapp.domain.areas import normal_code
from quizapp.domain.refusals import Problem
from quizapp.domain.words import Sentence, say
from quizapp.formats.reading import shown
from quizapp.formats.tables import Column, read_rows

LONGEST_NAME = 60
UNIT_KINDS = {
    **{"学校": "school", "年级": "grade", "班级": "class", "班": "class"},
    **{
        "村": "village",
        "村居": "village",
        "社区": "village",
        "企业": "firm",
        "部门": "department",
        "机关": "department",
    },
}
AREA_COLUMNS = [
    Column("code", ("代码", "code", "区划代码", "编码")),
    Column("name", ("名称", "name", "镇街")),
    Column("kind", ("类别", "kind", "类型")),
    Column("parent", ("上级", "parent", "上级代码"), required=False),
]
UNIT_COLUMNS = [
    Column("code", ("代码", "code", "单位代码", "编码")),
    Column("name", ("名称", "name", "单位", "单位名称")),
    Column("area", ("镇街", "area", "镇街代码", "所在镇街")),
    Column("kind", ("类别", "kind", "类型")),
    Column("registered", ("人数", "registered", "基数", "登记人数"), required=False),
    Column("parent", ("上级单位", "parent", "上级", "上级单位代码", "所属单位"), required=False),
]
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,39}")
_COUNT = re.compile(r"\d{1,8}")


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area of a list; `parent` is '' where none is written."""

    place: str
    code: str
    name: str
    kind: str
    parent: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit of a list; `registered` is None and `parent` '' where the cell is empty."""

    place: str
    code: str
    name: str
    area: str
    kind: str
    registered: int | None
    parent: str = ""


def read_areas(data: bytes, name: str) -> tuple[list[AreaRow], list[Problem]]:
    """The areas that can be taken and what is wrong with the others."""
    taken: list[AreaRow] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for number, row in read_rows(data, name, AREA_COLUMNS):
        place = f"row {number}"
        row["code"], row["parent"] = normal_code(row["code"]), normal_code(row["parent"])
        found = _problems(row, place, seen)
        if row["parent"] and not _CODE.fullmatch(row["parent"]):
            found.append(_wrong(row, place, "parent", say("上级的代码不对，应是数字、字母和连字符。")))
        problems += found
        if not found:
            taken.append(AreaRow(place, row["code"], row["name"], row["kind"], row["parent"]))
    return taken, problems


def read_units(data: bytes, name: str) -> tuple[list[UnitRow], list[Problem]]:
    """The units that can be taken and what is wrong with the others; kinds come out as the contract names them."""
    taken: list[UnitRow] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for number, row in read_rows(data, name, UNIT_COLUMNS):
        place = f"row {number}"
        found = _problems(row, place, seen)
        kind = row["kind"] if row["kind"] in UNIT_KINDS.values() else UNIT_KINDS.get(row["kind"], "")
        if row["kind"] and not kind:
            message = say("类别「%(found)s」不认识，应是学校、年级、班级、村、企业或部门。", found=shown(row["kind"]))
            found.append(_wrong(row, place, "kind", message))
        if not row["area"]:
            found.append(_wrong(row, place, "area", say("没有镇街。")))
        if row["registered"] and not _COUNT.fullmatch(row["registered"]):
            message = say("人数「%(found)s」不对，应是整数。", found=shown(row["registered"]))
            found.append(_wrong(row, place, "registered", message))
        problems += found
        if not found:
            registered = int(row["registered"]) if row["registered"] else None
            taken.append(
                UnitRow(place, row["code"], row["name"], normal_code(row["area"]), kind, registered, row["parent"])
            )
    return taken, problems


def _wrong(row: dict[str, str], place: str, name: str, message: Sentence) -> Problem:
    return Problem(place, message, name, shown(row[name]))


def _problems(row: dict[str, str], place: str, seen: dict[str, str]) -> list[Problem]:
    """What is wrong with code, name and kind, which both lists have."""
    found: list[Problem] = []
    code = row["code"]
    if not _CODE.fullmatch(code):
        message = say("代码「%(found)s」不对，应是数字、字母和连字符；请把这一列设为文本。", found=shown(code))
        found.append(_wrong(row, place, "code", message))
    elif code in seen:
        message = say("代码「%(code)s」和 %(other)s 的重复了。", code=code, other=seen[code])
        found.append(_wrong(row, place, "code", message))
    seen.setdefault(code, place)
    if not row["name"] or len(row["name"]) > LONGEST_NAME:
        found.append(_wrong(row, place, "name", say("名称应有 1 到 %(n)s 个字。", n=LONGEST_NAME)))
    if not row["kind"]:
        found.append(_wrong(row, place, "kind", say("没有类别。")))
    return found
