"""计划编制: the document as it stands beside what was understood; its columns and its names, decided once each."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd
import streamlit as st

from zcdash import commands, queries
from zcdash.domain.period import Period
from zcdash.domain.plan_proposal import CERTAIN, FIELDS, OF_PERIODS, ColumnMatch, NameMatch
from zcdash.domain.source_document import SourceDocument
from zcdash.intake.document.tables.upright import upright
from zcdash.intake.plan_toml import read_head
from zcdash.parsing import uploads
from zcdash.queries.plan_drafts import PlanDraft
from zcdash.rendering.html import source_table
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets

_TARGET = "target:"
_TOTAL = "total:"
NO_NAME = "-"
"""Decision that a printed text is no name at all."""
_KIND_WORD = {"unit": "单位", "leader": "领导"}
_PARAGRAPHS = 40
"""Paragraphs shown of a text without tables."""


# The bytes decide: the same document is read once for all who look at it.
@st.cache_resource(max_entries=4, show_spinner=False)
def _read(sha256: str, _data: bytes, _name: str) -> SourceDocument:
    return upright(uploads.read_document(_data, _name))


def source(draft: PlanDraft) -> SourceDocument | None:
    """Return the document of a draft as it was read; None where there is none."""
    if not draft.proposal.sha256 or (not draft.proposal.columns and not draft.proposal.origins):
        return None
    name, data = queries.plan_drafts.document(session.ledger(), draft.work)
    with st.spinner("正在打开原文…"):
        return _read(draft.source, data, name)


def columns(draft: PlanDraft) -> None:
    """Draw each table with the field of every column above it, and the choices to match them otherwise."""
    document = source(draft)
    for note in draft.proposal.notes:
        st.caption(escape_markdown(note))
    if document is None:
        return
    matched = {t.number: [c for c in draft.proposal.columns if c.table == t.number] for t in document.tables}
    _matches(draft, [c for of_table in matched.values() for c in of_table])
    for table in document.tables:
        labels = {c.column: field_label(c.field) for c in matched[table.number]}
        name = f"表{table.number}{f'（{table.name}）' if table.name else ''}　{table.rows} 行"
        with st.expander(
            escape_markdown(name if labels else f"{name}　没有当作事项表"), expanded=table is document.tables[0]
        ):
            widgets.html(source_table.table(table, labels))
    if not document.tables:
        lit: dict[str, list[tuple[int, int]]] = {}
        for origin in draft.proposal.origins:
            lit.setdefault(origin.place, []).append((origin.start, origin.end))
        st.caption(f"正文 {len(document.paragraphs)} 段，读进计划的字有底色。")
        shown = [p for p in document.paragraphs if p.content.text.strip()]
        with st.container(height=460):
            for paragraph in shown[:_PARAGRAPHS]:
                widgets.html(source_table.passage(paragraph.content.text, lit.get(paragraph.place, ())))
            if len(shown) > _PARAGRAPHS:
                st.caption(f"以下 {len(shown) - _PARAGRAPHS} 段略，核对时逐条显示。")


def field_label(field: str) -> str:
    """Return the words of a field that a column was matched to."""
    if field.startswith(_TARGET):
        return f"{Period.parse(field.removeprefix(_TARGET)).name}目标"
    if field.startswith(_TOTAL):
        return f"{Period.parse(field.removeprefix(_TOTAL)).name}累计"
    return FIELDS.get(field, field)


def _matches(draft: PlanDraft, found: list[ColumnMatch]) -> None:
    """Draw one choice for each head; a head that stands in several tables is decided once."""
    by_head = {c.head: c for c in reversed(found) if c.head}
    if not by_head:
        st.info("没有找到事项表，按正文的条目读。")
        return
    periods = read_head(draft.proposal.plan.toml)["periods"]
    options = [*(f for f in FIELDS if f not in OF_PERIODS), *(f"{_TARGET}{p}" for p in periods)]
    chosen = {}
    heads = list(reversed(by_head))
    with st.form("compile_columns", border=True):
        st.markdown("**各列是什么**　拿不准的列加了问号。")
        for start in range(0, len(heads), 4):
            for column, head in zip(st.columns(4), heads[start : start + 4], strict=False):
                match = by_head[head]
                all_options = options if match.field in options else [match.field, *options]
                label = " ".join(head.split()) + ("" if match.confidence >= CERTAIN else "（？）")
                chosen[head] = column.selectbox(
                    escape_markdown(label),
                    all_options,
                    all_options.index(match.field),
                    format_func=field_label,
                    key=f"compile_column_{draft.number}_{head}",
                )
        saved = st.form_submit_button("就这样对应", type="primary")
    if saved:
        changed = {h: f for h, f in chosen.items() if f != by_head[h].field or by_head[h].confidence < CERTAIN}
        _settle(draft, columns=changed)


def names(draft: PlanDraft) -> None:
    """Draw the names that are not known or not certain, each with a choice; the others in a table."""
    found = draft.proposal.names
    open_names = [n for n in found if not n.name or n.confidence < CERTAIN]
    known = queries.organisation.known_names(session.ledger())
    every = {"unit": list(known.units), "leader": list(known.leaders)}
    st.caption("一个名称定一次，全文都照此办理。“新的”指以前没有登记过的单位或领导。")
    if open_names:
        chosen = {}
        with st.form("compile_names", border=True):
            st.markdown(f"**要您定的 {len(open_names)} 个名称**")
            for start in range(0, len(open_names), 2):
                for column, match in zip(st.columns(2), open_names[start : start + 2], strict=False):
                    chosen[_key(match)] = _choice(column, match, every[match.kind], draft.number)
            if st.form_submit_button("就这样定", type="primary"):
                _settle(draft, names={key: name for key, name in chosen.items() if name})
    else:
        st.success("名称都已认出。")
    rows = [(n.printed, _KIND_WORD[n.kind], n.times, n.name or "未定") for n in found if n not in open_names]
    if rows:
        count = Counter(n.kind for n in found if n not in open_names)
        st.markdown(f"**已认出的：单位 {count['unit']} 个，领导 {count['leader']} 位**")
        table = pd.DataFrame(rows, columns=["原文", "类别", "出现次数", "对应"])
        st.dataframe(table, hide_index=True, height="content" if len(table) <= 12 else 440, key="compile_names_known")
        _change_one(draft, [n for n in found if n not in open_names], every)


def _key(match: NameMatch) -> str:
    return f"{match.kind} {match.printed}"


def _choice(column: Any, match: NameMatch, every: list[str], number: int) -> str:
    """Draw the choice for one name and return it; a new name is the printed one."""
    # Without a match the printed name comes first: a name that is only alike would make two units one by a single click.
    likely = [n for n in (match.name, match.printed, *match.nearest) if n]
    options = list(dict.fromkeys([*likely, *every, NO_NAME]))
    labels = (
        {match.printed: f"{match.printed}（新的）", NO_NAME: "不是名称"}
        if match.printed not in every
        else {NO_NAME: "不是名称"}
    )
    alike = [n for n in match.nearest if n in every and not match.name]
    label = f"{match.printed}　{_KIND_WORD[match.kind]}，出现 {match.times} 次"
    label += f"，近似{'、'.join(f'“{n}”' for n in alike)}" if alike else ""
    return str(
        column.selectbox(
            escape_markdown(label),
            options,
            0,
            format_func=widgets.label_of(labels),
            key=f"compile_name_{number}_{_key(match)}",
        )
    )


def _change_one(draft: PlanDraft, known: list[NameMatch], every: dict[str, list[str]]) -> None:
    """Draw the form that decides otherwise on a name that was recognised."""
    with st.expander("认错了的，在这里改"):
        labels = {_key(n): f"{n.printed}（{_KIND_WORD[n.kind]}）→ {n.name}" for n in known}
        key = st.selectbox("哪一个", list(labels), format_func=widgets.label_of(labels), key="compile_name_which")
        match = next(n for n in known if _key(n) == key)
        name = _choice(st, match, every[match.kind], draft.number)
        if st.button("改定", key="compile_name_change"):
            _settle(draft, names={key: name})


def _settle(draft: PlanDraft, names: dict[str, str] | None = None, columns: dict[str, str] | None = None) -> None:
    """Take decisions over: the document is read again with them."""
    with session.guard(), st.spinner("正在按您的决定重读…", show_time=True):
        commands.plan_drafts.settle(
            session.ledger(), session.account(), draft.work, draft.number, names=names, columns=columns
        )
        widgets.rerun_with_message("已存。")
