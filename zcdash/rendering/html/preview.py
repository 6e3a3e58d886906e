"""An official document on the screen: a white sheet with the look of the paper, in the light and the dark theme."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable

from zcdash.rendering.docx import gongwen
from zcdash.rendering.docx.gongwen_title import lines
from zcdash.rendering.html.templating import render

_SHORT = 8
"""A column whose texts have no more characters is centred."""


def html(letter: gongwen.Letter) -> str:
    """Return the letter as one sheet, its annexes in sections that open."""
    numbered = len(letter.annexes) > 1
    return render(
        "letter.html",
        letter=letter,
        title=lines(letter.title),
        blocks=_blocks(letter.blocks),
        annexes=[
            (number if numbered else "", title, _blocks(blocks))
            for number, (title, blocks) in enumerate(letter.annexes, 1)
        ],
    )


def _blocks(blocks: Iterable[gongwen.Block]) -> list[tuple[str, object]]:
    """Return (kind, values) of each block that the screen shows."""
    shown: list[tuple[str, object]] = []
    for block in blocks:
        match block:
            case gongwen.Heading():
                shown.append(("heading", block))
            case gongwen.Paragraph(text):
                shown += [("paragraph", line) for line in text.splitlines() if line.strip()]
            case gongwen.Table():
                shown.append(("table", _table(block)))
            case gongwen.Picture(png, caption):
                shown.append(("picture", {"source": b64encode(png).decode(), "caption": caption}))
    return shown


def _table(table: gongwen.Table) -> dict[str, object]:
    short = [all(len(str(row[n])) <= _SHORT for row in table.rows) for n in range(len(table.columns))]
    rows = [list(zip(short, row, strict=True)) for row in table.rows]
    return {"caption": table.caption, "columns": table.columns, "rows": rows}
