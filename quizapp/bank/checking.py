"""Verb: check a bank, the files of a folder or what lies in the database, and count what it covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from quizapp.domain.bank_balance import LongestIsKey, check_balance, key_shares, longest_is_key
from quizapp.domain.bank_check import check
from quizapp.domain.coverage import Coverage, coverage
from quizapp.domain.question import Question
from quizapp.domain.refusals import Invalid, Problem
from quizapp.formats.questions import read_questions
from quizapp.storage import bank


@dataclass(frozen=True, slots=True)
class BankCheck:
    """What a check found. `true_false` and `letters`: where keys stand; `longest`: by kind, whether length tells."""

    questions: int
    findings: list[Problem]
    coverage: Coverage
    letters: dict[str, float]
    true_false: dict[str, float]
    longest: dict[str, LongestIsKey]


def check_files(files: Sequence[tuple[str, bytes]], today: date, *, whole: bool) -> BankCheck:
    """Check the questions of files (name and content). `whole`: they are a bank, not a part of one.

    A file that cannot be read and an entry that is refused are findings, too.
    """
    questions: list[Question] = []
    unread: list[Problem] = []
    for name, data in files:
        try:
            reading = read_questions(data, name)
        except Invalid as refusal:
            unread += _in_file(name, refusal.problems)
            continue
        unread += _in_file(name, reading.problems)
        questions += [placed.question for placed in reading.questions]
    return _checked(questions, unread, today, whole=whole)


def check_stored(today: date) -> BankCheck:
    """Check the approved questions of the database, the expired too; those that came in untagged are only counted."""
    approved = bank.approved(date.min)
    tagged = [question for question in approved if question.tags.complete()]
    found = _checked(tagged, [], today, whole=True)
    return BankCheck(len(approved), found.findings, coverage(approved), found.letters, found.true_false, found.longest)


def _checked(questions: Sequence[Question], unread: list[Problem], today: date, *, whole: bool) -> BankCheck:
    counted = coverage(questions)
    findings = unread + check(questions, today)
    return BankCheck(
        questions=len(questions),
        findings=findings + (check_balance(questions, counted) if whole else []),
        coverage=counted,
        letters=key_shares(questions, "single_choice", 4),
        true_false=key_shares(questions, "true_false", 2),
        longest={kind: longest_is_key(questions, kind) for kind in ("single_choice", "multiple_choice")},
    )


def _in_file(name: str, problems: Sequence[Problem]) -> list[Problem]:
    return [Problem(f"{name}: {each.place}", each.message, each.field, each.found) for each in problems]
