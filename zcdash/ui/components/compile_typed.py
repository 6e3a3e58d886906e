"""计划编制: entries in the form of an item that were not saved before the reader left it or a colleague changed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from zcdash.domain.period import Period
from zcdash.domain.plan_proposal import PlanTables
from zcdash.intake.plan_item_form import ItemForm
from zcdash.intake.plan_toml import read_head
from zcdash.ui.components import plan_item

_TEXTS = {"title": "标题", "goal": "目标任务", "focus": "重点工作", "deadline": "完成时间"}


def unsaved(plan: PlanTables, drawn: ItemForm, now: ItemForm, edition: str) -> list[tuple[str, str]]:
    """Return (field, text) of what the reader changed in the form as it was drawn, where the item is not so by now."""
    head, key = read_head(plan.toml), f"{edition}_{drawn.code}"
    periods = head["periods"]
    columns = plan_item.indicator_columns(periods)
    before, after = (plan_item.indicator_rows(form, periods) for form in (drawn, now))
    indicators = _table("指标", before, after, columns, st.session_state.get(f"indicators_{key}") or {})
    columns = plan_item.commitment_columns(periods)
    before, after = (plan_item.commitment_rows(form) for form in (drawn, now))
    commitments = _table("节点", before, after, columns, st.session_state.get(f"commitments_{key}") or {})
    chapters = {str(c.number): c.name for c in head["chapters"]}
    return [*_fields(drawn, now, chapters, periods, key), *indicators, *commitments]


def _fields(
    drawn: ItemForm, now: ItemForm, chapters: Mapping[str, str], periods: Sequence[str], key: str
) -> Iterator[tuple[str, str]]:
    """Yield what stands in the fields: texts, chapter, names and targets."""
    fields = [(label, name, getattr(drawn, name), getattr(now, name)) for name, label in _TEXTS.items()]
    fields.append(("板块", "chapter", drawn.chapter, now.chapter))
    for kind, word in plan_item.KIND_NAME.items():
        for role, before, after in (("牵头", drawn.leads, now.leads), ("配合", drawn.supports, now.supports)):
            fields.append((f"{role}{word}", f"{role}_{kind}", before.get(kind, []), after.get(kind, [])))
    for p in periods:
        fields.append((f"{Period.parse(p).name}目标", f"target_{p}", drawn.targets.get(p, ""), now.targets.get(p, "")))
    for label, name, before, after in fields:
        typed = st.session_state.get(f"{name}_{key}", before)
        if typed not in (before, after):
            yield label, _text(chapters.get(typed, typed) if name == "chapter" else typed)


def _table(
    word: str,
    drawn: Sequence[Mapping[str, Any]],
    now: Sequence[Mapping[str, Any]],
    columns: Mapping[str, Mapping[str, Any]],
    state: Mapping[str, Any],
) -> Iterator[tuple[str, str]]:
    """Yield the cells that were edited in a table, the rows that were added to it and those that were taken out."""
    rows = {row["code"]: row for row in now}
    for place, cells in state.get("edited_rows", {}).items():
        code = drawn[place]["code"]
        for column, value in cells.items():
            if _cell(column, value) != _cell(column, rows.get(code, {}).get(column)):
                yield f"{word} {code} 的{columns[column]['label']}", _cell(column, value)
    for cells in state.get("added_rows", ()):
        if cells:
            yield f"新增{word}", "，".join(f"{columns[c]['label']} {_cell(c, value)}" for c, value in cells.items())
    for place in state.get("deleted_rows", ()):
        row = drawn[place]
        if row["code"] in rows:
            yield f"删去{word}", f"{row['code']} {row.get('name') or row.get('text')}"


def _cell(column: str, value: Any) -> str:
    return Period.parse(value).short_name if column == "period" and value else _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        value = "、".join(value)
    return (value.isoformat() if isinstance(value, date) else str(value or "")) or "（空）"
