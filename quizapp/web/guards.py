"""Who may come in: the table of routes, applied to each request before any view.

Two rules stand above the table: before the second factor nothing is open but what the next step needs, and roles that
only read are refused every unsafe method, except on what is their own.
"""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user
from flask_wtf.csrf import CSRFProtect

from quizapp.domain.people import Actor, PhoneSession, Staff
from quizapp.domain.refusals import Forbidden, NotFound, NotSignedIn
from quizapp.domain.staff import READ_ONLY, StaffSession, Step
from quizapp.domain.words import say
from quizapp.storage import staff as staff_shelf
from quizapp.storage import staff_sessions
from quizapp.storage.database import transaction
from quizapp.web import tokens
from quizapp.web.clock import received_at
from quizapp.web.routes import ROUTES, Access, Scope

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
