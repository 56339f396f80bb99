"""Lists and banks at the command line: rosters with their codes, areas with their denominators, questions."""

from __future__ import annotations

import csv
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from quizapp.storage import areas, bank
from quizapp.storage.database import db
from tests.builders import World

from .terminal import Terminal

QUESTIONS = """
[[question]]
ref = "health-001"
kind = "true_false"
stem = "感冒都要吃抗生素。"
key = "错"
explanation = "多数感冒由病毒引起，抗生素对病毒没有用。"
dimension = "knowledge"
benchmarks = [17]
populations = ["farmer"]
difficulty = "easy"
basis = "医学常识"
"""
BROKEN = QUESTIONS.replace("health-001", "health-002").replace('"true_false"', '"essay"')
ROSTER = "name,area,population,ref\n张三,370812105,farmer,F1\n李四,新兖镇,farmer,F2\n"


def imported(path: Path, **counts: int) -> dict[str, Any]:
    zero = {"read": 0, "imported": 0, "duplicates": 0, "refused": 0}
    return {"path": str(path), "format": "toml", **zero, **counts}


def test_codes_are_written_once_for_their_owner_only(terminal: Terminal, world: World, tmp_path: Path) -> None:
    _contest_of_today(terminal, world)
    out = tmp_path / "codes.csv"
    result = terminal.run("roster", "import", terminal.file("r.csv", ROSTER), "--contest", "today", "--codes-out", out)
    assert result.stdout == "2 people\n"
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    header, *rows = list(csv.reader(out.read_text(encoding="utf-8").splitlines()))
    assert header == ["ref", "name", "entry_code"]
    assert [row[:2] for row in rows] == [["F1", "张三"], ["F2", "李四"]]
    assert world.phone(rows[0][2]).get("/session").get_json()["person"]["name"] == "张三"
    assert not list(tmp_path.glob("*.part"))


def test_without_a_file_the_codes_go_to_the_terminal(terminal: Terminal, world: World) -> None:
    _contest_of_today(terminal, world)
    result = terminal.run("roster", "import", terminal.file("r.csv", ROSTER), "--contest", "today")
    assert [line.split(",")[0] for line in result.stdout.splitlines()] == ["ref", "F1", "F2"]


def test_rows_that_are_refused_are_named_and_the_others_entered(terminal: Terminal, world: World) -> None:
    _contest_of_today(terminal, world)
    path = terminal.file("r.csv", ROSTER + "王五,不知道镇,farmer,F3\n赵六,370812105,martian,F4\n")
    result = terminal.run("roster", "import", path, "--contest", "today", exit_code=3)
    assert [line.split(",")[0] for line in result.stdout.splitlines()] == ["ref", "F1", "F2"]
    assert sorted(line.partition(":")[0] for line in result.stderr.splitlines()) == ["row 4", "row 5"]


def test_codes_that_could_not_be_written_are_not_made(terminal: Terminal, world: World, tmp_path: Path) -> None:
    _contest_of_today(terminal, world)
    path = terminal.file("r.csv", ROSTER)
    nowhere = tmp_path / "no" / "such" / "folder.csv"
    terminal.run("roster", "import", path, "--contest", "today", "--codes-out", nowhere, exit_code=2)
    out = terminal.file("codes.csv", "the codes of last time\n")
    terminal.run("roster", "import", path, "--contest", "nothing", "--codes-out", out, exit_code=2)
    assert out.read_text() == "the codes of last time\n"
    terminal.run("roster", "import", path, "--contest", "today", "--codes-out", out)
    assert len(out.read_text().splitlines()) == 3


def test_denominators_are_set_all_or_none(terminal: Terminal) -> None:
    said = ("--as-of", "2026-01-01", "--source", "统计局")
    terminal.run("areas", "set", "370812105", "registered=21400", "registered.farmer=9000", *said)
    found = _denominators()
    assert found == {"": 21_400, "farmer": 9_000}
    for wrong in ("registered.martian=1", "people=7", "registered=many", "registered=-1", "registered=١"):
        terminal.run("areas", "set", "370812105", "registered=5", wrong, *said, exit_code=2)
    terminal.run("areas", "set", "999", "registered=5", *said, exit_code=2)
    terminal.run("areas", "set", "370812105", "registered=5", "--as-of", "yesterday", "--source", "x", exit_code=2)
    assert _denominators() == found


def test_areas_and_units_are_taken_over(terminal: Terminal) -> None:
    path = terminal.file("areas.csv", "code,name,kind,parent\n370812999,试验镇,镇,370812\n")
    assert terminal.run("areas", "import", path).stdout == "1 areas\n"
    units = terminal.file("units.csv", "code,name,area,kind\nS1,一小,370812999,学校\nS2,二小,000,学校\n")
    result = terminal.run("units", "import", units, exit_code=3)
    assert result.stdout == "1 units\n"
    assert result.stderr.startswith("row 3: ")


def test_an_import_tells_what_became_of_each_file(terminal: Terminal) -> None:
    good, broken = terminal.file("health.toml", QUESTIONS), terminal.file("medicine.toml", QUESTIONS + BROKEN)
    assert terminal.json("bank", "import", good) == {"files": [imported(good, read=1, imported=1) | {"problems": []}]}
    (report,) = terminal.json("bank", "import", broken, exit_code=3)["files"]
    problems = report.pop("problems")
    assert report == imported(broken, read=2, duplicates=1, refused=1)
    assert {problem["place"] for problem in problems} == {"health-001", "health-002"}
    for problem in problems:
        assert set(problem) == {"place", "field", "found", "message"}
    assert any(problem["field"] == "kind" and problem["found"] == "essay" for problem in problems)


def test_a_dry_run_changes_nothing_and_strict_takes_all_or_nothing(terminal: Terminal) -> None:
    path = terminal.file("health.toml", QUESTIONS)
    (rehearsed,) = terminal.json("bank", "import", path, "--dry-run")["files"]
    assert rehearsed["imported"] == 1
    broken = terminal.file("medicine.toml", QUESTIONS + BROKEN)
    (strict,) = terminal.json("bank", "import", broken, "--strict", exit_code=3)["files"]
    assert (strict["read"], strict["imported"], strict["refused"]) == (2, 0, 1)
    assert bank.page(0, 10)[0] == 0


def test_a_file_that_cannot_be_read_exits_with_two(terminal: Terminal, tmp_path: Path) -> None:
    page = terminal.file("a.html", "<!doctype html><p>no questions</p>")
    (report,) = terminal.json("bank", "import", page, exit_code=2)["files"]
    assert (report["format"], report["read"], len(report["problems"])) == (None, 0, 1)
    good = terminal.file("health.toml", QUESTIONS)
    files = terminal.json("bank", "import", page, good, exit_code=3)["files"]
    assert [each["imported"] for each in files] == [0, 1]
    terminal.run("bank", "import", good, tmp_path / "missing.toml", exit_code=2)
    terminal.run("bank", "import", exit_code=2)
    (tmp_path / "empty").mkdir()
    assert terminal.run("bank", "import", tmp_path / "empty", exit_code=2).stderr.strip()


def test_a_folder_is_imported_whole_into_a_collection(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "bank").mkdir()
    terminal.file("bank/health.toml", QUESTIONS)
    terminal.file("bank/medicine.toml", QUESTIONS.replace("health-001", "health-003").replace("感冒", "发烧"))
    terminal.run("bank", "import", tmp_path / "bank", "--collection", "卫生", "--state", "draft")
    db.session.rollback()
    assert bank.collection_sizes() == {"卫生": 2}
    assert [kept.state for kept in bank.page(0, 10)[1]] == ["draft", "draft"]


def _denominators() -> dict[str, int]:
    db.session.rollback()
    valid = areas.valid_denominators(datetime(2100, 1, 1, tzinfo=UTC))
    return {population: found.count for (area, population), found in valid.items() if area == "370812105"}


def _contest_of_today(terminal: Terminal, world: World) -> None:
    opens_at, closes_at = world.now.replace(year=2020), world.now.replace(year=2099)
    terminal.run(
        "contest",
        "apply",
        terminal.file(
            "today.toml",
            f'[contest]\nslug = "today"\ntitle = "竞赛"\nentry = "roster"\narea_from = "roster"\n'
            f"opens_at = {opens_at.isoformat()}\ncloses_at = {closes_at.isoformat()}\n"
            "[[paper.section]]\ncount = 1\n",
        ),
    )
