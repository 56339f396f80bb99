"""Refusals on their way out: problem documents (RFC 9457) for the API, a plain page for people."""

from __future__ import annotations

import logging
from datetime import datetime
from http import HTTPStatus
from typing import Any

import msgspec
from flask import Flask, Response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from quizapp.domain import refusals as r
from quizapp.domain.words import say
from quizapp.storage.database import Unreachable
from quizapp.web.i18n import speak
from quizapp.web.json_api import rfc3339

STATUS = {
    "not-signed-in": 401,
    "bad-credentials": 401,
    "csrf": 403,
    "forbidden": 403,
    "wrong-population": 403,
    "not-found": 404,
    "not-open-yet": 409,
    "closed": 409,
    "stopped": 409,
    "no-chances-left": 409,
    "profile-incomplete": 409,
    "attempt-expired": 409,
    "attempt-handed-in": 409,
    "attempt-voided": 409,
    "too-large": 413,
    "invalid": 422,
    "seq-out-of-range": 422,
    "slow-down": 429,
    "busy": 503,
}
RETRY_SECONDS = 5
FORM_TOO_LARGE = say("内容太大了：文件最多 20 MB，粘贴的文字最多 2 MB；请拆成几份。")
log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    app.register_error_handler(r.Refusal, answer)
    app.register_error_handler(CSRFError, lambda error: answer(r.BadCsrfToken()))
    app.register_error_handler(HTTPException, _http_error)
    for kind in Unreachable:
        app.register_error_handler(kind, _unreachable)
    app.register_error_handler(Exception, _unexpected)


def wants_json() -> bool:
    return request.path.startswith("/api/")


def answer(refusal: r.Refusal, status: int = 0) -> Response:
    """A refusal as this caller reads it: a document or a page, with the status of its code unless another is given."""
    status = status or STATUS[refusal.code]
    response = _document(refusal, status) if wants_json() else _page(refusal, status)
    if refusal.code in {"slow-down", "busy"}:
        response.headers["Retry-After"] = str(refusal.facts.get("retry_after", RETRY_SECONDS))
    if status == 401 and wants_json():
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def listed(problems: list[r.Problem]) -> list[dict[str, str]]:
    return [{"place": problem.place, "message": speak(problem.message)} for problem in problems]


def _document(refusal: r.Refusal, status: int) -> Response:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": refusal.code,
        "detail": speak(refusal.said),
        **{name: rfc3339(fact) if isinstance(fact, datetime) else fact for name, fact in refusal.facts.items()},
    }
    if isinstance(refusal, r.Invalid):
        body["errors"] = listed(refusal.problems)
    return Response(msgspec.json.encode(body), status, content_type="application/problem+json")


def _page(refusal: r.Refusal, status: int) -> Response:
    problems = listed(refusal.problems) if isinstance(refusal, r.Invalid) else []
    page = render_template("refusal.html", said=speak(refusal.said), problems=problems, code=refusal.code)
    return Response(page, status)


def _http_error(error: HTTPException) -> Response | HTTPException:
    """What Flask and Werkzeug refuse by themselves, said like everything else."""
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, RequestEntityTooLarge):
        return answer(r.TooLarge(None if wants_json() else FORM_TOO_LARGE))
    if error.code == 404:
        return answer(r.NotFound())
    if isinstance(error, MethodNotAllowed):
        response = answer(r.NotFound(say("这个地址不接受这种请求。")), 405)
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
        return response
    return answer(r.Invalid.at("request", say("请求的写法不对。")), error.code)


def _unreachable(error: Exception) -> Response:
    log.error("no answer from the database in %s %s: %s", request.method, request.path, error)
    return answer(r.Busy())


def _unexpected(error: Exception) -> Response:
    """Nothing of ours should come here. The reader gets a sentence, the log gets the trace."""
    log.exception("unexpected error in %s %s", request.method, request.path)
    return answer(r.Busy(say("系统出了点问题，已经记下来了，请过一会儿再试。")), 500)
