"""Lists of items with their lights: all in rows, those to decide on, those whose light changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from zcdash import queries
from zcdash.domain.model import Item
from zcdash.domain.plan import Plan
from zcdash.domain.terms import Light
from zcdash.queries.item_standing import ItemStanding, Standing
from zcdash.rendering import palette
from zcdash.rendering.dataframes import item_tables
from zcdash.rendering.html import lights
from zcdash.rendering.html.all_plans import responsible
from zcdash.rendering.html.items import item_list
from zcdash.rules.lights import RANK
from zcdash.rules.rollup import counts
from zcdash.ui.components import downloads
from zcdash.ui.session import period
from zcdash.ui.widgets import choose_several, html

_MOST_CHANGES = 12


class LightChange(NamedTuple):
    """Light of a period, and the sentence that names the one before."""

    light: Light
    reason: str


def table(plan: Plan, year: Mapping[str, Standing], codes: Sequence[str], name: str) -> None:
    """Draw items with their lights in every period, the worst first, and the download named `name` and the period."""
    if not codes:
        st.caption("没有事项。")
        return
    lines = queries.item_list.item_lines(plan, year, period(), codes)
    html(item_list(lines, plan.id, plan.periods, period()))
    downloads.workbook(lambda: {"事项": item_tables.items(plan, lines, plan.periods)}, f"{name}_{period()}")


def light_chips(lights_of: Iterable[Light]) -> tuple[str, ...]:
    """Draw a chip for every light among these, with how many have it; return the lights that are picked."""
    counted = counts(lights_of)
    labels = {light.value: f"{palette.mark_text(light)} {counted[light]}" for light in RANK}
    return choose_several("评定", labels, "light", [light.value for light in counted if counted[light]])


def to_decide(plan: Plan, rows: Sequence[tuple[Item, ItemStanding]]) -> None:
    """Draw items that need a decision, each with its lead unit and leader."""
    lines = [(i, s.assessment, responsible(plan, i.code), s) for i, s in rows]
    html(lights.decisions(lines, plan.id, period()))


def changes(rows: Sequence[tuple[Item, Light, Light]], plan_id: str) -> None:
    """Draw items whose light differs from the period before; `rows` are (item, light then, light now)."""
    if not rows:
        st.caption("与上期相比没有变化，或上期没有报送。")
        return
    lines = [
        (item, LightChange(now, f"上期{palette.MARKS[then].word}，本期{palette.MARKS[now].word}"), "", None)
        for item, then, now in rows[:_MOST_CHANGES]
    ]
    html(lights.decisions(lines, plan_id, period()))
    if len(rows) > _MOST_CHANGES:
        st.caption(f"另有 {len(rows) - _MOST_CHANGES} 项有变化，见下表。")


def item_map(plan: Plan, year: Mapping[str, Standing], chapters: Sequence[tuple[str, Sequence[Item]]]) -> None:
    """Draw a cell for every item and period, coloured by its light; `chapters` are (name, items).

    The items of a chapter stand from the worst to the best of the chosen period.
    """
    standings, now = {p: standing.items for p, standing in year.items()}, year[period()].items
    ordered = [(name, sorted(rows, key=lambda i: queries.overview.urgency(now[i.code]))) for name, rows in chapters]
    html(lights.item_map(ordered, standings, plan.id, period()))
    name = year[period()].period.short_name
    st.caption(f"每个板块按{name}的评定从差到好排，同一评定的按达标部分的比例排。点一格打开事项。")
