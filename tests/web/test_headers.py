"""Headers on every answer, cookies by the public address, and nothing believed that a proxy did not say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.builders import World, make_app
from tests.refusals import refused

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "manifest-src 'self'",
}
MONTHS_12 = "max-age=31536000"


@pytest.fixture
def secure_world(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[World]:
    app = make_app(tmp_path, sqlite_url, redis_url, QUIZAPP_PUBLIC_URL="https://quiz.example.org")
    with World.fresh(app) as made:
        yield made


@pytest.fixture
def proxied_world(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[World]:
    app = make_app(
        tmp_path, sqlite_url, redis_url, QUIZAPP_TRUSTED_PROXIES="1", QUIZAPP_METRICS_TOKEN="a token for the metrics"
    )
    with World.fresh(app) as made:
        yield made


def answers(world: World) -> list[TestResponse]:
    """One answer of every kind: page, asset, JSON, refusals of page and API, redirect, wrong method, failure."""
    world.app.testing = False
    client = world.app.test_client()
    world.app.view_functions["health.healthz"] = _fail
    replies = [
        client.get("/"),
        client.get(an_asset(world)),
        client.get("/api/v1/contests"),
        client.get("/nothing-here"),
        client.get("/api/v1/nothing-here"),
        client.get("/desk"),
        client.post("/desk/bank/import/preview"),
        client.delete("/api/v1/contests"),
        client.get("/healthz"),
    ]
    assert [reply.status_code for reply in replies] == [200, 200, 200, 404, 404, 302, 401, 405, 500]
    return replies


def an_asset(world: World) -> str:
    return f"/assets/{next(iter(world.app.extensions['quizapp.assets']))}"


def test_every_answer_carries_the_policy(world: World) -> None:
    for reply in answers(world):
        assert set(reply.headers["Content-Security-Policy"].split("; ")) == POLICY
        assert reply.headers.getlist("Content-Security-Policy") == [reply.headers["Content-Security-Policy"]]
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["X-Frame-Options"] == "DENY"
        assert reply.headers["Referrer-Policy"] == "same-origin"
        assert reply.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in reply.headers


def test_pages_are_not_kept_and_hashed_files_for_ever(world: World) -> None:
    for reply in answers(world):
        asset = reply.request.path.startswith("/assets/")
        assert reply.headers["Cache-Control"] == ("public, max-age=31536000, immutable" if asset else "no-store")


def test_a_hashed_file_is_named_by_its_content(world: World) -> None:
    client = world.app.test_client()
    path = an_asset(world)
    reply = client.get(path)
    assert len(path.split(".")[-2]) == 10
    assert client.get(path, headers={"If-None-Match": reply.headers["ETag"]}).status_code == 304
    assert client.get(path.replace(path.split(".")[-2], "0123456789")).status_code == 404
    for outside in ("/assets/..%2f..%2fconfig.py", "/assets/look.css"):
        assert client.get(outside).status_code == 404


def test_strict_transport_is_asked_for_only_at_an_https_address(world: World, secure_world: World) -> None:
    assert all("Strict-Transport-Security" not in reply.headers for reply in answers(world))
    assert all(reply.headers["Strict-Transport-Security"] == MONTHS_12 for reply in answers(secure_world))


def cookies(world: World) -> list[str]:
    """What is set when somebody signs in and chooses a language."""
    world.contest()
    code = world.codes("farmers", "张三")[0]
    client = world.app.test_client()
    entered = client.post("/api/v1/session", json={"entry_code": code})
    chosen = client.get("/?lang=en")
    found = entered.headers.getlist("Set-Cookie") + chosen.headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in found} >= {"session", "lang"}
    return found


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(world: World) -> None:
    for cookie in cookies(world):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
        assert "Secure" not in cookie
        assert "Domain" not in cookie


def test_cookies_are_secure_at_an_https_address(secure_world: World) -> None:
    assert all("Secure" in cookie.split("; ") for cookie in cookies(secure_world))


def guess(world: World, forwarded_for: str) -> TestResponse:
    return world.app.test_client().post(
        "/api/v1/session", json={"entry_code": "WRONG"}, headers={"X-Forwarded-For": forwarded_for}
    )


def test_a_forwarded_address_is_not_believed_without_a_proxy(world: World) -> None:
    """Whoever guesses codes cannot pass for many by a header."""
    for number in range(30):
        refused(guess(world, f"10.1.1.{number}"), 401, "bad-credentials")
    refused(guess(world, "10.1.1.99"), 429, "slow-down")


def test_a_forwarded_address_of_a_trusted_proxy_is_believed(proxied_world: World) -> None:
    for number in range(31):
        refused(guess(proxied_world, f"10.1.1.{number}"), 401, "bad-credentials")
    for _ in range(29):
        guess(proxied_world, "10.1.1.0")
    refused(guess(proxied_world, "10.9.9.9, 10.1.1.0"), 429, "slow-down")


def test_forwarded_scheme_and_host_change_nothing(world: World) -> None:
    client = world.app.test_client()
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    reply = client.get("/desk", headers=forwarded)
    assert reply.location.startswith("/staff/sign-in")
    assert "Strict-Transport-Security" not in reply.headers
    assert "evil.example" not in client.get("/", headers=forwarded).text


def _fail() -> str:
    raise RuntimeError("made to fail")
