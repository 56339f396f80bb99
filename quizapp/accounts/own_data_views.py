"""Pages of one's own data: see it, take it along, make it go. Only of whoever is chosen on the phone."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, render_template, request, session
from flask.typing import ResponseReturnValue

from quizapp.accounts import blueprint
from quizapp.accounts import own_data as verbs
from quizapp.accounts.forms import EraseForm
from quizapp.domain.refusals import Invalid
from quizapp.web import guards
from quizapp.web.clock import received_at
from quizapp.web.i18n import speak


@blueprint.get("/me/data")
def own_data() -> ResponseReturnValue:
    """In short words, and the whole copy to read: not every phone's browser can download."""
    copied = verbs.copy(guards.signed_in_person(), received_at())
    return render_template(
        "accounts/own_data.html", rows=verbs.in_short(copied), askers=verbs.askers(copied), copy=_written(copied)
    )


@blueprint.get("/me/data.json")
def own_data_file() -> ResponseReturnValue:
    copied = verbs.copy(guards.signed_in_person(), received_at())
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"', "Cache-Control": "no-store"}
    return Response(_written(copied), mimetype="application/json", headers=headers)


@blueprint.route("/me/erase", methods=["GET", "POST"])
def erase_me() -> ResponseReturnValue:
    """What goes and what stays; agreed to, it is done, and nobody is signed in here any more."""
    person_id, form = guards.signed_in_person(), EraseForm()
    if request.method == "GET":
        return _confirm(person_id)
    try:
        verbs.forget(person_id, form.person.data or "", received_at())
    except Invalid as refusal:
        return _confirm(person_id, speak(refusal.said)), 422
    session.clear()
    return render_template("accounts/erased.html")


def _confirm(person_id: int, refused: str = "") -> str:
    name = verbs.name_of(person_id)
    return render_template("accounts/erase_me.html", person_id=person_id, name=name, refused=refused)


def _written(copied: dict[str, Any]) -> str:
    return json.dumps(copied, ensure_ascii=False, indent=2)
