"""Pages of a contest's people: import with slips, the list, full names by a click, codes, lists of classes, poster."""

from __future__ import annotations

import base64
import secrets

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from quizapp.console import blueprint, lists, roster, service, words
from quizapp.console.forms import ConfirmForm, RefForm, UploadForm
from quizapp.domain.refusals import Invalid, NotFound
from quizapp.domain.rules_in_words import in_short
from quizapp.domain.words import say
from quizapp.formats.results import Sheet, write_csv
from quizapp.formats.roster import COLUMNS
from quizapp.formats.roster_template import roster_template as template_bytes
from quizapp.operations import reissue
from quizapp.operations.reissue import Slip
from quizapp.web import guards, qr, slips
from quizapp.web.clock import received_at
from quizapp.web.i18n import speak
from quizapp.web.paging import Paging, asked_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/desk/contests/<slug>/roster")
def roster_page(slug: str) -> str:
    area, wanted = request.args.get("area", ""), request.args.get("q", "").strip()
    number, now = asked_page(), received_at()
    found = lists.search(slug, wanted, now, area) if wanted else lists.roster_page(slug, now, area, number)
    return render_template(
        "console/roster.html",
        found=found,
        record=found.record,
        area=area,
        wanted=wanted,
        paging=Paging(number, found.total, lists.PAGE),
        words=words,
    )


@blueprint.post("/desk/contests/<slug>/roster/look")
def look_at(slug: str) -> str:
    record = service.contest(slug)
    person, name = lists.look_at(record, RefForm().ref.data or "", guards.actor(), received_at())
    return render_template("console/person.html", record=record, person=person, name=name)


@blueprint.route("/desk/contests/<slug>/roster/import", methods=["GET", "POST"])
def import_roster(slug: str) -> ResponseReturnValue:
    """Take over a list. The answer holds the codes, once: slips, lists and a file to keep, all in this one page."""
    record = service.contest(slug)
    form = UploadForm()
    if not form.is_submitted():
        return _upload_page(slug, form)
    try:
        if not form.file.data:
            raise Invalid.at("file", say("请先选一个名单文件。"))
        data, name = form.file.data.read(), form.file.data.filename or ""
        report = roster.import_roster(data, name, slug, guards.actor(), received_at(), form.sending.data or "")
    except Invalid as refusal:
        form.refuse(refusal)
        return _upload_page(slug, form), 422
    return render_template(
        "console/slips.html",
        record=record,
        problems=report.problems,
        columns={column.field: column.names[0] for column in COLUMNS},
        codes=_codes_file(report.slips),
        bundles=reissue.bundles(report.slips),
        **slips.around(record.contest),
    )


@blueprint.route("/desk/contests/<slug>/roster/reissue", methods=["GET", "POST"])
def reissue_code(slug: str) -> ResponseReturnValue:
    record, now, form = service.contest(slug), received_at(), RefForm(ref=request.args.get("ref", ""))
    if not form.is_submitted():
        person = lists.person(record, form.ref.data, now)
        return render_template("console/reissue.html", record=record, person=person, form=form)
    printed = reissue.slips(record, [form.ref.data or ""], guards.actor(), now)
    return render_template(
        "console/reissued.html",
        record=record,
        slip=printed[0],
        bundles=reissue.bundles(printed),
        **slips.around(record.contest),
    )


@blueprint.get("/desk/roster-template.xlsx")
def roster_template() -> Response:
    response = Response(template_bytes(lists.town_names()), content_type=XLSX)
    response.headers["Content-Disposition"] = "attachment; filename*=UTF-8''%E5%90%8D%E5%8D%95.xlsx"
    return response


@blueprint.route("/desk/contests/<slug>/lists", methods=["GET", "POST"])
def class_lists(slug: str) -> str:
    """Lists to call the roll from; sent as a form, with the full names of minors, which the log keeps."""
    area, now, form = request.args.get("area", ""), received_at(), ConfirmForm()
    record, areas, classes = lists.class_lists(slug, now, area)
    names = lists.look_at_all(record, classes, guards.actor(), now) if form.is_submitted() else {}
    return render_template(
        "console/class_lists.html",
        record=record,
        areas=areas,
        classes=classes,
        area=area,
        names=names,
        words=words,
    )


@blueprint.get("/desk/contests/<slug>/poster")
def entry_qr(slug: str) -> str:
    """A page to print and put up: where to go, and how."""
    record = service.contest(slug)
    if record.life.published_at is None:
        raise NotFound(say("发布以后才有入口二维码。"))
    address = f"{slips.public_url()}/c/{slug}"
    return render_template(
        "console/poster.html",
        record=record,
        address=address,
        code=qr.svg(address),
        short=[speak(sentence) for sentence in in_short(record.contest.stages[0])],
    )


def _upload_page(slug: str, form: UploadForm) -> str:
    """The number of the sending is new with each page, so that one page cannot enter people twice."""
    form.sending.data = secrets.token_urlsafe(12)
    form.sending.raw_data = None
    found = lists.roster_page(slug, received_at())
    return render_template("console/import.html", record=found.record, form=form, entered=found.total)


def _codes_file(slips: list[Slip]) -> str:
    """ref, name and code as a file inside the page, since the codes are gone with it."""
    rows = [(slip.ref, slip.name, slip.code) for slip in slips]
    data = write_csv(Sheet("codes", header=["ref", "name", "entry_code"], rows=rows))
    return "data:text/csv;base64," + base64.b64encode(data).decode()
