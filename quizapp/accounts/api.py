"""JSON: sessions, the people of a phone, areas and units."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Response, request, session
from flask_wtf.csrf import generate_csrf
from msgspec import UNSET, UnsetType

from quizapp.accounts import blueprint, people, phone_codes, service, wired
from quizapp.domain.people import Details, Participant, PhoneSession
from quizapp.domain.refusals import Invalid, NotFound
from quizapp.domain.words import say
from quizapp.web import guards, links
from quizapp.web.clock import received_at
from quizapp.web.i18n import speak
from quizapp.web.json_api import Answer, Body, Operation, read, reply

ONE_WAY = say("要写 entry_code，或者 phone 和 otp，或者 link，只写一种。")


class NewCode(Body):
    phone: str


class NewSession(Body):
    """One of the three ways; `shared`: a public computer, from which one is signed out after handing in."""

    entry_code: str | UnsetType = UNSET
    phone: str | UnsetType = UNSET
    otp: str | UnsetType = UNSET
    link: str | UnsetType = UNSET
    shared: bool = False


class NewPerson(Body):
    name: str
    consent_version: str
    area: str = ""
    unit: str | None = None
    population: str | None = None
    birth_year: int | None = None
    guardian_consent: bool | None = None


class PersonChange(Body):
    name: str | UnsetType = UNSET
    area: str | UnsetType = UNSET
    unit: str | UnsetType = UNSET
    population: str | UnsetType = UNSET
    birth_year: int | UnsetType = UNSET
    guardian_consent: bool | UnsetType = UNSET


class PersonChoice(Body):
    person: str


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
        "/session/otp",
        "Send a code to a phone: the same for known and unknown numbers",
        {202: None},
        body=NewCode,
        refusals=("csrf", "slow-down", "busy"),
        open=True,
    ),
    Operation(
        "POST",
        "/session",
        "Sign in with an entry code, with a phone number and the code sent to it, or with a link",
        {201: Session},
        body=NewSession,
        refusals=("bad-credentials", "not-found", "csrf", "slow-down"),
        open=True,
    ),
    Operation("GET", "/session", "Who is signed in", {200: Session}, refusals=("not-signed-in",)),
    Operation("DELETE", "/session", "Sign out", {204: None}, refusals=("not-signed-in", "csrf")),
    Operation(
        "POST",
        "/session/person",
        "Choose who of this phone answers",
        {200: Session},
        body=PersonChoice,
        refusals=("not-signed-in", "forbidden", "csrf", "not-found"),
    ),
    Operation(
        "POST",
        "/people",
        "One more participant of this phone, at most 6",
        {201: Session},
        body=NewPerson,
        refusals=("not-signed-in", "forbidden", "csrf"),
    ),
    Operation(
        "PATCH",
        "/people/me",
        "Change what one said of oneself",
        {200: Session},
        body=PersonChange,
        refusals=("not-signed-in", "forbidden", "csrf", "not-found"),
    ),
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


@blueprint.post("/api/v1/session/otp")
def send_code() -> Response:
    phone = phone_codes.require_phone(read(NewCode).phone)
    session["otp"] = phone_codes.send(phone, wired.gateway(), speak, received_at())
    return Response(status=202)


@blueprint.post("/api/v1/session")
def create_session() -> Response:
    token = _sign_in(read(NewSession))
    wired.carry(token)
    return reply(_session(service.session_of(token, received_at()), token), 201)


@blueprint.get("/api/v1/session")
def show_session() -> Response:
    return reply(_session(guards.phone_session()))


@blueprint.delete("/api/v1/session")
def delete_session() -> Response:
    service.sign_out(guards.session_token() or "")
    session.clear()
    return Response(status=204)


@blueprint.post("/api/v1/session/person")
def choose_person() -> Response:
    number = read(PersonChoice).person
    if not number.isdecimal() or len(number) > wired.LONGEST_NUMBER:
        raise NotFound()
    people.choose(guards.phone_session(), int(number))
    return reply(_present())


@blueprint.post("/api/v1/people")
def add_person() -> Response:
    given = read(NewPerson)
    details = Details(
        given.name,
        given.area,
        given.unit or "",
        given.population or "",
        given.birth_year,
        given.guardian_consent,
    )
    people.add(guards.phone_session(), details, given.consent_version, received_at())
    return reply(_present(), 201)


@blueprint.patch("/api/v1/people/me")
def change_person() -> Response:
    given: dict[str, Any] = {
        name: value for name, value in msgspec.structs.asdict(read(PersonChange)).items() if value is not UNSET
    }
    people.change(guards.signed_in_person(), given, received_at())
    return reply(_present())


@blueprint.get("/api/v1/areas")
def list_areas() -> Response:
    found = people.areas_to_choose()
    return reply([AreaAnswer(area.code, area.name, area.kind, area.parent or None) for area in found])


@blueprint.get("/api/v1/units")
def list_units() -> Response:
    found = people.units_to_choose(request.args.get("area"))
    return reply([UnitAnswer(unit.code, unit.name, unit.area, unit.kind) for unit in found])


def _sign_in(given: NewSession) -> str:
    """The token of a session by the one way that the call names. Raises Invalid, and what that way refuses."""
    now, address = received_at(), request.remote_addr or ""
    named = {name for name in ("entry_code", "phone", "otp", "link") if getattr(given, name) is not UNSET}
    if named == {"entry_code"}:
        return service.sign_in_by_code(str(given.entry_code), address, now, shared=given.shared).token
    if named == {"phone", "otp"}:
        phone = phone_codes.require_phone(str(given.phone))
        return phone_codes.sign_in(phone, str(given.otp), session.get("otp"), address, now, shared=given.shared)
    if named == {"link"}:
        return wired.sign_in_by_link(links.read(str(given.link)), shared=given.shared)
    raise Invalid.at("body", ONE_WAY)


def _present() -> Session:
    """The session at hand, after somebody was made or chosen."""
    return _session(service.session_of(guards.session_token() or "", received_at()))


def _session(at_hand: PhoneSession, token: str | None = None) -> Session:
    found = [_person(each) for each in people.of_session(at_hand)]
    chosen = next((each for each in found if each.id == str(at_hand.person_id)), None)
    return Session(csrf_token=generate_csrf(), people=found, person=chosen, token=token)


def _person(participant: Participant) -> Person:
    return Person(str(participant.id), participant.name)
