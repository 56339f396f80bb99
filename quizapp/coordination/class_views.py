"""Pages of a class that starts together: choose the class, show the PIN, start."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.coordination import blueprint, class_start, words
from quizapp.coordination.class_start import ClassPage
from quizapp.coordination.forms import PartForm
from quizapp.coordination.views import CONTEST
from quizapp.domain.refusals import Closed, NotOpenYet, Stopped
from quizapp.web import guards, slips
from quizapp.web.clock import received_at
from quizapp.web.i18n import speak

# Larger numbers fit into no column.
START = f"/desk/unit/class/<int(max={2**62}):start_id>"


@blueprint.route(f"{CONTEST}/class", methods=["GET", "POST"])
def class_starts(slug: str) -> ResponseReturnValue:
    """Choose who starts together; sent, it makes the PIN."""
    staff, now, form = guards.signed_in_staff(), received_at(), PartForm()
    if form.is_submitted():
        made = class_start.open_one(slug, staff, form.unit.data or "", guards.actor(), now)
        return redirect(url_for("coordination.class_page", start_id=made.id), 303)
    record, mine, running = class_start.running(slug, staff, now)
    form.unit.choices = [(code, mine.name_of(code)) for code in mine.units]
    return render_template("coordination/class_starts.html", record=record, own=mine, form=form, running=running)


@blueprint.get(START)
def class_page(start_id: int) -> str:
    return _page(class_start.page(start_id, guards.signed_in_staff(), received_at()))


@blueprint.post(f"{START}/begin")
def begin_class(start_id: int) -> ResponseReturnValue:
    staff, now = guards.signed_in_staff(), received_at()
    zone: ZoneInfo = current_app.config["QUIZAPP"].timezone
    try:
        begun = class_start.begin(start_id, staff, guards.actor(), now, zone)
    except (Closed, NotOpenYet, Stopped) as refusal:
        return _page(class_start.page(start_id, staff, now), speak(refusal.said)), 409
    if begun is None:
        return redirect(url_for("coordination.class_page", start_id=start_id), 303)
    return render_template("coordination/class_begun.html", begun=begun, page=begun.page)


@blueprint.post(f"{START}/end")
def end_class(start_id: int) -> ResponseReturnValue:
    ended = class_start.end(start_id, guards.signed_in_staff(), guards.actor(), received_at())
    return redirect(url_for("coordination.class_starts", slug=class_start.slug_of(ended)), 303)


def _page(page: ClassPage, refused: str = "") -> str:
    return render_template(
        "coordination/class_page.html",
        page=page,
        is_open=page.start.is_open(received_at()),
        refused=refused,
        address=f"{slips.public_url()}{url_for('taking.join_class_page', slug=page.record.contest.slug)}",
        words=words,
    )
