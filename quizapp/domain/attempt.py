"""An attempt: one sitting, from its start to its hand-in, judged by the server's clock alone.

`accept` is the rule by which a save is taken or refused; the statement in `storage` carries the same rule in its
WHERE, and a property test holds the two against each other on both databases.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from quizapp.domain.blueprint import PaperItem, position_of
from quizapp.domain.clock import to_us
from quizapp.domain.question import Question
from quizapp.domain.refusals import (
    AttemptExpired,
    AttemptHandedIn,
    AttemptVoided,
    Invalid,
    NotFound,
    Problem,
    SeqOutOfRange,
    Stopped,
)
from quizapp.domain.words import Sentence, say
from quizapp.domain.written import LONGEST_WRITTEN, number

# The server hands in for everyone this long after deadline + grace: whatever was received in time is in by then.
EXPIRY_MARGIN = timedelta(seconds=2)
LARGEST_SEQ = 2**31 - 1
LARGEST_SEQ_STEP = 10_000
LONGEST_CLIENT = 64


class State(StrEnum):
    OPEN = "open"
    HANDED_IN = "handed_in"
    EXPIRED = "expired"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands for one question, and the evidence of how it came to stand."""

    options: tuple[str, ...]
    seq: int
    client: str
    first_at_us: int
    last_at_us: int
    changes: int


Sheet = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Attempt:
    """`deadline` is what the participant sees; answers received up to `grace` later are still taken.

    `extra`: the time that stops took and gave back.
    """

    id: int
    contest_id: int
    stage: int
    person_id: int
    number: int
    practice: bool
    state: State
    started_at: datetime
    deadline: datetime
    grace: timedelta
    key_number: int
    snapshot_id: int
    paper: tuple[PaperItem, ...]
    sheet: Sheet
    saved_seq: int = 0
    paused_at: datetime | None = None
    extra: timedelta = timedelta()
    handed_in_at: datetime | None = None
    score: int | None = None
    max_score: int = 0
    passed: bool | None = None
    duration: timedelta | None = None
    marks: tuple[int, ...] = ()
    area: str = ""
    unit: str = ""
    population: str = ""


@dataclass(frozen=True, slots=True)
class Save:
    """One call of the phone: answers by question id, numbered by the page that sent them."""

    client: str
    seq: int
    answers: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did: `kept` names each sent answer that was not stored, with what stands instead."""

    saved_seq: int
    deadline: datetime
    kept: Mapping[str, Answer]


def closed_by(attempt: Attempt, received_at: datetime) -> Exception | None:
    """Why an answer received at that moment is not taken, or None if it is. The last microsecond counts."""
    if attempt.state is State.HANDED_IN:
        return AttemptHandedIn()
    if attempt.state is State.EXPIRED:
        return AttemptExpired()
    if attempt.state is State.VOIDED:
        return AttemptVoided()
    if attempt.paused_at is not None:
        return Stopped()
    if received_at > attempt.deadline + attempt.grace:
        return AttemptExpired()
    return None


def accept(attempt: Attempt, save: Save, received_at: datetime, key_number: int) -> tuple[Attempt, Saved]:
    """Take a save: the attempt with its new sheet, and the answer to the phone.

    An answer is stored when (seq, client) is above the pair that stands for its question, clients compared by
    their bytes; so saves may come in any order and any number of times, from any number of phones.
    Raises the refusal that applies, NotFound for a withdrawn key number, SeqOutOfRange.
    """
    if key_number != attempt.key_number:
        raise NotFound()
    if refusal := closed_by(attempt, received_at):
        raise refusal
    if save.seq > attempt.saved_seq + LARGEST_SEQ_STEP:
        raise SeqOutOfRange()
    at = to_us(received_at)
    sheet, kept = dict(attempt.sheet), {}
    for question, options in save.answers.items():
        stands = sheet.get(question)
        if stands is None:
            sheet[question] = Answer(options, save.seq, save.client, at, at, 0)
        elif (save.seq, save.client.encode()) > (stands.seq, stands.client.encode()):
            sheet[question] = Answer(options, save.seq, save.client, stands.first_at_us, at, stands.changes + 1)
        elif (stands.options, stands.seq, stands.client) != (options, save.seq, save.client):
            kept[question] = stands
    saved_seq = max(attempt.saved_seq, save.seq)
    return replace(attempt, sheet=sheet, saved_seq=saved_seq), Saved(saved_seq, attempt.deadline, kept)


def check_save(save: Save) -> None:
    """What can be told without the attempt: the number and the client's name. Raises SeqOutOfRange or Invalid."""
    if not 1 <= save.seq <= LARGEST_SEQ:
        raise SeqOutOfRange()
    if not 0 < len(save.client) <= LONGEST_CLIENT or not save.client.isascii() or not save.client.isprintable():
        raise Invalid.at("client", say("client 要有 1 到 %(n)s 个英文字符。", n=LONGEST_CLIENT))


def check_answers(positions: Container[int], pool: Sequence[Question], answers: Mapping[str, tuple[str, ...]]) -> None:
    """Each answered question stands on the paper, each option in its question. Raises Invalid with every place."""
    found: list[Problem] = []
    for name, given in answers.items():
        position = position_of(name)
        if position is None or position not in positions:
            found.append(Problem(f"answers.{name}", say("这份试卷里没有这道题。")))
        elif given and (message := _answer_problem(pool[position], given)):  # [] clears
            found.append(Problem(f"answers.{name}", message))
    if found:
        raise Invalid(found)


def _answer_problem(question: Question, given: tuple[str, ...]) -> Sentence | None:
    """Why this cannot be an answer to that question, whether right or wrong; None if it can."""
    return _text_problem(given) or _form_problem(question, given)


def _text_problem(given: tuple[str, ...]) -> Sentence | None:
    if any(len(text) > LONGEST_WRITTEN for text in given):
        return say("答案最多 %(n)s 个字。", n=LONGEST_WRITTEN)
    if any("\x00" in text for text in given):  # the one sign that a database does not keep
        return say("答案里有不能用的字符。")
    return None


def _form_problem(question: Question, given: tuple[str, ...]) -> Sentence | None:
    if question.kind == "fill_in":
        return None if len(given) == len(question.blanks) else say("这道题有 %(n)s 个空。", n=len(question.blanks))
    if question.kind == "numeric":
        return None if len(given) == 1 and number(given[0]) is not None else say("这道题要填一个数，不带单位。")
    if not set(given) <= question.option_ids or len(set(given)) < len(given):
        return say("这道题没有这样的选项。")
    if question.kind == "ordering":
        return None if len(given) == len(question.options) else say("这道题要把每个选项都排上。")
    return say("这道题只能选一个。") if question.kind != "multiple_choice" and len(given) > 1 else None


def due(attempt: Attempt, now: datetime) -> bool:
    """Whether the server hands this attempt in: past deadline, grace and margin, and not held by a stop."""
    return (
        attempt.state is State.OPEN
        and attempt.paused_at is None
        and now > attempt.deadline + attempt.grace + EXPIRY_MARGIN
    )


def duration_of(
    started_at: datetime, deadline: datetime, ended_at: datetime, stood_still: timedelta = timedelta()
) -> timedelta:
    """Time used, never more than the deadline gave: grace does not lengthen it, nor does a stop of the contest."""
    return min(ended_at, deadline) - started_at - stood_still
