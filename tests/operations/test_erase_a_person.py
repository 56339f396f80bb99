"""A person asks to be forgotten: nothing anywhere says who they were, and what they scored stays as figures."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from quizapp.console import roster as roster_verbs
from quizapp.domain import entry_code
from quizapp.domain.people import Actor
from quizapp.domain.refusals import NotFound
from quizapp.operations import consent, erase, hand_in, reissue
from quizapp.operations import forget as retention
from quizapp.storage import audit, consents, kept_messages, people, personal, phone_sessions, tables
from quizapp.storage.database import db, transaction
from quizapp.storage.resources import resources
from quizapp.storage.sealed import token_hash
from tests.builders import TESTER, Phone, World, all_right, body_of
from tests.operations.traces import tables_count, where_found

NAME, MASK, PHONE, REF = "欧阳建国同志", "欧阳**", "13900001111", "XS-20230417"
OTHER_NAME, OTHER_PHONE = "诸葛小花花", "13900002222"


@dataclass
class Scene:
    """One child who took part, and a sister who shares the phone."""

    world: World
    folder: Path
    person: int
    sister: int
    phone: Phone
    codes: list[str]

    def secrets(self) -> dict[str, str | bytes]:
        sealer = resources().sealer
        return {
            "name": NAME,
            "given name": NAME[2:],
            "phone": PHONE,
            "ref": REF,
            "mask": MASK,
            **{f"code {i}": code for i, code in enumerate(self.codes)},
            **{f"shown code {i}": entry_code.shown(code) for i, code in enumerate(self.codes)},
            "code hash": sealer.code_hash(self.codes[-1]),
            "phone index": sealer.phone_index(PHONE),
            "session": token_hash(self.phone.token),
        }


@pytest.fixture
def scene(either_world: World, tmp_path: Path) -> Scene:
    world = either_world
    world.contest()
    data = (
        "name,area,population,ref,phone,birth_year,guardian_consent\n"
        f"{NAME},370812105,farmer,{REF},{PHONE},2013,是\n"
        f"{OTHER_NAME},370812105,farmer,B,{OTHER_PHONE},2011,是\n"
    )
    report = roster_verbs.import_roster(data.encode(), "roster.csv", "farmers", TESTER, world.now)
    assert not report.problems, report.problems
    first = reissue.code("farmers", REF, TESTER, world.now)
    phones = [world.phone(code) for code in (first, report.slips[1].code)]
    for phone in phones:
        phone.start("farmers")
        phone.submit(all_right(phone.attempt))
    me, sister = (_person(report.slips[1].code if i else first) for i in range(2))
    actor = Actor("person", str(me))
    consent.give(me, consent.CURRENT, actor, world.now, guardian=True)
    _messages(tmp_path)
    world.work()
    return Scene(world, tmp_path, me, sister, phones[0], [report.slips[0].code, first])


def _person(code: str) -> int:
    entry = people.entry_by_code(code)
    assert entry is not None
    return entry.person_id


def _messages(folder: Path) -> None:
    """What the phone's sign-in by SMS leaves: a code, a session of the phone, a line in the file of messages."""
    path = kept_messages.path(folder)
    path.parent.mkdir()
    lines = [{"phone": PHONE, "text": "123456"}, {"phone": OTHER_PHONE, "text": "654321"}]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def phone_session(scene: Scene, phone: str, *persons: int) -> int:
    """A session of a phone on which these people are, and a code that was sent to it."""
    now, index = scene.world.now, resources().sealer.phone_index(phone)
    life = {"created_at": now, "last_seen_at": now, "expires_at": now + timedelta(days=60)}
    with transaction():
        number = db.session.execute(
            insert(tables.sessions)
            .values(token_hash=os.urandom(32), phone_index=index, shared=False, **life)
            .returning(tables.sessions.c.id)
        ).scalar_one()
        if persons:
            rows = [{"session_id": number, "person_id": person} for person in persons]
            db.session.execute(insert(tables.session_people), rows)
        sent = {"code_hash": b"c", "sent_at": now, "expires_at": now + timedelta(minutes=5), "wrong_tries": 0}
        db.session.execute(insert(tables.otps).values(phone_index=index, **sent))
    return int(number)


def count(table: Any, **where: object) -> int:
    db.session.rollback()
    conditions = [table.c[name] == value for name, value in where.items()]
    return len(db.session.execute(select(table).where(*conditions)).all())


def forget(scene: Scene) -> None:
    assert erase.erase(scene.person, Actor("person", str(scene.person)), scene.world.now)


def test_nothing_anywhere_says_who_it_was(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    number = phone_session(scene, PHONE)
    with transaction():
        db.session.execute(insert(tables.session_people).values(session_id=number, person_id=scene.person))
    before = where_found(scene.secrets(), scene.folder)
    assert tables_count() == len(db.metadata.tables) + 1  # and Alembic's own, with a number only
    # The search can find: what lies in the clear, or as a hash, does so in these places.
    assert before["phone"] == {"file sms.jsonl"}
    assert before["ref"] >= {"table entries"}
    assert "table people" in before["mask"]
    assert any(place.startswith("redis ") for place in before["mask"])
    assert before["code hash"] >= {"table entries"}
    assert before["phone index"] >= {"table people", "table sessions", "table otps"}
    assert before["session"] >= {"table sessions"}
    assert not before["name"] | before["given name"] | before["code 0"] | before["code 1"]

    forget(scene)
    assert where_found(scene.secrets(), scene.folder) == {label: set() for label in scene.secrets()}
    for label, secret in scene.secrets().items():
        assert not isinstance(secret, str) or secret not in caplog.text, label


def test_the_sister_keeps_what_is_hers(scene: Scene) -> None:
    forget(scene)
    sister = personal.profile(scene.sister)
    assert sister is not None
    assert (sister.name, sister.phone, sister.birth_year) == (OTHER_NAME, OTHER_PHONE, 2011)
    assert kept_messages.path(scene.folder).read_text() == '{"phone": "13900002222", "text": "654321"}\n'


def test_the_figures_stay(scene: Scene) -> None:
    standings = db.session.execute(select(tables.standings.c.points, tables.standings.c.passed)).all()
    attempts = db.session.execute(select(tables.attempts.c.score, tables.attempts.c.sheet)).all()
    forget(scene)
    db.session.rollback()
    assert standings == [(100_000, True), (100_000, True)]
    assert db.session.execute(select(tables.standings.c.points, tables.standings.c.passed)).all() == standings
    assert db.session.execute(select(tables.attempts.c.score, tables.attempts.c.sheet)).all() == attempts
    entry = people.entry(1, scene.person)
    assert entry is not None
    assert (entry.area, entry.population, entry.ref) == ("370812105", "farmer", f"已删除-{scene.person}")
    board = body_of(scene.world.client().get("/contests/farmers/leaderboard?scope=overall"))
    assert {(line["rank"], line["name"], line["score"]) for line in board["entries"]} == {
        (1, "已删除", 100),
        (1, "诸葛**", 100),
    }
    scene.world.work()
    again = body_of(scene.world.client().get("/contests/farmers/leaderboard?scope=overall"))
    assert again["entries"] == board["entries"]
    assert not again["behind"]


def test_no_code_session_or_token_opens_anything_any_more(scene: Scene) -> None:
    late = scene.world.client()
    late.token = scene.phone.token
    assert late.get("/session").status_code == 200
    assert scene.phone.result().status_code == 200
    forget(scene)
    for code in scene.codes:
        assert scene.world.client().post("/session", {"entry_code": code}).status_code == 401
    assert late.get("/session").status_code == 401
    assert late.start("farmers").status_code == 401
    assert scene.phone.result().status_code == 404
    for ref in (REF, f"已删除-{scene.person}"):
        with pytest.raises(NotFound):
            reissue.code("farmers", ref, TESTER, scene.world.now)


def test_an_attempt_under_way_takes_no_more_answers_and_is_handed_in(scene: Scene) -> None:
    data = f"name,area,population,ref\n{NAME},370812105,farmer,C\n"
    report = roster_verbs.import_roster(data.encode(), "more.csv", "farmers", TESTER, scene.world.now)
    phone = scene.world.phone(report.slips[0].code)
    phone.start("farmers")
    question = phone.attempt["questions"][0]["id"]
    assert phone.save({question: ["a"]}).status_code == 200
    erase.erase(_person(report.slips[0].code), TESTER, scene.world.now)
    assert phone.save({question: ["b"]}).status_code == 404
    now = scene.world.clock.move(minutes=11)
    number = int(phone.attempt["attempt"])
    assert hand_in.expire(number, now, scene.world.app.config["QUIZAPP"].timezone)
    row = db.session.execute(select(tables.attempts).where(tables.attempts.c.id == number)).one()
    assert (row.state, row.sheet[question][0]) == ("expired", ["a"])


def test_a_phone_that_others_use_stays_theirs(scene: Scene) -> None:
    with transaction():
        theirs = {"phone_index": resources().sealer.phone_index(PHONE)}
        db.session.execute(tables.people.update().where(tables.people.c.id == scene.sister).values(**theirs))
    number = phone_session(scene, PHONE, scene.person, scene.sister)
    forget(scene)
    assert count(tables.session_people, session_id=number, person_id=scene.sister) == 1
    assert count(tables.session_people, person_id=scene.person) == 0
    assert (count(tables.sessions, id=number), count(tables.otps)) == (1, 1)
    assert erase.erase(scene.sister, TESTER, scene.world.now)
    assert count(tables.session_people) == 0


def test_the_last_one_on_a_phone_takes_its_session_and_codes_along(scene: Scene) -> None:
    phone_session(scene, PHONE, scene.person)
    phone_session(scene, OTHER_PHONE, scene.sister)
    forget(scene)
    assert db.session.execute(select(tables.otps.c.phone_index)).scalars().all() == [
        resources().sealer.phone_index(OTHER_PHONE)
    ]
    assert count(tables.sessions, phone_index=resources().sealer.phone_index(PHONE)) == 0
    assert count(tables.sessions, phone_index=resources().sealer.phone_index(OTHER_PHONE)) == 1


def test_the_log_says_that_it_was_done_by_number_only(scene: Scene) -> None:
    forget(scene)
    row = audit.about(f"person:{scene.person}")[-1]
    assert (row["action"], row["actor"]) == ("person.erase", f"person:{scene.person}")
    assert row["details"] == {"reason": "request", "group": "under_14"}
    assert not erase.erase(scene.person, TESTER, scene.world.now)
    assert len(audit.with_action("person.erase")) == 1
    with pytest.raises(NotFound):
        erase.erase(17, TESTER, scene.world.now)


def test_consent_is_given_by_version_and_withdrawn_as_easily(scene: Scene) -> None:
    given = consents.of_person(scene.person)
    assert [(each.version, each.guardian) for each in given] == [("2026-11", True)]
    consent.withdraw(scene.person, Actor("person", str(scene.person)), scene.world.now)
    assert consents.of_person(scene.person) == []
    gone = personal.profile(scene.person)
    assert gone is not None
    assert (gone.name, gone.phone, gone.birth_year, gone.erased_at) == ("已删除", "", None, scene.world.now)
    assert audit.about(f"person:{scene.person}")[-1]["details"]["reason"] == "consent withdrawn"


def test_a_session_that_was_opened_at_the_same_moment_goes_within_the_hour(scene: Scene) -> None:
    forget(scene)
    with transaction():
        phone_sessions.start(scene.world.now, timedelta(days=60), person_id=scene.person)
    retention.forget(scene.world.now, 730)
    assert count(tables.sessions, person_id=scene.person) == 0


def test_a_lost_redis_is_told_later(scene: Scene) -> None:
    resources().redis.flushall()
    forget(scene)
    assert count(tables.outbox) == 1
    scene.world.work()
    assert count(tables.outbox) == 0
    assert where_found({"mask": MASK}, scene.folder) == {"mask": set()}
