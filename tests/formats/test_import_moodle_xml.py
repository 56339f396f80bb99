"""Somebody brings a Moodle question bank as Moodle XML."""

from __future__ import annotations

import pytest

from quizapp.domain.question import Question
from quizapp.domain.refusals import Invalid
from quizapp.formats.questions import read_questions
from quizapp.formats.reading import Reading

CHOICE = """<question type="multichoice">
 <name><text>沸点</text></name>
 <questiontext format="html">
  <text><![CDATA[<p>水的<b>沸点</b>是<br>多少？</p><script>alert(1)</script>]]></text></questiontext>
 <generalfeedback format="html"><text>&lt;p&gt;气压低，沸点低。&lt;/p&gt;</text></generalfeedback>
 <idnumber>w-1</idnumber><single>true</single><shuffleanswers>true</shuffleanswers>
 <correctfeedback format="html"><text>Your answer is correct.</text></correctfeedback>
 <answer fraction="0" format="html"><text>&lt;p&gt;50 ℃&lt;/p&gt;</text><feedback><text>太低</text></feedback></answer>
 <answer fraction="100" format="html"><text>100 ℃</text><feedback format="html"><text></text></feedback></answer>
 <tags><tag><text>difficulty:easy</text></tag><tag><text>自己的</text></tag></tags>
</question>"""


def xml(*questions: str) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "\n".join(questions) + "\n</quiz>\n"


def read(*questions: str) -> Reading:
    return read_questions(xml(*questions).encode(), "x.txt")


def one(question: str) -> Question:
    reading = read(question)
    assert (reading.format, reading.problems) == ("moodle-xml", [])
    return reading.questions[0].question


def simple(kind: str, inside: str, stem: str = "问？") -> str:
    return f'<question type="{kind}"><questiontext><text>{stem}</text></questiontext>{inside}</question>'


def said(reading: Reading) -> list[tuple[str, str, str]]:
    return [(problem.place, problem.field, str(problem.message)) for problem in reading.problems]


def test_a_single_choice_in_html() -> None:
    question = one(CHOICE)
    assert (question.kind, question.stem, question.key, question.ref) == (
        "single_choice",
        "水的沸点是\n多少？",
        frozenset("b"),
        "w-1",
    )
    assert [option.text for option in question.options] == ["50 ℃", "100 ℃"]
    assert question.explanation == "气压低，沸点低。\n「50 ℃」：太低"
    assert question.tags.difficulty == "easy"


def test_nested_categories_name_tags() -> None:
    category = '<question type="category"><category><text>$course$/top/食品安全/二级</text></category></question>'
    reading = read(CHOICE, category, CHOICE.replace("沸点", "熔点"))
    assert (reading.read, [placed.place for placed in reading.questions]) == (2, ["line 3", "line 15"])
    assert [placed.question.tags.topic for placed in reading.questions] == ["", "food-safety"]


def test_multiple_choice() -> None:
    answers = "".join(
        f'<answer fraction="{weight}"><text>{text}</text></answer>'
        for weight, text in (("33.33333", "甲"), ("33.333333333333336", "乙"), ("33.33333", "丙"), ("-50", "丁"))
    )
    question = one(simple("multichoice", f"<single>false</single>{answers}"))
    assert (question.kind, question.key) == ("multiple_choice", frozenset("abc"))


def test_true_false_with_feedback() -> None:
    question = one(
        simple(
            "truefalse",
            '<answer fraction="0"><text>true</text><feedback><text>再想想</text></feedback></answer>'
            '<answer fraction="100"><text>false</text></answer>',
        )
    )
    assert (question.kind, question.key, question.explanation) == ("true_false", frozenset("b"), "「正确」：再想想")


def test_short_answer_number_and_ordering() -> None:
    short = one(simple("shortanswer", '<usecase>0</usecase><answer fraction="100"><text>H2O</text></answer>'
                       '<answer fraction="100"><text>水;冰</text></answer><answer fraction="0"><text>*</text></answer>',
                       "化学式是__？"))  # fmt: skip
    assert (short.kind, short.stem, short.blanks) == ("fill_in", "化学式是____？", (("H2O", "水;冰"),))
    number = one(simple("numerical", '<answer fraction="100"><text>3.14</text><tolerance>0.01</tolerance></answer>'))
    assert (number.kind, number.value, number.tolerance) == ("numeric", "3.14", "0.01")
    steps = zip((2, 1, 3), ("播种", "耕地", "收割"), strict=True)
    order = one(
        simple("ordering", "".join(f'<answer fraction="{at}"><text>{text}</text></answer>' for at, text in steps))
    )
    assert (order.kind, order.order) == ("ordering", ("b", "a", "c"))


def test_texts_of_other_formats() -> None:
    plain = simple("truefalse", '<answer fraction="100"><text>true</text></answer>').replace(
        "<questiontext>", '<questiontext format="plain_text">'
    )
    assert one(plain.replace("问？", "a &lt;b&gt; &amp;amp; c\n二")).stem == "a <b> &amp; c\n二"
    auto = plain.replace("plain_text", "moodle_auto_format")
    assert one(auto.replace("问？", "若 a &lt; b\n则 &lt;b&gt;c&lt;/b&gt;？")).stem == "若 a < b\n则 c？"


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("essay", "问答题"),
        ("matching", "匹配题"),
        ("cloze", "完形填空"),
        ("calculated", "计算题"),
        ("calculatedmulti", "计算题"),
        ("description", "说明"),
        ("random", "随机题"),
        ("ddwtos", "拖放填空"),
        ("gapselect", "选词填空"),
        ("coderunner", "coderunner"),
    ],
)
def test_kinds_that_cannot_be_taken_over_are_named(kind: str, name: str) -> None:
    reading = read(CHOICE, simple(kind, ""))
    assert (reading.read, len(reading.questions)) == (2, 1)
    assert said(reading) == [("line 14", "kind", f"「{name}」不能导入。")]


PICTURE = "这道题带图片、公式或别的媒体，现在还不能导入，所以整题没有导入。"
ANSWER = '<answer fraction="{}"><text>{}</text>{}</answer>'


@pytest.mark.parametrize(
    ("question", "field", "sentence"),
    [
        (simple("multichoice", ANSWER.format("x", "甲", "")), "key", "分值「x」看不懂。"),
        (
            simple("multichoice", ANSWER.format(100, "甲", "") + ANSWER.format(50, "乙", "")),
            "key",
            "有选项得 50% 的分，这里的单选题没有部分得分。",
        ),
        (simple("truefalse", ""), "key", "没有答案。"),
        (simple("numerical", ""), "key", "没有答案。"),
        (simple("numerical", ANSWER.format(100, "1", "") * 2), "key", "数值题有几个答案，这里只能有一个。"),
        (
            simple("numerical", ANSWER.format(100, "1", "") + "<units><unit><unit_name>m</unit_name></unit></units>"),
            "key",
            "数值题带单位，这里只认数；请把单位写进题干。",
        ),
        (
            simple("shortanswer", ANSWER.format(50, "1", "")),
            "key",
            "有的答案只得一部分分，这里的填空题和数值题没有部分得分。",
        ),
        (
            simple("shortanswer", ANSWER.format(100, "袁*", "")),
            "key",
            "答案里有通配符 *，这里的填空题只认写明的答案。",
        ),
        (simple("truefalse", "", '&lt;img src="@@PLUGINFILE@@/a.png"&gt;看图'), "image", PICTURE),
        (
            simple("truefalse", "").replace("</text>", '</text><file name="a.png" encoding="base64">AAAA</file>'),
            "image",
            PICTURE,
        ),
        (simple("truefalse", "", "&lt;math&gt;x&lt;/math&gt;"), "image", PICTURE),
    ],
)
def test_what_cannot_be_held_is_refused(question: str, field: str, sentence: str) -> None:
    reading = read(question)
    assert (reading.questions, said(reading)) == ([], [("line 3", field, sentence)])


def test_what_stands_beside_a_question_and_is_left_out_is_said_once() -> None:
    extra = (
        "<hint><text>想想</text></hint><shuffleanswers>0</shuffleanswers>"
        "<incorrectfeedback><text>回去看书</text></incorrectfeedback>"
        '<answer fraction="100"><text>甲</text></answer><answer fraction="0"><text>乙</text></answer>'
    )
    reading = read(simple("multichoice", extra), simple("multichoice", extra, "又问？"))
    assert len(reading.questions) == 2
    assert said(reading) == [
        ("line 3", "explanation", "总的评语「回去看书」没有导入，这里只有解析。"),
        ("line 3", "explanation", "提示（hint）没有导入，这里没有分步提示。"),
        ("line 3", "options", "文件要求选项不打乱；打不打乱由竞赛的设置定。"),
    ]


def test_a_file_in_another_encoding() -> None:
    data = xml(CHOICE).replace("UTF-8", "GBK").encode("gb18030")
    assert read_questions(data, "x").questions[0].question.stem == "水的沸点是\n多少？"


def test_an_encoding_that_only_the_declaration_tells() -> None:
    data = xml(simple("truefalse", '<answer fraction="100"><text>true</text></answer>', "Où?"))
    latin = data.replace("UTF-8", "ISO-8859-1").encode("latin-1")
    assert read_questions(latin, "x").questions[0].question.stem == "Où?"
    with pytest.raises(Invalid, match="XML 文件坏了"):
        read_questions(xml(CHOICE).replace("UTF-8", "us-ascii").encode(), "x")


def test_markup_longer_than_anything_may_be() -> None:
    stem = "&lt;p&gt;" * 70_000
    reading = read(simple("truefalse", '<answer fraction="100"><text>true</text></answer>', stem))
    assert said(reading) == [("line 3", "stem", "题干超过 2000 个字。")]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("<quiz></quiz>", "文件里没有试题。"),
        ("<quiz><question>", "XML 文件坏了，第 1 行读不下去；请重新导出。"),
        (
            '<?xml version="1.0"?><rss><channel/></rss>',
            "这个 XML 文件最外层是「rss」，不是 Moodle XML，也不是 QTI。",
        ),
    ],
)
def test_files_without_questions(data: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_questions(data.encode(), "x.xml")
    assert str(refused.value.said) == sentence


def test_another_xml_under_this_name() -> None:
    with pytest.raises(Invalid, match="最外层是「rss」，应是 quiz"):
        read_questions(b"<rss/>", "x.xml", "moodle-xml")
