"""Pages of the people of one phone: who answers next, one more, what a contest still asks, and the link on the wall."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts import blueprint, choices, next_page, people, service, wired
from quizapp.accounts.forms import ChooseForm, PersonForm
from quizapp.domain.contest import ContestRecord
from quizapp.domain.people import Participant, PhoneSession, Place
from quizapp.domain.refusals import Invalid, NotFound
from quizapp.domain.words import say
from quizapp.operations import consent
from quizapp.web import consent_text, guards, links
from quizapp.web.clock import received_at
from quizapp.web.i18n import chosen_locale


@blueprint.get("/people")
def people_page() -> ResponseReturnValue:
    at_hand = guards.phone_session()
    found = people.of_session(at_hand)
    return render_template(
        "accounts/people.html",
        people=found,
        person_id=at_hand.person_id,
        may_add=at_hand.many and len(found) < people.MOST_PEOPLE,
        most=people.MOST_PEOPLE,
        wanted=request.args.get("next", ""),
    )


@blueprint.post("/people/choose")
def choose_page() -> ResponseReturnValue:
    form = ChooseForm()
    people.choose(guards.phone_session(), _number(form.person.data))
    return redirect(next_page.local(form.next.data) or url_for("taking.home"), 303)


@blueprint.route("/people/form", methods=["GET", "POST"])
def person_page() -> ResponseReturnValue:
    """One more person of this phone; with `me`, what a contest still asks of the one who answers."""
    at_hand, me = guards.phone_session(), "me" in request.args
    form = PersonForm(next=request.args.get("next", ""))
    target = next_page.local(form.next.data) or url_for("taking.home")
    record = service.contest_wanted(target)
    asked = choices.asked(record, at_hand, me=me)
    if me and not asked:
        return redirect(target, 303)
    choices.offer(form, asked, record, at_hand, me=me)
    if request.method == "GET":
        return _form_page(form, record, None, me)
    try:
        if not form.validate():
            raise Invalid.at("birth_year", say("出生年份要是四位数字，像 1958。"))
        if me:
            people.change(guards.signed_in_person(), form.given(), received_at())
        else:
            _add(form, at_hand)
    except Invalid as refusal:
        form.refuse(refusal)
        return _form_page(form, record, None, me), 422
    return redirect(target, 303)


@blueprint.route("/l/<link>", methods=["GET", "POST"])
def link_page(link: str) -> ResponseReturnValue:
    """What the code on the wall opens: the name, and what else the contest asks; or one tap for who is known here."""
    place = links.read(link)
    if place is None:
        raise NotFound(say("这个链接不对，请再扫一次二维码。"))
    record = service.contest_of_link(place)
    who = guards.identity()
    known = people.of_session(who.phone) if who and who.phone else []
    form, chosen = PersonForm(), request.form.get("person", "")
    asked = choices.asked_by_link(record, place)
    choices.offer(form, asked, record, None)
    target = url_for("taking.contest_page", slug=record.contest.slug)
    if request.method == "GET":
        return _form_page(form, record, place, known=known)
    try:
        if not chosen and not form.validate():
            raise Invalid.at("birth_year", say("出生年份要是四位数字，像 1958。"))
        if not chosen:
            choices.require_consent(form)
        _let_in(place, form, chosen)
    except Invalid as refusal:
        form.refuse(refusal)
        return _form_page(form, record, place, known=known), 422
    return redirect(target, 303)


def _let_in(place: Place, form: PersonForm, chosen: str) -> None:
    """Open or go on with the phone's session, and let somebody new or somebody known answer."""
    who = guards.identity()
    token = wired.sign_in_by_link(place, shared=form.shared.data)
    at_hand = service.session_of(token, received_at())
    if chosen:
        people.choose(at_hand, _number(chosen))
    else:
        _add(form, at_hand)
    if who is None or who.phone is None:
        wired.carry(token)


def _add(form: PersonForm, at_hand: PhoneSession) -> Participant:
    choices.require_consent(form)
    return people.add(at_hand, form.details(), form.consent_version.data or "", received_at())


def _form_page(
    form: PersonForm,
    record: ContestRecord | None,
    place: Place | None,
    me: bool = False,
    known: list[Participant] | None = None,
) -> str:
    form.consent_version.data = consent.CURRENT
    return render_template(
        "accounts/person.html",
        form=form,
        record=record,
        place=choices.place_name(place) if place else "",
        me=me,
        known=known or [],
        text=consent_text.as_html(consent.text(consent.CURRENT, chosen_locale())),
    )


def _number(text: str | None) -> int:
    if not text or not text.isdecimal() or len(text) > wired.LONGEST_NUMBER:
        raise NotFound(say("这部手机上没有这个人。"))
    return int(text)
