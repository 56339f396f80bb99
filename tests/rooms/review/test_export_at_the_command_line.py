"""The person at the command line gets the same files as an official of the whole district from the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from quizapp.cli import kit, main
from tests.builders import World
from tests.rooms.desk import Desk
from tests.rooms.review import counted


@pytest.fixture
def same_app(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The command works on the world's own application, and so at the time that its clock shows."""

    def create_app() -> Flask:
        return world.app

    monkeypatch.setattr(kit, "create_app", create_app)
    return world


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_same_bytes_as_from_the_page(same_app: World, tmp_path: Path, ending: str) -> None:
    counted.hold(same_app)
    path = tmp_path / f"towns.{ending}"
    done = CliRunner().invoke(main, ["results", "export", "farmers", str(path)])
    assert done.exit_code == 0, done.output
    assert path.read_bytes() == Desk(same_app, "official").get(f"/desk/towns/farmers/towns.{ending}").data


def test_what_cannot_be_is_said_and_ends_with_2(same_app: World, tmp_path: Path) -> None:
    same_app.contest()
    for arguments, sentence in (
        (["farmers", "towns.pdf"], "towns.pdf: the name must end in .xlsx or .csv."),
        (["farmers", str(tmp_path / "none" / "a.csv")], "No such file or directory"),
        (["nothing", str(tmp_path / "a.csv")], "没有找到"),
    ):
        done = CliRunner().invoke(main, ["results", "export", *arguments])
        assert done.exit_code == 2
        assert sentence in done.output
