"""How a refusal is said: as a document to programs, as a page to people, in the reader's language."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from quizapp.storage import attempts
from tests.builders import World, body_of
from tests.refusals import refused


@pytest.fixture
def translated(world: World, tmp_path: Path) -> World:
    """A world whose English catalogue holds two sentences, whatever the real one holds."""
    catalogue = Catalog(locale="en")
    catalogue.add("请先登录。", "Please sign in.")
    catalogue.add("没有找到这场竞赛。", "There is no such contest.")
    folder = tmp_path / "translations" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    babel = world.app.extensions["babel"]
    found = replace(babel, translation_directories=[str(tmp_path / "translations")])
    world.app.extensions["babel"] = found
    return world


@pytest.mark.parametrize(
    ("accepted", "detail"),
    [
        ("", "请先登录。"),
        ("zh-CN", "请先登录。"),
        ("zh-Hans-CN, en;q=0.5", "请先登录。"),
        ("fr", "请先登录。"),
        ("en", "Please sign in."),
        ("en-GB", "Please sign in."),
        ("fr, en;q=0.3", "Please sign in."),
        ("en;q=0.4, zh;q=0.9", "请先登录。"),
        ("en;q=0, fr", "请先登录。"),
        ("*", "请先登录。"),
        ("; q=, ,", "请先登录。"),
    ],
)
def test_the_detail_is_in_the_caller_s_language(translated: World, accepted: str, detail: str) -> None:
    headers = {"Accept-Language": accepted} if accepted else {}
    reply = translated.client().get("/session", headers)
    assert (reply.status_code, body_of(reply)["code"]) == (401, "not-signed-in")
    assert body_of(reply)["detail"] == detail


def test_a_chosen_language_is_remembered_and_goes_before_the_header(translated: World) -> None:
    client = translated.app.test_client()
    client.get("/?lang=en")
    reply = client.get("/api/v1/session", headers={"Accept-Language": "zh"})
    assert body_of(reply)["detail"] == "Please sign in."
    assert body_of(client.get("/api/v1/session?lang=tlh"))["detail"] == "Please sign in."
    client.get("/?lang=zh_Hans")
    assert body_of(client.get("/api/v1/session"))["detail"] == "请先登录。"


def test_people_read_a_page(translated: World) -> None:
    client = translated.app.test_client()
    page = client.get("/c/nothing-like-this")
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "<h1>没有找到这场竞赛。</h1>" in page.text
    assert 'lang="zh-Hans"' in page.text
    english = client.get("/c/nothing-like-this?lang=en").text
    assert "<h1>There is no such contest.</h1>" in english
    assert 'lang="en"' in english


def test_an_address_that_is_not_there_and_a_method_that_is_not_taken(world: World) -> None:
    client = world.app.test_client()
    refused(client.get("/api/v1/nothing"), 404, "not-found")
    wrong = client.patch("/api/v1/session")
    assert (wrong.status_code, wrong.content_type) == (405, "application/problem+json")
    assert set(wrong.headers["Allow"].split(", ")) == {"DELETE", "GET", "HEAD", "OPTIONS", "POST"}


def test_a_failure_of_our_own_is_said_plainly_and_logged(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr(attempts, "of_person", fail)
    world.contest()
    phone = world.phone(world.codes("farmers", "张三")[0])
    reply = phone.get("/contests/farmers/attempts")
    problem = refused(reply, 500, "busy")
    assert problem["detail"] == "系统出了点问题，已经记下来了，请过一会儿再试。"
    assert "secret" not in reply.text
    assert "a secret of the house" in caplog.text
