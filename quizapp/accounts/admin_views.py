"""The administrators' pages: all accounts of staff, a new one, what can be done to one."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts import blueprint, staff
from quizapp.accounts.staff_forms import AccountForm, UntilForm
from quizapp.config import Config
from quizapp.domain.people import ROLES
from quizapp.domain.refusals import Invalid
from quizapp.domain.staff import NEEDS_SECOND_FACTOR, end_of
from quizapp.domain.words import say
from quizapp.web import guards
from quizapp.web.clock import received_at
from quizapp.web.i18n import speak

ONE = f"/desk/accounts/<int(max={2**62}):staff_id>"


@blueprint.route("/desk/accounts", methods=["GET", "POST"])
def list_accounts() -> ResponseReturnValue:
    """The list, and the form for a new account, whose one-time link is shown in the answer alone."""
    form = AccountForm()
    form.offer(staff.areas_to_choose())
    if not form.validate_on_submit():
        return _list_page(form), 422 if form.errors else 200
    name, until = form.name.data.strip(), _end(form.day)
    try:
        token = staff.create(
            name,
            form.role.data or "",
            form.area.data or "",
            guards.actor(),
            received_at(),
            unit=(form.unit.data or "").strip(),
            expires_at=until,
        )
    except Invalid as refusal:
        form.refuse(refusal)
        return _list_page(form), 422
    return _link_page(name, token)


@blueprint.get(ONE)
def show_account(staff_id: int) -> str:
    return _account_page(staff_id, UntilForm())


@blueprint.post(f"{ONE}/link")
def renew_link(staff_id: int) -> ResponseReturnValue:
    owner = staff.account(staff_id).staff
    return _link_page(owner.name, staff.new_link(owner.name, guards.actor(), received_at()))


@blueprint.post(f"{ONE}/second-factor")
def reset_second_factor(staff_id: int) -> ResponseReturnValue:
    staff.reset_second_factor(staff_id, guards.actor(), received_at())
    flash(speak(say("两步验证清除了，下次登录时重新设置。")))
    return redirect(url_for("accounts.show_account", staff_id=staff_id))


@blueprint.post(f"{ONE}/until")
def limit_account(staff_id: int) -> ResponseReturnValue:
    form = UntilForm()
    if not form.validate_on_submit():
        return _account_page(staff_id, form), 422
    try:
        staff.limit(staff_id, _end(form.day), guards.actor(), received_at())
    except Invalid as refusal:
        form.refuse(refusal)
        return _account_page(staff_id, form), 422
    flash(speak(say("期限改好了。")))
    return redirect(url_for("accounts.show_account", staff_id=staff_id))


@blueprint.post(f"{ONE}/disable")
def disable_account(staff_id: int) -> ResponseReturnValue:
    staff.disable(staff_id, guards.actor(), received_at())
    flash(speak(say("账号停用了，登录着的地方都退出了。")))
    return redirect(url_for("accounts.show_account", staff_id=staff_id))


def _list_page(form: AccountForm) -> str:
    return render_template(
        "accounts/accounts.html", form=form, accounts=staff.everybody(), **_words(), elsewhere=form.elsewhere
    )


def _account_page(staff_id: int, form: UntilForm) -> str:
    account = staff.account(staff_id)
    return render_template(
        "accounts/account.html", form=form, account=account, own=account.staff == guards.signed_in_staff(), **_words()
    )


def _link_page(name: str, token: str) -> str:
    link = f"{_config().public_url}/staff/password/{token}"
    hours = int(staff.LINK_LIFE.total_seconds() // 3600)
    return render_template("accounts/account_link.html", name=name, link=link, hours=hours)


def _words() -> dict[str, object]:
    return {
        "now": received_at(),
        "roles": {role: speak(name) for role, name in ROLES.items()},
        "areas": {area.code: area.name for area in staff.areas_to_choose()},
        "needs_second_factor": NEEDS_SECOND_FACTOR,
        "last_day": _last_day,
    }


def _end(day: date | None) -> datetime | None:
    return end_of(day, _config().timezone) if day else None


def _last_day(expires_at: datetime) -> date:
    """The last day on which an account is good, in whole or in part."""
    return (expires_at - timedelta(microseconds=1)).astimezone(_config().timezone).date()


def _config() -> Config:
    config: Config = current_app.config["QUIZAPP"]
    return config
