"""A curator has a bank checked: the authored one has no fault, and its README tells the same figures."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from quizapp.bank import checking
from quizapp.cli import bank_coverage, main
from quizapp.domain.tags import Tags
from tests.builders import World, some_questions

AUTHORED = Path(__file__).parents[2] / "question_bank"
FAULTY = """
[[question]]
ref = "health-001"
kind = "true_false"
stem = "感冒都要吃抗生素。"
key = "错"
explanation = "多数感冒由病毒引起，抗生素对病毒没有用。"
dimension = "knowledge"
benchmarks = [17]
populations = ["farmer", "general"]
difficulty = "easy"
basis = "医学常识"
[[question]]
ref = "health-002"
kind = "essay"
"""


@pytest.fixture(autouse=True)
def instance(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUIZAPP_INSTANCE", str(tmp_path / "instance"))


def check(*words: str) -> Result:
    return CliRunner().invoke(main, ["bank", "check", *words])


def checked(path: Path) -> tuple[int, dict[str, Any]]:
    result = check(str(path), "--json")
    return result.exit_code, json.loads(result.output)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "bank"
    path.mkdir()
    (path / "health.toml").write_text(FAULTY, encoding="utf-8")
    return path


def test_the_authored_bank_has_no_finding_and_its_readme_tells_its_figures(world: World) -> None:
    files = [(path.name, path.read_bytes()) for path in sorted(AUTHORED.glob("*.toml"))]
    found = checking.check_files(files, world.now.date(), whole=True)
    assert found.findings == []
    readme = (AUTHORED / "README.md").read_text(encoding="utf-8")
    assert readme.endswith("\n\n" + "\n".join(bank_coverage.as_text(found)) + "\n")


def test_the_bank_in_the_database_is_checked_without_its_untagged_questions(world: World) -> None:
    tags = Tags("method", "customs", "easy", frozenset({"farmer"}), frozenset({1}))
    tagged, untagged = some_questions(2)
    world.add_questions(
        replace(tagged, tags=tags, explanation="短。", basis="常识", valid_until=date(2026, 8, 31)),
        replace(untagged, tags=Tags(), explanation="短。"),
    )
    found = checking.check_stored(world.now.date())
    assert (found.questions, found.coverage.questions, found.coverage.untagged) == (2, 1, 1)
    assert [str(each.message) for each in found.findings if each.place == tagged.ref] == [
        "解析有 2 个字，应在 10 到 150 之间。",
        "有效期到 2026-08-31，已经过了。",
    ]
    assert untagged.ref not in {each.place for each in found.findings}


def test_findings_of_a_file_name_their_places(folder: Path) -> None:
    code, found = checked(folder / "health.toml")
    assert code == 1
    assert list(found) == ["questions", "findings", "coverage"]
    assert found["questions"] == 1
    assert {each["place"] for each in found["findings"]} == {"health.toml: health-002", "health-001"}
    assert found["findings"][-1] == {
        "place": "health-001",
        "message": "健康、用药、急救、防灾、安全和法律的题要请本地专家看，没有标 expert = true。",
    }


def test_the_coverage_of_a_file(folder: Path) -> None:
    coverage = checked(folder / "health.toml")[1]["coverage"]
    assert coverage["cells"]["health"]["farmer"] == {"easy": 1, "medium": 0, "hard": 0}
    assert coverage["benchmark"]["17"] == 1
    assert ["health", "farmer", "medium"] in coverage["empty"]
    assert (coverage["topic"]["health"], coverage["untagged"]) == (1, 0)
    assert coverage["key_positions"]["true_false"] == {"a": 0, "b": 1}


def test_a_folder_is_checked_as_a_whole_bank(folder: Path) -> None:
    messages = [each["message"] for each in checked(folder)[1]["findings"]]
    assert "一共 1 道题，至少要 780 道。" in messages


def test_a_file_that_cannot_be_read_is_a_finding(folder: Path) -> None:
    (folder / "cats.toml").write_text(FAULTY, encoding="utf-8")
    assert checked(folder / "cats.toml")[1]["findings"] == [
        {"place": "cats.toml: file", "message": "文件名「cats.toml」不是主题标签，应像 food-safety.toml。"}
    ]


def test_a_folder_without_questions_is_refused(tmp_path: Path) -> None:
    result = check(str(tmp_path))
    assert result.exit_code == 2
    assert "no question files" in result.output
