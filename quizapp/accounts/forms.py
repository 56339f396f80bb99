"""The form at the participants' door."""

from __future__ import annotations

from wtforms import HiddenField, StringField
from wtforms.validators import Length

from quizapp.web.forms import Form


class EnterForm(Form):
    """`next`: the page that somebody wanted before being asked for the code."""

    code = StringField(validators=[Length(max=40)])
    next = HiddenField()
