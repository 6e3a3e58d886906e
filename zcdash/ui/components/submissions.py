"""Parts of the page 季度报送, and the line that counts a period's submissions."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from zcdash import queries
from zcdash.domain import plan_words
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import WEB_FILE_NAME
from zcdash.intake.template import write_template
from zcdash.queries.overview import SubmissionCounts
from zcdash.queries.submissions import Filing
from zcdash.rendering import formatting
from zcdash.rendering.archive import zip_files
from zcdash.rendering.dataframes import item_tables
from zcdash.rendering.html import all_plans, cards
from zcdash.rules.deadline import plan_deadlines
from zcdash.text import escape_markdown, file_stem
from zcdash.ui.components import downloads
from zcdash.ui.components.approval_status import may_see
from zcdash.ui.components.downloads import XLSX
from zcdash.ui.session import account, ledger, query
from zcdash.ui.widgets import html

_MOST_NAMED = 5


def submission_counts_line(counts: SubmissionCounts) -> None:
    """Write the submissions of a period in one line: arrived, late, being signed, sent back, missing, and the days left."""
    left = counts.days_left
    when = f"离截止还有 {left} 天" if left > 0 else "今天截止" if left == 0 else f"截止已过 {-left} 天"
    signing = f"（其中按时报送、签批迟了的 {counts.late_by_signing}）" if counts.late_by_signing else ""
    parts = [f"**送达 {counts.on_time + counts.late}/{counts.asked}**", f"按时 {counts.on_time}"]
    parts += [f"迟报 {counts.late}{signing}"] * bool(counts.late)
    parts += [f"已报送、未签齐 {counts.signing}"] * bool(counts.signing)
    parts += [f"已退回 {counts.returned}{_named(f for f in counts.filings if f.returned)}"] * bool(counts.returned)
    parts += [f"逾期未报 {counts.missing}{_named(f for f in counts.filings if f.missing)}"] * bool(counts.missing)
    parts += [f"未到期 {counts.waiting}"] * bool(counts.waiting) + [when]
    st.markdown("　".join(parts))


def _named(filings: Iterable[Filing]) -> str:
    """Return the first units in brackets, and how many more there are."""
    units = [f.unit for f in filings]
    more = f"等 {len(units)} 个单位" if len(units) > _MOST_NAMED else ""
    return escape_markdown(f"（{'、'.join(units[:_MOST_NAMED])}{more}）")


def deadline_caption(plan: Plan, period: str, unit: str) -> None:
    """Write the deadline of a period, and of the unit where it was granted an extension."""
    left = query(queries.submissions.countdown, plan.id, period, unit)
    deadline = queries.periods.unit_deadlines(ledger(), plan).of(period, unit)
    when = f"还有 {left} 天" if left > 0 else "今天截止" if left == 0 else f"已过 {-left} 天"
    extended = "（已准予延期）" if deadline != plan_deadlines(plan)[period][0] else ""
    signers = plan_words.signed_by(plan)
    way = f"须经{signers}审签后送达督查室。" if signers else "报送后即送达督查室。"
    st.caption(f"{Period.parse(period).name}报送截止 {formatting.day(deadline)}{extended}，{when}。{way}")


def template_button(plan_id: str, period: str, unit: str) -> None:
    """Offer the unit's workbook.

    It is made before the click: a click that also ends typing in a field reruns the page, and a lazy download of the old
    run would be lost.
    """
    name, data = query(queries.submissions.template_workbook, plan_id, period, unit)
    downloads.button("下载本单位模板", data, name, XLSX, key="submit_template")


def all_templates(plan_id: str, period: str) -> None:
    """Make every unit's workbook under a progress bar, and offer them as one zip file."""
    if st.button("准备全部模板", key="submit_all"):
        bar = st.progress(0.0, "正在生成…")
        forms = queries.forms.forms(ledger(), plan_id, period)
        files = {}
        for number, (unit, form) in enumerate(forms.items(), 1):
            files[form.file_name] = write_template(form)
            bar.progress(number / len(forms), escape_markdown(unit))
        bar.empty()
        title = next(iter(forms.values())).plan_title if forms else ""
        name = "_".join(filter(None, (file_stem(period), file_stem(title), "全部单位模板")))
        downloads.button("下载压缩包", zip_files(files), f"{name}.zip", key="submit_zip")


def history(plan_id: str, unit: str | None) -> None:
    """List the submissions filed so far, each with its file."""
    rows = [r for r in query(queries.submissions.history, plan_id, unit) if may_see(r["unit"], official=False)]
    st.subheader("报送记录")
    if not rows:
        st.caption("还没有报送记录。")
        return
    event = st.dataframe(
        item_tables.history(rows), hide_index=True, key="history_table", on_select="rerun", selection_mode="single-cell"
    )
    if event["selection"]["cells"]:
        number = rows[event["selection"]["cells"][0][0]]["submission"]
        name, data = queries.submissions.submission_file(ledger(), number)
        if name == WEB_FILE_NAME:
            workbook_name, workbook = queries.drafts.submission_workbook(ledger(), plan_id, number)
            downloads.button(f"下载为工作簿（编号 {number}）", workbook, workbook_name, XLSX, key="history_workbook")
            name += ".json"
        downloads.button(f"下载原件（编号 {number}）", data, name, key="history_file")
    else:
        st.caption("点一行可下载原件。")


def nothing_to_file(plan: Plan, unit: str) -> None:
    """Say that a unit has nothing to file for the period, or in this plan at all: then in which plans it has."""
    if unit in query(queries.forms.reporting_units, plan.id):
        st.info(f"{escape_markdown(unit)}本期没有要填报的内容。请换一期。")
        return
    st.info(f"{escape_markdown(unit)}在这个计划里没有要填报的内容。")
    titles = query(queries.plans.plan_names)
    own = [name for name in titles if unit in query(queries.forms.reporting_units, name)]
    if own:
        html("要填报的计划：" + "　".join(cards.link(titles[name], "submit", plan=name) for name in own))


def due_in_other_plans(plan_id: str) -> None:
    """Tell a unit which returns it has to file now in other plans: last year's fourth quarter in January, say."""
    unit = account().unit
    owed = [x for x in query(queries.all_plans.due_of_unit, unit) if x.plan.id != plan_id] if unit else []
    if owed:
        st.markdown(f"**{escape_markdown(unit)}在别的计划还有 {len(owed)} 份该报没有报的**")
        html(all_plans.unit_returns(owed))
