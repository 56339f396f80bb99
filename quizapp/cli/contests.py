"""Contests: rules, publishing, time, boards."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import datetime

import click
import msgspec

from quizapp.cli.kit import DIFFERENCES, actor, echo_json, json_option, now, read_file, stop, with_app
from quizapp.domain.contest import ContestRecord
from quizapp.domain.refusals import Invalid, NotFound
from quizapp.domain.rules_in_words import sentences
from quizapp.domain.words import say
from quizapp.formats import contest_file
from quizapp.operations import extend as time_verbs
from quizapp.operations import publish as life_verbs
from quizapp.operations import tell_the_board
from quizapp.storage import contests
from quizapp.storage.redis_client import Away
from quizapp.web.i18n import speak

reason_option = click.option("--reason", required=True, help="Why; it goes into the log.")


@click.group()
def contest() -> None:
    """Contests."""


@contest.command("apply")
@click.argument("path")
@with_app
def contest_apply(path: str) -> None:
    """Make a contest from a contest file, or change one that is still a draft."""
    try:
        text = read_file(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        stop(f"{path}: not UTF-8 text.")
    _told(life_verbs.apply(contest_file.read(text), actor(), now()))


@contest.command("show")
@click.argument("slug")
@json_option
@with_app
def contest_show(slug: str, as_json: bool) -> None:
    """A contest's phase and its whole file."""
    record = _record(slug)
    if as_json:
        rules = msgspec.to_builtins(record.contest)
        echo_json({"slug": slug, "phase": record.phase(now()), "version": record.version, "contest": rules})
    else:
        click.echo(f"# {record.phase(now())}, version {record.version}\n{contest_file.write(record.contest)}", nl=False)


@contest.command("rules")
@click.argument("slug")
@with_app
def contest_rules(slug: str) -> None:
    """The rules in sentences, as participants read them."""
    record = _record(slug)
    for stage in record.contest.stages:
        for sentence in sentences(record.contest, stage):
            click.echo(speak(sentence))


@contest.command("publish")
@click.argument("slug")
@with_app
def contest_publish(slug: str) -> None:
    """Freeze the questions and let people in at the opening."""
    _told(life_verbs.publish(slug, actor(), now()))


@contest.command("close")
@click.argument("slug")
@with_app
def contest_close(slug: str) -> None:
    """End the window now; the server hands in for everybody."""
    _told(life_verbs.close(slug, actor(), now()))


@contest.command("finish")
@click.argument("slug")
@with_app
def contest_finish(slug: str) -> None:
    """Declare a closed contest done."""
    _told(life_verbs.finish(slug, actor(), now()))


@contest.command("extend")
@click.argument("slug")
@click.option("--closes-at", required=True, help="RFC 3339, for example 2026-09-30T21:00:00+08:00.")
@reason_option
@with_app
def contest_extend(slug: str, closes_at: str, reason: str) -> None:
    """Move the end later, for everybody."""
    try:
        moment = datetime.fromisoformat(closes_at)
    except ValueError:
        stop(f"--closes-at {closes_at}: write a time like 2026-09-30T21:00:00+08:00.")
    if moment.tzinfo is None:
        raise Invalid.at("closes_at", say("带时区的时间，例如 2026-09-01T08:00:00+08:00"))
    _told(time_verbs.extend(slug, moment, reason, actor(), now()))


@contest.command("stop")
@click.argument("slug")
@reason_option
@with_app
def contest_stop(slug: str, reason: str) -> None:
    """Stop the whole contest: every clock stands still."""
    _told(time_verbs.stop(slug, reason, actor(), now()))


@contest.command("resume")
@click.argument("slug")
@reason_option
@with_app
def contest_resume(slug: str, reason: str) -> None:
    """Go on after a stop; the time is given back."""
    _told(time_verbs.resume(slug, reason, actor(), now()))


@click.group()
def board() -> None:
    """Boards in Redis, copies of what the database says."""


@board.command("rebuild")
@click.argument("slug")
@with_app
def board_rebuild(slug: str) -> None:
    """Make the boards of a contest anew."""
    record = _record(slug)
    try:
        counts = [tell_the_board.rebuild(record.id, stage) for stage in range(len(record.contest.stages))]
    except Away as error:
        stop(f"redis: {error}")
    click.echo(f"{slug}: {sum(counts)} entries")


@board.command("check")
@click.argument("slug")
@json_option
@with_app
def board_check(slug: str, as_json: bool) -> None:
    """Compare the boards with the database, entry by entry; exit 1 where they differ."""
    record = _record(slug)
    differences = []
    missing = []
    try:
        for stage in range(len(record.contest.stages)):
            found = tell_the_board.check(record.id, stage)
            missing += [stage] if found is None else []
            differences += [{"stage": stage, **asdict(each)} for each in found or []]
    except Away as error:
        stop(f"redis: {error}")
    if as_json:
        echo_json({"contest": slug, "boards_missing": missing, "differences": differences})
    else:
        for stage in missing:
            click.echo(f"stage {stage}: no valid board")
        for each in differences:
            click.echo(f"stage {each['stage']} person {each['person_id']}: {each['in_sql']} != {each['in_redis']}")
        click.echo(f"{slug}: {len(differences)} differences")
    if differences or missing:
        sys.exit(DIFFERENCES)


def _record(slug: str) -> ContestRecord:
    record = contests.by_slug(slug)
    if record is None:
        raise NotFound(say("没有叫「%(slug)s」的竞赛。", slug=slug))
    return record


def _told(record: ContestRecord) -> None:
    click.echo(f"{record.contest.slug}: {record.phase(now())}, version {record.version}")


COMMANDS = (contest, board)
