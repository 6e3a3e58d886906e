"""Words for a field of the plan as an official would name it: 1-2 的指标“新增就业”2018年一季度的计划值."""

from __future__ import annotations

from zcdash.domain.period import Period
from zcdash.domain.plan_sheets import RESPONSIBLE, SHEETS
from zcdash.intake.document.proof.stored_fields import StoredFields

_HEADS = {(file, column.column): column.head for file, columns in SHEETS.values() for column in columns}
_OF_HEAD = {
    "number": "文号",
    "title": "标题",
    "issuer": "发文机关",
    "issued": "发文日期",
    "items": "项数",
    "deadline": "报送期限",
    "to": "报送对象",
    "signers": "签字人",
    "phone": "电话",
    "email": "邮箱",
}
_SHOWN = 16


def words_of(fields: StoredFields, table: str, key: str, column: str) -> str:
    """Return the words for a field, by its table, key and column as an `Origin` has them."""
    item = fields.item_of(table, key)
    head = _HEADS.get((table, column), column)
    first, _, period = key.partition(" ")
    if table == "planned.csv":
        return f"{item} 的指标“{_name(fields, first)}”{period_words(period)}的{'计划值' if column == 'value' else head}"
    if table == "indicators.csv":
        return f"{item} 的指标“{_name(fields, key)}”的{head}"
    if table == "commitments.csv":
        text = fields.value(table, key, "text") or key
        return f"{item} 的节点“{text[:_SHOWN]}”的{head}"
    if table in ("targets.csv", "cells.csv"):
        return f"{first} {period_words(period)}的{'数字' if table == 'cells.csv' else '目标'}"
    if table == "responsible.csv":
        kind, _, name = period.partition(" ")
        return f"{item or first} 的{RESPONSIBLE.get(kind, '责任')}“{name}”"
    if table == "leaders.csv":
        return f"领导“{key}”的{head}"
    if table == "plan.toml":
        return f"计划的{'板块名称' if key.startswith('chapter') else _OF_HEAD.get(column, column)}"
    return f"{key} 的{head}"


def period_words(period: str) -> str:
    """Return the name of a period, 目标任务 for the goal of `cells.csv`."""
    try:
        return Period.parse(period).name
    except ValueError:
        return "目标任务" if period == "goal" else period


def _name(fields: StoredFields, indicator: str) -> str:
    return fields.value("indicators.csv", indicator, "name") or indicator
