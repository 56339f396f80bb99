"""Moodle XML: questions and problems with the line on which each question begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from xml.etree.ElementTree import Element

from quizapp.domain.question import OPTION_IDS
from quizapp.domain.refusals import Problem
from quizapp.domain.words import say
from quizapp.formats.answers import join_blanks
from quizapp.formats.decoding import clean
from quizapp.formats.draft import Draft, finish
from quizapp.formats.gift import split_path
from quizapp.formats.labels import Notes, labels_of, with_labels
from quizapp.formats.markup import NO_PICTURES, Rich, from_html
from quizapp.formats.reading import Placed, Reading, Refused, check_answers, check_count, shown, unreadable
from quizapp.formats.weights import full_only, key_by_weights, uneven, with_feedback
from quizapp.formats.xml_tree import ATTACHED, LINE, parse

ROOT = "quiz"
_KINDS = {
    "multichoice": "multiple_choice",
    "truefalse": "true_false",
    "shortanswer": "fill_in",
    "numerical": "numeric",
    "ordering": "ordering",
}
_OTHER_KINDS = {
    "essay": say("问答题"),
    "matching": say("匹配题"),
    "match": say("匹配题"),
    "cloze": say("完形填空"),
    "multianswer": say("完形填空"),
    "calculated": say("计算题"),
    "calculatedsimple": say("计算题"),
    "calculatedmulti": say("计算题"),
    "description": say("说明"),
    "random": say("随机题"),
    "randomsamatch": say("随机匹配题"),
    "gapselect": say("选词填空"),
    "ddwtos": say("拖放填空"),
    "ddimageortext": say("拖放到图片"),
    "ddmarker": say("拖放标记"),
}
_USUAL_FEEDBACK = {  # what Moodle puts there by itself
    "Your answer is correct.", "Your answer is partially correct.", "Your answer is incorrect.",
    "您的答案正确。", "您的答案部分正确。", "您的答案不正确。",
    "你的回答正确。", "你的回答部分正确。", "你的回答不正确。",
}  # fmt: skip
_PLACES = 4  # Moodle writes 0.3 as 0.30000000000000004; what differs further behind is no difference


def read_moodle_xml(data: bytes, name: str) -> Reading:
    """The questions of a Moodle XML file; `Invalid` where it is damaged, hostile or another kind of XML."""
    root = parse(data)
    if root.tag != ROOT:
        raise unreadable(say("这不是 Moodle XML：最外层是「%(found)s」，应是 quiz。", found=shown(root.tag)))
    questions: list[Placed] = []
    problems: list[Problem] = []
    notes = Notes()
    found = list(_questions(root))
    check_count(len(found))
    for question, categories in found:
        place = f"line {question.get(LINE, '')}"
        try:
            result = finish(_draft(question, categories, place, notes))
        except Refused as refused:
            problems.append(refused.at(place))
            continue
        if isinstance(result, list):
            problems += result
        else:
            questions.append(Placed(place, result))
    if not found:
        raise unreadable(say("文件里没有试题。"))
    return Reading("moodle-xml", len(found), questions, problems + notes.problems)


def _questions(root: Element) -> Iterator[tuple[Element, list[str]]]:
    """Each question with the names of the categories above it; a category holds for all that follow."""
    categories: list[str] = []
    for question in root.findall("question"):
        if question.get("type") == "category":
            path = question.findtext("category/text", "")
            categories = [part for part in split_path(path) if not part.startswith("$")]
        else:
            yield question, categories


def _draft(question: Element, categories: list[str], place: str, notes: Notes) -> Draft:
    name = question.get("type", "")
    if name not in _KINDS:
        kind = _OTHER_KINDS.get(name, shown(name))
        raise Refused("kind", say("「%(kind)s」不能导入。", kind=kind), question.findtext("name/text", name))
    answers = question.findall("answer")
    check_answers(len(answers))
    options = [_rich(answer, "options") for answer in answers]
    feedback = [_rich(answer.find("feedback"), "explanation") for answer in answers]
    words = [clean(tag) for tag in (each.findtext("text", "") for each in question.findall("tags/tag")) if clean(tag)]
    labels = labels_of(words, categories, place, notes)
    kind, choices, answer, marked = _answer(question, _KINDS[name], options, place, notes)
    _note_left_out(question, place, notes)
    general = _rich(question.find("generalfeedback"), "explanation")
    explanation = with_feedback(general, _named(options, feedback, kind))
    draft = Draft(
        place, _rich(question.find("questiontext"), "stem"), choices, answer, kind, marked, explanation=explanation
    )
    return with_labels(draft, clean(question.findtext("idnumber", "")), labels)


def _named(options: list[str], feedback: list[str], kind: str) -> list[tuple[str, str]]:
    truth = {"true": "正确", "false": "错误"} if kind == "true_false" else {}
    return [(truth.get(option.casefold(), option), said) for option, said in zip(options, feedback, strict=True)]


def _answer(
    question: Element, kind: str, options: list[str], place: str, notes: Notes
) -> tuple[str, list[str], str, frozenset[int] | None]:
    """The kind, the options that are shown, the written answer and the marked options."""
    weights = [_fraction(answer) for answer in question.findall("answer")]
    right = [option for option, weight in zip(options, weights, strict=True) if weight > 0]
    if kind == "ordering":
        places = sorted(range(len(options)), key=lambda place: weights[place])
        return kind, options, "".join(OPTION_IDS[place] for place in places if place < len(OPTION_IDS)), None
    if kind == "true_false":
        return kind, [], right[0] if len(right) == 1 else "", None
    if kind == "multiple_choice":
        several = question.findtext("single", "true").strip().casefold() in {"false", "0"}
        marked = key_by_weights(weights, several)
        if not isinstance(marked, frozenset):
            raise Refused("key", marked)
        if several and uneven(weights):
            notes.add(place, "key", "%", say("各个对的选项分值不同，这里不分：怎样给分由竞赛的规则定。"))
        return ("multiple_choice" if several else "single_choice"), options, "", marked
    if not full_only(weights):
        raise Refused("key", say("有的答案只得一部分分，这里的填空题和数值题没有部分得分。"))
    return kind, [], _number(question) if kind == "numeric" else _texts(right), None


def _texts(right: list[str]) -> str:
    if any("*" in text for text in right):
        raise Refused("key", say("答案里有通配符 *，这里的填空题只认写明的答案。"))
    return join_blanks([right]) if right else ""


def _number(question: Element) -> str:
    right = [answer for answer in question.findall("answer") if _fraction(answer) > 0]
    if len(right) != 1:
        raise Refused("key", say("数值题有几个答案，这里只能有一个。") if right else say("没有答案。"))
    if question.findall("units/unit"):
        raise Refused("key", say("数值题带单位，这里只认数；请把单位写进题干。"))
    return f"{clean(right[0].findtext('text', ''))}±{clean(right[0].findtext('tolerance', '0')) or '0'}"


def _fraction(answer: Element) -> Fraction:
    text = answer.get("fraction", "0").strip()
    if not re.fullmatch(r"-?\d{1,6}(?:\.\d{0,30})?(?:[eE]-?\d{1,2})?", text):
        raise Refused("key", say("分值「%(found)s」看不懂。", found=shown(text)), text)
    return round(Fraction(text.rstrip(".")), _PLACES)


def _rich(element: Element | None, field: str) -> str:
    """The text of a `<text>` inside an element, by the format that the element names."""
    if element is None:
        return ""
    source, how = element.findtext("text", ""), element.get("format", "html")
    shows = Rich(clean(source)) if how == "plain_text" else from_html(source, loose=how != "html")
    if shows.picture or element.find(ATTACHED) is not None or "@@PLUGINFILE@@" in source:
        raise Refused("image", NO_PICTURES, shows.text)
    return shows.text


def _note_left_out(question: Element, place: str, notes: Notes) -> None:
    """What stands beside a question and has no place here is said once a file."""
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        said = _rich(question.find(name), "explanation")
        if said and said not in _USUAL_FEEDBACK:
            notes.add(
                place, "explanation", said, say("总的评语「%(found)s」没有导入，这里只有解析。", found=shown(said))
            )
    if question.find("hint") is not None:
        notes.add(place, "explanation", "hint", say("提示（hint）没有导入，这里没有分步提示。"))
    if question.findtext("shuffleanswers", "true").strip().casefold() in {"false", "0"}:
        notes.add(place, "options", "shuffleanswers", say("文件要求选项不打乱；打不打乱由竞赛的设置定。"))
    if question.findtext("usecase", "0").strip() == "1":
        notes.add(place, "key", "usecase", say("文件要求区分大小写，这里的填空题不区分。"))
