"""The minors' audit as a workbook: counts only, each sheet with what it counts."""

from __future__ import annotations

from quizapp.domain.privacy import UNDER_14, UNDER_18
from quizapp.domain.words import say
from quizapp.formats.results import Sheet, Value, write_xlsx
from quizapp.operations.minors_audit import ContestLine, MinorsAudit
from quizapp.web.i18n import moment, speak

GROUPS = {UNDER_14: say("不满 14 岁"), UNDER_18: say("14 到 17 岁")}
REASONS = {
    "request": say("本人或监护人要求"),
    "consent withdrawn": say("撤回同意"),
    "retention": say("保存期满"),
    "erased before a restore": say("恢复备份以后再次删除"),
}
COUNTED = say("年龄只按出生年份算，当年满 14 岁、18 岁的按未满算；青少年人群里没有出生年份的，按不满 14 岁算。")
ERASED_STAY = say("已经删除的人，只留下删除时属于哪个年龄段。")


def xlsx(found: MinorsAudit) -> bytes:
    return write_xlsx([_contests(found), _consents(found), _erasures(found)])


def _contests(found: MinorsAudit) -> Sheet:
    header = (
        *(say("竞赛"), say("名称"), say("开始时间"), say("不满 14 岁（人）"), say("14 到 17 岁（人）")),
        *(say("其中没有出生年份"), say("不满 14 岁且有监护人同意"), say("不满 14 岁答过题"), say("14 到 17 岁答过题")),
        *(say("查看全名（次）"), say("已删除（人）")),
    )
    looks = speak(say("查看未成年人全名一共 %(count)s 次，不在某场竞赛的名单里看的也算在内。", count=found.looks))
    notes = [speak(say("截至 %(at)s", at=moment(found.as_of))), speak(COUNTED), speak(ERASED_STAY), looks]
    rows = [_contest(line) for line in found.contests]
    return Sheet(speak(say("各场竞赛")), notes, [speak(name) for name in header], rows)


def _contest(line: ContestLine) -> list[Value]:
    return [
        line.slug,
        line.title,
        moment(line.opens_at),
        line.entered[UNDER_14],
        line.entered[UNDER_18],
        line.without_birth_year,
        line.under_14_with_consent,
        line.answered[UNDER_14],
        line.answered[UNDER_18],
        line.looks,
        line.erased,
    ]


def _consents(found: MinorsAudit) -> Sheet:
    header = [speak(name) for name in (say("同意书版本"), say("由谁同意"), say("次数"))]
    who = {True: speak(say("监护人")), False: speak(say("本人"))}
    rows: list[list[Value]] = [
        [version, who[guardian], count] for (version, guardian), count in sorted(found.consents.items())
    ]
    return Sheet(speak(say("同意")), [speak(say("未成年人的同意，后来撤回的也在内。"))], header, rows)


def _erasures(found: MinorsAudit) -> Sheet:
    header = [speak(name) for name in (say("年龄段"), say("原因"), say("人数"))]
    rows: list[list[Value]] = [
        [speak(GROUPS[group]), speak(REASONS.get(reason, reason)), count]
        for (group, reason), count in sorted(found.erasures.items())
    ]
    notes = [speak(say("另有 %(count)s 位未成年人的资料被导出给本人或监护人。", count=found.exports))]
    return Sheet(speak(say("删除")), notes, header, rows)
