"""Nobody learns a key, an explanation or what was right before the rule allows it, from any byte of any answer.

Explanations bear a marker that no answer may hold. For keys there is no word to look for, so every question's key is
turned round in the database and every answer asked for again: what does not depend on the keys cannot tell them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from sqlalchemy import select, update
from werkzeug.routing import Rule

from quizapp.domain.contest import Feedback
from quizapp.domain.question import Question
from quizapp.storage import contests, tables
from quizapp.storage.database import db, transaction
from quizapp.web import routes
from tests.builders import Phone, World, a_contest, all_right, body_of, some_questions

MARKER = "NEVER-BEFORE-THE-RULE"
ONCE_ONLY = re.compile(
    rb'(name="(csrf_token|key|client)"[^>]* value="|"csrf_token":"|data-csrf(-token)?=")[^"]*'
    # A copy of one's data notes each copy that was taken before.
    rb"|,?\s*\{[^{}]*person\.export[^{}]*\{\}\s*\}|\s+(?=\])"
)


def marked(questions: list[Question]) -> list[Question]:
    return [replace(each, explanation=f"{MARKER}-{each.ref}") for each in questions]


@pytest.fixture(params=["close", "never"])
def phones(world: World, request: pytest.FixtureRequest) -> tuple[World, Phone, Phone]:
    """Two people in a contest that shows everything at its end, or nothing ever."""
    world.add_questions(*marked(some_questions(12)))
    world.contest(a_contest(feedback=Feedback(when=request.param)), questions=0)
    world.work()
    one, two = (world.phone(code) for code in world.codes("farmers", "张三", "李四"))
    return world, one, two


def test_before_the_end_no_answer_tells_anything(phones: tuple[World, Phone, Phone]) -> None:
    world, one, two = phones
    sent = [one.start("farmers", key="k").data, two.start("farmers").data]
    right = all_right(one.attempt)
    sent += [one.save(right).data, one.save(right, seq=1, client="behind").data]
    told = everything(world, one)
    sent += told.values()
    turn_the_keys_round()
    assert everything(world, one) == told

    sent.append(one.submit(right).data)
    two_of_it = two.submit({name: ["a"] for name in right})
    sent.append(two_of_it.data)
    told = everything(world, one)
    sent += told.values()
    turn_the_keys_round()
    assert everything(world, one) == told
    assert not [body for body in sent if MARKER.encode() in body]


def test_right_and_wrong_answers_are_answered_alike(phones: tuple[World, Phone, Phone]) -> None:
    _, one, two = phones
    one.start("farmers")
    two.start("farmers")
    wrong = {name: ["b" if options == ["a"] else "a"] for name, options in all_right(two.attempt).items()}
    saves = [body_of(one.save(all_right(one.attempt))), body_of(two.save(wrong))]
    assert saves[0] == saves[1]
    results = [body_of(phone.submit()) for phone in (one, two)]
    for result in results:
        assert result.pop("attempt")
    assert results[0] == results[1]


def test_a_question_on_its_way_to_the_phone_has_no_further_member(phones: tuple[World, Phone, Phone]) -> None:
    _, one, _ = phones
    one.start("farmers")
    assert len(one.attempt["questions"]) == 12
    for question in one.attempt["questions"]:
        assert set(question) == {"id", "kind", "stem", "media", "options", "points"}
        for option in question["options"]:
            assert set(option) == {"id", "text", "media"}


def test_the_walk_would_find_an_explanation(world: World) -> None:
    """Where the rule allows it, the marker is in the answers: so its absence says something."""
    world.add_questions(*marked(some_questions(12)))
    world.contest(questions=0)
    phone = world.phone(world.codes("farmers", "张三")[0])
    phone.start("farmers")
    before = everything(world, phone)
    assert not [path for path, body in before.items() if MARKER.encode() in body]
    assert MARKER in phone.submit().text
    after = everything(world, phone)
    number = phone.attempt["attempt"]
    assert MARKER.encode() in after[f"/api/v1/attempts/{number}/result"]
    assert MARKER.encode() in after[f"/a/{number}/result"]


def everything(world: World, phone: Phone) -> dict[str, bytes]:
    """Every answer to a GET that a participant may make, by path; what is made anew for each answer left out."""
    answers = {}
    for path in paths(world, phone):
        reply = phone.http.get(path, headers={"Authorization": f"Bearer {phone.token}"})
        assert reply.status_code < 500, path
        answers[path] = ONCE_ONLY.sub(rb"\1", reply.data)
    assert len(answers) >= 15
    return answers


def paths(world: World, phone: Phone) -> Iterator[str]:
    number = phone.attempt["attempt"]
    known = {
        "slug": "farmers",
        "attempt_id": number,
        "name": "none",
        "token": "none",
        "link": "none",
        "version": "none",
    }
    for rule in world.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and "participant" in routes.ROUTES[rule.endpoint].who:
            path = address(rule, known)
            yield path
            if rule.endpoint == "taking.sheet_page":
                yield from (f"{path}?q={i}" for i in range(2, 13))


def address(rule: Rule, known: dict[str, Any]) -> str:
    built = rule.build({name: known[name] for name in rule.arguments}, append_unknown=False)
    assert built is not None
    return built[1]


def turn_the_keys_round() -> None:
    """Give every question of every snapshot another key, as if somebody had drawn the other paper."""
    with transaction() as session:
        for number, content in session.execute(select(tables.snapshots.c.id, tables.snapshots.c.questions)).all():
            turned = [_turned(msgspec.convert(each, Question)) for each in content]
            builtins = [msgspec.to_builtins(each, str_keys=True) for each in turned]
            session.execute(update(tables.snapshots).where(tables.snapshots.c.id == number).values(questions=builtins))
    db.session.rollback()
    contests.snapshot.cache_clear()


def _turned(question: Question) -> Question:
    if question.kind == "multiple_choice":
        return replace(question, key=question.option_ids - question.key, explanation=f"{MARKER}-turned")
    other = sorted(question.option_ids - question.key)[0]
    return replace(question, key=frozenset({other}), explanation=f"{MARKER}-turned")
