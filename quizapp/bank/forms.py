"""What a curator fills in: a file or pasted text, then the name of the collection that it becomes."""

from __future__ import annotations

from pathlib import PurePath

from flask_wtf.file import FileField
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, ValidationError

from quizapp.bank.service import LONGEST_COLLECTION_NAME
from quizapp.domain.refusals import Invalid
from quizapp.domain.words import say
from quizapp.web.forms import Form
from quizapp.web.i18n import speak


class UploadForm(Form):
    """A file, or text in its place."""

    file = FileField(say("题目文件"))
    text = TextAreaField(say("粘贴题目"))

    def content(self) -> tuple[bytes, str]:
        """What was sent, and what it is called. Raises Invalid for nothing, and for both at once."""
        text = (self.text.data or "").strip()
        upload = self.file.data
        if upload and text:
            raise Invalid.at("file", say("文件和粘贴的文字，请只用一样。"))
        if upload:
            return upload.read(), upload.filename
        if text:
            return text.encode(), speak(say("粘贴的题目"))
        raise Invalid.at("file", say("请选一个文件，或者粘贴题目。"))


class ConfirmForm(Form):
    """The waiting file, and the name of its collection."""

    token = HiddenField()
    collection = StringField(
        say("题集的名字"),
        [DataRequired(message=say("请给这批题起个名字。"))],
        filters=[lambda text: text.strip() if text else text],
    )

    def validate_collection(self, field: StringField) -> None:
        if len(field.data) > LONGEST_COLLECTION_NAME:
            raise ValidationError(say("题集名最多 %(n)s 个字。", n=LONGEST_COLLECTION_NAME))


def name_of(file: str) -> str:
    """A first suggestion for a collection: the file's name without its ending."""
    return PurePath(file.replace("\\", "/")).stem.strip()[:LONGEST_COLLECTION_NAME]
