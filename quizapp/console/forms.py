"""The forms of the organizer's desk. Words for choices are said here, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from quizapp.console import contest_form, words
from quizapp.domain.tags import AXES
from quizapp.domain.words import Sentence, say
from quizapp.web.forms import Form
from quizapp.web.i18n import speak

WHEN = {"type": "datetime-local", "placeholder": "2026-09-01 08:00", "step": "any"}
SHORT = {"inputmode": "numeric", "autocomplete": "off"}


def _boxes(label: Sentence) -> SelectMultipleField:
    return SelectMultipleField(label, validate_choice=False, option_widget=CheckboxInput(), widget=ListWidget())


def _choice(label: Sentence) -> SelectField:
    return SelectField(label, validate_choice=False)


class SectionForm(Form):
    """One row of the paper, inside the contest form, which carries the token."""

    class Meta:
        csrf = False

    kinds = _boxes(say("题型"))
    count = StringField(say("题数"), render_kw=SHORT)
    points = StringField(say("每题分值"), render_kw=SHORT)
    tags = SelectMultipleField(say("有其中一个标签就行"), validate_choice=False)
    all_tags = SelectMultipleField(say("这些标签都要有"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds.choices = words.choices(words.KINDS)
        tags = {
            speak(words.AXES[axis]): [(f"{axis}:{value}", speak(name)) for value, name in values.items()]
            for axis, values in AXES.items()
        }
        self.tags.choices = self.all_tags.choices = tags


class ContestForm(Form):
    """Every key of the contest file that can be chosen; fields are named by their place there."""

    based_on = HiddenField(default="0")
    file_text = TextAreaField(say("竞赛文件的内容"))
    file = FileField(say("或者选一个竞赛文件"))
    contest_title = StringField(say("标题"), render_kw={"maxlength": 100})
    contest_slug = StringField(say("网址名"), render_kw={"maxlength": 60, "autocomplete": "off"})
    contest_opens_at = StringField(say("开始"), render_kw=WHEN)
    contest_closes_at = StringField(say("结束"), render_kw=WHEN)
    contest_entry = _choice(say("怎么进来"))
    contest_area_from = _choice(say("扫码进来的，镇街怎么定"))
    contest_populations = _boxes(say("谁能参加"))
    contest_ask = _boxes(say("登记哪些内容"))
    contest_campaign = StringField(say("属于哪项活动"))
    contest_plan = StringField(say("对应的规划"))
    contest_task = StringField(say("规划里的第几项任务"), render_kw=SHORT)
    contest_department = StringField(say("主办单位"))
    contest_demonstration = BooleanField(say("这是演示用的竞赛"))
    paper_from = _boxes(say("题目从哪里出"))
    paper_section = FieldList(FormField(SectionForm))
    paper_questions = TextAreaField(say("点名选题"), render_kw={"rows": 4})
    paper_points = StringField(say("点名选的题，每题分值"), render_kw=SHORT)
    paper_draw = _choice(say("怎么组卷"))
    paper_delivery = _choice(say("怎么出示"))
    paper_shuffle_questions = BooleanField(say("打乱题目的次序"))
    paper_shuffle_options = BooleanField(say("打乱选项的次序"))
    timing_attempt_seconds = StringField(say("答题时间（分钟）"), render_kw=SHORT)
    timing_grace_seconds = StringField(say("到时后还收几秒内送到的答案"), render_kw=SHORT)
    timing_start_spread_seconds = StringField(say("开始时分批进入，分散在几秒内"), render_kw=SHORT)
    chances_per = _choice(say("答题机会"))
    chances_count = StringField(say("几次"), render_kw=SHORT)
    chances_total = StringField(say("整场最多几次（0＝不另外限制）"), render_kw=SHORT)
    practice_allowed = BooleanField(say("正式答题以前可以练习，不计成绩"))
    practice_from = _boxes(say("练习题从哪里出"))
    practice_same_pool = BooleanField(say("练习题可以和正式题出自同一批题"))
    marking_multiple_choice = _choice(say("多选题怎么给分"))
    marking_wrong = StringField(say("答错一题加减几分（0＝不扣）"), render_kw=SHORT)
    counting_attempts = _choice(say("答了几次的，算哪次"))
    ranking_ties = _choice(say("成绩相同，谁在前"))
    passing_mark = StringField(say("达标线"), render_kw=SHORT)
    passing_mark_in = _choice(say("按什么算"))
    passing_strictly_above = BooleanField(say("要超过达标线才算，刚好等于不算"))
    feedback_when = _choice(say("什么时候能看"))
    feedback_show = _choice(say("能看到什么"))

    def offer(self, collections: Mapping[str, int]) -> None:
        """Set what can be chosen. A collection that is chosen and does not exist stays in sight, to be refused."""
        for name, offered in words.CHOICES.items():
            self[name].choices = words.choices(offered)
        self.ranking_ties.choices = [
            (",".join(order), speak(words.tie_order(order)))
            for count in range(len(words.TIES) + 1)
            for order in permutations(words.TIES, count)
        ]
        sized = {f"collection:{name}": say("%(name)s（%(n)s 题）", name=name, n=n) for name, n in collections.items()}
        for field in (self.paper_from, self.practice_from):
            gone = {
                source: say("%(name)s（没有这个题集）", name=source)
                for source in field.data or ()
                if source not in sized
            }
            field.choices = words.choices(sized | gone)

    def refused_places(self) -> int:
        """How many fields have something to mend, the rows of the paper included."""
        rows = [field for entry in self.paper_section.entries for field in entry.form]
        plain = [field for field in self if field is not self.paper_section]
        whole = isinstance(self.paper_section.errors, list) and bool(self.paper_section.errors)
        return sum(bool(field.errors) for field in (*plain, *rows)) + whole

    def field_at(self, place: str) -> Any:
        name, row, inner = contest_form.place_of_field(place)
        if name == "contest_version":
            return None
        if row is not None and row < len(self.paper_section.entries):
            return self.paper_section[row].form[inner]
        return super().field_at(name)


class ExtendForm(Form):
    closes_at = StringField(say("新的结束时间"), render_kw=WHEN)
    reason = StringField(say("原因"), render_kw={"maxlength": 200})


class ReasonForm(Form):
    reason = StringField(say("原因"), render_kw={"maxlength": 200})


class ConfirmForm(Form):
    """Nothing to fill in but the confirmation."""


class UploadForm(Form):
    sending = HiddenField()
    file = FileField(say("名单文件"), render_kw={"accept": ".xlsx,.csv,.txt"})


class RefForm(Form):
    ref = HiddenField()
