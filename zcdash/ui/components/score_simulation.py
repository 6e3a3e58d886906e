"""年终考核, 设想: the score under other figures, commitments made good, or other settings. Nothing is stored."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from zcdash import queries
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.rounding import half_up
from zcdash.domain.terms import LIGHT_NAME, Basis, Light
from zcdash.queries.score import WHO_NAME, Placed, Scores
from zcdash.queries.score_context import Settings
from zcdash.rendering.dataframes import score_tables
from zcdash.rendering.formatting import amount
from zcdash.rendering.html import cards, score_cards
from zcdash.rules.score import Score
from zcdash.rules.score_simulation import ScoreComparison
from zcdash.text import escape_markdown
from zcdash.ui.components.score import readable_scores
from zcdash.ui.components.score_ranking import FEW_ROWS, POINTS
from zcdash.ui.session import guard, ledger, period, query
from zcdash.ui.widgets import html

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
"""Settings that can be changed, each with its maximum."""


def show(plan: Plan, scores: Scores, placed: Placed | None) -> None:
    """Draw the inputs of a simulation and its result, for one score or for the ranking."""
    st.caption("只是设想，不改变台账，也不留存。")
    settings = _settings(scores)
    if placed is None:
        _changed_ranks(plan, scores, settings)
        return
    actuals = _actuals(plan, scores, placed.name)
    lights = _commitments(placed.score)
    if not (actuals or lights or settings):
        st.info("选指标填上设想的数，选节点，或者换一种算法，看得分会怎样。")
        return
    with guard():
        _comparison(
            queries.score_simulation.score_if(
                ledger(), plan.id, placed.name, scores.who, actuals, lights, settings, scores.rules.id, period()
            )
        )
    if settings and readable_scores()[0]:
        _changed_ranks(plan, scores, settings)


def _comparison(comparison: ScoreComparison) -> None:
    """Draw the present score beside the simulated one, and the items that change."""
    st.subheader(escape_markdown(comparison.sentence))
    columns = st.columns(2)
    for column, label, score in zip(columns, ("现在", "设想"), (comparison.now, comparison.then), strict=True):
        points = "不评分" if score.points is None else str(score.points)
        with column:
            html(cards.facts([(points, label)]) + score_cards.arithmetic(score.closing))
    frame = score_tables.score_changes(comparison.now, comparison.then)
    if len(frame):
        st.dataframe(
            frame,
            hide_index=True,
            height="content",
            key="score_moved",
            column_config={"现在": POINTS, "设想": POINTS, "事项": {"width": 260}},
        )


def _changed_ranks(plan: Plan, scores: Scores, settings: Settings) -> None:
    if not settings:
        st.info("移动上面的取值，看全部名次会怎样；选定一个对象，还可以设想指标和节点。")
        return
    with guard():
        simulated = query(queries.score.scores, plan.id, scores.who, scores.rules.id, scores.through.text, settings)
        frame = score_tables.two_scores(scores, simulated, WHO_NAME[scores.who], ("现在", "设想"))
        changed = (frame["现在名次"] != frame["设想名次"]).sum()
        st.subheader(f"全部名次、等次：{changed} 个有变化")
        st.dataframe(
            frame,
            hide_index=True,
            height="content" if len(frame) <= FEW_ROWS else 460,
            key="score_moved_ranks",
            column_config={"现在": POINTS, "设想": POINTS, "得分变化": POINTS},
        )


def _settings(scores: Scores) -> Settings:
    """Return the settings that the reader has changed."""
    labels = {s.place.replace(".", "_"): s.name for s in scores.rules.settings()}
    changed = []
    with st.expander("换一种算法"):
        columns = st.columns(3)
        for n, (name, maximum) in enumerate(_SLIDERS.items()):
            current: Decimal = getattr(scores.rules, name)
            value = columns[n % 3].slider(
                labels[name], 0.0, max(maximum, float(current)), float(current), maximum / 20, key=f"if_{name}"
            )
            setting = half_up(value, 4).normalize()
            if setting != current:
                changed.append((name, setting))
    return tuple(changed)


def _actuals(plan: Plan, scores: Scores, name: str) -> dict[str, float]:
    """Return the last period's actuals that the reader has typed in, in the indicators' own basis."""
    indicators = query(queries.score_simulation.simulatable_indicators, plan.id, name, scores.who, scores.through.text)
    last = Period.parse(plan.periods[-1]).short_name
    actuals: dict[str, float] = {}
    with st.container(border=True):
        codes = st.multiselect(
            f"设想{last}的指标",
            list(indicators),
            key="if_codes",
            placeholder="选一个或几个指标",
            format_func=lambda c: f"{c} {indicators[c][0].name}",
        )
        columns = st.columns(3)
        for n, code in enumerate(codes):
            part, carried = indicators[code]
            is_quarter, planned = part.basis is Basis.QUARTER, part.planned or 0.0
            label = escape_markdown(f"{code} {part.name}（{part.unit}，{'当季' if is_quarter else '年末'}）")
            before = f"，此前已累计 {amount(carried, part.unit)}" if is_quarter else ""
            with columns[n % 3]:
                default = max(float(half_up(planned - carried, 4)), 0.0)
                actuals[code] = st.number_input(label, value=default, key=f"if_{code}", format="%.10g")
                st.caption(escape_markdown(f"{scores.words.whole}计划 {amount(part.planned, part.unit)}{before}"))
    return actuals


def _commitments(score: Score) -> dict[str, Light]:
    """Return the commitments that the reader supposes done, each with the light that it would get."""
    commitments = queries.score_simulation.simulatable_commitments(score)
    if not commitments:
        return {}
    codes = st.multiselect(
        "设想完成的节点",
        list(commitments),
        key="if_lights",
        placeholder="选一个或几个节点",
        format_func=lambda c: f"{c} {commitments[c][0]}（按{LIGHT_NAME[commitments[c][1]]}计）",
    )
    return {code: commitments[code][1] for code in codes}
