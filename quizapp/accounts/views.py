"""Pages of the participants' door: come in with a code, leave so that the next person can."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts import blueprint, next_page, service
from quizapp.accounts.forms import EnterForm
from quizapp.domain.refusals import BadCredentials, SlowDown
from quizapp.web import guards, problem
from quizapp.web.clock import received_at
from quizapp.web.i18n import speak


@blueprint.route("/enter", methods=["GET", "POST"])
def enter() -> ResponseReturnValue:
    form = EnterForm(next=request.args.get("next", ""))
    if request.method == "GET":
        return _page(form)
    try:
        signed_in = service.sign_in_by_code(form.code.data or "", request.remote_addr or "", received_at())
    except (BadCredentials, SlowDown) as refusal:
        return _page(form, refusal)
    session.clear()
    session["token"] = signed_in.token
    session.permanent = True
    contest = url_for("taking.contest_page", slug=signed_in.slug)
    return redirect(next_page.local(form.next.data) or contest, 303)


@blueprint.post("/leave")
def leave() -> ResponseReturnValue:
    token = guards.session_token()
    if token is not None:
        service.sign_out(token)
    session.clear()
    return redirect(url_for("accounts.enter"), 303)


def _page(form: EnterForm, refusal: BadCredentials | SlowDown | None = None) -> Response:
    wait = refusal.facts.get("retry_after") if refusal else None
    page = render_template("accounts/enter.html", form=form, refused=refusal and speak(refusal.said), wait=wait)
    if refusal is None:
        return make_response(page)
    response = make_response(page, problem.STATUS[refusal.code])
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response
