"""Verbs of the bank: look what is there, preview a file, import it, export one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from quizapp.domain import tags as axes
from quizapp.domain.people import Actor
from quizapp.domain.question import STATES, Question, fingerprint
from quizapp.domain.refusals import Invalid, NotFound, Problem
from quizapp.domain.words import say
from quizapp.formats.questions import AUTO, read_questions
from quizapp.formats.reading import Placed, Reading, place_in_words
from quizapp.formats.writing import WRITERS, Writing
from quizapp.storage import audit, bank, uploads
from quizapp.storage.bank import Kept
from quizapp.storage.database import transaction

LONGEST_COLLECTION_NAME = 100
PAGE = 50


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


@dataclass(frozen=True, slots=True)
class Overview:
    """What the bank holds, and one page of its questions, newest first."""

    total: int
    kinds: dict[str, int]
    collections: dict[str, int]
    questions: list[Kept]


@dataclass(frozen=True, slots=True)
class Tray:
    """Where the files of one session wait between preview and confirmation."""

    folder: Path
    session: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do, and the token under which its file waits."""

    token: str
    report: ImportReport


def overview(page: int) -> Overview:
    """The bank at a glance, with the questions of one page (the first is 1)."""
    total, questions = bank.page((page - 1) * PAGE, PAGE)
    return Overview(total, bank.counts_by_kind(), bank.collection_sizes(), questions)


def preview(data: bytes, name: str, tray: Tray, actor: Actor, now: datetime) -> Preview:
    """Say what an import would do; the file waits, nothing is stored. Raises Invalid if it cannot be read."""
    report = import_file(data, name, Wanted(dry_run=True), actor, now)
    return Preview(uploads.keep(tray.folder, tray.session, name, data, now), report)


def preview_again(token: str, tray: Tray, actor: Actor, now: datetime) -> Preview:
    """The same for a file that waits already. Raises NotFound."""
    name, data = _waiting(token, tray)
    return Preview(token, import_file(data, name, Wanted(dry_run=True), actor, now))


def confirm(token: str, collection: str, tray: Tray, actor: Actor, now: datetime) -> ImportReport:
    """Import a file that was previewed, as a collection. Raises NotFound, Invalid."""
    name, data = _waiting(token, tray)
    report = import_file(data, name, Wanted(collection=collection), actor, now)
    uploads.forget(tray.folder, tray.session, token)
    return report


def _waiting(token: str, tray: Tray) -> tuple[str, bytes]:
    found = uploads.find(tray.folder, tray.session, token)
    if found is None:
        raise NotFound(say("这份文件已经导入过了，或者放得太久；请到题库看看，没有的话再上传一次。"))
    return found


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
                Problem(
                    placed.place,
                    say("和%(place)s是同一道题，只导入一次。", place=place_in_words(places[mark])),
                    "stem",
                    stem,
                )
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


def export(wanted: str, tags: tuple[str, ...], collection: str, now: datetime) -> Writing:
    """Approved questions as a file: those with all of the tags, of one collection or of the whole bank.

    Raises Invalid for a format, tag or collection that there is not, and where no question is left.
    """
    if wanted not in WRITERS:
        raise Invalid.at("format", say("可以是：%(allowed)s。", allowed="、".join(WRITERS)))
    if unknown := [tag for tag in tags if not axes.known(tag)]:
        raise Invalid([Problem("tag", say("标签「%(found)s」不认识。", found=tag), found=tag) for tag in unknown])
    if collection and collection not in bank.collection_sizes():
        raise Invalid.at("collection", say("没有叫「%(name)s」的题集。", name=collection))
    found = bank.approved(now.date(), [collection] if collection else [])
    chosen = [question for question in found if all(question.tags.has(tag) for tag in tags)]
    if not chosen:
        raise Invalid.at("tag", say("没有一道题符合。"))
    return WRITERS[wanted](chosen)
