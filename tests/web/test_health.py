"""An operator asks whether it lives, and whether it is ready."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from quizapp.storage.redis_client import connect
from quizapp.storage.resources import resources
from tests.builders import SetClock, World, body_of, make_app
from tests.refusals import refused


@pytest.fixture
def without_a_database(redis_url: str, tmp_path: Path) -> World:
    return World(make_app(tmp_path, f"sqlite:///{tmp_path}/no/such/folder/quizapp.db", redis_url))


def test_alive_says_only_that(world: World) -> None:
    reply = world.app.test_client().get("/healthz")
    assert (reply.status_code, body_of(reply)) == (200, {"status": "alive"})


def test_ready_with_everything_there(either_world: World) -> None:
    reply = either_world.app.test_client().get("/readyz")
    degraded = [] if "sqlite" in str(either_world.app.config["SQLALCHEMY_DATABASE_URI"]) else ["clock"]
    assert reply.status_code == 200
    # A clock that a test sets is away from the database server's: that is what it must say.
    assert [problem.partition(":")[0] for problem in body_of(reply)["degraded"]] == degraded
    assert body_of(reply)["status"] == ("degraded" if degraded else "ready")


def test_degraded_without_redis(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    found = resources()
    away = connect("unix:///nowhere/redis.sock")
    monkeypatch.setitem(world.app.extensions, "quizapp.resources", replace(found, redis=away))
    reply = world.app.test_client().get("/readyz")
    assert (reply.status_code, body_of(reply)["status"]) == (200, "degraded")
    assert body_of(reply)["degraded"] == ["redis: ConnectionError; boards are read from the database"]


def test_degraded_by_a_stepped_clock(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SetClock, "step", lambda clock: timedelta(seconds=-90))
    reply = world.app.test_client().get("/readyz")
    assert (reply.status_code, body_of(reply)["status"]) == (200, "degraded")
    assert body_of(reply)["degraded"] == ["clock: this machine's clock was stepped by -90 s; not followed"]


def test_not_ready_without_the_database(without_a_database: World) -> None:
    client = without_a_database.app.test_client()
    reply = client.get("/readyz")
    assert (reply.status_code, body_of(reply)["status"]) == (503, "not ready")
    assert body_of(reply)["degraded"] == ["database: OperationalError"]
    assert client.get("/healthz").status_code == 200


def test_without_the_database_callers_are_told_to_come_back(without_a_database: World) -> None:
    client = without_a_database.app.test_client()
    busy = client.get("/api/v1/contests")
    refused(busy, 503, "busy")
    assert busy.headers["Retry-After"] == "5"
    signed_in = client.get("/api/v1/session", headers={"Authorization": "Bearer whoever"})
    refused(signed_in, 503, "busy")


def test_without_the_database_a_page_says_so(without_a_database: World) -> None:
    client = without_a_database.app.test_client()
    with client.session_transaction() as cookie:
        cookie["token"] = "whoever"
    for path in ("/", "/desk", "/c/farmers"):
        page = client.get(path)
        assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
        assert "请稍等几秒再试" in page.text
