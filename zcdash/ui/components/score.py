"""Pieces of the page 年终考核: the ranking, one score opened down to its rows, what it would be if, the rules."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import streamlit as st

from zcdash import queries
from zcdash.auth.permissions import Permission, Role
from zcdash.domain.model import BASIS_NAME, DIRECTION_NAME, LIGHT_NAME, Basis, Light
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.queries.objections import KIND_NAME
from zcdash.queries.score import WHO_NAME, Placed, Scores, Settings
from zcdash.rendering.charts import score_charts
from zcdash.rendering.dataframes import score_tables
from zcdash.rendering.formatting import amount, day
from zcdash.rendering.html import cards, score_cards
from zcdash.rules.score import Score
from zcdash.rules.score_part import ROUNDING
from zcdash.text import escape_markdown
from zcdash.ui.components import tables
from zcdash.ui.session import account, guard, ledger, period, query
from zcdash.ui.widgets import chart, choose, html, open_page

PARTS = ("得分", "设想", "复核", "办法")
_POINTS = st.column_config.NumberColumn(format="%.2f")
_STEP = st.column_config.NumberColumn(format="%.4f")
_BAR = st.column_config.ProgressColumn(format="%.2f", min_value=0, max_value=100)
_FEW = 12
_SLIDERS = {
    "role_support": 1.0,
    "commitment_late": 1.0,
    "commitment_partly": 1.0,
    "deduction_missing": 5.0,
    "deduction_late": 5.0,
    "deduction_returned": 5.0,
    "deduction_cap": 20.0,
    "bonus_ahead": 2.0,
    "bonus_cap": 20.0,
}
"""Settings that may be moved, and how far."""
_EXPLAINED = {
    "算到哪里": "指标按到期的最后一个有计划值的期计分，节点按各自的期计分；报送在途的签收后计分，关账后仍未签收的按未报送计。",
    "算给谁": "按计划所列的责任单位和分管区长，不按填报单位。统称（如各镇政府）配合的事项，各成员单位按配合计；"
    "统称牵头的不计入单位得分，只计分管区长。",
    "扣谁的分": "迟报、未报送、退回只扣责任单位的分，不扣分管区长的分；单位主要负责人自己退回的不扣。",
}
FORMULA_NAME = {str(d): f"指标：{name}" for d, name in DIRECTION_NAME.items()} | {
    "growth": f"指标：{BASIS_NAME[Basis.GROWTH]}",
    "commitment": "节点",
}


def seen_by_reader() -> tuple[bool, str]:
    """(Whether this reader may see everybody's scores, the unit whose score is the reader's own)."""
    who = account()
    return who.may(Permission.SEE_SCORES), who.unit if who.role in (Role.CLERK, Role.HEAD) else ""


def chosen(found: Scores) -> Placed | None:
    """The score that the reader opened, of those that may be seen; None for all of them."""
    everybody, own = seen_by_reader()
    names = [r.name for r in found.rows]
    if not everybody:
        return found.of(own) if own in names else None
    word = WHO_NAME[found.who]
    name = choose(st.selectbox, word, names, found.who, index=None, placeholder=f"选择{word}，看得分的构成")
    return found.of(name) if name else None


def heading(found: Scores) -> None:
    """Up to when, by which rules, and what the frame's period does here."""
    left = "；报送在途的，签收后计分" if found.so_far else ""
    st.caption(
        f"{found.word}，{day(found.as_of)}所见，正式口径，{found.rules.name}第 {found.rules.version} 版。"
        f"右上角选期，得分算到该期为止{left}。"
    )


def ranking(plan: Plan, found: Scores) -> None:
    """Everybody, the best first; a click opens one."""
    ranked = [r for r in found.rows if r.rank]
    if not ranked:
        st.info("还没有可以计分的报送。")
        return
    word, total = WHO_NAME[found.who], len(ranked)
    first, middle, last = ranked[0], ranked[(total - 1) // 2], ranked[-1]
    one = "个" if found.who == "unit" else "位"
    sentence = (
        f"{total} {one}{word}有名次：最高{first.name} {first.score.points} 分，居中 {middle.score.points} 分，"
        f"最低{last.name} {last.score.points} 分"
    )
    draw = score_charts.comparison_chart if total <= _FEW else score_charts.rank_chart
    chart(lambda: draw(ranked, sentence), f"score_{found.who}", found.through.text, found.rules.id)
    kinds = {u.name: u.kind.value for u in plan.units} if found.who == "unit" else {}
    frame = score_tables.ranking(found.rows, word, kinds).drop(columns="说明", errors="ignore")
    columns = dict.fromkeys(("牵头得分", "配合得分", "扣分", "加分"), _POINTS) | {"得分": _BAR, word: {"width": 160}}
    columns["名次"] = st.column_config.NumberColumn(width=56, format="%d")
    picked = st.dataframe(
        frame,
        hide_index=True,
        height="content" if total <= _FEW else 620,
        key=f"score_rank_{found.who}",
        on_select="rerun",
        selection_mode="single-cell",
        column_config=columns,
        placeholder="",
    )
    alone = "；只有以统称（如各镇政府）列名的事项的，有得分、不排名" if found.who == "unit" else ""
    st.caption(f"点一行看得分的构成。得分相同的名次并列{alone}。")
    if picked["selection"]["cells"]:
        open_page("score.py", **{found.who: found.rows[picked["selection"]["cells"][0][0]].name, "who": found.who})


def opened(found: Scores, row: Placed) -> None:
    """One score: in a few numbers, the closing arithmetic, the items led and supported apart, and what is left out."""
    score, everybody = row.score, seen_by_reader()[0]
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.header(escape_markdown(row.name))
        if everybody and st.button("全部名次", key="score_back"):
            st.query_params.pop(found.who, None)
            st.rerun()
    html(cards.facts(score_cards.facts_of(row, sum(bool(r.rank) for r in found.rows) if everybody else 0)))
    if row.why_not:
        st.caption(escape_markdown(row.why_not))
    html(score_cards.arithmetic(score.closing))
    if found.who == "unit" and (on_time := query(queries.overview.timeliness, found.plan, row.name)):
        st.markdown(
            "**报送**　"
            + escape_markdown("　".join(f"{p.short_name}：{f.word}" for p, f in on_time if p <= found.through))
        )
    for role, what in score_tables.ITEMS_OF.items():
        frame = score_tables.items(score, what)
        if len(frame):
            apart = next(a for a in score.apart if a.role is role)
            st.subheader(f"{what}（{len(frame)}）")
            st.caption(apart.arithmetic)
            st.dataframe(
                frame,
                hide_index=True,
                height="content" if len(frame) <= _FEW else 460,
                key=f"score_{what}",
                column_config={"事项得分": _BAR, "计入": _STEP, "编号": {"width": 64}, "事项": {"width": 260}},
            )
    if score.deductions or score.bonuses:
        st.subheader("扣分和加分")
        st.dataframe(
            score_tables.deductions_and_bonuses(score),
            hide_index=True,
            height="content",
            key="score_off",
            column_config={"合计": _POINTS, "每次": _POINTS},
        )
    _one_item(score)
    _left_out(score)


def _one_item(score: Score) -> None:
    """The rows of one item, with the line of arithmetic of each."""
    items = {s.code: s for s in score.items if s.lines}
    if not items:
        return
    st.subheader("逐项看算式")
    code = choose(
        st.selectbox, "事项", list(items), "item", next(iter(items)), format_func=lambda c: f"{c} {items[c].name}"
    )
    if code:
        html(score_cards.arithmetic(items[code].closing))
        frame = score_tables.parts(items[code])
        st.dataframe(
            frame,
            hide_index=True,
            height="content" if len(frame) <= _FEW else 460,
            key="score_parts",
            column_config={"得分": _STEP, "内容": {"width": 300}},
        )


def _left_out(score: Score) -> None:
    frame = score_tables.left_out(score)
    if len(frame):
        with st.expander(f"不计分的（{len(frame)}）"):
            st.dataframe(frame, hide_index=True, height="content" if len(frame) <= _FEW else 460, key="score_left_out")


def everything(found: Scores, row: Placed | None) -> None:
    """All that this reader may see as a workbook: of one, or of everybody."""
    everybody, own = seen_by_reader()
    rows = [row] if row else list(found.rows) if everybody else []
    if not rows:
        return
    word, plan_id = WHO_NAME[found.who], found.plan
    named = [o for o in query(queries.objections.objections, plan_id) if o.scored in {r.name for r in rows}]
    tables.downloads(
        lambda: {
            **({} if row else {"排名": score_tables.ranking(rows, word, {})}),
            **score_tables.sheets_of(rows, word),
            "复核申请": score_tables.objections(named, KIND_NAME),
            "算法": score_tables.formulas(found.rules, FORMULA_NAME),
            "办法": score_tables.settings(found.rules, numbers=True),
        },
        f"年终考核_{row.name if row else word}_{found.through.text}",
    )


def simulate(plan: Plan, found: Scores, row: Placed | None) -> None:
    """What if: indicators that land elsewhere, commitments made good, other settings. Nothing is stored."""
    st.caption("只是设想，不改变台账，也不留存。")
    settings = _settings(found)
    if row is None:
        _other_ranks(plan, found, settings)
        return
    actuals = _actuals(plan, found, row.name)
    lights = _made_good(row.score)
    if not (actuals or lights or settings):
        st.info("选指标填上设想的数，选节点，或者换一种算法，看得分会怎样。")
        return
    with guard():
        beside = queries.score_simulation.score_if(
            ledger(), plan.id, row.name, found.who, actuals, lights, settings, found.rules.id, period()
        )
        now, then = (("不评分" if s.points is None else str(s.points)) for s in (beside.now, beside.then))
        st.subheader(escape_markdown(beside.sentence))
        left, right = st.columns(2)
        for place, word, points, score in ((left, "现在", now, beside.now), (right, "设想", then, beside.then)):
            with place:
                html(cards.facts([(points, word)]) + score_cards.arithmetic(score.closing))
        frame = score_tables.score_changes(beside.now, beside.then)
        if len(frame):
            st.dataframe(
                frame,
                hide_index=True,
                height="content",
                key="score_moved",
                column_config={"现在": _POINTS, "设想": _POINTS, "事项": {"width": 260}},
            )
    if settings and seen_by_reader()[0]:
        _other_ranks(plan, found, settings)


def _other_ranks(plan: Plan, found: Scores, settings: Settings) -> None:
    if not settings:
        st.info("移动上面的取值，看全部名次会怎样；选定一个对象，还可以设想指标和节点。")
        return
    with guard():
        then = query(queries.score.scores, plan.id, found.who, found.rules.id, found.through.text, settings)
        frame = score_tables.rank_changes(found, then, WHO_NAME[found.who])
        st.subheader(f"全部名次：{(frame['名次变化'] != '不变').sum()} 个有变化")
        st.dataframe(
            frame,
            hide_index=True,
            height="content" if len(frame) <= _FEW else 460,
            key="score_moved_ranks",
            column_config={"现在": _POINTS, "设想": _POINTS},
        )


def _settings(found: Scores) -> Settings:
    """The settings that the reader moved away from the rules."""
    said, moved = {s.place.replace(".", "_"): s.name for s in found.rules.settings()}, []
    with st.expander("换一种算法"):
        columns = st.columns(3)
        for n, (name, most) in enumerate(_SLIDERS.items()):
            now = getattr(found.rules, name)
            value = columns[n % 3].slider(
                said[name], 0.0, max(most, float(now)), float(now), most / 20, key=f"if_{name}"
            )
            if Decimal(str(round(value, 4))) != now:
                moved.append((name, Decimal(str(round(value, 4)))))
    return tuple(moved)


def _actuals(plan: Plan, found: Scores, name: str) -> dict[str, float]:
    """What the reader imagines the last period's actuals to be, in the indicators' own basis."""
    open_ones = query(queries.score_simulation.simulatable_indicators, plan.id, name, found.who, found.through.text)
    last = Period.parse(plan.periods[-1]).short_name
    with st.container(border=True):
        picked = st.multiselect(
            f"设想{last}的指标",
            list(open_ones),
            key="if_codes",
            placeholder="选一个或几个指标",
            format_func=lambda c: f"{c} {open_ones[c][0].name}",
        )
        columns, actuals = st.columns(3), {}
        for n, code in enumerate(picked):
            part, carried = open_ones[code]
            quarter = part.basis is Basis.QUARTER
            label = escape_markdown(f"{code} {part.name}（{part.unit}，{'当季' if quarter else '年末'}）")
            before = f"，此前已累计 {amount(carried, part.unit)}" if quarter else ""
            with columns[n % 3]:
                wanted = max(round(part.planned - carried, 4), 0.0)
                actuals[code] = st.number_input(label, value=wanted, key=f"if_{code}", format="%.10g")
                st.caption(escape_markdown(f"全年计划 {amount(part.planned, part.unit)}{before}"))
        return actuals


def _made_good(score: Score) -> Mapping[str, Light]:
    """The commitments that the reader imagines made good, or done."""
    open_ones = queries.score_simulation.simulatable_commitments(score)
    if not open_ones:
        return {}
    picked = st.multiselect(
        "设想完成的节点",
        list(open_ones),
        key="if_lights",
        placeholder="选一个或几个节点",
        format_func=lambda c: f"{c} {open_ones[c][0]}（按{LIGHT_NAME[open_ones[c][1]]}计）",
    )
    return {c: open_ones[c][1] for c in picked}


def rules(found: Scores) -> None:
    """How everything is reckoned, each value with its source."""
    r = found.rules
    st.caption(f"{r.name}，第 {r.version} 版。出处：{r.source}。")
    st.markdown(f"**舍入**　{ROUNDING}。")
    for word, said in _EXPLAINED.items():
        st.markdown(f"**{word}**　{said}")
    st.subheader("算法")
    html(score_cards.rule_list(score_tables.formulas(r, FORMULA_NAME), "9em 2fr 1.6fr"))
    st.subheader("取值和出处")
    html(score_cards.rule_list(score_tables.settings(r), "1.5fr 11em 2fr"))
