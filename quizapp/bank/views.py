"""Pages of the bank: what is there, and the way in: upload, look, confirm."""

from __future__ import annotations

from flask import Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.bank import blueprint, service
from quizapp.bank.forms import ConfirmForm, UploadForm, name_of
from quizapp.bank.service import Preview, Tray
from quizapp.config import Config
from quizapp.domain.question import KINDS
from quizapp.domain.refusals import Invalid, NotFound, Problem
from quizapp.domain.words import say
from quizapp.formats.question_template import question_template
from quizapp.web import guards, routes
from quizapp.web.clock import received_at
from quizapp.web.paging import Paging, asked_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A format that bears its own name everywhere (GIFT, Aiken) needs no other here.
FORMATS = {"xlsx": say("Excel 表格"), "csv": say("CSV 表格"), "text": say("文本"), "toml": say("题库文件（TOML）")}
# How many questions a preview spells out: more than any paper of a contest office, few enough for an old desktop.
SHOWN_IN_PREVIEW = 300


@blueprint.get("/desk/bank")
def show_bank() -> str:
    found = service.overview(asked_page())
    return render_template(
        "bank/show_bank.html",
        bank=found,
        paging=Paging(asked_page(), found.total, service.PAGE),
        kinds=KINDS,
        contest_from=_contest_from,
    )


@blueprint.get("/desk/bank/import")
def import_page() -> str:
    return _import_page(UploadForm())


@blueprint.get("/desk/bank/template.xlsx")
def template_file() -> Response:
    """The sheet to fill in. Its name is plain ASCII, which every old mail program and disk keeps."""
    response = Response(question_template(), content_type=XLSX)
    response.headers["Content-Disposition"] = 'attachment; filename="questions-template.xlsx"'
    return response


@blueprint.post("/desk/bank/import/preview")
def preview_import() -> ResponseReturnValue:
    form = UploadForm()
    try:
        data, name = form.content()
        found = service.preview(data, name, _tray(), guards.actor(), received_at())
    except Invalid as refusal:
        return _import_page(form, refusal.problems), 422
    confirm = ConfirmForm(formdata=None, token=found.token, collection=name_of(name))
    return _preview_page(found, confirm)


@blueprint.post("/desk/bank/import/confirm")
def confirm_import() -> ResponseReturnValue:
    form = ConfirmForm()
    token = form.token.data or ""
    try:
        if not form.validate():
            return _preview_page(service.preview_again(token, _tray(), guards.actor(), received_at()), form), 422
        report = service.confirm(token, form.collection.data, _tray(), guards.actor(), received_at())
    except NotFound as refusal:
        return _import_page(UploadForm(formdata=None), [Problem("file", refusal.said)]), 404
    collection = form.collection.data
    return render_template(
        "bank/imported.html", report=report, collection=collection, contest_from=_contest_from, kinds=KINDS
    )


def _import_page(form: UploadForm, problems: list[Problem] | None = None) -> str:
    return render_template("bank/import.html", form=form, problems=problems or [])


def _preview_page(found: Preview, form: ConfirmForm) -> str:
    return render_template(
        "bank/preview.html",
        report=found.report,
        form=form,
        format=FORMATS.get(found.report.format, found.report.format),
        kinds=KINDS,
        at_most=SHOWN_IN_PREVIEW,
    )


def _tray() -> Tray:
    config: Config = current_app.config["QUIZAPP"]
    return Tray(config.instance / "uploads", guards.session_token() or "")


def _contest_from(collection: str) -> str:
    """Where a contest is made from a collection; '' for somebody who may not make one."""
    endpoint = "console.new_contest"
    who = guards.identity()
    may = who is not None and who.role in routes.ROUTES[endpoint].who and endpoint in current_app.view_functions
    return url_for(endpoint, collection=collection) if may else ""
