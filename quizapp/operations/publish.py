"""The life of a contest: saved, published (its questions frozen), closed, finished."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from quizapp.domain import contest_check
from quizapp.domain.blueprint import TooFewQuestions, select
from quizapp.domain.contest import Contest, ContestRecord, Phase, Rules, Stage
from quizapp.domain.people import Actor
from quizapp.domain.question import Question
from quizapp.domain.refusals import Invalid, Problem
from quizapp.domain.snapshot import disguised
from quizapp.domain.words import say
from quizapp.operations.extend import held, set_windows
from quizapp.storage import audit, bank, contests
from quizapp.storage.database import transaction


def apply(contest: Contest, actor: Actor, now: datetime) -> ContestRecord:
    """Save rules: a new contest, or other rules of one that is still a draft. Raises Invalid."""
    if found := contest_check.problems(contest):
        raise Invalid(found)
    with transaction():
        record = contests.by_slug(contest.slug, lock=True)
        if record is None:
            record = contests.add(contest, now)
        elif record.life.published_at is not None:
            raise Invalid.at(
                "contest.slug", say("「%(slug)s」已经发布，规则不能再改；可以延长、暂停或另建一场。", slug=contest.slug)
            )
        else:
            record = contests.change(record, contest, record.life)
        audit.write(actor, "contest.apply", f"contest:{contest.slug}", now, version=record.version)
    return record


def publish(slug: str, actor: Actor, now: datetime) -> ContestRecord:
    """Freeze the questions of each stage and let people in. Raises Invalid where the bank cannot fill the papers."""
    with transaction():
        record = held(slug)
        if record.life.published_at is not None:
            raise Invalid.at("contest.slug", say("「%(slug)s」已经发布过了。", slug=slug))
        if record.contest.closes_at <= now:
            raise Invalid.at("contest.closes_at", say("结束时间已经过了，请先改时间。"))
        for position, stage in enumerate(record.contest.stages):
            _freeze(record, position, stage, now)
        record = contests.change(record, record.contest, replace(record.life, published_at=now))
        audit.write(actor, "contest.publish", f"contest:{slug}", now, version=record.version)
    return record


def close(slug: str, actor: Actor, now: datetime) -> ContestRecord:
    """End the window now; the server hands in for everybody. Raises Invalid if it is not running."""
    with transaction():
        record = held(slug)
        if record.phase(now) not in {Phase.OPEN, Phase.SCHEDULED}:
            raise Invalid.at("contest.slug", say("「%(slug)s」现在没有开放，不用结束。", slug=slug))
        stages = tuple(
            replace(stage, opens_at=min(stage.opens_at, now), closes_at=min(stage.closes_at, now))
            for stage in record.contest.stages
        )
        record = set_windows(record, stages)
        audit.write(actor, "contest.close", f"contest:{slug}", now, version=record.version)
    return record


def finish(slug: str, actor: Actor, now: datetime) -> ContestRecord:
    """Declare a closed contest done. Raises Invalid while it is open or stopped."""
    with transaction():
        record = held(slug)
        if record.phase(now) is not Phase.CLOSED:
            raise Invalid.at("contest.slug", say("要等竞赛结束以后才能完结。"))
        record = contests.change(record, record.contest, replace(record.life, finished_at=now))
        audit.write(actor, "contest.finish", f"contest:{slug}", now, version=record.version)
    return record


def pool_for(rules: Rules, now: datetime) -> list[Question]:
    """The questions that a stage would draw from, were it published now. Raises Invalid."""
    paper = rules.paper
    if paper.questions:
        found = bank.by_refs(paper.questions)
        if missing := [ref for ref in paper.questions if ref not in found]:
            raise Invalid(
                [
                    Problem("paper.questions", say("题库里没有可用的题目 %(ref)s。", ref=ref), found=ref)
                    for ref in missing
                ]
            )
        return [found[ref] for ref in paper.questions]
    candidates = bank.approved(now.date(), _names(paper.from_, "paper.from"))
    pool = [question for question in candidates if any(section.admits(question) for section in paper.sections)]
    try:
        select(pool, paper.sections, "rehearsal")
    except TooFewQuestions as refusal:
        raise Invalid.at("paper.section", refusal.said) from refusal
    return pool


def practice_pool(rules: Rules, pool: Sequence[Question], now: datetime) -> list[Question]:
    """Questions to practise on: of their own collections or the bank, never the contest's unless it says so."""
    if rules.practice.same_pool and not rules.practice.from_:
        return list(pool)
    kept_out = set() if rules.practice.same_pool else {question.ref for question in pool}
    candidates = bank.approved(now.date(), _names(rules.practice.from_, "practice.from"))
    found = [question for question in candidates if question.ref not in kept_out]
    if not found:
        raise Invalid.at("practice.from", say("没有剩下可以练习的题目，请给练习另选一个题集。"))
    return found


def _freeze(record: ContestRecord, position: int, stage: Stage, now: datetime) -> None:
    pool = pool_for(stage.rules, now)
    _keep(record, position, pool, now, practice=False)
    if stage.rules.practice.allowed:
        practice = practice_pool(stage.rules, pool, now)
        _keep(record, position, practice, now, practice=True)


def _keep(record: ContestRecord, position: int, pool: Sequence[Question], now: datetime, *, practice: bool) -> None:
    questions = disguised(pool, secrets.token_hex(16))
    contests.add_snapshot(record.id, position, practice=practice, pool=questions, now=now)


def _names(sources: tuple[str, ...], place: str) -> list[str]:
    names = [source.removeprefix("collection:") for source in sources]
    known = bank.collection_sizes()
    if missing := [name for name in names if name not in known]:
        raise Invalid([Problem(place, say("没有叫「%(name)s」的题集。", name=name), found=name) for name in missing])
    return names
