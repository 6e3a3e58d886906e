"""Names compared by 达标率: bars from the lowest on, those with too few items below, and what lies at whose desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from zcdash import queries
from zcdash.domain.leaders_over_time import leaders_at
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.terms import Light, Responsibility
from zcdash.queries.item_standing import ItemStanding
from zcdash.queries.overview import Tally
from zcdash.rendering.charts import figures
from zcdash.rendering.html import lights
from zcdash.text import escape_markdown
from zcdash.ui.session import address, period
from zcdash.ui.widgets import chart_choice, html


def compare(
    counted: Mapping[str, Mapping[Light, int]], head: str, page: str, key: str, *more: object, legend: bool = True
) -> str | None:
    """Draw names by their rates, and return the one whose bar was clicked; `page` shows one of them."""
    ranked = queries.overview.by_rate(counted)
    sentence = f"{head}：{queries.overview.lowest_sentence(ranked)}"
    rows = {name: counted[name] for name in ranked.ranked}
    picked = chart_choice(lambda: figures.lights_bar(rows, sentence, legend), key, list(rows), *more) if rows else None
    if ranked.few:
        html(lights.few([(name, ranked.rates[name]) for name in ranked.few], page, page, address()))
    return picked


def tally(counted: Tally, items: Iterable[ItemStanding]) -> None:
    """Draw items by light with their 达标率, and at whose desk those in review lie."""
    html(lights.tally(counted.counts, counted.shares, counted.before, queries.overview.desks(items)))


def items_of_leader(plan: Plan, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (items, those led) of a leader, of one who has handed over those of the chosen period; say whose that period is."""
    at, when = leaders_at(plan, period()), Period.parse(period()).short_name
    codes = plan.item_codes_of(name, "leader")
    of = plan if codes else at
    codes, counted = of.item_codes_of(name, "leader"), {*at.item_codes_of(name, "leader")}
    if moved := [code for code in codes if code not in counted]:
        had = (
            x
            for code in moved
            for x in at.responsible_of(code, "leader")
            if x not in plan.responsible_of(code, "leader")
        )
        before = dict.fromkeys(had)
        told = f"其中 {len(moved)} 项是接任的：{when}在移交日以前到期，比较和考核都列在{'、'.join(before)}名下。"
        st.caption(escape_markdown(told))
    elif codes and of is not plan:
        st.caption(f"已经移交，以下是{when}在任时分管的事项。")
    return codes, of.item_codes_of(name, "leader", Responsibility.LEAD)
