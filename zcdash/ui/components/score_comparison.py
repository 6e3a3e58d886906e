"""年终考核, 办法对比: points and places under the rules shown and under another rule file, above all the version before."""

from __future__ import annotations

import streamlit as st

from zcdash import queries
from zcdash.queries.score import WHO_NAME, Placed, Scores
from zcdash.rendering.dataframes import score_tables
from zcdash.rules.score_rules import ScoreRules
from zcdash.text import escape_markdown
from zcdash.ui.components import downloads
from zcdash.ui.components.score import rules_name
from zcdash.ui.components.score_ranking import FEW_ROWS, POINTS
from zcdash.ui.session import query
from zcdash.ui.widgets import choose

_SIGNED = st.column_config.NumberColumn(format="%+.2f")


def show(scores: Scores, placed: Placed | None) -> None:
    """Draw one score, or everybody's, beside the same under another rule file, and the settings in which the two differ."""
    others = [name for name in queries.score_context.score_rule_names() if name != scores.rules.id]
    if not others:
        st.info("只有一份考核办法，无从对比。")
        return
    other = others[0]
    if len(others) > 1:
        other = choose(st.selectbox, "对比的办法", others, "other", other, format_func=rules_name)
    then = query(queries.score.scores, scores.plan, scores.who, other, scores.through.text)
    names = rules_name(scores.rules.id), rules_name(other)
    st.caption(escape_markdown(f"本页按{names[0]}；对比的是{names[1]}。同一批报送，同样的亮灯，只换办法。"))
    heads = _heads(then.rules, scores.rules)
    frame = score_tables.two_scores(then, scores, WHO_NAME[scores.who], heads)
    if placed:
        frame = frame[frame[WHO_NAME[scores.who]] == placed.title]
    st.dataframe(
        frame,
        hide_index=True,
        height="content" if len(frame) <= FEW_ROWS else 620,
        key="score_versions",
        column_config=dict.fromkeys(heads, POINTS) | {"得分变化": _SIGNED},
        placeholder="",
    )
    st.subheader("两份办法不同的取值")
    changes = score_tables.setting_changes(then.rules, scores.rules, heads)
    st.dataframe(
        changes,
        hide_index=True,
        height="content",
        key="score_settings_changed",
        column_config={"项目": {"width": 300}, "出处": {"width": 420}},
    )
    named = f"{scores.words.evaluation}办法对比_{placed.name if placed else scores.who_name}_{scores.through.text}"
    downloads.workbook(lambda: {"得分": frame, "不同的取值": changes}, named)


def _heads(one: ScoreRules, other: ScoreRules) -> tuple[str, str]:
    """Return the names of two rule files as heads of columns: their versions, or their names where these are the same."""
    if one.version != other.version:
        return f"第 {one.version} 版", f"第 {other.version} 版"
    return one.name, other.name
