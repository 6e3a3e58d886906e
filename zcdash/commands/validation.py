"""The door of the desk: every text that a command is given is made plain and held to its limit before the command sees it.

One table says what a field is called and how long it may be; a field that is not in it gets the shortest limit, so that a
new command is safe before anybody has thought of it. What is no text (a day, a number, a file's bytes) passes as it is.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from zcdash.errors import InvalidInput
from zcdash.text import clean_field

P, T = ParamSpec("P"), TypeVar("T")
SHORT, NAME, SAID, LONG = 200, 40, 2000, 4000
FIELDS: dict[str, tuple[str, int]] = {
    "plan": ("计划", SHORT),
    "period": ("期次", SHORT),
    "unit": ("单位", SHORT),
    "code": ("编号", SHORT),
    "codes": ("编号", SHORT),
    "kind": ("类别", SHORT),
    "leader": ("分管区长", SHORT),
    "substitute": ("补位人", SHORT),
    "light": ("评定", SHORT),
    "effect": ("答复", SHORT),
    "way": ("算法", SHORT),
    "confirmed": ("确认的数", SHORT),
    "login": ("账号名", SHORT),
    "email": ("邮箱", 254),
    "name": ("姓名", NAME),
    "filed_by": ("填报人", NAME),
    "file_name": ("文件名", SHORT),
    "mark": ("发文机关标志", NAME),
    "issuer": ("编发单位", NAME),
    "title": ("标题", 120),
    "rows": ("责任人", NAME),
    "reason": ("理由", SAID),
    "note": ("意见", SAID),
    "why": ("改档的理由", SAID),
    "argument": ("理由和依据", SAID),
    "text": ("督办内容", SAID),
    "cause": ("未完成的原因", SAID),
    "next_step": ("下步措施", SAID),
    "wanted": ("更正后的内容", LONG),
    "addressee": ("主送", LONG),
    "wording": ("段落", LONG),
}
"""Parameter or field → (what the refusal calls it, characters at most)."""
IN_LINES = frozenset({"reason", "note", "argument", "text", "cause", "next_step", "wanted", "addressee", "wording"})
SECRET = frozenset({"password", "old", "new", "token", "secret"})
"""Checked exactly as typed, and never kept."""
ACTING = frozenset({"account", "by"})
"""Who gives the command: his account came in through this door when it was made."""
_MOST = 5000


def clean_arguments(command: Callable[P, T]) -> Callable[P, T]:
    """The command behind the door. It raises WrongUse where a text is too long, naming the field and its limit."""
    signature = inspect.signature(command)

    @wraps(command)
    def taken(*given: P.args, **named: P.kwargs) -> T:
        said = signature.bind(*given, **named)
        said.arguments = {
            name: value if name in ACTING else _taken(name, value) for name, value in said.arguments.items()
        }
        return command(*said.args, **said.kwargs)

    return taken


def _taken(name: str, value: Any) -> Any:
    if isinstance(value, str):
        if isinstance(value, Enum) or name in SECRET:
            return value
        what, most = FIELDS.get(name, ("内容", SHORT))
        return clean_field(value, what, most, name in IN_LINES)
    if is_dataclass(value) and not isinstance(value, type):
        texts = {
            f.name: getattr(value, f.name) for f in fields(value) if isinstance(getattr(value, f.name), str | Mapping)
        }
        changed = {n: t for n, old in texts.items() if (t := _taken(n, old)) != old}
        return replace(value, **changed) if changed else value
    if isinstance(value, Mapping | list | tuple | set | frozenset):
        if len(value) > _MOST:
            raise InvalidInput(f"{FIELDS.get(name, ('内容', 0))[0]}太多（{len(value)} 个）。", f"至多 {_MOST} 个。")
        if isinstance(value, Mapping):
            # Keyword arguments come as a mapping of fields, everything else as a mapping of codes.
            return {_taken("code", k): _taken(k if k in FIELDS else name, v) for k, v in value.items()}
        return type(value)(_taken(name, one) for one in value)
    return value
