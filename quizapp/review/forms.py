"""What an official fills in: how many people are registered, as of when, by which source."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date

from wtforms import SelectField, StringField
from wtforms.validators import ValidationError

from quizapp.domain.areas import Area, Denominator
from quizapp.domain.tags import POPULATIONS
from quizapp.domain.words import say
from quizapp.review.exports import EVERYBODY
from quizapp.web.forms import Form
from quizapp.web.i18n import speak


class DenominatorForm(Form):
    """Which areas may be chosen is decided by whoever shows the form; the service refuses a foreign one.

    Number and date are read here, and not by WTForms' own fields, so that each refusal is a sentence of ours and
    `21,400`, as it stands in a yearbook, is a number. How large a count may be is the service's rule.
    """

    area = SelectField(say("镇街"), validate_choice=False)
    population = SelectField(say("人群"), validate_choice=False)
    count = StringField(say("登记人数"), render_kw={"inputmode": "numeric", "autocomplete": "off"})
    as_of = StringField(say("截至哪一天"), render_kw={"type": "date", "placeholder": "2026-06-30"})
    source = StringField(say("数字从哪里来"))

    def __init__(self, areas: Sequence[Area], today: date) -> None:
        super().__init__()
        self._today = today
        self.area.choices = [(area.code, area.name) for area in areas]
        names = {"": EVERYBODY} | POPULATIONS
        self.population.choices = [(code, speak(name)) for code, name in names.items()]

    def validate_count(self, field: StringField) -> None:
        if not _number(field.data):
            raise ValidationError(say("请写一个整数。"))

    def validate_as_of(self, field: StringField) -> None:
        day = _day(field.data)
        if day is None:
            raise ValidationError(say("请写日期，像 2026-06-30。"))
        if day > self._today:
            raise ValidationError(say("这一天还没有到，请核对年份。"))

    def denominator(self) -> Denominator:
        """What was filled in, once it is valid."""
        day = _day(self.as_of.data) or self._today
        count = int(_number(self.count.data))
        return Denominator(self.area.data or "", self.population.data or "", count, day, self.source.data or "")


def _number(text: str | None) -> str:
    """The digits of a whole number as people write it, '' for anything else."""
    digits = unicodedata.normalize("NFKC", text or "").replace(",", "").replace(" ", "")
    return digits if digits.isascii() and digits.isdecimal() and len(digits) < 12 else ""


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        return None
