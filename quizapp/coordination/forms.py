"""The forms of the pages of a unit: whom, which part, and nothing to type."""

from __future__ import annotations

from wtforms import HiddenField, SelectField

from quizapp.domain.words import say
from quizapp.web.forms import Form


class RefForm(Form):
    ref = HiddenField()


class SendingForm(Form):
    """A confirmation that counts once."""

    sending = HiddenField()


class ConfirmForm(Form):
    """Nothing to fill in but the confirmation."""


class PartForm(Form):
    """A part of the own unit; the first choice is the whole."""

    unit = SelectField(say("谁一起开始"), validate_choice=False)
