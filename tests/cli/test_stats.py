"""A curator has a plain matrix of marks computed, without a database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from quizapp.cli import main


@pytest.fixture(autouse=True)
def instance(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUIZAPP_INSTANCE", str(tmp_path / "instance"))


def run(tmp_path: Path, text: str, *words: str) -> Result:
    path = tmp_path / "marks.csv"
    path.write_text(text, encoding="utf-8")
    return CliRunner().invoke(main, ["stats", "compute", str(path), *words])


def computed(tmp_path: Path, text: str, *words: str) -> dict[str, Any]:
    result = run(tmp_path, text, "--json", *words)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def test_the_shape_of_the_contract(tmp_path: Path) -> None:
    found = computed(tmp_path, "Q1,Q2,Q3\n1,1,1\n1,1,0\n1,0,0\n0,0,0\n")
    assert list(found) == ["questions", "alpha", "error_ratio", "standard_error"]
    assert [list(each) for each in found["questions"]] == [
        [
            "question",
            "n",
            "facility",
            "sd",
            "discrimination_index",
            "discriminative_efficiency",
            "effective_weight",
        ]
    ] * 3
    assert [(each["question"], each["n"], each["facility"]) for each in found["questions"]] == [
        ("Q1", 4, 0.75),
        ("Q2", 4, 0.5),
        ("Q3", 4, 0.25),
    ]
    assert found["alpha"] == pytest.approx(75)
    assert found["error_ratio"] == pytest.approx(50)


def test_the_maximum_is_said(tmp_path: Path) -> None:
    found = computed(tmp_path, "Q1,Q2\n5,2.5\n0,5\n", "--max", "5")
    assert [each["facility"] for each in found["questions"]] == [0.5, 0.75]


def test_an_unknown_maximum_leaves_facility_open_and_nothing_else(tmp_path: Path) -> None:
    found = computed(tmp_path, "Q1,Q2\n5,2\n0,1\n2,2\n")
    assert [each["facility"] for each in found["questions"]] == [None, None]
    assert found["questions"][0]["sd"] == pytest.approx((19 / 3) ** 0.5)


def test_undefined_figures_are_null(tmp_path: Path) -> None:
    found = computed(tmp_path, "Q1,Q2\n1,0\n1,1\n")
    assert found["alpha"] is found["error_ratio"] is found["standard_error"] is None
    assert found["questions"][0]["discrimination_index"] is None
    assert [each["facility"] for each in computed(tmp_path, "Q1\n0\n0\n", "--max", "0")["questions"]] == [None]


def test_empty_cells_are_questions_of_other_papers(tmp_path: Path) -> None:
    found = computed(tmp_path, "Q1,Q2,Q3\n1,,0\n0,1,\n,1,1\n1,0\n\n")
    assert [each["n"] for each in found["questions"]] == [3, 3, 2]
    assert found["alpha"] is None


def test_figures_for_people(tmp_path: Path) -> None:
    result = run(tmp_path, "第1题,第2题\n1,0\n1,1\n")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "第1题: n 2, facility 1, sd 0, discrimination_index —, discriminative_efficiency —, effective_weight 0",
        "第2题: n 2, facility 0.5, sd 0.707107, discrimination_index —, discriminative_efficiency —, "
        "effective_weight 100",
        "alpha —, error_ratio —, standard_error —",
    ]


@pytest.mark.parametrize(
    ("text", "words", "lines"),
    [
        ("Q1,Q2\n1,x\ny,nan\n", (), ["row 2: 「x」不是得分。", "row 3: 「y」不是得分。", "row 3: 「nan」不是得分。"]),
        ("Q1,Q2\n1,1e99\n", (), ["row 2: 「1e99」不是得分。"]),
        ("Q1,Q2\n1,1,1\n", (), ["row 2: 这一行有 3 格，表头只有 2 格。"]),
        ("Q1,\n1,1\n", (), ["row 1: 表头的第 2 列没有题目名。"]),
        ("Q1,Q1\n1,1\n", (), ["row 1: 表头里「Q1」有两列，请只留一列。"]),
        ("Q1,Q2\n1,1\n\n1,3\n", ("--max", "2"), ["row 4: 「Q2」得 3 分，超过每题最多的 2 分。"]),
        ("Q1\n1\n", ("--max", "inf"), ["--max: 「inf」不是得分。"]),
        ("\n", (), ["file: 文件是空的。"]),
    ],
)
def test_what_is_no_matrix_of_marks_is_refused_with_its_place(
    tmp_path: Path, text: str, words: tuple[str, ...], lines: list[str]
) -> None:
    result = run(tmp_path, text, *words)
    assert result.exit_code == 2
    assert result.output.splitlines() == lines


def test_a_header_without_attempts(tmp_path: Path) -> None:
    assert [each["n"] for each in computed(tmp_path, "Q1,Q2\n")["questions"]] == [0, 0]
