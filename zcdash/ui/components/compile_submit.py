"""计划编制, the last step: the draft checked as if it came into force, its differences, and the submission."""

from __future__ import annotations

import streamlit as st

from zcdash import commands, queries
from zcdash.domain.model import Finding
from zcdash.domain.plan_draft import DraftKind
from zcdash.domain.terms import Severity
from zcdash.queries.plan_drafts import DryRun, PlanDraft
from zcdash.rendering.xlsx import plan_workbook
from zcdash.text import escape_markdown, file_stem
from zcdash.ui import session, widgets
from zcdash.ui.components import compile_items, compile_questions, compile_requests, compile_words, downloads

_FIRST = 12
"""Items with errors, or edits, shown at a time."""


def draw(draft: PlanDraft) -> None:
    """Draw the dry run, then the differences, then the form to submit."""
    run = queries.plan_drafts.check_draft(session.ledger(), draft)
    _unapplied(draft)
    _verdict(draft, run)
    _errors(draft, run)
    version = draft.base_version if draft.base_plan == draft.plan else None
    if run.plan:
        compile_requests.say_without_account(run.plan, version)
    warnings = [f for f in run.findings if f.severity is Severity.WARNING]
    if warnings:
        with st.expander(f"提示 {len(warnings)} 处（不妨碍提交）"):
            for finding in warnings:
                st.markdown(compile_words.markdown(f"{finding.place}　{finding.sentence}{finding.advice}"))
    if run.comparison:
        of = f"第 {draft.base_version} 版" if _is_behind(draft) else "现行计划"
        st.subheader(f"与{of}的差别" if draft.base_plan == draft.plan else "与上年计划的差别")
        if draft.kind is DraftKind.LAST_YEAR:
            st.caption(compile_requests.CARRIED)
        compile_requests.differences(run.comparison, "draft")
    if run.plan:
        downloads.button(
            "下载这份草稿（Excel）",
            lambda _: plan_workbook.write(draft.proposal.plan, version or 0, draft=queries.plan_workbooks.mark(draft)),
            f"{file_stem(run.plan.title)}（草稿）.xlsx",
            downloads.XLSX,
            key="compile_draft_book",
        )
    _submit(draft, run)


def _verdict(draft: PlanDraft, run: DryRun) -> None:
    if run.plan:
        plan = run.plan
        st.markdown(
            f"**{len(plan.items)} 项、{len(plan.targets)} 个阶段目标、{len(plan.commitments)} 个节点、"
            f"{len(plan.indicators)} 个指标；错误 {len(run.errors)} 处。**"
        )
    names, left = compile_questions.open_names(draft), run.open_remainders
    open_things = (
        f"名称 {names} 个没有定" if names else "",
        f"疑问 {run.open_questions - names} 条没有答" if run.open_questions > names else "",
        f"余文 {left} 处没有看" if left else "",
    )
    if any(open_things):
        steps = "“名称”和“疑问和余文”" if names else "“疑问和余文”"
        st.warning(f"还有{'、'.join(filter(None, open_things))}，见{steps}。")


def _errors(draft: PlanDraft, run: DryRun) -> None:
    """Draw the errors, those of one item together, with the button that leads to it."""
    codes = [row["code"] for row in draft.proposal.plan.tables["items.csv"]]
    groups: dict[str, list[Finding]] = {}
    for finding in run.errors:
        groups.setdefault(compile_items.item_of(finding.place, codes), []).append(finding)
    for code, findings in [*groups.items()][:_FIRST]:
        with st.container(border=True):
            text, action = st.columns([6, 1], vertical_alignment="center")
            lines = dict.fromkeys(f"{f.place}　{f.sentence}{f.advice}" for f in findings)
            text.markdown("  \n".join(map(compile_words.markdown, lines)))
            if code:
                action.button(
                    "去改", key=f"compile_mend_{code}", width="stretch", on_click=compile_items.go_to, args=(code,)
                )
    if len(groups) > _FIRST:
        st.caption(f"另有 {len(groups) - _FIRST} 项有错误，改好上面的再看。")


def _unapplied(draft: PlanDraft) -> None:
    """Draw the edits that have no row any more: the reader drops them knowingly."""
    if not draft.unapplied:
        return
    st.warning(f"有 {len(draft.unapplied)} 处改动找不到原来的行了（编号变了或行没有了），没有用上：")
    for edit in draft.unapplied[:_FIRST]:
        st.caption(
            escape_markdown(f"{edit.table} {edit.key} {edit.column} {edit.value or '；'.join(edit.row.values())}")
        )
    if st.button("不要这些改动了", key="compile_drop"):
        with session.guard():
            commands.plan_drafts.drop_edits(
                session.ledger(), session.account(), draft.work, list(draft.unapplied), draft.number
            )
            widgets.rerun_with_message("已去掉。")


def _is_behind(draft: PlanDraft) -> bool:
    """Return True for a change, of the page or a workbook, whose plan has a newer version than it was begun from."""
    is_change = draft.kind in (DraftKind.CHANGE, DraftKind.WORKBOOK) and draft.base_plan == draft.plan
    return is_change and bool(session.query(queries.plan_drafts.newer_version, draft.plan, draft.base_version))


def _submit(draft: PlanDraft, run: DryRun) -> None:
    with st.container(border=True):
        st.markdown("**提交，由另一人批准**")
        if run.blocked:
            st.warning(escape_markdown(run.blocked))
            has_changes = run.comparison is not None and run.comparison.differences
            if has_changes and _is_behind(draft) and st.button("把改动移到最新一版上", key="compile_renew"):
                with session.guard():
                    commands.plan_drafts.renew_base(session.ledger(), session.account(), draft.work, draft.number)
                    widgets.rerun_with_message("已移到最新一版上，请再看一遍差别。")
        before = compile_requests.newest(draft.work)
        reason = st.text_area(
            "理由和依据",
            before.reason if before else draft.reason,
            key=f"compile_reason_{draft.work}",
            placeholder="文号或会议纪要",
            height=70,
        )
        if st.button("提交报批", type="primary", key="compile_submit", disabled=not run.is_ready):
            with session.guard():
                number = commands.plan_requests.submit(
                    session.ledger(), session.account(), draft.work, reason, draft.number
                )
                st.query_params.pop("work", None)
                widgets.rerun_with_message(f"已提交，报批编号 {number}，待另一位督查室人员批准。")
