"""A list of the people who may enter a contest: names, towns, populations."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quizapp.domain.areas import normal_code
from quizapp.domain.refusals import Problem
from quizapp.domain.tags import POPULATIONS
from quizapp.domain.words import Sentence, say
from quizapp.formats.reading import shown
from quizapp.formats.spellings import plain, truth
from quizapp.formats.tables import Column, is_scientific, read_rows

LONGEST_NAME, LONGEST_REF = 40, 64
COLUMNS = [
    Column("name", ("姓名", "name", "名字", "学生姓名", "参赛人")),
    Column("area", ("镇街", "area", "乡镇街道", "镇街代码", "所在镇街", "乡镇", "街道")),
    Column("population", ("人群", "population", "人群类别", "所属人群")),
    Column("unit", ("单位", "unit", "学校", "单位代码", "所在单位", "村", "企业"), required=False),
    Column("phone", ("电话", "phone", "手机", "手机号", "手机号码", "联系电话"), required=False),
    Column("ref", ("编号", "ref", "学号", "考号", "工号"), required=False),
    Column("birth_year", ("出生年", "birth_year", "出生年份"), required=False),
    Column("guardian_consent", ("监护人同意", "guardian_consent", "监护人是否同意"), required=False),
]
_PHONE = re.compile(r"1\d{10}")
_YEAR = re.compile(r"(19\d\d|20\d\d)年?")
_POPULATION_OF_NAME = {str(name): tag for tag, name in POPULATIONS.items()}


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person of a list; `area` and `unit` as written (codes in their 9-digit form), None where not said."""

    place: str
    name: str
    area: str
    population: str
    unit: str
    phone: str
    ref: str
    birth_year: int | None
    guardian_consent: bool | None


def read_roster(data: bytes, name: str) -> tuple[list[RosterRow], list[Problem]]:
    """The rows that can be taken and what is wrong with the others; a row with a problem is not among the rows."""
    taken: list[RosterRow] = []
    problems: list[Problem] = []
    refs: dict[str, str] = {}
    for number, row in read_rows(data, name, COLUMNS):
        place = f"row {number}"
        found = _problems(row, place)
        ref = row["ref"]
        if ref and ref in refs:
            message = say("编号「%(ref)s」和 %(other)s 的重复了。", ref=shown(ref), other=refs[ref])
            found.append(Problem(place, message, "ref", shown(ref)))
        refs.setdefault(ref, place)
        problems += found
        if not found:
            taken.append(_row(row, place))
    return taken, problems


def phone_digits(text: str) -> str:
    """A phone number without spaces, hyphens and +86."""
    digits = re.sub(r"[\s\-]+", "", plain(text))
    return digits.removeprefix("+86") if digits.startswith("+86") else digits


def _population(text: str) -> str:
    return text if text in POPULATIONS else _POPULATION_OF_NAME.get(text, "")


def _consent(text: str) -> bool | None:
    return {"1": True, "0": False, "已同意": True, "未同意": False}.get(plain(text), truth(text))


def _row(row: dict[str, str], place: str) -> RosterRow:
    year = _YEAR.fullmatch(plain(row["birth_year"]))
    return RosterRow(
        place=place,
        name=row["name"],
        area=normal_code(row["area"]),
        population=_population(row["population"]),
        unit=row["unit"],
        phone=phone_digits(row["phone"]),
        ref=row["ref"],
        birth_year=int(year[1]) if year else None,
        guardian_consent=_consent(row["guardian_consent"]) if row["guardian_consent"] else None,
    )


def _problems(row: dict[str, str], place: str) -> list[Problem]:
    found: list[Problem] = []

    def add(name: str, message: Sentence) -> None:
        found.append(Problem(place, message, name, shown(row[name])))

    if not row["name"]:
        add("name", say("没有姓名。"))
    if len(row["name"]) > LONGEST_NAME:
        add("name", say("姓名超过 %(n)s 个字。", n=LONGEST_NAME))
    if not row["area"]:
        add("area", say("没有镇街。"))
    if not _population(row["population"]):
        names = "、".join(str(name) for name in POPULATIONS.values())
        add(
            "population", say("人群是「%(found)s」，应是 %(names)s 之一。", found=shown(row["population"]), names=names)
        )
    if row["phone"] and not _PHONE.fullmatch(phone_digits(row["phone"])):
        add("phone", say("电话「%(found)s」不对，应是 1 开头的 11 位数字。", found=shown(row["phone"])))
    if len(row["ref"]) > LONGEST_REF or is_scientific(row["ref"]):
        message = say(
            "编号「%(found)s」太长，或者被 Excel 改成了科学计数；请把这一列设为文本。", found=shown(row["ref"])
        )
        add("ref", message)
    if row["birth_year"] and not _YEAR.fullmatch(plain(row["birth_year"])):
        add("birth_year", say("出生年「%(found)s」不对，应是四位数字，像 2012。", found=shown(row["birth_year"])))
    if row["guardian_consent"] and _consent(row["guardian_consent"]) is None:
        message = say("监护人同意是「%(found)s」，应是「是」或「否」。", found=shown(row["guardian_consent"]))
        add("guardian_consent", message)
    return found
