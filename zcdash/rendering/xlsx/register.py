"""The register (台账) as an Excel workbook: all items by quarter, lights, figures, words, and charts that Excel draws itself.

Every text is inert: one that begins like a formula stays a text. The same register gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.label import DataLabelList
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from zcdash.domain.model import BASIS_NAME, STATE_NAME, Light, Responsibility
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.rendering.html.lights import DISPLAY_ORDER
from zcdash.rendering.palette import MARKS
from zcdash.text import FORMULA, strip_invisible

_FACE, _HEAD = "微软雅黑", PatternFill("solid", fgColor="17364E")
_PLAIN, _BOLD = Font(name=_FACE, size=10), Font(name=_FACE, size=10, bold=True, color="FFFFFF")
_DARK, _TITLE = Font(name=_FACE, size=10, bold=True, color="000000"), Font(name=_FACE, size=12, bold=True)
_WRAPPED, _MIDDLE, _STRAIGHT = (
    Alignment(wrap_text=True, vertical="top"),
    Alignment("center", "top"),
    Alignment(vertical="center"),
)
_ABOVE = Alignment("center", "center", wrap_text=True)
_LINE = Border(*(Side("thin", color="D0D0D0"),) * 4)
_WIDE = {
    "序": 5,
    "编号": 9,
    "年度目标": 12,
    "计量单位": 9,
    "事项": 26,
    "说明": 40,
    "进展情况": 34,
    "存在问题": 34,
    "下步措施": 34,
    "目标": 40,
    "节点": 40,
    "指标": 26,
    "项目": 22,
    "板块": 20,
    "牵头单位": 18,
    "配合单位": 22,
    "分管区长": 14,
    "评定": 12,
    "单位": 14,
    "状态": 22,
}
"""How wide a column is by the end of its name."""
_TOP = 3
_LINES = 10
"""A row is made no taller than so many lines: a unit may write a page."""
Cell = str | float | int | date | Light | None


def write(register: Any) -> bytes:
    """The workbook of a register."""
    book = Workbook()
    sheets = {"总览": book.active, **{name: book.create_sheet(name) for name in ("事项", "指标", "节点", "报送")}}
    book.active.title = "总览"
    title = f"{register.plan.title}台账　截至{register.period.name}（{register.as_of:%Y-%m-%d} 关账，第 {register.revision} 次）"
    if register.sample:
        title += "　演示数据（虚构）"
    for name, (columns, rows, frozen) in {
        "事项": _items(register),
        "指标": _indicators(register),
        "节点": _commitments(register),
        "报送": _returns(register),
    }.items():
        _fill(sheets[name], title, columns, rows, frozen)
    _overview(sheets["总览"], title, register)
    return _packed(book, register.as_of)


def _names(plan: Plan, code: str, kind: str, *roles: Responsibility) -> str:
    return "、".join(
        r.name for role in roles for r in plan.responsible if (r.item, r.kind, r.role) == (code, kind, role)
    )


def _items(register: Any) -> tuple[list[str], Iterator[list[Cell]], str]:
    plan = register.plan
    columns = ["序", "编号", "板块", "事项", "牵头单位", "配合单位", "分管区长"]
    for period in register.year:
        name = Period.parse(period).short_name
        columns += [
            f"{name}评定",
            f"{name}目标",
            f"{name}说明",
            f"{name}进展情况",
            f"{name}存在问题",
            f"{name}下步措施",
        ]

    def rows() -> Iterator[list[Cell]]:
        targets = {(t.item, t.period): t.text for t in plan.targets}
        chapters = {c.number: c.name for c in plan.chapters}
        for i in plan.items:
            row: list[Cell] = [
                i.number,
                i.code,
                chapters[i.chapter],
                i.title,
                _names(plan, i.code, "unit", Responsibility.LEAD),
                _names(plan, i.code, "unit", Responsibility.SUPPORT),
                _names(plan, i.code, "leader", Responsibility.LEAD, Responsibility.SUPPORT),
            ]
            for period, standing in register.year.items():
                one, words = standing.items[i.code], register.narratives[period].get(i.code, {})
                row += [
                    one.assessment.light,
                    targets.get((i.code, period)),
                    one.assessment.reason,
                    *(words.get(what) for what in ("progress", "problem", "next_step")),
                ]
            yield row

    return columns, rows(), "E"


def _indicators(register: Any) -> tuple[list[str], Iterator[list[Cell]], str]:
    plan, titles = register.plan, {i.code: i.title for i in register.plan.items}
    columns = ["编号", "事项", "指标", "计量单位", "口径", "牵头单位", "年度目标"]
    for period in register.year:
        name = Period.parse(period).short_name
        columns += [f"{name}计划", f"{name}实际", f"{name}差额", f"{name}完成率%", f"{name}评定", f"{name}说明"]

    def rows() -> Iterator[list[Cell]]:
        found = {
            p: {s.indicator.code: s for item in st.items.values() for s in item.indicators}
            for p, st in register.year.items()
        }
        for i in plan.indicators:
            row: list[Cell] = [
                i.code,
                titles[i.item],
                i.name,
                i.unit,
                BASIS_NAME[i.basis],
                i.reporting_unit or _names(plan, i.item, "unit", Responsibility.LEAD),
                i.annual,
            ]
            for by_code in found.values():
                s = by_code.get(i.code)
                a = s.assessment if s else None
                row += (
                    [s.planned, s.actual, _rounded(a.gap), _rounded(a.ratio, 100), a.light, a.reason]
                    if s
                    else [None] * 6
                )
            yield row

    return columns, rows(), "D"


def _rounded(value: float | None, times: int = 1) -> float | None:
    return None if value is None else round(value * times, 4 if times == 1 else 1)


def _commitments(register: Any) -> tuple[list[str], Iterator[list[Cell]], str]:
    plan, titles = register.plan, {i.code: i.title for i in register.plan.items}
    columns = ["编号", "期", "事项", "项目", "节点", "时限", "完成情况", "完成日期", "评定", "说明"]

    def rows() -> Iterator[list[Cell]]:
        for period, standing in register.year.items():
            for item in plan.items:
                for s in standing.items[item.code].commitments:
                    c = s.commitment
                    yield [
                        c.code,
                        Period.parse(period).short_name,
                        titles[c.item],
                        c.project,
                        c.text,
                        c.due,
                        STATE_NAME[s.state] if s.state else None,
                        s.done_on,
                        s.assessment.light,
                        s.assessment.reason,
                    ]

    return columns, rows(), "C"


def _returns(register: Any) -> tuple[list[str], Iterator[list[Cell]], str]:
    columns = ["单位", "应填行数", "截止日", "报送日", "送达日", "逾期天数", "状态"]
    rows = ([f.unit, f.asked, f.deadline, f.filed_on, f.reached_on, f.late_days, f.word] for f in register.filings)
    return columns, rows, "B"


def _fill(sheet: Worksheet, title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], frozen: str) -> None:
    """A table under the title; heads and the first columns stay in sight, every column has its filter."""
    _put(sheet.cell(1, 1), title)
    sheet.cell(1, 1).font, sheet.cell(1, 1).alignment = _TITLE, _STRAIGHT
    _head(sheet, _TOP - 1, 1, columns)
    widths = [next((w for word, w in _WIDE.items() if name.endswith(word)), 10) for name in columns]
    last = _TOP - 1
    for last, row in enumerate(rows, _TOP):
        for column, value in enumerate(row, 1):
            _put(sheet.cell(last, column), value)
        # Not every program makes room for wrapped text by itself.
        sheet.row_dimensions[last].height = 3 + 13.5 * max(
            _lines(value, wide) for value, wide in zip(row, widths, strict=True)
        )
    for column, wide in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = wide
    sheet.freeze_panes = f"{frozen}{_TOP}"
    sheet.auto_filter.ref = f"A{_TOP - 1}:{get_column_letter(len(columns))}{last}"
    _on_paper(sheet, wide=-(-len(columns) // 10))
    sheet.print_title_rows, sheet.print_title_cols = f"1:{_TOP - 1}", f"A:{chr(ord(frozen) - 1)}"


def _lines(value: Cell, wide: int) -> int:
    """How many lines a text takes in a column so many half characters wide."""
    text = value if isinstance(value, str) and not isinstance(value, Light) else ""
    return max(
        1,
        min(
            _LINES, sum(-(-sum(1 if ord(c) < 0x2000 else 2 for c in line) // (wide - 1)) for line in text.splitlines())
        ),
    )


def _on_paper(sheet: Worksheet, wide: int = 1) -> None:
    """A4 on its side, so many sheets wide and as many long as it takes."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = wide, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _head(sheet: Worksheet, row: int, first: int, names: Sequence[str]) -> None:
    for column, name in enumerate(names, first):
        cell = sheet.cell(row, column, name)
        cell.font, cell.fill, cell.alignment, cell.border = _BOLD, _HEAD, _ABOVE, _LINE


def _put(cell: Any, value: Cell) -> None:
    """A light in its colour with shape and word, a number or day as such, everything else as text that is only text."""
    cell.font, cell.border, cell.alignment = _PLAIN, _LINE, _WRAPPED
    if isinstance(value, Light):
        mark = MARKS[value]
        cell.value, cell.fill = f"{mark.shape} {mark.word}", PatternFill("solid", fgColor=mark.colour[1:])
        cell.font, cell.alignment = _DARK if _bright(mark.colour) else _BOLD, _MIDDLE
    elif isinstance(value, date):
        cell.value, cell.number_format = value, "yyyy-mm-dd"
    elif isinstance(value, int | float):
        cell.value = value
    elif value:
        cell.value = strip_invisible(value)
        cell.data_type, cell.quotePrefix = "s", cell.value.startswith(FORMULA)


def _bright(colour: str) -> bool:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return 0.3 * red + 0.59 * green + 0.11 * blue > 140


def _overview(sheet: Worksheet, title: str, register: Any) -> None:
    """Counts by light and period, and by deputy mayor, each with its chart."""
    _put(sheet.cell(1, 1), title)
    sheet.cell(1, 1).font, sheet.cell(1, 1).alignment = _TITLE, _STRAIGHT
    plan, now = register.plan, register.year[register.period.text]
    lights = [light for light in DISPLAY_ORDER if any(s.counts[light] for s in register.year.values())]
    by_period = {Period.parse(p).short_name: s.counts for p, s in register.year.items()}
    leaders: dict[str, dict[Light, int]] = {x.name: dict.fromkeys(Light, 0) for x in plan.leaders}
    for r in plan.responsible:
        if r.kind == "leader":
            leaders[r.name][now.items[r.item].assessment.light] += 1
    below = _counted(sheet, 3, "期", by_period, lights, "各期事项评定")
    below = _counted(
        sheet, max(below, 20), "分管区长", leaders, lights, f"{register.period.short_name}分管区长事项评定"
    )
    _put(sheet.cell(max(below, 37), 1), f"关账留痕的指纹：{register.hash}")
    sheet.cell(max(below, 37), 1).alignment = _STRAIGHT
    sheet.column_dimensions["A"].width = 14
    for column in range(2, len(lights) + 3):
        sheet.column_dimensions[get_column_letter(column)].width = 11
    _on_paper(sheet)


def _counted(
    sheet: Worksheet, top: int, what: str, rows: Mapping[str, Mapping[Light, int]], lights: Sequence[Light], said: str
) -> int:
    """A table of counts from `top`, its chart beside it; the row below it."""
    _head(sheet, top, 1, [what, *("" for _ in lights), "合计"])
    for column, light in enumerate(lights, 2):
        _put(sheet.cell(top, column), light)
    for place, (name, counts) in enumerate(rows.items(), top + 1):
        _put(sheet.cell(place, 1), name)
        for column, light in enumerate(lights, 2):
            _put(sheet.cell(place, column), counts[light])
        _put(sheet.cell(place, len(lights) + 2), sum(counts[light] for light in lights))
    last = top + len(rows)
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.title = "bar", "stacked", 100, said
    chart.height, chart.width, chart.gapWidth = 8, 22, 60
    for column, light in enumerate(lights, 2):
        series = Series(Reference(sheet, min_col=column, min_row=top + 1, max_row=last), title=_said(light))
        series.graphicalProperties.solidFill = MARKS[light].colour[1:]
        series.graphicalProperties.line.solidFill = "FFFFFF"
        chart.series.append(series)
    chart.set_categories(Reference(sheet, min_col=1, min_row=top + 1, max_row=last))
    chart.dataLabels = DataLabelList(
        showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False
    )
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.x_axis.scaling.orientation, chart.legend.position = "maxMin", "b"
    sheet.add_chart(chart, f"{get_column_letter(len(lights) + 4)}{top}")
    return last + 2


def _said(light: Light) -> str:
    return f"{MARKS[light].shape} {MARKS[light].word}"


def _packed(book: Workbook, day: date) -> bytes:
    """The file without the moment of its writing in it."""
    raw, out = BytesIO(), BytesIO()
    book.properties.creator, book.properties.created = "zcdash", datetime(day.year, day.month, day.day)
    book.save(raw)
    moment = f"{day:%Y-%m-%d}T00:00:00Z"
    with ZipFile(raw) as source, ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment.encode(), data)
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 0
            target.writestr(entry, data)
    return out.getvalue()
