"""HTML pages without script (sign-in, password, errors), made of autoescaped templates, and the forms they send."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse

from zcdash.errors import ZcdashError
from zcdash.web import request_info

_MAX_FORM_BYTES = 8192
_STATIC = Path(__file__).parents[1] / "ui" / "static"
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'self'; script-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'self'",
}


class RequestRefused(ZcdashError):
    """A request answered with an HTTP error status."""

    def __init__(self, status: int, sentence: str, advice: str = "") -> None:
        super().__init__(sentence, advice)
        self.status = status


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
    )
    icon = quote((_STATIC / "icon.svg").read_text(encoding="utf-8"))
    environment.globals |= {
        "logo": Markup((_STATIC / "logo.svg").read_text(encoding="utf-8")),
        "icon": f"data:image/svg+xml,{icon}",
    }
    return environment


def page(template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """Return a page rendered from a template."""
    return HTMLResponse(_templates().get_template(template).render(**context), status, _HEADERS)


def refusal(status: int, sentence: str, advice: str = "") -> HTMLResponse:
    """Return the page of a refused request."""
    return page("refused.html", status, sentence=sentence, advice=advice)


def error_page(_request: Request, error: ZcdashError) -> HTMLResponse:
    """Return the page of an error; the exception handler of every ZcdashError."""
    return refusal(error.status if isinstance(error, RequestRefused) else 503, error.sentence, error.advice)


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form. Raises RequestRefused for a form of another site, or one that is too large or malformed."""
    if not request_info.same_origin(request.headers):
        raise RequestRefused(403, "这个表单不是从本程序的页面提交的，没有受理。", "请从本程序的页面重新提交。")
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MAX_FORM_BYTES:
                raise RequestRefused(413, "提交的内容太大，没有受理。")
    except ClientDisconnect:
        raise RequestRefused(400, "提交的内容没有传完，没有受理。") from None
    try:
        return dict(parse_qsl(body.decode("ascii"), max_num_fields=10, errors="strict"))
    except ValueError:
        raise RequestRefused(400, "提交的内容读不懂，没有受理。", "请从本程序的页面重新提交。") from None
