"""What a participant's pages show, ready for the templates: a question, the whole sheet, the state of a contest."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from quizapp.domain.attempt import Attempt, State
from quizapp.domain.blueprint import question_id
from quizapp.domain.clock import to_ms
from quizapp.domain.contest import ContestRecord, Phase
from quizapp.domain.feedback import Visible, visible
from quizapp.taking import shown
from quizapp.taking.service import Lobby

OVER = frozenset({Phase.CLOSED, Phase.FINISHED})


@dataclass(frozen=True, slots=True)
class Mark:
    """One question as the sheet lists it; `answered` with nothing chosen counts as not answered."""

    number: int
    answered: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open attempt: its questions in order, what is chosen, and how much time is left at this moment."""

    attempt: shown.AttemptAnswer
    left: timedelta

    @property
    def left_ms(self) -> int:
        return max(to_ms(self.left), 0)

    @property
    def total(self) -> int:
        return len(self.attempt.questions)

    @property
    def marks(self) -> list[Mark]:
        return [Mark(n, bool(self.chosen(n))) for n in range(1, self.total + 1)]

    @property
    def unanswered(self) -> list[int]:
        return [mark.number for mark in self.marks if not mark.answered]

    def question(self, number: int) -> shown.QuestionAnswer:
        return self.attempt.questions[number - 1]

    def chosen(self, number: int) -> list[str]:
        return self.attempt.saved.answers.get(self.question(number).id, [])

    def number_asked_for(self, wanted: int | None) -> int:
        """The question to show: the one asked for, else the first that is not answered."""
        if wanted is not None:
            return min(max(wanted, 1), self.total)
        return next(iter(self.unanswered), 1)


@dataclass(frozen=True, slots=True)
class Numbering:
    """Under which number a form without script saves.

    One above what was saved when the page was made, so that an older page sent again never wins over a newer answer;
    and `form-` sorts before `page-`, so that a page with script wins where both have the same number.
    """

    client: str
    seq: int


def numbering(sheet: Sheet) -> Numbering:
    return Numbering(f"form-{secrets.token_hex(6)}", sheet.attempt.saved.seq + 1)


def sheet(attempt: Attempt, record: ContestRecord, now: datetime) -> Sheet:
    # While a contest is stopped its clocks stand still.
    return Sheet(shown.attempt_answer(attempt, record, now), attempt.deadline - (attempt.paused_at or now))


def time_is_over(attempt: Attempt, now: datetime) -> bool:
    """Whether nothing more is taken, although the server has not handed in yet."""
    return attempt.state is State.OPEN and attempt.paused_at is None and now > attempt.deadline + attempt.grace


def number_of(attempt: Attempt, question: str) -> int | None:
    """Where a question stands on this paper, from 1."""
    names = [question_id(item.position) for item in attempt.paper]
    return names.index(question) + 1 if question in names else None


def state_of(lobby: Lobby) -> str:
    """The one thing that a contest page says to whoever looks at it: the first that holds."""
    allowed = lobby.record.contest.populations
    states = {
        "over": lobby.phase in OVER,
        "incomplete": bool(lobby.missing),
        "stranger": lobby.entry is None,
        "wrong-population": bool(allowed) and lobby.entry is not None and lobby.entry.population not in allowed,
        "stopped": lobby.phase is Phase.STOPPED,
        "go-on": lobby.open_attempt is not None,
        "minor": lobby.practises_only,
        "scheduled": lobby.phase is Phase.SCHEDULED,
        "no-chances": lobby.chance is not None and lobby.chance.left == 0,
    }
    return next((name for name, holds in states.items() if holds), "start")


def board_is_open(lobby: Lobby) -> bool:
    return visible(lobby.rules_stage.rules.feedback, lobby.phase) >= Visible.SCORE


def practice_is_open(lobby: Lobby) -> bool:
    allowed = lobby.rules_stage.rules.practice.allowed and lobby.entry is not None
    return allowed and lobby.phase in {Phase.SCHEDULED, Phase.OPEN} and state_of(lobby) != "wrong-population"


def by_phase(lobbies: Sequence[Lobby]) -> dict[str, list[Lobby]]:
    """Contests as the first page lists them: those that are open, that will be, and that are over."""
    return {
        "open": [each for each in lobbies if each.phase in {Phase.OPEN, Phase.STOPPED}],
        "coming": [each for each in lobbies if each.phase is Phase.SCHEDULED],
        "over": [each for each in lobbies if each.phase in OVER],
    }


def some_are_open_to_all(lobbies: Sequence[Lobby]) -> bool:
    """Whether a phone number is enough to come in to some contest that is not over."""
    return any(each.record.contest.entry == "open" and each.phase not in OVER for each in lobbies)
