"""Larger pieces of page that several pages show: tables that open, downloads, the steps of filing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import pandas as pd
import streamlit as st

from zcdash import queries
from zcdash.domain.assessment import Assessment
from zcdash.domain.model import Indicator, Item, Light, Responsibility
from zcdash.domain.plan import Plan
from zcdash.queries.item_standing import ItemStanding, Standing
from zcdash.rendering import palette
from zcdash.rendering.dataframes import item_tables
from zcdash.rendering.html import lights
from zcdash.rendering.xlsx import export
from zcdash.text import file_stem
from zcdash.ui.session import ledger, period
from zcdash.ui.widgets import html, open_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def downloads(shown: Callable[[], Mapping[str, pd.DataFrame]], name: str) -> None:
    """What the page shows as an Excel workbook; its tables, too, are made only when it is asked for."""
    heading = f"{name}　{queries.clock.today(ledger())} 所见"
    st.download_button(
        "下载 Excel", lambda: export.workbook(shown(), heading), f"{file_stem(name)}.xlsx", XLSX, key=f"download_{name}"
    )


def item_table(plan: Plan, year: Mapping[str, Standing], codes: Sequence[str], key: str) -> None:
    """Items with their lights quarter by quarter; a click opens one. Download below."""
    if not codes:
        st.caption("没有事项。")
        return
    frame = item_tables.items_with_lights(plan, year, codes)
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
    year: Mapping[str, Standing], at: str, chosen: Sequence[Indicator]
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


class LightChange(NamedTuple):
    """The light of a period, and the sentence that names the one before."""

    light: Light
    reason: str


def decision_rows(plan: Plan, rows: Sequence[tuple[Item, ItemStanding]]) -> list[tuple[Item, Assessment, str]]:
    """Each with who leads it: unit and deputy mayor."""
    lead = {(r.item, r.kind): r.name for r in plan.responsible if r.role is Responsibility.LEAD}
    return [(i, s.assessment, f"{lead[i.code, 'unit']}　{lead[i.code, 'leader']}") for i, s in rows]


def changes(rows: Sequence[tuple[Item, Light, Light]], plan_id: str, at: str) -> None:
    """Items whose light is another than the period before, the worsened first."""
    if not rows:
        st.caption("与上期相比没有变化，或上期没有报送。")
        return
    told = [
        (i, LightChange(now, f"上期{palette.MARKS[was].word}，本期{palette.MARKS[now].word}"), "")
        for i, was, now in rows[:12]
    ]
    html(lights.decisions(told, plan_id, at))
    if len(rows) > 12:
        st.caption(f"另有 {len(rows) - 12} 项有变化，见下表。")
