"""People's own rights, and the data key: export, erase, reseal."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from quizapp.cli.kit import DONE_IN_PART, actor, echo_json, now, read_file, stop, with_app
from quizapp.operations import erase as erasing
from quizapp.operations import export_person, reseal
from quizapp.storage import personal


@click.group()
def person() -> None:
    """One person's data. REF is their number, or CONTEST/REF as the contest's roster has it."""


@person.command("export")
@click.argument("ref")
@with_app
def person_export(ref: str) -> None:
    """Print everything that is kept about a person as JSON, for that person."""
    echo_json(export_person.export(_number(ref), actor(), now()))


@person.command("erase")
@click.argument("ref", required=False)
@click.option("--list", "path", help="Erase everybody in this file instead: what `person erased` printed elsewhere.")
@with_app
def person_erase(ref: str | None, path: str | None) -> None:
    """Erase a person; attempts and standings stay as figures."""
    if (ref is None) == (path is None):
        stop("Give a REF, or --list FILE.")
    if path is not None:
        click.echo(f"{erasing.erase_again(numbers_in(path), actor(), now())} erased")
    elif ref is not None:
        number = _number(ref)
        done = erasing.erase(number, actor(), now())
        click.echo(f"{number}: {'erased' if done else 'was erased before'}")


@person.command("erased")
@with_app
def person_erased() -> None:
    """Print the numbers of all who were erased, one a line: keep a copy off this machine for the day of a restore."""
    for number in personal.erased():
        click.echo(number)


@person.command("reseal")
@with_app
def person_reseal() -> None:
    """Seal everything again with the first data key; may be broken off and begun again."""
    done = reseal.reseal(actor(), now())
    click.echo(f"{done.people} people sealed again")
    for number in done.unopened:
        click.echo(f"person {number}: no key in QUIZAPP_DATA_KEY opens this.", err=True)
    if done.unopened_rest:
        click.echo(f"{done.unopened_rest} second factors and sessions: no key opens them.", err=True)
    if done.unopened or done.unopened_rest:
        sys.exit(DONE_IN_PART)


def numbers_in(path: str) -> list[int]:
    """The numbers of a list that `person erased` printed."""
    words = read_file(path).decode("utf-8", "replace").split()
    if wrong := [word for word in words if not (word.isascii() and word.isdecimal())]:
        stop(f"{Path(path).name}: {wrong[0]!r} is not a person's number.")
    return [int(word) for word in words]


def _number(ref: str) -> int:
    slug, slash, own = ref.partition("/")
    if not slash and ref.isascii() and ref.isdecimal():
        return int(ref)
    number = personal.number_of(slug, own) if slash else None
    if number is None:
        stop(f"{ref}: nobody is listed so; write a person's number, or CONTEST/REF.")
    return number


COMMANDS = (person,)
