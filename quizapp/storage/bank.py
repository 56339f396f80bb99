"""The question bank: questions with versions, and the collections that they came in."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import func, insert, select

from quizapp.domain.entry_code import ALPHABET
from quizapp.domain.question import Question, fingerprint
from quizapp.storage.database import db
from quizapp.storage.tables import collection_questions, collections, question_versions, questions


@dataclass(frozen=True, slots=True)
class Kept:
    """A question as it lies in the bank."""

    id: int
    state: str
    question: Question


def add(given: Sequence[Question], state: str, author: str, now: datetime) -> list[int]:
    """Store new questions as their first version, in two statements whatever the number; answers their ids."""
    if not given:
        return []
    with_refs = [question if question.ref else replace(question, ref=_new_ref()) for question in given]
    rows = [{"ref": question.ref, "created_at": now} for question in with_refs]
    ids = list(
        db.session.execute(insert(questions).returning(questions.c.id, sort_by_parameter_order=True), rows).scalars()
    )
    db.session.execute(
        insert(question_versions),
        [
            {
                "question_id": question_id,
                "number": 1,
                "state": state,
                "fingerprint": fingerprint(question),
                "content": msgspec.to_builtins(question, str_keys=True),
                "created_at": now,
                "created_by": author,
            }
            for question_id, question in zip(ids, with_refs, strict=True)
        ],
    )
    return ids


def ids_by_fingerprint(fingerprints: Iterable[str]) -> dict[str, int]:
    """Which of these fingerprints the bank has already, and the question that bears each."""
    found: dict[str, int] = {}
    wanted = list(fingerprints)
    for start in range(0, len(wanted), 500):
        rows = db.session.execute(
            select(question_versions.c.fingerprint, question_versions.c.question_id).where(
                question_versions.c.fingerprint.in_(wanted[start : start + 500])
            )
        )
        found |= dict(rows.all())
    return found


def known_refs(refs: Iterable[str]) -> set[str]:
    known: set[str] = set()
    wanted = list(refs)
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
        known |= set(db.session.execute(select(questions.c.ref).where(questions.c.ref.in_(chunk))).scalars())
    return known


def put_in_collection(name: str, question_ids: Sequence[int], now: datetime) -> None:
    """Add questions to a collection in their order; those in it already stay where they are."""
    collection_id = db.session.execute(select(collections.c.id).where(collections.c.name == name)).scalar()
    if collection_id is None:
        collection_id = db.session.execute(
            insert(collections).values(name=name, created_at=now).returning(collections.c.id)
        ).scalar_one()
    inside = dict(
        db.session.execute(
            select(collection_questions.c.question_id, collection_questions.c.position).where(
                collection_questions.c.collection_id == collection_id
            )
        ).all()
    )
    start = max(inside.values(), default=0)
    fresh = [question_id for question_id in dict.fromkeys(question_ids) if question_id not in inside]
    if fresh:
        db.session.execute(
            insert(collection_questions),
            [
                {"collection_id": collection_id, "question_id": question_id, "position": start + i}
                for i, question_id in enumerate(fresh, 1)
            ],
        )


def collection_sizes() -> dict[str, int]:
    rows = db.session.execute(
        select(collections.c.name, func.count(collection_questions.c.question_id))
        .outerjoin(collection_questions, collection_questions.c.collection_id == collections.c.id)
        .group_by(collections.c.name)
        .order_by(collections.c.name)
    )
    return dict(rows.all())


def approved(today: date, in_collections: Sequence[str] = ()) -> list[Question]:
    """The newest version of each approved question that is still valid, of these collections or of the whole bank."""
    query = _newest().where(question_versions.c.state == "approved")
    if in_collections:
        query = query.where(
            questions.c.id.in_(
                select(collection_questions.c.question_id)
                .join(collections, collections.c.id == collection_questions.c.collection_id)
                .where(collections.c.name.in_(in_collections))
            )
        )
    found = [_noun(row.content) for row in db.session.execute(query)]
    return [question for question in found if question.valid_until is None or question.valid_until >= today]


def by_refs(refs: Sequence[str]) -> dict[str, Question]:
    """Approved questions by ref, for papers that name theirs."""
    rows = db.session.execute(_newest().where(question_versions.c.state == "approved", questions.c.ref.in_(list(refs))))
    found = [_noun(row.content) for row in rows]
    return {question.ref: question for question in found}


def page(offset: int, limit: int) -> tuple[int, list[Kept]]:
    """How many questions there are, and one page of them, newest first."""
    total = db.session.execute(select(func.count()).select_from(questions)).scalar_one()
    rows = db.session.execute(_newest().order_by(None).order_by(questions.c.id.desc()).offset(offset).limit(limit))
    return total, [Kept(row.id, row.state, _noun(row.content)) for row in rows]


def counts_by_kind() -> dict[str, int]:
    """How many questions there are of each kind, by their newest versions."""
    kinds = _newest().order_by(None).with_only_columns(question_versions.c.content["kind"].as_string().label("kind"))
    each = kinds.subquery()
    return dict(db.session.execute(select(each.c.kind, func.count()).group_by(each.c.kind)).all())


def _newest() -> Any:
    newest = (
        select(question_versions.c.question_id, func.max(question_versions.c.number).label("number"))
        .group_by(question_versions.c.question_id)
        .subquery()
    )
    return (
        select(questions.c.id, question_versions.c.state, question_versions.c.content)
        .join(question_versions, question_versions.c.question_id == questions.c.id)
        .join(
            newest,
            (newest.c.question_id == question_versions.c.question_id) & (newest.c.number == question_versions.c.number),
        )
        .order_by(questions.c.id)
    )


def _noun(content: Any) -> Question:
    return msgspec.convert(content, Question)


def _new_ref() -> str:
    return "Q-" + "".join(secrets.choice(ALPHABET) for _ in range(10))
