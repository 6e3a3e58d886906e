"""Acts, as the audit log records them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Event(StrEnum):
    """An act in the audit log that needs no permission of its own. The value is its name there."""

    SIGN_IN = "登录"
    SIGN_IN_FAILED = "登录失败"
    SIGN_OUT = "退出登录"
    DOWNLOAD = "下载"
    EXPORT = "导出"
    SEE_UNACCEPTED = "查看未签收的报送"
    PROPOSE = "提出待确认"
    REFUSE = "不同意所提"
    WITHDRAW = "撤回所提"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Entry of the audit log: person, origin, command, plan, period, unit, values before and after."""

    what: str
    name: str
    login: str = ""
    role: str = ""
    origin: str = ""
    plan: str = ""
    period: str = ""
    unit: str = ""
    subject: str = ""
    before: str = ""
    after: str = ""
