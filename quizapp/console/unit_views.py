"""The page of units: take over the list of schools, villages, firms and departments, and see what is there."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from quizapp.console import areas, blueprint, lists
from quizapp.console.forms import UploadForm
from quizapp.domain.refusals import Invalid, Problem
from quizapp.domain.words import say
from quizapp.formats.areas import UNIT_COLUMNS, UNIT_KINDS
from quizapp.formats.results import Sheet, write_xlsx
from quizapp.web import guards
from quizapp.web.clock import received_at

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("/desk/units", methods=["GET", "POST"])
def units_page() -> ResponseReturnValue:
    form = UploadForm()
    if not form.is_submitted():
        return _page(form, None, [])
    try:
        if not form.file.data:
            raise Invalid.at("file", say("请先选一个名单文件。"))
        data, name = form.file.data.read(), form.file.data.filename or ""
        count, problems = areas.import_units(data, name, guards.actor(), received_at())
    except Invalid as refusal:
        form.refuse(refusal)
        return _page(form, None, []), 422
    return _page(form, count, problems)


@blueprint.get("/desk/units-template.xlsx")
def units_template() -> Response:
    columns = [column.names[0] for column in UNIT_COLUMNS]
    notes = ["每行一个单位；人数可以空着。类别写：" + "、".join(UNIT_KINDS)]
    towns = Sheet("镇街名", header=["镇街"], rows=[(name,) for name in lists.town_names()])
    response = Response(write_xlsx([Sheet("单位", notes=notes, header=columns), towns]), content_type=XLSX)
    response.headers["Content-Disposition"] = "attachment; filename*=UTF-8''%E5%8D%95%E4%BD%8D.xlsx"
    return response


def _page(form: UploadForm, count: int | None, problems: list[Problem]) -> str:
    return render_template(
        "console/units.html",
        form=form,
        count=count,
        problems=problems,
        columns={column.field: column.names[0] for column in UNIT_COLUMNS},
        towns=lists.units_by_town(),
    )
