"""Somebody brings questions from Moodle as GIFT, or writes GIFT by hand."""

from __future__ import annotations

import pytest

from quizapp.domain.question import Question
from quizapp.domain.refusals import Invalid
from quizapp.formats.questions import read_questions
from quizapp.formats.reading import Reading


def read(text: str, wanted: str = "auto") -> Reading:
    return read_questions(text.encode(), "题库.txt", wanted)


def one(text: str) -> Question:
    reading = read(text)
    assert (reading.format, reading.problems) == ("gift", [])
    (placed,) = reading.questions
    return placed.question


def texts(question: Question) -> list[str]:
    return [option.text for option in question.options]


def said(reading: Reading) -> list[tuple[str, str, str]]:
    return [(problem.place, problem.field, str(problem.message)) for problem in reading.problems]


def refusal(text: str) -> str:
    reading = read(text, "gift")
    assert (reading.read, reading.questions) == (1, [])
    (problem,) = reading.problems
    assert problem.place == "line 1"
    return str(problem.message)


def test_single_choice_over_several_lines_with_title_and_feedback() -> None:
    question = one(
        "::沸点::水在标准大气压下多少度沸腾？{\n\t~50℃#太低\n\t=100℃#对\n\t~120℃\n\t####气压低时沸点也低\\n高原上煮不熟饭\n}\n"
    )
    assert (question.kind, question.stem, texts(question), question.key, question.ref) == (
        "single_choice",
        "水在标准大气压下多少度沸腾？",
        ["50℃", "100℃", "120℃"],
        frozenset("b"),
        "",
    )
    assert question.explanation == "气压低时沸点也低\n高原上煮不熟饭\n「50℃」：太低\n「100℃」：对"


@pytest.mark.parametrize(
    ("answer", "key"), [("T", "a"), ("TRUE", "a"), ("true", "a"), (" F ", "b"), ("FALSE", "b"), ("f", "b")]
)
def test_true_and_false(answer: str, key: str) -> None:
    question = one(f"太阳从东边升起。{{{answer}}}")
    assert (question.kind, question.key, texts(question)) == ("true_false", frozenset(key), ["正确", "错误"])


def test_feedback_of_true_and_false_is_first_for_wrong_then_for_right() -> None:
    assert one("地球是方的。{F#再想想#答对了####地球近似球形}").explanation == (
        "地球近似球形\n「正确」：再想想\n「错误」：答对了"
    )


def test_weights_make_a_multiple_choice() -> None:
    question = one("哪些是哺乳动物？{~%50%鲸 ~%50%蝙蝠 ~%-100%鲨 ~鸡}")
    assert (question.kind, texts(question), question.key) == (
        "multiple_choice",
        ["鲸", "蝙蝠", "鲨", "鸡"],
        frozenset("ab"),
    )
    thirds = one("哪些？{~%33.33333%甲 ~%33.33333%乙 ~%33.33333%丙 ~丁}")
    assert thirds.key == frozenset("abc")
    alone = one("哪些？{~%100%甲 ~乙}")
    assert (alone.kind, alone.key) == ("multiple_choice", frozenset("a"))


def test_uneven_weights_are_taken_and_said() -> None:
    reading = read("哪些？{~%70%甲 ~%30%乙 ~丙}")
    assert reading.questions[0].question.key == frozenset("ab")
    assert said(reading) == [("line 1", "key", "各个对的选项分值不同，这里不分：怎样给分由竞赛的规则定。")]


def test_signs_behind_a_backslash() -> None:
    question = one(r"解 x \= 2 \: 是 \{1\} \~ \#2 \\n \\alpha \alpha？{=a\=b ~a\~b ~c\#d ~http\://x}")
    assert question.stem == r"解 x = 2 : 是 {1} ~ #2 \n \alpha \alpha？"
    assert texts(question) == ["a=b", "a~b", "c#d", "http://x"]


def test_answers_inside_the_sentence() -> None:
    question = one("小满是{~春 =夏 ~秋}季的节气。")
    assert (question.kind, question.stem, texts(question)) == (
        "single_choice",
        "小满是____季的节气。",
        ["春", "夏", "秋"],
    )
    blank = one("水的化学式是{=H2O =氧化氢}。")
    assert (blank.kind, blank.stem, blank.blanks) == ("fill_in", "水的化学式是____。", (("H2O", "氧化氢"),))


def test_short_answers() -> None:
    question = one("“杂交水稻之父”是谁？{=袁隆平#对 =%0%李四光#不是 =袁隆平院士}")
    assert (question.kind, question.blanks) == ("fill_in", (("袁隆平", "袁隆平院士"),))
    assert question.explanation == "「袁隆平」：对\n「李四光」：不是"


@pytest.mark.parametrize(
    ("body", "value", "tolerance"),
    [
        ("#3.14:0.01", "3.14", "0.01"),
        ("#365", "365", "0"),
        ("#-1.5..2", "0.25", "1.75"),
        ("# =1822:2#大约####见书", "1822", "2"),
        ("#=%100%5:0", "5", "0"),
    ],
)
def test_numbers(body: str, value: str, tolerance: str) -> None:
    question = one(f"多少？{{{body}}}")
    assert (question.kind, question.value, question.tolerance) == ("numeric", value, tolerance)


def test_formats_of_text() -> None:
    question = one(
        "[html]<p>水的 <b>沸点</b>是 10<sup>2</sup> ℃ &amp; x<script>alert(1)</script>？</p>{=<i>对</i> ~[plain]<b>}"
    )
    assert (question.stem, texts(question)) == ("水的 沸点是 10² ℃ & x？", ["对", "<b>"])
    assert one("[markdown]**粗** 若 a<b 则？{T}").stem == "**粗** 若 a<b 则？"
    assert one("[plain]1 &lt; 2 <b>？{T}").stem == "1 &lt; 2 <b>？"
    assert one("[注意]看清<b>题</b>？{T}").stem == "[注意]看清题？"


def test_categories_tags_and_ids_in_comments() -> None:
    reading = read(
        "// 第一行注释\n$CATEGORY: $course$/top/食品安全/a//b\n\n"
        "// question: 12  name: x\n// [id:q-7] [tag:difficulty:hard] [tag:农民] [tag:自己的]\n"
        "一？{T}\n\n二？\n// 中间的注释\n{F}\n\n$CATEGORY: 卫生健康\n三？{T}\n\n// [tag:topic:diet]\n四？{T}\n"
    )
    assert reading.problems == []
    first, second, third, fourth = reading.questions
    assert [placed.place for placed in reading.questions] == ["line 6", "line 8", "line 13", "line 16"]
    tags = first.question.tags
    assert (first.question.ref, tags.topic, tags.difficulty, tags.populations) == (
        "q-7",
        "food-safety",
        "hard",
        frozenset({"farmer"}),
    )
    assert (second.question.stem, second.question.tags.topic, second.question.ref) == ("二？", "food-safety", "")
    assert (third.question.tags.topic, fourth.question.tags.topic) == ("health", "diet")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("谈谈您的看法。{}", "「问答题」不能导入。"),
        ("谈谈。{####范文}", "「问答题」不能导入。"),
        ("配对。{=猫 -> 鱼 =狗 -> 骨头}", "「匹配题」不能导入。"),
        ("下面几题讲食品。", "「说明」不能导入：没有花括号里的答案，不是试题。"),
        ("水由{=1}个氧和{=2}个氢组成。", "「完形填空」不能导入：一道题里有几处花括号。"),
        ("没有合上{=甲 ~乙", "花括号没有配对，分不清哪里是答案。"),
        ("合上两次{=甲 ~乙}}", "「完形填空」不能导入：一道题里有几处花括号。"),
        ("看不懂{甲 ~乙}", "花括号里的答案看不懂，应以 = 或 ~ 开头。"),
        ("一半的分{=甲 ~%50%乙 ~丙}", "有选项得 50% 的分，这里的单选题没有部分得分。"),
        ("两个对{=甲 =乙 ~丙}", "有几个选项都得满分，单选题只能有一个对的。"),
        ("不到满分{~%30%甲 ~%30%乙 ~丙}", "对的选项的分值加起来是 60%，应是 100%。"),
        ("没有对的{~甲 ~乙}", "没有答案。"),
        ("拼写{=拿撒勒 =%50%那撒勒}", "有的答案只得一部分分，这里的填空题没有部分得分。"),
        ("通配{=袁*}", "答案里有通配符 *，这里的填空题只认写明的答案。"),
        ("几个数{#=1:0 =%50%2:1}", "数值题有几个答案，这里只能有一个。"),
        ("半分的数{#=%50%2:1}", "有的答案只得一部分分，这里的数值题没有部分得分。"),
        ("不是数{#很多}", "答案「很多」不是一个数。"),
        (
            "看图{=甲 ~<img src\\='x.png' onerror\\='alert(1)'>}",
            "这道题带图片、公式或别的媒体，现在还不能导入，所以整题没有导入。",
        ),
        ("看图![](@@PLUGINFILE@@/a.png){T}", "这道题带图片、公式或别的媒体，现在还不能导入，所以整题没有导入。"),
        ("很多{=甲" + "~乙" * 60 + "}", "选项有 61 个，最多 26 个。"),
        ("一样{=甲 ~甲}", "有两个选项一模一样。"),
        ("{=甲 ~乙}", "没有题干。"),
    ],
)
def test_what_cannot_be_taken_over_is_named(text: str, sentence: str) -> None:
    assert refusal(text) == sentence


def test_marks_in_comments_that_say_nothing_clear() -> None:
    reading = read("// [tag:valid_until:明年] [tag:topic:diet] [tag:topic:health] [tag:expert:yes]\n一？{T}\n")
    question = reading.questions[0].question
    assert (question.valid_until, question.tags.topic, question.expert) == (None, "", True)
    assert said(reading) == [
        ("line 2", "valid_until", "有效期「valid_until:明年」看不懂，这一项留空。"),
        ("line 2", "topic", "主题有「diet、health」几个，只能有一个，这一项留空。"),
    ]


def test_more_questions_than_a_file_may_hold() -> None:
    with pytest.raises(Invalid, match="一个文件最多 20000 道题"):
        read("问{T}\n\n" * 20_001)


def test_one_bad_question_leaves_the_others() -> None:
    reading = read("一？{T}\n\n谈谈。{}\n\n三？{F}\n")
    assert (reading.read, reading.refused) == (3, 1)
    assert [placed.place for placed in reading.questions] == ["line 1", "line 5"]
    assert said(reading) == [("line 3", "kind", "「问答题」不能导入。")]


def test_a_gift_file_without_questions() -> None:
    with pytest.raises(Invalid, match="没有找到 GIFT 试题"):
        read("// 只有注释\n", "gift")


def test_other_texts_are_not_taken_for_gift() -> None:
    assert read("1. 集合 {=x} 是？\nA. 甲\nB. 乙\n答案：A\n").format == "text"
    assert read("题干,选项A,选项B,答案\n{T}？,甲,乙,A\n").format == "csv"
