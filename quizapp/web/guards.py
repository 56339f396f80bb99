"""Who may come in: one table of every route, deny by default.

`who` names the roles that may call a route; `scope` says on what it acts and what the room's service must narrow it
to: nothing in particular, one's own attempts, or the area of a member of staff. The test of the URL map walks every
route with every role against this table; a route that is not in it is refused to everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from flask import Flask, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user
from flask_wtf.csrf import CSRFProtect

from quizapp.domain.people import ROLES, Actor, Staff
from quizapp.domain.refusals import Forbidden, NotFound, NotSignedIn
from quizapp.storage import staff as staff_shelf
from quizapp.web import tokens
from quizapp.web.clock import received_at

ANYONE = frozenset({"anonymous", "participant", *ROLES})
SIGNED_IN = ANYONE - {"anonymous"}
PARTICIPANT = frozenset({"participant"})
ORGANIZERS = frozenset({"organizer", "admin"})
REVIEWERS = frozenset({"official", "organizer", "admin"})
CURATORS = frozenset({"curator", "organizer", "admin"})
WITH_A_DESK = ORGANIZERS | REVIEWERS | CURATORS


class Scope(StrEnum):
    NOTHING = "nothing"
    OWN = "own"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Access:
    """`token`: the attempt's own token opens it too."""

    who: frozenset[str]
    scope: Scope = Scope.NOTHING
    token: bool = False


ROUTES: dict[str, Access] = {
    "assets.file": Access(ANYONE),
    "health.healthz": Access(ANYONE),
    "health.readyz": Access(ANYONE),
    "health.openapi": Access(ANYONE),
    # accounts
    "accounts.create_session": Access(ANYONE),
    "accounts.show_session": Access(PARTICIPANT, Scope.OWN),
    "accounts.delete_session": Access(SIGNED_IN, Scope.OWN),
    "accounts.list_areas": Access(ANYONE),
    "accounts.list_units": Access(ANYONE),
    "accounts.enter": Access(ANYONE),
    "accounts.leave": Access(ANYONE, Scope.OWN),
    "accounts.sign_in": Access(ANYONE),
    "accounts.sign_out": Access(ANYONE, Scope.OWN),
    "accounts.password": Access(ANYONE),
    "accounts.staff_home": Access(WITH_A_DESK),
    # taking
    "taking.home": Access(ANYONE),
    "taking.contest_page": Access(ANYONE),
    "taking.start_page": Access(PARTICIPANT, Scope.OWN),
    "taking.sheet_page": Access(PARTICIPANT, Scope.OWN),
    "taking.answer_page": Access(PARTICIPANT, Scope.OWN),
    "taking.check_page": Access(PARTICIPANT, Scope.OWN),
    "taking.hand_in_page": Access(PARTICIPANT, Scope.OWN),
    "taking.result_page": Access(PARTICIPANT, Scope.OWN),
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
    "console.reissue_code": Access(ORGANIZERS),
    "console.class_lists": Access(ORGANIZERS),
    "console.entry_qr": Access(ORGANIZERS),
    "console.units_page": Access(ORGANIZERS),
    "console.units_template": Access(ORGANIZERS),
    "console.live_page": Access(ORGANIZERS),
    "console.live_figures": Access(ORGANIZERS),
    # review
    "review.list_contests": Access(REVIEWERS, Scope.AREA),
    "review.town_table": Access(REVIEWERS, Scope.AREA),
    "review.area_attempts": Access(REVIEWERS, Scope.AREA),
    "review.show_attempt": Access(REVIEWERS, Scope.AREA),
    "review.export_xlsx": Access(REVIEWERS, Scope.AREA),
    "review.export_csv": Access(REVIEWERS, Scope.AREA),
    "review.denominators": Access(REVIEWERS, Scope.AREA),
}

BEARER = "Bearer "
login_manager = LoginManager()
csrf = CSRFProtect()


class Identity(UserMixin):  # type: ignore[misc]
    """Whoever is signed in: a member of staff, or a participant."""

    def __init__(self, staff: Staff | None, person_id: int | None) -> None:
        self.staff = staff
        self.person_id = person_id

    @property
    def role(self) -> str:
        return self.staff.role if self.staff else "participant"

    @property
    def actor(self) -> Actor:
        return Actor("staff", str(self.staff.id)) if self.staff else Actor("person", str(self.person_id))


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
    who = identity()
    if who is None or who.staff is None:
        raise NotSignedIn()
    return who.staff


def signed_in_person() -> int:
    """The participant of a route that only participants may call."""
    who = identity()
    if who is None or who.person_id is None:
        raise NotSignedIn()
    return who.person_id


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
    token = session_token()
    owner = staff_shelf.session_owner(token, received_at()) if token else None
    if owner is None:
        return None
    return Identity(None, owner) if isinstance(owner, int) else Identity(owner, None)


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
        if who.role not in access.who:
            raise Forbidden()
    _check_csrf()
    return None


def _ask_to_sign_in(access: Access) -> ResponseReturnValue:
    """The API and every unsafe call get the refusal; a reader of a page is shown the door to knock at."""
    if request.path.startswith("/api/") or request.method != "GET":
        raise NotSignedIn()
    door = "accounts.enter" if "participant" in access.who else "accounts.sign_in"
    if door not in current_app.view_functions:
        raise NotSignedIn()
    return redirect(url_for(door, next=request.full_path.rstrip("?")))


def _check_csrf() -> None:
    if request.method in {"GET", "HEAD", "OPTIONS"} or _carries_bearer():
        return
    # A JSON call without a session cookie has no borrowed authority to abuse; a form always carries its token.
    if request.path.startswith("/api/") and "token" not in session:
        return
    csrf.protect()
