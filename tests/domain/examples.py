"""Nouns to test with: an attempt, a save, a finished attempt, a standing; each with plain defaults."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from quizapp.domain.attempt import Attempt, Save, State
from quizapp.domain.blueprint import PaperItem
from quizapp.domain.counting import Finished
from quizapp.domain.standing import Standing
from tests.builders import NOON

DEADLINE = NOON + timedelta(minutes=10)
GRACE = timedelta(seconds=5)


def an_attempt(**fields: Any) -> Attempt:
    """Open since noon for ten minutes, with five seconds of grace and a paper of three questions."""
    plain = Attempt(
        id=1,
        contest_id=1,
        stage=0,
        person_id=7,
        number=1,
        practice=False,
        state=State.OPEN,
        started_at=NOON,
        deadline=DEADLINE,
        grace=GRACE,
        key_number=1,
        snapshot_id=1,
        paper=tuple(PaperItem(i, ("a", "b", "c", "d"), 1_000) for i in range(3)),
        sheet={},
    )
    return replace(plain, **fields)


def a_save(seq: int = 1, client: str = "page-1", **answers: str) -> Save:
    """`a_save(3, q0="ac")` answers question 0 with the options a and c."""
    return Save(client, seq, {name: tuple(options) for name, options in answers.items()})


def finished(attempt_id: int, score: int, minutes: int = 5, started_at: datetime = NOON, **fields: Any) -> Finished:
    """A finished attempt; handed in when its minutes were over."""
    span = timedelta(minutes=minutes)
    plain = Finished(attempt_id, score, 100_000, span, started_at, started_at + span)
    return replace(plain, **fields)


def a_standing(person_id: int, points: int = 0, seconds: int = 60, **fields: Any) -> Standing:
    span = timedelta(seconds=seconds)
    plain = Standing(
        person_id=person_id,
        points=points,
        duration=span,
        started_at=NOON,
        finished_at=NOON + span,
        version=1,
        attempts=1,
        passed=False,
        name="张**",
        area="370812105",
        unit="",
        population="farmer",
    )
    return replace(plain, **fields)
