"""Who may come in: one table of every route, deny by default.

`who` names the roles that may call a route; `scope` says on what it acts and what the room's service must narrow it
to: nothing in particular, one's own attempts or account, the area of a member of staff, the unit of a coordinator, or
the whole district, which is for those without an area. The test of the URL map walks every route with every role
against this table; a route that is not in it is refused to everybody.

Two rules stand above the table: before the second factor nothing is open but what the next step needs, and roles that
only read are refused every unsafe method, except on what is their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from flask import Flask, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user
from flask_wtf.csrf import CSRFProtect

from quizapp.domain.people import ROLES, Actor, PhoneSession, Staff
from quizapp.domain.refusals import Forbidden, NotFound, NotSignedIn
from quizapp.domain.staff import READ_ONLY, StaffSession, Step
from quizapp.domain.words import say
from quizapp.storage import staff as staff_shelf
from quizapp.storage import staff_sessions
from quizapp.storage.database import transaction
from quizapp.web import tokens
from quizapp.web.clock import received_at

ANYONE = frozenset({"anonymous", "participant", *ROLES})
SIGNED_IN = ANYONE - {"anonymous"}
PARTICIPANT = frozenset({"participant"})
ORGANIZERS = frozenset({"organizer", "admin"})
REVIEWERS = frozenset({"official", "organizer", "admin", "inspector"})
CURATORS = frozenset({"curator", "organizer", "admin"})
COORDINATORS = frozenset({"coordinator"})
ADMINS = frozenset({"admin"})
AUDITORS = frozenset({"admin", "inspector"})
WITH_A_DESK = frozenset(ROLES)


class Scope(StrEnum):
    NOTHING = "nothing"
    OWN = "own"
    AREA = "area"
    UNIT = "unit"
    DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class Access:
    """`token`: the attempt's own token opens it too. `at`: open to staff who have still to take one of these steps."""

    who: frozenset[str]
    scope: Scope = Scope.NOTHING
    token: bool = False
    at: frozenset[Step] = frozenset()

    def lets_in(self, role: str, area: str = "") -> bool:
        """Whether somebody may come in at all; `area`: the only one of a member of staff."""
        return role in self.who and not (area and self.scope is Scope.DISTRICT)


ROUTES: dict[str, Access] = {
    "assets.file": Access(ANYONE),
    "health.healthz": Access(ANYONE),
    "health.readyz": Access(ANYONE),
    "health.openapi": Access(ANYONE),
    # accounts
    "accounts.create_session": Access(ANYONE),
    "accounts.show_session": Access(PARTICIPANT, Scope.OWN),
    "accounts.delete_session": Access(SIGNED_IN, Scope.OWN, at=frozenset(Step)),
    "accounts.list_areas": Access(ANYONE),
    "accounts.list_units": Access(ANYONE),
    "accounts.enter": Access(ANYONE),
    "accounts.leave": Access(ANYONE, Scope.OWN),
    "accounts.send_code": Access(ANYONE),
    "accounts.phone_page": Access(ANYONE),
    "accounts.phone_code_page": Access(ANYONE),
    "accounts.link_page": Access(ANYONE),
    "accounts.wechat_page": Access(ANYONE),
    "accounts.wechat_back": Access(ANYONE),
    "accounts.consent_page": Access(ANYONE),
    "accounts.people_page": Access(PARTICIPANT, Scope.OWN),
    "accounts.choose_page": Access(PARTICIPANT, Scope.OWN),
    "accounts.person_page": Access(PARTICIPANT, Scope.OWN),
    "accounts.add_person": Access(PARTICIPANT, Scope.OWN),
    "accounts.change_person": Access(PARTICIPANT, Scope.OWN),
    "accounts.choose_person": Access(PARTICIPANT, Scope.OWN),
    "accounts.own_data": Access(PARTICIPANT, Scope.OWN),
    "accounts.own_data_file": Access(PARTICIPANT, Scope.OWN),
    "accounts.erase_me": Access(PARTICIPANT, Scope.OWN),
    "accounts.sign_in": Access(ANYONE),
    "accounts.sign_out": Access(ANYONE, Scope.OWN),
    "accounts.password": Access(ANYONE),
    "accounts.staff_home": Access(WITH_A_DESK),
    "accounts.give_code": Access(WITH_A_DESK, Scope.OWN, at=frozenset({Step.CODE})),
    "accounts.enrol": Access(WITH_A_DESK, Scope.OWN, at=frozenset({Step.ENROL})),
    "accounts.own_account": Access(WITH_A_DESK, Scope.OWN),
    "accounts.change_password": Access(WITH_A_DESK, Scope.OWN),
    "accounts.renew_recovery_codes": Access(WITH_A_DESK, Scope.OWN),
    "accounts.drop_second_factor": Access(WITH_A_DESK, Scope.OWN),
    "accounts.close_session": Access(WITH_A_DESK, Scope.OWN),
    "accounts.close_other_sessions": Access(WITH_A_DESK, Scope.OWN),
    "accounts.list_accounts": Access(ADMINS, Scope.DISTRICT),
    "accounts.show_account": Access(ADMINS, Scope.DISTRICT),
    "accounts.renew_link": Access(ADMINS, Scope.DISTRICT),
    "accounts.reset_second_factor": Access(ADMINS, Scope.DISTRICT),
    "accounts.limit_account": Access(ADMINS, Scope.DISTRICT),
    "accounts.disable_account": Access(ADMINS, Scope.DISTRICT),
    # taking
    "taking.home": Access(ANYONE),
    "taking.contest_page": Access(ANYONE),
    "taking.start_page": Access(PARTICIPANT, Scope.OWN),
    "taking.sheet_page": Access(PARTICIPANT, Scope.OWN),
    "taking.answer_page": Access(PARTICIPANT, Scope.OWN),
    "taking.check_page": Access(PARTICIPANT, Scope.OWN),
    "taking.hand_in_page": Access(PARTICIPANT, Scope.OWN),
    "taking.result_page": Access(PARTICIPANT, Scope.OWN),
    "taking.join_class_page": Access(PARTICIPANT, Scope.OWN),
    "taking.join_class": Access(PARTICIPANT, Scope.OWN),
    "taking.list_contests": Access(ANYONE),
    "taking.show_contest": Access(ANYONE),
    "taking.start_attempt": Access(PARTICIPANT, Scope.OWN),
    "taking.list_attempts": Access(PARTICIPANT, Scope.OWN),
    "taking.show_attempt": Access(PARTICIPANT, Scope.OWN, token=True),
    "taking.save_answers": Access(PARTICIPANT, Scope.OWN, token=True),
    "taking.submit_attempt": Access(PARTICIPANT, Scope.OWN, token=True),
    "taking.show_result": Access(PARTICIPANT, Scope.OWN, token=True),
    # leaderboard
    "leaderboard.show_board": Access(ANYONE),
    "leaderboard.show_mine": Access(PARTICIPANT, Scope.OWN),
    "leaderboard.board_page": Access(ANYONE),
    # bank
    "bank.show_bank": Access(CURATORS),
    "bank.import_page": Access(CURATORS),
    "bank.preview_import": Access(CURATORS),
    "bank.confirm_import": Access(CURATORS),
    "bank.template_file": Access(CURATORS),
    # console
    "console.list_contests": Access(ORGANIZERS),
    "console.new_contest": Access(ORGANIZERS),
    "console.show_contest": Access(ORGANIZERS),
    "console.edit_contest": Access(ORGANIZERS),
    "console.contest_toml": Access(ORGANIZERS),
    "console.publish_contest": Access(ORGANIZERS),
    "console.close_contest": Access(ORGANIZERS),
    "console.finish_contest": Access(ORGANIZERS),
    "console.extend_contest": Access(ORGANIZERS),
    "console.stop_contest": Access(ORGANIZERS),
    "console.resume_contest": Access(ORGANIZERS),
    "console.import_roster": Access(ORGANIZERS),
    "console.roster_page": Access(ORGANIZERS),
    "console.roster_template": Access(ORGANIZERS),
    "console.look_at": Access(ORGANIZERS),
    "console.reissue_code": Access(ORGANIZERS),
    "console.class_lists": Access(ORGANIZERS),
    "console.links": Access(ORGANIZERS),
    "console.entry_qr": Access(ORGANIZERS),
    "console.units_page": Access(ORGANIZERS),
    "console.units_template": Access(ORGANIZERS),
    "console.live_page": Access(ORGANIZERS),
    "console.live_figures": Access(ORGANIZERS),
    # coordination
    "coordination.list_contests": Access(COORDINATORS, Scope.UNIT),
    "coordination.people_page": Access(COORDINATORS, Scope.UNIT),
    "coordination.look_at": Access(COORDINATORS, Scope.UNIT),
    "coordination.reissue_code": Access(COORDINATORS, Scope.UNIT),
    "coordination.reissue_all": Access(COORDINATORS, Scope.UNIT),
    "coordination.class_list": Access(COORDINATORS, Scope.UNIT),
    "coordination.reminder": Access(COORDINATORS, Scope.UNIT),
    "coordination.missing_file": Access(COORDINATORS, Scope.UNIT),
    "coordination.class_starts": Access(COORDINATORS, Scope.UNIT),
    "coordination.class_page": Access(COORDINATORS, Scope.UNIT),
    "coordination.begin_class": Access(COORDINATORS, Scope.UNIT),
    "coordination.end_class": Access(COORDINATORS, Scope.UNIT),
    # review
    "review.list_contests": Access(REVIEWERS, Scope.AREA),
    "review.town_table": Access(REVIEWERS, Scope.AREA),
    "review.area_attempts": Access(REVIEWERS, Scope.AREA),
    "review.show_attempt": Access(REVIEWERS, Scope.AREA),
    "review.export_xlsx": Access(REVIEWERS, Scope.AREA),
    "review.export_csv": Access(REVIEWERS, Scope.AREA),
    "review.denominators": Access(REVIEWERS, Scope.AREA),
    "review.audit_log": Access(AUDITORS, Scope.DISTRICT),
}

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
STEPS = {Step.ENROL: "accounts.enrol", Step.CODE: "accounts.give_code"}
BEARER = "Bearer "
login_manager = LoginManager()
csrf = CSRFProtect()


class Identity(UserMixin):  # type: ignore[misc]
    """Whoever is signed in: a member of staff, or a participant."""

    def __init__(self, session: StaffSession | None, phone: PhoneSession | None) -> None:
        self.session = session
        self.phone = phone

    @property
    def person_id(self) -> int | None:
        return self.phone.person_id if self.phone else None

    @property
    def staff(self) -> Staff | None:
        return self.session.staff if self.session else None

    @property
    def role(self) -> str:
        return self.session.staff.role if self.session else "participant"

    @property
    def actor(self) -> Actor:
        return Actor("staff", str(self.session.staff.id)) if self.session else Actor("person", str(self.person_id))

    @property
    def missing(self) -> Step | None:
        """The step that a member of staff has still to take after the password."""
        return self.session.missing() if self.session else None


def init_app(app: Flask) -> None:
    # The guard below decides when the token is needed: always with a cookie, never with a bearer token.
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    login_manager.init_app(app, add_context_processor=False)
    login_manager.request_loader(_load)
    csrf.init_app(app)
    app.before_request(_guard)


def identity() -> Identity | None:
    """Who is signed in, or None."""
    return cast(Identity, current_user) if current_user.is_authenticated else None


def signed_in_staff() -> Staff:
    """The member of staff of a route that only staff may call."""
    return staff_session().staff


def staff_session() -> StaffSession:
    """The same, with the session at hand."""
    who = identity()
    if who is None or who.session is None:
        raise NotSignedIn()
    return who.session


def signed_in_person() -> int:
    """The participant of a route that only participants may call."""
    person_id = phone_session().person_id
    if person_id is None:
        raise NotSignedIn(say("请先选好是谁在答题。"))
    return person_id


def phone_session() -> PhoneSession:
    """The session of a route that only participants may call; perhaps nobody is chosen to answer yet."""
    who = identity()
    if who is None or who.phone is None:
        raise NotSignedIn()
    return who.phone


def actor() -> Actor:
    who = identity()
    if who is None:
        raise NotSignedIn()
    return who.actor


def session_token() -> str | None:
    """The token of the session at hand, from the header or the cookie."""
    if _carries_bearer():
        return request.headers["Authorization"].removeprefix(BEARER)
    token: str | None = session.get("token")
    return token


def _carries_bearer() -> bool:
    return request.headers.get("Authorization", "").startswith(BEARER)


def _load(_: object) -> Identity | None:
    token, now = session_token(), received_at()
    owner = staff_shelf.session_owner(token, now) if token else None
    if isinstance(owner, PhoneSession):
        return Identity(None, owner)
    if owner is None or owner.ended(now):
        return None
    if owner.is_worth_noting(now):
        with transaction():
            staff_sessions.note_seen(owner.id, now)
    return Identity(owner, None)


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such address or method: Flask's own 404 or 405 follows
    access = ROUTES.get(request.endpoint)
    if access is None:
        raise NotFound()
    if access.token and tokens.carries_attempt_token():
        return None
    if "anonymous" not in access.who:
        who = identity()
        if who is None:
            return _ask_to_sign_in(access)
        if who.missing and who.missing not in access.at:
            return _ask_for_step(who.missing)
        if not _may(who, access):
            raise Forbidden()
    _check_csrf()
    return None


def _may(who: Identity, access: Access) -> bool:
    writes = request.method not in SAFE and access.scope is not Scope.OWN
    return access.lets_in(who.role, who.staff.area if who.staff else "") and not (writes and who.role in READ_ONLY)


def _ask_for_step(step: Step) -> ResponseReturnValue:
    if request.path.startswith("/api/") or request.method not in SAFE:
        raise NotSignedIn(say("还差一步：请先过了两步验证。"))
    return redirect(url_for(STEPS[step], next=_here()))


def _here() -> str:
    return request.full_path.rstrip("?")


def _ask_to_sign_in(access: Access) -> ResponseReturnValue:
    """The API and every unsafe call get the refusal; a reader of a page is shown the door to knock at."""
    if request.path.startswith("/api/") or request.method != "GET":
        raise NotSignedIn()
    door = "accounts.enter" if "participant" in access.who else "accounts.sign_in"
    if door not in current_app.view_functions:
        raise NotSignedIn()
    return redirect(url_for(door, next=_here()))


def _check_csrf() -> None:
    if request.method in SAFE or _carries_bearer():
        return
    # A JSON call without a session cookie has no borrowed authority to abuse; a form always carries its token.
    if request.path.startswith("/api/") and "token" not in session:
        return
    csrf.protect()
