"""What nobody needs any more goes by itself: codes after a day, sessions at their end, people after two years."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from quizapp.domain.retention import cutoff, is_over
from quizapp.operations import forget as retention
from quizapp.operations import publish
from quizapp.storage import audit, kept_messages, personal, phone_sessions, tables, uploads
from quizapp.storage.database import db, transaction
from tests.builders import NOON, TESTER, World, a_contest

DAYS = 730
DAY = timedelta(days=1)


def erased() -> list[int]:
    db.session.rollback()
    return personal.erased()


def a_later_contest(slug: str, days: int) -> object:
    contest = a_contest(slug)
    (stage,) = contest.stages
    moved = replace(stage, opens_at=stage.opens_at + days * DAY, closes_at=stage.closes_at + days * DAY)
    return publish.apply(replace(contest, stages=(moved,)), TESTER, NOON)


def test_people_go_two_years_after_their_contest_closed(either_world: World) -> None:
    world = either_world
    world.contest()  # closes at 20:00 in Yanzhou: 12:00 UTC
    world.codes("farmers", "张三", "李四")
    closes = NOON.replace(hour=12)
    retention.forget(closes + DAYS * DAY - timedelta(seconds=1), DAYS)
    assert erased() == []
    retention.forget(closes + DAYS * DAY, DAYS)
    assert len(erased()) == 2
    rows = audit.with_action("person.erase")
    assert [(row["actor"], row["details"]["reason"]) for row in rows] == [("system:worker", "retention")] * 2


def test_the_day_on_which_a_contest_was_declared_finished_counts(either_world: World) -> None:
    world = either_world
    world.contest()
    world.codes("farmers", "张三")
    publish.finish("farmers", TESTER, NOON + 100 * DAY)
    retention.forget(NOON + 829 * DAY, DAYS)
    assert erased() == []
    retention.forget(NOON + 830 * DAY, DAYS)
    assert len(erased()) == 1


def test_a_person_in_a_later_contest_stays(either_world: World) -> None:
    world = either_world
    world.contest()
    world.codes("farmers", "张三", "李四")
    a_later_contest("next-year", 365)
    one, other = sorted(db.session.execute(select(tables.entries.c.person_id)).scalars())
    with transaction():
        entry = dict(
            db.session.execute(select(tables.entries).where(tables.entries.c.person_id == one)).mappings().one()
        )
        contest = db.session.execute(
            select(tables.contests.c.id).where(tables.contests.c.slug == "next-year")
        ).scalar_one()
        db.session.execute(insert(tables.entries).values(**entry | {"contest_id": contest, "code_hash": None}))
    retention.forget(NOON + 800 * DAY, DAYS)
    assert erased() == [other]
    retention.forget(NOON + 1_100 * DAY, DAYS)
    assert erased() == [one, other]


def test_many_go_a_few_at_a_time(either_world: World) -> None:
    world = either_world
    world.contest()
    world.codes("farmers", *(f"张{i}" for i in range(60)))
    late = NOON + 800 * DAY
    assert retention.forget(late, DAYS)
    assert len(erased()) == 50
    assert not retention.forget(late, DAYS)
    assert len(erased()) == 60


@pytest.mark.parametrize("seed", range(3))
def test_the_shelf_keeps_to_the_rule(either_world: World, seed: int) -> None:
    """Random people and contests: SQL finds over whom the pure rule finds over."""
    chance = random.Random(seed)
    spans = [chance.randrange(-50, 900) for _ in range(5)]
    made = [a_later_contest(f"c{i}", -span) for i, span in enumerate(spans)]
    assert len(made) == 5
    ends = dict(db.session.execute(select(tables.contests.c.id, tables.contests.c.closes_at)).all())
    limit = cutoff(NOON + 300 * DAY, 365)
    expected = []
    with transaction():
        for number in range(1, 81):
            created = NOON - chance.randrange(900) * DAY
            row = {"id": number, "name_sealed": b"-", "name_masked": "-", "key_number": 1, "created_at": created}
            db.session.execute(insert(tables.people).values(**row))
            entered = chance.sample(sorted(ends), chance.randrange(4))
            for contest in entered:
                place = {"area": "370812105", "population": "farmer", "area_from": "self", "ref": f"r{number}"}
                where = {"contest_id": contest, "person_id": number, "created_at": created}
                db.session.execute(insert(tables.entries).values(**place, **where))
            if is_over(created, [ends[contest] for contest in entered], limit):
                expected.append(number)
    assert 0 < len(expected) < 80
    assert personal.over(limit, 1_000) == expected


def test_codes_by_sms_go_after_a_day_and_sessions_at_their_end(either_world: World) -> None:
    now = either_world.now
    either_world.contest()
    (code,) = either_world.codes("farmers", "张三")
    phone = either_world.phone(code)
    with transaction():
        for sent in (now - DAY, now - DAY + timedelta(seconds=1)):
            row = {"phone_index": b"p", "code_hash": b"c", "expires_at": now, "wrong_tries": 0, "sent_at": sent}
            db.session.execute(insert(tables.otps).values(**row))
        phone_sessions.start(now - DAY, DAY, person_id=db.session.execute(select(tables.people.c.id)).scalar_one())
    retention.forget(now, DAYS)
    db.session.rollback()
    assert db.session.execute(select(tables.otps.c.sent_at)).scalars().all() == [now - DAY + timedelta(seconds=1)]
    assert db.session.execute(select(tables.sessions.c.expires_at)).scalars().all() == [now + 60 * DAY]
    assert phone.get("/session").status_code == 200


def test_a_file_that_nobody_came_back_for_goes(world: World, tmp_path: Path) -> None:
    folder = tmp_path / uploads.FOLDER
    uploads.keep(folder, "s", "名单.xlsx", b"names", world.now)
    retention.forget(world.now + DAY, DAYS)
    assert len(list(folder.iterdir())) == 1
    retention.forget(world.now + DAY + timedelta(seconds=1), DAYS)
    assert list(folder.iterdir()) == []


def test_messages_in_a_file_go_after_a_quiet_day(world: World, tmp_path: Path) -> None:
    kept_messages.keep(tmp_path, '{"phone": "13900001111"}')
    sent = kept_messages.path(tmp_path)
    os.utime(sent, (world.now.timestamp(), world.now.timestamp()))
    retention.forget(world.now + DAY, DAYS)
    assert sent.read_text() == '{"phone": "13900001111"}\n'
    retention.forget(world.now + DAY + timedelta(seconds=1), DAYS)
    assert sent.read_text() == ""


def test_the_worker_does_it_and_not_by_a_doubtful_clock(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.contest()
    world.codes("farmers", "张三")
    later: datetime = world.clock.move(days=800)
    monkeypatch.setattr(world.clock, "step", lambda: timedelta(days=800))
    world.work()
    assert erased() == []
    monkeypatch.setattr(world.clock, "step", timedelta)
    world.work()
    assert len(erased()) == 1
    assert db.session.execute(select(tables.people.c.erased_at)).scalar_one() == later


def test_the_setting_counts(world: World) -> None:
    world.contest()
    world.codes("farmers", "张三")
    config = world.app.config["QUIZAPP"]
    world.app.config["QUIZAPP"] = replace(config, retention_days=30)
    world.clock.move(days=31)
    world.work()
    assert len(erased()) == 1
