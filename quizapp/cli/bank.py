"""The question bank."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from flask import current_app

from quizapp.bank import checking, service
from quizapp.bank.service import ImportReport, Wanted
from quizapp.cli import bank_coverage
from quizapp.cli.kit import (
    DIFFERENCES,
    DONE_IN_PART,
    UNUSABLE,
    actor,
    echo_json,
    json_option,
    lines_of,
    now,
    problem_lines,
    read_file,
    stop,
    with_app,
)
from quizapp.domain.question import STATES
from quizapp.domain.refusals import Invalid, Problem
from quizapp.formats.questions import AUTO, PENS
from quizapp.formats.writing import WRITERS
from quizapp.web.i18n import speak


@click.group()
def bank() -> None:
    """The question bank."""


@bank.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True))
@click.option("--format", "wanted", type=click.Choice([AUTO, *PENS]), default=AUTO, show_default=True)
@click.option("--collection", default="", help="Put the questions into this collection, too.")
@click.option("--state", type=click.Choice(list(STATES)), default="approved", show_default=True)
@click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing.")
@click.option("--strict", is_flag=True, help="Import a file only if nothing in it is refused.")
@json_option
@with_app
def bank_import(
    paths: tuple[str, ...], wanted: str, collection: str, state: str, dry_run: bool, strict: bool, as_json: bool
) -> None:
    """Import question files, or every question file of a folder."""
    how = Wanted(wanted, collection, state, strict, dry_run)
    files = _files(paths)
    if not files:
        stop(f"{' '.join(paths)}: no question files (*.toml) in there.")
    reports = [_import(path, how) for path in files]
    if as_json:
        echo_json({"files": [_as_json(path, report) for path, report in reports]})
    else:
        _echo(reports)
    if all(isinstance(report, Invalid) for _, report in reports):
        sys.exit(UNUSABLE)
    if any(isinstance(report, Invalid) or report.refused for _, report in reports):
        sys.exit(DONE_IN_PART)


@bank.command("export")
@click.argument("path", type=click.Path(dir_okay=False))
@click.option("--format", "wanted", required=True, type=click.Choice(list(WRITERS)))
@click.option("--tag", "tags", multiple=True, help="AXIS:VALUE, for example topic:food-safety; several: all of them.")
@click.option("--collection", default="", help="Only the questions of this collection.")
@with_app
def bank_export(path: str, wanted: str, tags: tuple[str, ...], collection: str) -> None:
    """Write approved questions to a file that imports again to the same questions."""
    writing = service.export(wanted, tags, collection, now())
    try:
        Path(path).write_bytes(writing.data)
    except OSError as error:
        stop(f"{path}: {error.strerror}")
    click.echo(f"{path}: {writing.written} questions")
    if writing.problems:
        click.echo("\n".join(problem_lines(writing.problems)), err=True)
        sys.exit(DONE_IN_PART)


@bank.command("check")
@click.argument("path", type=click.Path(exists=True), required=False)
@json_option
@with_app
def bank_check(path: str | None, as_json: bool) -> None:
    """Check a folder (as a whole bank), a file (as a part of one) or, without PATH, the bank in the database."""
    today = now().astimezone(current_app.config["QUIZAPP"].timezone).date()
    if path is None:
        checked = checking.check_stored(today)
    else:
        files = _files((path,))
        if not files:
            stop(f"{path}: no question files (*.toml) in there.")
        named = [(Path(file).name, read_file(file)) for file in files]
        checked = checking.check_files(named, today, whole=Path(path).is_dir())
    if as_json:
        echo_json(bank_coverage.as_json(checked))
    else:
        click.echo("\n".join(bank_coverage.as_text(checked)))
    if checked.findings:
        sys.exit(DIFFERENCES)


def _files(paths: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for path in paths:
        folder = Path(path)
        found += sorted(str(file) for file in folder.glob("*.toml")) if folder.is_dir() else [path]
    return found


def _import(path: str, how: Wanted) -> tuple[str, ImportReport | Invalid]:
    try:
        return path, service.import_file(read_file(path), Path(path).name, how, actor(), now())
    except Invalid as refusal:
        return path, refusal


def _echo(reports: list[tuple[str, ImportReport | Invalid]]) -> None:
    for path, report in reports:
        if isinstance(report, Invalid):
            click.echo("\n".join(f"{path}: {line}" for line in lines_of(report)), err=True)
            continue
        click.echo(
            f"{path}: {report.format}, read {report.read}, imported {report.imported}, "
            f"duplicates {report.duplicates}, refused {report.refused}"
        )
        for line in problem_lines(report.problems):
            click.echo(f"  {line}")


def _as_json(path: str, report: ImportReport | Invalid) -> dict[str, Any]:
    if isinstance(report, Invalid):
        counts: dict[str, Any] = {"format": None, "read": 0, "imported": 0, "duplicates": 0, "refused": 0}
        return {"path": path, **counts, "problems": _problems(report.problems)}
    return {
        "path": path,
        "format": report.format,
        "read": report.read,
        "imported": report.imported,
        "duplicates": report.duplicates,
        "refused": report.refused,
        "problems": _problems(report.problems),
    }


def _problems(problems: list[Problem]) -> list[dict[str, str]]:
    return [
        {"place": each.place, "field": each.field, "found": each.found, "message": speak(each.message)}
        for each in problems
    ]


COMMANDS = (bank,)
