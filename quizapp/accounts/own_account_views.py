"""The page of one's own account: second factor, where one is signed in, the password."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts import blueprint, known_device, passwords, second_factor, second_factor_views, staff_sessions
from quizapp.accounts.staff_forms import ChangePasswordForm, CurrentPasswordForm
from quizapp.domain.people import ROLES
from quizapp.domain.refusals import Invalid
from quizapp.domain.staff import NEEDS_SECOND_FACTOR, STAFF_IDLE, STAFF_LIFE
from quizapp.domain.words import say
from quizapp.web import guards
from quizapp.web.clock import received_at
from quizapp.web.i18n import speak

# Three forms of one page ask for the password.
FOR_CODES, FOR_DROPPING = "codes-", "drop-"


@blueprint.get("/staff/account")
def own_account() -> ResponseReturnValue:
    return _page(ChangePasswordForm())


@blueprint.post("/staff/account/password")
def change_password() -> ResponseReturnValue:
    session, form = guards.staff_session(), ChangePasswordForm()
    if not form.validate_on_submit():
        return _page(form), 422
    caller = known_device.caller(session.staff.name)
    try:
        staff_sessions.change_password(session, caller, form.current.data, form.password.data, received_at())
    except Invalid as refusal:
        form.refuse(refusal)
        return _page(form), 422
    return _done(speak(say("密码改好了，别处的登录都退出了。")))


@blueprint.post(f"/staff/account/sessions/<int(max={2**62}):session_id>/close")
def close_session(session_id: int) -> ResponseReturnValue:
    staff_sessions.close(guards.staff_session(), session_id, received_at())
    return _done(speak(say("那里已经退出了。")))


@blueprint.post("/staff/account/sessions/close")
def close_other_sessions() -> ResponseReturnValue:
    staff_sessions.close_others(guards.staff_session(), received_at())
    return _done(speak(say("别处的登录都退出了。")))


@blueprint.post("/staff/account/recovery-codes")
def renew_recovery_codes() -> ResponseReturnValue:
    session, form = guards.staff_session(), CurrentPasswordForm(prefix=FOR_CODES)
    caller = known_device.caller(session.staff.name)
    try:
        codes = second_factor.renew_recovery_codes(session, caller, form.current.data or "", received_at())
    except Invalid as refusal:
        return _page(ChangePasswordForm(), speak(refusal.said)), 422
    return second_factor_views.codes_page(codes, url_for("accounts.own_account"))


@blueprint.post("/staff/account/second-factor/off")
def drop_second_factor() -> ResponseReturnValue:
    session, form = guards.staff_session(), CurrentPasswordForm(prefix=FOR_DROPPING)
    caller = known_device.caller(session.staff.name)
    try:
        second_factor.drop(session, caller, form.current.data or "", received_at())
    except Invalid as refusal:
        return _page(ChangePasswordForm(), speak(refusal.said)), 422
    return _done(speak(say("两步验证关了，今后只用密码登录。")))


def _page(form: ChangePasswordForm, refused: str = "") -> str:
    session = guards.staff_session()
    return render_template(
        "accounts/staff_account.html",
        form=form,
        for_codes=CurrentPasswordForm(None, prefix=FOR_CODES),
        for_dropping=CurrentPasswordForm(None, prefix=FOR_DROPPING),
        refused=refused,
        here=session,
        role=speak(ROLES[session.staff.role]),
        needs_second_factor=session.staff.role in NEEDS_SECOND_FACTOR,
        codes_left=second_factor.recovery_codes_left(session),
        sessions=staff_sessions.of_owner(session, received_at()),
        idle_minutes=int(STAFF_IDLE.total_seconds() // 60),
        life_hours=int(STAFF_LIFE.total_seconds() // 3600),
        shortest=passwords.SHORTEST,
    )


def _done(said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("accounts.own_account"))
