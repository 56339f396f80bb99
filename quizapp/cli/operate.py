"""Running: up, serve, worker, db, doctor."""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import asdict
from typing import Any, cast

import click
from flask import current_app
from flask_migrate import check as migrate_check
from flask_migrate import upgrade as migrate_upgrade

from quizapp import config as settings
from quizapp import worker as working
from quizapp.app import create_app
from quizapp.cli.kit import DIFFERENCES, echo_json, json_option, stop, with_app
from quizapp.config import DEFAULT_HOST, DEFAULT_PORT, Config, WrongSetting
from quizapp.local import doctor as checks
from quizapp.local import serve as serving
from quizapp.local import up as one_machine
from quizapp.storage import health

host_option = click.option("--host", default=DEFAULT_HOST, show_default=True)
port_option = click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65_535))
workers_option = click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))


def _config() -> Config:
    try:
        return settings.read()
    except WrongSetting as wrong:
        stop(str(wrong))


@click.command()
@host_option
@port_option
@workers_option
@click.option("--demo", is_flag=True, help="Fill the instance with a demo contest first, and print its accounts.")
def up(host: str, port: int, workers: int, demo: bool) -> None:
    """All on one machine: migrate, embedded servers, web, worker. Stop it with Ctrl-C or SIGTERM."""
    aloud = {"QUIZAPP_SMS_ALOUD": "1"} if demo else {}  # whoever tries the demonstration reads the codes here
    try:
        environ = {**os.environ, **aloud}
        code = one_machine.up(_config(), host, port, workers, prepare=("demo",) if demo else (), environ=environ)
    except one_machine.CannotStart as refusal:
        stop(str(refusal))
    sys.exit(code)


@click.command()
@host_option
@port_option
@workers_option
def serve(host: str, port: int, workers: int) -> None:
    """The web processes."""
    try:
        serving.serve(_config(), host, port, workers)
    except one_machine.CannotStart as refusal:
        stop(str(refusal))


@click.command()
@with_app
def worker() -> None:
    """Hand in what expired, keep the boards, forget what is over."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s worker: %(message)s")
    # The worker outlives this context, so it gets the application and not the proxy to it.
    working.run(cast(Any, current_app)._get_current_object())


@click.group()
def db() -> None:
    """The database's tables."""


@db.command()
@with_app
def upgrade() -> None:
    """Bring the tables up to date."""
    migrate_upgrade()


@db.command()
@with_app
def check() -> None:
    """Say whether models and migrations agree."""
    migrate_check()


@click.command()
@json_option
@host_option
@port_option
def doctor(as_json: bool, host: str, port: int) -> None:
    """What is wrong with this installation, and how to mend it."""
    found = checks.examine(settings.read, host, port, database=_database, migrations=_migrations)
    if as_json:
        echo_json([asdict(each) for each in found])
    else:
        for each in found:
            click.echo(f"{'ok  ' if each.ok else 'FAIL'} {each.name}: {each.sentence}")
    if not all(each.ok for each in found):
        sys.exit(DIFFERENCES)


def _database(config: Config) -> str:
    with create_app(config).app_context():
        problem = health.connection_problem()
    return f"{problem}: start the database, or mend DATABASE_URL." if problem else ""


def _migrations(config: Config) -> str:
    with create_app(config).app_context():
        problem = health.database_problem()
    return "the tables are missing or old: run `quizapp db upgrade`." if problem else ""


COMMANDS = (up, serve, worker, db, doctor)
