"""Another's attempt is not there: not with another's session, nor with a token that was not given for it."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from quizapp.storage import tables
from quizapp.storage.database import transaction
from tests.builders import Phone, World
from tests.refusals import refused

CALLS = [
    ("GET", ""),
    ("PUT", "/answers"),
    ("POST", "/submission"),
    ("GET", "/result"),
]


@pytest.fixture
def phones(world: World) -> tuple[Phone, Phone]:
    """Two people, each with an open attempt."""
    world.contest()
    own, other = (world.phone(code) for code in world.codes("farmers", "张三", "李四"))
    own.start("farmers")
    other.start("farmers")
    return own, other


def call(phone: Phone, method: str, path: str, token: str, number: object) -> TestResponse:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body = {"PUT": {"client": "p", "seq": 1, "answers": {}}, "POST": {}}.get(method)
    return phone.http.open(f"/api/v1/attempts/{number}{path}", method=method, json=body, headers=headers)


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_another_s_attempt_is_not_found(phones: tuple[Phone, Phone], method: str, path: str) -> None:
    own, other = phones
    number = other.attempt["attempt"]
    refused(call(own, method, path, own.token, number), 404, "not-found")
    refused(call(own, method, path, own.attempt["token"], number), 404, "not-found")


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_an_attempt_that_never_was_is_not_found(phones: tuple[Phone, Phone], method: str, path: str) -> None:
    own, _ = phones
    for number in (999_999, 2**62, 2**63, 10**30, "9" * 5_000, 0):
        refused(call(own, method, path, own.token, number), 404, "not-found")


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_a_forged_token_is_not_found(phones: tuple[Phone, Phone], method: str, path: str) -> None:
    own, other = phones
    number, token = own.attempt["attempt"], str(own.attempt["token"])
    _, _, mac = token.rpartition(".")
    foreign_mac = str(other.attempt["token"]).rpartition(".")[2]
    forged = [
        f"at.{number}.1.{foreign_mac}",
        f"at.{number}.2.{mac}",
        f"at.{number}.1.",
        f"at.{number}.1",
        "at.",
        f"at.{other.attempt['attempt']}.1.{mac}",
        f"at.{number}.1.{mac[:-1]}é",
    ]
    for each in forged:
        assert each != token
        refused(call(own, method, path, each, number), 404, "not-found")


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_a_withdrawn_token_is_not_found(phones: tuple[Phone, Phone], method: str, path: str) -> None:
    own, _ = phones
    with transaction() as session:
        session.execute(update(tables.attempts).values(key_number=2))
    refused(call(own, method, path, own.attempt["token"], own.attempt["attempt"]), 404, "not-found")


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_without_any_token_one_is_not_signed_in(phones: tuple[Phone, Phone], method: str, path: str) -> None:
    own, _ = phones
    number = own.attempt["attempt"]
    nobody = Phone(own.http.application)
    refused(call(nobody, method, path, "", number), 401, "not-signed-in")
    refused(call(nobody, method, path, "no-such-session", number), 401, "not-signed-in")


def test_the_token_of_an_attempt_is_good_for_nothing_else(phones: tuple[Phone, Phone]) -> None:
    own, _ = phones
    own.token = own.attempt["token"]
    refused(own.get("/session"), 401, "not-signed-in")
    refused(own.start("farmers"), 401, "not-signed-in")
    refused(own.get("/contests/farmers/attempts"), 401, "not-signed-in")
    refused(own.get("/contests/farmers/leaderboard/me"), 401, "not-signed-in")


def test_the_token_of_an_attempt_holds_its_number_and_a_key_number_only(phones: tuple[Phone, Phone]) -> None:
    own, _ = phones
    kind, number, key_number, mac = str(own.attempt["token"]).split(".")
    assert (kind, number, key_number) == ("at", own.attempt["attempt"], "1")
    assert len(mac) == 24


def test_the_token_of_an_attempt_does_not_end_with_the_session(phones: tuple[Phone, Phone]) -> None:
    own, _ = phones
    own.http.delete("/api/v1/session", headers={"Authorization": f"Bearer {own.token}"})
    assert own.save({}).status_code == 200
    assert own.submit().status_code == 200
