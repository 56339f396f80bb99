"""Verbs of the bank: import a file, look what is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from quizapp.domain.people import Actor
from quizapp.domain.question import STATES, Question, fingerprint
from quizapp.domain.refusals import Invalid, Problem
from quizapp.domain.words import say
from quizapp.formats.questions import AUTO, read_questions
from quizapp.formats.reading import Placed, Reading
from quizapp.storage import audit, bank
from quizapp.storage.database import transaction

LONGEST_COLLECTION_NAME = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a file is to be imported. `strict`: all of it or nothing."""

    format: str = AUTO
    collection: str = ""
    state: str = "approved"
    strict: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did with one file. read = imported + duplicates + refused; with `dry_run`, would have done."""

    name: str
    format: str
    read: int
    imported: int
    duplicates: int
    refused: int
    problems: list[Problem]
    questions: list[Placed]


def import_file(data: bytes, name: str, wanted: Wanted, actor: Actor, now: datetime) -> ImportReport:
    """Read a file and store its questions in one transaction. Raises Invalid for a file that cannot be read.

    A duplicate is reported and overwrites nothing; it joins the collection, so that the collection is the file.
    """
    _check(wanted)
    reading = read_questions(data, name, wanted.format)
    if wanted.strict and reading.refused:
        return ImportReport(name, reading.format, reading.read, 0, 0, reading.refused, reading.problems, [])
    with transaction():
        fresh, known, problems = _sort_out(reading)
        report = ImportReport(
            name=name,
            format=reading.format,
            read=reading.read,
            imported=len(fresh),
            duplicates=len(known),
            refused=reading.read - len(fresh) - len(known),
            problems=[*reading.problems, *problems],
            questions=fresh,
        )
        if not wanted.dry_run:
            _store(fresh, known, reading, wanted, actor, now)
            audit.write(
                actor,
                "bank.import",
                f"collection:{wanted.collection}",
                now,
                file=name,
                imported=report.imported,
                duplicates=report.duplicates,
                refused=report.refused,
            )
    return report


def _check(wanted: Wanted) -> None:
    if len(wanted.collection) > LONGEST_COLLECTION_NAME:
        raise Invalid.at("collection", say("题集名最多 %(n)s 个字。", n=LONGEST_COLLECTION_NAME))
    if wanted.state not in STATES:
        raise Invalid.at("state", say("可以是：%(allowed)s。", allowed="、".join(STATES)))


def _sort_out(reading: Reading) -> tuple[list[Placed], dict[str, int | None], list[Problem]]:
    """New questions; duplicates by fingerprint, with the question that each repeats (None: one of this file)."""
    marks = [fingerprint(placed.question) for placed in reading.questions]
    in_bank = bank.ids_by_fingerprint(marks)
    taken_refs = bank.known_refs(placed.question.ref for placed in reading.questions if placed.question.ref)
    fresh: list[Placed] = []
    known: dict[str, int | None] = {}
    places: dict[str, str] = {}
    problems: list[Problem] = []
    for placed, mark in zip(reading.questions, marks, strict=True):
        stem = placed.question.stem[:40]
        if mark in in_bank:
            known[placed.place] = in_bank[mark]
            problems.append(Problem(placed.place, say("题库里已经有这道题，没有重复导入。"), "stem", stem))
        elif mark in places:
            known[placed.place] = None
            problems.append(
                Problem(placed.place, say("和 %(place)s 是同一道题，只导入一次。", place=places[mark]), "stem", stem)
            )
        elif placed.question.ref in taken_refs:
            message = say("编号「%(ref)s」已经是另一道题的了，这道没有导入。", ref=placed.question.ref)
            problems.append(Problem(placed.place, message, "ref", placed.question.ref))
        else:
            places[mark] = placed.place
            taken_refs |= {placed.question.ref} - {""}
            fresh.append(placed)
    return fresh, known, problems


def _store(
    fresh: list[Placed],
    known: dict[str, int | None],
    reading: Reading,
    wanted: Wanted,
    actor: Actor,
    now: datetime,
) -> None:
    questions: list[Question] = [placed.question for placed in fresh]
    ids: dict[str, int | None] = dict(
        zip((placed.place for placed in fresh), bank.add(questions, wanted.state, str(actor), now), strict=True)
    )
    if wanted.collection:
        in_order = [(ids | known).get(placed.place) for placed in reading.questions]
        bank.put_in_collection(wanted.collection, [number for number in in_order if number is not None], now)
