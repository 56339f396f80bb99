"""One QTI item (2.1, 2.2, 3.0) to a draft. Its names are read alike: `qti-simple-choice` is `simpleChoice`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from xml.etree.ElementTree import Element

from quizapp.domain.question import OPTION_IDS
from quizapp.domain.words import say
from quizapp.domain.written import fold_written, number
from quizapp.formats.answers import join_blanks
from quizapp.formats.decoding import clean
from quizapp.formats.draft import GAP, Draft
from quizapp.formats.labels import Notes
from quizapp.formats.markup import NO_PICTURES, from_html, html_of
from quizapp.formats.reading import Refused, check_answers, shown
from quizapp.formats.weights import with_feedback

_CHOICE, _ORDER, _TEXT = "choiceInteraction", "orderInteraction", "textEntryInteraction"
_OTHER = {
    "extendedTextInteraction": say("问答题"),
    "matchInteraction": say("匹配题"),
    "associateInteraction": say("连线题"),
    "gapMatchInteraction": say("拖放填空"),
    "inlineChoiceInteraction": say("选词填空"),
    "hottextInteraction": say("选择文中词句"),
    "hotspotInteraction": say("图上选点"),
    "selectPointInteraction": say("图上选点"),
    "graphicOrderInteraction": say("图上排序"),
    "graphicAssociateInteraction": say("图上连线"),
    "graphicGapMatchInteraction": say("图上拖放"),
    "positionObjectInteraction": say("图上放置"),
    "sliderInteraction": say("滑块题"),
    "mediaInteraction": say("音像题"),
    "drawingInteraction": say("画图题"),
    "uploadInteraction": say("交文件的题"),
    "endAttemptInteraction": say("分步作答的题"),
    "customInteraction": say("自定义的题"),
    "portableCustomInteraction": say("自定义的题"),
}
_FEEDBACK = ("modalFeedback", "feedbackBlock")
_BESIDE = {
    _CHOICE: "", _ORDER: "", "rubricBlock": "", "feedbackBlock": "", "feedbackInline": "", "stylesheet": "",
    "templateBlock": "", "templateInline": "", "catalogInfo": "", "companionMaterialsInfo": "",
}  # fmt: skip


def plain_name(name: str) -> str:
    """An element or attribute of QTI 3 under the name that it has in QTI 2."""
    first, *more = name.removeprefix("qti-").split("-")
    return first + "".join(word[:1].upper() + word[1:] for word in more)


def item_draft(item: Element, place: str, notes: Notes) -> Draft:
    """Raises Refused for what is no single question of a known kind."""
    body = item.find("itemBody")
    if body is None:
        raise Refused("stem", say("没有题干（itemBody）。"))
    _refuse_machinery(item)
    interactions = [element for element in body.iter() if element.tag.endswith("Interaction")]
    other = next((each.tag for each in interactions if each.tag not in {_CHOICE, _ORDER, _TEXT}), "")
    if other:
        kind = _OTHER.get(other, shown(other))
        raise Refused("kind", say("「%(kind)s」不能导入。", kind=kind), other)
    if not interactions:
        raise Refused("kind", say("「%(kind)s」不能导入。", kind=say("说明")))
    if body.find(".//rubricBlock") is not None:
        notes.add(place, "stem", "rubricBlock", say("写给评分人或答题人的说明（rubricBlock）没有导入。"))
    if all(each.tag == _TEXT for each in interactions):
        return _written(item, body, interactions, place)
    if len(interactions) > 1:
        raise Refused("kind", say("一道题里有几处作答，不能导入；请拆成几道题。"))
    return _chosen(item, body, interactions[0], place, notes)


def _refuse_machinery(item: Element) -> None:
    if item.get("adaptive", "false") == "true":
        raise Refused("kind", say("「%(kind)s」不能导入。", kind=say("分步作答的题")))
    if item.find("templateDeclaration") is not None:
        raise Refused("kind", say("「%(kind)s」不能导入。", kind=say("带变量的题")))
    if item.find("assessmentStimulusRef") is not None:
        raise Refused("stem", say("这道题要配一段另外的材料，不能导入；请把材料写进题干。"))


def _text(element: Element, field: str, instead: Mapping[str, str] = _BESIDE) -> str:
    shows = from_html(html_of(element, instead))
    if shows.picture:
        raise Refused("image", NO_PICTURES, shows.text or field)
    return shows.text


def _explanation(item: Element, single: list[tuple[str, str]]) -> str:
    general = [_text(each, "explanation", {}) for each in item.iter() if each.tag in _FEEDBACK]
    return with_feedback("\n".join(dict.fromkeys(text for text in general if text)), single)


def _chosen(item: Element, body: Element, interaction: Element, place: str, notes: Notes) -> Draft:
    prompt = interaction.find("prompt")
    parts = [_text(body, "stem"), _text(prompt, "stem") if prompt is not None else ""]
    choices = interaction.findall("simpleChoice")
    check_answers(len(choices))
    options = [_text(choice, "options") for choice in choices]
    feedback = [
        (option, " ".join(_text(each, "explanation", {}) for each in choice.iter("feedbackInline")))
        for option, choice in zip(options, choices, strict=True)
    ]
    if interaction.get("shuffle") == "false" or any(choice.get("fixed") == "true" for choice in choices):
        notes.add(place, "options", "shuffle", say("文件要求选项不打乱；打不打乱由竞赛的设置定。"))
    declaration = _declaration(item, interaction)
    ids = [choice.get("identifier", "") for choice in choices]
    places = [_position(ids, value) for value in _right(declaration)]
    explanation = _explanation(item, feedback)
    if interaction.tag == _ORDER:
        kind, answer, marked = "ordering", "".join(OPTION_IDS[at] for at in places if at < len(OPTION_IDS)), None
    else:
        several = declaration.get("cardinality", "single") == "multiple"
        kind, answer, marked = "multiple_choice" if several else "single_choice", "", frozenset(places)
    return Draft(place, "\n".join(filter(None, parts)), options, answer, kind, marked, explanation)


def _declaration(item: Element, interaction: Element) -> Element:
    wanted = interaction.get("responseIdentifier")
    found = next((each for each in item.findall("responseDeclaration") if each.get("identifier") == wanted), None)
    if found is None:
        raise Refused("key", say("没有答案。"))
    return found


def _right(declaration: Element) -> list[str]:
    """The values of the correct response, or, where only points are given, those that get any."""
    values = [clean(value.text or "") for value in declaration.findall("correctResponse/value")]
    mapped = [entry.get("mapKey", "") for entry, points in _mapped(declaration) if points > 0]
    return values or mapped


def _mapped(declaration: Element) -> list[tuple[Element, Fraction]]:
    entries = declaration.findall("mapping/mapEntry")
    return [(entry, number(entry.get("mappedValue", "0")) or Fraction(0)) for entry in entries]


def _position(ids: list[str], value: str) -> int:
    if value not in ids:
        raise Refused("key", say("答案「%(key)s」不在选项里。", key=shown(value)), value)
    return ids.index(value)


def _written(item: Element, body: Element, gaps: list[Element], place: str) -> Draft:
    stem = _text(body, "stem", {**_BESIDE, _TEXT: GAP})
    if len(gaps) == 1:
        stem = re.sub(rf"\n{GAP}$", "", stem)  # a field on a line of its own is no gap in a sentence
    declarations = [_declaration(item, gap) for gap in gaps]
    numbers = [each.get("baseType") in {"integer", "float"} for each in declarations]
    if any(numbers) and len(gaps) > 1:
        raise Refused("kind", say("一道题里有几处作答，不能导入；请拆成几道题。"))
    if any(numbers):
        kind, answer = "numeric", f"{''.join(_right(declarations[0])[:1])}±{_tolerance(item)}"
    else:
        kind, answer = "fill_in", join_blanks(_alternatives(each) for each in declarations)
    return Draft(place, stem, [], answer.removeprefix("±0"), kind, explanation=_explanation(item, []))


def _alternatives(declaration: Element) -> list[str]:
    """The texts that get full points. One that gets less cannot be held, unless it differs only in case."""
    mapped = _mapped(declaration)
    full = max((points for _, points in mapped), default=Fraction(0))
    right = [clean(value.text or "") for value in declaration.findall("correctResponse/value")]
    right += [clean(entry.get("mapKey", "")) for entry, points in mapped if points == full > 0]
    partial = [clean(entry.get("mapKey", "")) for entry, points in mapped if 0 < points < full]
    if {fold_written(text) for text in partial} - {fold_written(text) for text in right}:
        raise Refused("key", say("有的答案只得一部分分，这里的填空题没有部分得分。"), "; ".join(partial))
    return list(dict.fromkeys(right))


def _tolerance(item: Element) -> str:
    """The tolerance of the comparison in the response processing: absolute, and alike to both sides."""
    equal = item.find("responseProcessing//equal")
    if equal is None or equal.get("toleranceMode", "exact") == "exact":
        return "0"
    rooms = equal.get("tolerance", "").split()
    if equal.get("toleranceMode") != "absolute" or not rooms or len(set(rooms)) > 1:
        raise Refused("key", say("数值题的误差不是两边一样的绝对值，不能导入。"), " ".join(rooms))
    return rooms[0]
