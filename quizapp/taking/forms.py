"""Forms of the pages that work without script."""

from __future__ import annotations

from wtforms import BooleanField, IntegerField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from quizapp.domain.attempt import Save
from quizapp.domain.words import say
from quizapp.web.forms import Form


class StartForm(Form):
    """The key was made with the page: sent twice, it still starts one attempt."""

    key = StringField(validators=[InputRequired(), Length(max=80)])
    practice = BooleanField()


class PinForm(Form):
    """What the teacher's screen shows."""

    pin = StringField(say("口令"))


class AnswerForm(Form):
    """One question's answer; `go` says where to next."""

    question = StringField(validators=[InputRequired()])
    client = StringField(validators=[InputRequired()])
    seq = IntegerField(validators=[InputRequired()])
    option = SelectMultipleField(validate_choice=False)
    go = StringField()

    def save(self) -> Save:
        return Save(self.client.data, self.seq.data, {self.question.data: tuple(sorted(self.option.data))})
