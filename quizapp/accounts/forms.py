"""The forms at the participants' door."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import Length, Optional

from quizapp.domain.people import Details
from quizapp.domain.words import say
from quizapp.web.forms import Form


class EnterForm(Form):
    """`next`: the page that somebody wanted before being asked for the code; `shared`: a public computer."""

    code = StringField(validators=[Length(max=40)])
    shared = BooleanField()
    next = HiddenField()


class PhoneForm(Form):
    phone = StringField(validators=[Length(max=40)])
    shared = BooleanField()
    next = HiddenField()


class PhoneCodeForm(PhoneForm):
    otp = StringField(validators=[Length(max=20)])


class ChooseForm(Form):
    person = StringField(validators=[Length(max=20)])
    next = HiddenField()


class EraseForm(Form):
    """`person`: whose data the page showed."""

    person = HiddenField(validators=[Length(max=20)])


class PersonForm(Form):
    """What a contest asks, from lists wherever there is one; fields that it does not ask are left out."""

    name = StringField(say("姓名"), [Length(max=60)], render_kw={"autocomplete": "off", "maxlength": 30})
    area = SelectField(say("镇街"), validate_choice=False)
    unit = SelectField(say("单位"), validate_choice=False)
    population = SelectField(say("人群"), validate_choice=False)
    birth_year = IntegerField(
        say("出生年份"), [Optional()], render_kw={"inputmode": "numeric", "maxlength": 4, "autocomplete": "off"}
    )
    guardian_consent = BooleanField(say("我是不满 14 岁孩子的监护人，看过同意书，同意他（她）参加"))
    consent_version = HiddenField()
    consent = BooleanField(say("我看过同意书，同意"))
    shared = BooleanField()
    next = HiddenField()

    def keep_only(self, asked: list[str], *, minors: bool) -> None:
        for name in ("area", "unit", "population", "birth_year"):
            if name not in asked:
                del self[name]
        if not minors:
            del self.guardian_consent

    def given(self) -> dict[str, Any]:
        """What was filled in, by the name of what is known of a person."""
        found = {name: self[name].data for name in ("name", "area", "unit", "population", "birth_year") if name in self}
        given = {name: value or ("" if name != "birth_year" else None) for name, value in found.items()}
        return given | ({"guardian_consent": True} if "guardian_consent" in self and self.guardian_consent.data else {})

    def details(self) -> Details:
        return Details(**{"name": ""} | self.given())
