"""Security settings: name, label, default and allowed values of each, in one table.

They are kept in the ledger like every other setting. A stored value outside its range counts as the default.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from zcdash.auth import addresses
from zcdash.auth.permissions import ROLE_NAME, Account, Role
from zcdash.errors import InvalidInput, NotFound
from zcdash.store.ledger import Ledger
from zcdash.store.settings import setting

_ROLES = tuple(role for role in Role if role not in (Role.CONSOLE, Role.PENDING))
_CHOICE_NAME = {"international": "国际通用（SHA-256、AES-GCM）", "guomi": "国密（SM3、SM4-GCM）"}
_PARSERS: dict[str, Callable[[str], object]] = {
    "allowed_addresses": addresses.parse,
    "syslog": addresses.parse_syslog,
}
"""Setting of kind TEXT → function that raises InvalidInput for a value it may not take."""


class Kind(StrEnum):
    """Type of a setting's value, which the ledger keeps as text."""

    FLAG = "flag"
    """`yes`, or empty for no."""
    NUMBER = "number"
    CHOICE = "choice"
    ROLES = "roles"
    """Roles, separated by blanks."""
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecuritySetting:
    """One setting: its label and explanation on the page, its default and the values it may take."""

    name: str
    label: str
    kind: Kind
    default: str = ""
    least: int = 0
    most: int = 0
    choices: tuple[str, ...] = ()
    explanation: str = ""

    def is_allowed(self, value: str) -> bool:
        """Return True if the setting may take this value."""
        try:
            self.require_allowed(value)
        except InvalidInput:
            return False
        return True

    def require_allowed(self, value: str) -> None:
        """Raise InvalidInput, with the values it may take, if the setting may not take this one."""
        if self.kind is Kind.TEXT:
            _PARSERS.get(self.name, str)(value)
            return
        options: dict[Kind, tuple[bool, str]] = {
            Kind.NUMBER: (
                value.isdecimal() and value.isascii() and self.least <= int(value) <= self.most,
                f"{self.least} 到 {self.most} 的整数",
            ),
            Kind.FLAG: (value in ("", "yes"), "yes 或空"),
            Kind.CHOICE: (value in self.choices, "、".join(self.choices)),
            Kind.ROLES: (set(value.split()) <= set(_ROLES), f"{'、'.join(_ROLES)}，用空格隔开"),
        }
        is_allowed, allowed = options[self.kind]
        if not is_allowed:
            raise InvalidInput(f"“{self.label}”不能是“{value}”。", f"应为：{allowed}。")

    def text(self, value: str) -> str:
        """Return a value in Chinese."""
        if self.kind is Kind.FLAG:
            return "是" if value else "否"
        if self.kind is Kind.ROLES:
            return "、".join(ROLE_NAME[Role(role)] for role in value.split()) or "无"
        return _CHOICE_NAME.get(value, value) or "无"


def _number(name: str, label: str, default: int, least: int, most: int, explanation: str = "") -> SecuritySetting:
    return SecuritySetting(
        name=name, label=label, kind=Kind.NUMBER, default=str(default), least=least, most=most, explanation=explanation
    )


def _flag(name: str, label: str, explanation: str) -> SecuritySetting:
    return SecuritySetting(name=name, label=label, kind=Kind.FLAG, explanation=explanation)


def _text(name: str, label: str, explanation: str) -> SecuritySetting:
    return SecuritySetting(name=name, label=label, kind=Kind.TEXT, explanation=explanation)


SETTINGS = (
    _number("session_hours", "登录后最长（小时）", 8, 1, 24),
    _number("session_idle_minutes", "无操作多久退出（分钟）", 60, 5, 480),
    _number("sessions_per_account", "一个账号同时登录几处", 5, 1, 50, "超过时，最早的一处自动退出。"),
    _number("reauthentication_minutes", "重要操作前多久内须验证过身份（分钟）", 10, 1, 60),
    _number("account_idle_days", "多少天没有登录即停用账号", 180, 0, 3660, "0 为不停用。"),
    _number("password_days", "密码多少天须更换", 0, 0, 3660, "0 为不要求。定期更换会让人用更简单的密码，默认不要求。"),
    _number("password_history", "新密码不得与最近几次相同", 0, 0, 24, "0 为不限。"),
    _number("pseudonymise_months", "账号停用多少个月后隐去姓名", 0, 0, 600, "0 为不隐去。办理的事项都保留。"),
    SecuritySetting(
        name="second_factor_roles",
        label="须用动态口令的角色",
        kind=Kind.ROLES,
        explanation="这些角色登录时除密码外还要输入手机上的六位动态口令。",
    ),
    _flag("two_person", "重要操作须两人办理", "关账、重开、改判、印发、账号变更由一人提出、另一人确认。"),
    _flag(
        "separate_duties",
        "三员分立",
        "系统管理员、安全保密员、安全审计员各司其职，一人不兼两职。开启后，安全设置和角色归安全保密员，留痕归安全审计员，一个人不能再关闭。",
    ),
    _flag("tls_by_proxy", "https 由前面的代理提供", "不开启时，本机以外的浏览器只能用 https 打开。"),
    _text(
        "allowed_addresses",
        "各角色可从哪些网段登录",
        "每行一个角色，例如 office 10.1.0.0/16。没有写的角色不限。系统管理员在服务器本机总可以登录。",
    ),
    _text("syslog", "留痕同时发往的 syslog 服务器", "例如 udp://10.0.0.5:514 或 tcp://10.0.0.5:601，不填为不发。"),
    SecuritySetting(
        name="cryptography",
        label="指纹和备份的算法",
        kind=Kind.CHOICE,
        default="international",
        choices=("international", "guomi"),
        explanation="改变只影响以后的记录。",
    ),
)
"""Every security setting, in the order of the page."""
BY_NAME = {setting_.name: setting_ for setting_ in SETTINGS}


def definition(name: str) -> SecuritySetting:
    """Return the setting of this name. Raises NotFound."""
    if name not in BY_NAME:
        raise NotFound(f"没有叫 {name} 的安全设置。", f"可以设置：{'、'.join(BY_NAME)}。")
    return BY_NAME[name]


def value(ledger: Ledger, name: str) -> str:
    """Return the value of a setting; its default if it was never set, or set to a value that is not allowed."""
    wanted, stored = BY_NAME[name], setting(ledger, name)
    return stored if stored and wanted.is_allowed(stored) else wanted.default


def number(ledger: Ledger, name: str) -> int:
    """Return the value of a setting of kind NUMBER."""
    return int(value(ledger, name))


def is_on(ledger: Ledger, name: str) -> bool:
    """Return True if a setting of kind FLAG is on."""
    return value(ledger, name) == "yes"


def roles(ledger: Ledger, name: str) -> frozenset[Role]:
    """Return the roles of a setting of kind ROLES."""
    return frozenset(Role(role) for role in value(ledger, name).split())


def needs_second_person(ledger: Ledger, person: Account) -> bool:
    """Return True if an act of this person needs a second person, who has not confirmed it yet."""
    return person.role is not Role.CONSOLE and is_on(ledger, "two_person") and person.confirmation is None
