"""The sheet that a teacher downloads, fills in and imports: a header, an example of each kind, and instructions."""

from __future__ import annotations

import io
from datetime import datetime

from xlsxwriter import Workbook

from quizapp.domain.question import KINDS
from quizapp.domain.tags import AXES, DIFFICULTIES, DIMENSIONS, TOPICS

HEADER = ["题型", "题干", "选项A", "选项B", "选项C", "选项D", "选项E", "选项F", "答案", "解析",
          "难度", "维度", "主题", "基准", "人群", "依据", "题目编号"]  # fmt: skip
EXAMPLES = [
    ["单选", "【示例需删除】水在标准大气压下多少度沸腾？", "50℃", "80℃", "100℃", "120℃", "", "", "C",
     "标准大气压下水的沸点是 100℃。", "易", "科学知识", "学校科学", "11", "社会公众", "初中物理", ""],
    ["多选", "【示例需删除】下列哪些属于可再生能源？", "太阳能", "煤炭", "风能", "水能", "", "", "ACD",
     "煤炭形成要上亿年，用掉就不能再生。", "中", "科学知识", "节约能源资源", "7", "社会公众", "初中物理", ""],
    ["判断", "【示例需删除】抗生素可以治疗一切感冒。", "", "", "", "", "", "", "错误",
     "多数感冒由病毒引起，抗生素只对细菌有效。", "易", "科学知识", "合理用药", "17", "社会公众", "医学常识", ""],
    ["填空", "【示例需删除】水由____和____两种元素组成。", "", "", "", "", "", "", "氢;H|氧;O",
     "水的化学式是 H₂O。", "易", "科学知识", "学校科学", "12", "青少年", "初中化学", ""],
    ["数值", "【示例需删除】圆周率约是多少？（写到小数点后两位）", "", "", "", "", "", "", "3.14±0.005",
     "圆的周长与直径的比是 3.14159……", "中", "科学知识", "学校科学", "10", "青少年", "小学数学", ""],
    ["排序", "【示例需删除】按从小到大排列。", "器官", "细胞", "系统", "组织", "", "", "BDAC",
     "细胞组成组织，组织组成器官，器官组成系统。", "中", "科学知识", "学校科学", "15", "青少年", "初中生物", ""],
]  # fmt: skip
LAST_ROW = 3000


def question_template() -> bytes:
    """An .xlsx with a sheet 试题 to fill in and a sheet 说明 that says how."""
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2020, 1, 1)})  # noqa: DTZ001 fixed: the file is the same each time
    bold = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    page = book.add_worksheet("试题")
    page.set_column(0, len(HEADER) - 1, 12, text)
    page.set_column(1, 1, 45, text)
    page.set_column(9, 9, 35, text)
    for number, row in enumerate([HEADER, *EXAMPLES]):
        for column, value in enumerate(row):
            page.write_string(number, column, value, text if number else bold)
    page.freeze_panes(1, 0)
    for name, allowed in (("题型", KINDS), ("难度", DIFFICULTIES), ("维度", DIMENSIONS), ("主题", TOPICS)):
        column, choices = HEADER.index(name), [str(value) for value in allowed.values()]
        if sum(len(choice) + 1 for choice in choices) <= 255:
            page.data_validation(1, column, LAST_ROW, column, {"validate": "list", "source": choices})
    guide = book.add_worksheet("说明")
    guide.set_column(0, 0, 16)
    guide.set_column(1, 1, 90)
    for number, (name, meaning) in enumerate(_guide()):
        guide.write_string(number, 0, name, bold if number == 0 else None)
        guide.write_string(number, 1, meaning, bold if number == 0 else None)
    book.close()
    return buffer.getvalue()


def _guide() -> list[tuple[str, str]]:
    def names(axis: str) -> str:
        return "；".join(str(name) for name in AXES[axis].values())

    return [
        ("列", "怎么写"),
        ("填法", "每行一道题。带【示例需删除】的行不会导入，可以删掉。列的顺序随意，不用的列可以删。"),
        ("题型 *", "单选、多选、判断、填空、数值、排序"),
        ("题干 *", "最多 2000 个字"),
        ("选项A…", "单选、多选、排序至少两个选项；其他题不写选项。还可以加选项G、选项H……"),
        ("答案 *", "单选写一个字母，如 C；多选写几个字母，如 ACD；判断写 正确 或 错误"),
        ("填空的答案", "题干里用 ____ 表示空；几个空之间用 | 隔开，一个空的几种写法用 ; 隔开，如 氢;H|氧;O"),
        ("数值的答案", "一个数，可以带误差，如 3.14±0.005；单位写在题干里"),
        ("排序的答案", "按对的顺序写全部字母，如 BDAC"),
        ("解析", "一到三句话，交卷后给答题的人看"),
        ("难度", names("difficulty")),
        ("维度", names("dimension")),
        ("主题", names("topic")),
        ("基准", "《中国公民科学素质基准》的序号 1–26，几个之间用逗号隔开"),
        ("人群", names("population") + "；几个之间用逗号隔开"),
        ("依据", "题目依据什么，如学科、法律或标准的名称"),
        ("题目编号", "可以不写；写了就不能和别的题重复，再次导入时凭它认出是同一道题"),
        ("标签", "难度、维度、主题、基准、人群都可以不写：不写就没有标签，系统不会猜"),
    ]
