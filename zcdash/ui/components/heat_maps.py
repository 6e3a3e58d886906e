"""Heat maps of 达标率, drawn when opened: leaders by chapters, units by periods."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from zcdash import queries
from zcdash.domain.heat_map import HeatMap
from zcdash.domain.plan import Plan
from zcdash.queries.item_standing import Standing
from zcdash.rendering.html import heat_maps
from zcdash.rendering.html.templating import link
from zcdash.ui.session import period
from zcdash.ui.widgets import html

_LEAST = 2
"""Rows and columns that make a comparison."""


def leaders(plan: Plan, standing: Standing) -> None:
    """Draw every leader's 达标率 by chapter at the chosen period; a cell opens those items."""
    heat = queries.heat_maps.leaders_by_chapter(plan, standing)
    names = heat.columns

    def address(leader: str, chapter: str) -> str:
        return link("items", plan=plan.id, leader=leader, chapter=names[chapter], period=period())

    _draw(f"{standing.period.short_name}各板块达标率", "分管区长", heat, address, "leader_heat")


def units(plan: Plan, year: Mapping[str, Standing]) -> None:
    """Draw every lead unit's 达标率 by period; a cell opens the unit at that period."""
    heat = queries.heat_maps.units_by_period(plan, year)

    def address(unit: str, at: str) -> str:
        return link("unit", plan=plan.id, unit=unit, period=at)

    _draw("各单位各期达标率", "牵头单位", heat, address, "unit_heat")


def _draw(title: str, head: str, heat: HeatMap, address: heat_maps.Address, key: str) -> None:
    if len(heat.rows) < _LEAST or len(heat.columns) < _LEAST:
        return
    details = st.expander(title, key=key, on_change="rerun")
    if details.open:
        with details:
            html(heat_maps.heat_map(heat, head, address))
