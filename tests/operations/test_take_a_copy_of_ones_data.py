"""A person asks what is kept about them, and gets all of it; nothing that the contest still keeps secret."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from quizapp.console import roster as roster_verbs
from quizapp.domain import contest as c
from quizapp.domain.people import Actor
from quizapp.domain.refusals import NotFound
from quizapp.operations import consent, erase, export_person
from quizapp.storage import audit, class_starts, people
from quizapp.storage.database import transaction
from tests.builders import TESTER, Phone, World, a_contest

HEADER = "name,area,population,ref,phone,birth_year,guardian_consent\n"


def entered(world: World, **rules: Any) -> tuple[int, Phone]:
    """张三 with all that a roster may say, signed in."""
    world.contest(a_contest(**rules))
    data = f"{HEADER}张三,370812105,farmer,A1,13900001111,1958,\n".encode()
    report = roster_verbs.import_roster(data, "roster.csv", "farmers", TESTER, world.now)
    phone = world.phone(report.slips[0].code)
    entry = people.entry_by_code(report.slips[0].code)
    assert entry is not None
    return entry.person_id, phone


def export(world: World, person: int) -> dict[str, Any]:
    gathered = export_person.export(person, Actor("person", str(person)), world.now)
    again: dict[str, Any] = json.loads(json.dumps(gathered))
    assert again == gathered  # it is JSON as it stands
    return gathered


def answer_one(world: World, phone: Phone) -> dict[str, Any]:
    """Answer the first true/false question with 正确, which is right."""
    phone.start("farmers")
    question: dict[str, Any] = next(q for q in phone.attempt["questions"] if q["kind"] == "true_false")
    world.clock.move(seconds=10)
    phone.save({question["id"]: ["a"]})
    world.clock.move(seconds=20)
    phone.submit()
    return question


def test_everything_is_in_it(either_world: World) -> None:
    world = either_world
    person, phone = entered(world)
    consent.give(person, consent.CURRENT, Actor("person", str(person)), world.now)
    village = world.village("370812105")
    with transaction():
        pin = class_starts.add(1, village, "123456", world.now, world.now + timedelta(hours=1))
        class_starts.join(pin.id, person, world.now)
    question = answer_one(world, phone)
    found = export(world, person)
    assert found["class_starts"] == [{"contest": "farmers", "unit": village, "joined_at": "2026-09-01T04:00:00.000Z"}]
    assert found["person"] == {
        "number": person,
        "name": "张三",
        "phone": "13900001111",
        "area": None,
        "unit": None,
        "population": None,
        "birth_year": 1958,
        "guardian_consent": None,
        "wechat": False,
        "created_at": "2026-09-01T04:00:00.000Z",
        "erased_at": None,
    }
    assert found["entries"] == [
        {
            "contest": "farmers",
            "ref": "A1",
            "area": "370812105",
            "unit": None,
            "population": "farmer",
            "area_from": "roster",
            "created_at": "2026-09-01T04:00:00.000Z",
        }
    ]
    assert found["consents"] == [{"version": "2026-11", "guardian": False, "given_at": "2026-09-01T04:00:00.000Z"}]
    assert [session["expires_at"] for session in found["sessions"]] == ["2026-10-31T04:00:00.000Z"]
    (attempt,) = found["attempts"]
    assert (attempt["state"], attempt["score"], attempt["max_score"], attempt["passed"]) == ("handed_in", 5, 100, False)
    assert (attempt["started_at"], attempt["handed_in_at"], attempt["duration_ms"]) == (
        "2026-09-01T04:00:00.000Z",
        "2026-09-01T04:00:30.000Z",
        30_000,
    )
    assert attempt["answers"] == [
        {
            "question": question["stem"],
            "answer": ["正确"],
            "first_at": "2026-09-01T04:00:10.000Z",
            "last_at": "2026-09-01T04:00:10.000Z",
            "changes": 0,
        }
    ]
    assert [(row["action"], row["details"]) for row in found["audit"]] == [
        ("consent.give", {"version": "2026-11", "guardian": False}),
        ("attempt.handed_in", {"score": 5_000, "max_score": 100_000}),
    ]


@pytest.mark.parametrize("feedback", [c.Feedback("close"), c.Feedback("never"), c.Feedback("attempt", "nothing")])
def test_what_the_contest_keeps_secret_is_not_in_it(world: World, feedback: c.Feedback) -> None:
    person, phone = entered(world, feedback=feedback)
    answer_one(world, phone)
    found = export(world, person)
    (attempt,) = found["attempts"]
    assert (attempt["score"], attempt["passed"], len(attempt["answers"])) == (None, None, 1)
    assert found["audit"][-1]["details"] == {"max_score": 100_000}
    world.clock.move(hours=9)
    (later,) = export(world, person)["attempts"]
    assert later["score"] == (5 if feedback == c.Feedback("close") else None)


def test_questions_without_an_answer_are_not_in_it(world: World) -> None:
    person, phone = entered(world)
    phone.start("farmers")
    (attempt,) = export(world, person)["attempts"]
    assert (attempt["state"], attempt["answers"], attempt["score"]) == ("open", [], None)


def test_it_is_noted_and_stands_in_the_next_copy(world: World) -> None:
    person, _ = entered(world)
    export(world, person)
    assert audit.about(f"person:{person}")[-1]["action"] == "person.export"
    assert [row["action"] for row in export(world, person)["audit"]] == ["person.export"]


def test_after_erasure_only_figures_are_left(world: World) -> None:
    person, phone = entered(world)
    answer_one(world, phone)
    erase.erase(person, TESTER, world.now + timedelta(hours=1))
    found = export(world, person)
    assert found["class_starts"] == []
    assert (found["person"]["name"], found["person"]["phone"], found["person"]["birth_year"]) == ("已删除", None, None)
    assert (found["sessions"], found["consents"], found["attempts"][0]["score"]) == ([], [], 5)
    with pytest.raises(NotFound):
        export(world, 17)
