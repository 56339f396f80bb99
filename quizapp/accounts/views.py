"""Pages of the participants' door: come in with a code or a phone number, leave so that the next person can."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts import blueprint, next_page, people, phone_codes, service, wechat, wired
from quizapp.accounts.forms import EnterForm, PhoneCodeForm, PhoneForm
from quizapp.config import WeChat
from quizapp.domain.refusals import BadCredentials, Busy, Invalid, NotFound, Refusal, SlowDown
from quizapp.operations import consent
from quizapp.web import consent_text, guards, problem
from quizapp.web.clock import received_at
from quizapp.web.i18n import chosen_locale, speak


@blueprint.route("/enter", methods=["GET", "POST"])
def enter() -> ResponseReturnValue:
    """By the code of a slip; beside it the other ways in to what was wanted."""
    form = EnterForm(next=request.args.get("next", ""))
    if request.method == "GET":
        return _door(form.next.data)
    address = request.remote_addr or ""
    try:
        signed_in = service.sign_in_by_code(form.code.data or "", address, received_at(), shared=form.shared.data)
    except (BadCredentials, SlowDown) as refusal:
        return _door(form.next.data, refusal)
    wired.carry(signed_in.token)
    contest = url_for("taking.contest_page", slug=signed_in.slug)
    return redirect(next_page.local(form.next.data) or contest, 303)


@blueprint.route("/enter/phone", methods=["GET", "POST"])
def phone_page() -> ResponseReturnValue:
    """Send a code; the answer is the page to type it on."""
    form = PhoneForm(next=request.args.get("next", ""))
    if request.method == "GET":
        return _page("accounts/phone.html", form)
    try:
        phone = phone_codes.require_phone(form.phone.data or "")
        session["otp"] = phone_codes.send(phone, wired.gateway(), speak, received_at())
    except SlowDown as refusal:
        return _page("accounts/phone_code.html", form, refusal)
    except (Invalid, Busy) as refusal:
        return _page("accounts/phone.html", form, refusal)
    return _page("accounts/phone_code.html", form)


@blueprint.post("/enter/phone/code")
def phone_code_page() -> ResponseReturnValue:
    form = PhoneCodeForm()
    now, address = received_at(), request.remote_addr or ""
    try:
        phone = phone_codes.require_phone(form.phone.data or "")
        token = phone_codes.sign_in(
            phone, form.otp.data or "", session.get("otp"), address, now, shared=form.shared.data
        )
    except Invalid as refusal:
        return _page("accounts/phone.html", form, refusal)
    except (BadCredentials, SlowDown) as refusal:
        return _page("accounts/phone_code.html", form, refusal)
    wired.carry(token)
    return _onwards(token, form.next.data)


@blueprint.get("/enter/wechat")
def wechat_page() -> ResponseReturnValue:
    journey = wechat.begin(_wechat(), _back())
    session["wechat"] = {"state": journey.state, "next": request.args.get("next", "")}
    return redirect(journey.address)


@blueprint.get("/enter/wechat/back")
def wechat_back() -> ResponseReturnValue:
    """Whoever comes back from WeChat, and set out from this very browser."""
    settings, journey = _wechat(), session.pop("wechat", None)
    code, state = request.args.get("code", ""), request.args.get("state", "")
    if journey is None or not code or journey["state"] != state:
        raise BadCredentials(wechat.NOT_LET_IN)
    token = wechat.sign_in(settings, code, _back(), received_at())
    wired.carry(token)
    return _onwards(token, journey["next"])


@blueprint.get("/consent")
def consent_page() -> ResponseReturnValue:
    text = consent.text(consent.CURRENT, chosen_locale())
    return render_template("accounts/consent.html", text=consent_text.as_html(text, "h1"))


@blueprint.post("/leave")
def leave() -> ResponseReturnValue:
    token = guards.session_token()
    if token is not None:
        service.sign_out(token)
    session.clear()
    return redirect(url_for("accounts.enter"), 303)


def _onwards(token: str, wanted: str | None) -> ResponseReturnValue:
    """On to the page that was wanted: once it is known who answers, and that is chosen or made first."""
    target = next_page.local(wanted) or url_for("taking.home")
    at_hand = service.session_of(token, received_at())
    if at_hand.person_id is not None:
        return redirect(target, 303)
    door = "accounts.people_page" if people.of_session(at_hand) else "accounts.person_page"
    return redirect(url_for(door, next=target), 303)


def _wechat() -> WeChat:
    """Raises NotFound where no official account is set."""
    settings = wired.config().wechat
    if settings is None:
        raise NotFound()
    return settings


def _back() -> str:
    return f"{wired.config().public_url}{url_for('accounts.wechat_back')}"


def _door(wanted: str | None, refusal: Refusal | None = None) -> Response:
    ways = service.ways(next_page.local(wanted), received_at())
    return _answer("accounts/enter.html", refusal, wanted=wanted or "", ways=ways)


def _page(template: str, form: PhoneForm, refusal: Refusal | None = None) -> Response:
    return _answer(template, refusal, form=form, wanted=form.next.data or "")


def _answer(template: str, refusal: Refusal | None, **given: Any) -> Response:
    """A page of the door, with what was refused; `busy` and `slow-down` say when to come again."""
    wait = refusal.facts.get("retry_after") if refusal else None
    with_wechat = wired.config().wechat is not None
    page = render_template(template, refused=refusal and speak(refusal.said), wait=wait, wechat=with_wechat, **given)
    response = make_response(page, problem.STATUS[refusal.code] if refusal else 200)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response
