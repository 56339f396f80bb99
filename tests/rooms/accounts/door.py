"""The participants' door in tests: contests of every way in, the codes that were sent, a phone that signs in."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from quizapp.domain.contest import Contest, ContestRecord
from quizapp.operations import consent
from quizapp.storage.resources import resources
from tests.builders import Phone, World, a_contest, body_of

TOWN, OTHER_TOWN = "370812105", "370812001"
MOBILE = "13812345678"


def open_contest(world: World, slug: str = "farmers", *, questions: int = 12, **fields: Any) -> ContestRecord:
    """A contest for everybody who has a phone number."""
    return world.contest(an_open_contest(slug, **fields), questions=questions)


def an_open_contest(slug: str = "farmers", **fields: Any) -> Contest:
    return replace(a_contest(slug), entry="open", area_from="self", **fields)


def link_contest(world: World, slug: str = "village", *, questions: int = 12, **fields: Any) -> ContestRecord:
    contest = replace(
        a_contest(slug), **{"entry": "link", "area_from": "link", "ask": ("name", "population"), **fields}
    )
    return world.contest(contest, questions=questions)


def sent() -> list[dict[str, str]]:
    """The messages in the file of the instance, oldest first."""
    path = resources().instance / "outbox" / "sms.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def code_for(number: str = MOBILE) -> str:
    """The code in the last message to a number."""
    text = next(message["text"] for message in reversed(sent()) if message["phone"] == number)
    return text.removeprefix("验证码 ")[:6]


def ask_code(phone: Phone, number: str = MOBILE) -> str:
    reply = phone.post("/session/otp", {"phone": number})
    assert reply.status_code == 202, reply.text
    return code_for(number)


def come_in(world: World, number: str = MOBILE, **more: Any) -> Phone:
    """A phone that is signed in by its number."""
    phone = world.client()
    code = ask_code(phone, number)
    reply = phone.post("/session", {"phone": number, "otp": code} | more)
    assert reply.status_code == 201, reply.text
    phone.token = body_of(reply)["token"]
    return phone


def person(name: str = "张三", **fields: Any) -> dict[str, Any]:
    given = {"name": name, "area": TOWN, "population": "farmer", "consent_version": consent.CURRENT}
    return {key: value for key, value in (given | fields).items() if value is not None}


def add(phone: Phone, name: str = "张三", **fields: Any) -> dict[str, Any]:
    reply = phone.post("/people", person(name, **fields))
    assert reply.status_code == 201, reply.text
    return body_of(reply)
