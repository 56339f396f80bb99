"""What every command needs: the application, the moment, the actor, refusals as sentences."""

from __future__ import annotations

import functools
import getpass
import json
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
from flask import current_app

from quizapp.app import create_app
from quizapp.config import WrongSetting
from quizapp.domain.clock import AnchoredClock
from quizapp.domain.people import Actor
from quizapp.domain.refusals import Invalid, Problem, Refusal
from quizapp.storage.database import Unreachable
from quizapp.web.i18n import speak

P = ParamSpec("P")
R = TypeVar("R")
UNUSABLE, DONE_IN_PART, DIFFERENCES = 2, 3, 1


def with_app(command: Callable[P, R]) -> Callable[P, R]:
    """Run a command inside the application.

    A refusal, a wrong setting or a database that does not answer ends it with a sentence and exit 2.
    """

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            app = create_app()
        except WrongSetting as wrong:
            stop(str(wrong))
        with app.app_context():
            try:
                return command(*args, **kwargs)
            except Refusal as refusal:
                stop("\n".join(lines_of(refusal)))
            except Unreachable as error:
                stop(f"database: {error.__cause__ or error}; `quizapp doctor` says what to do.")

    return run


def stop(message: str, code: int = UNUSABLE) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)


def now() -> datetime:
    clock: AnchoredClock = current_app.extensions["quizapp.clock"]
    return clock.now()


def actor() -> Actor:
    """Whoever types: the name of the system's user."""
    return Actor("cli", getpass.getuser())


def read_file(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        stop(f"{path}: {error.strerror}")


def lines_of(refusal: Refusal) -> list[str]:
    if isinstance(refusal, Invalid):
        return problem_lines(refusal.problems)
    return [speak(refusal.said)]


def problem_lines(problems: Iterable[Problem]) -> list[str]:
    return [f"{problem.place}: {speak(problem.message)}" for problem in problems]


def echo_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
