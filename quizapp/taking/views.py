"""Pages: the first one, a contest, the questions, the sheet before handing in, the result."""

from __future__ import annotations

import secrets
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from quizapp.config import Config
from quizapp.domain.attempt import Attempt, State
from quizapp.domain.people import PhoneSession
from quizapp.domain.refusals import (
    AttemptExpired,
    AttemptHandedIn,
    AttemptVoided,
    Invalid,
    ProfileIncomplete,
    Stopped,
)
from quizapp.domain.words import say
from quizapp.operations.read_board import scope_in_words
from quizapp.operations.start import start
from quizapp.taking import blueprint, class_start, screens, service, shown
from quizapp.taking.api import zone
from quizapp.taking.class_start import Seat
from quizapp.taking.forms import AnswerForm, PinForm, StartForm
from quizapp.web import guards
from quizapp.web.clock import received_at, received_at_us
from quizapp.web.i18n import speak

# Larger numbers fit into no column.
ATTEMPT = f"/a/<int(max={2**62}):attempt_id>"


@blueprint.get("/")
def home() -> ResponseReturnValue:
    session = _phone()
    place = session.place if session else None
    lobbies = service.lobbies(session.person_id if session else None, received_at(), zone(), place)
    return render_template(
        "taking/home.html",
        contests=screens.by_phase(lobbies),
        by_phone=screens.some_are_open_to_all(lobbies),
        **_signed_in(session),
    )


@blueprint.get("/c/<slug>")
def contest_page(slug: str) -> ResponseReturnValue:
    now, session = received_at(), _phone()
    person_id, place = (session.person_id, session.place) if session else (None, None)
    lobby = service.lobby(slug, person_id, now, zone(), place)
    return render_template(
        "taking/contest.html",
        lobby=lobby,
        contest=shown.contest_answer(lobby, now),
        state=screens.state_of(lobby),
        **_signed_in(session),
        way=lobby.record.contest.entry,
        wechat=_config().wechat is not None,
        left=lobby.rules_stage.opens_at - now,
        mine=[(attempt, shown.attempt_line(attempt, lobby.record, now, zone())) for attempt in lobby.mine],
        board_is_open=screens.board_is_open(lobby),
        practice_is_open=screens.practice_is_open(lobby),
        key=_new_key(),
    )


@blueprint.post("/c/<slug>/attempts")
def start_page(slug: str) -> ResponseReturnValue:
    form = StartForm()
    if not form.validate():
        raise Invalid.at("key", say("页面放得太久了，请刷新后再试。"))
    session = guards.phone_session()
    try:
        person_id = service.who_starts(slug, session)
        started = start(
            slug,
            person_id,
            received_at(),
            zone(),
            practice=form.practice.data,
            key=form.key.data,
            place=session.place,
        )
    except ProfileIncomplete:
        wanted = url_for("taking.contest_page", slug=slug)
        return redirect(url_for("accounts.person_page", next=wanted, me=1 if session.person_id else None), 303)
    return _to("taking.sheet_page", started.attempt)


@blueprint.route("/c/<slug>/class", methods=["GET", "POST"])
def join_class_page(slug: str) -> ResponseReturnValue:
    """Type the teacher's PIN, then wait on this page; once the class has started it leads to the questions."""
    form, now, person_id = PinForm(), received_at(), guards.signed_in_person()
    place = guards.phone_session().place
    try:
        if form.is_submitted():
            seat = class_start.join(slug, person_id, form.pin.data or "", now, zone(), place)
        else:
            seat = class_start.seat(slug, person_id, now, place)
    except Invalid as refusal:
        form.refuse(refusal)
        seat = Seat()
    if seat.attempt is not None:
        return _to("taking.sheet_page", seat.attempt)
    lobby = service.lobby(slug, person_id, now, zone(), place)
    page = render_template(
        "taking/class.html",
        lobby=lobby,
        contest=shown.contest_answer(lobby, now),
        state=screens.state_of(lobby),
        waits=seat.waits,
        form=form,
        name=service.name_of(person_id),
    )
    return page, 422 if form.errors else 200


@blueprint.get(ATTEMPT)
def sheet_page(attempt_id: int) -> ResponseReturnValue:
    attempt, now = _own(attempt_id), received_at()
    if attempt.state is not State.OPEN or screens.time_is_over(attempt, now):
        return _to("taking.result_page", attempt)
    record = service.record_of(attempt)
    sheet = screens.sheet(attempt, record, now)
    return render_template(
        "taking/sheet.html",
        sheet=sheet,
        number=sheet.number_asked_for(request.args.get("q", type=int)),
        numbering=screens.numbering(sheet),
        contest=record.contest,
        told=request.args.get("told", ""),
    )


@blueprint.post(f"{ATTEMPT}/answers")
def answer_page(attempt_id: int) -> ResponseReturnValue:
    attempt, form = _own(attempt_id), AnswerForm()
    number = screens.number_of(attempt, form.question.data or "")
    if not form.validate() or number is None:
        raise Invalid.at("question", say("这份试卷里没有这道题。"))
    try:
        kept = _save(attempt, form)
    except (AttemptExpired, AttemptHandedIn, AttemptVoided):
        return _to("taking.result_page", attempt)
    except Stopped:
        return _to("taking.sheet_page", attempt, q=number, told="stopped")
    if kept:
        return _to("taking.sheet_page", attempt, q=number, told="kept")
    return _next(attempt, number, form.go.data)


@blueprint.get(f"{ATTEMPT}/check")
def check_page(attempt_id: int) -> ResponseReturnValue:
    attempt, now = _own(attempt_id), received_at()
    if attempt.state is not State.OPEN or screens.time_is_over(attempt, now):
        return _to("taking.result_page", attempt)
    record = service.record_of(attempt)
    return render_template(
        "taking/check.html", sheet=screens.sheet(attempt, record, now), told=request.args.get("told", "")
    )


@blueprint.post(f"{ATTEMPT}/hand-in")
def hand_in_page(attempt_id: int) -> ResponseReturnValue:
    attempt = _own(attempt_id)
    try:
        service.submit(attempt, None, received_at(), zone())
    except Stopped:
        return _to("taking.check_page", attempt, told="stopped")
    return _to("taking.result_page", attempt)


@blueprint.get(f"{ATTEMPT}/result")
def result_page(attempt_id: int) -> ResponseReturnValue:
    """The result. On a public computer it is shown once, and with it the person is signed out."""
    attempt, now, session = _own(attempt_id), received_at(), guards.phone_session()
    record, leaving = service.record_of(attempt), session.is_leaving(now)
    if attempt.state is State.OPEN:
        if screens.time_is_over(attempt, now):
            return render_template("taking/time_over.html", attempt=attempt, contest=record.contest)
        return _to("taking.sheet_page", attempt)
    lobby = service.lobby(record.contest.slug, attempt.person_id, now, zone())
    result = shown.result_answer(attempt, record, now)
    page = render_template(
        "taking/result.html",
        result=result,
        place_names={scope: speak(scope_in_words(scope, rank.key)) for scope, rank in result.rank.items()},
        lobby=lobby,
        contest=record.contest,
        feedback=record.contest.stages[attempt.stage].rules.feedback,
        state=screens.state_of(lobby),
        board_is_open=screens.board_is_open(lobby),
        practice_is_open=screens.practice_is_open(lobby),
        late=request.args.get("late", 0, type=int),
        key=_new_key(),
        leaving=leaving,
        **_signed_in(session),
    )
    if leaving:
        service.leave(guards.session_token() or "")
        cookie.clear()
    return page


def _save(attempt: Attempt, form: AnswerForm) -> bool:
    """Save what the form chose, unless it says what already stands; whether another answer stands instead."""
    save = form.save()
    stands = attempt.sheet.get(form.question.data)
    if save.answers[form.question.data] == (stands.options if stands else ()):
        return False
    return bool(service.save_answers(attempt.id, attempt.key_number, save, received_at_us()).kept)


def _next(attempt: Attempt, number: int, go: str) -> ResponseReturnValue:
    wanted = {"back": number - 1, "on": number + 1}.get(go)
    if wanted is None or wanted > len(attempt.paper):
        return _to("taking.check_page", attempt)
    return _to("taking.sheet_page", attempt, q=max(wanted, 1))


def _own(attempt_id: int) -> Attempt:
    return service.own_attempt(attempt_id, guards.signed_in_person())


def _config() -> Config:
    found: Config = current_app.config["QUIZAPP"]
    return found


def _phone() -> PhoneSession | None:
    who = guards.identity()
    return who.phone if who else None


def _signed_in(session: PhoneSession | None) -> dict[str, Any]:
    """Who answers on this phone, and who else may, for the line that says so."""
    if session is None:
        return {"phone": None, "name": "", "others": []}
    name = service.name_of(session.person_id) if session.person_id else ""
    return {"phone": session, "name": name, "others": service.on_this_phone(session)}


def _new_key() -> str:
    return secrets.token_urlsafe(16)


def _to(endpoint: str, attempt: Attempt, **query: Any) -> ResponseReturnValue:
    return redirect(url_for(endpoint, attempt_id=attempt.id, **query), 303)
