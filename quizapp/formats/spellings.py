"""How people write kinds, truth, answers, difficulty and tags, and what each spelling means. Nothing is guessed."""

from __future__ import annotations

import re
import unicodedata

from quizapp.domain.question import OPTION_IDS
from quizapp.domain.tags import AXES, DIFFICULTIES

CHOICE = "choice"  # 选择题: single or multiple, the answer tells
_KIND_WORDS = {
    "single_choice": "1 单选 单项选择 单选择 single singlechoice radio",
    "multiple_choice": "2 多选 多项选择 不定项选择 不定项 multiple multiplechoice multiplechoices checkbox",
    "true_false": "3 判断 判断正误 是非 对错 正误 truefalse trueorfalse tf judge judgement",
    "fill_in": "填空 fillin fillblank fillintheblank",
    "numeric": "数值 numeric numerical",
    "ordering": "排序 ordering",
    CHOICE: "选择 choice",
}
KIND_OF_WORD = {word: kind for kind, words in _KIND_WORDS.items() for word in words.split()}
_UNSUPPORTED_WORDS = (
    "简答 问答 论述 名词解释 计算 案例 案例分析 材料 材料分析 连线 匹配 完形填空 阅读理解 阅读 作文 写作 "
    "编程 实验 实操 主观 简述 分析 应用 组合 共享题干 配伍 投票 打分 "
    "shortanswer essay matching cloze"
)
WRITTEN_KINDS = frozenset({"fill_in", "numeric", "ordering"})
UNSUPPORTED_KINDS = frozenset(_UNSUPPORTED_WORDS.split())
_TRUTH_WORDS = {
    True: "正确 对 √ ✓ ✔ ☑ T TRUE RIGHT CORRECT",
    False: "错误 错 × ✗ ✘ ✕ X F FALSE WRONG INCORRECT 不正确 不对",
}
_SOFT_TRUTH_WORDS = {True: "是 同意 YES Y", False: "否 不同意 NO N"}
_SOFT = {word: value for value, words in _SOFT_TRUTH_WORDS.items() for word in words.split()}
_TRUTH = _SOFT | {word: value for value, words in _TRUTH_WORDS.items() for word in words.split()}
_DIFFICULTY_WORDS = {
    "easy": "easy 易 容易 简单 较易 较容易 低 1 2",
    "medium": "medium normal 中 中等 一般 普通 适中 3",
    "hard": "hard difficult 难 困难 较难 高 4 5",
}
_DIFFICULTY_OF_WORD = {word: level for level, words in _DIFFICULTY_WORDS.items() for word in words.split()}
_SEPARATORS = re.compile(r"[\s,;|、/&+.。，；和及]+")
_WRAPPING = "()[]【】{}〔〕\"'“”‘’「」《》:"
_NAMES = {axis: {str(name): value for value, name in values.items()} for axis, values in AXES.items()}


def plain(text: str) -> str:
    """Half-width, without white space around."""
    return unicodedata.normalize("NFKC", text).strip()


def kind_of(word: str) -> str | None:
    """A kind of `domain.question.KINDS`, CHOICE for 选择题, '' where nothing is said, None where unknown."""
    bare = bare_kind(word)
    return KIND_OF_WORD.get(bare) if bare else ""


def bare_kind(word: str) -> str:
    """A kind's word without brackets, 题 and joining signs: 【单选题】 and single_choice alike."""
    return re.sub(r"[\s_\-/]+", "", plain(word).strip(_WRAPPING).casefold()).removesuffix("题")


def is_unsupported(word: str) -> bool:
    """Whether the word names a kind of question that people use and that cannot be imported yet."""
    return bare_kind(word) in UNSUPPORTED_KINDS


def truth(word: str) -> bool | None:
    """Whether a word says true or false; None where it says neither."""
    return _TRUTH.get(plain(word).strip(_WRAPPING + "。.").strip().upper())


def truth_pair(texts: list[str], soft: bool) -> tuple[bool, bool] | None:
    """What two options mean where one says true and the other false; `soft` also takes 是/否 and 同意/不同意."""
    if len(texts) != 2 or (not soft and any(plain(text).upper() in _SOFT for text in texts)):
        return None
    first, second = truth(texts[0]), truth(texts[1])
    return None if first is None or second is None or first == second else (first, second)


def letters(answer: str) -> list[int] | None:
    """The positions that an answer of letters names (A|C, 'A、C', ＡＣ, ac), None where it is not one."""
    joined = _SEPARATORS.sub("", plain(answer).strip(_WRAPPING)).casefold()
    if not joined or len(joined) > len(OPTION_IDS) or any(letter not in OPTION_IDS for letter in joined):
        return None
    places = [OPTION_IDS.index(letter) for letter in joined]
    return places if len(set(places)) == len(places) else None


def difficulty(word: str) -> str:
    """easy, medium or hard; '' where the word is none of the spellings."""
    return _DIFFICULTY_OF_WORD.get(plain(word).casefold().removesuffix("度"), "")


def split_list(text: str) -> list[str]:
    """The entries of a cell that holds several; names that hold a 、 themselves stay whole."""
    entries: list[str] = []
    for piece in re.split(r"[,，;；|\n]+", text):
        whole = piece.strip()
        known = any(whole in names for names in _NAMES.values())
        entries += [whole] if known else [part.strip() for part in whole.split("、")]
    return [entry for entry in entries if entry]


def tag_value(axis: str, word: str) -> str:
    """The value of an axis that a word names, by tag or by Chinese name; '' where it names none."""
    word = word.strip()
    value = word.removeprefix(f"{axis}:").strip()
    if axis == "difficulty":
        return difficulty(value)
    if value in AXES[axis]:
        return value
    return _NAMES[axis].get(word, "")


def tags_named(word: str) -> list[tuple[str, str]]:
    """The (axis, value) pairs that a word of a general column names; a bare number names no benchmark."""
    axis, colon, _ = word.partition(":")
    if colon and axis in AXES:
        value = tag_value(axis, word)
        return [(axis, value)] if value else []
    if word.isdecimal():
        return []
    levels = {*DIFFICULTIES, *(str(name) for name in DIFFICULTIES.values())}
    axes = [name for name in AXES if name != "difficulty" or word in levels]
    return [(name, value) for name in axes if (value := tag_value(name, word))]
