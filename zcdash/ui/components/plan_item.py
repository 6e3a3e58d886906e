"""事项的表单: one item of a draft in fields and two tables, the source beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from zcdash.domain.period import Period
from zcdash.domain.plan_proposal import PlanTables
from zcdash.domain.terms import BASIS_NAME, DIRECTION_NAME
from zcdash.intake.plan_csv import COLUMNS, OPTIONAL
from zcdash.intake.plan_item_form import ItemForm, Row
from zcdash.intake.plan_toml import read_head
from zcdash.ui.widgets import label_of

_BASES = {basis.value: name for basis, name in BASIS_NAME.items()}
_DIRECTIONS = {direction.value: name for direction, name in DIRECTION_NAME.items()}
_ACROSS = 14
"""Characters in a line of the narrow fields of targets."""
KIND_NAME = {"unit": "单位", "leader": "领导"}


def fields(plan: PlanTables, form: ItemForm, edition: str, across: int = 4) -> ItemForm:
    """Draw the texts, names and targets of an item, so many targets in a line, and return the form with what stands in them.

    `edition` is part of the widgets' keys.
    """
    head = read_head(plan.toml)
    key = f"{edition}_{form.code}"
    chapters = {str(c.number): c.name for c in head["chapters"]}
    left, right = st.columns(2)
    title = left.text_input("标题（24 字以内）", form.title, key=f"title_{key}", max_chars=24)
    options = list(chapters) if form.chapter in chapters else [form.chapter, *chapters]
    chapter = right.selectbox(
        "板块", options, options.index(form.chapter), key=f"chapter_{key}", format_func=label_of(chapters)
    )
    goal = st.text_area("目标任务", form.goal, key=f"goal_{key}", height=_height(form.goal, 10 * across + 20))
    left, right = st.columns(2)
    focus = left.text_input("重点工作", form.focus, key=f"focus_{key}")
    deadline = right.text_input("完成时间（原文）", form.deadline, key=f"deadline_{key}")
    leads, supports = _names(plan, form, key)
    return replace(
        form,
        chapter=chapter or form.chapter,
        title=title,
        goal=goal,
        focus=focus,
        deadline=deadline,
        leads=leads,
        supports=supports,
        targets=_targets(form, head["periods"], key, across),
    )


def parts(plan: PlanTables, form: ItemForm, edition: str) -> ItemForm:
    """Draw the tables of indicators and commitments of an item and return the form with what stands in them."""
    periods = read_head(plan.toml)["periods"]
    key = f"{edition}_{form.code}"
    indicators, planned = _indicators(form, periods, key)
    return replace(form, indicators=indicators, planned=planned, commitments=_commitments(form, periods, key))


def _names(plan: PlanTables, form: ItemForm, key: str) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Draw who leads and who supports, of units and of leaders."""
    known = {kind: [row["name"] for row in plan.tables[f"{kind}s.csv"]] for kind in KIND_NAME}
    leads: dict[str, list[str]] = {}
    supports: dict[str, list[str]] = {}
    for kind, word in KIND_NAME.items():
        left, right = st.columns(2)
        for column, role, chosen, into in ((left, "牵头", form.leads, leads), (right, "配合", form.supports, supports)):
            names = chosen.get(kind, [])
            into[kind] = column.multiselect(
                f"{role}{word}",
                list(dict.fromkeys([*names, *known[kind]])),
                names,
                key=f"{role}_{kind}_{key}",
                placeholder="没有",
            )
    return leads, supports


def _targets(form: ItemForm, periods: Sequence[str], key: str, across: int) -> dict[str, str]:
    st.markdown("**各期目标**")
    texts = {}
    for start in range(0, len(periods), across):
        height = max(_height(form.targets.get(period, ""), _ACROSS) for period in periods[start : start + across])
        for column, period in zip(st.columns(across), periods[start : start + across], strict=False):
            label = Period.parse(period).short_name
            texts[period] = column.text_area(
                label, form.targets.get(period, ""), key=f"target_{period}_{key}", height=height
            )
    return texts


def _height(text: str, characters: int) -> int:
    """Return the pixels of a field that shows a text of so many characters a line, within bounds."""
    return min(110 + 24 * max(len(text) // characters - 2, 0), 320)


def _indicators(form: ItemForm, periods: Sequence[str], key: str) -> tuple[list[Row], dict[str, dict[str, str]]]:
    """Draw the indicators with a column for each period's planned value; a new row gets its code when it is saved."""
    st.markdown("**指标和计划值**")
    config = indicator_columns(periods)
    found = edited(indicator_rows(form, periods), list(config), config, f"indicators_{key}")
    before = {row["code"]: row for row in form.indicators}
    rows = [_indicator(row, before.get(row["code"])) for row in found]
    planned = {row["code"] or row["name"]: {p: row[p] for p in periods if row[p]} for row in found}
    return rows, planned


def indicator_rows(form: ItemForm, periods: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows of the table of indicators."""
    return [
        {
            "code": row["code"],
            "name": row["name"],
            "unit": row["unit"],
            "basis": _BASES.get(row["basis"], row["basis"]),
            "direction": _DIRECTIONS.get(row["direction"], row["direction"]),
            "annual": row["annual"],
            **{period: form.planned.get(row["code"], {}).get(period, "") for period in periods},
        }
        for row in form.indicators
    ]


def indicator_columns(periods: Sequence[str]) -> dict[str, Any]:
    """Return the columns of the table of indicators, in their order."""
    return {
        "code": st.column_config.TextColumn("编号", disabled=True, width="small"),
        "name": st.column_config.TextColumn("指标", width="medium", required=True),
        "unit": st.column_config.TextColumn("单位", width="small", required=True),
        "basis": st.column_config.SelectboxColumn("口径", options=list(_BASES.values()), width="small", required=True),
        "direction": st.column_config.SelectboxColumn(
            "方向", options=list(_DIRECTIONS.values()), width="small", required=True
        ),
        "annual": st.column_config.TextColumn("全年", width="small"),
        **{p: st.column_config.TextColumn(Period.parse(p).short_name, width="small") for p in periods},
    }


def _indicator(row: Row, before: Row | None) -> Row:
    codes = {name: code for code, name in (_BASES | _DIRECTIONS).items()}
    changed = {name: row[name] for name in ("code", "name", "unit", "annual")}
    changed |= {name: codes.get(row[name], row[name]) for name in ("basis", "direction")}
    if before:
        return before | changed
    return _new_indicator() | changed | {"annual_printed": "true" if row["annual"] else "false"}


def _new_indicator() -> Row:
    return dict.fromkeys(COLUMNS["indicators.csv"].split(), "") | OPTIONAL["indicators.csv"]


def _commitments(form: ItemForm, periods: Sequence[str], key: str) -> list[Row]:
    st.markdown("**节点**")
    config = commitment_columns(periods)
    before = {row["code"]: row for row in form.commitments}
    found = edited(commitment_rows(form), list(config), config, f"commitments_{key}")
    return [_commitment(row, before.get(row["code"]), periods) for row in found]


def commitment_rows(form: ItemForm) -> list[dict[str, Any]]:
    """Return the rows of the table of commitments."""
    return [
        {
            "code": row["code"],
            "period": row["period"],
            "text": row["text"],
            "project": row["project"],
            "due": date.fromisoformat(row["due"]) if row["due"] else None,
            "ongoing": row["ongoing"] == "true",
            "key": row.get("key") == "true",
        }
        for row in form.commitments
    ]


def commitment_columns(periods: Sequence[str]) -> dict[str, Any]:
    """Return the columns of the table of commitments, in their order."""
    return {
        "code": st.column_config.TextColumn("编号", disabled=True, width="small"),
        "period": st.column_config.SelectboxColumn("期", options=list(periods), width="small", format_func=_short_name),
        "text": st.column_config.TextColumn("内容", width=370, required=True),
        "project": st.column_config.TextColumn("项目", width="medium"),
        "due": st.column_config.DateColumn("时限", format="YYYY-MM-DD", width=100),
        "ongoing": st.column_config.CheckboxColumn("持续", width="small"),
        "key": st.column_config.CheckboxColumn("重点", width="small"),
    }


def _short_name(period: object) -> str:
    return Period.parse(str(period)).short_name


def _commitment(row: Row, before: Row | None, periods: Sequence[str]) -> Row:
    base = before or dict.fromkeys(COLUMNS["commitments.csv"].split(), "") | OPTIONAL["commitments.csv"]
    period = row["period"] or (periods[-1] if not before else before["period"])
    due = row["due"] or (Period.parse(period).ends.isoformat() if not base.get("recurs") else base["due"])
    exact = base["exact"] if before and base["due"] == due else str(bool(row["due"])).lower()
    return base | {**row, "period": row["period"] if base.get("recurs") else period, "due": due, "exact": exact}


def edited(shown: Sequence[Mapping[str, Any]], columns: list[str], config: Mapping[str, Any], key: str) -> list[Row]:
    """Draw an editable table and return its rows as text; rows can be added and deleted."""
    frame = pd.DataFrame(shown, columns=columns)
    if frame.empty:
        frame = frame.astype({c: bool for c in columns if c in ("ongoing", "key")})
    table = st.data_editor(
        frame,
        column_config=config,
        num_rows="dynamic",
        hide_index=True,
        key=key,
        placeholder="",
        # An edit comes with the next click, a shortcut's too; a run of its own would bring it later than that.
        on_change="ignore",
    )
    return [{str(name): _text(value) for name, value in row.items()} for row in table.to_dict("records")]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if pd.isna(value):
        return ""
    return value.isoformat()[:10] if isinstance(value, date) else str(value).strip()
