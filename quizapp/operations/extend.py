"""Time that changes while people answer: a longer window, a stop, and the time given back after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from quizapp.domain.contest import ContestRecord, Phase, Stage, deadline_of
from quizapp.domain.people import Actor
from quizapp.domain.refusals import Invalid, NotFound
from quizapp.domain.words import say
from quizapp.storage import attempts, audit, contests
from quizapp.storage.database import transaction


def extend(slug: str, closes_at: datetime, reason: str, actor: Actor, now: datetime) -> ContestRecord:
    """Move the end of the (last) stage later, for everybody; open attempts get what the old end had cut off."""
    _demand(reason)
    with transaction():
        record = held(slug)
        if record.phase(now) in {Phase.DRAFT, Phase.FINISHED}:
            raise Invalid.at("contest.slug", say("「%(slug)s」不在进行中，不能延长。", slug=slug))
        if closes_at <= record.contest.closes_at:
            raise Invalid.at("closes_at", say("新的结束时间要比原来的晚。"))
        if closes_at <= now:
            raise Invalid.at("closes_at", say("新的结束时间已经过了。"))
        before = record.contest.closes_at
        *earlier, last = record.contest.stages
        record = set_windows(record, (*earlier, replace(last, closes_at=closes_at)))
        audit.write(
            actor,
            "contest.extend",
            f"contest:{slug}",
            now,
            before=before.isoformat(),
            after=closes_at.isoformat(),
            reason=reason,
        )
    return record


def stop(slug: str, reason: str, actor: Actor, now: datetime) -> ContestRecord:
    """Stop the whole contest: nobody starts, every clock stands still, answers wait on the phones."""
    _demand(reason)
    with transaction():
        record = held(slug)
        if record.phase(now) is not Phase.OPEN:
            raise Invalid.at("contest.slug", say("「%(slug)s」现在没有开放，不能暂停。", slug=slug))
        record = contests.change(record, record.contest, replace(record.life, stopped_at=now))
        count = attempts.pause(record.id, now)
        audit.write(actor, "contest.stop", f"contest:{slug}", now, reason=reason, attempts=count)
    return record


def resume(slug: str, reason: str, actor: Actor, now: datetime) -> ContestRecord:
    """Go on after a stop: the window and every open attempt get back exactly the time that the stop took."""
    _demand(reason)
    with transaction():
        record = held(slug)
        stopped_at = record.life.stopped_at
        if stopped_at is None:
            raise Invalid.at("contest.slug", say("「%(slug)s」没有暂停。", slug=slug))
        lost = now - stopped_at
        stages = tuple(
            replace(
                stage,
                opens_at=stage.opens_at + lost if stage.opens_at > stopped_at else stage.opens_at,
                closes_at=stage.closes_at + lost if stage.closes_at > stopped_at else stage.closes_at,
            )
            for stage in record.contest.stages
        )
        running = replace(record, life=replace(record.life, stopped_at=None))
        record = set_windows(running, stages, now)
        audit.write(
            actor, "contest.resume", f"contest:{slug}", now, reason=reason, given_back_seconds=lost.total_seconds()
        )
    return record


def set_windows(record: ContestRecord, stages: tuple[Stage, ...], resumed_at: datetime | None = None) -> ContestRecord:
    """Store other windows and set the deadlines of open attempts by them; inside the caller's transaction.

    With `resumed_at` the clocks that a stop holds run on from that moment; without it they stay as they are.
    """
    changed = contests.change(record, replace(record.contest, stages=stages), record.life)
    changes = []
    for attempt in attempts.open_attempts(record.id):
        stood_still = resumed_at - attempt.paused_at if resumed_at and attempt.paused_at else timedelta()
        given = attempt.extra + stood_still
        deadline = deadline_of(stages[attempt.stage], attempt.started_at, given, practice=attempt.practice)
        changes.append((attempt.id, deadline, given))
    attempts.set_deadlines(changes)
    if resumed_at:
        attempts.run_on(record.id)
    return changed


def _demand(reason: str) -> None:
    if not reason.strip():
        raise Invalid.at("reason", say("请写明原因，会记入日志。"))


def held(slug: str) -> ContestRecord:
    """The contest, locked until the transaction ends. Raises NotFound."""
    record = contests.by_slug(slug, lock=True)
    if record is None:
        raise NotFound(say("没有叫「%(slug)s」的竞赛。", slug=slug))
    return record
