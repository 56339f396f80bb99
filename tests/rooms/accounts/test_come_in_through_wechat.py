"""Somebody comes in through WeChat with one tap; where no official account is set, there is no such door."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from flask.testing import FlaskClient

from quizapp.config import WrongSetting, read
from tests.builders import SetClock, World, make_app
from tests.pages import Browser
from tests.rooms.accounts import wechat
from tests.rooms.accounts.door import TOWN, open_contest
from tests.rooms.accounts.wechat import WeChat

SAID = "微信没有让您进来"


@pytest.fixture
def account() -> Iterator[WeChat]:
    with wechat.running() as made:
        yield made


@pytest.fixture
def connected(sqlite_url: str, redis_url: str, tmp_path: Path, account: WeChat) -> Iterator[World]:
    with World.fresh(make_app(tmp_path, sqlite_url, redis_url, SetClock(), **account.settings)) as made:
        yield made


class Stay(HTTPRedirectHandler):
    """Keeps the way back that WeChat answers with, instead of going it."""

    def redirect_request(self, req: Request, *args: object) -> None:
        return None


def tap(client: FlaskClient, wanted: str = "/c/farmers") -> str:
    """Tap the button and agree at WeChat; answers the address on our site that WeChat sends back to."""
    out = client.get(f"/enter/wechat?next={wanted}")
    assert out.status_code == 302
    assert out.location.endswith("#wechat_redirect")
    try:
        build_opener(Stay).open(out.location)
    except OSError as redirected:
        back = urlsplit(redirected.headers["Location"])  # type: ignore[attr-defined]
        return f"{back.path}?{back.query}"
    raise AssertionError("WeChat did not send back")


def test_one_tap_and_the_phone_asks_what_the_contest_asks(connected: World, account: WeChat) -> None:
    open_contest(connected)
    browser = Browser(connected.app).open("/c/farmers")
    assert "用微信进去" in browser.text
    browser.open(tap(browser.http))
    assert account.wrong == []
    given = {"name": ["张三"], "area": [TOWN], "population": ["farmer"], "consent": ["1"]}
    browser.send(browser.address, browser.form("").fields | given)
    browser.start()
    assert "第 1 题" in browser.text

    another = Browser(connected.app)
    another.open(tap(another.http))
    assert "张三" in another.text
    assert "继续答题" in another.page.text


def test_another_wechat_is_somebody_else(connected: World, account: WeChat) -> None:
    open_contest(connected)
    first = Browser(connected.app)
    first.open(tap(first.http))
    given = {"name": ["张三"], "area": [TOWN], "population": ["farmer"], "consent": ["1"]}
    first.send(first.address, first.form("").fields | given)
    account.open_id = "o-lisi"
    second = Browser(connected.app)
    second.open(tap(second.http))
    assert "张三" not in second.text
    assert "谁来答题" in second.text


def test_whoever_did_not_set_out_here_is_not_let_in(connected: World) -> None:
    """Another's way back, sent as a link, must not sign somebody in as that other."""
    back = tap(connected.app.test_client())
    victim = connected.app.test_client()
    assert victim.get(back).status_code == 401
    tap(victim)
    assert victim.get(back).status_code == 401
    assert "token" not in parse_qs(back)


def test_a_way_back_is_good_once(connected: World) -> None:
    client = connected.app.test_client()
    back = tap(client)
    assert client.get(back).status_code == 303
    assert client.get(back).status_code == 401


def test_a_refusal_of_wechat_is_said(connected: World, account: WeChat) -> None:
    client = connected.app.test_client()
    back = tap(client)
    account.codes.clear()
    reply = client.get(back)
    assert (reply.status_code, SAID in reply.text) == (401, True)


def test_a_wechat_that_is_away_is_said(connected: World, account: WeChat) -> None:
    client = connected.app.test_client()
    back = tap(client)
    account.status = 502
    reply = client.get(back)
    assert (reply.status_code, SAID in reply.text) == (503, True)


def test_without_its_settings_there_is_no_such_door(world: World) -> None:
    open_contest(world)
    client = world.app.test_client()
    assert client.get("/enter/wechat").status_code == 404
    assert client.get("/enter/wechat/back?code=a&state=b").status_code == 404
    for page in ("/c/farmers", "/enter", "/enter/phone"):
        assert "微信" not in client.get(page).text


def test_half_a_setting_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="must be set together"):
        read({"QUIZAPP_INSTANCE": str(tmp_path), "QUIZAPP_WECHAT_APP_ID": "wx"})


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"QUIZAPP_SMS_URL": "ftp://x"}, "QUIZAPP_SMS_URL must begin with"),
        ({"QUIZAPP_SMS_URL": "https://x", "QUIZAPP_SMS_SECRET": "short"}, "QUIZAPP_SMS_SECRET must have"),
    ],
)
def test_a_wrong_gateway_stops_the_start(tmp_path: Path, settings: dict[str, str], said: str) -> None:
    with pytest.raises(WrongSetting, match=said):
        read({"QUIZAPP_INSTANCE": str(tmp_path)} | settings)
