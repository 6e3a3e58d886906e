"""The plain pages of the doors, and the forms that they send: no script, nothing from outside, every word escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from zcdash.errors import ZcdashError
from zcdash.web import request_info

_LARGEST = 8192
_STATIC = Path(__file__).parents[1] / "ui" / "static"
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'self'; script-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'self'",
}


class Refused(ZcdashError):
    """A form that is not taken at all."""

    def __init__(self, status: int, sentence: str, advice: str = "") -> None:
        super().__init__(sentence, advice)
        self.status = status


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
    )
    icon = quote((_STATIC / "icon.svg").read_text(encoding="utf-8"))
    made.globals |= {
        "logo": Markup((_STATIC / "logo.svg").read_text(encoding="utf-8")),
        "icon": f"data:image/svg+xml,{icon}",
    }
    return made


def page(template: str, status: int = 200, **said: Any) -> HTMLResponse:
    """A page made of a template."""
    return HTMLResponse(_templates().get_template(template).render(**said), status, _HEADERS)


def refused(_request: Request, why: ZcdashError) -> HTMLResponse:
    """The page that says why nothing came of a request."""
    return page("refused.html", getattr(why, "status", 503), sentence=why.sentence, advice=why.advice)


async def read_form(request: Request) -> dict[str, str]:
    """What was typed into a form of ours. Raises Refused, before it has read more than a form of ours can hold."""
    if not request_info.same_origin(request.headers):
        raise Refused(403, "这个表单不是从本程序的页面提交的，没有受理。", "请从本程序的页面重新提交。")
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST:
            raise Refused(413, "提交的内容太大，没有受理。")
    try:
        return dict(parse_qsl(body.decode("ascii"), max_num_fields=10, errors="strict"))
    except ValueError:
        raise Refused(400, "提交的内容读不懂，没有受理。", "请从本程序的页面重新提交。") from None
