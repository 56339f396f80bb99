"""Units in a tree: what is under one, what it is called, and what people write for it."""

from __future__ import annotations

import pytest

from quizapp.domain.areas import Unit, by_written_name, full_name, plain_name, upwards, within
from quizapp.domain.people import Staff

SCHOOL = {
    code: Unit(code, name, "370812105", kind, None, parent)
    for code, name, kind, parent in (
        ("s1", "一中", "school", ""),
        ("s1-3", "三年级", "grade", "s1"),
        ("s1-31", "1班", "class", "s1-3"),
        ("s1-4", "四年级", "grade", "s1"),
        ("s1-41", "1班", "class", "s1-4"),
        ("s2", "二中", "school", ""),
    )
}
CIRCLE = {
    "a": Unit("a", "甲", "370812105", "department", None, "b"),
    "b": Unit("b", "乙", "370812105", "department", None, "a"),
}


def test_what_is_under_a_unit() -> None:
    assert within(SCHOOL, "s1") == ["s1", "s1-3", "s1-4", "s1-31", "s1-41"]
    assert within(SCHOOL, "s1-3") == ["s1-3", "s1-31"]
    assert within(SCHOOL, "s2") == ["s2"]
    assert within(SCHOOL, "s9") == within(SCHOOL, "") == []


def test_a_circle_ends() -> None:
    assert within(CIRCLE, "a") == ["a", "b"]
    assert [unit.code for unit in upwards(CIRCLE, "a")] == ["a", "b"]
    assert full_name(CIRCLE, "a") == "乙 甲"


@pytest.mark.parametrize(
    ("code", "top", "name"),
    [
        ("s1-31", "", "一中 三年级 1班"),
        ("s1-31", "s1", "三年级 1班"),
        ("s1-31", "s1-3", "1班"),
        ("s1", "s1", "一中"),
        ("s1-31", "s1-31", "1班"),
        ("", "", ""),
        ("s9", "s1", ""),
    ],
)
def test_a_name_from_below_the_top(code: str, top: str, name: str) -> None:
    assert full_name(SCHOOL, code, top) == name


def test_what_people_write_for_a_unit() -> None:
    found = by_written_name(SCHOOL)
    assert found["s1-31"] == found["一中三年级1班"] == found["三年级1班"] == {"s1-31"}
    assert found["1班"] == {"s1-31", "s1-41"}
    assert found["一中"] == {"s1"}
    assert "一中1班" not in found


@pytest.mark.parametrize(
    "written", ["一中三年级1班", "一中 三年级 1班", "一中/三年级/1班", "一中 · 三年级 · 1班", "一中>三年级＞1班"]
)
def test_ways_to_write_the_same_name(written: str) -> None:
    assert plain_name(written) == "一中三年级1班"


@pytest.mark.parametrize(
    ("own", "seen"),
    [("s1", {"s1", "s1-3", "s1-4", "s1-31", "s1-41"}), ("s1-4", {"s1-4", "s1-41"}), ("", set()), ("s9", set())],
)
def test_what_a_coordinator_sees(own: str, seen: set[str]) -> None:
    staff = Staff(1, "teacher", "coordinator", unit=own)
    assert {code for code in (*SCHOOL, "s9", "") if staff.sees_unit(code, SCHOOL)} == seen
