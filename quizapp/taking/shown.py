"""What of a contest and an attempt is shown to a participant: the shapes that the API answers with.

The one place where a question leaves for a phone. Before the feedback rule allows it, neither key nor explanation
nor marks are ever put into these shapes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from quizapp.domain.attempt import Answer as StoredAnswer
from quizapp.domain.attempt import Attempt, State
from quizapp.domain.blueprint import PaperItem, question_id
from quizapp.domain.clock import to_ms
from quizapp.domain.contest import ContestRecord
from quizapp.domain.feedback import Visible, visible
from quizapp.domain.marking import is_right
from quizapp.domain.question import CHOICE_KINDS, Question, right_answer
from quizapp.domain.rules_in_words import sentences
from quizapp.operations.read_board import OwnRank, own_ranks
from quizapp.storage import contests
from quizapp.taking.service import Lobby
from quizapp.web.i18n import speak
from quizapp.web.json_api import Answer, points, rfc3339
from quizapp.web.tokens import attempt_token


class ContestAnswer(Answer):
    slug: str
    title: str
    phase: str
    opens_at: str
    closes_at: str
    server_now: str
    rules: list[str]
    ask: list[str]
    demonstration: bool
    practice: bool
    attempt_seconds: int
    start_spread_seconds: int
    entered: bool
    chances_left: int | None
    next_chance_at: str | None
    open_attempt: str | None


class OptionAnswer(Answer):
    id: str
    text: str
    media: list[str]


class QuestionAnswer(Answer):
    id: str
    kind: str
    stem: str
    media: list[str]
    options: list[OptionAnswer]
    points: float | int


class Saved(Answer):
    seq: int
    answers: dict[str, list[str]]


class AttemptAnswer(Answer):
    attempt: str
    number: int
    state: str
    practice: bool
    started_at: str
    deadline: str
    server_now: str
    grace_ms: int
    stopped: bool
    token: str
    delivery: str
    contest: str
    questions: list[QuestionAnswer]
    saved: Saved


class AttemptLine(Answer):
    attempt: str
    number: int
    state: str
    practice: bool
    day: str
    started_at: str
    score: float | int | None
    max_score: float | int


class Kept(Answer):
    answer: list[str]
    seq: int


class Rank(Answer):
    """A place in one scope; `key` says which area, unit or population."""

    key: str
    rank: int
    total: int


class QuestionFeedback(Answer):
    question: str
    kind: str
    stem: str
    options: list[OptionAnswer]
    answer: list[str]
    key: list[str]
    right: bool
    mark: float | int
    points: float | int
    explanation: str


class NotAccepted(Answer):
    question: str
    stands: list[str] | None


class ResultAnswer(Answer):
    attempt: str
    contest: str
    state: str
    practice: bool
    shown: str
    score: float | int | None
    max_score: float | int
    passed: bool | None
    duration: int | None
    rank: dict[str, Rank]
    rank_behind: bool
    feedback: list[QuestionFeedback]
    not_accepted: list[NotAccepted]


def contest_answer(lobby: Lobby, now: datetime) -> ContestAnswer:
    contest, stage = lobby.record.contest, lobby.rules_stage
    chance = lobby.chance
    return ContestAnswer(
        slug=contest.slug,
        title=contest.title,
        phase=lobby.phase,
        opens_at=_time(stage.opens_at),
        closes_at=_time(stage.closes_at),
        server_now=_time(now),
        rules=[speak(sentence) for sentence in sentences(contest, stage)],
        ask=list(contest.ask),
        demonstration=contest.demonstration,
        practice=stage.rules.practice.allowed,
        attempt_seconds=stage.rules.timing.attempt_seconds,
        start_spread_seconds=stage.rules.timing.start_spread_seconds,
        entered=lobby.entered,
        chances_left=chance.left if chance else None,
        next_chance_at=rfc3339(chance.next_at) if chance else None,
        open_attempt=str(lobby.open_attempt.id) if lobby.open_attempt else None,
    )


def attempt_answer(attempt: Attempt, record: ContestRecord, now: datetime) -> AttemptAnswer:
    """The paper as this attempt was given it, and what is saved. Once closed, the questions stay on the server."""
    return AttemptAnswer(
        attempt=str(attempt.id),
        number=attempt.number,
        state=attempt.state,
        practice=attempt.practice,
        started_at=_time(attempt.started_at),
        deadline=_time(attempt.deadline),
        server_now=_time(now),
        grace_ms=to_ms(attempt.grace),
        stopped=attempt.paused_at is not None,
        token=attempt_token(attempt.id, attempt.key_number),
        delivery=record.contest.stages[attempt.stage].rules.paper.delivery,
        contest=record.contest.slug,
        questions=_questions(attempt) if attempt.state is State.OPEN else [],
        saved=Saved(attempt.saved_seq, {name: list(answer.options) for name, answer in attempt.sheet.items()}),
    )


def attempt_line(attempt: Attempt, record: ContestRecord, now: datetime, zone: ZoneInfo) -> AttemptLine:
    """`day` is the day that the attempt belongs to, where the district is."""
    score = attempt.score if _visible(attempt, record, now) >= Visible.SCORE else None
    return AttemptLine(
        str(attempt.id),
        attempt.number,
        attempt.state,
        attempt.practice,
        attempt.started_at.astimezone(zone).date().isoformat(),
        _time(attempt.started_at),
        None if score is None else points(score),
        points(attempt.max_score),
    )


def result_answer(
    attempt: Attempt,
    record: ContestRecord,
    now: datetime,
    not_accepted: Mapping[str, StoredAnswer | None] | None = None,
) -> ResultAnswer:
    """A closed attempt as far as the feedback rule opens it at this moment."""
    may_see = _visible(attempt, record, now)
    ranks: list[OwnRank] = []
    behind = False
    if may_see >= Visible.SCORE and not attempt.practice:
        ranks, behind = own_ranks(record, attempt.stage, attempt.person_id)
    shows_score = may_see >= Visible.SCORE and attempt.score is not None
    return ResultAnswer(
        attempt=str(attempt.id),
        contest=record.contest.slug,
        state=attempt.state,
        practice=attempt.practice,
        shown=may_see.name.lower(),
        score=points(attempt.score) if shows_score and attempt.score is not None else None,
        max_score=points(attempt.max_score),
        passed=attempt.passed if shows_score else None,
        duration=to_ms(attempt.duration) if attempt.duration is not None else None,
        rank={rank.scope: Rank(rank.key, rank.rank, rank.total) for rank in ranks},
        rank_behind=behind,
        feedback=_feedback(attempt) if may_see is Visible.EVERYTHING else [],
        not_accepted=[
            NotAccepted(name, list(stands.options) if stands else None) for name, stands in (not_accepted or {}).items()
        ],
    )


def kept_answers(kept: Mapping[str, StoredAnswer]) -> dict[str, Kept]:
    return {name: Kept(list(answer.options), answer.seq) for name, answer in kept.items()}


def _visible(attempt: Attempt, record: ContestRecord, now: datetime) -> Visible:
    if attempt.state not in {State.HANDED_IN, State.EXPIRED}:
        return Visible.NOTHING
    rules = record.contest.stages[attempt.stage].rules.feedback
    return visible(rules, record.settled_phase(now), practice=attempt.practice)


def _questions(attempt: Attempt) -> list[QuestionAnswer]:
    pool = contests.snapshot(attempt.snapshot_id)
    found = []
    for item in attempt.paper:
        question = pool[item.position]
        texts = {option.id: option.text for option in question.options}
        options = [OptionAnswer(option, texts[option], []) for option in item.options]
        name = question_id(item.position)
        found.append(QuestionAnswer(name, question.kind, question.stem, [], options, points(item.points)))
    return found


def _feedback(attempt: Attempt) -> list[QuestionFeedback]:
    pool = contests.snapshot(attempt.snapshot_id)
    found = []
    for shown, item, mark in zip(_questions(attempt), attempt.paper, attempt.marks, strict=True):
        question = pool[item.position]
        answer = attempt.sheet.get(shown.id)
        chosen = list(answer.options) if answer else []
        found.append(
            QuestionFeedback(
                question=shown.id,
                kind=shown.kind,
                stem=shown.stem,
                options=shown.options,
                answer=chosen,
                key=_key(question, item),
                right=is_right(question, chosen),
                mark=points(mark),
                points=shown.points,
                explanation=question.explanation,
            )
        )
    return found


def _key(question: Question, item: PaperItem) -> list[str]:
    """A right answer; the options of a choice in the order in which they were shown."""
    if question.kind in CHOICE_KINDS:
        return [option for option in item.options if option in question.key]
    return list(right_answer(question))


def _time(at: datetime) -> str:
    return rfc3339(at) or ""
