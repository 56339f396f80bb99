"""JSON: sessions, areas and units."""

from __future__ import annotations

from flask import Response, request, session
from flask_wtf.csrf import generate_csrf

from quizapp.accounts import blueprint, service
from quizapp.domain.people import Participant
from quizapp.domain.refusals import NotSignedIn
from quizapp.storage import areas as areas_shelf
from quizapp.storage import people
from quizapp.web import guards
from quizapp.web.clock import received_at
from quizapp.web.json_api import Answer, Body, Operation, read, reply


class NewSession(Body):
    entry_code: str


class Person(Answer):
    id: str
    name: str


class Session(Answer):
    csrf_token: str
    people: list[Person]
    person: Person | None
    token: str | None = None


class AreaAnswer(Answer):
    code: str
    name: str
    kind: str
    parent: str | None


class UnitAnswer(Answer):
    code: str
    name: str
    area: str
    kind: str


SCHEMAS = (
    Operation(
        "POST",
        "/session",
        "Sign in with an entry code",
        {201: Session},
        body=NewSession,
        refusals=("bad-credentials", "csrf", "slow-down"),
        open=True,
    ),
    Operation("GET", "/session", "Who is signed in", {200: Session}, refusals=("not-signed-in",)),
    Operation("DELETE", "/session", "Sign out", {204: None}, refusals=("not-signed-in", "csrf")),
    Operation("GET", "/areas", "Towns, subdistricts and parks", {200: list[AreaAnswer]}, open=True),
    Operation(
        "GET",
        "/units",
        "Schools, villages, firms and departments",
        {200: list[UnitAnswer]},
        query={"area": "only those of this area"},
        open=True,
    ),
)


@blueprint.post("/api/v1/session")
def create_session() -> Response:
    given = read(NewSession)
    signed_in = service.sign_in_by_code(given.entry_code, request.remote_addr or "", received_at())
    session.clear()
    session["token"] = signed_in.token
    session.permanent = True
    return reply(_session(signed_in.participant, signed_in.token), 201)


@blueprint.get("/api/v1/session")
def show_session() -> Response:
    person_id = guards.signed_in_person()
    participant = people.participant(person_id)
    if participant is None:
        raise NotSignedIn()
    return reply(_session(participant, None))


@blueprint.delete("/api/v1/session")
def delete_session() -> Response:
    service.sign_out(guards.session_token() or "")
    session.clear()
    return Response(status=204)


@blueprint.get("/api/v1/areas")
def list_areas() -> Response:
    found = areas_shelf.all_areas().values()
    return reply([AreaAnswer(area.code, area.name, area.kind, area.parent or None) for area in found])


@blueprint.get("/api/v1/units")
def list_units() -> Response:
    found = areas_shelf.all_units(request.args.get("area")).values()
    return reply([UnitAnswer(unit.code, unit.name, unit.area, unit.kind) for unit in found])


def _session(participant: Participant, token: str | None) -> Session:
    person = Person(str(participant.id), participant.name)
    return Session(csrf_token=generate_csrf(), people=[person], person=person, token=token)
