"""A desk: a browser without script in which a member of staff is signed in, and what is read off its pages."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from werkzeug.test import TestResponse

from tests.builders import World

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_ROW = re.compile(r"<tr([^>]*)>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<td[^>]*>(.*?)</td>", re.DOTALL)
_ATTRIBUTE = re.compile(r'data-([a-z]+)="([^"]*)"')


class Desk:
    def __init__(self, world: World, role: str, area: str = "") -> None:
        self.name = world.staff(role, area)
        token = world.staff_token(self.name)
        self.http = world.app.test_client()
        with self.http.session_transaction() as session:
            session["token"] = token

    def get(self, path: str) -> TestResponse:
        return self.http.get(path)

    def page(self, path: str) -> str:
        """A page that must be there."""
        reply = self.get(path)
        assert reply.status_code == 200, f"{path}: {reply.status_code}"
        return reply.text

    def post(self, path: str, data: dict[str, Any], at: str) -> TestResponse:
        """Send a form that stands on the page `at`, with the token that the page carries."""
        found = _TOKEN.search(self.page(at))
        assert found is not None, f"{at} has no form"
        return self.http.post(path, data={"csrf_token": found[1], **data}, content_type="multipart/form-data")


def plain(html: str) -> str:
    """What a reader sees of a piece of a page, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def rows(html: str) -> list[tuple[dict[str, str], list[str]]]:
    """The rows of all tables: what they say about themselves (`data-…`), and the text of their cells."""
    return [
        (dict(_ATTRIBUTE.findall(head)), [plain(cell) for cell in _CELL.findall(body)])
        for head, body in _ROW.findall(html)
        if _CELL.search(body)
    ]
