"""Pages of a unit: its contests and people, full names by a click, codes, the list to print, reminder, file."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, replace
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.coordination import blueprint, codes, exports, service, words
from quizapp.coordination.codes import Printed
from quizapp.coordination.forms import ConfirmForm, RefForm, SendingForm
from quizapp.domain.progress import Progress
from quizapp.domain.refusals import Invalid, NotFound
from quizapp.operations import reissue
from quizapp.web import guards, slips
from quizapp.web.clock import received_at
from quizapp.web.paging import Paging, asked_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTEST = "/desk/unit/contests/<slug>"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader chose by links: a part of the unit, how far people are."""

    part: str = ""
    state: str = ""

    def arguments(self, **changes: Any) -> dict[str, Any]:
        """This choice, with changes, as it stands in an address."""
        return {name: value for name, value in asdict(replace(self, **changes)).items() if value}


@blueprint.get("/desk/unit")
def list_contests() -> str:
    now = received_at()
    mine, lines = service.contests_of(guards.signed_in_staff(), now)
    return render_template("coordination/contests.html", own=mine, lines=lines, now=now, words=words)


@blueprint.get(CONTEST)
def people_page(slug: str) -> str:
    choice, page, now = _choice(), asked_page(), received_at()
    staff = guards.signed_in_staff()
    roll = service.roll(slug, staff, now, part=choice.part, progress=choice.state, page=page)
    total = getattr(roll.counts, choice.state) if choice.state else roll.counts.people
    return render_template(
        "coordination/people.html",
        roll=roll,
        choice=choice,
        phase=roll.record.phase(now),
        paging=Paging(page, total, service.PAGE),
        words=words,
        form=RefForm(),
    )


@blueprint.post(f"{CONTEST}/look")
def look_at(slug: str) -> str:
    ref = RefForm().ref.data or ""
    record, person, name = service.look_at(slug, guards.signed_in_staff(), ref, guards.actor(), received_at())
    return render_template("coordination/person.html", record=record, person=person, name=name, words=words)


@blueprint.route(f"{CONTEST}/reissue", methods=["GET", "POST"])
def reissue_code(slug: str) -> str:
    staff, form = guards.signed_in_staff(), RefForm(ref=request.args.get("ref", ""))
    if form.is_submitted():
        printed = codes.for_one(slug, staff, form.ref.data or "", guards.actor(), received_at())
        return _slips_page(printed)
    record, person = service.person(slug, staff, form.ref.data, received_at())
    return render_template("coordination/reissue.html", record=record, person=person, form=form)


@blueprint.route(f"{CONTEST}/reissue-all", methods=["GET", "POST"])
def reissue_all(slug: str) -> ResponseReturnValue:
    """New codes for those who have not started; the answer holds the slips, this once."""
    staff, form, part = guards.signed_in_staff(), SendingForm(), _choice().part
    if form.is_submitted():
        try:
            sending = form.sending.data or ""
            return _slips_page(codes.for_those_waiting(slug, staff, part, sending, guards.actor(), received_at()))
        except Invalid as refusal:
            form.refuse(refusal)
    roll = service.roll(slug, staff, received_at(), part=part, progress=Progress.NOT_STARTED.value)
    page = render_template("coordination/reissue_all.html", roll=roll, form=form, sending=secrets.token_urlsafe(12))
    return page, 422 if form.errors else 200


@blueprint.route(f"{CONTEST}/class-list", methods=["GET", "POST"])
def class_list(slug: str) -> str:
    """The list to call the roll from; sent as a form, with the full names of minors, which the log keeps."""
    form, choice, now = ConfirmForm(), _choice(), received_at()
    roll = service.roll(slug, guards.signed_in_staff(), now, part=choice.part)
    names = service.look_at_all(roll, guards.actor(), now) if form.is_submitted() else {}
    return render_template(
        "coordination/class_list.html",
        roll=roll,
        choice=choice,
        names=names,
        classes=exports.by_unit(roll),
        words=words,
    )


@blueprint.get(f"{CONTEST}/reminder")
def reminder(slug: str) -> str:
    choice = _choice()
    roll = service.roll(
        slug, guards.signed_in_staff(), received_at(), part=choice.part, progress=Progress.NOT_STARTED.value
    )
    address = f"{slips.public_url()}{url_for('taking.contest_page', slug=slug)}"
    return render_template("coordination/reminder.html", roll=roll, choice=choice, text=exports.reminder(roll, address))


@blueprint.get(f"{CONTEST}/missing.xlsx")
def missing_file(slug: str) -> Response:
    """Who is missing, by department."""
    staff, now = guards.signed_in_staff(), received_at()
    roll = service.missing(slug, staff, guards.actor(), now, part=_choice().part)
    response = Response(exports.missing_xlsx(roll, now), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-missing.xlsx"'
    return response


def _choice() -> Choice:
    """The choice that the address names. Raises NotFound for one that no link of ours makes."""
    state = request.args.get("state", "")
    if state not in {"", *Progress}:
        raise NotFound()
    return Choice(request.args.get("part", ""), state)


def _slips_page(printed: Printed) -> str:
    return render_template(
        "coordination/slips.html",
        record=printed.record,
        count=len(printed.slips),
        bundles=reissue.bundles(printed.slips),
        **slips.around(printed.record.contest),
    )
