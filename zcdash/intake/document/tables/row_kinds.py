"""Kinds of rows in a table of items: chapters, totals, notes, and rows that go on with the one above."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from zcdash.intake.document.plain_text import plain_text
from zcdash.intake.document.tables.cell_values import number_of
from zcdash.intake.document.tables.columns import TableHead
from zcdash.intake.document.tables.table_grid import Grid


class RowUse(StrEnum):
    """Use that was made of a row of a table."""

    ITEM = "item"
    """A new 事项."""
    MORE = "more"
    """More text of the 事项 above."""
    CHAPTER = "chapter"
    HEAD = "head"
    TITLE = "title"
    EMPTY = "empty"
    TOTAL = "total"
    NOTE = "note"
    """Footnote, unit of measure, signatures: shown, not taken over."""
    LEFT = "left"
    """Row of a table that is not one of items."""


_RANKS = (
    re.compile(r"第[一二三四五六七八九十\d]{1,3}(?:部分|章|篇|编)[:、.]?"),
    re.compile(r"[一二三四五六七八九十]{1,3}[、.:,]"),
    re.compile(r"\([一二三四五六七八九十]{1,3}\)[、.]?|[㈠-㈩]"),
)
_NUMBER_PARTS = re.compile(r"[第部分章篇编()、.:,]")
_NOTE = re.compile(r"(?:附?注|备注|说明)\d{0,2}[:.]|填表|填报|(?:计量|金额)?单位:|制表|\(单位:")
_SYMBOL_NOTE = re.compile(r"[*★※▲#]\D")
_SIGNATURE = re.compile(r"(?:负责人|责任人|填表人|填报人|审核人|联系人|联系电话|签字|盖章|日期)[^:]{0,8}:")
_TOTAL = re.compile(r"(?:[合总小共]计|合\(总\)计)(?:[:(].{0,12})?")
_ENDS = "。;.!?；！？"
OPEN = ",、，"
"""Ends of a text that goes on."""
_GOES_ON = "、,，。；;)）"
_HEADING_ENDS = "。:;."
_NUMERAL = re.compile(r"\(?[一二三四五六七八九十]{1,3}\)?[、.]?")
_FIGURES = re.compile(r"[\d.,]{1,20}%?")
_LONG = 60
_SHORT = 20
_LEADING = {"seq", "chapter", "focus", "goal"}
_WIDE = 0.6
UNSURE = 1.5
"""Distance from 0 within which a score decides nothing for sure."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Heading as printed, without its number, its blanks and its full stop.

    `rank` is 0 for 第一部分, 1 for 一、, 2 for （一）, 3 without a number; `start` and `end` are the title's stretch of the text.
    """

    title: str
    rank: int
    start: int
    end: int
    number: int = 0


def heading_of(printed: str) -> Heading | None:
    """Return the heading that a text is by its number, None for other texts."""
    text = plain_text(printed)
    if len(text.plain) > _LONG:
        return None
    for rank, pattern in enumerate(_RANKS):
        if (found := pattern.match(text.plain)) and len(text.plain.rstrip(_HEADING_ENDS)) > found.end():
            return heading_from(printed, found.end(), rank, number_of(_NUMBER_PARTS.sub("", found[0])))
    return None


def heading_from(printed: str, number_end: int = 0, rank: int = len(_RANKS), number: int = 0) -> Heading:
    """Return the heading that a text is behind its number; `number_end` counts in the plain text."""
    text = plain_text(printed)
    start, end = text.stretch(number_end, max(number_end, len(text.plain.rstrip(_HEADING_ENDS))))
    return Heading("".join(printed[start:end].split()), rank, start, end, number)


def begins_numbered(text: str) -> bool:
    """Return True for a plain text that begins with the number of a heading or a point."""
    return any(pattern.match(text) for pattern in _RANKS)


def is_note(text: str) -> bool:
    """Return True for the plain text of a footnote, of a unit of measure over a table, or of a line for signatures."""
    return bool(_NOTE.match(text) or _SIGNATURE.match(text))


def chapter_of_row(grid: Grid, row: int, head: TableHead) -> Heading | None:
    """Return the heading that a row is: one text in it, over most columns, or numbered; None for other rows."""
    cells = grid.own(row)
    texts = {grid.text(cell) for cell in cells}
    if len(texts) > 1:
        return _beside_its_number(grid, row, head)
    if not texts or _is_covered(grid, row):
        return None
    text, printed = grid.text(cells[0]), cells[0].content.text
    if is_note(text) or number_of(text):
        return None
    width = sum(cell.column_span for cell in cells)
    if len(cells) > 1 and cells[0].column > head.spans[0][1]:
        return None  # equal words below goal and targets: the rest of a cut row
    is_wide = width >= grid.table.columns * _WIDE or len(cells) > 2
    if (is_wide or _holds_headings(head, cells[0].column)) and (numbered := heading_of(printed)):
        return numbered
    in_seq = head.fields[0] == "seq" and cells[0].column <= head.spans[0][1]
    is_sentence = len(text) > _SHORT and bool(set(text) & set("。,;"))
    if (is_wide or in_seq) and len(text) <= _LONG and not is_sentence and not _TOTAL.fullmatch(text):
        return heading_from(printed)
    return None


def _beside_its_number(grid: Grid, row: int, head: TableHead) -> Heading | None:
    """Return the heading of a row with 一 under 序号, a title, and at most totals.

    The rows of items have figures or （一） there, or the title is merged over most columns.
    """
    seqs = [grid.text(cell) for cell in grid.table.cells if cell.column <= head.spans[0][1] and cell.row > head.last]
    number, title, *totals = grid.own(row)
    printed = grid.text(number)
    is_numeral = number.column <= head.spans[0][1] and bool(_NUMERAL.fullmatch(printed))
    is_below = any(text.isdecimal() or (text[:1] == "(" != printed[0]) for text in seqs)
    is_apart = is_below or title.column_span >= grid.table.columns * _WIDE
    if head.fields[0] != "seq" or not is_numeral or not is_apart or _is_covered(grid, row):
        return None
    are_totals = all(_FIGURES.fullmatch(grid.text(cell)) for cell in totals)
    if not are_totals or not _holds_headings(head, title.column) or len(grid.text(title)) > _LONG:
        return None
    rank = 2 if printed[0] == "(" else 1
    return heading_from(title.content.text, rank=rank, number=number_of(printed))


def _holds_headings(head: TableHead, column: int) -> bool:
    """Return True for the columns in which a heading may be typed without a merge: the first, and what leads up to the goal."""
    limit = head.spans[0][1]
    for field, span in zip(head.fields, head.spans, strict=True):
        if field not in _LEADING:
            break
        limit = span[1]
    return column <= limit


def plain_use(grid: Grid, row: int) -> RowUse | None:
    """Return the use of a row that holds no item whatever its columns are, None for rows that may."""
    cells = grid.own(row)
    if not cells:
        return RowUse.EMPTY
    texts = [grid.text(cell) for cell in cells]
    if all(is_note(text) for text in texts) or (len(cells) == 1 and _SYMBOL_NOTE.match(texts[0])):
        return RowUse.NOTE
    if len(cells) == 1 and cells[0].column_span >= grid.table.columns * _WIDE and len(texts[0]) > _SHORT:
        return RowUse.NOTE
    if _TOTAL.fullmatch(texts[0]):
        return RowUse.TOTAL
    return None


def numbers_columns(grid: Grid, row: int, head: TableHead) -> bool:
    """Return True for the row below a head that numbers its columns: 1, 2, 3 or 甲, 1, 2."""
    texts = [grid.text(cell) for cell in grid.own(row)]
    figures = [text for text in texts if text not in {"甲", "乙", "丙", "栏次"}]
    runs = [str(number) for number in range(1, len(figures) + 1)]
    return len(texts) >= max(3, len(head.columns) - 1) and figures == runs


def _is_covered(grid: Grid, row: int) -> bool:
    """Return True if a filled cell of a row above reaches down to this one."""
    return any(cell.row < row and cell.content.text.strip() for cell in grid.rows[row])


def goes_on_score(
    above: dict[str, str], below: dict[str, str], fields: set[str], ends_sentences: bool, at_break: bool
) -> float:
    """Return how much a row looks like the rest of the one above: over 0 it does; near 0 nobody can tell.

    `above` and `below` are the texts by field, `fields` those that the table has; `ends_sentences`: most cells end with
    a full stop; `at_break`: the row is the first of a page or of a piece of the table.
    """
    score = 1.0 if at_break else 0.0
    for field in fields & {"deadline", "leaders", "leads"}:
        if not below.get(field):
            score += 1.0
        elif field == "leads":
            score -= 0.5
        else:
            score -= 2.0 if field == "deadline" else 1.0
    says_so = at_break
    for field, text in below.items():
        if field in {"deadline", "leaders", "seq"} or not text:
            continue
        before = above.get(field, "")
        if text[0] in _GOES_ON:
            score, says_so = score + 2.0, True
        elif before and field != "leads" and (ends_sentences or before[-1] in OPEN):
            is_open = before[-1] not in _ENDS
            score, says_so = score + (1.5 if is_open else -1.0), says_so or is_open
    steps = {field for field in fields if field == "goal" or field.startswith("target")}
    if not at_break and len(steps) >= 3 and all(below.get(field) for field in steps):
        score -= 1.5
    return score if says_so else min(score, UNSURE)


def mostly_ends_sentences(grids: list[Grid], shortest: int = 8) -> bool:
    """Return True if most longer cells of the tables end with a full stop or a semicolon."""
    ends = [text[-1] in _ENDS for grid in grids for text in grid.plains.values() if len(text) >= shortest]
    return bool(ends) and sum(ends) * 2 > len(ends)
