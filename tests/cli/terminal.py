"""The console script, as somebody types it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from quizapp.cli import main


class Terminal:
    """Commands in the environment of one instance; files lie in its folder."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder, self.env = folder, env

    def run(self, *words: object, exit_code: int = 0) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words], env=self.env)
        assert result.exit_code == exit_code, f"{result.exit_code}: {result.output}{result.exception!r}"
        return result

    def json(self, *words: object, exit_code: int = 0) -> Any:
        return json.loads(self.run(*words, "--json", exit_code=exit_code).stdout)

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path
