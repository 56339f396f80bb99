"""Pages: the list of contests, one contest, and the form that writes and reads the contest file."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.console import blueprint, contest_form, defaults, live, service, words
from quizapp.console.forms import ContestForm
from quizapp.domain.contest import Contest, ContestRecord
from quizapp.domain.refusals import Invalid, Problem
from quizapp.domain.rules_in_words import sentences
from quizapp.domain.words import say
from quizapp.formats import contest_file
from quizapp.formats.decoding import decode
from quizapp.web import guards
from quizapp.web.clock import received_at
from quizapp.web.i18n import speak

# The fields behind 更多设置, which opens by itself when one of them is refused.
LESS_USED = (
    *("contest_department", "contest_campaign", "contest_plan", "contest_task", "contest_ask", "paper_questions"),
    *("paper_points", "timing_grace_seconds", "timing_start_spread_seconds", "chances_total", "marking_wrong"),
    *("practice_from",),
)


@blueprint.get("/desk")
def list_contests() -> str:
    groups = service.overview(received_at())
    kinds = {} if groups else service.sources(received_at()).kinds
    return render_template("console/contests.html", groups=groups, kinds=kinds, words=words)


@blueprint.get("/desk/contests/<slug>")
def show_contest(slug: str) -> str:
    figures = live.figures(slug, received_at())
    record = figures.record
    return render_template(
        "console/contest.html",
        record=record,
        phase=figures.phase,
        figures=figures.whole,
        ready=service.readiness(record, received_at()),
        rules=_rules(record.contest),
        deeds=service.history(record),
        words=words,
    )


@blueprint.get("/desk/contests/<slug>/contest.toml")
def contest_toml(slug: str) -> Response:
    text = _file(service.contest(slug).contest)
    response = Response(text, content_type="application/toml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.toml"'
    return response


@blueprint.route("/desk/new-contest", methods=["GET", "POST"])
def new_contest() -> ResponseReturnValue:
    """`collection`: the one that the questions are to come from, where a page of the bank led here."""
    today = received_at().astimezone(_zone()).date()
    slug = service.propose_slug(today)
    base = defaults.new_contest(slug, received_at(), _zone(), request.args.get("collection", ""))
    return _edit(None, base)


@blueprint.route("/desk/contests/<slug>/edit", methods=["GET", "POST"])
def edit_contest(slug: str) -> ResponseReturnValue:
    """Change the rules of a draft; afterwards nobody's paper may change under them."""
    record = service.contest(slug)
    if record.life.published_at is not None:
        message = say("「%(slug)s」已经发布，规则不能再改；可以延长、暂停或另建一场。", slug=slug)
        raise Invalid.at("contest.slug", message)
    return _edit(record, record.contest)


def _edit(record: ContestRecord | None, base: Contest) -> ResponseReturnValue:
    """Show the form, or do what its button said: fill it from a file, another row, fewer rows, a look, or save."""
    if request.method == "GET":
        return _page(_filled(base, record), record, base)
    form = ContestForm()
    do, _, row = request.form.get("do", "save").partition(":")
    if do == "fill":
        return _fill(form, record, base)
    if do == "add":
        form.paper_section.append_entry(contest_form.shown_section(defaults.another_section()))
    elif do == "drop" and row.isdecimal() and int(row) < len(form.paper_section.entries):
        form.paper_section.entries.pop(int(row))
    else:
        return _read(form, record, base, save=do == "save")
    return _page(form, record, None)


def _read(form: ContestForm, record: ContestRecord | None, base: Contest, *, save: bool) -> ResponseReturnValue:
    typed = form.data | ({"contest_slug": base.slug} if record else {})
    try:
        contest = contest_form.read(typed, base, _zone())
        if not save:
            return _page(form, record, contest)
        saved = _save(contest, record, form)
    except Invalid as refusal:
        form.refuse(refusal)
        return _page(form, record, None), 422
    flash(speak(say("规则存好了。")))
    return redirect(url_for("console.show_contest", slug=saved.contest.slug))


def _save(contest: Contest, record: ContestRecord | None, form: ContestForm) -> ContestRecord:
    if record is None:
        return service.create(contest, guards.actor(), received_at())
    read_at = form.based_on.data or ""
    version = int(read_at) if read_at.isdecimal() else 0
    return service.change(contest, version, guards.actor(), received_at())


def _fill(form: ContestForm, record: ContestRecord | None, base: Contest) -> ResponseReturnValue:
    """Fill the form from a contest file, pasted or chosen. A contest that exists keeps the name of its address."""
    upload = form.file.data
    try:
        contest = contest_file.read(decode(upload.read()) if upload else form.file_text.data or "")
    except Invalid as refusal:
        return _page(form, record, None, file_problems=refusal.problems), 422
    if record:
        contest = replace(contest, slug=base.slug)
    return _page(_filled(contest, record), record, contest)


def _filled(contest: Contest, record: ContestRecord | None) -> ContestForm:
    shown = contest_form.shown(contest, _zone())
    return ContestForm(formdata=None, data=shown | {"based_on": str(record.version) if record else "0"})


def _page(
    form: ContestForm, record: ContestRecord | None, contest: Contest | None, file_problems: list[Problem] | None = None
) -> str:
    """The form, and below it, where it could be read, the contest that it describes."""
    sources = service.sources(received_at())
    form.offer(sources.collections)
    return render_template(
        "console/contest_form.html",
        form=form,
        record=record,
        sources=sources,
        contest=contest,
        rules=_rules(contest) if contest else [],
        lacking=service.question_problems(contest, received_at()) if contest else [],
        text=_file(contest) if contest else "",
        file_problems=file_problems or [],
        refused=form.refused_places(),
        more_open=any(form[name].errors for name in LESS_USED),
        words=words,
    )


def _rules(contest: Contest) -> list[str]:
    return [speak(sentence) for stage in contest.stages for sentence in sentences(contest, stage)]


def _file(contest: Contest) -> str:
    """The contest file, with its times written as the district's clocks show them."""
    stages = tuple(
        replace(stage, opens_at=stage.opens_at.astimezone(_zone()), closes_at=stage.closes_at.astimezone(_zone()))
        for stage in contest.stages
    )
    return contest_file.write(replace(contest, stages=stages))


def _zone() -> ZoneInfo:
    zone: ZoneInfo = current_app.config["QUIZAPP"].timezone
    return zone
