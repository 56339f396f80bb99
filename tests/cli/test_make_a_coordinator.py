"""A school with its classes and an account for a teacher, at the command line."""

from __future__ import annotations

from quizapp.storage import areas, staff
from quizapp.storage.database import db

from .terminal import Terminal

SCHOOL = (
    "code,name,area,kind,registered,parent\n"
    "c,2班,370812105,班级,45,g\n"
    "g,三年级,370812105,年级,,s\n"
    "s,一中,370812105,学校,1200,\n"
)


def parents() -> dict[str, str]:
    db.session.rollback()
    return {code: unit.parent for code, unit in areas.all_units().items()}


def test_units_may_come_in_any_order(terminal: Terminal) -> None:
    assert terminal.run("units", "import", terminal.file("units.csv", SCHOOL)).stdout == "3 units\n"
    assert parents() == {"c": "g", "g": "s", "s": ""}
    assert [unit.kind for unit in areas.units_within("s").values()] == ["class", "grade", "school"]
    assert areas.units_above("c") == ["c", "g", "s"]


def test_a_list_without_the_column_leaves_the_tree_as_it_is(terminal: Terminal) -> None:
    terminal.run("units", "import", terminal.file("units.csv", SCHOOL))
    again = terminal.file("again.csv", "code,name,area,kind,registered\nc,2班,370812105,class,46\n")
    assert terminal.run("units", "import", again).stdout == "1 units\n"
    assert parents() == {"c": "g", "g": "s", "s": ""}
    assert areas.all_units()["c"].registered == 46


def test_parents_that_are_not_there_and_circles_are_refused(terminal: Terminal) -> None:
    path = terminal.file(
        "units.csv",
        "code,name,area,kind,parent\n"
        "a,甲,370812105,部门,b\nb,乙,370812105,部门,a\nc,丙,370812105,部门,z\nd,丁,370812105,部门,c\n"
        "e,戊,370812105,部门,e\nf,己,370812105,部门,\n",
    )
    result = terminal.run("units", "import", path, exit_code=3)
    assert result.stdout == "1 units\n"
    assert sorted(result.stderr.splitlines()) == [
        "row 2: 上级单位「b」又是它自己的下级。",
        "row 3: 上级单位「a」又是它自己的下级。",
        "row 4: 上级单位「z」不在名单里，也没有登记过。",
        "row 5: 上级单位「c」不在名单里，也没有登记过。",
        "row 6: 上级单位「e」又是它自己的下级。",
    ]
    assert parents() == {"f": ""}


def test_a_unit_is_not_put_under_its_own_part(terminal: Terminal) -> None:
    terminal.run("units", "import", terminal.file("units.csv", SCHOOL))
    path = terminal.file("turned.csv", "code,name,area,kind,parent\ns,一中,370812105,学校,c\n")
    result = terminal.run("units", "import", path, exit_code=3)
    assert result.stderr == "row 2: 上级单位「c」又是它自己的下级。\n"
    assert parents() == {"c": "g", "g": "s", "s": ""}


def test_a_coordinator_has_a_unit_and_nobody_else_has(terminal: Terminal) -> None:
    terminal.run("units", "import", terminal.file("units.csv", SCHOOL))
    link = terminal.run("user", "create", "王老师", "--role", "coordinator", "--unit", "c").stdout
    assert "/staff/password/" in link
    db.session.rollback()
    found = staff.by_name("王老师")
    assert found is not None
    assert (found[0].role, found[0].unit) == ("coordinator", "c")
    for words in (
        ("张老师", "--role", "coordinator"),
        ("李老师", "--role", "coordinator", "--unit", "nothing"),
        ("赵主任", "--role", "official", "--unit", "c"),
    ):
        refused = terminal.run("user", "create", *words, exit_code=2)
        assert refused.stderr.startswith("unit: ")
