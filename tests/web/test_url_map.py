"""Every route with every role, held against the table of who may come in.

Nothing is left to memory: a page that is added is walked by itself, and one that the table does not know is closed.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from quizapp.accounts import staff as staff_verbs
from quizapp.console import areas as area_verbs
from quizapp.console import roster as roster_verbs
from quizapp.coordination import class_start
from quizapp.domain.people import Place, Staff
from quizapp.domain.staff import READ_ONLY, Step
from quizapp.storage import phone_sessions, staff_sessions
from quizapp.storage.database import transaction
from quizapp.web import links, routes
from quizapp.web.routes import Access, Scope
from tests.builders import TESTER, Phone, World, a_contest

HERE, ELSEWHERE = "370812105", "370812001"
LIFE = timedelta(days=1)
log = logging.getLogger(__name__)
DOORS = {"/enter", "/staff/sign-in", "/staff/second-factor", "/staff/second-factor/new"}
IN, OUT, NOT_THERE = "comes in", "is kept out", "finds nothing"
# What is looked for in a form, not in the address: whoever sends none has come in, and finds nothing.
ASKED_IN_A_FORM = {"bank.confirm_import", "accounts.choose_page"}
# Not there at all without their settings.
WITH_SETTINGS_ONLY = {"accounts.wechat_page", "accounts.wechat_back"}
# Addresses that name something of an area, of a unit.
IN_AN_AREA, IN_A_UNIT = {"attempt_id", "area"}, {"slug", "start_id"}
UNITS = """code,name,area,kind
v-here,王村,370812105,village
v-there,李村,370812105,village
"""
PEOPLE = """ref,name,area,population,unit
W1,张三,370812105,farmer,v-here
W2,李四,370812105,farmer,v-here
"""
# Somebody of the unit whose code nobody needs, and who is asked for beside the address.
ASKED_FOR = {"ref": "W2"}


@dataclass(frozen=True)
class Visitor:
    """Somebody who tries every door.

    `owner`: of the attempt and of the session at hand. `sees`: the area and the unit of what is at hand. `step`: what
    a member of staff has still to do after the password.
    """

    name: str
    role: str
    owner: bool = False
    sees: bool = True
    step: Step | None = None


VISITORS = (
    Visitor("anonymous", "anonymous"),
    Visitor("participant", "participant", owner=True),
    Visitor("other participant", "participant"),
    Visitor("organizer", "organizer"),
    Visitor("official of the area", "official"),
    Visitor("official of another area", "official", sees=False),
    Visitor("curator", "curator"),
    Visitor("coordinator of the unit", "coordinator"),
    Visitor("coordinator of another unit", "coordinator", sees=False),
    Visitor("inspector", "inspector"),
    Visitor("inspector of another area", "inspector", sees=False),
    Visitor("admin", "admin", owner=True),
    Visitor("organizer without a second factor", "organizer", step=Step.ENROL),
    Visitor("admin before the code", "admin", step=Step.CODE),
    Visitor("curator before the code", "curator", step=Step.CODE),
)


class Walk:
    """A contest with an attempt, and a fresh session for each visitor and door: signing out shuts no later one."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.contest()
        village = world.contest(replace(a_contest("village"), entry="link", area_from="link"), questions=0)
        area_verbs.import_units(UNITS.encode(), "units.csv", TESTER, world.now)
        slips = roster_verbs.import_roster(PEOPLE.encode(), "roster.csv", "farmers", TESTER, world.now).slips
        codes = [slip.code for slip in slips]
        phone = world.phone(codes[0])
        phone.start("farmers")
        self.persons = {"participant": self._person(phone), "other participant": self._person(world.phone(codes[1]))}
        self.staff = self._staff()
        owner = self.staff["coordinator of the unit"]
        held = class_start.open_one("farmers", owner, "", TESTER, world.now)
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
            "token": lambda: staff_verbs.new_link(self.staff["curator"].name, TESTER, world.now),
            "link": lambda: links.token(Place(village.id, HERE)),
            "start_id": lambda: str(held.id),
            "session_id": self._session_of_the_admin,
            "staff_id": self._somebody,
        }

    def _staff(self) -> dict[str, Staff]:
        """The accounts of the visitors, with a second factor where one is needed, or still to be given."""
        world = self.world
        names = {
            "organizer": world.staff("organizer"),
            "official of the area": world.staff("official", HERE),
            "official of another area": world.staff("official", ELSEWHERE),
            "curator": world.staff("curator"),
            "coordinator of the unit": world.staff("coordinator", unit="v-here"),
            "coordinator of another unit": world.staff("coordinator", unit="v-there"),
            "inspector": world.staff("inspector"),
            "inspector of another area": world.staff("inspector", ELSEWHERE),
            "admin": world.staff("admin"),
            "organizer without a second factor": world.staff("organizer"),
            "admin before the code": world.staff("admin"),
            "curator before the code": world.staff("curator"),
        }
        world.enrol(names["curator before the code"])
        made = {visitor: staff_verbs.named(name) for visitor, name in names.items()}
        staff_verbs.reset_second_factor(made["organizer without a second factor"].id, TESTER, world.now)
        return made

    def _session_of_the_admin(self) -> str:
        found = staff_sessions.find(self._staff_session(self.staff["admin"]))
        assert found is not None
        return str(found.id)

    def _somebody(self) -> str:
        """An account that nobody misses when an administrator ends it."""
        name = f"somebody {uuid.uuid4()}"
        staff_verbs.create(name, "curator", "", TESTER, self.world.now)
        return str(staff_verbs.named(name).id)

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
        form = {"code": self.code} | ASKED_FOR if method == "POST" else None
        return client.open(built[1], method=method, headers=headers, data=form, query_string=ASKED_FOR)

    def _headers(self, visitor: Visitor, client: FlaskClient) -> dict[str, str]:
        """A session's token; for nobody in particular, what the sign-in page gives to everybody."""
        if visitor.role != "anonymous":
            return {"Authorization": f"Bearer {self._token(visitor)}"}
        page = client.get("/enter").text
        return {"X-CSRFToken": page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]}

    def _token(self, visitor: Visitor) -> str:
        if visitor.role == "participant":
            with transaction():
                return phone_sessions.start(self.world.now, LIFE, person_id=self.persons[visitor.name])
        return self._staff_session(self.staff[visitor.name], complete=visitor.step is None)

    def _staff_session(self, owner: Staff, *, complete: bool = True) -> str:
        now = self.world.now
        with transaction():
            return staff_sessions.start(owner.id, now, now + LIFE, "walk", now if complete else None)

    @staticmethod
    def _person(phone: Phone) -> int:
        return int(phone.get("/session").get_json()["person"]["id"])


def expected(visitor: Visitor, access: Access, rule: Rule, method: str) -> str:
    """What the table and the two rules above it say of a visitor at a door."""
    if "anonymous" in access.who:
        return IN
    if visitor.role not in access.who or (visitor.step and visitor.step not in access.at):
        return OUT
    if access.scope is Scope.DISTRICT and not visitor.sees:
        return OUT
    if method != "GET" and visitor.role in READ_ONLY and access.scope is not Scope.OWN:
        return OUT
    named = {
        Scope.OWN: set() if visitor.owner else {"attempt_id", "session_id"},
        Scope.AREA: set() if visitor.sees else IN_AN_AREA,
        Scope.UNIT: set() if visitor.sees else IN_A_UNIT,
    }
    return NOT_THERE if named.get(access.scope, set()) & rule.arguments else IN


def found(reply: TestResponse, rule: Rule, access: Access) -> str:
    """What became of a visitor. A redirect to sign in keeps out those who may not come in anonymously."""
    assert reply.status_code < 500, reply.text
    shown_the_door = reply.status_code in {302, 303} and "anonymous" not in access.who and _is_a_door(reply.location)
    if reply.status_code in {401, 403} or shown_the_door:
        return OUT
    return NOT_THERE if reply.status_code == 404 and rule.endpoint not in ASKED_IN_A_FORM | WITH_SETTINGS_ONLY else IN


def _is_a_door(location: str) -> bool:
    return location.partition("?")[0] in DOORS and "next=" in location


def test_every_role_finds_every_route_as_the_table_says(world: World) -> None:
    walk = Walk(world)
    wrong, pairs = [], 0
    for rule, method in walk.doors():
        access = routes.ROUTES[rule.endpoint]
        for visitor in VISITORS:
            pairs += 1
            reply = walk.knock(visitor, rule, method)
            wanted = expected(visitor, access, rule, method)
            if found(reply, rule, access) != wanted:
                wrong.append(f"{visitor.name}: {method} {rule.rule} -> {reply.status_code}, but {wanted}")
    log.info("%s pairs of visitor and door tried", pairs)
    assert wrong == []
    assert pairs >= len(routes.ROUTES) * len(VISITORS)


def test_the_table_and_the_url_map_hold_the_same_routes(world: World) -> None:
    endpoints = {rule.endpoint for rule in world.app.url_map.iter_rules()}
    assert sorted(endpoints - routes.ROUTES.keys()) == []
    assert sorted(routes.ROUTES.keys() - endpoints) == []


def test_the_table_knows_only_roles_that_there_are(world: World) -> None:
    roles = {visitor.role for visitor in VISITORS}
    assert roles == routes.ANYONE
    assert all(access.who and access.who <= roles for access in routes.ROUTES.values())


def test_only_calls_on_one_attempt_take_its_token(world: World) -> None:
    with_token = {endpoint for endpoint, access in routes.ROUTES.items() if access.token}
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
        visitor = next(each for each in VISITORS if each.role in routes.ROUTES[rule.endpoint].who - {"anonymous"})
        with client.session_transaction() as cookie:
            cookie["token"] = walk._token(visitor)
        built = rule.build({name: walk.arguments[name]() for name in rule.arguments})
        assert built is not None
        assert client.open(built[1], method=method).status_code == 403, rule.rule
        tried += 1
    assert tried >= 15
