"""An author checks a file of the bank: one TOML file a topic, every field."""

from __future__ import annotations

from datetime import date

import pytest

from quizapp.domain.refusals import Invalid
from quizapp.domain.tags import Tags
from quizapp.formats.questions import read_questions
from quizapp.formats.reading import Reading

GOOD = """
[[question]]
ref = "food-safety-001"
kind = "single_choice"
stem = "哪种对？"
options = ["甲", "乙", "丙"]
key = "B"
explanation = "因为。"
dimension = "knowledge"
benchmarks = [18, 17]
populations = ["farmer", "general"]
difficulty = "easy"
basis = "常识"
expert = true
valid_until = 2028-12-31
"""
TRUE_FALSE = """
[[question]]
ref = "food-safety-002"
kind = "true_false"
stem = "真的。"
key = "错"
explanation = "因为。"
dimension = "method"
benchmarks = [1]
populations = ["youth"]
difficulty = "hard"
basis = "常识"
"""


def read(text: str, name: str = "question_bank/food-safety.toml") -> Reading:
    return read_questions(text.encode(), name)


def test_a_good_file() -> None:
    reading = read(GOOD + TRUE_FALSE)
    assert (reading.format, reading.read, reading.problems) == ("toml", 2, [])
    assert [placed.place for placed in reading.questions] == ["food-safety-001", "food-safety-002"]
    first, second = [placed.question for placed in reading.questions]
    assert first.tags == Tags("knowledge", "food-safety", "easy", frozenset({"farmer", "general"}), frozenset({17, 18}))
    assert (first.key, first.basis, first.expert, first.valid_until) == (
        frozenset("b"),
        "常识",
        True,
        date(2028, 12, 31),
    )
    assert (second.key, second.expert, second.valid_until) == (frozenset("b"), False, None)


KEY_WRITTEN = "对不上：判断题写 对 或 错，其他题按顺序写大写字母，像 ACD。"
NUMBERS = "「benchmarks」应是 1 到 26 的一个或几个整数，不重复。"
PEOPLE = "「populations」应是 youth、farmer、worker、elderly、official、general 中的一个或几个，不重复。"
WRONG_FIELDS = [
    (
        "kind",
        '"single_choice"',
        '"essay"',
        "「kind」是「essay」，应是 true_false、single_choice、multiple_choice 之一。",
    ),
    ("stem", '"哪种对？"', '""', "「stem」没有写，或者不是文字。"),
    ("stem", '"哪种对？"', "3", "「stem」没有写，或者不是文字。"),
    ("key", '"B"', '"b"', f"答案「b」{KEY_WRITTEN}"),
    ("key", '"B"', '"BB"', f"答案「BB」{KEY_WRITTEN}"),
    ("key", '"B"', '"D"', "答案「D」不在选项里。"),
    ("dimension", '"knowledge"', '"x"', "「dimension」是「x」，应是 knowledge、method、spirit、application 之一。"),
    ("benchmarks", "[18, 17]", "[27]", NUMBERS),
    ("benchmarks", "[18, 17]", "[true]", NUMBERS),
    ("benchmarks", "[18, 17]", "[[1]]", NUMBERS),
    ("populations", '["farmer", "general"]', '["farmer", "farmer"]', PEOPLE),
    ("options", '["甲", "乙", "丙"]', '["甲", 2]', "「options」应是几个选项的文字。"),
    ("options", '["甲", "乙", "丙"]', '["甲", "甲", "丙"]', "有两个选项一模一样。"),
    ("expert", "true", '"yes"', "「expert」应是 true 或 false。"),
    ("valid_until", "2028-12-31", "2028-12-31T00:00:00", "「valid_until」应是日期，像 2028-12-31。"),
    ("key", '"B"', '"B"\nkind = "multiple_choice"', "多选题应至少有两个对的选项和一个错的，这里的答案是「B」。"),
    ("author", "", '"我"', "字段「author」不认识。"),
]


@pytest.mark.parametrize(("field", "old", "new", "sentence"), WRONG_FIELDS)
def test_each_wrong_field_is_said(field: str, old: str, new: str, sentence: str) -> None:
    good = GOOD.replace('kind = "single_choice"\n', "") if "multiple_choice" in new else GOOD
    text = good.replace(f"{field} = {old}", f"{field} = {new}") if old else f"{good}{field} = {new}\n"
    reading = read(text)
    assert (reading.read, reading.questions) == (1, [])
    assert [(p.place, p.field, str(p.message)) for p in reading.problems] == [("food-safety-001", field, sentence)]


def test_wrong_refs() -> None:
    reading = read(GOOD.replace("food-safety-001", "A 1") + TRUE_FALSE + TRUE_FALSE)
    assert [(p.place, p.field, str(p.message)) for p in reading.problems] == [
        ("question 1", "ref", "编号「A 1」只能用小写字母、数字和连字符。"),
        ("food-safety-002", "ref", "编号「food-safety-002」在这个文件里用了两次。"),
    ]
    assert [placed.place for placed in reading.questions] == ["food-safety-002"]


def test_true_false_has_no_options_and_says_right_or_wrong() -> None:
    reading = read(TRUE_FALSE.replace('key = "错"', 'key = "B"\noptions = ["对", "错"]'))
    assert [p.field for p in reading.problems] == ["options"]
    reading = read(TRUE_FALSE.replace('key = "错"', 'key = "B"'))
    assert [p.field for p in reading.problems] == ["key"]


def test_too_many_options() -> None:
    many = ", ".join(f'"第{n}"' for n in range(27))
    reading = read(GOOD.replace('"甲", "乙", "丙"', many))
    assert [str(p.message) for p in reading.problems] == ["选项有 27 个，最多 26 个。"]


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [
        (GOOD, "food.toml", "文件名「food.toml」不是主题标签，应像 food-safety.toml。"),
        (GOOD + "x = = 1\n", "diet.toml", "第 16 行不合 TOML 的写法。"),
        (GOOD + "[extra]\n", "diet.toml", "「extra」不认识，文件里只应有 [[question]]。"),
        ("[[question]]\nx = " + "[" * 5000, "diet.toml", "文件不合 TOML 的写法。"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(text: str, name: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read(text, name)
    assert str(refusal.value.said) == sentence


@pytest.mark.parametrize("text", ["question = []", "question = 3", "title = 1", " # nothing\n"])
def test_a_file_without_questions(text: str) -> None:
    with pytest.raises(Invalid):
        read_questions(text.encode(), "diet.toml", "toml")


def test_an_entry_that_is_no_table() -> None:
    reading = read_questions(b"question = [3]", "diet.toml", "toml")
    assert [(p.place, str(p.message)) for p in reading.problems] == [("question 1", "这里应是一个 [[question]] 表。")]
