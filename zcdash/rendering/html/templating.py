"""HTML fragments from jinja2 templates: every value is escaped, and a name that a template lacks is an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from zcdash.rendering import formatting, palette

_LINE_BREAK = re.compile(r"[ \t]*\n[ \t]*")


class JoinedLines(Extension):
    """Drop line breaks and indentation of the templates: a blank between two elements would show on the page."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the tokens of a template, its text without line breaks."""
        for token in stream:
            text = _LINE_BREAK.sub("", token.value) if token.type == "data" else token.value
            if text or token.type != "data":
                yield Token(token.lineno, token.type, text)


def link(page: str, **query: str) -> str:
    """Return the address of a page of the site, with what it is to show."""
    return f"{page}?{urlencode(query)}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        extensions=[JoinedLines],
    )
    environment.globals |= {
        "link": link,
        "accent": palette.ACCENT,
        "bar": palette.BAR,
        "ink": palette.INK,
        "marks": palette.MARKS,
    }
    environment.filters |= {"amount": formatting.amount, "day": formatting.day, "short_day": formatting.short_day}
    return environment


def render(template: str, **values: object) -> str:
    """Return the HTML of a template of the folder `templates`."""
    return _environment().get_template(template).render(values)
