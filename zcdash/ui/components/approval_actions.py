"""The actions of the page 审签: sign one submission or all, send one back, file again what was sent back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from zcdash import commands, queries
from zcdash.auth.permissions import Permission
from zcdash.domain.model import Item
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.plan_words import stage_name
from zcdash.domain.submission import View
from zcdash.domain.terms import Light
from zcdash.domain.units_over_time import units_at
from zcdash.errors import ZcdashError
from zcdash.queries.approvals import SubmissionStatus
from zcdash.queries.item_standing import ItemStanding
from zcdash.queries.submission_changes import ValueChange
from zcdash.rendering import formatting, palette
from zcdash.rendering.dataframes import item_tables, regime_tables
from zcdash.rendering.html import all_plans, findings, lights
from zcdash.rules.approval import Stage
from zcdash.text import escape_markdown
from zcdash.ui.components import evidence, item, messages
from zcdash.ui.session import account, guard, ledger, query, record_unaccepted, spans_plans
from zcdash.ui.widgets import html, label_of, open_page, rerun_with_message

_MOST_NAMED = 6
_SHORT = (Light.BEHIND, Light.SLIPPING)
_NOT_AS_PLANNED = (
    Light.BEHIND,
    Light.MISSING,
    Light.RETURNED,
    Light.SLIPPING,
    Light.LATE_DONE,
    Light.UNDETERMINED,
)


def plan_head(plan: Plan, waiting: Sequence[SubmissionStatus]) -> None:
    """Name the plan above its submissions, where all plans are chosen."""
    if spans_plans() and waiting:
        html(all_plans.submissions_head(plan, len(waiting)))


def sign_all(plan: Plan, waiting: Sequence[SubmissionStatus]) -> None:
    """Draw the button that signs everything above it, after a question that names what is not as planned."""
    if len(waiting) < 2:
        return
    accepting = account().may(Permission.ACCEPT)
    label = "全部签收" if accepting else "全部同意"
    short = [(status, row) for status in waiting for row in _not_as_planned(plan, status)]
    counted = Counter(standing.assessment.light for _, (_, standing) in short)
    marks = "，".join(f"{palette.mark_text(light)} {counted[light]} 项" for light in _NOT_AS_PLANNED if counted[light])
    st.caption(f"以上 {len(waiting)} 份" + (f"中有：{marks}。" if marks else "都合计划。"))
    key = f"sign_all_{plan.id}" if spans_plans() else "sign_all"
    pressed = st.button(f"{label}（{len(waiting)} 份）", key=key)
    named = [
        f"- {escape_markdown(f'{status.unit}　{item.code} {item.title}')}：{palette.mark_text(standing.assessment.light)}"
        for status, (item, standing) in short[:_MOST_NAMED]
    ]
    more = [f"- 另有 {len(short) - _MOST_NAMED} 项，见各份"] * (len(short) > _MOST_NAMED)
    effect = "签收后计入正式口径，各页和通报都按它算。" if accepting else "同意后送下一环节。"
    exceptions = [f"其中 {marks}：", *named, *more] if short else ["其中没有滞后、欠进度的事项。"]
    text = "\n".join([f"一次{label[2:]} {len(waiting)} 份。{effect}", "", *exceptions])
    messages.confirm(key, pressed, label, text, f"确认{label}", lambda: _sign_each(plan, waiting))


def _sign_each(plan: Plan, waiting: Sequence[SubmissionStatus]) -> str:
    """Sign everything that waits; what cannot be signed is named, the rest is signed all the same."""
    refused = []
    bar = st.progress(0.0, "正在签批…")
    for n, status in enumerate(waiting, 1):
        try:
            commands.approvals.sign(ledger(), account(), plan.id, status.number)
        except ZcdashError as error:
            refused.append(f"{status.unit}：{error.sentence}")
        bar.progress(n / len(waiting), escape_markdown(status.unit))
    return f"已签 {len(waiting) - len(refused)} 份。" + "；".join(refused)


def _not_as_planned(plan: Plan, status: SubmissionStatus) -> list[tuple[Item, ItemStanding]]:
    """Return the items to be signed that these figures would leave short of the plan, the worst first."""
    standings = _standings(plan, status, _signed_for(status)[0])
    rows = [(i, standings[i.code]) for i in plan.items if i.code in standings]
    short = [row for row in rows if row[1].assessment.light in _NOT_AS_PLANNED]
    return sorted(short, key=lambda row: queries.overview.urgency(row[1]))


def _standings(plan: Plan, status: SubmissionStatus, codes: Sequence[str]) -> dict[str, ItemStanding]:
    """Return the items that are signed for, each by the parts that this unit reports."""
    items = query(queries.standing.year, plan.id, View.FILED)[status.period].items
    pack = queries.rule_packs.pack(query(queries.rule_packs.adopted))
    return {
        code: queries.item_standing.of_unit(units_at(plan, status.period), items[code], status.unit, pack)
        for code in codes
    }


def sign_one(plan: Plan, status: SubmissionStatus) -> None:
    """Draw one submission for its signer: the changes, the lights it would give, the figures, sign and send back."""
    codes, substituted = _signed_for(status)
    changes = query(queries.submission_changes.changed_since, plan.id, status.number, status.supersedes)
    filed = f"{status.filed_by} {formatting.day(status.filed_at)} {status.filed_at:%H:%M} 报送（编号 {status.number}）"
    with st.container(border=True, key=f"sign_{status.number}"):
        st.markdown(
            f"**{escape_markdown(status.unit)}**　{Period.parse(status.period).name}　{len(codes)} 项　{escape_markdown(filed)}"
        )
        if changes:
            st.caption(
                escape_markdown(
                    f"与上次（编号 {status.supersedes}）相比改了 {len(changes)} 处{_voided(plan, status)}。"
                )
            )
            _named_changes(plan, status, changes)
        standings = _standings(plan, status, codes)
        _lights(plan, status, standings)
        if doubts := query(queries.submissions.doubts_of, status.number, _own_rows(plan, status)):
            st.caption("填报人已确认，签批时请留意：")
            html(findings.finding_cards(doubts))
        # Built when opened: of a dozen waiting submissions two or three are.
        details = st.expander("逐项看", key=f"sign_look_{status.number}", on_change="rerun")
        if details.open:
            with details:
                record_unaccepted(f"报送 {status.number}", status.period, status.unit, plan.id)
                _details(plan, status, standings)
                evidence.of_submission(status)
                _changes_and_signatures(status, changes)
        left, right = st.columns([1, 3])
        _sign_button(left, plan, status, substituted)
        _send_back_form(right, plan, status, codes)


def _signed_for(status: SubmissionStatus) -> tuple[tuple[str, ...], list[str]]:
    """Return (codes of the items that the account signs for, leaders that it substitutes for)."""
    if status.course.stage is not Stage.DEPUTY:
        return status.codes, []
    leaders = _signing_leaders(status)
    return tuple(c for x in leaders for c in status.items[x]), [x for x in leaders if x != account().leader]


def _signing_leaders(status: SubmissionStatus) -> list[str]:
    return [x for x in query(queries.approvals.stands_for, status.plan, account()) if x in status.course.waiting]


def _own_rows(plan: Plan, status: SubmissionStatus) -> tuple[str, ...] | None:
    """Return the codes of all rows, blank ones too, of the items that a deputy mayor signs for; None for the other signers."""
    if status.course.stage is not Stage.DEPUTY:
        return None
    leaders = {*_signing_leaders(status)}
    led = {i.code for i in plan.items if leaders.intersection(plan.leads_of(i.code, "leader"))}
    own = led.union(_signed_for(status)[0])
    return tuple(row for row, item in plan.item_by_part.items() if item in own)


def _named_changes(plan: Plan, status: SubmissionStatus, changes: Sequence[ValueChange]) -> None:
    """Name the changes that a signer must not miss: figures that were taken back, and what was short before."""
    emptied = query(queries.submission_changes.emptied, status.number, status.supersedes)
    was, now = (_part_lights(plan, status.period, view) for view in (View.OFFICIAL, View.FILED))
    short = {code for code, light in was.items() if light in _SHORT and now.get(code) is not light}
    named = [c for c in changes if c.code in emptied | short]
    lines = []
    for c in sorted(named, key=lambda c: c.code not in emptied)[:_MOST_NAMED]:
        light = f"（原{palette.mark_text(was[c.code])}）" if c.code in short else ""
        lines.append(f"- {escape_markdown(f'{c.code} {c.what}：{c.was} → {c.now}{light}')}")
    if len(named) > _MOST_NAMED:
        lines.append(f"- 另有 {len(named) - _MOST_NAMED} 处，见“逐项看”")
    if lines:
        st.markdown("\n".join(lines))


def _part_lights(plan: Plan, period: str, view: View) -> dict[str, Light]:
    items = query(queries.standing.year, plan.id, view)[period].items.values()
    return {code: part.light for item in items for code, part in item.parts.items()}


def _voided(plan: Plan, status: SubmissionStatus) -> str:
    """Return what became of the signatures under the superseded submission, or nothing if it had none."""
    previous = query(queries.approvals.submission_status, plan.id, status.supersedes) if status.supersedes else None
    if previous is None or not previous.given:
        return ""
    return f"，{previous.course.word if previous.course.returned else '原签字已作废'}"


def _lights(plan: Plan, status: SubmissionStatus, standings: dict[str, ItemStanding]) -> None:
    """Draw how many of each light these figures would give, and the items that are not as planned."""
    given = Counter(standing.assessment.light for standing in standings.values())
    html(lights.light_counts(given))
    short = [(i, standing.assessment, "", standing) for i, standing in _not_as_planned(plan, status)]
    if short:
        html(lights.decisions(short[:_MOST_NAMED], plan.id, status.period))


def _details(plan: Plan, status: SubmissionStatus, standings: dict[str, ItemStanding]) -> None:
    pack = query(queries.rule_packs.adopted)
    item.part_rows(plan, [*standings.values()], status.period, pack)
    written = [
        row
        for code in standings
        for row in query(queries.submissions.narratives_of, plan.id, code, View.FILED)
        if row["period"] == status.period
    ]
    if written:
        item.narratives(written)


def _changes_and_signatures(status: SubmissionStatus, changes: Sequence[ValueChange]) -> None:
    if changes:
        st.markdown("**与上次不同的地方**")
        st.dataframe(item_tables.changes(changes), hide_index=True, key=f"sign_changes_{status.number}")
    if status.given:
        st.markdown("**已有的签批**")
        st.dataframe(regime_tables.signatures(status.given), hide_index=True, key=f"sign_given_{status.number}")


def _sign_button(column: DeltaGenerator, plan: Plan, status: SubmissionStatus, substituted: Sequence[str]) -> None:
    label = "同意"
    if status.course.stage is Stage.OFFICE:
        label = "签收"
    elif substituted:
        label = escape_markdown(f"同意（代{'、'.join(substituted)}签）")
    if column.button(label, key=f"sign_yes_{status.number}", type="primary"):
        with guard():
            course = commands.approvals.sign(ledger(), account(), plan.id, status.number)
            rerun_with_message(f"{status.unit}的报送{label}，{course.word}。")


def _send_back_form(column: DeltaGenerator, plan: Plan, status: SubmissionStatus, codes: Sequence[str]) -> None:
    with column.popover("退回"), st.form(f"sign_back_{status.number}", border=False):
        note = st.text_area("哪里不对、怎样改", key=f"sign_note_{status.number}")
        titles = {i.code: f"{i.code} {i.title}" for i in plan.items}
        chosen = st.multiselect(
            "涉及的事项",
            list(codes),
            format_func=label_of(titles),
            key=f"sign_rows_{status.number}",
            placeholder="可不选",
        )
        if st.form_submit_button("退回"):
            with guard():
                commands.approvals.send_back(ledger(), account(), plan.id, status.number, note, chosen)
                rerun_with_message(f"已退回{status.unit}的报送。")


def file_again(plan: Plan, status: SubmissionStatus) -> None:
    """Show who sent a submission back and why, with the button to file again; nothing if it was not sent back."""
    sign_off = status.course.returned
    if sign_off is None or sign_off.signed_on is None:
        return
    codes = escape_markdown(f"（涉及 {'、'.join(sign_off.codes)}）") if sign_off.codes else ""
    of = f"　{plan.title}" if spans_plans() else ""
    at = Period.parse(status.period)
    head = f"**{escape_markdown(f'{status.unit}{of}　{stage_name(at) if of else at.short_name}')}**"
    said = f"{sign_off.name} {formatting.day(sign_off.signed_on)}退回：{sign_off.note}"
    st.warning(f"{head}　{escape_markdown(said)}{codes}")
    if account().may(Permission.FILE, status.unit) and st.button("去重报", key=f"again_{status.number}"):
        open_page("submit.py", plan=plan.id, unit=status.unit, period=status.period)
