"""Every route with every role, held against the table of who may come in.

Nothing is left to memory: a page that is added is walked by itself, and one that the table does not know is closed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from quizapp.accounts import staff as staff_verbs
from quizapp.storage import staff as staff_shelf
from quizapp.storage import tables
from quizapp.storage.database import transaction
from quizapp.web import guards
from quizapp.web.guards import Access
from tests.builders import TESTER, Phone, World

HERE, ELSEWHERE = "370812105", "370812001"
LIFE = timedelta(days=1)
log = logging.getLogger(__name__)
IN, OUT, NOT_THERE = "comes in", "is kept out", "finds nothing"
# What is looked for in a form, not in the address: whoever sends none has come in, and finds nothing.
ASKED_IN_A_FORM = {"bank.confirm_import", "console.reissue_code"}


@dataclass(frozen=True)
class Visitor:
    """Somebody who tries every door. `owner`: of the attempt at hand. `sees`: the area of the attempt at hand."""

    name: str
    role: str
    owner: bool = False
    sees: bool = True


VISITORS = (
    Visitor("anonymous", "anonymous"),
    Visitor("participant", "participant", owner=True),
    Visitor("other participant", "participant"),
    Visitor("organizer", "organizer"),
    Visitor("official of the area", "official"),
    Visitor("official of another area", "official", sees=False),
    Visitor("curator", "curator"),
    Visitor("coordinator", "coordinator"),
    Visitor("inspector", "inspector"),
    Visitor("admin", "admin"),
)


class Walk:
    """A contest with an attempt, and a fresh session for each visitor and door: signing out shuts no later one."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.contest()
        codes = world.codes("farmers", "张三", "李四", area=HERE)
        phone = world.phone(codes[0])
        phone.start("farmers")
        self.persons = {"participant": self._person(phone), "other participant": self._person(world.phone(codes[1]))}
        self.staff = {
            "organizer": world.staff("organizer"),
            "official of the area": world.staff("official", HERE),
            "official of another area": world.staff("official", ELSEWHERE),
        } | {role: world.staff(role) for role in ("curator", "coordinator", "inspector", "admin")}
        self.code = codes[0]
        self.bodies: dict[str, dict[str, object]] = {
            "accounts.create_session": {"entry_code": self.code},
            "taking.save_answers": {"client": "walk", "seq": 1, "answers": {}},
        }
        self.arguments: dict[str, Callable[[], str]] = {
            "slug": lambda: "farmers",
            "attempt_id": lambda: str(phone.attempt["attempt"]),
            "area": lambda: HERE,
            "name": lambda: next(iter(world.app.extensions["quizapp.assets"])),
            "token": lambda: staff_verbs.new_link(self.staff["curator"], TESTER, world.now),
        }

    def doors(self) -> Iterator[tuple[Rule, str]]:
        for rule in self.world.app.url_map.iter_rules():
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method

    def knock(self, visitor: Visitor, rule: Rule, method: str) -> TestResponse:
        built = rule.build({name: self.arguments[name]() for name in rule.arguments})
        assert built is not None
        client = self.world.app.test_client()
        headers = self._headers(visitor, client)
        if rule.rule.startswith("/api/") and method != "GET":
            body = self.bodies.get(rule.endpoint, {})
            return client.open(built[1], method=method, headers=headers, json=body)
        form = {"code": self.code} if method == "POST" else None
        return client.open(built[1], method=method, headers=headers, data=form)

    def _headers(self, visitor: Visitor, client: FlaskClient) -> dict[str, str]:
        """A session's token; for nobody in particular, what the sign-in page gives to everybody."""
        if visitor.role != "anonymous":
            return {"Authorization": f"Bearer {self._token(visitor)}"}
        page = client.get("/enter").text
        return {"X-CSRFToken": page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]}

    def _token(self, visitor: Visitor) -> str:
        with transaction() as session:
            if visitor.role == "participant":
                return staff_shelf.open_session(self.world.now, LIFE, person_id=self.persons[visitor.name])
            names = select(tables.staff.c.id).where(tables.staff.c.name == self.staff[visitor.name])
            return staff_shelf.open_session(self.world.now, LIFE, staff_id=session.execute(names).scalar_one())

    @staticmethod
    def _person(phone: Phone) -> int:
        return int(phone.get("/session").get_json()["person"]["id"])


def expected(visitor: Visitor, access: Access, rule: Rule) -> str:
    """What the table says of a visitor at a door whose attempt is the participant's, in the area of the official."""
    if visitor.role not in access.who:
        return OUT
    if access.scope is guards.Scope.OWN and "attempt_id" in rule.arguments and not visitor.owner:
        return NOT_THERE
    if access.scope is guards.Scope.AREA and {"attempt_id", "area"} & rule.arguments and not visitor.sees:
        return NOT_THERE
    return IN


def found(reply: TestResponse, rule: Rule, access: Access) -> str:
    """What became of a visitor. A redirect to sign in keeps out those who may not come in anonymously."""
    assert reply.status_code < 500, reply.text
    shown_the_door = reply.status_code in {302, 303} and "anonymous" not in access.who and _is_a_door(reply.location)
    if reply.status_code in {401, 403} or shown_the_door:
        return OUT
    return NOT_THERE if reply.status_code == 404 and rule.endpoint not in ASKED_IN_A_FORM else IN


def _is_a_door(location: str) -> bool:
    return location.partition("?")[0] in {"/enter", "/staff/sign-in"} and "next=" in location


def test_every_role_finds_every_route_as_the_table_says(world: World) -> None:
    walk = Walk(world)
    wrong, pairs = [], 0
    for rule, method in walk.doors():
        access = guards.ROUTES[rule.endpoint]
        for visitor in VISITORS:
            pairs += 1
            reply = walk.knock(visitor, rule, method)
            wanted = expected(visitor, access, rule)
            if found(reply, rule, access) != wanted:
                wrong.append(f"{visitor.name}: {method} {rule.rule} -> {reply.status_code}, but {wanted}")
    log.info("%s pairs of visitor and door tried", pairs)
    assert wrong == []
    assert pairs >= len(guards.ROUTES) * len(VISITORS)


def test_the_table_and_the_url_map_hold_the_same_routes(world: World) -> None:
    endpoints = {rule.endpoint for rule in world.app.url_map.iter_rules()}
    assert sorted(endpoints - guards.ROUTES.keys()) == []
    assert sorted(guards.ROUTES.keys() - endpoints) == []


def test_the_table_knows_only_roles_that_there_are(world: World) -> None:
    roles = {visitor.role for visitor in VISITORS}
    assert roles == guards.ANYONE
    assert all(access.who and access.who <= roles for access in guards.ROUTES.values())


def test_only_calls_on_one_attempt_take_its_token(world: World) -> None:
    with_token = {endpoint for endpoint, access in guards.ROUTES.items() if access.token}
    rules = {rule.endpoint: rule for rule in world.app.url_map.iter_rules() if rule.endpoint in with_token}
    assert all("attempt_id" in rule.arguments and rule.rule.startswith("/api/") for rule in rules.values())
    assert len(rules) == 4


@pytest.mark.parametrize("path", ["/nobody-knows", "/api/v1/nobody-knows"])
def test_a_route_that_the_table_does_not_know_is_closed_to_everybody(world: World, path: str) -> None:
    world.app.add_url_rule(path, "nobody.knows", lambda: "open", methods=["GET", "POST"])
    walk = Walk(world)
    rule = next(rule for rule in world.app.url_map.iter_rules() if rule.endpoint == "nobody.knows")
    for visitor in VISITORS:
        for method in ("GET", "POST"):
            assert walk.knock(visitor, rule, method).status_code == 404


def test_unsafe_pages_need_the_csrf_token_with_a_cookie(world: World) -> None:
    """A form that another site sends with the visitor's cookie changes nothing, whatever it is for."""
    walk = Walk(world)
    tried = 0
    for rule, method in walk.doors():
        if method == "GET" or rule.rule.startswith("/api/"):
            continue
        client = world.app.test_client()
        visitor = next(each for each in VISITORS if each.role in guards.ROUTES[rule.endpoint].who - {"anonymous"})
        with client.session_transaction() as cookie:
            cookie["token"] = walk._token(visitor)
        built = rule.build({name: walk.arguments[name]() for name in rule.arguments})
        assert built is not None
        assert client.open(built[1], method=method).status_code == 403, rule.rule
        tried += 1
    assert tried >= 15
