"""Pages for staff to come in by, to leave by, and to set a password on."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts import blueprint, known_device, next_page, service, staff
from quizapp.accounts.staff_forms import PasswordForm, SignInForm
from quizapp.domain.refusals import BadCredentials, Forbidden, Invalid, SlowDown
from quizapp.domain.words import say
from quizapp.web import desk, guards
from quizapp.web.clock import received_at
from quizapp.web.i18n import speak


@blueprint.route("/staff/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    form = SignInForm(next=request.args.get("next", ""))
    if not form.validate_on_submit():
        return render_template("accounts/staff_sign_in.html", form=form, refused=""), 422 if form.errors else 200
    name = form.name.data.strip()
    try:
        _, token = staff.sign_in(
            name, form.password.data, request.remote_addr or "", known_device.device_of(name), received_at()
        )
    except (BadCredentials, SlowDown) as refusal:
        return _refused(form, refusal)
    session.clear()
    session["token"] = token
    response = make_response(redirect(next_page.local(form.next.data) or url_for("accounts.staff_home")))
    known_device.remember(response, name)
    return response


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
    page = render_template("accounts/staff_password.html", form=form, owner=owner, shortest=staff.SHORTEST_PASSWORD)
    return page, 422 if form.errors else 200


@blueprint.get("/staff")
def staff_home() -> ResponseReturnValue:
    """The first page that the role may open."""
    entries = desk.menu()
    if not entries:
        raise Forbidden()
    return redirect(entries[0].href)


def _refused(form: SignInForm, refusal: BadCredentials | SlowDown) -> Response:
    wait = refusal.facts.get("retry_after")
    said = say("密码试得太多了，请过 %(m)s 分钟再试。", m=-(-wait // 60)) if wait else refusal.said
    page = render_template("accounts/staff_sign_in.html", form=form, refused=speak(said))
    response = make_response(page, 429 if wait else 401)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response
