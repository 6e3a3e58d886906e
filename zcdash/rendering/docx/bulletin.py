"""The bulletin as an official document: its content becomes a letter, the letter a Word file.

The same content in the same wording gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from zcdash.domain import document
from zcdash.domain.document import plain_text
from zcdash.rendering.charts import print_charts
from zcdash.rendering.docx import gongwen
from zcdash.rendering.palette import MARKS
from zcdash.rendering.protocols.bulletin import BulletinContent, Wording

Content = TypeVar("Content", bound=BulletinContent)
_SHAPE = {mark.word: mark.shape for mark in MARKS.values()}
_LIGHT_COLUMNS = frozenset({"评定", "上期"})
_MANY_COLUMNS = 8
_TEXT_WIDTH = 15.6
_LIGHT_WIDTH = 1.35
_WIDTHS: Mapping[str, Mapping[str, float]] = {
    "leaders": {"分管区长": 1.35, "事项": 1.0, "牵头": 1.0, "其他": 1.0, "达标": 1.4, "达标率": 1.6, "按时报送": 1.2},
    "chapters": {"事项": 1.0, "其他": 1.0, "达标": 1.4, "达标率": 1.6},
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
_ALIASES = {"任务": "事项", "措施": "事项", "责任领导": "分管区长"}
"""Words of other kinds of plans → the name of the column in a yearly plan."""
SAMPLE = "（演示数据，内容虚构，不得作为依据。）"


def symbol(content: Content, draft: Wording[Content]) -> str:
    """Return the number of the issue: 〔2017〕第3期."""
    return f"〔{content.year}〕第{draft.number or content.next_number}期"


def letter(content: Content, draft: Wording[Content], issued: bool = False) -> gongwen.Letter:
    """Return the bulletin as a letter; one that is not issued is marked beside its number."""
    day = draft.day or content.day
    mark, issuer = draft.mark or content.mark, draft.issuer or content.issuer
    head = gongwen.Head(mark, symbol(content, draft) + ("" if issued else "（送审稿）"), issuer, day)
    builder = _BlockBuilder(draft.worded(content))
    body = tuple(builder.blocks(content.blocks))
    annexes = [(a.title, tuple(builder.blocks(a.blocks, captions=False))) for a in content.annexes]
    if draft.signature:
        title, last = annexes.pop()
        annexes.append((title, (*last, gongwen.Paragraph(draft.signature))))
    sample = (gongwen.Paragraph(SAMPLE),) if content.sample else ()
    addressee = draft.addressee or content.addressee
    return gongwen.Letter(
        head=head,
        title=draft.titled(content),
        addressee=addressee,
        blocks=(*sample, *body),
        annexes=tuple(annexes),
        signer=issuer,
        day=day,
    )


def write(content: Content, draft: Wording[Content]) -> bytes:
    """Return the issued bulletin as a file."""
    return gongwen.write(letter(content, draft, issued=True))


def write_draft(content: Content, draft: Wording[Content]) -> bytes:
    """Return the bulletin before it is issued as a file."""
    return gongwen.write(letter(content, draft))


class _BlockBuilder:
    """Turns blocks of content into blocks of a letter, one after the other; pictures and tables are numbered in order."""

    def __init__(self, wording: Mapping[str, str]) -> None:
        self._wording = wording
        self._pictures = self._tables = self._place = 0

    def blocks(self, blocks: Iterable[document.Block], captions: bool = True) -> Iterable[gongwen.Block]:
        """Yield the blocks; paragraphs that the office left out are left out, tables have numbered captions or none."""
        for block in blocks:
            match block:
                case document.Heading(level, pieces):
                    self._place = 0
                    yield gongwen.Heading(level, plain_text(pieces))
                case document.Paragraph(key, _, listed, fixed):
                    text = block.text if fixed else self._wording.get(key, "")
                    if text:
                        self._place += listed
                        yield gongwen.Paragraph(f"{self._place}．{text}" if listed else text)
                case document.Grid():
                    yield self._table(block, captions)
                case _:
                    self._pictures += 1
                    yield gongwen.Picture(_picture(block), f"图{self._pictures}　{block.caption}")

    def _table(self, grid: document.Grid, captioned: bool) -> gongwen.Table:
        self._tables += captioned
        caption = f"表{self._tables}　{grid.caption}" if captioned else ""
        rows = tuple(
            tuple(_cell(column, plain_text(cell)) for column, cell in zip(grid.columns, row, strict=True))
            for row in grid.rows
        )
        columns = grid.columns if len(grid.columns) <= _MANY_COLUMNS else tuple(map(_two_lines, grid.columns))
        return gongwen.Table(columns=columns, rows=rows, widths=_widths(grid), caption=caption)


def _widths(grid: document.Grid) -> tuple[float, ...]:
    """Return the widths of a table's columns in centimetres."""
    widths = [_WIDTHS[grid.key].get(_ALIASES.get(column, column), _LIGHT_WIDTH) for column in grid.columns]
    if grid.key == "chapters":
        widths[0] = _TEXT_WIDTH - sum(widths[1:])
    return tuple(widths)


def _two_lines(column: str) -> str:
    """Return a heading of four characters in two lines of two, for tables of many columns."""
    return f"{column[:2]}\n{column[2:]}" if len(column) == 4 else column


def _cell(column: str, text: str) -> str:
    """Return the text of a cell; a light is preceded by its shape."""
    return f"{_SHAPE.get(text, '')}{text}" if column in _LIGHT_COLUMNS else text


def _picture(block: document.Block) -> bytes:
    match block:
        case document.Strip(_, counts, before):
            return print_charts.lights_strip(counts, before)
        case document.Bars(_, _, rows, described):
            return print_charts.lights_bar(dict(rows), described)
        case document.PlannedActualChart(_, indicators):
            return print_charts.planned_actual([row[1:] for row in indicators])
    raise TypeError(f"no picture of {type(block).__name__}")
