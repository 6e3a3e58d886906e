"""The gate: who may do what. One table of permissions; every command of `desk` and every page of the frame asks here.

The duties follow the notice (周政发〔2017〕2号): a lead unit files, its head signs, the deputy mayor signs, the supervision
office accepts, publishes and runs the regime. Hiding a button is not a permission: `permit` is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from zcdash.errors import NotPermitted
from zcdash.facts import Act


class Duty(StrEnum):
    """角色: what an account may do. (A `Role` is a unit's part in an item, lead or support.)"""

    VIEWER = "viewer"
    CLERK = "clerk"
    HEAD = "head"
    DEPUTY = "deputy"
    OFFICE = "office"
    ADMIN = "admin"
    CONSOLE = "console"
    """Whoever may open the ledger's file on the server; no account can be given it."""


DUTY_NAME = {
    Duty.VIEWER: "浏览",
    Duty.CLERK: "填报员",
    Duty.HEAD: "单位主要负责人",
    Duty.DEPUTY: "分管区长",
    Duty.OFFICE: "督查室",
    Duty.ADMIN: "系统管理员",
    Duty.CONSOLE: "命令行",
}


class Command(StrEnum):
    """Every act, by the word that the log writes."""

    LOAD_PLAN = "载入计划"
    SET = "设置"
    FILE = "报送"
    SIGN_HEAD = "主要负责人审签"
    SIGN_DEPUTY = "分管区长审签"
    ACCEPT = "督查室签收"
    EXTEND = "准予延期"
    EXCEPT = "锁定例外"
    LOCK = "设定锁定日"
    CLOSE = "关账"
    REOPEN = "重开"
    OVERRIDE = "改判"
    REQUEST = "申请更正计划"
    DECIDE = "决定更正计划"
    ABSENCE = "登记外出补位"
    BREAK_DOWN = "细化到月"
    MANAGE = "管理账号"
    OWN_PASSWORD = "更改本人密码"
    BACK_UP = "备份"
    READ_LOG = "查看留痕"
    SEE_ON_THE_WAY = "查看在途"
    SEE_RETURNS = "查看各单位报送"
    OBJECT = "申请复核"
    ANSWER_OBJECTION = "答复复核"
    WAIVE = "考核豁免"
    SEE_SCORES = "查看考核得分"
    ISSUE_NOTICE = "下发督办单"
    REPLY_NOTICE = "回复督办单"
    END_NOTICE = "督办单销号"
    READ_NOTICE = "查看督办单"
    DRAFT_BULLETIN = "拟通报"
    ISSUE_BULLETIN = "印发通报"


_V, _C, _H, _D, _O, _A = Duty.VIEWER, Duty.CLERK, Duty.HEAD, Duty.DEPUTY, Duty.OFFICE, Duty.ADMIN
_CONSOLE = frozenset({Duty.CONSOLE})
PERMITS: dict[Command, frozenset[Duty]] = {
    Command.LOAD_PLAN: _CONSOLE,
    Command.SET: frozenset({_O}) | _CONSOLE,
    Command.FILE: frozenset({_C, _H, _O}) | _CONSOLE,
    Command.SIGN_HEAD: frozenset({_H}),
    Command.SIGN_DEPUTY: frozenset({_D}),
    Command.ACCEPT: frozenset({_O}),
    Command.EXTEND: frozenset({_O}),
    Command.EXCEPT: frozenset({_O}),
    Command.LOCK: frozenset({_O}),
    Command.CLOSE: frozenset({_O}),
    Command.REOPEN: frozenset({_O}),
    Command.OVERRIDE: frozenset({_O}),
    Command.REQUEST: frozenset({_H, _O}),
    Command.DECIDE: frozenset({_D, _O}),
    Command.ABSENCE: frozenset({_O}),
    Command.BREAK_DOWN: frozenset({_C, _H, _O}),
    Command.MANAGE: frozenset({_A}) | _CONSOLE,
    Command.OWN_PASSWORD: frozenset({_V, _C, _H, _D, _O, _A}),
    Command.BACK_UP: frozenset({_A}) | _CONSOLE,
    Command.READ_LOG: frozenset({_O, _A}) | _CONSOLE,
    Command.SEE_ON_THE_WAY: frozenset({_V, _D, _O}) | _CONSOLE,
    Command.SEE_RETURNS: frozenset({_D, _O}) | _CONSOLE,
    Command.OBJECT: frozenset({_H, _D}),
    Command.ANSWER_OBJECTION: frozenset({_O}),
    Command.WAIVE: frozenset({_O}),
    Command.SEE_SCORES: frozenset({_V, _D, _O}) | _CONSOLE,
    Command.ISSUE_NOTICE: frozenset({_O}),
    Command.REPLY_NOTICE: frozenset({_C, _H}),
    Command.END_NOTICE: frozenset({_O}),
    Command.READ_NOTICE: frozenset({_V, _C, _H, _D, _O}) | _CONSOLE,
    Command.DRAFT_BULLETIN: frozenset({_O}),
    Command.ISSUE_BULLETIN: frozenset({_O}),
}
OWN_UNIT_ONLY = frozenset({Duty.CLERK, Duty.HEAD})


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody known to the house. `unit` is a clerk's or head's own unit, `leader` the deputy mayor that one is in the plan."""

    login: str
    name: str
    duty: Duty
    unit: str = ""
    leader: str = ""
    email: str = ""
    active: bool = True
    must_change: bool = False
    origin: str = ""
    """From where this person speaks now: an address, or 命令行."""

    def may(self, command: Command, unit: str | None = None) -> bool:
        """Whether this person may give the command, for a unit where it is of one."""
        own = self.duty not in OWN_UNIT_ONLY or unit is None or unit == self.unit
        return self.active and self.duty in PERMITS[command] and own

    def act(self, command: Command, **said: str) -> Act:
        """The act as the log keeps it."""
        return Act(command.value, self.name, self.login, DUTY_NAME[self.duty], self.origin, **said)


def console(name: str = "命令行") -> Account:
    """Whoever works with the ledger's file itself: the command line, and programs that load samples."""
    return Account("", name, Duty.CONSOLE, origin="命令行")


def permit(account: Account, command: Command, unit: str | None = None) -> None:
    """Lets the command pass. Raises NotPermitted, and says whose business it is."""
    if account.may(command, unit):
        return
    if account.duty in PERMITS[command] and account.active:
        raise NotPermitted(
            f"您是{account.unit}的{DUTY_NAME[account.duty]}，不能办理{unit}的事。", "请由该单位的人员办理。"
        )
    named = "、".join(DUTY_NAME[d] for d in Duty if d in PERMITS[command])
    raise NotPermitted(
        f"“{command.value}”由{named}办理，您的角色是{DUTY_NAME[account.duty]}。", "如需办理，请联系督查室。"
    )


ALL = frozenset(Duty) - {Duty.CONSOLE}
PAGES: dict[str, frozenset[Duty]] = {
    "overview": ALL,
    "leader": ALL,
    "unit": ALL,
    "chapter": ALL,
    "items": ALL,
    "item": ALL,
    "indicator": ALL,
    "promise": ALL,
    "wall": ALL,
    "rules": ALL,
    "bulletin": ALL,
    "score": ALL,
    "brief": ALL,
    "notices": frozenset({_V, _C, _H, _D, _O}),
    "submit": frozenset({_C, _H, _O}),
    "months": frozenset({_C, _H, _O}),
    "signing": frozenset({_C, _H, _D, _O}),
    "periods": frozenset({_O}),
    "absences": frozenset({_O}),
    "corrections": frozenset({_H, _D, _O}),
    "log": frozenset({_O, _A}),
    "accounts": frozenset({_A}),
}


def may_open(account: Account, page: str) -> bool:
    """Whether this person may open a page, by its name."""
    return account.active and account.duty in PAGES[page]


def admit(account: Account, page: str, title: str) -> None:
    """Lets somebody onto a page. Raises NotPermitted, and says whose page it is."""
    if not may_open(account, page):
        named = "、".join(DUTY_NAME[d] for d in Duty if d in PAGES[page])
        sentence = f"“{title}”这一页由{named}使用，您的角色是{DUTY_NAME[account.duty]}。"
        raise NotPermitted(sentence, "如需使用，请联系督查室。")
