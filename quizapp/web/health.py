"""Alive; ready, and what is degraded."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from quizapp.domain.clock import STEP_ALARM
from quizapp.storage import health
from quizapp.web.clock import clock
from quizapp.web.json_api import reply

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    return reply({"status": "alive"})


@blueprint.get("/readyz")
def readyz() -> Response:
    """200 while contests can be taken; `degraded` names what is missing. 503 without the database."""
    broken = health.database_problem()
    if broken:
        return reply({"status": "not ready", "degraded": [broken]}, 503)
    degraded = [problem for problem in (health.redis_problem(), _clock_problem()) if problem]
    return reply({"status": "degraded" if degraded else "ready", "degraded": degraded})


@blueprint.get("/api/v1/openapi.json")
def openapi() -> Response:
    return reply(current_app.extensions["quizapp.openapi"])


def _clock_problem() -> str | None:
    if clock().stepped():
        return f"clock: this machine's clock was stepped by {clock().step().total_seconds():.0f} s; not followed"
    offset = health.database_clock_offset(clock().now())
    if offset is not None and abs(offset) > STEP_ALARM:
        return f"clock: {offset.total_seconds():.0f} s away from the database server's"
    return None
