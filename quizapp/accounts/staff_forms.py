"""What staff type to come in, and to set a password by a one-time link."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, ValidationError

from quizapp.domain.words import say
from quizapp.web.forms import Form


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
