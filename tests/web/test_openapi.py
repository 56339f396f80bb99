"""The API holds what its own document says, whatever is sent: schemathesis tries it, signed in as a participant."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from quizapp.domain.contest import Chances
from quizapp.storage import phone_sessions
from quizapp.storage.database import transaction
from quizapp.web import problem, routes
from tests.builders import Phone, World, a_contest, all_right, body_of

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]


class Participant:
    """Somebody with an open attempt and one that is done, and a session that no call can end for the next one."""

    def __init__(self, world: World) -> None:
        world.contest(a_contest(chances=Chances(per="unlimited")))
        self.world = world
        self.phone: Phone = world.phone(world.codes("farmers", "张三")[0])
        self.person = int(body_of(self.phone.get("/session"))["person"]["id"])
        self.phone.start("farmers")
        self.phone.submit(all_right(self.phone.attempt))
        self.done = self.phone.attempt["attempt"]
        self.phone.start("farmers")
        self.open = self.phone.attempt["attempt"]

    def headers(self) -> dict[str, str]:
        with transaction():
            token = phone_sessions.start(self.world.now, timedelta(days=1), person_id=self.person)
        return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def participant(world: World) -> Participant:
    return Participant(world)


def test_calls_as_the_document_allows_are_answered_as_described(participant: Participant) -> None:
    for operation in operations(participant.world):
        _hold(operation.as_strategy(generation_mode=GenerationMode.POSITIVE), participant)


def test_bodies_that_the_document_forbids_are_refused_as_described(participant: Participant) -> None:
    with_body = [operation for operation in operations(participant.world) if operation.body]
    assert len(with_body) == 9
    for operation in with_body:
        _hold(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE), participant)


def operations(world: World) -> list[APIOperation[Any, Any, Any, Any]]:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", world.app)
    found = list(schema.get_all_operations())
    assert len(found) == 20
    return [result.ok() for result in found if isinstance(result, Ok)]


def _hold(cases: SearchStrategy[Case[Any]], participant: Participant) -> None:
    """Call as generated, then the same with a contest and attempts that there are."""

    @settings(max_examples=10, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(cases)
    def hold(case: Case[Any]) -> None:
        case.call_and_validate(headers=participant.headers(), checks=CHECKS)
        for name, value in (("slug", "farmers"), ("id", participant.open), ("id", participant.done)):
            if name in case.path_parameters:
                case.path_parameters[name] = value
                case.call_and_validate(headers=participant.headers(), checks=CHECKS)

    hold()


def test_the_document_describes_every_call_and_no_other(world: World) -> None:
    document = body_of(world.app.test_client().get("/api/v1/openapi.json"))
    assert document["openapi"] == "3.1.0"
    described = {(path, method.upper()) for path, item in document["paths"].items() for method in item}
    served = {
        (rule.rule.replace("<int:attempt_id>", "{id}").replace("<slug>", "{slug}"), method)
        for rule in world.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "health.openapi"
    }
    assert described == served
    assert len(served) == 20


def test_the_document_says_which_calls_are_open(world: World) -> None:
    paths = body_of(world.app.test_client().get("/api/v1/openapi.json"))["paths"]
    for rule in world.app.url_map.iter_rules():
        path = rule.rule.replace("<int:attempt_id>", "{id}").replace("<slug>", "{slug}")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            if path in paths:
                is_open = "anonymous" in routes.ROUTES[rule.endpoint].who
                assert (paths[path][method.lower()]["security"] == []) is is_open, f"{method} {path}"


def test_every_code_of_the_contract_has_its_status() -> None:
    assert problem.STATUS == {
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
