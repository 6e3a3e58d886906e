"""Documents of the office as they are after reading, made by hand: a yearly table with merged cells and marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from docx import Document
from docx.text.paragraph import Paragraph

from zcdash.domain.plan_proposal import Decisions, KnownNames
from zcdash.domain.source_document import SourceCell, SourceDocument, SourceParagraph, SourceTable, SourceText

HEADS = (
    "序号",
    "重点工作",
    "目标任务",
    "完成时间",
    "责任单位",
    "分管区长",
    "一季度目标",
    "二季度目标",
    "三季度目标",
    "四季度目标",
)
LETTER = (
    "岭北区人民政府",
    "关于印发2018年全区重点目标任务的通知",
    "岭政发〔2018〕3号",
    "各镇政府，区政府各部门：",
    "现将全区重点目标任务分解为5项任务印发给你们。黑体字标出的为牵头单位和牵头领导。",
    "各牵头单位于每季度结束后次月5日内，经单位主要负责人及分管区长审核签字后，报区政府督查室。",
    "岭北区人民政府",
    "2018年2月1日",
    "一、产业发展",
)
ROWS: tuple[tuple[str, ...], ...] = (
    ("1", "工业技改", "完成工业技改投资12亿元。", "年底", "**区工信局**、区财政局", "**方平**、丁兰",
     "完成2亿元。", "累计完成5亿元。", "累计完成9亿元。", "累计完成12亿元。"),
    ("^", "^", "新增规模以上企业18家。", "年底", "区工信局", "方平",
     "新增3家。", "新增4家。", "新增5家。", "新增6家。"),
    ("2", "园区建设", "建成东山产业园二期。", "11月底", "**高新区管委会**、区住建局、区自然资源局", "方平",
     "完成施工图设计。", "5月20日前开工建设。", "主体完工60%。", "11月底前竣工。"),
    ("3", "农村道路", "新修农村道路36公里。", "10月底", "区交通局", "丁兰",
     "确定路线。", "完成10公里。", "完成25公里。", "完成36公里。"),
    ("4", "学校扩建", "扩建第三小学，新增学位900个。", "8月底", "区教体局、**区住建局**", "丁兰",
     "办完立项手续。", "完成主体工程。", "8月25日前投入使用。", "—"),
)  # fmt: skip
KNOWN = KnownNames(units={}, leaders={}, kinds={}, members={})
UNDECIDED = Decisions(columns={}, names={}, answers={}, acknowledged={})


def marked_text(text: str) -> SourceText:
    """Return a text whose stretches between ** are marked."""
    plain, marked = "", []
    for number, part in enumerate(text.split("**")):
        if number % 2:
            marked.append((len(plain), len(plain) + len(part)))
        plain += part
    return SourceText(plain, tuple(marked))


def table(
    rows: Sequence[Sequence[str]], *, number: int = 1, order: int = 100, heads: Sequence[str] = HEADS
) -> SourceTable:
    """Return a table below its heads; ^ in a cell merges it with the one above."""
    grid = [list(heads), *map(list, rows)]
    cells = []
    for r, line in enumerate(grid, 1):
        for c, text in enumerate(line, 1):
            if text == "^":
                continue
            span = 1
            while r + span <= len(grid) and grid[r + span - 1][c - 1] == "^":
                span += 1
            cells.append(SourceCell(row=r, column=c, row_span=span, content=marked_text(text)))
    return SourceTable(number=number, order=order, rows=len(grid), columns=len(heads), cells=tuple(cells))


def document(
    rows: Sequence[Sequence[str]] = ROWS, *, letter: Sequence[str] = LETTER, heads: Sequence[str] = HEADS
) -> SourceDocument:
    """Return a document: the paragraphs of its letter, then one table."""
    paragraphs = tuple(
        SourceParagraph(place=f"第{n}段", order=n, content=marked_text(text)) for n, text in enumerate(letter, 1)
    )
    tables = (table(rows, heads=heads),) if rows else ()
    return SourceDocument(file_name="plan.docx", sha256="0" * 64, paragraphs=paragraphs, tables=tables)


def deciding(**answers: str) -> Decisions:
    """Return decisions with these answers, and nothing else."""
    return replace(UNDECIDED, answers=answers)


def write_word(
    path: Path, rows: Sequence[Sequence[str]] = ROWS, *, letter: Sequence[str] = LETTER, heads: Sequence[str] = HEADS
) -> Path:
    """Write the document as a Word file, its marks as bold type and its merged cells as such, and return the path."""
    word = Document()
    for text in letter:
        _write_runs(word.add_paragraph(), text)
    if rows:
        grid = word.add_table(len(rows) + 1, len(heads))
        for r, line in enumerate([heads, *rows]):
            for c, text in enumerate(line):
                cell = grid.cell(r, c)
                if text == "^":
                    grid.cell(r - 1, c).merge(cell)
                else:
                    _write_runs(cell.paragraphs[0], text)
    word.save(str(path))
    return path


def _write_runs(paragraph: Paragraph, text: str) -> None:
    for number, part in enumerate(text.split("**")):
        if part:
            paragraph.add_run(part).bold = bool(number % 2) or None
