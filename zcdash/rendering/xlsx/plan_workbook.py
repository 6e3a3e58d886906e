"""Workbook of a whole plan, to be edited and read again (`intake.plan_workbook`), and the empty template of it."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from zcdash.domain import plan_sheets
from zcdash.domain.plan_proposal import PlanTables
from zcdash.domain.plan_sheets import Column, Form
from zcdash.rendering.xlsx.workbook import Value, put, put_head, set_up_print, set_up_table, set_widths, to_bytes

Rows = Sequence[Mapping[str, str]]
_TEXT_FORMAT = "@"
_ROOM = 500
"""Rows below the last one that keep lists and formats: new rows are written there."""
_LINE_POINTS, _MOST_LINES = 14.5, 12
_PAGE_WIDTH = 190
"""Characters of the columns that a printed page holds legibly."""
_GUIDE = (
    "这个工作簿是一份完整的计划：改好后在“计划编制”页上传，看过差别，报批，由督查室另一人批准后生效。",
    "“计划”：文号、名称、报送期、时限和审签程序，一行一项。",
    "“事项”：一行一项。责任单位、分管领导每行一个，牵头的在后面写（牵头）；各期目标各占一列，没有目标的期留空。",
    "“指标”：一行一个指标，各期计划值各占一列。计划值不是普通数字的（下降5%、60—70、各部分之和），填在“计划值”表。",
    "“节点”：一行一个可核对的节点，编号写作 事项编号.01。",
    "编号、期是文本，不要让 Excel 改成日期或数字。列可以调换次序，不要改表头；空行不读。",
    "已有报送的编号不能删去，也不能改给别的内容；不再要求的，请在“计划编制”页撤销。",
    "“导出自第几版”“导出自哪份草稿”不要改：它们说明这份工作簿是从哪里改起的；从草稿下载的，上传以后改动回到那份草稿。",
)
_EXAMPLES: dict[str, list[dict[str, str]]] = {
    plan_sheets.ITEMS: [
        {
            "编号": "示例1-1",
            "板块": "1",
            "序号": "1",
            "重点工作": "城乡建设",
            "事项名称": "城区道路改造",
            "目标任务": "改造城区道路6条",
            "完成时限": "12月底",
            "责任单位": "区住建局（牵头）\n区财政局",
            "分管领导": "张三（牵头）",
        },
        {"编号": "示例1-2", "板块": "1", "序号": "1", "事项名称": "公园绿地", "目标任务": "新增绿地10公顷"},
    ],
    plan_sheets.INDICATORS: [
        {
            "编号": "示例1-1a",
            "事项": "1-1",
            "指标名称": "改造道路条数",
            "计量单位": "条",
            "口径": "累计",
            "年度目标": "6",
        },
        {
            "编号": "示例1-2a",
            "事项": "1-2",
            "指标名称": "新增绿地",
            "计量单位": "公顷",
            "口径": "累计",
            "年度目标": "10",
        },
    ],
    plan_sheets.COMMITMENTS: [
        {"编号": "示例1-1.01", "事项": "1-1", "内容": "完成施工招标", "时限": "2018-03-31", "日期写明": "否"},
        {"编号": "示例1-1.02", "事项": "1-1", "内容": "全部通车", "时限": "2018-12-20", "日期写明": "是"},
    ],
}


def write(plan: PlanTables, version: int = 0, example: bool = False, draft: str = "") -> bytes:
    """Return the workbook of a plan. `version`: the one in force that it was written from; `example`: with sample rows.

    `draft`: the mark of the draft that it was written from (`queries.plan_workbooks.mark`).
    """
    head = tomllib.loads(plan.toml)
    head["plan"] = {"kind": "annual", "totals": "year"} | head["plan"]
    reporting = head["reporting"]
    reporting.setdefault("deadline", f"day:{reporting.get('day', 5)}")
    reporting.setdefault("signing", [*plan_sheets.SIGNING_NAME])
    periods = [p["period"] if isinstance(p, dict) else p for p in head["plan"]["periods"]]
    book = Workbook()
    book.remove(book.active)
    _guide(book.create_sheet(plan_sheets.GUIDE))
    _head(book.create_sheet(plan_sheets.HEAD), head, version, draft)
    tables = _tables(plan, head, periods)
    for name, (columns, rows) in tables.items():
        _table(book.create_sheet(name), columns, [*(_EXAMPLES.get(name, []) if example else []), *rows])
    return to_bytes(book)


Table = tuple[list[Column], list[dict[str, str]]]


def _tables(plan: PlanTables, head: Mapping[str, Any], periods: Sequence[str]) -> dict[str, Table]:
    """Return sheet → its columns and rows, a row as head → text."""
    found: dict[str, Table] = {
        plan_sheets.CHAPTERS: _plain(plan_sheets.CHAPTER_COLUMNS, map(_texts, head.get("chapter", ()))),
        plan_sheets.PHASES: _plain(plan_sheets.PHASE_COLUMNS, map(_texts, head.get("phase", ()))),
    }
    for sheet, (file, columns) in plan_sheets.SHEETS.items():
        found[sheet] = _plain(columns, plan.tables[file])
    _add_targets(found[plan_sheets.ITEMS], plan, periods)
    _add_values(found[plan_sheets.INDICATORS], found[plan_sheets.PLANNED], periods)
    order = (plan_sheets.CHAPTERS, plan_sheets.ITEMS, plan_sheets.INDICATORS, plan_sheets.PLANNED)
    return {name: found[name] for name in (*order, *(n for n in found if n not in order))}


def _texts(row: Mapping[str, Any]) -> dict[str, str]:
    return {key: value.isoformat() if isinstance(value, date) else str(value) for key, value in row.items()}


def _plain(columns: Sequence[Column], rows: Iterable[Mapping[str, str]]) -> Table:
    return [*columns], [
        {c.head: c.words.get(text, text) for c in columns if (text := row.get(c.column) or c.default)} for row in rows
    ]


def _add_targets(items: Table, plan: PlanTables, periods: Sequence[str]) -> None:
    """Add to the items their units and leaders, and a column a period with the target."""
    columns, rows = items
    by_code = {row["编号"]: row for row in rows}
    for kind, head in plan_sheets.RESPONSIBLE.items():
        names: dict[str, list[str]] = defaultdict(list)
        for r in plan.tables["responsible.csv"]:
            if r["kind"] == kind:
                names[r["item"]].append(r["name"] + plan_sheets.MARKS.get((r["role"], r["assumed"]), ""))
        columns.insert(len(columns) - 1, Column(head=head, column="", width=24))
        for code, lines in names.items():
            by_code.setdefault(code, {"编号": code})[head] = "\n".join(lines)
    heads = {p: plan_sheets.period_head(p, plan_sheets.TARGET_WORD) for p in periods}
    columns += [Column(head=head, column="", width=34) for head in heads.values()]
    for t in plan.tables["targets.csv"]:
        by_code.setdefault(t["item"], {"编号": t["item"]})[heads.get(t["period"], t["period"])] = t["text"]


def _add_values(indicators: Table, planned: Table, periods: Sequence[str]) -> None:
    """Move the plain values to a column a period of the indicators; the others stay on their sheet."""
    columns, rows = indicators
    by_code = {row["编号"]: row for row in rows}
    heads = {p: plan_sheets.period_head(p, plan_sheets.VALUE_WORD) for p in periods}
    columns[6:6] = [Column(head=head, column="", form=Form.NUMBER, width=12) for head in heads.values()]
    others = []
    for row in planned[1]:
        indicator, head = by_code.get(row["指标"]), heads.get(row["期"])
        is_plain = row.get("原文写明") != "否" and not {"原文表述", "相对基数%", "上限"} & row.keys()
        if indicator is None or head is None or not is_plain:
            others.append(row)
        if indicator is not None and head is not None:
            indicator[head] = row["数值"] if is_plain else plan_sheets.SEE_PLANNED
    planned[1][:] = others


def _guide(sheet: Worksheet) -> None:
    put_head(sheet, 1, ["怎样填这个工作簿"])
    for n, line in enumerate(_GUIDE, 2):
        put(sheet.cell(n, 1), line)
    set_widths(sheet, [110])
    set_up_print(sheet)


def _head(sheet: Worksheet, head: Mapping[str, Any], version: int, draft: str) -> None:
    put_head(sheet, 1, ["项目", "内容", "说明"])
    for n, row in enumerate(plan_sheets.HEAD_ROWS, 2):
        value = head.get(row.table, {}).get(row.key)
        put(sheet.cell(n, 1), row.label)
        put(sheet.cell(n, 2), _head_value(row, value))
        put(sheet.cell(n, 3), row.help)
        if row.form is not Form.DAY:
            sheet.cell(n, 2).number_format = _TEXT_FORMAT
        if row.words and not row.many:
            _add_list(sheet, [*row.words.values()], f"B{n}")
    last = len(plan_sheets.HEAD_ROWS) + 3
    put(sheet.cell(last - 1, 1), plan_sheets.VERSION_LABEL)
    put(sheet.cell(last - 1, 2), version or None)
    put(sheet.cell(last - 1, 3), "不要改。新计划留空。")
    put(sheet.cell(last, 1), plan_sheets.DRAFT_LABEL)
    put(sheet.cell(last, 2), draft or None)
    put(sheet.cell(last, 3), "不要改。不是从草稿下载的留空。")
    sheet.cell(last, 2).number_format = _TEXT_FORMAT
    for n in range(2, last + 1):
        # A day or a number stands at the left like the texts.
        sheet.cell(n, 2).alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
    set_widths(sheet, [16, 60, 60])
    _set_heights(sheet, [16, 60, 60])
    sheet.freeze_panes = "B2"
    set_up_print(sheet)


def _head_value(row: plan_sheets.HeadRow, value: Any) -> Value:
    """Return the value of `plan.toml` as a cell has it; TOML has many types, hence Any."""
    if row.many:
        entries = [f"{e['period']}={e['deadline']}" if isinstance(e, dict) else str(e) for e in value or ()]
        return "\n".join(row.words.get(e, e) for e in entries)
    if isinstance(value, date):
        return value
    return row.words.get(str(value), str(value)) if value is not None else None


def _table(sheet: Worksheet, columns: Sequence[Column], rows: Rows) -> None:
    put_head(sheet, 1, [c.head for c in columns])
    for n, row in enumerate(rows, 2):
        for k, column in enumerate(columns, 1):
            put(sheet.cell(n, k), _value(column, row.get(column.head, "")))
    last = len(rows) + 1
    for k, column in enumerate(columns, 1):
        letter = get_column_letter(k)
        if column.form in (Form.TEXT, Form.CODE):
            for n in range(2, last + 1):
                sheet.cell(n, k).number_format = _TEXT_FORMAT
            sheet.column_dimensions[letter].number_format = _TEXT_FORMAT
        if column.words:
            _add_list(sheet, [*column.words.values()], f"{letter}2:{letter}{last + _ROOM}")
    widths = [c.width for c in columns]
    set_widths(sheet, widths)
    _set_heights(sheet, widths)
    set_up_table(sheet, 1, len(columns), max(last, 2), fixed=1)
    set_up_print(sheet, pages_wide=ceil(sum(widths) / _PAGE_WIDTH))


def _set_heights(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Make each row as high as its longest text needs: not every program does so when it opens the file."""
    for row in sheet.iter_rows():
        texts = [(str(cell.value), widths[cell.column - 1]) for cell in row if isinstance(cell.value, str)]
        lines = max((_lines(text, width) for text, width in texts), default=1)
        if lines > 1:
            sheet.row_dimensions[row[0].row].height = _LINE_POINTS * min(lines, _MOST_LINES)


def _lines(text: str, width: float) -> int:
    """Return the lines that a text takes in a column so many characters wide; a Chinese character takes two."""
    return sum(max(1, ceil(sum(2 if c > "\u2e7f" else 1 for c in line) / (width - 1))) for line in text.split("\n"))


def _add_list(sheet: Worksheet, words: Sequence[str], cells: str) -> None:
    """Offer the words of a closed list in these cells."""
    validation = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
    validation.errorTitle, validation.error = "不在可选范围内", f"请选：{'、'.join(words)}"
    validation.showErrorMessage = True
    sheet.add_data_validation(validation)
    validation.add(cells)


def _value(column: Column, text: str) -> Value:
    """Return a cell's value: numbers and days as such where they can be read so."""
    try:
        if column.form is Form.NUMBER and text:
            return float(text)
        if column.form is Form.DAY and text:
            return date.fromisoformat(text)
    except ValueError:
        return text
    return text or None
