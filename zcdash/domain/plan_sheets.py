"""Sheets and columns of the workbook that a plan is edited in: the same for writing and for reading it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from zcdash.domain.period import Period
from zcdash.domain.submission import Step
from zcdash.domain.terms import (
    BASIS_NAME,
    DIRECTION_NAME,
    PLAN_KIND_NAME,
    UNIT_KIND_NAME,
    Responsibility,
    UnitKind,
)


class Form(Enum):
    """Form of the values of a column."""

    TEXT = "text"
    CODE = "code"
    NUMBER = "number"
    DAY = "day"
    WORD = "word"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Column of a sheet: its head, the column of the table, and for a closed list the stored value of each word."""

    head: str
    column: str
    form: Form = Form.TEXT
    width: float = 14
    words: Mapping[str, str] = field(default_factory=dict)
    """Stored value → word."""
    default: str = ""
    """Stored value of an empty cell."""


def _flag(head: str, column: str, default: str = "false") -> Column:
    words = {"true": "是", "false": "否"}
    return Column(head=head, column=column, form=Form.WORD, width=9, words=words, default=default)


def _word(head: str, column: str, words: Mapping[str, str], default: str = "") -> Column:
    return Column(head=head, column=column, form=Form.WORD, width=12, words=words, default=default)


def _code(head: str, column: str, width: float = 10) -> Column:
    return Column(head=head, column=column, form=Form.CODE, width=width)


def _number(head: str, column: str) -> Column:
    return Column(head=head, column=column, form=Form.NUMBER, width=11)


def _day(head: str, column: str) -> Column:
    return Column(head=head, column=column, form=Form.DAY, width=12)


def _text(head: str, column: str, width: float = 14) -> Column:
    return Column(head=head, column=column, width=width)


GUIDE, HEAD, CHAPTERS, PHASES = "说明", "计划", "板块", "阶段"
ITEMS, UNITS, LEADERS, COMMITMENTS = "事项", "单位", "领导", "节点"
INDICATORS, PLANNED, DOUBTS, CELLS = "指标", "计划值", "疑义", "原文单元格"
UNIT_KINDS = {**{k.value: name for k, name in UNIT_KIND_NAME.items()}, UnitKind.GROUP.value: "单位组"}
RESPONSIBLE = {"unit": "责任单位", "leader": "分管领导"}
"""Kind → head of its column on the sheet of items: a name a line, with a mark behind a lead."""
MARKS = {
    (Responsibility.LEAD.value, "false"): "（牵头）",
    (Responsibility.LEAD.value, "true"): "（牵头，推定）",
    (Responsibility.SUPPORT.value, "true"): "（推定）",
    (Responsibility.SUPPORT.value, "false"): "",
}
"""(role, assumed) → mark behind a name."""
SHEETS: dict[str, tuple[str, tuple[Column, ...]]] = {
    ITEMS: (
        "items.csv",
        (
            _code("编号", "code"),
            _number("板块", "chapter"),
            _number("序号", "seq"),
            _text("重点工作", "focus", 18),
            _text("事项名称", "title", 20),
            _text("目标任务", "goal", 40),
            _text("完成时限", "deadline", 10),
            _text("原文行", "lines", 10),
        ),
    ),
    UNITS: (
        "units.csv",
        (
            _text("单位名称", "name", 24),
            _word("类别", "kind", UNIT_KINDS),
            _text("成员", "members", 40),
            _text("别名", "aliases", 24),
            _text("后继单位", "successor", 20),
            _text("备注", "note", 40),
        ),
    ),
    LEADERS: (
        "leaders.csv",
        (
            _text("姓名", "name"),
            _text("职务", "post", 20),
            _day("任职起", "from"),
            _day("任职止", "to"),
            _text("备注", "note", 40),
        ),
    ),
    COMMITMENTS: (
        "commitments.csv",
        (
            _code("编号", "code", 12),
            _code("事项", "item"),
            _code("期", "period", 12),
            _text("项目", "project", 20),
            _text("内容", "text", 40),
            _day("时限", "due"),
            _flag("日期写明", "exact"),
            _flag("持续", "ongoing"),
            _text("填报单位", "reporting_unit", 18),
            _flag("重点节点", "key"),
            _day("开始", "starts"),
            _code("阶段", "phase"),
            _number("数量", "quantity"),
            _text("数量单位", "quantity_unit", 9),
            _code("频次", "recurs", 12),
            _flag("零报告", "zero_report"),
        ),
    ),
    INDICATORS: (
        "indicators.csv",
        (
            _code("编号", "code"),
            _code("事项", "item"),
            _text("指标名称", "name", 24),
            _text("计量单位", "unit", 9),
            _word("口径", "basis", {b.value: name for b, name in BASIS_NAME.items()}),
            _word("方向", "direction", {d.value: name for d, name in DIRECTION_NAME.items()}, "at_least"),
            _number("年度目标", "annual"),
            _flag("年度目标写明", "annual_printed", "true"),
            _number("允许偏差", "tolerance"),
            _number("基数", "baseline"),
            _code("基数所属期", "baseline_period"),
            _text("基数依据", "baseline_source", 20),
            _flag("基数待建立", "baseline_pending"),
            _text("填报单位", "reporting_unit", 18),
            _text("数据来源", "data_source", 18),
            _code("合计自", "sum_of", 14),
            _number("首页次序", "headline"),
            _code("同一指标", "same_as"),
            _word("不含本数", "bound", {">": "大于", "<": "小于"}),
            _text("属性", "attribute", 9),
            _code("引用", "cites", 18),
        ),
    ),
    PLANNED: (
        "planned.csv",
        (
            _code("指标", "indicator"),
            _code("期", "period", 12),
            _number("数值", "value"),
            _flag("原文写明", "printed", "true"),
            _text("原文表述", "words", 20),
            _number("相对基数%", "relative"),
            _number("上限", "upper"),
        ),
    ),
    DOUBTS: (
        "doubts.csv",
        (_code("事项", "item"), _text("疑义", "what", 60), _text("读法", "reading", 60)),
    ),
    CELLS: (
        "cells.csv",
        (
            _code("事项", "item"),
            _code("单元格", "cell", 12),
            _text("原文行", "lines"),
            _code("数字", "figures", 24),
            _text("位置", "address", 24),
        ),
    ),
}
"""Sheet → its CSV file and columns. Targets and planned values have a column a period on 事项 and 指标."""
CHAPTER_COLUMNS = (_number("板块号", "number"), _text("板块名称", "title", 40))
PHASE_COLUMNS = (
    _code("编号", "code"),
    _text("阶段名称", "name", 24),
    _day("开始", "starts"),
    _day("结束", "ends"),
    _code("所属阶段", "parent"),
)
SIGNING_NAME = {Step.UNIT_HEAD.value: "单位主要负责人", Step.DEPUTY.value: "分管区长", Step.OFFICE.value: "督查室"}
KIND_NAME = {kind.value: name for kind, name in PLAN_KIND_NAME.items()}
TOTALS_NAME = {"year": "每年重新累计", "plan": "自计划开始累计"}


@dataclass(frozen=True, slots=True)
class HeadRow:
    """Row of the sheet 计划: label, table and key of `plan.toml`, form, explanation."""

    label: str
    table: str
    key: str
    form: Form = Form.TEXT
    help: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    many: bool = False
    """True where the value is a list, one entry a line."""


VERSION_LABEL, DRAFT_LABEL = "导出自第几版", "导出自哪份草稿"
HEAD_ROWS = (
    HeadRow("计划编号", "plan", "id", Form.CODE, "英文、数字和连字符，例如 zhoucun-2018。已有的计划不要改。"),
    HeadRow("文号", "plan", "number"),
    HeadRow("名称", "plan", "title"),
    HeadRow("印发机关", "plan", "issuer"),
    HeadRow("印发日期", "plan", "issued", Form.DAY, "例如 2018-02-01。"),
    HeadRow("类别", "plan", "kind", Form.WORD, "", KIND_NAME),
    HeadRow("累计口径", "plan", "totals", Form.WORD, "", TOTALS_NAME),
    HeadRow(
        "报送期",
        "plan",
        "periods",
        Form.CODE,
        "每行一期，按先后：2018、2018H1、2018Q3、2018M05；某期另有时限的写作 2018Q1=on:2018-04-10。",
        many=True,
    ),
    HeadRow(
        "报送时限",
        "reporting",
        "deadline",
        Form.CODE,
        "day:5 期后次月5日；inside:25 期末月25日；workdays:3 期后3个工作日；months:1 期后一个月。",
    ),
    HeadRow("报送至", "reporting", "to"),
    HeadRow("审签人", "reporting", "signers", Form.TEXT, "每行一个，照原文写。", many=True),
    HeadRow("审签程序", "reporting", "signing", Form.WORD, "每行一步，督查室在最后。", SIGNING_NAME, many=True),
    HeadRow("联系电话", "contact", "phone", Form.CODE, "每行一个。", many=True),
    HeadRow("邮箱", "contact", "email"),
    HeadRow("联系方式", "contact", "text", Form.TEXT, "不是电话、邮箱的，写在这里。"),
    HeadRow("原文文件", "source", "file"),
)
EXAMPLE = "示例"
"""Start of the code of a row that is an example: it is not read."""
SEE_PLANNED = "见“计划值”表"
"""Text of a cell of 指标 whose value stands on the sheet 计划值: it is no plain number."""
TARGET_WORD, VALUE_WORD = "目标", "计划"


def period_head(period: str, word: str) -> str:
    """Return the head of the column of a period: 2017年一季度目标（2017Q1）."""
    return f"{Period.parse(period).name}{word}（{period}）"
