"""JSON in and out: typed, unknown fields refused, and each operation described for the OpenAPI document."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from flask import Response, request

from quizapp.domain.refusals import Invalid
from quizapp.domain.words import say

T = TypeVar("T")
JSON = "application/json"
PLAIN_JSON = frozenset({JSON, f"{JSON}; charset=utf-8"})
# The longest paper answered in full is far below this.
LARGEST_BODY = 256 * 1024


class Body(msgspec.Struct, forbid_unknown_fields=True):
    """What a call may carry. Everything that is not named is refused."""


class Answer(msgspec.Struct):
    """What a call answers."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One call for the OpenAPI document. `refusals` are the codes of the contract that it may answer with."""

    method: str
    path: str
    summary: str
    answers: dict[int, Any]
    body: Any = None
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    refusals: tuple[str, ...] = ()
    open: bool = False


def read(kind: type[T], absent: T | None = None) -> T:
    """The body of the request as `kind`; `absent`, where it is given, stands for no body at all.

    Raises Invalid with the place of what is wrong.
    """
    request.max_content_length = LARGEST_BODY
    content = request.get_data(cache=False)
    if absent is not None and not content:
        return absent
    # The plain spelling first: parsing the header costs as much as decoding a small body.
    if request.content_type not in PLAIN_JSON and request.mimetype != JSON:
        raise Invalid.at("body", say("请求要用 JSON（Content-Type: application/json）。"))
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.ValidationError as error:
        place, wanted = _place(str(error))
        raise Invalid.at(place, say("内容不对：%(wanted)s。", wanted=wanted)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Invalid.at("body", say("不是有效的 JSON。")) from error


def reply(content: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, content_type=JSON)


def rfc3339(at: datetime | None) -> str | None:
    """UTC with milliseconds: `2026-09-01T00:00:00.000Z`."""
    if at is None:
        return None
    utc = at.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03}Z"


def points(thousandths: int) -> float | int:
    """1/1000 points as the API says them: a whole number where it is one, else at most three decimals."""
    whole, rest = divmod(thousandths, 1000)
    return whole if not rest else thousandths / 1000


def _place(message: str) -> tuple[str, str]:
    what, found, where = message.partition(" - at `")
    return (where.rstrip("`").removeprefix("$.") or "body", what) if found else ("body", what)
