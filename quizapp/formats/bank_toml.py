"""The authored bank's own file: one TOML file a topic, as question_bank/FORMAT.md says; every field is checked."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from quizapp.domain.question import CHOICE_KINDS, KINDS, OPTION_IDS, Question, lettered, problems, true_false_options
from quizapp.domain.refusals import Problem
from quizapp.domain.tags import AUDIENCES, BENCHMARKS, DIFFICULTIES, DIMENSIONS, TOPICS, Tags
from quizapp.domain.words import Sentence, say
from quizapp.formats.decoding import decode
from quizapp.formats.reading import Placed, Reading, shown, unreadable

_TABLE = re.compile(r"^\[\[\s?question\s?\]\]", re.MULTILINE)
_REF = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_TEXTS = ("ref", "kind", "stem", "key", "explanation", "dimension", "difficulty", "basis")
_FIELDS = {*_TEXTS, "options", "benchmarks", "populations", "expert", "valid_until"}
_KINDS = [kind for kind in KINDS if kind in CHOICE_KINDS]
_TRUTH = {"对": "a", "错": "b"}


def looks_like_bank(text: str) -> bool:
    """Whether a text is a file of the authored bank."""
    return _TABLE.search(text) is not None


def read_bank(data: bytes, name: str) -> Reading:
    """The questions of one file; the stem of its name is the topic."""
    topic = PurePath(name.replace("\\", "/")).name.removesuffix(".toml")
    if topic not in TOPICS:
        raise unreadable(say("文件名「%(name)s」不是主题标签，应像 food-safety.toml。", name=shown(name)))
    entries = _entries(decode(data))
    questions: list[Placed] = []
    wrong: list[Problem] = []
    refs: dict[str, str] = {}
    for number, entry in enumerate(entries, 1):
        place = f"question {number}"
        if not isinstance(entry, dict):
            wrong.append(Problem(place, say("这里应是一个 [[question]] 表。")))
            continue
        ref = entry.get("ref")
        place = ref if isinstance(ref, str) and _REF.fullmatch(ref) else place
        found = _field_problems(entry, place)
        if ref in refs.values():
            found.append(Problem(place, say("编号「%(ref)s」在这个文件里用了两次。", ref=place), "ref", place))
        refs[f"question {number}"] = place
        result = found or _question(entry, topic, place)
        if isinstance(result, list):
            wrong += result
        else:
            questions.append(Placed(place, result))
    return Reading("toml", len(entries), questions, wrong)


def _entries(text: str) -> list[Any]:
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        where = re.search(r"at line (\d+)", str(error))
        if where:
            raise unreadable(say("第 %(line)s 行不合 TOML 的写法。", line=where[1])) from error
        raise unreadable(say("文件不合 TOML 的写法。")) from error
    extra = sorted(set(content) - {"question"})
    if extra:
        raise unreadable(say("「%(name)s」不认识，文件里只应有 [[question]]。", name=shown(extra[0])))
    entries = content.get("question", [])
    if not isinstance(entries, list) or not entries:
        raise unreadable(say("文件里没有 [[question]]。"))
    return entries


def _field_problems(entry: dict[str, Any], place: str) -> list[Problem]:
    """Everything wrong with the fields one by one."""
    found: list[Problem] = []

    def add(name: str, message: Sentence) -> None:
        found.append(Problem(place, message, name, shown(str(entry.get(name, "")))))

    for name in sorted(set(entry) - _FIELDS):
        add(name, say("字段「%(name)s」不认识。", name=shown(name)))
    for name in _TEXTS:
        value = entry.get(name)
        if not isinstance(value, str) or not value.strip():
            add(name, say("「%(name)s」没有写，或者不是文字。", name=name))
    for name, known in (("kind", _KINDS), ("dimension", DIMENSIONS), ("difficulty", DIFFICULTIES)):
        value = entry.get(name)
        if isinstance(value, str) and value.strip() and value not in known:
            allowed = "、".join(known)
            add(name, say("「%(name)s」是「%(found)s」，应是 %(allowed)s 之一。",
                          name=name, found=shown(value), allowed=allowed))  # fmt: skip
    ref = entry.get("ref")
    if isinstance(ref, str) and ref.strip() and not _REF.fullmatch(ref):
        add("ref", say("编号「%(ref)s」只能用小写字母、数字和连字符。", ref=shown(ref)))
    return found + _other_problems(entry, place)


def _other_problems(entry: dict[str, Any], place: str) -> list[Problem]:
    found: list[Problem] = []

    def add(name: str, message: Sentence) -> None:
        found.append(Problem(place, message, name, shown(str(entry.get(name, "")))))

    if not _is_list(entry.get("benchmarks"), int, set(BENCHMARKS)):
        add("benchmarks", say("「benchmarks」应是 1 到 26 的一个或几个整数，不重复。"))
    if not _is_list(entry.get("populations"), str, set(AUDIENCES)):
        add(
            "populations", say("「populations」应是 %(allowed)s 中的一个或几个，不重复。", allowed="、".join(AUDIENCES))
        )
    options = entry.get("options")
    if entry.get("kind") == "true_false":
        if options is not None:
            add("options", say("判断题不写选项。"))
    elif not isinstance(options, list) or not all(isinstance(text, str) for text in options):
        add("options", say("「options」应是几个选项的文字。"))
    elif len(options) > len(OPTION_IDS):
        add("options", say("选项有 %(count)s 个，最多 %(n)s 个。", count=len(options), n=len(OPTION_IDS)))
    if not isinstance(entry.get("expert", False), bool):
        add("expert", say("「expert」应是 true 或 false。"))
    until = entry.get("valid_until")
    if until is not None and (not isinstance(until, date) or isinstance(until, datetime)):
        add("valid_until", say("「valid_until」应是日期，像 2028-12-31。"))
    return found


def _is_list(value: object, kind: type, known: set[Any]) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(type(entry) is kind and entry in known for entry in value)
        and len(set(value)) == len(value)
    )


def _question(entry: dict[str, Any], topic: str, place: str) -> Question | list[Problem]:
    kind, key = entry["kind"], entry["key"].strip()
    options = true_false_options() if kind == "true_false" else lettered(entry["options"])
    ids = [_TRUTH[key]] if kind == "true_false" and key in _TRUTH else list(key.lower())
    wrong_key = key not in _TRUTH if kind == "true_false" else ids != sorted(set(ids)) or key != key.upper()
    if wrong_key:
        message = say("答案「%(key)s」对不上：判断题写 对 或 错，其他题按顺序写大写字母，像 ACD。", key=shown(key))
        return [Problem(place, message, "key", shown(key))]
    question = Question(
        kind=kind,
        stem=entry["stem"].strip(),
        options=options,
        key=frozenset(ids),
        explanation=entry["explanation"].strip(),
        tags=Tags(
            dimension=entry["dimension"],
            topic=topic,
            difficulty=entry["difficulty"],
            populations=frozenset(entry["populations"]),
            benchmarks=frozenset(entry["benchmarks"]),
        ),
        ref=entry["ref"],
        basis=entry["basis"].strip(),
        expert=entry.get("expert", False),
        valid_until=entry.get("valid_until"),
    )
    found = problems(question, place)
    if not found and kind == "multiple_choice" and not 2 <= len(ids) < len(options):
        message = say("多选题应至少有两个对的选项和一个错的，这里的答案是「%(key)s」。", key=shown(key))
        found = [Problem(place, message, "key", shown(key))]
    return found or question
