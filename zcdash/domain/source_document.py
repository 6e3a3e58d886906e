"""Document of the office as it was read: paragraphs and tables with their text, its marks and its addresses.

Nothing is interpreted here. A text is kept as it stands in the file; `place` and two offsets name any stretch of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Stretch = tuple[int, int]
"""First character and the one after the last, counted in a text."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """Text of a paragraph or a cell, and the stretches of it that are marked: bold, or set in 黑体."""

    text: str
    """Paragraphs within a cell are separated by a newline."""
    marked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceParagraph:
    """Paragraph outside the tables. `place` is its address (第12段); `order` its position among all blocks."""

    place: str
    order: int
    content: SourceText
    heading: int = 0
    """Level of the heading, 0 for body text."""
    struck: bool = False
    """True where the whole text is struck out or hidden: it is shown, and never taken over unasked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCell:
    """Cell of a table, once for the whole area that it covers. Rows and columns count from 1."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    content: SourceText = SourceText("")
    at: tuple[int, int] | None = None
    """Row and column in the file, where the table was laid out anew to be read (`tables/upright.py`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTable:
    """Table of the document (表1), or a sheet of a workbook: each cell once, in the order of rows and columns."""

    number: int
    order: int
    """Position among all blocks of the document."""
    rows: int
    columns: int
    cells: tuple[SourceCell, ...]
    name: str = ""
    """Name of the sheet."""

    def place(self, cell: SourceCell) -> str:
        """Return the address of a cell: 表1 第3行 第2列."""
        row, column = cell.at or (cell.row, cell.column)
        return f"表{self.number} 第{row}行 第{column}列"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument:
    """Document as read from a file, with its SHA-256."""

    file_name: str
    sha256: str
    paragraphs: tuple[SourceParagraph, ...]
    tables: tuple[SourceTable, ...]
    unread: tuple[str, ...] = ()
    """Sentences on what the file also has and was not read: pictures, text boxes, comments, hidden sheets."""
    marks_known: bool = True
    """False for kinds of file that keep no bold type: plain text."""

    def texts(self) -> dict[str, str]:
        """Return place → text of every paragraph and cell that is not empty, in the order of the document."""
        blocks: list[tuple[int, dict[str, str]]] = [(p.order, {p.place: p.content.text}) for p in self.paragraphs]
        blocks += [(t.order, {t.place(c): c.content.text for c in t.cells}) for t in self.tables]
        ordered = sorted(blocks, key=lambda block: block[0])
        return {place: text for _, texts in ordered for place, text in texts.items() if text.strip()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Stretch of the document: its place, first character and the one after the last, the text, and what of it is marked.

    `marked` counts from the passage's own start.
    """

    place: str
    start: int
    end: int
    text: str
    marked: tuple[tuple[int, int], ...] = ()


Passages = tuple[Passage, ...]
"""Text of one field: one passage, or several where a row was cut in two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """事项 as the document has it: the passages of each field, before anything of them is understood."""

    chapter: str
    """Heading that it stands under, without its number; empty where the document has none."""
    seq: int = 0
    """序号 as printed; 0: none."""
    focus: Passages = ()
    goal: Passages = ()
    deadline: Passages = ()
    leads: Passages = ()
    """Column 责任单位, or 牵头单位 where 配合单位 stands apart."""
    supports: Passages = ()
    leaders: Passages = ()
    targets: dict[str, tuple[Passage, ...]] = field(default_factory=dict)
    """Period → target."""
    totals: dict[str, tuple[Passage, ...]] = field(default_factory=dict)
    """Period → head and value of its column 累计, beside the one of 当季 among the targets."""
    others: dict[str, tuple[Passage, ...]] = field(default_factory=dict)
    """Head of a column that is none of these (备注) → its text."""
    seq_passages: Passages = ()
    unit: Passages = ()
    """Column 计量单位: the row is one indicator, and its cells may be bare numbers."""
    sums: Passages = ()
    """Unit of the sums of the whole table, printed above it (单位：万元)."""
    baseline: Passages = ()
    """Value that an indicator starts from, of `baseline_year` where the head names it."""
    baseline_year: str = ""
    attribute: Passages = ()
    """Column 指标属性: 约束性, 预期性."""
    figures: dict[str, tuple[Passage, ...]] = field(default_factory=dict)
    """Head of a column 名称（计量单位） → that head cell and the value of the whole year below it."""
    schedule: Passages = ()
    """Column 进度安排 that has several periods in one cell, as far as it is not divided among the targets."""
    labels: dict[str, Passages] = field(default_factory=dict)
    """Period → words of 进度安排 that name it (一季度：)."""
    same_as: dict[str, Passages] = field(default_factory=dict)
    """Place of a cell above that a field was taken from → the 同上 in the row itself."""
    of_year: str = ""
    """Period whose target is that of the whole year, where the plan is reported more often than the document has targets."""
    leads_apart: bool = False
    """True where 牵头 and 配合 are columns of their own, or words: nobody's lead has to be assumed."""
