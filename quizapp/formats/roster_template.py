"""The sheet that a clerk downloads and fills with names: columns of text, lists to choose from, and how to fill it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from xlsxwriter import Workbook

from quizapp.domain.tags import POPULATIONS

HEADER = ["姓名", "镇街", "人群", "单位", "电话", "编号", "出生年", "监护人同意"]
WIDTHS = [14, 16, 18, 24, 16, 16, 10, 12]
LAST_ROW = 5000


def roster_template(towns: Sequence[str]) -> bytes:
    """An .xlsx with a sheet 名单 to fill in, 说明, and the names of the towns."""
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2020, 1, 1)})  # noqa: DTZ001 fixed: the file is the same each time
    bold = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
    text = book.add_format({"num_format": "@"})
    page = book.add_worksheet("名单")
    for column, (name, width) in enumerate(zip(HEADER, WIDTHS, strict=True)):
        page.set_column(column, column, width, text)
        page.write_string(0, column, name, bold)
    page.freeze_panes(1, 0)
    populations = [str(name) for name in POPULATIONS.values()]
    page.data_validation(1, 2, LAST_ROW, 2, {"validate": "list", "source": populations})
    page.data_validation(1, 7, LAST_ROW, 7, {"validate": "list", "source": ["是", "否"]})
    if towns:
        page.data_validation(1, 1, LAST_ROW, 1, {"validate": "list", "source": f"=镇街名!$A$1:$A${len(towns)}"})
    guide = book.add_worksheet("说明")
    guide.set_column(0, 0, 14)
    guide.set_column(1, 1, 80)
    for number, (name, meaning) in enumerate(_guide(populations)):
        guide.write_string(number, 0, name, bold)
        guide.write_string(number, 1, meaning)
    names = book.add_worksheet("镇街名")
    for number, town in enumerate(towns):
        names.write_string(number, 0, town)
    book.close()
    return buffer.getvalue()


def _guide(populations: Sequence[str]) -> list[tuple[str, str]]:
    return [
        ("填法", "每行一个人。前三列必填，后面的可以空着，用不着的列可以删。"),
        ("镇街 必填", "从下拉表里选，或者写镇街代码。"),
        ("人群 必填", "、".join(populations)),
        ("单位", "学校、村、企业或部门的全名，要先在系统里登记过。"),
        ("编号", "学号、考号或工号；不写就由系统编。同一场里不能重复。"),
        ("出生年", "四位数字，例如 2012。"),
        ("监护人同意", "未满十四岁的要填：是 或 否。"),
    ]
