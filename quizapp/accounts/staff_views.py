"""Pages for staff to come in by, to leave by, and to set a password on."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts import blueprint, known_device, next_page, passwords, service, staff, staff_sessions
from quizapp.accounts.staff_forms import PasswordForm, SignInForm
from quizapp.domain.refusals import BadCredentials, Invalid, SlowDown
from quizapp.domain.words import say
from quizapp.web import desk, guards
from quizapp.web.clock import received_at
from quizapp.web.i18n import speak


@blueprint.route("/staff/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    form = SignInForm(next=request.args.get("next", ""))
    if not form.validate_on_submit():
        return _door(form), 422 if form.errors else 200
    caller = known_device.caller(form.name.data.strip())
    try:
        token = staff_sessions.sign_in(caller, form.password.data, received_at())
    except (BadCredentials, SlowDown) as refusal:
        return known_device.refused(refusal, lambda said: _door(form, said))
    session.clear()
    session["token"] = token
    step = staff_sessions.of_token(token).missing()
    wanted = next_page.local(form.next.data)
    if step:
        return redirect(url_for(guards.STEPS[step], next=wanted or None))
    return known_device.remembered(wanted or url_for("accounts.staff_home"), caller.name)


@blueprint.post("/staff/sign-out")
def sign_out() -> ResponseReturnValue:
    token = guards.session_token()
    if token is not None:
        service.sign_out(token)
    session.clear()
    flash(speak(say("您已经退出。")))
    return redirect(url_for("accounts.sign_in"))


@blueprint.route("/staff/password/<token>", methods=["GET", "POST"])
def password(token: str) -> ResponseReturnValue:
    """Set a password by a one-time link; a link that was used or is too old is refused at once."""
    owner = staff.owner_of_link(token, received_at())
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            staff.set_password(token, form.password.data, received_at())
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(speak(say("密码设好了，请登录。")))
            return redirect(url_for("accounts.sign_in"))
    page = render_template("accounts/staff_password.html", form=form, owner=owner, shortest=passwords.SHORTEST)
    return page, 422 if form.errors else 200


@blueprint.get("/staff")
def staff_home() -> ResponseReturnValue:
    """The first page that the role may open."""
    entries = desk.menu()
    return redirect(entries[0].href if entries else url_for("accounts.own_account"))


def _door(form: SignInForm, refused: str = "") -> str:
    idle = staff_sessions.was_idle(guards.session_token(), received_at())
    return render_template("accounts/staff_sign_in.html", form=form, refused=refused, idle=idle and not refused)
