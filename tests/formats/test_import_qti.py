"""Somebody brings questions from another system as QTI 2.1, 2.2 or 3.0: an item, or a package."""

from __future__ import annotations

import io
import zipfile

import pytest

from quizapp.domain.question import Question
from quizapp.domain.refusals import Invalid
from quizapp.formats.questions import read_questions
from quizapp.formats.reading import Reading

V21, V22 = "http://www.imsglobal.org/xsd/imsqti_v2p1", "http://www.imsglobal.org/xsd/imsqti_v2p2"
V30 = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
PICTURE = "这道题带图片、公式或别的媒体，现在还不能导入，所以整题没有导入。"


def two(body: str, response: str, more: str = "", attributes: str = "", version: str = V21) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<assessmentItem xmlns="{version}" identifier="item-1" title="t" '
        f'adaptive="false" timeDependent="false"{attributes}>{response}<itemBody>{body}</itemBody>{more}'
        "</assessmentItem>"
    )


def response(
    values: str, cardinality: str = "single", base: str = "identifier", mapping: str = "", name: str = "RESPONSE"
) -> str:
    right = "".join(f"<value>{value}</value>" for value in values.split())
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{right}</correctResponse>{mapping}</responseDeclaration>"
    )


CHOICES = (
    '<simpleChoice identifier="A">鲸<feedbackInline outcomeIdentifier="F" identifier="A">对，用肺呼吸</feedbackInline>'
    '</simpleChoice><simpleChoice identifier="B"><p>鲨</p></simpleChoice>'
    '<simpleChoice identifier="C">蝙蝠</simpleChoice>'
)


def choice(most: int = 1, attributes: str = "") -> str:
    return (
        f'<p>看清题目。</p><choiceInteraction responseIdentifier="RESPONSE" maxChoices="{most}"{attributes}>'
        f"<prompt>哪些是<b>哺乳</b>动物？</prompt>{CHOICES}</choiceInteraction>"
    )


def read(text: str) -> Reading:
    return read_questions(text.encode(), "x.dat")


def one(text: str) -> Question:
    reading = read(text)
    assert (reading.format, reading.problems, reading.read) == ("qti", [], 1)
    assert reading.questions[0].place == "item-1"
    return reading.questions[0].question


def said(reading: Reading) -> list[tuple[str, str, str]]:
    return [(problem.place, problem.field, str(problem.message)) for problem in reading.problems]


@pytest.mark.parametrize("version", [V21, V22])
def test_single_choice_with_inline_feedback(version: str) -> None:
    question = one(two(choice(), response("A"), version=version))
    assert (question.kind, question.stem, question.key) == (
        "single_choice",
        "看清题目。\n哪些是哺乳动物？",
        frozenset("a"),
    )
    assert [option.text for option in question.options] == ["鲸", "鲨", "蝙蝠"]
    assert (question.explanation, question.ref) == ("「鲸」：对，用肺呼吸", "")


def test_multiple_choice_by_correct_response_or_by_points() -> None:
    assert one(two(choice(0), response("A C", "multiple"))).key == frozenset("ac")
    entries = '<mapEntry mapKey="C" mappedValue="1"/><mapEntry mapKey="B" mappedValue="-1"/>'
    mapping = f'<mapping defaultValue="0">{entries}</mapping>'
    by_points = one(two(choice(0), response("", "multiple", mapping=mapping)))
    assert (by_points.kind, by_points.key) == ("multiple_choice", frozenset("c"))


def test_an_item_of_version_3_with_modal_feedback() -> None:
    question = one(
        f'<qti-assessment-item xmlns="{V30}" identifier="item-1" title="t" adaptive="false" time-dependent="false">'
        '<qti-response-declaration identifier="R" cardinality="single" base-type="identifier"><qti-correct-response>'
        "<qti-value>no</qti-value></qti-correct-response></qti-response-declaration><qti-item-body>"
        '<qti-choice-interaction response-identifier="R" max-choices="1"><qti-prompt>地球是方的。</qti-prompt>'
        '<qti-simple-choice identifier="yes">True</qti-simple-choice>'
        '<qti-simple-choice identifier="no">False</qti-simple-choice></qti-choice-interaction></qti-item-body>'
        '<qti-modal-feedback outcome-identifier="F" identifier="x" show-hide="show"><qti-content-body><p>地球近似'
        "球形。</p></qti-content-body></qti-modal-feedback></qti-assessment-item>"
    )
    assert (question.kind, question.stem, question.key, question.explanation) == (
        "true_false",
        "地球是方的。",
        frozenset("b"),
        "地球近似球形。",
    )


def test_an_order() -> None:
    body = choice().replace("choiceInteraction", "orderInteraction")
    question = one(two(body, response("C A B", "ordered")))
    assert (question.kind, question.order, question.key) == ("ordering", ("c", "a", "b"), frozenset())


def test_fields_in_a_sentence() -> None:
    body = (
        '<p>水的化学式是<textEntryInteraction responseIdentifier="R1"/>，盐是'
        '<textEntryInteraction responseIdentifier="R2"/>。</p>'
    )
    mapping = (
        '<mapping><mapEntry mapKey="氯化钠" mappedValue="1"/><mapEntry mapKey="nacl" mappedValue="0.5"/></mapping>'
    )
    declared = response("H2O", base="string", name="R1") + response("NaCl", base="string", mapping=mapping, name="R2")
    question = one(two(body, declared))
    assert (question.kind, question.stem) == ("fill_in", "水的化学式是____，盐是____。")
    assert question.blanks == (("H2O",), ("NaCl", "氯化钠"))


def test_a_field_below_the_question() -> None:
    body = '<p>水的化学式是什么？</p><p><textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    assert one(two(body, response("H2O", base="string"))).stem == "水的化学式是什么？"
    equal = '<responseProcessing><equal toleranceMode="absolute" tolerance="0.5"/></responseProcessing>'
    number = one(two(body, response("100", base="float"), equal))
    assert (number.kind, number.value, number.tolerance) == ("numeric", "100", "0.5")
    exact = one(two(body, response("100", base="integer")))
    assert (exact.value, exact.tolerance) == ("100", "0")


def test_words_to_the_marker_are_said_to_be_left_out() -> None:
    reading = read(two("<rubricBlock view='scorer'><p>给分说明</p></rubricBlock>" + choice(), response("A")))
    assert reading.questions[0].question.stem == "看清题目。\n哪些是哺乳动物？"
    assert said(reading) == [("item-1", "stem", "写给评分人或答题人的说明（rubricBlock）没有导入。")]


def test_wishes_about_shuffling_are_said() -> None:
    reading = read(two(choice(1, ' shuffle="false"'), response("A")))
    assert len(reading.questions) == 1
    assert said(reading) == [("item-1", "options", "文件要求选项不打乱；打不打乱由竞赛的设置定。")]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("extendedTextInteraction", "问答题"),
        ("matchInteraction", "匹配题"),
        ("associateInteraction", "连线题"),
        ("gapMatchInteraction", "拖放填空"),
        ("inlineChoiceInteraction", "选词填空"),
        ("hottextInteraction", "选择文中词句"),
        ("hotspotInteraction", "图上选点"),
        ("sliderInteraction", "滑块题"),
        ("uploadInteraction", "交文件的题"),
        ("customInteraction", "自定义的题"),
        ("otherInteraction", "otherInteraction"),
    ],
)
def test_other_interactions_are_refused_by_name(name: str, kind: str) -> None:
    reading = read(two(f'<{name} responseIdentifier="RESPONSE"/>', response("A")))
    assert (reading.read, said(reading)) == (1, [("item-1", "kind", f"「{kind}」不能导入。")])


@pytest.mark.parametrize(
    ("text", "field", "sentence"),
    [
        ('<assessmentItem identifier="item-1"/>', "stem", "没有题干（itemBody）。"),
        (two('<p><textEntryInteraction responseIdentifier="A"/><textEntryInteraction responseIdentifier="A"/></p>',
             response("1", base="float", name="A")), "kind", "一道题里有几处作答，不能导入；请拆成几道题。"),
        (two(choice().replace(CHOICES, CHOICES * 20), response("A")), "options", "选项有 60 个，最多 26 个。"),
        (two("<p>只有材料</p>", ""), "kind", "「说明」不能导入。"),
        (two(choice() + choice(), response("A")), "kind", "一道题里有几处作答，不能导入；请拆成几道题。"),
        (two(choice(), ""), "key", "没有答案。"),
        (two(choice(), response("")), "key", "没有答案。"),
        (two(choice(), response("Z")), "key", "答案「Z」不在选项里。"),
        (two(choice(), response("A B")), "key", "单选题只能有一个答案，这里是「AB」。"),
        (two(choice(), response("A"), attributes=' x="1"').replace('adaptive="false"', 'adaptive="true"'), "kind",
         "「分步作答的题」不能导入。"),
        (two(choice(), response("A") + '<templateDeclaration identifier="X"/>'), "kind", "「带变量的题」不能导入。"),
        (two(choice(), response("A") + '<assessmentStimulusRef identifier="X"/>'), "stem",
         "这道题要配一段另外的材料，不能导入；请把材料写进题干。"),
        (two(choice() + '<p><img src="a.png" alt="x"/></p>', response("A")), "image", PICTURE),
        (two(choice().replace("蝙蝠", '<object data="a.svg"/>'), response("A")), "image", PICTURE),
        (two(choice() + "<math><mi>x</mi></math>", response("A")), "image", PICTURE),
        (two('<p><textEntryInteraction responseIdentifier="RESPONSE"/>是？</p>', response("1", base="float"),
             '<responseProcessing><equal toleranceMode="relative" tolerance="5 5"/></responseProcessing>'), "key",
         "数值题的误差不是两边一样的绝对值，不能导入。"),
        (two('<p><textEntryInteraction responseIdentifier="RESPONSE"/>是？</p>',
             response("a", base="string", mapping='<mapping><mapEntry mapKey="a" mappedValue="2"/>'
                      '<mapEntry mapKey="b" mappedValue="1"/></mapping>')), "key",
         "有的答案只得一部分分，这里的填空题没有部分得分。"),
    ],
)  # fmt: skip
def test_what_cannot_be_held_is_refused(text: str, field: str, sentence: str) -> None:
    reading = read(text)
    assert (reading.questions, said(reading)) == ([], [("item-1", field, sentence)])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<questestinterop/>", "这是 QTI 1.2，能导入的是 QTI 2.1、2.2 和 3.0；请在原系统里另选版本导出。"),
        ("<assessmentTest/>", "这个 QTI 文件里是「assessmentTest」，不是试题；请导入整个压缩包。"),
        ("<qti-assessment-test/>", "这个 QTI 文件里是「assessmentTest」，不是试题；请导入整个压缩包。"),
    ],
)  # fmt: skip
def test_other_files_of_the_same_family(text: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(text)
    assert str(refused.value.said) == sentence


def package(resources: str, files: dict[str, str], folder: str = "") -> bytes:
    buffer = io.BytesIO()
    manifest = (
        f'<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>{resources}</resources></manifest>'
    )
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in {"imsmanifest.xml": manifest, **files}.items():
            archive.writestr(folder + name, content)
    return buffer.getvalue()


def resource(href: str, kind: str = "imsqti_item_xmlv2p1", metadata: str = "") -> str:
    return f'<resource identifier="r" type="{kind}" href="{href}">{metadata}<file href="{href}"/></resource>'


def test_a_package_in_a_folder_with_a_broken_and_a_missing_item() -> None:
    lom = "<metadata><lom><general><keyword><langstring>食品安全</langstring></keyword></general></lom></metadata>"
    reading = read_questions(
        package(
            resource("items/a%201.xml", metadata=lom)
            + resource("items/broken.xml", "imsqti_item_xmlv2p2")
            + resource("gone.xml", "imsqti_item_xmlv3p0")
            + resource("old.xml", "imsqti_xmlv1p2")
            + resource("test.xml", "imsqti_test_xmlv2p1")
            + resource("a.png", "webcontent"),
            {
                "items/a 1.xml": two(choice(), response("A")),
                "items/broken.xml": "<assessmentItem>",
                "old.xml": "<questestinterop/>",
                "test.xml": "<assessmentTest/>",
            },
            folder="bank/",
        ),
        "x.zip",
    )
    assert (reading.format, reading.read, reading.refused) == ("qti", 4, 3)
    assert reading.questions[0].question.tags.topic == "food-safety"
    assert said(reading) == [
        ("bank/items/broken.xml", "", "XML 文件坏了，第 1 行读不下去；请重新导出。"),
        ("bank/gone.xml", "", "清单里有这个文件，压缩包里却没有。"),
        ("bank/old.xml", "", "这是 QTI 1.2，能导入的是 QTI 2.1、2.2 和 3.0；请在原系统里另选版本导出。"),
        ("bank/test.xml", "", "试卷的结构（分组、顺序、限时）没有导入，只导入了试题。"),
    ]


def test_a_package_without_items() -> None:
    with pytest.raises(Invalid, match="压缩包里没有试题"):
        read_questions(package(resource("a.png", "webcontent"), {}), "x")
