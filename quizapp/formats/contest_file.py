"""The contest file (TOML): text to `Contest` and back. Unknown keys and wrong types are refused with their place."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from quizapp.domain import contest as c
from quizapp.domain import contest_check
from quizapp.domain.blueprint import Section
from quizapp.domain.refusals import Invalid, Problem
from quizapp.domain.words import say

Convert = Callable[[Any], Any]


def read(text: str) -> c.Contest:
    """Read a contest file. Raises Invalid with every problem that the file has."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise Invalid.at("file", say("文件不是有效的 TOML：%(error)s", error=str(error))) from error
    reader = _Reader()
    contest = reader.contest(data)
    found = reader.problems or contest_check.problems(contest)
    if found:
        raise Invalid(found)
    return contest


class _Reader:
    """Collects every problem of one file, so that a person mends them all at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def contest(self, data: dict[str, Any]) -> c.Contest:
        head = self.table(
            "contest", data.get("contest", {}), _CONTEST_KEYS, required=("slug", "title", "opens_at", "closes_at")
        )
        known = {"contest", *_RULE_TABLES}
        for name in data.keys() - known:
            self.refuse(name, say("不认识的内容「%(name)s」。", name=name))
        rules = {name: self.rule_table(name, data.get(name, {})) for name in _RULE_TABLES}
        opens_at, closes_at = head.pop("opens_at", _LONG_AGO), head.pop("closes_at", _LONG_AGO)
        stage = c.Stage("", opens_at, closes_at, c.Rules(**rules))
        if head.get("entry") in c.AREA_FROM_BY_ENTRY:
            head.setdefault("area_from", c.AREA_FROM_BY_ENTRY[head["entry"]][0])
        return c.Contest(slug=head.pop("slug", ""), title=head.pop("title", ""), stages=(stage,), **head)

    def rule_table(self, name: str, value: Any) -> Any:
        noun, keys = _RULE_TABLES[name]
        if name == "paper" and isinstance(value, dict):
            sections = value.pop("section", [])
            fields = self.table(name, value, keys)
            return noun(sections=tuple(self.sections(sections)), **fields)
        return noun(**self.table(name, value, keys))

    def sections(self, value: Any) -> list[Section]:
        if not isinstance(value, list):
            self.refuse("paper.section", say("要写成 [[paper.section]]。"))
            return []
        return [
            Section(**{"count": 1} | self.table(f"paper.section[{i}]", item, _SECTION_KEYS, required=("count",)))
            for i, item in enumerate(value)
        ]

    def table(self, place: str, value: Any, keys: dict[str, Convert], required: tuple[str, ...] = ()) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.refuse(place, say("这里要是一个表 [%(place)s]。", place=place))
            return {}
        for key in required:
            if key not in value:
                self.refuse(f"{place}.{key}", say("缺少 %(key)s。", key=key))
        fields = {}
        for key, found in value.items():
            if key not in keys:
                self.refuse(f"{place}.{key}", say("不认识的内容「%(name)s」。", name=key))
                continue
            try:
                fields["from_" if key == "from" else key] = keys[key](found)
            except _Unfit as unfit:
                self.refuse(
                    f"{place}.{key}",
                    say("「%(found)s」不对，这里要%(wanted)s。", found=str(found), wanted=unfit.wanted),
                )
        return fields

    def refuse(self, place: str, message: Any) -> None:
        self.problems.append(Problem(place, message))


class _Unfit(Exception):
    def __init__(self, wanted: Any) -> None:
        self.wanted = wanted


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _Unfit(say("一段文字"))
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _Unfit(say("一组文字"))
    return tuple(value)


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _Unfit(say("一个整数"))
    return value


def _yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Unfit("true / false")
    return value


def _points(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value * 1000 % 1:
        raise _Unfit(say("一个最多三位小数的数"))
    return int(value * 1000)


def _moment(value: Any) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise _Unfit(say("带时区的时间，例如 2026-09-01T08:00:00+08:00"))
    return value.astimezone(UTC)


_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_CONTEST_KEYS: dict[str, Convert] = {
    "slug": _text,
    "title": _text,
    "opens_at": _moment,
    "closes_at": _moment,
    "entry": _text,
    "ask": _texts,
    "area_from": _text,
    "populations": _texts,
    "others": _text,
    "campaign": _text,
    "plan": _text,
    "task": _number,
    "department": _text,
    "demonstration": _yes_no,
}
_SECTION_KEYS: dict[str, Convert] = {
    "kinds": _texts,
    "count": _number,
    "points": _points,
    "tags": _texts,
    "all_tags": _texts,
}
_RULE_TABLES: dict[str, tuple[Any, dict[str, Convert]]] = {
    "paper": (
        c.Paper,
        {
            "draw": _text,
            "from": _texts,
            "questions": _texts,
            "points": _points,
            "delivery": _text,
            "shuffle_questions": _yes_no,
            "shuffle_options": _yes_no,
        },
    ),
    "timing": (c.Timing, dict.fromkeys(("attempt_seconds", "grace_seconds", "start_spread_seconds"), _number)),
    "chances": (c.Chances, {"per": _text, "count": _number, "total": _number}),
    "practice": (c.Practice, {"allowed": _yes_no, "from": _texts, "same_pool": _yes_no}),
    "marking": (c.Marking, {"multiple_choice": _text, "wrong": _points}),
    "counting": (c.Counting, {"attempts": _text}),
    "ranking": (c.Ranking, {"ties": _texts, "then": _text, "boards": _texts}),
    "passing": (c.Passing, {"mark": _points, "mark_in": _text, "strictly_above": _yes_no}),
    "feedback": (c.Feedback, {"when": _text, "show": _text}),
}


def write(contest: c.Contest) -> str:
    """A contest as a file that reads back to the same object; every key is written, defaults too."""
    stage = contest.stages[0]
    lines = ["[contest]"]
    lines += _lines(contest, {key: None for key in _CONTEST_KEYS if key not in {"opens_at", "closes_at"}})
    lines[3:3] = [f"opens_at = {stage.opens_at.isoformat()}", f"closes_at = {stage.closes_at.isoformat()}"]
    for name, (_, keys) in _RULE_TABLES.items():
        table = getattr(stage.rules, name)
        lines += ["", f"[{name}]", *_lines(table, keys)]
        if name == "paper":
            for section in table.sections:
                lines += ["", "[[paper.section]]", *_lines(section, _SECTION_KEYS)]
    return "\n".join(lines) + "\n"


def _lines(noun: Any, keys: dict[str, Any]) -> list[str]:
    result = []
    for key, convert in keys.items():
        value = getattr(noun, "from_" if key == "from" else key)
        result.append(f"{key} = {_toml_value(value, in_points=convert is _points)}")
    return result


def _toml_value(value: Any, *, in_points: bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(Decimal(value) / 1000) if in_points else str(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_quoted(item) for item in value) + "]"
    return _quoted(value)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(ch if ch >= " " and ch != "\x7f" else f"\\u{ord(ch):04x}" for ch in escaped) + '"'
