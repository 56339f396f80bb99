"""The five axes of the question bank, with the Chinese name of each value.

Benchmarks are the 26 of 《中国公民科学素质基准》 (2016); the other axes are the project's own tag list.
"""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.domain.words import Sentence, say

DIMENSIONS = {
    "knowledge": say("科学知识"),
    "method": say("科学方法"),
    "spirit": say("科学精神与思想"),
    "application": say("应用科学的能力"),
}
BENCHMARKS = {
    1: say("世界可被认知、科学态度"),
    2: say("系统方法"),
    3: say("科学精神与研究过程"),
    4: say("创新意识"),
    5: say("科学技术与社会、两面性"),
    6: say("生态文明"),
    7: say("可持续发展"),
    8: say("崇尚科学、辨别信息真伪"),
    9: say("获取知识的科学方法"),
    10: say("数学与逻辑"),
    11: say("物理"),
    12: say("化学"),
    13: say("天文"),
    14: say("地球科学和地理"),
    15: say("生命、生物多样性与进化"),
    16: say("人体生理"),
    17: say("常见疾病与安全用药"),
    18: say("饮食营养与生活习惯"),
    19: say("安全出行"),
    20: say("安全用电用气、家电"),
    21: say("农业生产"),
    22: say("劳动技能与工具"),
    23: say("安全生产"),
    24: say("事故救援与急救"),
    25: say("自然灾害防御与应急避险"),
    26: say("环境污染、水土资源"),
}
TOPICS = {
    "ecology": say("保护生态环境"),
    "energy": say("节约能源资源"),
    "green-production": say("绿色生产"),
    "food-safety": say("食品安全"),
    "disaster": say("防灾减灾"),
    "health": say("卫生健康"),
    "customs": say("移风易俗"),
    "elderly-digital": say("智慧助老"),
    "anti-fraud": say("网络谣言与电信诈骗"),
    "diet": say("科学膳食"),
    "mental": say("心理健康"),
    "exercise": say("体育锻炼"),
    "medicine": say("合理用药"),
    "first-aid": say("应急处置"),
    "agri-tech": say("农业先进适用技术"),
    "work-safety": say("安全生产与职业健康"),
    "frontier": say("前沿科技"),
    "scientist-spirit": say("科学家精神"),
    "research-integrity": say("科研诚信与科技伦理"),
    "school-science": say("学校科学"),
    "weather-water-traffic": say("气象、水务与交通"),
}
POPULATIONS = {
    "youth": say("青少年"),
    "farmer": say("农民"),
    "worker": say("产业工人"),
    "elderly": say("老年人"),
    "official": say("领导干部和公务员"),
}
# A question may also be meant for everyone; a person always belongs to one of the five.
AUDIENCES = POPULATIONS | {"general": say("社会公众")}
DIFFICULTIES = {"easy": say("易"), "medium": say("中"), "hard": say("难")}

AXES: dict[str, dict[str, Sentence]] = {
    "dimension": DIMENSIONS,
    "topic": TOPICS,
    "difficulty": DIFFICULTIES,
    "population": AUDIENCES,
    "benchmark": {str(number): name for number, name in BENCHMARKS.items()},
}


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of a question. Empty on every axis that an import did not give: nothing is guessed."""

    dimension: str = ""
    topic: str = ""
    difficulty: str = ""
    populations: frozenset[str] = frozenset()
    benchmarks: frozenset[int] = frozenset()

    def complete(self) -> bool:
        """Whether every axis is given; a question without is 'untagged' and counts in no coverage."""
        return bool(self.dimension and self.topic and self.difficulty and self.populations and self.benchmarks)

    def has(self, tag: str) -> bool:
        """Whether the question carries `axis:value`, for example `topic:food-safety` or `benchmark:18`."""
        axis, _, value = tag.partition(":")
        if axis == "population":
            return value in self.populations
        if axis == "benchmark":
            return value.isdecimal() and int(value) in self.benchmarks
        return bool(value) and value == {
            "dimension": self.dimension,
            "topic": self.topic,
            "difficulty": self.difficulty,
        }.get(axis)


def known(tag: str) -> bool:
    """Whether `axis:value` names a value of one of the five axes."""
    axis, _, value = tag.partition(":")
    return value in AXES.get(axis, {})
