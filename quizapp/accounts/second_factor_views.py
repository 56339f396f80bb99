"""Pages of the second factor: enrolling an authenticator, and giving its code after the password."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts import blueprint, known_device, next_page, second_factor
from quizapp.accounts.staff_forms import CodeForm, EnrolForm
from quizapp.domain.entry_code import shown
from quizapp.domain.refusals import BadCredentials, Invalid, NotSignedIn, SlowDown
from quizapp.domain.staff import Step
from quizapp.web import guards, qr
from quizapp.web.clock import received_at


@blueprint.route("/staff/second-factor", methods=["GET", "POST"])
def give_code() -> ResponseReturnValue:
    """The step after the password, for those who have enrolled."""
    session, form = guards.staff_session(), CodeForm(next=request.args.get("next", ""))
    if session.missing() is not Step.CODE:
        return redirect(url_for("accounts.staff_home"))
    if not form.validate_on_submit():
        return _code_page(form), 422 if form.errors else 200
    caller = known_device.caller(session.staff.name)
    try:
        second_factor.give_code(session, caller, form.code.data, received_at())
    except (BadCredentials, SlowDown) as refusal:
        return known_device.refused(refusal, lambda said: _code_page(form, said))
    return known_device.remembered(next_page.local(form.next.data) or url_for("accounts.staff_home"), caller.name)


@blueprint.route("/staff/second-factor/new", methods=["GET", "POST"])
def enrol() -> ResponseReturnValue:
    """Take an authenticator into use; the answer holds the recovery codes, once."""
    session, form = guards.staff_session(), EnrolForm(next=request.args.get("next", ""))
    if not form.validate_on_submit():
        return _enrol_page(form), 422 if form.errors else 200
    caller = known_device.caller(session.staff.name)
    try:
        codes = second_factor.enrol(session, _token(), caller, form.code.data, form.current.data or "", received_at())
    except Invalid as refusal:
        form.refuse(refusal)
        return _enrol_page(form), 422
    except SlowDown as refusal:
        return known_device.refused(refusal, lambda said: _enrol_page(form, said))
    target = next_page.local(form.next.data) or url_for("accounts.staff_home")
    response = make_response(codes_page(codes, target))
    known_device.remember(response, caller.name)
    return response


def _code_page(form: CodeForm, refused: str = "") -> str:
    return render_template("accounts/staff_code.html", form=form, refused=refused)


def _enrol_page(form: EnrolForm, refused: str = "") -> str:
    session = guards.staff_session()
    offer = second_factor.offer(session, _token())
    return render_template(
        "accounts/staff_enrol.html",
        form=form,
        refused=refused,
        enrolled=session.enrolled,
        must=session.missing() is Step.ENROL,
        drawing=qr.svg(offer.address),
        secret=" ".join(offer.secret[i : i + 4] for i in range(0, len(offer.secret), 4)),
    )


def codes_page(codes: tuple[str, ...], target: str) -> str:
    """The recovery codes, which can be read only now; and where to go on to."""
    return render_template("accounts/staff_recovery_codes.html", codes=[shown(code) for code in codes], target=target)


def _token() -> str:
    """The token of the session at hand, from which its offer is made."""
    token = guards.session_token()
    if token is None:
        raise NotSignedIn()
    return token
