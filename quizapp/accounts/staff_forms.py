"""What staff type to come in, to look after their own account, and to make accounts for others."""

from __future__ import annotations

from datetime import date

from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from quizapp.domain.areas import Area
from quizapp.domain.people import ROLES
from quizapp.domain.words import Sentence, say
from quizapp.web.forms import Form
from quizapp.web.i18n import speak

CODE = {"autocomplete": "one-time-code", "spellcheck": "false"}


def _code(label: Sentence) -> StringField:
    return StringField(label, [InputRequired(say("请填验证码。")), Length(max=40)], render_kw=CODE)


def _current_password() -> PasswordField:
    asked = [InputRequired(say("请填现在的密码。"))]
    return PasswordField(say("现在的密码"), asked, render_kw={"autocomplete": "current-password"})


class SignInForm(Form):
    name = StringField(
        say("账号"), [InputRequired(say("请填账号。"))], render_kw={"autocomplete": "username", "autofocus": True}
    )
    password = PasswordField(
        say("密码"), [InputRequired(say("请填密码。"))], render_kw={"autocomplete": "current-password"}
    )
    next = HiddenField()


class PasswordForm(Form):
    password = PasswordField(
        say("新密码"), [InputRequired(say("请填新密码。"))], render_kw={"autocomplete": "new-password"}
    )
    again = PasswordField(
        say("再写一遍"), [InputRequired(say("请把新密码再写一遍。"))], render_kw={"autocomplete": "new-password"}
    )

    def validate_again(self, field: PasswordField) -> None:
        if field.data != self.password.data:
            raise ValidationError(say("两遍写得不一样。"))


class ChangePasswordForm(PasswordForm):
    current = _current_password()


class CurrentPasswordForm(Form):
    """What must not be done by a passer-by at an open desk."""

    current = _current_password()


class CodeForm(Form):
    code = _code(say("验证码"))
    next = HiddenField()


class EnrolForm(CodeForm):
    """`current` is asked of those only who have a second factor already."""

    current = PasswordField(say("现在的密码"), render_kw={"autocomplete": "current-password"})


class UntilForm(Form):
    until = StringField(say("用到哪一天"), render_kw={"type": "date", "placeholder": "2026-12-31"})

    def validate_until(self, field: StringField) -> None:
        if field.data and self.day is None:
            raise ValidationError(say("请写成 2026-12-31 这样的日期。"))

    @property
    def day(self) -> date | None:
        """The last day, None for an account without one."""
        try:
            return date.fromisoformat(self.until.data or "")
        except ValueError:
            return None


class AccountForm(UntilForm):
    name = StringField(say("账号"), [InputRequired(say("请填账号。"))], render_kw={"autocomplete": "off"})
    role = SelectField(say("角色"), validate_choice=False, default="organizer")
    area = SelectField(say("镇街"), validate_choice=False)
    unit = StringField(say("单位代码"), render_kw={"autocomplete": "off"})

    def offer(self, areas: list[Area]) -> None:
        """Say what can be chosen."""
        self.role.choices = [(role, speak(name)) for role, name in ROLES.items()]
        self.area.choices = [("", speak(say("全区")))] + [(area.code, area.name) for area in areas]
