"""Verbs of contests: what there is, what to do next, saved rules; and what was done, from the log."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from quizapp.domain.contest import Contest, ContestRecord, Phase
from quizapp.domain.people import Actor
from quizapp.domain.refusals import Invalid, NotFound, Problem
from quizapp.domain.words import say
from quizapp.operations import publish
from quizapp.storage import audit, bank, contests, desk
from quizapp.storage.database import transaction

GROUPS = (
    ("running", (Phase.OPEN, Phase.STOPPED)),
    ("coming", (Phase.SCHEDULED,)),
    ("drafts", (Phase.DRAFT,)),
    ("over", (Phase.CLOSED, Phase.FINISHED)),
)
HISTORY = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A contest in the list, with how many people are on its roster and how many attempts were handed in."""

    record: ContestRecord
    phase: Phase
    entered: int
    handed_in: int


@dataclass(frozen=True, slots=True)
class Sources:
    """Where questions may come from: collections with their sizes, or all approved ones, counted by kind."""

    collections: dict[str, int]
    kinds: dict[str, int]


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands between a contest and its opening."""

    question_problems: list[Problem]
    entered: int


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the log: when, who (a name, or what the log calls them), what, with what reason."""

    at: datetime
    who: str
    action: str
    details: dict[str, Any]


def overview(now: datetime) -> dict[str, list[Line]]:
    """All contests by what is going on with them, those that open last first; groups without any are left out."""
    entered, handed_in = desk.entered_by_contest(), desk.handed_in_by_contest()
    lines = [
        Line(record, record.phase(now), entered.get(record.id, 0), handed_in.get(record.id, 0))
        for record in contests.everything()
    ]
    groups = {name: [line for line in lines if line.phase in phases] for name, phases in GROUPS}
    return {name: found for name, found in groups.items() if found}


def contest(slug: str) -> ContestRecord:
    record = contests.by_slug(slug)
    if record is None:
        raise NotFound(say("没有叫「%(slug)s」的竞赛。", slug=slug))
    return record


def sources(now: datetime) -> Sources:
    kinds = Counter(question.kind for question in bank.approved(now.date()))
    return Sources(bank.collection_sizes(), dict(kinds))


def propose_slug(day: date) -> str:
    """A free name for an address, from the date: `2026-09-01`, then `2026-09-01-2`."""
    taken = {record.contest.slug for record in contests.everything()}
    number, name = 1, day.isoformat()
    while name in taken:
        number += 1
        name = f"{day.isoformat()}-{number}"
    return name


def create(contest: Contest, actor: Actor, now: datetime) -> ContestRecord:
    """Save the rules of a new contest. Raises Invalid, also where the name of its address is taken."""
    with transaction():
        if contests.by_slug(contest.slug) is not None:
            message = say("网址名「%(slug)s」已经用过了，请换一个。", slug=contest.slug)
            raise Invalid.at("contest.slug", message)
        return publish.apply(contest, actor, now)


def change(contest: Contest, version: int, actor: Actor, now: datetime) -> ContestRecord:
    """Save other rules of a draft that was read at `version`. Raises Invalid, also where it has changed since."""
    with transaction():
        record = contests.by_slug(contest.slug, lock=True)
        if record is not None and record.version != version and record.life.published_at is None:
            message = say("您打开以后，别人改过这场竞赛；请重新打开，看过再改。")
            raise Invalid.at("contest.version", message)
        return publish.apply(contest, actor, now)


def readiness(record: ContestRecord, now: datetime) -> Readiness:
    drafted = record.life.published_at is None
    return Readiness(question_problems(record.contest, now) if drafted else [], desk.roster_size(record.id))


def question_problems(contest: Contest, now: datetime) -> list[Problem]:
    """Why the bank could not fill the papers, were the contest published now; empty where it could."""
    try:
        for stage in contest.stages:
            pool = publish.pool_for(stage.rules, now)
            if stage.rules.practice.allowed:
                publish.practice_pool(stage.rules, pool, now)
    except Invalid as refusal:
        return refusal.problems
    return []


def history(record: ContestRecord) -> list[Deed]:
    """What was done with a contest, the latest first."""
    rows = audit.about(f"contest:{record.contest.slug}")[-HISTORY:]
    names = desk.staff_names()
    return [Deed(row["at"], _who(row["actor"], names), row["action"], row["details"]) for row in reversed(rows)]


def _who(actor: str, names: dict[int, str]) -> str:
    kind, _, number = actor.partition(":")
    return names.get(int(number), actor) if kind == "staff" and number.isdecimal() else actor
