"""Validation of arguments: every text given to a command is cleaned and checked against the limit of its field.

One table has the name and the limit of each field; a field that is not in the table gets the shortest limit, so that a new
command is safe by default. Values that are not text (a day, a number, a file's bytes) pass unchanged.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from zcdash.errors import InvalidInput
from zcdash.text import clean_field, person_name

P = ParamSpec("P")
T = TypeVar("T")
SHORT_LIMIT = 200
NAME_LIMIT = 40
TEXT_LIMIT = 2000
LONG_LIMIT = 4000
FIELDS: dict[str, tuple[str, int]] = {
    "plan": ("计划", SHORT_LIMIT),
    "period": ("期次", SHORT_LIMIT),
    "unit": ("单位", SHORT_LIMIT),
    "new_units": ("单位名称", NAME_LIMIT),
    "new_leaders": ("分管区长的姓名", NAME_LIMIT),
    "units": ("单位", SHORT_LIMIT),
    "unit_name": ("单位名称", NAME_LIMIT),
    "unit_names": ("单位名称", NAME_LIMIT),
    "aliases": ("又称", NAME_LIMIT),
    "parent": ("上级单位", NAME_LIMIT),
    "successor": ("接任者的姓名", NAME_LIMIT),
    "leads": ("归哪个单位", SHORT_LIMIT),
    "account_units": ("归哪个单位", SHORT_LIMIT),
    "code": ("编号", SHORT_LIMIT),
    "codes": ("编号", SHORT_LIMIT),
    "kind": ("类别", SHORT_LIMIT),
    "leader": ("分管区长", SHORT_LIMIT),
    "substitute": ("补位人", SHORT_LIMIT),
    "light": ("评定", SHORT_LIMIT),
    "effect": ("答复", SHORT_LIMIT),
    "way": ("算法", SHORT_LIMIT),
    "confirmed": ("确认的数", SHORT_LIMIT),
    "login": ("账号名", SHORT_LIMIT),
    "session": ("登录记录", SHORT_LIMIT),
    "email": ("邮箱", 254),
    "phone": ("电话", NAME_LIMIT),
    "name": ("姓名", NAME_LIMIT),
    "filed_by": ("填报人", NAME_LIMIT),
    "file_name": ("文件名", SHORT_LIMIT),
    "mark": ("发文机关标志", NAME_LIMIT),
    "issuer": ("编发单位", NAME_LIMIT),
    "title": ("标题", 120),
    "rows": ("责任人", NAME_LIMIT),
    "reason": ("理由", TEXT_LIMIT),
    "note": ("意见", TEXT_LIMIT),
    "why": ("改档的理由", TEXT_LIMIT),
    "argument": ("理由和依据", TEXT_LIMIT),
    "text": ("督办内容", TEXT_LIMIT),
    "cause": ("未完成的原因", TEXT_LIMIT),
    "next_step": ("下步措施", TEXT_LIMIT),
    "wanted": ("更正后的内容", LONG_LIMIT),
    "addressee": ("主送", LONG_LIMIT),
    "wording": ("段落", LONG_LIMIT),
    "cells": ("填报内容", LONG_LIMIT),
    "value": ("设置的值", LONG_LIMIT),
    "row": ("计划的内容", LONG_LIMIT),
    "answers": ("疑问的答复", LONG_LIMIT),
    "names": ("单位或领导的名称", SHORT_LIMIT),
    "acknowledged": ("确认的原文", 20_000),
}
"""Parameter or dataclass field → (its name in a refusal, most characters)."""
_UNLISTED = ("内容", SHORT_LIMIT)
MULTILINE_FIELDS = frozenset(
    {
        "reason",
        "note",
        "argument",
        "text",
        "cause",
        "next_step",
        "wanted",
        "addressee",
        "wording",
        "cells",
        "value",
        "row",
        "answers",
    }
)
PERSON_FIELDS = frozenset({"name", "successor", "new_leaders", "filed_by"})
"""Fields in which the name of a person is typed: blanks between its Chinese characters are taken out."""
SECRET_FIELDS = frozenset({"password", "old", "new", "token", "secret"})
"""Fields that are checked exactly as typed, and never stored."""
ACCOUNT_ARGUMENTS = frozenset({"account", "by"})
"""Arguments holding the acting account; not cleaned, because it was validated when created."""
_MAX_ENTRIES = 5000


def clean_arguments(command: Callable[P, T]) -> Callable[P, T]:
    """Decorate a command so that its texts are cleaned. It raises InvalidInput, naming field and limit, for a text too long."""
    signature = inspect.signature(command)

    @wraps(command)
    def with_clean_arguments(*args: P.args, **kwargs: P.kwargs) -> T:
        bound = signature.bind(*args, **kwargs)
        for name, value in bound.arguments.items():
            if name not in ACCOUNT_ARGUMENTS:
                bound.arguments[name] = _clean(name, value)
        return command(*bound.args, **bound.kwargs)

    return with_clean_arguments


def _clean(name: str, value: Any) -> Any:
    """Return the value of a field with every text in it cleaned. The type is the caller's own, hence Any."""
    if isinstance(value, str):
        if isinstance(value, Enum) or name in SECRET_FIELDS:
            return value
        label, most = FIELDS.get(name, _UNLISTED)
        cleaned = clean_field(value, label, most, lines=name in MULTILINE_FIELDS)
        return person_name(cleaned) if name in PERSON_FIELDS else cleaned
    if is_dataclass(value) and not isinstance(value, type):
        return _clean_dataclass(value)
    if isinstance(value, Mapping | list | tuple | set | frozenset):
        if len(value) > _MAX_ENTRIES:
            label = FIELDS.get(name, _UNLISTED)[0]
            raise InvalidInput(f"{label}太多（{len(value)} 个）。", f"至多 {_MAX_ENTRIES} 个。")
        if isinstance(value, Mapping):
            # The keys of keyword arguments are fields, those of any other mapping are codes, or columns of a plan's table.
            fields_by_key = FIELDS if name != "row" else {}
            return {_clean("code", key): _clean(key if key in fields_by_key else name, v) for key, v in value.items()}
        return type(value)(_clean(name, entry) for entry in value)
    return value


def _clean_dataclass(value: Any) -> Any:
    changed = {}
    for f in fields(value):
        content = getattr(value, f.name)
        if isinstance(content, str | Mapping) and (cleaned := _clean(f.name, content)) != content:
            changed[f.name] = cleaned
    return replace(value, **changed) if changed else value
