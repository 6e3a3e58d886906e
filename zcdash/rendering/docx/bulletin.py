"""The bulletin as an official document: what it says becomes a letter, the letter a Word file.

The same content in the same words gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

import pandas as pd

from zcdash.domain import document
from zcdash.domain.document import plain_text
from zcdash.domain.period import Period
from zcdash.rendering.charts import images
from zcdash.rendering.docx import gongwen
from zcdash.rendering.palette import MARKS

_SHAPE = {mark.word: mark.shape for mark in MARKS.values()}
_LIGHTS = frozenset({"评定", "上期"})
_MANY = 8
_TEXT_WIDTH = 15.6
_LIGHT_WIDTH = 1.35
_WIDTHS: Mapping[str, Mapping[str, float]] = {
    "leaders": {"分管区长": 1.35, "事项": 1.0, "牵头": 1.0, "其他": 1.0, "达标占比": 1.2, "按时报送": 1.2},
    "chapters": {"事项": 1.0, "其他": 1.0, "达标占比": 1.2},
    "slipping": {
        "编号": 0.7,
        "事项": 2.0,
        "牵头单位": 1.5,
        "分管区长": 1.0,
        "计划与实际": 3.2,
        "存在问题": 2.5,
        "下步措施": 2.3,
    },
    "items": {"编号": 0.7, "事项": 2.5, "牵头单位": 1.8, "分管区长": 1.0, "上期": 1.2, "评定": 1.2, "说明": 4.4},
}
"""Widths of the columns of each table in centimetres; a column of lights has `_LIGHT_WIDTH`, 板块 takes the rest."""
SAMPLE = "（演示数据，内容虚构，不得作为依据。）"


class BulletinContent(Protocol):
    """What the bulletin of a close says."""

    year: int
    mark: str
    issuer: str
    addressee: str
    day: date
    next_number: int
    sample: bool
    blocks: Sequence[document.Block]
    annexes: Sequence[document.Annex]


class Wording(Protocol):
    """The office's wording of it."""

    addressee: str
    day: date | None
    number: int | None
    mark: str
    issuer: str

    def titled(self, content: BulletinContent) -> str: ...

    def worded(self, content: BulletinContent) -> Mapping[str, str]: ...


def symbol(content: BulletinContent, draft: Wording) -> str:
    """〔2017〕第3期."""
    return f"〔{content.year}〕第{draft.number or content.next_number}期"


def letter(content: BulletinContent, draft: Wording, issued: bool = False) -> gongwen.Letter:
    """The bulletin as a letter; one that is not issued yet says so beside its number."""
    day = draft.day or content.day
    mark, issuer = draft.mark or content.mark, draft.issuer or content.issuer
    head = gongwen.Head(mark, symbol(content, draft) + ("" if issued else "（送审稿）"), issuer, day)
    worded, drawn = draft.worded(content), _Drawn()
    body = tuple(drawn.blocks(content.blocks, worded))
    annexes = tuple((a.title, tuple(drawn.blocks(a.blocks, worded, captions=False))) for a in content.annexes)
    first = (gongwen.Paragraph(SAMPLE),) if content.sample else ()
    return gongwen.Letter(
        head, draft.titled(content), draft.addressee or content.addressee, (*first, *body), annexes, issuer, day
    )


def write(content: BulletinContent, draft: Wording) -> bytes:
    """The bulletin as it is issued."""
    return gongwen.write(letter(content, draft, issued=True))


def write_draft(content: BulletinContent, draft: Wording) -> bytes:
    """The bulletin as it goes round before it is issued."""
    return gongwen.write(letter(content, draft))


class _Drawn:
    """Draws blocks one after the other; pictures and tables are numbered as they come."""

    def __init__(self) -> None:
        self._figures = self._tables = self._place = 0

    def blocks(
        self, blocks: Iterable[document.Block], worded: Mapping[str, str], captions: bool = True
    ) -> Iterable[gongwen.Block]:
        for block in blocks:
            match block:
                case document.Heading(level, some):
                    self._place = 0
                    yield gongwen.Heading(level, plain_text(some))
                case document.Paragraph(key, _, listed, fixed):
                    text = block.text if fixed else worded.get(key, "")
                    if text:
                        self._place += listed
                        yield gongwen.Paragraph(f"{self._place}．{text}" if listed else text)
                case document.Grid():
                    yield self._table(block, captions)
                case _:
                    self._figures += 1
                    yield gongwen.Picture(_picture(block), f"图{self._figures}　{block.caption}")

    def _table(self, grid: document.Grid, captioned: bool) -> gongwen.Table:
        self._tables += captioned
        caption = f"表{self._tables}　{grid.caption}" if captioned else ""
        rows = tuple(
            tuple(_cell(column, plain_text(cell)) for column, cell in zip(grid.columns, row, strict=True))
            for row in grid.rows
        )
        columns = grid.columns if len(grid.columns) <= _MANY else tuple(map(_folded, grid.columns))
        return gongwen.Table(columns, rows, _widths(grid), caption=caption)


def _widths(grid: document.Grid) -> tuple[float, ...]:
    """Return the widths of a table's columns in centimetres."""
    widths = [_WIDTHS[grid.key].get(column, _LIGHT_WIDTH) for column in grid.columns]
    if grid.key == "chapters":
        widths[0] = _TEXT_WIDTH - sum(widths[1:])
    return tuple(widths)


def _folded(column: str) -> str:
    """A heading of four characters in two lines of two: a table of many columns has no room for more."""
    return f"{column[:2]}\n{column[2:]}" if len(column) == 4 else column


def _cell(column: str, text: str) -> str:
    """A light is its shape and its word."""
    return f"{_SHAPE.get(text, '')}{text}" if column in _LIGHTS else text


def _picture(block: document.Block) -> bytes:
    match block:
        case document.Strip(_, counts, before):
            return images.lights_strip(counts, before)
        case document.Bars(_, _, rows):
            return images.lights_bar(dict(rows), "每条为一位分管区长名下的事项，按评定分段，数字为项数")
        case document.PlannedActualChart(_, rows):
            return images.planned_actual(
                [(name, planned, actual, unit, light) for _, name, planned, actual, unit, light in rows]
            )
    raise TypeError(f"no picture of {type(block).__name__}")


def table(rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """What was issued, newest first."""
    return pd.DataFrame(
        [
            {
                "期号": b["number"],
                "通报": b["title"],
                "哪一期": Period.parse(b["period"]).name,
                "第几次关账": b["revision"],
                "成文日期": f"{b['day']:%Y-%m-%d}",
                "印发": f"{b['issued_at']:%Y-%m-%d %H:%M}",
                "经办": b["issued_by"],
                "文件指纹": b["hash"][:16],
            }
            for b in rows
        ]
    )
