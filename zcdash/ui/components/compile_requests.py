"""计划报批: the plans that wait for a second person, what each would change, and those decided."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from zcdash import commands, queries
from zcdash.auth.permissions import OWN_UNIT_ONLY, Permission, Role
from zcdash.domain.plan import Plan
from zcdash.domain.plan_difference_words import CHANGE_NAME, PART_NAME, subject, summary_words
from zcdash.domain.plan_differences import Difference, Part, counts
from zcdash.domain.plan_draft import DRAFT_KIND_NAME, DraftKind
from zcdash.domain.submission import Step
from zcdash.domain.terms import Severity
from zcdash.queries.corrections import KINDS, Correction
from zcdash.queries.plan_differences import Comparison
from zcdash.queries.plan_requests import DECISION_NAME, PlanRequest
from zcdash.rendering.dataframes import regime_tables
from zcdash.rendering.html import tables
from zcdash.rules.deadline import plan_deadlines
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.components import compile_words

_ACTS = ("approve", "refuse")
_MOST_UNITS = 8
"""Units without an account that are named."""
CARRIED = "期和日期顺延到新的一年、基数换成上年实际、单位和领导用现在的名称，这些不再列出。"
_OF_THE_ORDER = ("order", "assumed")
"""Fields of a responsibility that change with whoever leads."""


def waiting() -> None:
    """Draw the requests that wait for approval and concern the reader, each with the form to decide."""
    rows = [r for r in session.query(queries.plan_requests.waiting) if _is_own(r) or _may_decide(r)]
    _say_decided({r.number for r in rows})
    if not rows:
        if session.account().may(Permission.DECIDE_CORRECTION):
            st.info("没有等您批准的。只改您牵头分管事项的报批，会列在这里。")
        return
    st.subheader(f"待批准（{len(rows)}）")
    for request in rows:
        with st.container(border=True):
            _one(request)


def _say_decided(now: set[int]) -> None:
    """Say of a request that somebody else has decided since the reader saw it: the click on it did nothing."""
    before = st.session_state.get("compile_waiting", set())
    st.session_state["compile_waiting"] = now
    pressed = [n for n in sorted(before - now) for act in _ACTS if st.session_state.get(f"request_{act}_{n}")]
    for number in pressed:
        request = queries.plan_requests.request(session.ledger(), number)
        if request.decision and not _is_own(request):
            decision = DECISION_NAME[request.decision]
            st.info(escape_markdown(f"{number} 号报批{decision}（{request.decided_by}），您刚才按的没有办理。"))


def _is_own(request: PlanRequest | Correction) -> bool:
    """Return True for what the reader has requested or decided."""
    reader = session.account()
    return request.login == reader.login or request.decided_by == reader.name


def _may_decide(request: PlanRequest) -> bool:
    return session.query(queries.plan_requests.may_decide, session.account(), request)


def _say_reading(request: PlanRequest) -> None:
    """Say how many items were read one by one, before the approval rests on it."""
    counts = request.counts
    if "items" not in counts:
        return
    unseen = counts.get("doubts unseen", 0)
    doubts = f"；{unseen} 处没有把握的没有逐条看，一次答复的" if unseen else ""
    st.caption(f"编制人逐条看过 {counts.get('items seen', 0)}/{counts['items']} 项{doubts}。")


def _say_past(plan: Plan) -> None:
    """Warn where every deadline of a plan has passed: the moment it is approved, everything is overdue."""
    today = session.query(queries.clock.today)
    last = max(day for day, _ in plan_deadlines(plan).values())
    if last < today:
        st.warning(
            f"各期的报送时限都已过（最后一期 {last}，今天 {today}）：批准以后各单位即为逾期未报。"
            "补录往年计划的，请先在“期次”页设定业务日期。"
        )


def say_without_account(plan: Plan, base_version: int | None) -> None:
    """Warn of the units that a plan newly asks for returns and that nobody has an account of, to fill them in or to sign."""
    without, ledger = queries.organisation.without_account, session.ledger()
    lacking = without(ledger, plan, base_version, OWN_UNIT_ONLY)
    heads = without(ledger, plan, base_version, {Role.HEAD}) if Step.UNIT_HEAD in plan.signing else ()
    unsigned = [u for u in heads if u not in lacking]
    for units, whose, act in ((lacking, "账号", "填"), (unsigned, "主要负责人的账号", "签")):
        if units:
            names = "、".join(units[:_MOST_UNITS]) + (f"等 {len(units)} 个单位" if len(units) > _MOST_UNITS else "")
            told = f"{names}还没有{whose}，计划批准以后报送没有人能{act}。请系统管理员在“账号”页建账号。"
            st.warning(escape_markdown(told))


def _one(request: PlanRequest) -> None:
    number = request.number
    asked = f"{escape_markdown(request.name)} {request.asked_at:%Y-%m-%d %H:%M} 提交"
    st.markdown(f"**{number}　{escape_markdown(request.title)}**　{asked}")
    mark = "：" if _is_correction(request) else "。理由："
    st.markdown(escape_markdown(f"{_what(request)}{mark}{request.reason}"))
    _say_reading(request)
    submitted = session.query(queries.plan_requests.submitted_plan, number)
    if not request.base_version:
        _say_past(submitted)
    say_without_account(submitted, request.base_version)
    _content(request)
    if request.login == session.account().login:
        _own(request)
    elif _may_decide(request):
        _decide(request)


def _content(request: PlanRequest) -> None:
    """Draw what a request alters and, where the plan is new, its items."""
    number, is_new, of_last_year = request.number, not request.base_version, request.kind is DraftKind.LAST_YEAR
    label = ("看改动和全部内容" if of_last_year else "看全部内容") if is_new else "看改动"
    with st.expander(label, expanded=of_last_year or not is_new):
        whole = session.query(queries.plan_requests.requested_plan, number)
        plan = whole.plan
        if not _is_correction(request):
            st.caption(
                f"{len(plan.items)} 项、{len(plan.targets)} 个阶段目标、{len(plan.commitments)} 个节点、"
                f"{len(plan.indicators)} 个指标、{len(plan.units)} 个单位。"
            )
        if whole.comparison:
            if of_last_year:
                st.markdown("**与上年计划的差别**")
                st.caption(CARRIED)
            differences(whole.comparison, f"request_{number}")
        if is_new:
            items = [(i.code, i.title, i.goal, "、".join(plan.leads_of(i.code, "unit"))) for i in plan.items]
            table = pd.DataFrame(items, columns=["编号", "标题", "目标任务", "牵头单位"])
            st.dataframe(table, hide_index=True, key=f"request_items_{number}")
        for finding in whole.findings:
            if finding.severity is Severity.WARNING:
                st.caption(compile_words.markdown(f"提示　{finding.place}：{finding.sentence}"))


def _what(request: PlanRequest) -> str:
    """Return in words how much a request changes."""
    if _is_correction(request):
        return DRAFT_KIND_NAME[request.kind]
    return summary_words(request.counts) if request.base_version else "新计划"


def _own(request: PlanRequest) -> None:
    approvers = queries.plan_requests.approvers(session.ledger(), request)
    who = f"可由{'、'.join(approvers)}批准" if approvers else "还没有别人可以批准，请管理员再设一个督查室账号"
    st.caption(escape_markdown(f"您提交的，不能自己批准；{who}。"))
    if st.button("撤回", key=f"request_withdraw_{request.number}"):
        with session.guard():
            commands.plan_requests.withdraw(session.ledger(), session.account(), request.number)
            widgets.rerun_with_message("已撤回。" if _is_correction(request) else "已撤回，草稿仍在，可以接着改。")


def _is_correction(request: PlanRequest) -> bool:
    return request.kind is DraftKind.CORRECTION


def _decide(request: PlanRequest) -> None:
    number = request.number
    result = session.query(queries.plan_requests.if_approved, request)
    if result.obstacle:
        st.warning(escape_markdown(f"不能批准：{result.obstacle}{result.way_out}"))
    note = st.text_input("意见（退回时必填）", key=f"request_note_{number}")
    with st.container(horizontal=True):
        approved = st.button("批准", type="primary", key=f"request_approve_{number}", disabled=bool(result.obstacle))
        refused = st.button("退回", key=f"request_refuse_{number}")
    if approved:
        with session.guard():
            version = commands.plan_requests.approve(session.ledger(), session.account(), number, note)
            widgets.rerun_with_message(f"已批准，计划第 {version} 版生效。")
    if refused:
        with session.guard():
            commands.plan_requests.refuse(session.ledger(), session.account(), number, note)
            widgets.rerun_with_message("已退回。" if _is_correction(request) else "已退回，编制人可以接着改。")


def differences(comparison: Comparison, key: str) -> None:
    """Draw the differences between two versions as a table, on a phone as cards: item, part, old, new."""
    shown = _shown(comparison)
    rows = [
        (
            comparison.titles.get(d.item, "") and f"{d.item} {comparison.titles[d.item]}",
            f"{CHANGE_NAME[d.change]}{PART_NAME[d.part]}",
            subject(d),
            d.old,
            d.new,
        )
        for d in shown
    ]
    table = pd.DataFrame(rows, columns=["事项", "变动", "对象", "原来", "改为"])
    st.markdown(escape_markdown(f"{summary_words(counts(shown))}。"))
    if table.empty:
        return
    with st.container(height="content" if len(table) <= 12 else 440, key=f"differences_{key}"):
        widgets.html(tables.wrapped(table))


def _shown(comparison: Comparison) -> list[Difference]:
    """Return the differences that a reader compares.

    Cells of the source are left out, and beside another lead the places in the order that follow from it.
    """
    moved = {d.item for d in comparison.differences if d.part is Part.RESPONSIBLE and d.field not in _OF_THE_ORDER}
    return [
        d
        for d in comparison.differences
        if d.part is not Part.CELL and not (d.part is Part.RESPONSIBLE and d.field in _OF_THE_ORDER and d.item in moved)
    ]


def newest(work: int) -> PlanRequest | None:
    """Return the newest request of a draft."""
    return next((r for r in session.query(queries.plan_requests.requests) if r.work == work), None)


def refusal(work: int) -> str:
    """Return who refused the newest request of a draft, and why; empty where it was not refused."""
    request = newest(work)
    if request is None or request.decision != queries.plan_requests.REFUSED:
        return ""
    return f"{request.decided_by} {request.decided_at:%Y-%m-%d %H:%M} 退回：{request.note}"


def _is_shown(request: PlanRequest | Correction) -> bool:
    return session.account().may(Permission.COMPILE_PLAN) or _is_own(request)


def earlier() -> None:
    """Draw the corrections that were requested before they were requests like every other."""
    rows = [r for r in session.query(queries.corrections.earlier) if _is_shown(r)]
    if rows:
        with st.expander(f"较早的更正申请（{len(rows)}）"):
            st.caption("以前在“计划更正”页提出的。当时没有决定的不再办理，仍要更正的请重新提出。")
            table = regime_tables.corrections(rows, KINDS, session.query(queries.plans.plan_names))
            st.dataframe(table, hide_index=True, key="compile_earlier")


def decided() -> None:
    """Draw the requests that were decided, newest first: to the office all of them, to others their own."""
    rows = [r for r in session.query(queries.plan_requests.requests) if r.decision and _is_shown(r)]
    if not rows:
        return
    st.subheader("已办的报批")
    table = pd.DataFrame(
        [
            (
                r.number,
                r.title,
                DECISION_NAME[r.decision],
                f"第 {r.version} 版" if r.version else "",
                r.note or "",
                r.decided_by,
                r.decided_at,
                r.name,
                r.reason,
                _what(r),
            )
            for r in rows
        ],
        columns=["编号", "计划", "结果", "版本", "意见", "办理", "时间", "提交", "理由", "变动"],
    )
    column = st.column_config.Column
    st.dataframe(
        table,
        hide_index=True,
        key="compile_decided",
        column_config={
            "计划": column(width=200),
            "意见": column(width=200),
            "理由": column(width=200),
            "变动": column(width=300),
            "时间": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm"),
        },
    )
