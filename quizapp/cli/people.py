"""Accounts, areas, units, rosters."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TextIO

import click
from flask import current_app

from quizapp.accounts import staff
from quizapp.cli.kit import DONE_IN_PART, actor, now, problem_lines, read_file, stop, with_app
from quizapp.console import areas as area_verbs
from quizapp.console import roster as roster_verbs
from quizapp.domain.people import ROLES
from quizapp.domain.refusals import Problem
from quizapp.domain.staff import end_of
from quizapp.review import service as review
from quizapp.storage.database import transaction


def _told(done: str, problems: list[Problem]) -> None:
    """Say what was done and what was refused; refusals make it exit 3."""
    if done:
        click.echo(done)
    if problems:
        click.echo("\n".join(problem_lines(problems)), err=True)
        sys.exit(DONE_IN_PART)


@click.group()
def user() -> None:
    """Staff accounts."""


@user.command("create")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(list(ROLES)))
@click.option("--area", default="", help="Code of the area; without it, the whole district.")
@click.option("--unit", default="", help="Code of a coordinator's unit.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day; an inspector's account needs one.")
@with_app
def user_create(name: str, role: str, area: str, unit: str, until: datetime | None) -> None:
    """Make an account; prints a one-time link to set its password."""
    expires_at = end_of(until.date(), current_app.config["QUIZAPP"].timezone) if until else None
    click.echo(_link(staff.create(name, role, area, actor(), now(), unit, expires_at)))


@user.command("link")
@click.argument("name")
@with_app
def user_link(name: str) -> None:
    """A new one-time link, for a forgotten password."""
    click.echo(_link(staff.new_link(name, actor(), now())))


@user.command("reset-second-factor")
@click.argument("name")
@with_app
def user_reset_second_factor(name: str) -> None:
    """For somebody who lost phone and recovery codes: the next sign-in enrols anew."""
    staff.reset_second_factor(staff.named(name).id, actor(), now())
    click.echo(f"{name}: the next sign-in sets up a second factor anew")


def _link(token: str) -> str:
    return f"{current_app.config['QUIZAPP'].public_url}/staff/password/{token}"


@click.group()
def areas() -> None:
    """Towns, subdistricts and parks, and how many people each has."""


@areas.command("import")
@click.argument("path")
@with_app
def areas_import(path: str) -> None:
    """Take over a list with the columns code,name,kind[,parent]."""
    count, problems = area_verbs.import_areas(read_file(path), Path(path).name, actor(), now())
    _told(f"{count} areas", problems)


@areas.command("set")
@click.argument("code")
@click.argument("figures", nargs=-1, required=True)
@click.option("--as-of", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--source", required=True)
@with_app
def areas_set(code: str, figures: tuple[str, ...], as_of: datetime, source: str) -> None:
    """Enter denominators: `registered=21400`, `registered.farmer=9000`, with their date and source."""
    read = [_figure(figure) for figure in figures]
    with transaction():
        for population, count in read:
            review.set_denominator(code, population, count, as_of.date(), source, actor(), now())
    click.echo(f"{code}: {len(read)} figures")


def _figure(text: str) -> tuple[str, int]:
    name, _, count = text.partition("=")
    kind, _, population = name.partition(".")
    if kind != "registered" or not (count.isascii() and count.isdecimal()):
        stop(f"{text}: write registered=N or registered.POPULATION=N.")
    return population, int(count)


@click.group()
def units() -> None:
    """Schools with their grades and classes, villages, firms and departments."""


@units.command("import")
@click.argument("path")
@with_app
def units_import(path: str) -> None:
    """Take over a list with the columns code,name,area,kind[,registered,parent]."""
    count, problems = area_verbs.import_units(read_file(path), Path(path).name, actor(), now())
    _told(f"{count} units", problems)


@click.group()
def roster() -> None:
    """Who may enter a contest."""


@roster.command("import")
@click.argument("path")
@click.option("--contest", "slug", required=True)
@click.option("--codes-out", type=click.Path(dir_okay=False), help="Where ref,name,entry_code go; else to stdout.")
@with_app
def roster_import(path: str, slug: str, codes_out: str | None) -> None:
    """Enter everybody of a list; the entry codes can be read only now."""
    with _codes_file(codes_out) if codes_out else nullcontext(sys.stdout) as target:
        report = roster_verbs.import_roster(read_file(path), Path(path).name, slug, actor(), now())
        writer = csv.writer(target)
        writer.writerow(["ref", "name", "entry_code"])
        writer.writerows([slip.ref, slip.name, slip.code] for slip in report.slips)
    _told(f"{len(report.slips)} people" if codes_out else "", report.problems)


@contextmanager
def _codes_file(path: str) -> Iterator[TextIO]:
    """A file that only its owner reads. Opened before the import: codes that could not be written would be lost.

    It takes its name only when all went well, so that a refused import spoils no older list.
    """
    draft = Path(f"{path}.part")
    try:
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        stop(f"{path}: {error.strerror}")
    try:
        with draft.open("w", encoding="utf-8", newline="") as file:
            yield file
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


COMMANDS = (user, areas, units, roster)
