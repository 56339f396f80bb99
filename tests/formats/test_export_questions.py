"""Somebody takes questions out, in every format, and may bring them back: the same questions, or a clear word."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from quizapp.domain.question import OPTION_IDS, Question, lettered, problems, true_false_options
from quizapp.domain.refusals import Problem
from quizapp.domain.tags import AUDIENCES, BENCHMARKS, DIFFICULTIES, DIMENSIONS, TOPICS, Tags
from quizapp.formats.decoding import clean
from quizapp.formats.questions import read_questions
from quizapp.formats.writing import WRITERS

TAGS = Tags("application", "food-safety", "hard", frozenset({"farmer", "general"}), frozenset({17, 18}))
TRUTH = Question(
    "true_false", "鸡蛋要煮熟再吃。", true_false_options(), frozenset("a"), "可能带沙门氏菌。", TAGS, "f-1",
    "食品安全常识", True, date(2028, 12, 31),
)  # fmt: skip
SINGLE = Question("single_choice", "水的沸点是？", lettered(["50℃", "100℃"]), frozenset("b"), ref="f-2")
MULTIPLE = Question("multiple_choice", "哪些是哺乳动物？", lettered(["鲸", "鲨", "蝙蝠"]), frozenset("ac"), ref="f-3")
BLANK = Question("fill_in", "水的化学式是____。", (), frozenset(), ref="f-4", blanks=(("H2O", "氧化氢"),))
BLANKS = Question("fill_in", "____和____是行星。", (), frozenset(), ref="f-5", blanks=(("金星",), ("火星", "Mars")))
NUMBER = Question("numeric", "圆周率约是多少？", (), frozenset(), ref="f-6", value="3.14", tolerance="0.01")
ORDER = Question("ordering", "按先后排。", lettered(["收", "种", "耕"]), frozenset(), ref="f-7", order=("c", "b", "a"))
EVERY_KIND = [TRUTH, SINGLE, MULTIPLE, BLANK, BLANKS, NUMBER, ORDER]


def said(found: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.place, str(problem.message)) for problem in found]


def back(data: bytes, wanted: str = "auto") -> list[Question]:
    reading = read_questions(data, "x", wanted)
    assert reading.problems == []
    return [placed.question for placed in reading.questions]


@pytest.mark.parametrize("name", ["qti3", "xlsx", "csv"])
def test_formats_that_hold_everything(name: str) -> None:
    written = WRITERS[name](EVERY_KIND)
    assert (written.problems, written.written) == ([], 7)
    assert back(written.data) == EVERY_KIND
    assert back(written.data, name) == EVERY_KIND
    assert WRITERS[name](EVERY_KIND).data == written.data


def test_moodle_xml_holds_one_blank() -> None:
    written = WRITERS["moodle-xml"](EVERY_KIND)
    assert said(written.problems) == [("f-5", "Moodle XML 写不了有几个空的填空题，所以没有写出。")]
    assert back(written.data) == [TRUTH, SINGLE, MULTIPLE, BLANK, NUMBER, ORDER]


def test_gift_as_it_is_written() -> None:
    written = WRITERS["gift"](EVERY_KIND)
    assert said(written.problems) == [
        ("f-5", "GIFT 写不了有几个空的填空题，所以没有写出。"),
        ("f-7", "GIFT 写不了排序题，所以没有写出。"),
    ]
    assert back(written.data) == [TRUTH, SINGLE, MULTIPLE, BLANK, NUMBER]
    assert written.data.decode().split("\n\n")[:3] == [
        "// [id:f-1] [tag:dimension:application] [tag:topic:food-safety] [tag:difficulty:hard] "
        "[tag:population:farmer] [tag:population:general] [tag:benchmark:17] [tag:benchmark:18] "
        "[tag:basis:食品安全常识] [tag:expert:yes] [tag:valid_until:2028-12-31]\n"
        "::f-1::[plain]鸡蛋要煮熟再吃。{TRUE####可能带沙门氏菌。}",
        "// [id:f-2]\n::f-2::[plain]水的沸点是？{\n\t~50℃\n\t=100℃\n}",
        "// [id:f-3]\n::f-3::[plain]哪些是哺乳动物？{\n\t~%50%鲸\n\t~%-100%鲨\n\t~%50%蝙蝠\n}",
    ]


def test_aiken_holds_choices_and_says_what_it_leaves_out() -> None:
    written = WRITERS["aiken"]([*EVERY_KIND, replace(SINGLE, stem="两\n行", ref="f-8")])
    assert said(written.problems) == [
        ("f-3", "Aiken 写不了多选题，所以没有写出。"),
        ("f-4", "Aiken 写不了填空题，所以没有写出。"),
        ("f-5", "Aiken 写不了填空题，所以没有写出。"),
        ("f-6", "Aiken 写不了数值题，所以没有写出。"),
        ("f-7", "Aiken 写不了排序题，所以没有写出。"),
        ("f-8", "Aiken 的题干和选项只能有一行，所以没有写出。"),
        ("f-1", "Aiken 没有地方写解析、标签、依据、专家把关、有效期，这道题只写了题干、选项和答案。"),
        ("file", "Aiken 没有地方写编号，再导入时认不出是同一道题。"),
    ]
    assert written.data.decode() == (
        "鸡蛋要煮熟再吃。\nA. 正确\nB. 错误\nANSWER: A\n\n水的沸点是？\nA. 50℃\nB. 100℃\nANSWER: B\n"
    )


def test_formulas_are_text_in_sheets() -> None:
    question = replace(SINGLE, stem="=cmd|'/c calc'!A1", options=lettered(["'=1+1", "-2", "@x", "+3"]))
    (stem, *options) = list(csv.reader(io.StringIO(WRITERS["csv"]([question]).data.decode("utf-8-sig"))))[1][1:6]
    assert [stem, *options] == ["'=cmd|'/c calc'!A1", "''=1+1", "'-2", "'@x", "'+3"]
    assert back(WRITERS["csv"]([question]).data) == [question]
    workbook = WRITERS["xlsx"]([question]).data
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(workbook)).read("xl/worksheets/sheet1.xml")
    assert back(workbook) == [question]


def test_options_with_letters_of_their_own_stay_so() -> None:
    question = replace(SINGLE, options=lettered(["A. 甲", "A.I.", "C）丙"]))
    assert back(WRITERS["csv"]([question]).data) == [question]


@pytest.mark.parametrize("name", WRITERS)
def test_what_would_come_back_changed_is_left_out_and_named(name: str) -> None:
    hidden = replace(SINGLE, stem="看不\u200b见", ref="h-1")
    torn = replace(SINGLE, explanation="\ud800", ref="h-2")
    looks_like_truth = replace(SINGLE, options=lettered(["错误", "正确"]), ref="h-3")
    written = WRITERS[name]([hidden, SINGLE, torn, looks_like_truth])
    assert said([problem for problem in written.problems if problem.place.startswith("h")])[:2] == [
        ("h-1", "有看不见的或不能用的字符，所以没有写出。"),
        ("h-2", "有看不见的或不能用的字符，所以没有写出。"),
    ]
    assert any(problem.place == "h-3" and "会变样" in str(problem.message) for problem in written.problems)
    assert (written.written, [question.stem for question in back(written.data)]) == (1, ["水的沸点是？"])


@pytest.mark.parametrize("name", WRITERS)
def test_nothing_to_write(name: str) -> None:
    assert (WRITERS[name]([]).problems, WRITERS[name]([]).written) == ([], 0)


@pytest.mark.parametrize("name", WRITERS)
def test_two_thousand_questions_in_good_time(name: str) -> None:
    many = [replace(SINGLE, stem=f"第 {number} 问？", ref=f"m-{number}") for number in range(2_000)]
    began = time.process_time()
    written = WRITERS[name](many)
    assert written.written == 2_000
    assert time.process_time() - began < 15


ODD = st.sampled_from(
    ["=1+1", "@", "+", "-", "'", '"', ",", ";", "|", "\\", "\n", "\t", "~", "#", "{", "}", ":", "%50%", "<b>", "&lt;",
     "&", "]]>", "A. ", "B.", "(", ")", "->", "//", "[html]", "[plain]", "____", "__", " ", "  ", "ANSWER: A",
     "$CATEGORY: x", "👨\u200d👩\u200d👧", "😀", "שלום", "مرحبا", "甲", "正确", "答案：", "ａ", "é", "e\u0301", "１",
     "1.0", "0.10", "×", "*", "±", "至"]
)  # fmt: skip
TEXT = (
    st.lists(ODD | st.characters(blacklist_categories=["Cs", "Cc"]) | st.just("字"), min_size=1, max_size=12)
    .map("".join)
    .map(clean)
)
FILLED = TEXT.filter(lambda text: bool(text.strip()))
REF = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True) | FILLED.filter(lambda text: "\n" not in text)
NUMBERS = st.decimals(-(10**9), 10**9, places=3).map(str)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    kind = draw(st.sampled_from(["true_false", "single_choice", "multiple_choice", "fill_in", "numeric", "ordering"]))
    tags = Tags(
        draw(st.sampled_from(["", *DIMENSIONS])),
        draw(st.sampled_from(["", *TOPICS])),
        draw(st.sampled_from(["", *DIFFICULTIES])),
        draw(st.frozensets(st.sampled_from(list(AUDIENCES)), max_size=3)),
        draw(st.frozensets(st.sampled_from(list(BENCHMARKS)), max_size=3)),
    )
    texts = draw(st.lists(FILLED, min_size=2, max_size=6, unique=True))
    options = {"true_false": true_false_options(), "fill_in": (), "numeric": ()}.get(kind, lettered(texts))
    ids = OPTION_IDS[: len(options)]
    key: frozenset[str] = frozenset()
    if kind in {"true_false", "single_choice"}:
        key = frozenset(draw(st.sampled_from(ids)))
    elif kind == "multiple_choice":
        key = draw(st.frozensets(st.sampled_from(ids), min_size=1))
    question = Question(
        kind, draw(FILLED), options, key, draw(TEXT), tags, draw(REF), draw(TEXT), draw(st.booleans()),
        draw(st.none() | st.dates(date(2020, 1, 1), date(2099, 1, 1))),
        order=tuple(draw(st.permutations(ids))) if kind == "ordering" else (),
        value=draw(NUMBERS) if kind == "numeric" else "",
        tolerance=draw(st.sampled_from(["0", "0.5", "1"])) if kind == "numeric" else "0",
    )  # fmt: skip
    if kind == "fill_in":
        gaps = draw(st.integers(1, 3))
        stem = question.stem.replace("_", "") + "____".join(["甲", *["乙"] * gaps])
        blank = st.lists(FILLED, min_size=1, max_size=3).map(tuple)
        question = replace(question, stem=stem, blanks=draw(st.tuples(*[blank] * gaps)))
    return question


USABLE = st.lists(questions().filter(lambda question: not problems(question)), max_size=5, unique_by=lambda q: q.ref)


def bare(question: Question, name: str) -> Question:
    if name != "aiken":
        return question
    return replace(question, explanation="", tags=Tags(), ref="", basis="", expert=False, valid_until=None)


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(given=USABLE)
@example(given=[replace(MULTIPLE, explanation="", ref="")])
def test_whatever_is_written_reads_back_the_same_and_the_rest_is_named(name: str, given: list[Question]) -> None:
    written = WRITERS[name](given)
    left_out = {problem.place for problem in written.problems if "没有写出" in str(problem.message)}
    kept = [
        bare(question, name)
        for number, question in enumerate(given, 1)
        if (question.ref or f"question {number}") not in left_out
    ]
    assert written.written == len(kept)
    if kept:
        assert [placed.question for placed in read_questions(written.data, "x", name).questions] == kept


@pytest.mark.parametrize("name", ["qti3", "moodle-xml", "xlsx", "csv", "gift"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(given=questions().filter(lambda question: not problems(question) and question.kind.endswith("choice")))
def test_hardly_anything_is_left_out(name: str, given: Question) -> None:
    """Against a writer that would be right by writing nothing: what is left out has a sign that explains it."""
    plain = all("->" not in text and "\t" not in text for text in [given.stem, given.explanation, given.basis])
    texts = [option.text for option in given.options]
    usual = plain and not any(text in {"正确", "×", "错误"} or "\t" in text or "->" in text for text in texts)
    assert not usual or WRITERS[name]([given]).written == 1
