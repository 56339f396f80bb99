"""The laws of the imports name every page: a new file of views cannot slip past them."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).parent.parent
KIT = {"cli", "domain", "formats", "local", "operations", "storage", "web"}


def test_every_file_of_views_is_under_the_law() -> None:
    laws = ConfigParser()
    laws.read(ROOT / ".importlinter", encoding="utf-8")
    named = set(laws["importlinter:contract:views-and-api-leave-storage-alone"]["source_modules"].split())
    assert named == set(views())
    assert len(named) > 15


def views() -> list[str]:
    """The modules of the rooms that hold pages or calls."""
    files = [path for path in (ROOT / "quizapp").glob("*/*.py") if path.parent.name not in KIT]
    return [
        f"quizapp.{path.parent.name}.{path.stem}"
        for path in files
        if path.stem in {"api", "views"} or path.stem.endswith("_views")
    ]
