"""Attempts and results."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from quizapp.cli.kit import echo_json, json_option, now, stop, with_app
from quizapp.domain.attempt import Attempt
from quizapp.domain.clock import from_us, to_ms
from quizapp.domain.people import Staff
from quizapp.domain.refusals import NotFound
from quizapp.domain.words import say
from quizapp.review import exports, service
from quizapp.storage import attempts, audit, contests
from quizapp.web.json_api import points, rfc3339

# Whoever types at the command line has the database before them: nothing is narrowed.
WHOLE_DISTRICT = Staff(0, "cli", "admin")
WRITERS = {".xlsx": exports.xlsx, ".csv": exports.csv}


@click.group()
def attempt() -> None:
    """Attempts."""


@attempt.command("show")
@click.argument("numbers", metavar="ID…", type=click.IntRange(1), nargs=-1, required=True)
@json_option
@with_app
def attempt_show(numbers: tuple[int, ...], as_json: bool) -> None:
    """Attempts, each with its answers, the evidence of each save, and everything noted about it."""
    for number in numbers:
        found = attempts.get(number)
        if found is None:
            raise NotFound(say("没有编号是 %(number)s 的答卷。", number=number))
        if as_json:
            echo_json(_shown(found))
        else:
            _print(_shown(found))


def _print(shown: dict[str, Any]) -> None:
    for name in ("attempt", "contest", "state", "number", "started_at", "deadline", "handed_in_at"):
        click.echo(f"{name}: {shown[name]}")
    click.echo(f"score: {shown['score']} / {shown['max_score']}")
    for question, answer in shown["answers"].items():
        save = shown["saves"][question]
        click.echo(f"{question}: {','.join(answer)} at {save['last_at']}, changed {save['changes']} times")


def _shown(found: Attempt) -> dict[str, Any]:
    record = contests.by_id(found.contest_id)
    return {
        "attempt": str(found.id),
        "contest": record.contest.slug if record else None,
        "state": found.state.value,
        "number": found.number,
        "started_at": rfc3339(found.started_at),
        "deadline": rfc3339(found.deadline),
        "handed_in_at": rfc3339(found.handed_in_at),
        "answers": {name: list(answer.options) for name, answer in found.sheet.items()},
        "saves": {
            name: {
                "first_at": rfc3339(from_us(answer.first_at_us)),
                "last_at": rfc3339(from_us(answer.last_at_us)),
                "changes": answer.changes,
                "seq": answer.seq,
                "client": answer.client,
            }
            for name, answer in found.sheet.items()
        },
        "score": None if found.score is None else points(found.score),
        "max_score": points(found.max_score),
        "duration": None if found.duration is None else to_ms(found.duration),
        "events": [
            {"at": rfc3339(row["at"]), "actor": row["actor"], "action": row["action"], "details": row["details"]}
            for row in audit.about(f"attempt:{found.id}")
        ],
    }


@click.group()
def results() -> None:
    """Results."""


@results.command("export")
@click.argument("slug")
@click.argument("path", type=click.Path(dir_okay=False))
@with_app
def results_export(slug: str, path: str) -> None:
    """The per-town table as a file; its ending, .xlsx or .csv, says which."""
    write = WRITERS.get(Path(path).suffix.lower())
    if write is None:
        stop(f"{path}: the name must end in {' or '.join(WRITERS)}.")
    content = write(exports.show(service.town_report(slug, WHOLE_DISTRICT, now())))
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        stop(f"{path}: {error.strerror}")
    click.echo(path)


COMMANDS = (attempt, results)
