"""计划编制: number, title, date, periods and deadline of a plan, its chapters, units and leaders."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from zcdash.domain.plan_draft import Edit, EditKind
from zcdash.domain.plan_proposal import PlanTables
from zcdash.domain.plan_sheets import SIGNING_NAME
from zcdash.domain.terms import PLAN_KIND_NAME, UNIT_KIND_NAME, UnitKind
from zcdash.intake.edits_between import edits_between
from zcdash.intake.plan_csv import COLUMNS
from zcdash.intake.plan_edits import TOML, head_text
from zcdash.queries.plan_drafts import PlanDraft
from zcdash.ui import session, widgets
from zcdash.ui.components.compile_saving import save
from zcdash.ui.components.plan_item import edited

_TEXTS = {"id": "计划编号", "number": "文号", "title": "计划名称", "issuer": "印发机关"}
_ID_HELP = "网址和文件里用的编号：小写字母、数字和横线，例如 2018 或 zhoucun-2018；计划生效以后不能改。"
_SPANS = {"quarter": "按季度", "half": "按半年", "month": "按月", "year": "全年一次", "own": "自定"}
_RULES = {
    "day": "期末次月的几日以前",
    "inside": "期末当月的几日以前",
    "workdays": "期后几个工作日以内",
    "months": "期后几个月以内",
    "own": "另有规定",
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
    if st.button("保存", type="primary", key="compile_head_save", shortcut="Ctrl+Enter"):
        with session.guard():
            new = PlanTables(plan.toml, {**plan.tables, "units.csv": units, "leaders.csv": leaders})
            save(
                draft,
                [*_head_edits(head, values), *_chapter_edits(head, chapters), *edits_between(plan, new)],
                "已存。",
            )


def _head(head: Mapping[str, Any], edition: str, is_new: bool) -> dict[tuple[str, str], str]:
    """Draw the fields of `plan.toml` and return (table, key) → text."""
    plan, reporting = head["plan"], head["reporting"]
    values = {}
    for column, (name, label) in zip(st.columns(4), _TEXTS.items(), strict=True):
        is_id = name == "id"
        values["plan", name] = column.text_input(
            label,
            str(plan.get(name, "")),
            key=f"compile_head_{name}_{edition}",
            help=_ID_HELP if is_id else None,
            disabled=is_id and not is_new,
        )
    left, middle, right = st.columns([1, 1, 2])
    issued = left.date_input("印发日期", plan["issued"], key=f"compile_head_issued_{edition}", format="YYYY-MM-DD")
    values["plan", "issued"] = issued.isoformat() if issued else ""
    kinds = {kind.value: name for kind, name in PLAN_KIND_NAME.items()}
    values["plan", "kind"] = _one_of(middle, "类别", kinds, str(plan.get("kind", "annual")), f"kind_{edition}")
    values["plan", "periods"] = _periods(right, head_text(plan["periods"]), plan["issued"].year, edition)
    left, right = st.columns(2)
    values["reporting", "deadline"] = _deadline(left, head_text(reporting.get("deadline", "")), edition)
    values["reporting", "to"] = right.text_input("报送至", reporting.get("to", ""), key=f"compile_head_to_{edition}")
    steps = right.multiselect(
        "审签程序（按先后）",
        list(SIGNING_NAME),
        list(reporting.get("signing", SIGNING_NAME)),
        format_func=widgets.label_of(SIGNING_NAME),
        key=f"compile_head_signing_{edition}",
    )
    values["reporting", "signing"] = ";".join(sorted(steps, key=list(SIGNING_NAME).index))
    return values


# A column of Streamlit, whose class the library does not export, hence Any.
def _one_of(column: Any, label: str, words: Mapping[str, str], value: str, key: str) -> str:
    options = list(words)
    index = options.index(value) if value in options else 0
    return str(column.selectbox(label, options, index, format_func=widgets.label_of(words), key=f"compile_head_{key}"))


def _periods(column: Any, text: str, year: int, edition: str) -> str:
    """Draw how often is reported and return the periods, parted by semicolons."""
    first = text[:4] if text[:4].isdecimal() else str(year)
    usual = {
        "quarter": ";".join(f"{first}Q{n}" for n in range(1, 5)),
        "half": f"{first}H1;{first}H2",
        "month": ";".join(f"{first}M{n:02d}" for n in range(1, 13)),
        "year": first,
    }
    now = next((name for name, periods in usual.items() if periods == text), "own")
    choice, own = column.columns(2)
    span = _one_of(choice, f"报送期（{first} 年）", _SPANS, now, f"span_{edition}")
    if span != "own":
        return usual[span]
    hint = "2018Q1 季度，2018H1 半年，2018M03 月，2018 全年，以分号隔开；某期另有时限的写 2018Q1=on:2018-04-10"
    return str(own.text_input("各期", text, key=f"compile_head_periods_{edition}", help=hint))


def _deadline(column: Any, text: str, edition: str) -> str:
    """Draw the rule of the deadline and return it: `day:5`."""
    kind, _, number = text.partition(":")
    is_usual = kind in _RULES and number.isdecimal()
    choice, value = column.columns(2)
    rule = _one_of(choice, "报送时限", _RULES, kind if is_usual else "own", f"rule_{edition}")
    if rule == "own":
        hint = "on:2018-02-13 是 2018 年 2 月 13 日；day:5:2 是期末后第二个月的 5 日"
        return str(value.text_input("时限", text, key=f"compile_head_deadline_{edition}", help=hint))
    days = value.number_input(
        "第几日（或几天、几个月）", 1, 60, int(number) if is_usual else 5, key=f"compile_head_days_{edition}"
    )
    return f"{rule}:{days}"


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
