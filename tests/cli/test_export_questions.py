"""A curator writes questions to a file and takes them back from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from .terminal import Terminal

BANK = Path(__file__).parents[2] / "question_bank"


@pytest.mark.parametrize("wanted", ["gift", "moodle-xml", "qti3", "xlsx", "csv"])
def test_what_is_exported_imports_again_as_the_same(terminal: Terminal, tmp_path: Path, wanted: str) -> None:
    terminal.run("bank", "import", BANK / "first-aid.toml", "--collection", "急救")
    terminal.run("bank", "export", tmp_path / "out", "--format", wanted, "--collection", "急救")
    again = terminal.json("bank", "import", tmp_path / "out")["files"][0]
    assert (again["read"], again["imported"], again["duplicates"], again["refused"]) == (59, 0, 59, 0)


def test_only_the_tagged_ones(terminal: Terminal, tmp_path: Path) -> None:
    terminal.run("bank", "import", BANK / "first-aid.toml", BANK / "diet.toml")
    done = terminal.run("bank", "export", tmp_path / "out", "--format", "gift", "--tag", "topic:diet")
    assert done.output.endswith(": 40 questions\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--tag", "topic:nothing"), "标签「topic:nothing」不认识。"),
        (("--collection", "没有的"), "没有叫「没有的」的题集。"),
        ((), "没有一道题符合。"),
    ],
)
def test_what_there_is_not_is_refused(
    terminal: Terminal, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    done = terminal.run("bank", "export", tmp_path / "out", "--format", "csv", *arguments, exit_code=2)
    assert sentence in done.output
    assert not (tmp_path / "out").exists()
