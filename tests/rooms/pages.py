"""A browser without script: cookies, the forms of the last page as it would send them, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Mapping
from html.parser import HTMLParser

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.builders import PASSWORD, World

Value = str | list[str] | tuple[io.BytesIO, str]


class Browser:
    """Opens pages and sends their forms; `address` is where its requests come from."""

    def __init__(self, app: Flask, address: str = "10.0.0.1") -> None:
        self.http = app.test_client()
        self.address = address
        self.last: TestResponse | None = None

    def open(self, path: str) -> TestResponse:
        return self._keep(self.http.get(path, environ_overrides={"REMOTE_ADDR": self.address}))

    def send(self, path: str, typed: Mapping[str, Value] | None = None, *, button: str = "") -> TestResponse:
        """Open a page, fill in its form and press a button."""
        self.open(path)
        return self.send_again(path, typed, button=button)

    def send_again(self, path: str, typed: Mapping[str, Value] | None = None, *, button: str = "") -> TestResponse:
        """Send the form of the page at hand."""
        assert self.last is not None
        return self.post(path, filled(self.last.text, typed or {}, button))

    def press(self, path: str, typed: Mapping[str, Value] | None = None) -> TestResponse:
        """Send one of several forms of the page at hand: its token, and what is typed into it."""
        assert self.last is not None
        token = filled(self.last.text, {}, "")["csrf_token"]
        return self.post(path, MultiDict({"csrf_token": token, **(typed or {})}))

    def post(self, path: str, data: MultiDict[str, object]) -> TestResponse:
        overrides = {"REMOTE_ADDR": self.address}
        return self._keep(self.http.post(path, data=data, environ_overrides=overrides))

    def _keep(self, reply: TestResponse) -> TestResponse:
        self.last = reply
        return reply


def clerk(world: World, role: str = "organizer") -> Browser:
    """A browser in which a member of staff has signed in."""
    browser = Browser(world.app)
    come_in(world, browser, world.staff(role))
    return browser


def come_in(world: World, browser: Browser, name: str, door: str = "/staff/sign-in") -> TestResponse:
    """Sign in by every step that the account needs; answers the last reply."""
    reply = browser.send(door, {"name": name, "password": PASSWORD})
    assert reply.status_code == 302, reply.text
    if reply.location.startswith("/staff/second-factor"):
        reply = browser.send(reply.location, {"code": world.second_code(name)})
        assert reply.status_code == 302, reply.text
    return reply


def a_file(text: str | bytes, name: str = "list.csv") -> tuple[io.BytesIO, str]:
    return io.BytesIO(text.encode() if isinstance(text, str) else text), name


def filled(html: str, typed: Mapping[str, Value], button: str) -> MultiDict[str, object]:
    """What a browser sends for the last form of a page, with some fields typed over and one button pressed."""
    reader = _FormReader()
    reader.feed(html)
    data: MultiDict[str, object] = MultiDict(pair for pair in reader.forms[-1] if pair[0] not in typed)
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    if button:
        data["do"] = button
    return data


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[list[tuple[str, str]]] = []
        self._select, self._text, self._textarea = "", "", ""
        self._first: str | None = None
        self._any = self._many = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append([])
        elif tag == "input" and "name" in have and self.forms:
            kind = have.get("type", "text")
            if kind in {"checkbox", "radio"} and "checked" not in have:
                return
            if kind != "file":
                self._add(have["name"], have.get("value", "y" if kind == "checkbox" else ""))
        elif tag == "textarea":
            self._textarea, self._text = have["name"], ""
        elif tag == "select":
            self._select, self._first, self._any, self._many = have["name"], None, False, "multiple" in have
        elif tag == "option" and self._select:
            self._first = have["value"] if self._first is None else self._first
            if "selected" in have:
                self._any = True
                self._add(self._select, have["value"])

    def handle_data(self, data: str) -> None:
        self._text += data if self._textarea else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._add(self._textarea, self._text.lstrip("\r\n"))
            self._textarea = ""
        elif tag == "select":
            if not self._any and not self._many and self._first is not None:
                self._add(self._select, self._first)
            self._select = ""

    def _add(self, name: str, value: str) -> None:
        self.forms[-1].append((name, value))
