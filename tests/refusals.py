"""What every refusal of the API looks like, said once."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from werkzeug.test import TestResponse

from tests.builders import body_of

_CHINESE = re.compile(r"[\u4e00-\u9fff].*。$")


def refused(reply: TestResponse, status: int, code: str) -> dict[str, Any]:
    """Assert that a reply is the problem document of this code, said in Chinese; answers the document."""
    assert (reply.status_code, reply.content_type) == (status, "application/problem+json"), reply.text
    problem = body_of(reply)
    assert problem["code"] == code, problem
    assert problem["status"] == status
    assert problem["type"] == "about:blank"
    assert problem["title"] == HTTPStatus(status).phrase
    assert _CHINESE.search(problem["detail"]), problem["detail"]
    return problem


def places(problem: dict[str, Any]) -> list[str]:
    """Where an `invalid` refusal says that something is wrong."""
    for error in problem["errors"]:
        assert set(error) == {"place", "message"}
        assert error["message"]
    return [error["place"] for error in problem["errors"]]
