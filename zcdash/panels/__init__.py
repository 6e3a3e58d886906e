"""Larger pieces of page that several pages show: tables that open, downloads, the steps of filing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from zcdash import board, desk
from zcdash.assess import Stage
from zcdash.gate import Command
from zcdash.model import LIGHT_NAME, Assessment, Indicator, Item, Light, Plan, Role, Severity
from zcdash.present import lights, registers, sheets, tables, words
from zcdash.texts import file_stem, literal
from zcdash.ui import account, ask, done, guard, html, ledger, open_page, period, year

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def downloads(shown: Callable[[], Mapping[str, pd.DataFrame]], name: str) -> None:
    """What the page shows as an Excel workbook; its tables, too, are made only when it is asked for."""
    heading = f"{name}　{board.today(ledger())} 所见"
    st.download_button(
        "下载 Excel", lambda: sheets.workbook(shown(), heading), f"{file_stem(name)}.xlsx", XLSX, key=f"download_{name}"
    )


def item_table(plan: Plan, year: Mapping[str, board.Standing], codes: Sequence[str], key: str) -> None:
    """Items with their lights quarter by quarter; a click opens one. Download below."""
    if not codes:
        st.caption("没有事项。")
        return
    frame = tables.items_with_lights(plan, year, codes)
    picked = st.dataframe(
        frame,
        hide_index=True,
        height="content" if len(codes) <= 15 else 560,
        key=key,
        on_select="rerun",
        selection_mode="single-cell",
        column_config={"编号": {"width": 64}, "事项": {"width": 250}},
    )
    downloads(lambda: {"事项": frame}, f"{key}_{period()}")
    if picked["selection"]["cells"]:
        open_page("item.py", item=codes[picked["selection"]["cells"][0][0]])


def bullet_rows(
    year: Mapping[str, board.Standing], at: str, chosen: Sequence[Indicator]
) -> list[tuple[Indicator, float | None, float | None, float | None, Assessment]]:
    """For each indicator: planned, actual, last period's actual, and its judgement, at a period."""
    found = {p: {s.indicator.code: s for i in st_.items.values() for s in i.indicators} for p, st_ in year.items()}
    periods = list(year)
    last = periods[periods.index(at) - 1] if periods.index(at) else None
    return [
        (
            i,
            found[at][i.code].planned,
            found[at][i.code].actual,
            found[last][i.code].actual if last else None,
            found[at][i.code].assessment,
        )
        for i in chosen
    ]


def decision_rows(plan: Plan, rows: Sequence[tuple[Item, board.ItemStanding]]) -> list[tuple[Item, Assessment, str]]:
    """Each with who leads it: unit and deputy mayor."""
    lead = {(r.item, r.leads): r.name for r in plan.responsible if r.role is Role.LEAD}
    return [(i, s.assessment, f"{lead[i.code, False]}　{lead[i.code, True]}") for i, s in rows]


def changes(rows: Sequence[tuple[Item, Light, Light]], plan_id: str, at: str) -> None:
    """Items whose light is another than the period before, the worsened first."""
    if not rows:
        st.caption("与上期相比没有变化，或上期没有报送。")
        return
    told = [
        (i, Assessment(now, f"上期{lights.MARKS[was].word}，本期{lights.MARKS[now].word}"), "")
        for i, was, now in rows[:12]
    ]
    html(lights.decisions(told, plan_id, at))
    if len(rows) > 12:
        st.caption(f"另有 {len(rows) - 12} 项有变化，见下表。")


def returns_line(returns: board.Returns) -> None:
    """The returns of a period in one line: how many came in, who has not filed, how long there is."""
    left = returns.days_left
    when = f"离截止还有 {left} 天" if left > 0 else "今天截止" if left == 0 else f"截止已过 {-left} 天"
    gone = literal("、".join(f.unit for f in returns.filings if f.missing))
    parts = [f"**送达 {returns.on_time + returns.late}/{returns.asked}**", f"按时 {returns.on_time}"]
    parts += [f"迟报 {returns.late}"] * bool(returns.late) + [f"在途 {returns.on_way}"] * bool(returns.on_way)
    parts += [f"逾期未报 {returns.missing}（{gone}）"] * bool(returns.missing)
    parts += [f"未到期 {returns.waiting}"] * bool(returns.waiting) + [when]
    st.markdown("　".join(parts))


def wall_look() -> None:
    """No sidebar, no frame, larger type: for a screen across a room."""
    st.html("""<style>[data-testid="stSidebar"],[data-testid="stHeader"],.st-key-frame_period,.st-key-frame_head{display:none!important}
    [data-testid="stMainBlockContainer"]{max-width:100%;padding:1rem 2rem} html{font-size:19px}</style>""")


def template_button(plan_id: str, period_text: str, unit: str) -> None:
    """Hands out the unit's workbook.

    It is made before the click: a click that also ends typing in a field starts the page anew, and what was only promised
    for later would be lost with the old page.
    """
    name, data = ask(board.workbook, plan_id, period_text, unit)
    st.download_button("下载本单位模板", data, name, XLSX, key="submit_template")


def all_templates(plan_id: str, period_text: str) -> None:
    """Makes every unit's workbook under a progress bar, and hands them out as one zip."""
    if st.button("准备全部模板", key="submit_all"):
        bar = st.progress(0.0, "正在生成…")
        data = board.bundle(ledger(), plan_id, period_text, lambda share, unit: bar.progress(share, literal(unit)))
        bar.empty()
        st.download_button("下载压缩包", data, f"{period_text}_全部单位模板.zip", key="submit_zip")


def verdict(seen: board.Examined) -> str:
    """What checking found, in one sentence."""
    errors = sum(f.severity is Severity.ERROR for f in seen.returned.findings)
    if errors:
        return f"有 {errors} 处错误，改正后重新上传"
    if seen.same:
        return f"这个文件已经报送过（编号 {seen.latest['submission']}），不用再报"
    warnings = len(seen.returned.findings)
    return f"可以报送，有 {warnings} 处提示请核对" if warnings else "检查通过，可以报送"


def receipt(done: desk.Receipt) -> None:
    """What became of the file: number, time, fingerprint."""
    if done.filed:
        when, mark = f"{done.filed_at:%Y-%m-%d %H:%M:%S}", done.examined.file_hash[:16]
        st.success(f"**已报送，编号 {done.submission}**　{when}　文件指纹 {mark}")
    elif done.submission:
        st.info(f"这个文件已经报送过，编号 {done.submission}，没有重复录入。")
    else:
        st.error("没有报送：请按提示改正后重新上传。")


def history(plan_id: str, unit: str | None) -> None:
    """The returns filed so far, each to be had back as it came in."""
    rows = [r for r in ask(board.history, plan_id, unit) if may_see(r)]
    st.subheader("报送记录")
    if not rows:
        st.caption("还没有报送记录。")
        return
    picked = st.dataframe(
        tables.history(rows), hide_index=True, key="history_table", on_select="rerun", selection_mode="single-cell"
    )
    if picked["selection"]["cells"]:
        number = rows[picked["selection"]["cells"][0][0]]["submission"]
        name, data = board.filed_file(ledger(), number)
        st.download_button(f"下载原件（编号 {number}）", data, name, key="history_file")
    else:
        st.caption("点一行可下载原件。")


def may_see(row: Mapping[str, object]) -> bool:
    """Whether this reader may see a return: what was accepted is for all, the rest for its unit and for those who oversee."""
    who = account()
    return bool(row.get("official")) or row["unit"] == who.unit or who.may(Command.SEE_RETURNS)


def away(plan_id: str, leader: str) -> None:
    """Says that a deputy mayor is away, and who signs in the meantime."""
    day = ask(board.today)
    for a in ask(board.absences, plan_id):
        if a["leader"] == leader and a["starts"] <= day <= a["ends"]:
            when = f"{words.day(a['starts'])}至{words.day(a['ends'])}"
            st.info(literal(f"{leader} {when}外出，由{a['substitute']}补位代签。"))


def to_sign(plan_id: str, leader: str) -> None:
    """What waits for a deputy mayor's signature, the oldest first."""
    rows = [
        p
        for p in reversed(ask(board.passages, plan_id))
        if p.course.stage is Stage.DEPUTY and leader in p.course.waiting
    ]
    st.subheader(f"待{literal(leader)}审签（{len(rows)}）")
    if not rows:
        st.caption("没有待审签的报送。")
        return
    st.dataframe(registers.passages(rows), hide_index=True, height="content", key="leader_to_sign")
    if leader in board.stands_for(ledger(), plan_id, account()) and st.button("去审签", key="leader_sign"):
        open_page("signing.py")


def signed(plan_id: str, item: str) -> None:
    """The returns that speak of an item, and every hand that signed them."""
    rows = [p for p in ask(board.passages, plan_id) if item in p.codes]
    rows = [p for p in rows if may_see({"unit": p.unit, "official": p.course.stage is Stage.ACCEPTED})]
    st.subheader("审签与经过")
    if rows:
        st.dataframe(registers.passages(rows), hide_index=True, height="content", key="item_signed")
    else:
        st.caption("还没有签收的报送。")


def override(plan_id: str, item: str) -> None:
    """Lets the supervision office override the light of an item in this period, with a reason, or take that back."""
    if not account().may(Command.OVERRIDE):
        return
    now = year()[period()].items[item].assessment
    with st.expander("改判（督查室）"), st.form("item_override", border=False):
        st.caption("计算所得、改判、生效三者分别留存；有新数字时改判自动失效。")
        words_of = {"": "撤销改判"} if now.calculated else {}
        chosen = {
            light.value: LIGHT_NAME[light] for light in Light if light not in (Light.NONE, Light.PENDING)
        } | words_of
        light = st.selectbox("改判为", list(chosen), format_func=chosen.get, key="override_light")
        reason = st.text_input("理由", key="override_reason")
        if st.form_submit_button("改判"):
            with guard():
                desk.override(ledger(), account(), plan_id, period(), item, light, reason)
                done("已改判。" if light else "已撤销改判。")


def said() -> None:
    """What became of the act that drew this page anew."""
    if sentence := st.session_state.pop("done", ""):
        st.success(sentence)


def back(plan_id: str, at: str, unit: str) -> None:
    """Says that the unit's return of a period was sent back, by whom, why, and which rows to mend."""
    one = ask(board.newest, plan_id).get((at, unit))
    why = one.course.returned if one else None
    if why:
        rows = f"涉及 {'、'.join(why.codes)}。" if why.codes else ""
        told = literal(f"{why.name} {words.day(why.signed_on)}：{why.note}　{rows}")
        st.warning(f"**已退回**　{told}改好后重新上传，原签字作废。")
