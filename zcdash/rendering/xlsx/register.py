"""The register (台账) of a close as an Excel workbook: items, indicators, commitments and submissions, with an overview.

The same register gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from zcdash.domain.model import Indicator
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.plan_words import period_label, stage_name, words
from zcdash.domain.rounding import half_up, percentage
from zcdash.domain.terms import BASIS_NAME, STATE_NAME, Light, Responsibility
from zcdash.rendering.protocols.register import Register
from zcdash.rendering.protocols.standing import IndicatorStanding
from zcdash.rendering.xlsx.register_overview import fill_overview
from zcdash.rendering.xlsx.workbook import (
    Value,
    put,
    put_head,
    put_line,
    set_up_print,
    set_up_table,
    set_widths,
    to_bytes,
)

_WIDTHS = {
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
    "附于": 34,
    "文件": 34,
    "指纹": 34,
}
"""Width of a column in characters, by the end of its name."""
_ALIASES = {"任务": "事项", "措施": "事项", "责任领导": "分管区长"}
"""Words of other kinds of plans → the name of the column in a yearly plan."""
_ANNUAL, _BASELINE, _BASELINE_YEAR = "年度目标", "基数", "基数年份"
_WIDTH = 10
_HEAD = 2
_COLUMNS_A_PAGE = 10
_MOST_LINES = 10
"""A row is no taller than so many lines: a unit may write a page."""
Row = list[Value]


@dataclass(frozen=True, slots=True)
class _Table:
    """A sheet's table; its first `fixed` columns stay in sight."""

    columns: Sequence[str]
    rows: Iterable[Row]
    fixed: int


def write(register: Register) -> bytes:
    """Return the workbook of a register."""
    book = Workbook()
    overview = book.active
    overview.title = "总览"
    closed = f"{register.as_of:%Y-%m-%d} 关账，第 {register.revision} 次"
    title = f"{register.plan.title}台账　截至{stage_name(register.period)}（{closed}）"
    if register.sample:
        title += "　演示数据（虚构）"
    tables = {words(register.plan).item: _items(register)}
    if register.plan.indicators:
        tables["指标"] = _indicators(register)
    if register.plan.commitments:
        tables["节点"] = _commitments(register)
    tables["报送"] = _submissions(register)
    if register.evidence:
        tables["佐证材料"] = _evidence(register)
    for name, table in tables.items():
        _fill(book.create_sheet(name), title, table)
    fill_overview(overview, title, register)
    return to_bytes(book, register.as_of)


def _fill(sheet: Worksheet, title: str, table: _Table) -> None:
    put_line(sheet.cell(1, 1), title, title=True)
    put_head(sheet, _HEAD, table.columns)
    widths = [_width(name) for name in table.columns]
    last = _HEAD
    for last, row in enumerate(table.rows, _HEAD + 1):
        for column, value in enumerate(row, 1):
            put(sheet.cell(last, column), value)
        # Not every program makes room for wrapped text by itself.
        lines = max(_lines(value, width) for value, width in zip(row, widths, strict=True))
        sheet.row_dimensions[last].height = 3 + 13.5 * lines
    set_widths(sheet, widths)
    set_up_table(sheet, _HEAD, len(table.columns), last, table.fixed)
    set_up_print(sheet, pages_wide=-(-len(table.columns) // _COLUMNS_A_PAGE))


def _width(column: str) -> int:
    name = _ALIASES.get(column, column)
    return next((w for word, w in _WIDTHS.items() if name.endswith(word)), _WIDTH)


def _lines(value: Value, width: int) -> int:
    """Return how many lines a text takes in a column of a width; a Chinese character is two wide."""
    if not isinstance(value, str) or isinstance(value, Light):
        return 1
    count = sum(-(-sum(1 if ord(c) < 0x2000 else 2 for c in line) // (width - 1)) for line in value.splitlines())
    return max(1, min(_MOST_LINES, count))


def _names(plan: Plan, code: str, kind: str, *roles: Responsibility) -> str:
    return "、".join(
        r.name for role in roles for r in plan.responsible if (r.item, r.kind, r.role) == (code, kind, role)
    )


def _items(register: Register) -> _Table:
    leader = [words(register.plan).leader] if register.plan.leaders else []
    columns = ["序", "编号", "板块", words(register.plan).item, "牵头单位", "配合单位", *leader]
    for period in register.year:
        name = period_label(register.plan, Period.parse(period))
        columns += [f"{name}{what}" for what in ("评定", "目标", "说明", "进展情况", "存在问题", "下步措施")]
    return _Table(columns, _item_rows(register), fixed=4)


def _item_rows(register: Register) -> Iterator[Row]:
    plan = register.plan
    targets = {(t.item, t.period): t.text for t in plan.targets}
    chapters = {c.number: c.name for c in plan.chapters}
    for item in plan.items:
        row: Row = [
            item.number,
            item.code,
            chapters[item.chapter],
            item.title,
            _names(plan, item.code, "unit", Responsibility.LEAD),
            _names(plan, item.code, "unit", Responsibility.SUPPORT),
        ]
        if plan.leaders:
            row.append(_names(plan, item.code, "leader", Responsibility.LEAD, Responsibility.SUPPORT))
        for period, standing in register.year.items():
            assessment = standing.items[item.code].assessment
            narrative = register.narratives[period].get(item.code, {})
            row += [assessment.light, targets.get((item.code, period)), assessment.reason]
            row += [narrative.get(what) for what in ("progress", "problem", "next_step")]
        yield row


def _indicators(register: Register) -> _Table:
    plan = register.plan
    columns = ["编号", words(plan).item, "指标", "计量单位", "口径", "牵头单位", *_goal_columns(plan)]
    for period in register.year:
        name = period_label(plan, Period.parse(period))
        columns += [f"{name}{what}" for what in ("计划", "实际", "差额", "完成率%", "评定", "说明")]
    return _Table(columns, _indicator_rows(register), fixed=3)


def _goal_columns(plan: Plan) -> list[str]:
    """Return the columns that hold what is promised beside the periods: the year's value, or the baseline."""
    has_annual = not plan.indicators or any(i.annual is not None for i in plan.indicators)
    has_baseline = any(i.baseline_period for i in plan.indicators)
    return [_ANNUAL] * has_annual + [_BASELINE, _BASELINE_YEAR] * has_baseline


def _goal_cell(indicator: Indicator, column: str) -> Value:
    if column == _ANNUAL:
        return indicator.annual
    if column == _BASELINE_YEAR:
        return indicator.baseline_period or None
    return "待建立" if indicator.baseline is None and indicator.baseline_pending else indicator.baseline


def _indicator_rows(register: Register) -> Iterator[Row]:
    plan = register.plan
    titles = {i.code: i.title for i in plan.items}
    year = [
        {s.indicator.code: s for item in standing.items.values() for s in item.indicators}
        for standing in register.year.values()
    ]
    for indicator in plan.indicators:
        row: Row = [
            indicator.code,
            titles[indicator.item],
            indicator.name,
            indicator.unit,
            BASIS_NAME[indicator.basis],
            indicator.reporting_unit or _names(plan, indicator.item, "unit", Responsibility.LEAD),
            *(_goal_cell(indicator, column) for column in _goal_columns(plan)),
        ]
        for by_code in year:
            row += _indicator_cells(by_code.get(indicator.code))
        yield row


def _indicator_cells(standing: IndicatorStanding | None) -> Row:
    """Return planned, actual, gap, ratio in per cent, light and reason; all empty without a standing."""
    if standing is None:
        return [None] * 6
    assessment = standing.assessment
    gap = None if assessment.gap is None else float(half_up(assessment.gap, 4))
    # Without a light the ratio is the share of the year, which the reason tells.
    share = None if assessment.light is Light.NONE else assessment.ratio
    ratio = None if share is None else float(percentage(share, 1))
    return [standing.planned, standing.actual, gap, ratio, assessment.light, assessment.reason]


def _commitments(register: Register) -> _Table:
    item = words(register.plan).item
    unit = ["填报单位"] if _has_other_units(register.plan) else []
    columns = ["编号", "期", item, *unit, "项目", "节点", "时限", "完成情况", "完成日期", "评定", "说明"]
    return _Table(columns, _commitment_rows(register), fixed=2)


def _has_other_units(plan: Plan) -> bool:
    """Return True where an item is led by several units or none, so that a commitment's unit does not go without saying."""
    return any(len(plan.leads_of(i.code, "unit")) != 1 for i in plan.items)


def _commitment_rows(register: Register) -> Iterator[Row]:
    has_unit = _has_other_units(register.plan)
    titles = {i.code: i.title for i in register.plan.items}
    for period, standing in register.year.items():
        for item in register.plan.items:
            for s in standing.items[item.code].commitments:
                yield [
                    s.commitment.code,
                    period_label(register.plan, Period.parse(period)),
                    titles[s.commitment.item],
                    *([register.plan.reporting_unit(s.commitment)] if has_unit else []),
                    s.commitment.project,
                    s.commitment.text,
                    s.commitment.due,
                    STATE_NAME[s.state] if s.state else None,
                    s.done_on,
                    s.assessment.light,
                    s.assessment.reason,
                ]


def _submissions(register: Register) -> _Table:
    columns = ["单位", "应填行数", "截止日", "报送日", "送达日", "逾期天数", "状态"]
    rows: list[Row] = [
        [f.unit, f.asked, f.deadline, f.filed_on, f.reached_on, f.late_days, f.word] for f in register.filings
    ]
    return _Table(columns, rows, fixed=1)


def _evidence(register: Register) -> _Table:
    """Return the files that units attached, the hash of each whole: it proves that a file is the one that was attached."""
    columns = ["期", "单位", "编号", words(register.plan).item, "附于", "文件", "指纹", "附上日期"]
    titles = {i.code: i.title for i in register.plan.items}
    rows: list[Row] = [
        [
            period_label(register.plan, Period.parse(e.period)),
            e.unit,
            e.item,
            titles.get(e.item),
            e.row,
            e.file_name,
            e.hash,
            e.attached_on,
        ]
        for e in register.evidence
    ]
    return _Table(columns, rows, fixed=2)
