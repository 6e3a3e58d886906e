"""The decorator of commands that give names to units and people: a name holds no markup, no line break, and is short."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from zcdash.errors import InvalidInput

P = ParamSpec("P")
T = TypeVar("T")
_FIELDS = ("unit_name", "unit_names", "aliases", "successor", "title", "new_units", "new_leaders")
_MOST = 40
_REFUSED = "<>[]=`|"


def plain_names(command: Callable[P, T]) -> Callable[P, T]:
    """Decorate a command so that it raises InvalidInput for a name in its arguments that is no plain name."""
    signature = inspect.signature(command)

    @wraps(command)
    def with_plain_names(*args: P.args, **kwargs: P.kwargs) -> T:
        arguments = signature.bind(*args, **kwargs).arguments
        for field in _FIELDS:
            value = arguments.get(field, ())
            for name in (value,) if isinstance(value, str) else value:
                require_plain(name)
        return command(*args, **kwargs)

    return with_plain_names


def require_plain(name: str) -> None:
    """Raise InvalidInput for a name with a line break, with characters of markup or formulas, or longer than 40 characters."""
    name = name.strip()
    if len(name) > _MOST:
        raise InvalidInput(f"名称太长（{len(name)} 字）：{name[:20]}……", f"至多 {_MOST} 字，请用规范的简称。")
    if len(name.splitlines()) > 1:
        raise InvalidInput(f"名称分成了几行：{'／'.join(name.splitlines())}。", "请写在一行里。")
    if odd := [c for c in dict.fromkeys(name) if c in _REFUSED]:
        raise InvalidInput(f"名称“{name}”里有 {' '.join(odd)}，不是名称用的字符。", "请去掉以后再办。")
