"""年终考核: which scores the reader may see, the heading, and the workbook of the scores."""

from __future__ import annotations

import streamlit as st

from zcdash import queries
from zcdash.auth.permissions import Permission, Role
from zcdash.domain.terms import BASIS_NAME, DIRECTION_NAME, Basis
from zcdash.queries.objections import KIND_NAME
from zcdash.queries.score import Placed, Scores
from zcdash.rendering.dataframes import score_tables
from zcdash.rendering.html import score_cards
from zcdash.rules.score_part import ROUNDING
from zcdash.ui.components import downloads
from zcdash.ui.session import account, ledger, plan, query
from zcdash.ui.widgets import choose, html, label_of

PARTS = ("得分", "设想", "办法对比", "复核", "办法")
FORMULA_NAME = {str(d): f"指标：{name}" for d, name in DIRECTION_NAME.items()} | {
    "growth": f"指标：{BASIS_NAME[Basis.GROWTH]}",
    "rank": f"指标：{BASIS_NAME[Basis.RANK]}",
    "commitment": "节点",
}
_EXPLAINED = {
    "算到哪里": "指标按到期的最后一个有计划值的期计分，节点按各自的期计分；报送在途的签收后计分；"
    "关账时等分管区长或督查室签收的不计分，还没有出本单位的按未报送计；退回后到期仍未再报的按未报送计。",
    "一件事计一次": "合计计分的，各部分不再计分；同一件事有累计、当季两种口径的，只计一种；都在“不计分的”里列明。",
    "同一个数一个说法": "亮灯达到计划的（左右的在误差以内，或按所印精度达到），计分也按达到计；超进度也按亮灯认定。",
    "名次和等次": "同类单位之内比较；等次按最低分划定；同组同等次的平均相差太小，分不出先后的，只定等次，不排名次；"
    "计分项太少的、认定签收报送的、只有以统称列名的，有得分、不排名。",
    "其他权重下": "换几种说得通的权重（指标节点分别占分、配合的权重、事项按大小计重、未报送不计入）各算一遍，看名次移到哪里。",
    "算给谁": "按计划所列的责任单位和分管区长，不按填报单位。统称（如各镇政府）配合的事项，各成员单位按配合计；"
    "统称牵头的不计入单位得分，只计分管区长。",
    "分管移交": "移交日以前到期的计入移交人，算到移交前的最后一期；移交日以后到期的计入接任者；两位都列入名次，注明起止日。",
    "扣谁的分": "迟报、未报送、退回只扣责任单位的分，不扣分管区长的分；单位主要负责人自己退回的不扣。",
}


def readable_scores() -> tuple[bool, str]:
    """Return (True if the reader may see every score, the unit whose score is the reader's own)."""
    reader = account()
    own_unit = ""
    if reader.role in (Role.CLERK, Role.HEAD):
        own_unit = queries.organisation.own_units(ledger(), reader, plan().id)[0]
    return reader.may(Permission.SEE_SCORES), own_unit


def rules_name(rules: str) -> str:
    """Return the name of a rule file with its version."""
    pack = queries.score_context.score_rules(rules)
    return f"{pack.name}第 {pack.version} 版"


def chosen(scores: Scores) -> Placed | None:
    """Return the score that the reader has chosen, of those that may be seen; None for all of them."""
    everybody, own_unit = readable_scores()
    names = [r.name for r in scores.rows]
    if not everybody:
        return scores.of(own_unit) if own_unit in names else None
    label = scores.who_name
    titles = label_of({r.name: r.title for r in scores.rows})
    hint = f"选择{label}，看得分的构成"
    name = choose(st.selectbox, label, names, scores.who, index=None, placeholder=hint, format_func=titles)
    return scores.of(name) if name else None


def heading(scores: Scores) -> None:
    """Say up to when and by which rules is scored, and what the chosen period does here."""
    on_way = "；报送在途的，签收后计分" if scores.so_far else ""
    st.caption(
        f"{scores.word}，{query(queries.clock.seen, scores.plan)}，正式口径，{scores.rules.name}第 {scores.rules.version} 版。"
        f"右上角选期，得分算到该期为止{on_way}。"
    )


def download(scores: Scores, placed: Placed | None) -> None:
    """Offer one score, or all that the reader may see, as a workbook."""
    everybody, _ = readable_scores()
    rows = [placed] if placed else list(scores.rows) if everybody else []
    if not rows:
        return
    label, names = scores.who_name, {r.name for r in rows}
    objections = [o for o in query(queries.objections.objections, scores.plan) if o.scored in names]
    downloads.workbook(
        lambda: {
            **({} if placed else {"排名": score_tables.ranking(rows, label)}),
            **score_tables.sheets_of(rows, label),
            "复核申请": score_tables.objections(objections, KIND_NAME),
            "算法": score_tables.formulas(scores.rules, FORMULA_NAME),
            "办法": score_tables.settings(scores.rules, numbers=True),
        },
        f"{scores.words.evaluation}_{placed.name if placed else label}_{scores.through.text}",
    )


def rules(scores: Scores) -> None:
    """Draw the score rules, each value with its source."""
    pack = scores.rules
    settings = list(pack.settings())
    own = sum(s.source.startswith("本办法自定") for s in settings)
    st.caption(
        f"{pack.name}，第 {pack.version} 版。出处：{pack.source}。"
        f"取值 {len(settings)} 项，其中 {own} 项为本办法自定，请本单位逐项核定；改 data/rules/score-{pack.id}.toml 即可。"
    )
    st.markdown(f"**舍入**　{ROUNDING}。")
    for title, text in _EXPLAINED.items():
        st.markdown(f"**{title}**　{text}")
    st.subheader("算法")
    html(score_cards.rule_list(score_tables.formulas(pack, FORMULA_NAME), "9em 2fr 1.6fr"))
    st.subheader("取值和出处")
    html(score_cards.rule_list(score_tables.settings(pack), "1.5fr 11em 2fr"))
