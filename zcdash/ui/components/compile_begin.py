"""计划编制, its first view: the drafts to go on with, and the ways to begin one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from zcdash import commands, queries
from zcdash.auth.permissions import Permission
from zcdash.domain.plan_draft import DRAFT_KIND_NAME, DraftKind
from zcdash.intake.plan_edits import empty_plan
from zcdash.intake.plan_tables import tables_of
from zcdash.queries.plan_drafts import DraftHead, PlanDraft
from zcdash.rendering.xlsx import plan_workbook
from zcdash.text import escape_markdown, file_stem
from zcdash.ui import session, widgets
from zcdash.ui.components import compile_correction, compile_requests, downloads

WAYS = {
    "document": "从文件录入",
    "last_year": "沿用上年",
    "change": "修改现行计划",
    "correction": "更正一个值",
    "workbook": "从 Excel 整表",
    "empty": "新建空白计划",
}
_OF_A_PLAN = ("last_year", "change", "correction")
"""Ways that need a plan in the ledger."""
_FILE_KINDS = ["docx", "xlsx", "pdf", "csv", "txt", "md", "doc", "wps", "xls", "et", "rtf", "odt", "ods"]


def open_work(work: int) -> None:
    """Open a draft: the page runs again with its number in the address."""
    st.query_params["work"] = str(work)
    st.rerun()


def open_drafts() -> None:
    """Draw the drafts that are not finished, each with the button to go on."""
    drafts = queries.plan_drafts.drafts(session.ledger())
    if not drafts:
        return
    st.subheader(f"未完成的草稿（{len(drafts)}）")
    for draft in drafts:
        with st.container(border=True):
            text, action = st.columns([5, 1], vertical_alignment="center")
            text.markdown(f"**{draft.work}　{name(draft)}**　{origin(draft)}")
            text.caption(f"{escape_markdown(draft.name)} {draft.saved_at:%Y-%m-%d %H:%M} 存")
            if refused := compile_requests.refusal(draft.work):
                text.warning(escape_markdown(refused))
            if action.button("继续", key=f"compile_open_{draft.work}", width="stretch"):
                open_work(draft.work)


def name(draft: DraftHead | PlanDraft) -> str:
    """Return the title of a draft as Markdown, else its number or the file that it came from."""
    return escape_markdown(draft.title or draft.plan or draft.file_name or "（未定名）")


def origin(draft: DraftHead | PlanDraft) -> str:
    """Return the way that a draft was begun, the number of its plan and its file, as Markdown."""
    return escape_markdown("，".join(filter(None, (DRAFT_KIND_NAME[draft.kind], draft.plan, draft.file_name))))


def ways() -> None:
    """Draw the ways to begin a draft, or to correct one value, that are open to the reader."""
    names = queries.plans.plan_names(session.ledger())
    account = session.account()
    if not account.may(Permission.COMPILE_PLAN):
        if names and account.may(Permission.REQUEST_CORRECTION):
            compile_correction.request(session.plan())
        return
    st.subheader("编一份计划")
    shown = [way for way in WAYS if names or way not in _OF_A_PLAN]
    way = widgets.choose(
        st.segmented_control,
        "从哪里开始",
        shown,
        "way",
        shown[0],
        required=True,
        label_visibility="collapsed",
        format_func=widgets.label_of(WAYS),
    )
    if way == "correction":
        compile_correction.request(session.plan())
        return
    draw = {"document": _document, "last_year": _last_year, "change": _change, "workbook": _workbook, "empty": _empty}
    with st.container(border=True):
        draw[way]()


def _begin(begin: Callable[[], int], sentence: str) -> None:
    """Begin a draft and open it; where it cannot be, the sentence says why."""
    work = 0
    with session.guard(), st.spinner(sentence, show_time=True):
        work = begin()
    if work:
        open_work(work)


def _document() -> None:
    st.markdown("**上传正式文件**：Word、Excel、PDF（能选中文字的）或文本，10 MB 以内。")
    st.caption("程序读出表格和条目，逐格注明出处；拿不准的列出来由您定，一个字也不会丢。")
    file = st.file_uploader(
        "计划文件", _FILE_KINDS, key="compile_file", label_visibility="collapsed", max_upload_size=10
    )
    if st.button("读文件", type="primary", key="compile_read", disabled=not file) and file:
        data = file.getvalue()
        _begin(
            lambda: commands.plan_drafts.begin_from_document(session.ledger(), session.account(), data, file.name),
            f"正在读 {escape_markdown(file.name)}（{max(len(data) // 1024, 1):,} KB）…",
        )


def _last_year() -> None:
    names = queries.plans.plan_names(session.ledger())
    plan_id = _choose_plan("沿用哪份计划", "compile_last")
    year = session.query(queries.plans.plan, plan_id).starts.year + 1
    new_year = st.number_input("编哪一年的", value=year, min_value=2000, max_value=2100, key=f"compile_year_{plan_id}")
    st.caption(
        f"带来“{escape_markdown(names[plan_id])}”的结构、单位（按现在的名称）、分管领导和指标，"
        "上年已签收的实际数作基数；目标和计划值由您改定。"
    )
    if st.button("开始", type="primary", key="compile_last_go"):
        _begin(
            lambda: commands.plan_drafts.begin_from_last_year(
                session.ledger(), session.account(), plan_id, int(new_year)
            ),
            "正在沿用…",
        )


def _change() -> None:
    plan_id = _choose_plan("修改哪份计划", "compile_change")
    st.caption(
        "一次可以改几处：事项、目标、节点、指标的增加、修改和撤销，一并写明理由，一并批准。只改一个数、一处牵头的，用“更正一个值”更快。"
    )
    if st.button("开始", type="primary", key="compile_change_go"):
        _begin(lambda: commands.plan_drafts.begin_from_plan(session.ledger(), session.account(), plan_id), "正在打开…")
    plan = session.query(queries.plans.plan, plan_id)
    version = session.query(queries.plans.newest_version, plan_id)
    downloads.button(
        "下载整份计划（Excel）",
        lambda _: plan_workbook.write(tables_of(plan), version),
        f"{file_stem(plan.title)}.xlsx",
        downloads.XLSX,
        key=f"compile_book_{plan_id}",
    )


def _workbook() -> None:
    st.caption(
        "下载整份计划或空白模板，在 Excel、WPS 里改好再上传；差别逐条列出，批准后生效。从草稿下载的，改动回到那份草稿。"
    )
    downloads.button(
        "下载空白模板",
        lambda _: plan_workbook.write(empty_plan("", "", date(_this_year() + 1, 1, 1)), example=True),
        "计划模板.xlsx",
        downloads.XLSX,
        key="compile_template",
    )
    file = st.file_uploader(
        "计划工作簿", ["xlsx"], key="compile_book", label_visibility="collapsed", max_upload_size=10
    )
    if st.button("读工作簿", type="primary", key="compile_book_read", disabled=not file) and file:
        data = file.getvalue()
        before = {draft.work for draft in queries.plan_drafts.drafts(session.ledger())}
        work = 0
        with session.guard(), st.spinner("正在读工作簿…", show_time=True):
            work = commands.plan_drafts.begin_from_workbook(session.ledger(), session.account(), data, file.name)
        if work:
            # The differences stand at the last step.
            st.query_params.update(work=str(work), step="submit")
            widgets.rerun_with_message(_said_of_workbook(work, work in before))


def _said_of_workbook(work: int, is_back: bool) -> str:
    """Return in words what became of a workbook that was read."""
    if is_back:
        return f"这份工作簿是从草稿 {work} 下载的，改动已回到那份草稿，差别列在下面。"
    if queries.plan_drafts.draft(session.ledger(), work).kind is DraftKind.WORKBOOK:
        return "已读工作簿，检查的结果列在下面。"
    return f"下载以后原来的草稿又改过，或已经结束，那里没有动；工作簿另存为草稿 {work}，疑问和答复都带来了。"


def _empty() -> None:
    title = st.text_input("计划名称", key="compile_empty_title", placeholder="2018年全区经济社会发展主要目标任务")
    left, right = st.columns(2)
    plan_id = left.text_input(
        "代号", key="compile_empty_id", placeholder="2018", help="小写字母、数字和横线，定了不能改"
    )
    year = right.number_input("年份", value=_this_year(), min_value=2000, max_value=2100, key="compile_empty_year")
    if st.button("开始", type="primary", key="compile_empty_go"):
        _begin(
            lambda: commands.plan_drafts.begin_empty(session.ledger(), session.account(), plan_id, title, int(year)),
            "正在新建…",
        )


def _this_year() -> int:
    return queries.clock.today(session.ledger()).year


def _choose_plan(label: str, key: str) -> str:
    """Return the plan chosen, that of the sidebar first; the key changes with it, or the list would keep the plan before."""
    names = queries.plans.plan_names(session.ledger())
    first = st.session_state["chosen_plan"]
    chosen = st.selectbox(
        label, list(names), list(names).index(first), format_func=widgets.label_of(names), key=f"{key}_{first}"
    )
    return str(chosen)
