"""The program's own log is kept for months: nobody's name, phone or code is ever in it, whatever goes wrong."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from quizapp.console import roster as roster_verbs
from quizapp.domain import entry_code
from quizapp.storage import tables
from quizapp.storage.database import db, transaction
from tests.builders import TESTER, World, all_right

NAME, PHONE, REF = "欧阳建国同志", "13900001111", "XS-20230417"


def test_a_contest_from_the_roster_to_the_result(either_world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    world = either_world
    world.contest()
    data = f"name,area,population,ref,phone\n{NAME},370812105,farmer,{REF},{PHONE}\n".encode()
    (slip,) = roster_verbs.import_roster(data, "roster.csv", "farmers", TESTER, world.now).slips
    wrong = entry_code.new()
    assert world.client().post("/session", {"entry_code": wrong}).status_code == 401
    assert world.client().post("/session", {"phone": PHONE, "otp": "123456"}).status_code in {401, 422}
    assert world.client().post("/session/otp", {"phone": PHONE}).status_code in {202, 404}
    phone = world.phone(slip.code)
    phone.start("farmers")
    phone.submit(all_right(phone.attempt))
    world.work()
    for secret in (NAME, PHONE, REF, slip.code, entry_code.shown(slip.code), wrong, phone.token):
        assert secret not in caplog.text, secret


def test_an_error_of_the_database_quotes_nobody(either_world: World, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(IntegrityError) as caught, transaction():
        db.session.execute(insert(tables.people).values(id=1, name_sealed=b"-", name_masked=NAME, key_number=1))
    logging.getLogger("quizapp").error("what came back", exc_info=caught.value)
    assert "created_at" in caplog.text
    assert NAME not in caplog.text
