"""年终考核: the ranking of all scores, and one score opened down to its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

import streamlit as st

from zcdash import queries
from zcdash.domain.terms import Responsibility
from zcdash.queries.score import Placed, Scores
from zcdash.rendering.charts import score_charts
from zcdash.rendering.dataframes import regime_tables, score_tables
from zcdash.rendering.html import cards, score_cards
from zcdash.rules.score import Score
from zcdash.text import escape_markdown
from zcdash.ui.components.score import readable_scores
from zcdash.ui.session import query
from zcdash.ui.widgets import chart, choose, html, open_page

FEW_ROWS = 12
POINTS = st.column_config.NumberColumn(format="%.2f")
_FOUR_PLACES = st.column_config.NumberColumn(format="%.4f")
_BAR = st.column_config.ProgressColumn(format="%.2f", min_value=0, max_value=100)


def ranking(scores: Scores) -> None:
    """Draw everybody's score, one group of peers at a time, the best first; a click opens one."""
    if scores.nothing:
        st.info(escape_markdown(scores.nothing))
        return
    group = scores.groups[0]
    if len(scores.groups) > 1:
        options = list(scores.groups)
        group = choose(
            st.segmented_control, "分组", options, "group", group, required=True, label_visibility="collapsed"
        )
    rows = scores.in_group(group)
    compared = [r for r in rows if r.place.compared]
    if not any(r.score.points is not None for r in rows):
        st.info(escape_markdown(scores.nothing or "这一组还没有可以计分的报送。"))
        return
    if compared:
        sentence = _ranking_sentence(scores, compared)
        bands = scores.rules.bands
        draw = (
            score_charts.comparison_chart
            if len(compared) <= FEW_ROWS
            else partial(score_charts.rank_chart, bands=bands)
        )
        chart(lambda: draw(compared, sentence), f"score_{scores.who}", scores.through.text, scores.rules.id, group)
    _ranking_table(scores, rows)
    st.caption("点一行看得分的构成。得分相同的名次并列。")
    if scores.handovers:
        st.caption(scores.handovers)
    for why in dict.fromkeys(r.why_not for r in rows if r.why_not):
        names = "、".join(r.title for r in rows if r.why_not == why and not r.place.compared)
        st.caption(escape_markdown(f"{names}：{why}。" if names else f"{why}，只定等次，不排名次。"))


def _ranking_table(scores: Scores, rows: Sequence[Placed]) -> None:
    label = scores.who_name
    numbers = dict.fromkeys(("牵头得分", "配合得分", "扣分", "加分"), POINTS)
    event = st.dataframe(
        score_tables.ranking(rows, label).drop(columns=["分组", "说明"], errors="ignore"),
        hide_index=True,
        height="content" if len(rows) <= FEW_ROWS else 620,
        key=f"score_rank_{scores.who}",
        on_select="rerun",
        selection_mode="single-cell",
        column_config={
            **numbers,
            "得分": _BAR,
            label: {"width": 150},
            "等次": {"width": 60},
            "名次": st.column_config.NumberColumn(width=56, format="%d"),
        },
        placeholder="",
    )
    if cells := event["selection"]["cells"]:
        open_page("score.py", **{scores.who: rows[cells[0][0]].name, "who": scores.who})


def _ranking_sentence(scores: Scores, compared: Sequence[Placed]) -> str:
    first, last = compared[0], compared[-1]
    word = "位" if scores.who == "leader" else "个单位"
    counts = Counter(r.band for r in compared if r.band)
    bands = "、".join(f"{band} {n} {word[0]}" for band, n in counts.items())
    return (
        f"{first.group} {len(compared)} {word}相比{f'：{bands}' if bands else ''}；"
        f"最高{first.title} {first.score.points} 分，最低{last.title} {last.score.points} 分"
    )


def one_score(scores: Scores, placed: Placed) -> None:
    """Draw one score: the main numbers, the arithmetic, its items, deductions and bonuses, and what is left out."""
    score, everybody = placed.score, readable_scores()[0]
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.header(escape_markdown(placed.title))
        if everybody and st.button("全部名次", key="score_back"):
            st.query_params.pop(scores.who, None)
            st.rerun()
    total = sum(r.place.compared for r in scores.in_group(placed.group)) if everybody else 0
    html(cards.facts(score_cards.facts_of(placed, total)))
    if placed.why_not and everybody:
        st.caption(escape_markdown(placed.why_not))
    html(score_cards.arithmetic(score.closing))
    if placed.term.text:
        st.caption(scores.handovers)
    if scores.who == "unit":
        _timeliness(scores, placed.name)
    _items(score)
    if score.deductions or score.bonuses:
        st.subheader("扣分和加分")
        st.dataframe(
            score_tables.deductions_and_bonuses(score),
            hide_index=True,
            height="content",
            key="score_off",
            column_config={"合计": POINTS, "每次": POINTS},
        )
    _one_item(score)
    _left_out(score)
    if everybody and placed.elsewhere:
        _other_weights(placed)


def _other_weights(placed: Placed) -> None:
    """Draw the score under other weights, with its place among the same peers."""
    st.subheader("其他权重下")
    st.dataframe(
        score_tables.other_weights(placed),
        hide_index=True,
        height="content",
        key="score_weights",
        column_config={"得分": POINTS, "权重": {"width": 240}},
    )


def _timeliness(scores: Scores, unit: str) -> None:
    """Draw how the unit filed in every period up to the one scored."""
    filings = query(queries.overview.timeliness, scores.plan, unit)
    if filings:
        words = "　".join(regime_tables.filed(p, f, unit) for p, f in filings if p <= scores.through)
        st.markdown("**报送**　" + escape_markdown(words))


def _items(score: Score) -> None:
    """Draw the items led and those supported, each table under its arithmetic."""
    arithmetic = {apart.role: apart.arithmetic for apart in score.apart}
    tables = {Responsibility.LEAD: score_tables.LED, Responsibility.SUPPORT: score_tables.SUPPORTED}
    for role, title in tables.items():
        frame = score_tables.items(score, title)
        if len(frame):
            st.subheader(f"{title}（{len(frame)}）")
            st.caption(arithmetic[role])
            st.dataframe(
                frame,
                hide_index=True,
                height="content" if len(frame) <= FEW_ROWS else 460,
                key=f"score_{title}",
                column_config={"事项得分": _BAR, "计入": _FOUR_PLACES, "编号": {"width": 64}, "事项": {"width": 260}},
            )


def _one_item(score: Score) -> None:
    """Draw the rows of one chosen item, each with its arithmetic."""
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
            height="content" if len(frame) <= FEW_ROWS else 460,
            key="score_parts",
            column_config={"得分": _FOUR_PLACES, "内容": {"width": 300}},
        )


def _left_out(score: Score) -> None:
    frame = score_tables.left_out(score)
    if len(frame):
        with st.expander(f"不计分的（{len(frame)}）"):
            st.dataframe(
                frame, hide_index=True, height="content" if len(frame) <= FEW_ROWS else 460, key="score_left_out"
            )
