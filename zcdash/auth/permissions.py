"""Roles and permissions: one table that every command and every page checks.

The roles follow the notice (周政发〔2017〕2号): a lead unit submits, its head signs, the deputy mayor signs, and the
supervision office accepts, publishes and manages the periods. Hiding a button protects nothing; a command always calls
`require_permission`.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from enum import StrEnum

from zcdash.domain.audit import Act, Event
from zcdash.errors import NotPermitted


class Role(StrEnum):
    """角色 of an account. The part of a unit in an item, lead or support, is `domain.terms.Responsibility`."""

    VIEWER = "viewer"
    CLERK = "clerk"
    HEAD = "head"
    DEPUTY = "deputy"
    OFFICE = "office"
    ADMIN = "admin"
    SECURITY = "security"
    AUDITOR = "auditor"
    PENDING = "pending"
    """An account without rights, until it is given a role."""
    CONSOLE = "console"
    """The command line on the server. No account can have this role."""


ROLE_NAME = {
    Role.VIEWER: "浏览",
    Role.CLERK: "填报员",
    Role.HEAD: "单位主要负责人",
    Role.DEPUTY: "分管区长",
    Role.OFFICE: "督查室",
    Role.ADMIN: "系统管理员",
    Role.SECURITY: "安全保密员",
    Role.AUDITOR: "安全审计员",
    Role.PENDING: "待授权",
    Role.CONSOLE: "命令行",
}


class Permission(StrEnum):
    """An act that needs permission. The value is its name in the audit log."""

    LOAD_PLAN = "载入计划"
    COMPILE_PLAN = "编制计划"
    APPROVE_PLAN = "批准计划"
    MANAGE_ORGANISATION = "登记机构人员"
    SET = "设置"
    FILE = "报送"
    SAVE_DRAFT = "存草稿"
    ATTACH_EVIDENCE = "附佐证材料"
    WITHDRAW_EVIDENCE = "撤回佐证材料"
    SIGN_HEAD = "主要负责人审签"
    SIGN_DEPUTY = "分管区长审签"
    ACCEPT = "督查室签收"
    EXTEND = "准予延期"
    EXCEPT = "锁定例外"
    LOCK = "设定锁定日"
    CLOSE = "关账"
    REOPEN = "重开"
    OVERRIDE = "改判"
    REQUEST_CORRECTION = "申请更正计划"
    DECIDE_CORRECTION = "决定更正计划"
    ABSENCE = "登记外出补位"
    BREAK_DOWN = "细化到月"
    MANAGE = "管理账号"
    GIVE_ROLE = "授予角色"
    CONTROL_SIGN_IN = "管理登录"
    SET_SECURITY = "安全设置"
    OWN_PASSWORD = "更改本人密码"
    OWN_SIGN_IN = "设置本人登录方式"
    BACK_UP = "备份"
    ERASE_NAMES = "隐去姓名"
    READ_LOG = "查看留痕"
    SEE_ON_THE_WAY = "查看在途"
    SEE_SUBMISSIONS = "查看各单位报送"
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


_V, _C, _H, _D, _O = Role.VIEWER, Role.CLERK, Role.HEAD, Role.DEPUTY, Role.OFFICE
_A, _S, _AU = Role.ADMIN, Role.SECURITY, Role.AUDITOR
_CONSOLE = frozenset({Role.CONSOLE})
ROLES_BY_PERMISSION: dict[Permission, frozenset[Role]] = {
    Permission.LOAD_PLAN: _CONSOLE,
    Permission.COMPILE_PLAN: frozenset({_O}) | _CONSOLE,
    Permission.APPROVE_PLAN: frozenset({_O}),
    Permission.MANAGE_ORGANISATION: frozenset({_O}) | _CONSOLE,
    Permission.SET: frozenset({_O}) | _CONSOLE,
    Permission.FILE: frozenset({_C, _H, _O}) | _CONSOLE,
    Permission.SAVE_DRAFT: frozenset({_C, _H}),
    Permission.ATTACH_EVIDENCE: frozenset({_C, _H, _O}),
    Permission.WITHDRAW_EVIDENCE: frozenset({_C, _H, _O}),
    Permission.SIGN_HEAD: frozenset({_H}),
    Permission.SIGN_DEPUTY: frozenset({_D}),
    Permission.ACCEPT: frozenset({_O}),
    Permission.EXTEND: frozenset({_O}),
    Permission.EXCEPT: frozenset({_O}),
    Permission.LOCK: frozenset({_O}),
    Permission.CLOSE: frozenset({_O}),
    Permission.REOPEN: frozenset({_O}),
    Permission.OVERRIDE: frozenset({_O}),
    Permission.REQUEST_CORRECTION: frozenset({_H, _O}),
    Permission.DECIDE_CORRECTION: frozenset({_D}),
    Permission.ABSENCE: frozenset({_O}),
    Permission.BREAK_DOWN: frozenset({_C, _H, _O}),
    Permission.MANAGE: frozenset({_A}) | _CONSOLE,
    Permission.GIVE_ROLE: frozenset({_A, _S}) | _CONSOLE,
    Permission.CONTROL_SIGN_IN: frozenset({_A, _S}) | _CONSOLE,
    Permission.SET_SECURITY: frozenset({_A, _S}) | _CONSOLE,
    Permission.OWN_PASSWORD: frozenset(Role) - _CONSOLE,
    Permission.OWN_SIGN_IN: frozenset(Role) - _CONSOLE,
    Permission.BACK_UP: frozenset({_A}) | _CONSOLE,
    Permission.ERASE_NAMES: _CONSOLE,
    Permission.READ_LOG: frozenset({_O, _A, _AU}) | _CONSOLE,
    Permission.SEE_ON_THE_WAY: frozenset({_V, _D, _O}) | _CONSOLE,
    Permission.SEE_SUBMISSIONS: frozenset({_D, _O}) | _CONSOLE,
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
_SEPARATED: dict[Permission, frozenset[Role]] = {
    Permission.GIVE_ROLE: frozenset({_S}) | _CONSOLE,
    Permission.CONTROL_SIGN_IN: frozenset({_S}) | _CONSOLE,
    Permission.SET_SECURITY: frozenset({_S}) | _CONSOLE,
    Permission.READ_LOG: frozenset({_AU}) | _CONSOLE,
}
"""The permissions that other roles have while duties are separated (三员分立)."""
TWO_PERSON = (
    Permission.CLOSE,
    Permission.REOPEN,
    Permission.OVERRIDE,
    Permission.ISSUE_BULLETIN,
    Permission.MANAGE,
    Permission.GIVE_ROLE,
    Permission.CONTROL_SIGN_IN,
    Permission.SET_SECURITY,
)
"""Acts that a second person confirms while the setting `two_person` is on."""
OFFICERS = (_A, _S, _AU)
"""The three roles that no person holds two of while duties are separated (三员)."""
OWN_UNIT_ONLY = frozenset({Role.CLERK, Role.HEAD})
"""Roles whose accounts act for their own unit alone."""


def roles_with(permission: Permission, separated: bool = False) -> frozenset[Role]:
    """Return the roles that have a permission; `separated` where duties are separated (三员分立)."""
    return (separated and _SEPARATED.get(permission)) or ROLES_BY_PERMISSION[permission]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The second person of an act that two people do, and the state that the first one proposed it on."""

    name: str
    login: str
    state: str


@dataclass(frozen=True, slots=True)
class Account:
    """A user account. `unit` is set for clerks and heads, `leader` for deputy mayors."""

    login: str
    name: str
    role: Role
    _: KW_ONLY
    unit: str = ""
    leader: str = ""
    email: str = ""
    phone: str = ""
    active: bool = True
    must_change: bool = False
    """The password is a first one, or too old, and must be changed before anything else."""
    must_enrol: bool = field(default=False, compare=False)
    """The role needs a second factor, and the account has none yet. Not stored with the account."""
    authenticated_at: datetime | None = field(default=None, compare=False, repr=False)
    """When the person of the current session last proved who they are. Not stored with the account."""
    origin: str = ""
    """Network address of the current request, or 命令行. Not stored with the account."""
    duties_separated: bool = field(default=False, compare=False)
    """Duties are separated (三员分立) while this account acts. Not stored with the account."""
    confirmation: Confirmation | None = field(default=None, compare=False)
    """Set while an act of this account runs that another person has confirmed. Not stored with the account."""
    line: tuple[str, ...] = field(default=(), compare=False)
    """Other names that the unit had or has in the register and in plans. Not stored with the account."""

    @property
    def unit_names(self) -> tuple[str, ...]:
        """Return every name of the own unit, the one of the account first; none for an account without a unit."""
        return (self.unit, *(name for name in self.line if name != self.unit)) if self.unit else ()

    @property
    def represents(self) -> str:
        """Unit, or the leader where the plan's name of them is another than the account's; empty if neither."""
        return self.unit or (self.leader if self.leader != self.name else "")

    def may(self, permission: Permission, unit: str | None = None) -> bool:
        """Return True if the account has the permission, for `unit` where the act concerns one."""
        unit_allowed = self.role not in OWN_UNIT_ONLY or unit is None or unit in self.unit_names
        return self.active and self.role in roles_with(permission, self.duties_separated) and unit_allowed

    def act(self, permission: Permission | Event, **details: str) -> Act:
        """Return the audit log's record of an act of this account. `details` are the other fields of `Act`."""
        if second := self.confirmation:
            confirmed = f"确认人 {second.name}（{second.login}）"
            details["after"] = "；".join(filter(None, (details.get("after"), confirmed)))
        return Act(
            what=permission.value,
            name=self.name,
            login=self.login,
            role=ROLE_NAME[self.role],
            origin=self.origin,
            **details,
        )


def console(name: str = "命令行") -> Account:
    """Return the account of the command line and of programs that load samples."""
    return Account("", name, Role.CONSOLE, origin="命令行")


def who_helps(account: Account) -> str:
    """Return whom to ask for a permission: whoever gives roles where duties are separated."""
    return ROLE_NAME[Role.SECURITY] if account.duties_separated else ROLE_NAME[Role.OFFICE]


def require_permission(account: Account, permission: Permission, unit: str | None = None) -> None:
    """Raise NotPermitted, naming the roles that have the permission, if the account may not act (for `unit`)."""
    if account.may(permission, unit):
        return
    roles = roles_with(permission, account.duties_separated)
    if account.role in roles and account.active:
        raise NotPermitted(
            f"您是{account.unit}的{ROLE_NAME[account.role]}，不能办理{unit}的事。", "请由该单位的人员办理。"
        )
    role_names = "、".join(ROLE_NAME[role] for role in Role if role in roles)
    raise NotPermitted(
        f"“{permission.value}”由{role_names}办理，您的角色是{ROLE_NAME[account.role]}。",
        f"如需办理，请联系{who_helps(account)}。",
    )
