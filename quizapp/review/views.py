"""Pages of reviewing: the towns of a contest, the attempts behind a figure, the denominators."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.config import Config
from quizapp.domain.blueprint import question_id
from quizapp.domain.clock import from_us
from quizapp.domain.refusals import Invalid, NotFound, Problem
from quizapp.domain.rules_in_words import decimal
from quizapp.domain.tags import POPULATIONS
from quizapp.review import blueprint, exports, service, words
from quizapp.review.forms import DenominatorForm
from quizapp.review.service import TownReport
from quizapp.web import guards
from quizapp.web.clock import received_at
from quizapp.web.paging import Paging, asked_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
STANDARD_SORT = "code"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader chose by links: a stage, a population, the column that the table is sorted by."""

    stage: int = 0
    population: str = ""
    sort: str = STANDARD_SORT

    def arguments(self, **changes: Any) -> dict[str, Any]:
        """This choice, with changes, as it stands in an address: what is standard is left out."""
        chosen = asdict(replace(self, **changes))
        return {name: value for name, value in chosen.items() if value not in {0, "", STANDARD_SORT}}


@blueprint.get("/desk/towns")
def list_contests() -> str:
    return render_template(
        "review/list_contests.html", contests=service.visible_contests(), now=received_at(), phases=words.PHASES
    )


@blueprint.get("/desk/towns/<slug>")
def town_table(slug: str) -> str:
    choice, report = _report(slug)
    invited = report.record.contest.populations
    return render_template(
        "review/town_table.html",
        report=report,
        contest=report.record.contest,
        shown=exports.show(report, choice.population, choice.sort),
        as_of=exports.as_of(report),
        standing=exports.standing(report),
        caveat=exports.CAVEAT,
        choice=choice,
        populations={name: word for name, word in POPULATIONS.items() if not invited or name in invited},
        population_name=exports.population_name,
    )


@blueprint.get("/desk/towns/<slug>/towns.xlsx")
def export_xlsx(slug: str) -> Response:
    choice, report = _report(slug)
    return _file(exports.xlsx(exports.show(report, choice.population, choice.sort)), XLSX, f"{slug}-towns.xlsx")


@blueprint.get("/desk/towns/<slug>/towns.csv")
def export_csv(slug: str) -> Response:
    choice, report = _report(slug)
    return _file(exports.csv(exports.show(report, choice.population, choice.sort)), CSV, f"{slug}-towns.csv")


@blueprint.get("/desk/towns/<slug>/<area>/attempts")
def area_attempts(slug: str, area: str) -> str:
    choice = _choice()
    found = service.area_attempts(
        slug, area, guards.signed_in_staff(), received_at(), asked_page(), choice.stage, choice.population
    )
    return render_template(
        "review/area_attempts.html",
        found=found,
        choice=choice,
        paging=Paging(asked_page(), found.total, service.PAGE),
        states=words.STATES,
        points=decimal,
        population_name=exports.population_name,
    )


@blueprint.get("/desk/attempts/<int:attempt_id>")
def show_attempt(attempt_id: int) -> str:
    report = service.attempt_in_area(attempt_id, guards.signed_in_staff(), received_at())
    return render_template(
        "review/show_attempt.html",
        report=report,
        attempt=report.attempt,
        states=words.STATES,
        points=decimal,
        population_name=exports.population_name,
        question_id=question_id,
        from_us=from_us,
        action_in_words=words.action_in_words,
        actor_in_words=words.actor_in_words,
    )


@blueprint.get("/desk/audit")
def audit_log() -> str:
    """Everything that was changed or looked at, by whom; `about` and `by` narrow it as they stand in the table."""
    about, by, number = request.args.get("about", "").strip(), request.args.get("by", "").strip(), asked_page()
    total, events = service.audit_page(number, about, by)
    return render_template(
        "review/audit_log.html",
        events=events,
        about=about,
        by=by,
        paging=Paging(number, total, service.PAGE),
        action_in_words=words.action_in_words,
        actor_in_words=words.actor_in_words,
    )


@blueprint.route("/desk/denominators", methods=["GET", "POST"])
def denominators() -> ResponseReturnValue:
    staff, now = guards.signed_in_staff(), received_at()
    config: Config = current_app.config["QUIZAPP"]
    form = DenominatorForm(service.areas_of(staff), now.astimezone(config.timezone).date())
    problems: list[Problem] = []
    if form.validate_on_submit():
        try:
            service.enter_denominator(form.denominator(), staff, guards.actor(), now)
            return redirect(url_for("review.denominators", saved=1), 303)
        except Invalid as refusal:
            problems = refusal.problems
    page = render_template(
        "review/denominators.html",
        form=form,
        entered=service.denominators_of(staff, now),
        saved="saved" in request.args,
        problems=problems,
        population_name=exports.population_name,
    )
    return page, 422 if form.is_submitted() else 200


def _report(slug: str) -> tuple[Choice, TownReport]:
    choice = _choice()
    return choice, service.town_report(slug, guards.signed_in_staff(), received_at(), choice.stage)


def _choice() -> Choice:
    """The choice that the address names. Raises NotFound for one that no link of ours makes."""
    stage = request.args.get("stage", "0")
    population = request.args.get("population", "")
    sort = request.args.get("sort", STANDARD_SORT)
    if not (stage.isascii() and stage.isdecimal() and len(stage) < 4) or population not in {"", *POPULATIONS}:
        raise NotFound()
    if sort.removeprefix("-") not in exports.SORTS:
        raise NotFound()
    return Choice(int(stage), population, sort)


def _file(content: bytes, content_type: str, name: str) -> Response:
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
