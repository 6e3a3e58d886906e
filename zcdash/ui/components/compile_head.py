"""计划编制: number, title, date, periods and deadline of a plan, its chapters, units and leaders."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from zcdash.domain.plan_draft import Edit, EditKind
from zcdash.domain.plan_proposal import PlanTables
from zcdash.domain.terms import PLAN_KIND_NAME, UNIT_KIND_NAME, PlanKind, UnitKind
from zcdash.intake.edits_between import edits_between
from zcdash.intake.plan_csv import COLUMNS
from zcdash.intake.plan_edits import TOML, head_text
from zcdash.queries.plan_drafts import PlanDraft
from zcdash.ui import session, widgets
from zcdash.ui.components.compile_saving import save
from zcdash.ui.components.plan_item import edited

_FIELDS = {
    "plan": {
        "id": "代号",
        "number": "文号",
        "title": "计划名称",
        "issuer": "印发机关",
        "issued": "印发日期（2018-01-25）",
        "kind": "类别",
        "periods": "报送期（分号隔开）",
    },
    "reporting": {"deadline": "报送时限", "to": "报送至", "signing": "审签程序"},
}
_HELP = {
    "id": "网址和文件里用的代号，小写字母、数字和横线；计划生效以后不能改。",
    "deadline": "day:5 期末次月5日；inside:25 当月25日；workdays:3 期后3个工作日；on:2018-02-13 某日",
    "periods": "2018Q1 季度，2018H1 半年，2018M03 月，2018 全年",
    "signing": "unit_head 单位主要负责人；deputy 分管区长；office 督查室，以分号隔开",
}
_UNIT_KINDS = {kind.value: name for kind, name in UNIT_KIND_NAME.items()} | {UnitKind.GROUP.value: "单位组"}


def draw(draft: PlanDraft) -> None:
    """Draw the form of the head and the tables of chapters, units and leaders, with one button to save them."""
    plan = draft.proposal.plan
    head = tomllib.loads(plan.toml)
    edition = f"{draft.work}_{draft.number}"
    values = _head(head, edition, is_new=draft.base_plan != draft.plan)
    st.markdown("**板块**")
    chapters = _chapters(head, edition)
    st.markdown("**责任单位**　成员、别名用分号隔开")
    units = _units(plan, edition)
    st.markdown("**分管领导**")
    leaders = _leaders(plan, edition)
    if st.button("保存", type="primary", key="compile_head_save", shortcut="Ctrl+S"):
        with session.guard():
            new = PlanTables(plan.toml, {**plan.tables, "units.csv": units, "leaders.csv": leaders})
            save(
                draft,
                [*_head_edits(head, values), *_chapter_edits(head, chapters), *edits_between(plan, new)],
                "已存。",
            )


def _head(head: Mapping[str, Any], edition: str, is_new: bool) -> dict[tuple[str, str], str]:
    """Draw the fields of `plan.toml` and return (table, key) → text."""
    values = {}
    for table, labels in _FIELDS.items():
        names = list(labels)
        for start in range(0, len(names), 3):
            for column, name in zip(st.columns(3), names[start : start + 3], strict=False):
                text = head_text(head.get(table, {}).get(name, ""))
                key = f"compile_head_{name}_{edition}"
                if name == "kind":
                    kinds = [kind.value for kind in PlanKind]
                    index = kinds.index(text) if text in kinds else 0
                    labelled = widgets.label_of({k.value: n for k, n in PLAN_KIND_NAME.items()})
                    values[table, name] = column.selectbox(labels[name], kinds, index, format_func=labelled, key=key)
                else:
                    fixed = name == "id" and not is_new
                    values[table, name] = column.text_input(
                        labels[name], text, key=key, help=_HELP.get(name), disabled=fixed
                    )
    return values


def _head_edits(head: Mapping[str, Any], values: Mapping[tuple[str, str], str]) -> list[Edit]:
    return [
        Edit(kind=EditKind.SET, table=TOML, key=table, column=name, value=text.strip())
        for (table, name), text in values.items()
        if text.strip() != head_text(head.get(table, {}).get(name, ""))
    ]


def _chapters(head: Mapping[str, Any], edition: str) -> list[dict[str, str]]:
    rows = [{"number": str(c["number"]), "title": c["title"]} for c in head.get("chapter", ())]
    config = {
        "number": st.column_config.TextColumn("序", width="small", required=True),
        "title": st.column_config.TextColumn("名称", width="large", required=True),
    }
    return edited(rows, list(config), config, f"compile_chapters_{edition}")


def _chapter_edits(head: Mapping[str, Any], rows: Sequence[Mapping[str, str]]) -> list[Edit]:
    old = {str(c["number"]): c["title"] for c in head.get("chapter", ())}
    new = {row["number"]: row["title"] for row in rows if row["number"]}
    removed = [Edit(kind=EditKind.REMOVE, table=TOML, key=f"chapter {n}") for n in old if n not in new]
    added = [
        Edit(kind=EditKind.ADD, table=TOML, key=f"chapter {n}", row={"title": title})
        for n, title in new.items()
        if n not in old
    ]
    changed = [
        Edit(kind=EditKind.SET, table=TOML, key=f"chapter {n}", column="title", value=title)
        for n, title in new.items()
        if n in old and old[n] != title
    ]
    return [*removed, *added, *changed]


def _units(plan: PlanTables, edition: str) -> list[dict[str, str]]:
    words = {name: value for value, name in _UNIT_KINDS.items()}
    rows = [{**row, "kind": _UNIT_KINDS.get(row["kind"], row["kind"])} for row in plan.tables["units.csv"]]
    config: dict[str, Any] = {
        "name": st.column_config.TextColumn("名称", width="medium", required=True),
        "kind": st.column_config.SelectboxColumn("类别", options=list(words), width="small", required=True),
        "members": st.column_config.TextColumn("成员（单位组）", width="medium"),
        "aliases": st.column_config.TextColumn("别名", width="medium"),
    }
    found = edited(rows, list(config), config, f"compile_units_{edition}")
    before = {row["name"]: row for row in plan.tables["units.csv"]}
    return [
        _empty("units.csv") | before.get(row["name"], {}) | row | {"kind": words.get(row["kind"], "department")}
        for row in found
        if row["name"]
    ]


def _leaders(plan: PlanTables, edition: str) -> list[dict[str, str]]:
    config: dict[str, Any] = {
        "name": st.column_config.TextColumn("姓名", width="small", required=True),
        "post": st.column_config.TextColumn("职务", width="medium"),
        "from": st.column_config.TextColumn("任职起", width="small"),
        "to": st.column_config.TextColumn("任职止", width="small"),
    }
    rows = plan.tables["leaders.csv"]
    found = edited(rows, list(config), config, f"compile_leaders_{edition}")
    before = {row["name"]: row for row in rows}
    return [_empty("leaders.csv") | before.get(row["name"], {}) | row for row in found if row["name"]]


def _empty(file: str) -> dict[str, str]:
    return dict.fromkeys(COLUMNS[file].split(), "")
