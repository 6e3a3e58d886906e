"""The gate: who may do what. One table of permissions; every command of `desk` and every page of the frame asks here.

The duties follow the notice (周政发〔2017〕2号): a lead unit files, its head signs, the deputy mayor signs, the supervision
office accepts, publishes and runs the regime. Hiding a button is not a permission: `permit` is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from zcdash.domain.audit import Act
from zcdash.errors import NotPermitted


class Role(StrEnum):
    """角色: what an account may do. (A `Role` is a unit's part in an item, lead or support.)"""

    VIEWER = "viewer"
    CLERK = "clerk"
    HEAD = "head"
    DEPUTY = "deputy"
    OFFICE = "office"
    ADMIN = "admin"
    CONSOLE = "console"
    """Whoever may open the ledger's file on the server; no account can be given it."""


ROLE_NAME = {
    Role.VIEWER: "浏览",
    Role.CLERK: "填报员",
    Role.HEAD: "单位主要负责人",
    Role.DEPUTY: "分管区长",
    Role.OFFICE: "督查室",
    Role.ADMIN: "系统管理员",
    Role.CONSOLE: "命令行",
}


class Permission(StrEnum):
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


_V, _C, _H, _D, _O, _A = Role.VIEWER, Role.CLERK, Role.HEAD, Role.DEPUTY, Role.OFFICE, Role.ADMIN
_CONSOLE = frozenset({Role.CONSOLE})
PERMITS: dict[Permission, frozenset[Role]] = {
    Permission.LOAD_PLAN: _CONSOLE,
    Permission.SET: frozenset({_O}) | _CONSOLE,
    Permission.FILE: frozenset({_C, _H, _O}) | _CONSOLE,
    Permission.SIGN_HEAD: frozenset({_H}),
    Permission.SIGN_DEPUTY: frozenset({_D}),
    Permission.ACCEPT: frozenset({_O}),
    Permission.EXTEND: frozenset({_O}),
    Permission.EXCEPT: frozenset({_O}),
    Permission.LOCK: frozenset({_O}),
    Permission.CLOSE: frozenset({_O}),
    Permission.REOPEN: frozenset({_O}),
    Permission.OVERRIDE: frozenset({_O}),
    Permission.REQUEST: frozenset({_H, _O}),
    Permission.DECIDE: frozenset({_D, _O}),
    Permission.ABSENCE: frozenset({_O}),
    Permission.BREAK_DOWN: frozenset({_C, _H, _O}),
    Permission.MANAGE: frozenset({_A}) | _CONSOLE,
    Permission.OWN_PASSWORD: frozenset({_V, _C, _H, _D, _O, _A}),
    Permission.BACK_UP: frozenset({_A}) | _CONSOLE,
    Permission.READ_LOG: frozenset({_O, _A}) | _CONSOLE,
    Permission.SEE_ON_THE_WAY: frozenset({_V, _D, _O}) | _CONSOLE,
    Permission.SEE_RETURNS: frozenset({_D, _O}) | _CONSOLE,
    Permission.OBJECT: frozenset({_H, _D}),
    Permission.ANSWER_OBJECTION: frozenset({_O}),
    Permission.WAIVE: frozenset({_O}),
    Permission.SEE_SCORES: frozenset({_V, _D, _O}) | _CONSOLE,
    Permission.ISSUE_NOTICE: frozenset({_O}),
    Permission.REPLY_NOTICE: frozenset({_C, _H}),
    Permission.END_NOTICE: frozenset({_O}),
    Permission.READ_NOTICE: frozenset({_V, _C, _H, _D, _O}) | _CONSOLE,
    Permission.DRAFT_BULLETIN: frozenset({_O}),
    Permission.ISSUE_BULLETIN: frozenset({_O}),
}
OWN_UNIT_ONLY = frozenset({Role.CLERK, Role.HEAD})


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody known to the house. `unit` is a clerk's or head's own unit, `leader` the deputy mayor that one is in the plan."""

    login: str
    name: str
    role: Role
    unit: str = ""
    leader: str = ""
    email: str = ""
    active: bool = True
    must_change: bool = False
    origin: str = ""
    """From where this person speaks now: an address, or 命令行."""

    def may(self, command: Permission, unit: str | None = None) -> bool:
        """Whether this person may give the command, for a unit where it is of one."""
        own = self.role not in OWN_UNIT_ONLY or unit is None or unit == self.unit
        return self.active and self.role in PERMITS[command] and own

    def act(self, command: Permission, **said: str) -> Act:
        """The act as the log keeps it."""
        return Act(command.value, self.name, self.login, ROLE_NAME[self.role], self.origin, **said)


def console(name: str = "命令行") -> Account:
    """Whoever works with the ledger's file itself: the command line, and programs that load samples."""
    return Account("", name, Role.CONSOLE, origin="命令行")


def require_permission(account: Account, command: Permission, unit: str | None = None) -> None:
    """Lets the command pass. Raises NotPermitted, and says whose business it is."""
    if account.may(command, unit):
        return
    if account.role in PERMITS[command] and account.active:
        raise NotPermitted(
            f"您是{account.unit}的{ROLE_NAME[account.role]}，不能办理{unit}的事。", "请由该单位的人员办理。"
        )
    named = "、".join(ROLE_NAME[d] for d in Role if d in PERMITS[command])
    raise NotPermitted(
        f"“{command.value}”由{named}办理，您的角色是{ROLE_NAME[account.role]}。", "如需办理，请联系督查室。"
    )
