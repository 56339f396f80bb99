"""Backups: `create` while everything runs, `restore` into an empty instance that has its keys."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask_migrate import upgrade

from quizapp.cli.kit import DONE_IN_PART, actor, now, with_app
from quizapp.cli.privacy import numbers_in
from quizapp.operations import backup as backups
from quizapp.operations import erase


@click.group()
def backup() -> None:
    """Copies of the database, without any key."""


@backup.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@with_app
def create(path: Path) -> None:
    """Write one tar.gz; everything may go on meanwhile."""
    made = backups.create(path, actor(), now())
    click.echo(f"{path}: audit log up to {made.audit_head}")


@backup.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--erased", "erased_list", help="A list that `person erased` printed after the backup was made.")
@with_app
def restore(path: Path, erased_list: str | None) -> None:
    """Fill an empty instance. Whoever was erased after the backup must be erased again: give --erased FILE."""
    numbers = numbers_in(erased_list) if erased_list else []
    manifest = backups.restore(path)
    upgrade()
    count = erase.erase_again(numbers, actor(), now())
    boards = backups.settle(manifest, actor(), now())
    click.echo(f"{path}: restored as of {manifest.made_at}, {count} people erased again")
    if not boards:
        click.echo("redis is away: the worker makes the boards anew when it runs.")
    if erased_list is None:
        click.echo(
            f"Whoever was erased after {manifest.made_at} is back. Print the list where it can still be read, with"
            " `quizapp person erased`, and erase them here before anybody comes in:"
            " `quizapp person erase --list FILE`. With no list, go by the written requests since that day.",
            err=True,
        )
        sys.exit(DONE_IN_PART)


COMMANDS = (backup,)
