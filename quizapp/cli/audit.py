"""The audit log: whether it is whole; and what an audit of minors' data asks for."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from quizapp.cli import minors_workbook
from quizapp.cli.kit import DIFFERENCES, actor, echo_json, json_option, now, stop, with_app
from quizapp.operations import minors_audit
from quizapp.storage import audit as log
from quizapp.web.i18n import speak


@click.group()
def audit() -> None:
    """The audit log."""


@audit.command()
@click.option("--head", "written_down", metavar="LINK:HASH", help="A head that was written down earlier.")
@json_option
@with_app
def verify(written_down: str | None, as_json: bool) -> None:
    """Recompute the hash chain; exit 1 where it is broken, with the first broken link."""
    known = _head(written_down) if written_down else None
    found = log.verify(known)
    if as_json:
        reason = speak(found.reason) if found.reason else None
        echo_json(asdict(found) | {"reason": reason})
    else:
        click.echo(f"{found.sealed} rows sealed, {found.waiting} not yet sealed; head {found.head}")
        if found.reason:
            row = "" if found.broken_row is None else f" (row {found.broken_row})"
            click.echo(f"broken at link {found.broken_link}{row}: {speak(found.reason)}")
    if found.reason:
        sys.exit(DIFFERENCES)


def _head(text: str) -> log.Head:
    link, _, digest = text.partition(":")
    if not (link.isascii() and link.isdecimal()) or len(digest) != 64:
        stop(f"{text}: write LINK:HASH as `audit verify` prints it.")
    return log.Head(int(link), digest)


@audit.command()
@click.argument("path", type=click.Path(dir_okay=False))
@with_app
def minors(path: str) -> None:
    """Write what the yearly audit of minors' data asks for: counts by contest, consents, looks at names, erasures."""
    content = minors_workbook.xlsx(minors_audit.gather(actor(), now()))
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        stop(f"{path}: {error.strerror}")
    click.echo(path)


COMMANDS = (audit,)
