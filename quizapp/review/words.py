"""What states, events and those behind them are called on the pages of reviewing."""

from __future__ import annotations

from quizapp.domain.attempt import State
from quizapp.domain.contest import Phase
from quizapp.domain.words import Sentence, say

PHASES = {
    Phase.SCHEDULED: say("还没开始"),
    Phase.OPEN: say("正在进行"),
    Phase.STOPPED: say("暂停中"),
    Phase.CLOSED: say("已经结束"),
    Phase.FINISHED: say("已经完结"),
}
STATES = {
    State.HANDED_IN: say("自己交卷"),
    State.EXPIRED: say("到时由系统交卷"),
    State.VOIDED: say("已作废"),
}
_ACTIONS = {f"attempt.{state}": name for state, name in STATES.items()} | {
    "areas.import": say("导入镇街"),
    "areas.set": say("登记基数"),
    "audit.minors": say("导出未成年人审计材料"),
    "backup.create": say("做备份"),
    "backup.restore": say("恢复备份"),
    "bank.import": say("导入试题"),
    "class.open": say("开一个班的口令"),
    "class.start": say("一个班同时开始"),
    "class.end": say("收起一个班的口令"),
    "consent.give": say("同意"),
    "consent.withdraw": say("撤回同意"),
    "contest.apply": say("改竞赛规则"),
    "contest.publish": say("发布竞赛"),
    "contest.close": say("结束竞赛"),
    "contest.finish": say("完结竞赛"),
    "contest.extend": say("延长竞赛"),
    "contest.stop": say("暂停竞赛"),
    "contest.resume": say("恢复竞赛"),
    "data_key.reseal": say("换数据密钥"),
    "person.add": say("登记本人"),
    "person.change": say("改本人资料"),
    "person.erase": say("删除个人资料"),
    "person.export": say("导出个人资料"),
    "person.look": say("查看"),
    "roster.import": say("导入名单"),
    "roster.reissue": say("补发入场码"),
    "staff.create": say("建账号"),
    "staff.disable": say("停用账号"),
    "staff.limit": say("改账号期限"),
    "staff.link": say("发设密码的链接"),
    "staff.password": say("改密码"),
    "staff.recovery_codes": say("换备用码"),
    "staff.second_factor": say("通过两步验证"),
    "staff.second_factor_dropped": say("关掉两步验证"),
    "staff.second_factor_reset": say("清除两步验证"),
    "staff.second_factor_set": say("设置两步验证"),
    "staff.second_factor_wrong": say("验证码不对"),
    "staff.sign_in": say("登录"),
    "staff.sign_out_elsewhere": say("退出别处的登录"),
    "unit.missing": say("导出没有开始的人"),
    "unit.reissue": say("给全单位补发入场码"),
    "units.import": say("导入单位"),
}


def action_in_words(action: str) -> Sentence | str:
    """What was done; an action that has no word yet is shown as it stands in the log, never left out."""
    return _ACTIONS.get(action, action)


def actor_in_words(actor: str) -> Sentence:
    """Whoever did it, without a name: the log keeps numbers."""
    kind, _, number = actor.partition(":")
    known = {
        "person": say("本人"),
        "system": say("系统"),
        "staff": say("工作人员 %(number)s 号", number=number),
    }
    return known.get(kind, say("管理命令（%(name)s）", name=number))
