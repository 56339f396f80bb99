"""Pages that change a contest's life: each says in plain words what will happen, and does it when confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.console import blueprint, service
from quizapp.console.forms import ConfirmForm, ExtendForm, ReasonForm
from quizapp.console.typed import Unfit, moment_key
from quizapp.domain.contest import ContestRecord
from quizapp.domain.refusals import Invalid
from quizapp.domain.words import Sentence, say
from quizapp.operations import extend as time_verbs
from quizapp.operations import publish as life_verbs
from quizapp.web import guards
from quizapp.web.clock import received_at
from quizapp.web.i18n import speak

USUAL_EXTENSION = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """What a page says before something is done: its heading, what will follow, the button, and what was done."""

    title: Sentence
    follows: tuple[Sentence, ...]
    button: Sentence
    done: Sentence
    grave: bool = False


PUBLISH = Step(
    say("发布竞赛"),
    (
        say("规则和试题从此定下来，不能再改；时间还可以延长。"),
        say("到了开始时间自动开放，不用再点什么。"),
        say("名单发布以后还可以继续加人。"),
    ),
    say("发布"),
    say("已经发布。"),
)
CLOSE = Step(
    say("提前结束竞赛"),
    (
        say("从现在起谁也不能再答题。"),
        say("正在答的人，按已经保存的答案自动交卷。"),
        say("万一点错，还可以用「延长」重新开放。"),
    ),
    say("现在就结束"),
    say("竞赛结束了，没交的卷子由系统代交。"),
    grave=True,
)
FINISH = Step(
    say("完结竞赛"),
    (
        say("表示全部事情都办完了，这一场不再变动。"),
        say("完结以后不能再延长。"),
    ),
    say("完结"),
    say("竞赛已经完结。"),
)
EXTEND = Step(
    say("延长竞赛"),
    (
        say("只能往后延，所有人一起延。"),
        say("正在答的人，如果时间是被原来的结束时间截短的，会把截掉的补上。"),
        say("原因会记入日志。"),
    ),
    say("延长"),
    say("已经延长。"),
)
STOP = Step(
    say("暂停竞赛"),
    (
        say("谁也不能开始，正在答的人表也停住，答案存在他们手机里。"),
        say("继续的时候，停了多久就补多久。"),
        say("原因会记入日志。"),
    ),
    say("暂停"),
    say("竞赛暂停了。"),
    grave=True,
)
RESUME = Step(
    say("继续竞赛"),
    (
        say("停下的时间全部补回：每个人的答题时间和竞赛的结束时间都往后顺延。"),
        say("原因会记入日志。"),
    ),
    say("继续"),
    say("竞赛继续了。"),
)


@blueprint.route("/desk/contests/<slug>/publish", methods=["GET", "POST"])
def publish_contest(slug: str) -> ResponseReturnValue:
    return _confirmed(slug, PUBLISH, ConfirmForm(), lambda: life_verbs.publish(slug, guards.actor(), received_at()))


@blueprint.route("/desk/contests/<slug>/close", methods=["GET", "POST"])
def close_contest(slug: str) -> ResponseReturnValue:
    return _confirmed(slug, CLOSE, ConfirmForm(), lambda: life_verbs.close(slug, guards.actor(), received_at()))


@blueprint.route("/desk/contests/<slug>/finish", methods=["GET", "POST"])
def finish_contest(slug: str) -> ResponseReturnValue:
    return _confirmed(slug, FINISH, ConfirmForm(), lambda: life_verbs.finish(slug, guards.actor(), received_at()))


@blueprint.route("/desk/contests/<slug>/extend", methods=["GET", "POST"])
def extend_contest(slug: str) -> ResponseReturnValue:
    usual = max(service.contest(slug).contest.closes_at, received_at()) + USUAL_EXTENSION
    # To the minute: a field for a moment stays empty where it is given microseconds.
    form = ExtendForm(closes_at=_moments().shown(usual.replace(second=0, microsecond=0)))

    def extend() -> ContestRecord:
        return time_verbs.extend(slug, _moment(form), form.reason.data or "", guards.actor(), received_at())

    return _confirmed(slug, EXTEND, form, extend)


@blueprint.route("/desk/contests/<slug>/stop", methods=["GET", "POST"])
def stop_contest(slug: str) -> ResponseReturnValue:
    form = ReasonForm()
    return _confirmed(
        slug, STOP, form, lambda: time_verbs.stop(slug, form.reason.data or "", guards.actor(), received_at())
    )


@blueprint.route("/desk/contests/<slug>/resume", methods=["GET", "POST"])
def resume_contest(slug: str) -> ResponseReturnValue:
    form = ReasonForm()
    return _confirmed(
        slug, RESUME, form, lambda: time_verbs.resume(slug, form.reason.data or "", guards.actor(), received_at())
    )


def _confirmed(slug: str, step: Step, form: Any, verb: Callable[[], ContestRecord]) -> ResponseReturnValue:
    record = service.contest(slug)
    if form.is_submitted():
        try:
            verb()
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(speak(step.done))
            return redirect(url_for("console.show_contest", slug=slug))
    page = render_template(
        "console/confirm.html", record=record, step=step, form=form, phase=record.phase(received_at())
    )
    return page, 422 if form.is_submitted() else 200


def _moment(form: ExtendForm) -> datetime:
    try:
        moment: datetime = _moments().read(form.closes_at.data)
    except Unfit as error:
        raise Invalid.at("closes_at", error.said) from error
    return moment


def _moments() -> Any:
    return moment_key(current_app.config["QUIZAPP"].timezone)
