"""Look-ups in a document for the proof: the text at a place, the cell that covers a row and column, the heads above it.

Heads are read here a second time, by other means than the rows were: the proof holds the one reading against the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from zcdash.domain.period import Period
from zcdash.domain.source_document import SourceCell, SourceDocument, SourceTable, SourceText
from zcdash.intake.document.plain_text import is_ditto, plain_text
from zcdash.text import strip_invisible

_PLACE = re.compile(r"表(\d{1,6}) 第(\d{1,7})行 第(\d{1,6})列")
HEADS = {
    "seq": re.compile(r"序号|编号|^号$|^序$"),
    "leads": re.compile(r"单位|部门|[科委股处]室|牵头|主体|承办|主办|分工|[镇乡街][道办街镇、(]|^各?[镇乡]$|县区|区县"),
    "supports": re.compile(r"配合|协办|协助|参与|参加"),
    "leaders": re.compile(r"领导|区长|县长|市长|镇长|责任人|负责人"),
    "deadline": re.compile(r"时间|时限|期限|节点|日期"),
    "goal": re.compile(r"目标|任务|内容|举措|措施|指标|项目|事项|工作|要求|重点"),
    "target": re.compile(
        r"季度|上半年|下半年|半年|[0-9一二三四五六七八九十]{1,2}月|全年|年度|年底|第?[一二三四]季|计划|进度|^(?:当[季期月]|本季|累计数?)$"
    ),
    "baseline": re.compile(r"基[数期准]|上年|去年|实绩|现状"),
    "attribute": re.compile("属性"),
    "other": re.compile(r"备注|属性|类别|类型|来源|单位$|板块"),
}
"""Field → words in the head of its column."""
_LONGEST_HEAD = 24
_ENDS = ("。", ";", "；")
_FIGURE = re.compile(r"\d")
_HEAD_WORDS = re.compile(
    "序号|编号|重点|主要|预期|工作|目标|任务|内容|举措|措施|指标|项目|事项|要求|名称|具体|阶段|进度|计划|安排|推进|"
    "责任|分工|级|层面|改革|领域|牵头|配合|协办|主办|承办|参与|参加|协助|主体|单位|部门|科室|分管|联系|包保|领导|负责人|区长|县长|市长|镇长|区|县|市|镇|人|"
    "当季|当期|当月|本季|累计|数|形象|建设|规模|投资|资金|总|包联|包抓|业主|基数|基期|实绩|上年|实际|分值|权重|考核|得分|性|"
    "完成(?=时间|时限|期限|情况|日期)|时间|时限|期限|节点|日期|情况|备注|属性|类别|类型|来源|数据|板块|"
    "街道|乡|街|办|开发区|园区|督办|交办|办理|整改|落实|问题|批示|委室|股室|处室|绩效|地点|性质|开工|竣工|增速|同比|小计|合计|中央|计分|办法|"
    "第|季度|季|上半年|下半年|半年|月份|月|全年|年度|年底|年|各|及|和|与|的|[0-9一二三四五六七八九十]|[^\\w]"
)
"""Words that the head of a column is made of: nothing else is in it."""
_MEASURED = re.compile(
    r"[^()\d]{2,20}\((?:[万亿千百]{0,2}(?:[美日]?元|亩|公顷|吨|人次?|户次?|家|个|处|座|公里|千?米|平方公里|[平立]方米|千瓦时?|项|件|场次?|所|台|辆|套|株|棵|头|只|"
    r"条|次|名|位|栋|张|床)|%|‰|个?百分点)\)"
)
"""Head that names an indicator and its unit of measure."""
_NUMBERS = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}
_SEASON = re.compile(r"第?([1-4一二三四])季")
_HALF = re.compile(r"(上|下)半年")
_MONTH = re.compile(r"(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月")
_MONTHS = re.compile(r"[0-9一二三四五六七八九十]月?[-—–~至到―]+(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月")
_YEAR = re.compile(r"(20[0-9]{2})年?")


def plain(text: str) -> str:
    """Return a text without typesetting and invisible characters."""
    return strip_invisible(plain_text(text).plain)


def periods_in(head: str) -> set[str]:
    """Return the periods that a head names, without the year: {Q1}, {H1}, {M05}, {2020}; two where it spans two."""
    text = plain(head)
    found = {f"Q{_NUMBERS.get(m, 0) or int(m)}" for m in _SEASON.findall(text)}
    found |= {"H1" if half == "上" else "H2" for half in _HALF.findall(text)}
    if not found and _MONTHS.search(text):
        return set()  # 1—3月: a span that is read elsewhere
    if not found:
        found = {f"M{_NUMBERS.get(m, 0) or int(m):02}" for m in _MONTH.findall(text)}
    return found or set(_YEAR.findall(text))


def is_within(printed: str, period: str) -> bool:
    """Return True if a part of a year as `periods_in` has it lies in a period: {M02} in 2018Q1, {H1} in 2018Q2 as its end."""
    whole = Period.parse(period)
    if printed.isdecimal():
        return str(whole.starts.year) == printed
    last = int(printed[1:]) * {"M": 1, "Q": 3, "H": 6}[printed[0]]
    return whole.starts.month <= last <= whole.ends.month


class SourceIndex:
    """A document with its texts by place and its cells by row and column."""

    def __init__(self, document: SourceDocument) -> None:
        self.document = document
        self.texts = document.texts()
        self.contents: dict[str, SourceText] = {p.place: p.content for p in document.paragraphs}
        self.cells: dict[str, tuple[SourceTable, SourceCell]] = {}
        self._grid: dict[tuple[int, int, int], SourceCell] = {}
        self.tables = {t.number: t for t in document.tables}
        for table in document.tables:
            for cell in table.cells:
                self.contents[table.place(cell)] = cell.content
                self.cells[table.place(cell)] = table, cell
                for row, column in _area(cell):
                    self._grid[table.number, row, column] = cell

    def at(self, place: str) -> tuple[SourceTable, SourceCell] | None:
        """Return the table and the cell at an address, also for an address inside a merged area; None for a paragraph."""
        if place in self.cells:
            return self.cells[place]
        match = _PLACE.fullmatch(place)
        if not match:
            return None
        number, row, column = map(int, match.groups())
        cell = self._grid.get((number, row, column))
        return (self.tables[number], cell) if cell else None

    def stretch(self, place: str, start: int, end: int) -> str | None:
        """Return the text of a stretch; None where the document has no such place or offsets."""
        text = self.contents[place].text if place in self.contents else None
        return text[start:end] if text is not None and 0 <= start < end <= len(text) else None

    def covering(self, table: int, row: int, column: int) -> SourceCell | None:
        """Return the cell that covers a row and column of a table."""
        return self._grid.get((table, row, column))

    def meant(self, place: str) -> str:
        """Return the address of the cell that a 同上 stands for: the next above it; empty for other cells, and where none is.

        Headings and heads are passed over, also into an earlier table as wide; a blank cell ends the search.
        """
        found = self.at(place)
        if not found or not is_ditto(found[1].content.text):
            return ""
        table, cell = found
        for number in range(table.number, 0, -1):
            earlier = self.tables.get(number)
            if earlier is None or earlier.columns != table.columns:
                return ""
            rows = range((cell.row if number == table.number else earlier.rows + 1) - 1, 0, -1)
            for row in (r for r in rows if r not in self.head_rows[number]):
                above = self.covering(number, row, cell.column)
                if self._is_heading(number, row) or (above and is_ditto(above.content.text)):
                    continue
                return earlier.place(above) if above and above.content.text.strip() else ""
        return ""

    def _is_heading(self, table: int, row: int) -> bool:
        """Return True for a row with one text."""
        cells = [self.covering(table, row, column) for column in range(1, self.tables[table].columns + 1)]
        return len({c.content.text for c in cells if c and c.content.text.strip()}) == 1

    @cached_property
    def head_rows(self) -> dict[int, tuple[int, ...]]:
        """Table → its rows that are heads: at least two cells, and most of those with text, have the words of one."""
        found = {t.number: set(_head_rows(t)) for t in self.document.tables}
        for number, rows in found.items():
            for row in [r for r in rows if self._goes_down(number, r - 1)]:
                rows.add(row - 1)
        return {number: tuple(sorted(rows)) for number, rows in found.items()}

    def _goes_down(self, table: int, row: int) -> bool:
        """Return True for a row with the upper halves of heads: short texts without a figure, one merged into the row below."""
        cells = {
            c for n in range(1, self.tables[table].columns + 1) if (c := self.covering(table, row, n)) and c.row == row
        }
        texts = [plain(c.content.text) for c in cells if c.content.text.strip()]
        are_short = all(len(text) <= _LONGEST_HEAD and not _FIGURE.search(text) for text in texts)
        return are_short and any(c.row_span > 1 and c.content.text.strip() for c in cells)

    def heads(self, table: SourceTable, cell: SourceCell) -> tuple[str, ...]:
        """Return the heads above a cell, from the top one down; of an earlier table as wide where its own has none."""
        for number in range(table.number, 0, -1):
            earlier = self.tables.get(number)
            if earlier is None or earlier.columns != table.columns:
                return ()
            below = cell.row if number == table.number else earlier.rows + 1
            rows = [r for r in self.head_rows[number] if r < below]
            if rows:
                return self._heads_of(number, _last_run(rows), cell)
        return ()

    def heads_beside(self, table: SourceTable, cell: SourceCell) -> tuple[str, ...]:
        """Return the texts of all heads in the rows above a cell."""
        rows = [row for row in self.head_rows[table.number] if row < cell.row]
        cells = (self.covering(table.number, row, n) for row in rows for n in range(1, table.columns + 1))
        return tuple(dict.fromkeys(plain(c.content.text) for c in cells if c and c.content.text.strip()))

    def _heads_of(self, table: int, rows: list[int], cell: SourceCell) -> tuple[str, ...]:
        columns = range(cell.column, cell.column + cell.column_span)
        found = [self.covering(table, row, column) for row in rows for column in columns]
        return tuple(dict.fromkeys(plain(c.content.text) for c in found if c and c.content.text.strip()))


def _area(cell: SourceCell) -> Iterator[tuple[int, int]]:
    for row in range(cell.row, cell.row + cell.row_span):
        for column in range(cell.column, cell.column + cell.column_span):
            yield row, column


def _head_rows(table: SourceTable) -> Iterator[int]:
    by_row: dict[int, list[str]] = {}
    for cell in table.cells:
        if cell.content.text.strip():
            by_row.setdefault(cell.row, []).append(plain(cell.content.text))
    for row, texts in sorted(by_row.items()):
        heads = sum(is_head(text) or bool(_MEASURED.fullmatch(text)) for text in texts)
        is_short = all(len(t) <= _LONGEST_HEAD and not _FIGURE.search(t) and t[-1:] not in _ENDS for t in texts)
        if heads >= 2 and (heads * 3 >= len(texts) * 2 or (heads >= 3 and heads * 2 >= len(texts) and is_short)):
            yield row


def is_head(text: str) -> bool:
    """Return True for a plain text that may be the head of a column."""
    if len(text) > _LONGEST_HEAD or text[-1:] in _ENDS:
        return False
    return not _HEAD_WORDS.sub("", text) and any(p.search(text) for p in HEADS.values())


def _last_run(rows: list[int]) -> list[int]:
    """Return the last rows that follow one another: the head nearest above, of one row or of several."""
    run = rows[-1:]
    for row in reversed(rows[:-1]):
        if row != run[0] - 1:
            break
        run.insert(0, row)
    return run
