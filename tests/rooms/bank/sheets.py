"""Question sheets as curators send them."""

from __future__ import annotations

import io

from xlsxwriter import Workbook

HEADER = ["题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析"]


def good_row(number: int) -> list[str]:
    return [
        "单选",
        f"第{number}题问什么？",
        f"甲{number}",
        f"乙{number}",
        f"丙{number}",
        f"丁{number}",
        "B",
        "有道理。",
    ]


def xlsx(rows: list[list[str]], header: list[str] | None = None) -> bytes:
    """A workbook with one sheet; the first row given stands in row 2."""
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet()
    for number, row in enumerate([header or HEADER, *rows]):
        for column, value in enumerate(row):
            page.write_string(number, column, value)
    book.close()
    return buffer.getvalue()


def with_seven_bad_rows() -> bytes:
    """Five good questions in rows 2, 4, 6, 8 and 10; what is wrong with each other row is said beside it."""
    blank = ["", "", "", ""]
    return xlsx(
        [
            good_row(1),
            ["单选", "", "甲", "乙", "丙", "丁", "A", ""],  # row 3: no stem
            good_row(2),
            ["单选", "没有答案的题？", "甲", "乙", "丙", "丁", "", ""],  # row 5: no key
            good_row(3),
            ["单选", "答案在外面的题？", "甲", "乙", "丙", "", "F", ""],  # row 7: key is no option
            good_row(4),
            ["单选", "选项太少的题？", "甲", "", "", "", "A", ""],  # row 9: one option
            good_row(5),
            ["单选", "两个答案的题？", "甲", "乙", "丙", "丁", "AB", ""],  # row 11: two keys
            ["判断", "判断的答案不对？", *blank, "也许", ""],  # row 12: no truth value
            ["简答", "题型不认识的题？", *blank, "随便", ""],  # row 13: unknown kind
        ]
    )
