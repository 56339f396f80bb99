"""How `bank check` shows a bank: findings, then what it covers, as Markdown tables or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from quizapp.bank.checking import BankCheck
from quizapp.cli.kit import problem_lines
from quizapp.domain.coverage import Coverage
from quizapp.domain.question import KINDS
from quizapp.domain.tags import AUDIENCES, AXES, DIFFICULTIES, TOPICS
from quizapp.domain.words import Sentence, say
from quizapp.web.i18n import speak

EMPTY = "**0**"


def as_json(checked: BankCheck) -> dict[str, Any]:
    """`questions`, `findings` and `coverage` as the contract names them."""
    counted = checked.coverage
    return {
        "questions": checked.questions,
        "findings": [{"place": each.place, "message": speak(each.message)} for each in checked.findings],
        "coverage": {
            "untagged": counted.untagged,
            **counted.axes,
            "cells": _nested(counted),
            "empty": [list(cell) for cell in counted.empty],
            "key_positions": {"single_choice": checked.letters, "true_false": checked.true_false},
            "longest_option_is_key": {kind: asdict(found) for kind, found in checked.longest.items()},
        },
    }


def as_text(checked: BankCheck) -> list[str]:
    """Lines of Markdown: question_bank/README.md ends with them."""
    findings = [f"- {line}" for line in problem_lines(checked.findings)]
    counted = checked.coverage
    return [
        f"{speak(say('%(count)s 道题', count=checked.questions))}, "
        f"{speak(say('%(count)s 处要改', count=len(checked.findings)))}, "
        f"{speak(say('%(count)s 道没有标签', count=counted.untagged))}",
        *findings,
        "",
        *_axis_table(counted),
        *_benchmark_table(counted),
        *_cell_table(counted),
        *_balance_table(checked),
    ]


def _axis_table(counted: Coverage) -> list[str]:
    names: dict[str, dict[str, Sentence]] = {"kind": KINDS} | {
        axis: AXES[axis] for axis in ("dimension", "difficulty", "population")
    }
    titles = {
        "kind": say("题型"),
        "dimension": say("维度"),
        "difficulty": say("难度"),
        "population": say("人群"),
    }
    rows = [
        [speak(titles[axis]), speak(name), str(count), _percent(count, counted.questions)]
        for axis, values in names.items()
        for (value, name) in values.items()
        for count in [counted.axes[axis][value]]
    ]
    return _table([say("轴"), say("值"), say("题数"), say("占比")], rows)


def _benchmark_table(counted: Coverage) -> list[str]:
    rows = [[value, speak(name), _count(counted.axes["benchmark"][value])] for value, name in AXES["benchmark"].items()]
    return _table([say("基准"), say("内容"), say("题数")], rows)


def _cell_table(counted: Coverage) -> list[str]:
    """A row a topic, a column a population; in a cell easy / medium / hard."""
    rows = [
        [speak(name), str(counted.axes["topic"][topic]), *(_cell(counted, topic, who) for who in AUDIENCES)]
        for topic, name in TOPICS.items()
    ]
    return _table([say("主题（各格：易 / 中 / 难）"), say("题数"), *AUDIENCES.values()], rows)


def _balance_table(checked: BankCheck) -> list[str]:
    places = [
        [speak(KINDS[kind]), letter.upper(), f"{share:.1%}"]
        for kind, shares in (("single_choice", checked.letters), ("true_false", checked.true_false))
        for letter, share in shares.items()
    ]
    lengths = [
        [
            speak(KINDS[kind]),
            str(found.questions),
            f"{found.seen:.1f}",
            f"{found.expected:.1f}",
            f"{found.deviation:.1f}",
        ]
        for kind, found in checked.longest.items()
    ]
    return [
        *_table([say("题型"), say("答案的位置"), say("占比")], places),
        *_table([say("题型"), say("题数"), say("最长的选项是答案"), say("凭机会"), say("标准差")], lengths)[:-1],
    ]


def _table(header: Sequence[Sentence], rows: Sequence[Sequence[str]]) -> list[str]:
    return [
        _row([speak(name) for name in header]),
        _row(["---"] * len(header)),
        *(_row(cells) for cells in rows),
        "",
    ]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(counted: Coverage, topic: str, population: str) -> str:
    return " / ".join(_count(counted.cells[topic, population, difficulty]) for difficulty in DIFFICULTIES)


def _count(count: int) -> str:
    return str(count) if count else EMPTY


def _percent(count: int, whole: int) -> str:
    return f"{count / whole:.1%}" if whole else "—"


def _nested(counted: Coverage) -> dict[str, dict[str, dict[str, int]]]:
    return {
        topic: {who: {level: counted.cells[topic, who, level] for level in DIFFICULTIES} for who in AUDIENCES}
        for topic in TOPICS
    }
