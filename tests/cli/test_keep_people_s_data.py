"""An operator answers for people's data: copies, erasures, keys, backups, and a log that can be checked."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, text, update

from quizapp.storage import audit, people, personal, tables
from quizapp.storage.database import db, transaction
from tests.builders import World

from .terminal import Terminal

NEW_KEY = base64.urlsafe_b64encode(b"n" * 32).decode().rstrip("=")


@pytest.fixture
def person(terminal: Terminal, world: World) -> int:
    """张三, entered as R00001."""
    world.clock.at = world.clock.at.replace(month=9, day=1, hour=4)
    world.contest()
    (code,) = world.codes("farmers", "张三")
    world.work()
    entry = people.entry_by_code(code)
    assert entry is not None
    db.session.rollback()
    return entry.person_id


def test_the_audit_log_is_whole(terminal: Terminal, person: int) -> None:
    head = audit.head()
    assert terminal.run("audit", "verify").stdout == f"4 rows sealed, 0 not yet sealed; head {head}\n"
    found = terminal.json("audit", "verify", "--head", str(head))
    assert found == {
        "sealed": 4,
        "waiting": 0,
        "head": {"link": 4, "hash": head.hash},
        "broken_link": None,
        "broken_row": None,
        "reason": None,
    }
    terminal.run("audit", "verify", "--head", "4", exit_code=2)


def test_a_changed_row_is_named(terminal: Terminal, person: int) -> None:
    with transaction():
        db.session.execute(text("DROP TRIGGER audit_log_no_update"))
        db.session.execute(update(tables.audit_log).where(tables.audit_log.c.link == 2).values(actor="nobody"))
    assert terminal.run("audit", "verify", exit_code=1).stdout.endswith(
        "\nbroken at link 2 (row 2): 这一环和它的校验值对不上：内容或次序被改过。\n"
    )
    found = terminal.json("audit", "verify", exit_code=1)
    assert (found["sealed"], found["broken_link"], found["broken_row"]) == (1, 2, 2)


def test_a_person_s_copy_is_json(terminal: Terminal, person: int) -> None:
    by_ref = json.loads(terminal.run("person", "export", "farmers/R00001").stdout)
    assert (by_ref["person"]["number"], by_ref["person"]["name"]) == (person, "张三")
    assert json.loads(terminal.run("person", "export", person).stdout)["entries"] == by_ref["entries"]


def test_a_person_is_erased_by_number_or_by_ref(terminal: Terminal, person: int) -> None:
    assert terminal.run("person", "erased").stdout == ""
    assert terminal.run("person", "erase", "farmers/R00001").stdout == f"{person}: erased\n"
    assert terminal.run("person", "erase", person).stdout == f"{person}: was erased before\n"
    assert terminal.run("person", "erased").stdout == f"{person}\n"


@pytest.mark.parametrize("words", [(), ("x",), ("farmers/R9",), ("nowhere/R00001",), ("17",), ("-1",), ("²",)])
def test_nobody_is_erased_by_mistake(terminal: Terminal, person: int, words: tuple[str, ...]) -> None:
    terminal.run("person", "erase", *words, exit_code=2)
    assert personal.erased() == []


def test_a_list_is_erased_again(terminal: Terminal, person: int) -> None:
    path = terminal.file("erased.txt", f"17\n{person}\n")
    terminal.run("person", "erase", person, "--list", path, exit_code=2)
    assert terminal.run("person", "erase", "--list", path).stdout == "1 erased\n"
    terminal.run("person", "erase", "--list", terminal.file("names.txt", "张三\n"), exit_code=2)
    terminal.run("person", "erase", "--list", "nowhere.txt", exit_code=2)


def test_a_new_key_takes_over(terminal: Terminal, person: int) -> None:
    old = terminal.env["QUIZAPP_DATA_KEY"]
    terminal.env["QUIZAPP_DATA_KEY"] = NEW_KEY
    assert str(person) in terminal.run("person", "reseal", exit_code=3).stderr
    terminal.env["QUIZAPP_DATA_KEY"] = f"{NEW_KEY},{old}"
    assert terminal.run("person", "reseal").stdout == "1 people sealed again\n"
    assert terminal.run("person", "reseal").stdout == "0 people sealed again\n"
    terminal.env["QUIZAPP_DATA_KEY"] = NEW_KEY
    assert json.loads(terminal.run("person", "export", person).stdout)["person"]["name"] == "张三"


def test_what_an_audit_of_minors_asks_for(terminal: Terminal, person: int, tmp_path: Path) -> None:
    path = tmp_path / "minors.xlsx"
    terminal.run("audit", "minors", path)
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["各场竞赛", "同意", "删除"]
    rows = book.get_sheet_by_name("各场竞赛").to_python()
    assert rows[4][:2] == ["竞赛", "名称"]
    assert rows[5][:2] == ["farmers", "农民科学素质网络竞赛"]
    assert rows[5][3:] == [0.0] * 8
    terminal.run("audit", "minors", tmp_path, exit_code=2)


def test_a_backup_fills_an_empty_instance(terminal: Terminal, person: int, tmp_path: Path) -> None:
    path = tmp_path / "monday.tar.gz"
    head = audit.head()
    assert terminal.run("backup", "create", path).stdout == f"{path}: audit log up to {head}\n"
    terminal.run("backup", "create", path, exit_code=2)
    terminal.run("backup", "restore", path, exit_code=2)
    terminal.run("person", "erase", person)
    erased = terminal.file("erased.txt", terminal.run("person", "erased").stdout)

    for name, words, code in (("one", ("--erased", erased), 0), ("two", (), 3)):
        folder = tmp_path / name
        folder.mkdir()
        terminal.env |= {"QUIZAPP_INSTANCE": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'quizapp.db'}"}
        done = terminal.run("backup", "restore", path, *words, exit_code=code)
        assert f"{1 if words else 0} people erased again" in done.stdout
        assert ("quizapp person erase --list FILE" in done.stderr) is not bool(words)
        terminal.run("db", "check")
        assert terminal.run("audit", "verify", "--head", str(head)).stdout.startswith("4 rows sealed, ")
        shown = json.loads(terminal.run("person", "export", person).stdout)["person"]["name"]
        assert shown == ("已删除" if words else "张三")
    db.session.rollback()
    assert db.session.execute(select(tables.people.c.erased_at)).scalar_one() is not None


def test_a_restore_without_the_key_writes_nothing(terminal: Terminal, person: int, tmp_path: Path) -> None:
    path = tmp_path / "monday.tar.gz"
    terminal.run("backup", "create", path)
    folder = tmp_path / "other"
    folder.mkdir()
    terminal.env |= {
        "QUIZAPP_INSTANCE": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'quizapp.db'}",
        "QUIZAPP_DATA_KEY": NEW_KEY,
    }
    assert "QUIZAPP_DATA_KEY" in terminal.run("backup", "restore", path, exit_code=2).stderr
    terminal.run("audit", "verify", exit_code=2)
