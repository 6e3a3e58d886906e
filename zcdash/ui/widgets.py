"""zcdash.ui.widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from zcdash.rendering.charts import figures
from zcdash.rendering.html import cards
from zcdash.text import escape_markdown, single_line
from zcdash.ui.session import PAGES, cached_render, period, view

_LONGEST = 100
"""Characters of what is searched for: more is no word that anybody typed."""


def rerun_with_message(sentence: str) -> None:
    """Draw the page anew after an act, with what became of it said at its head."""
    st.session_state["done"] = escape_markdown(sentence)
    st.rerun()


def choose(
    widget: Callable[..., Any],
    label: str,
    options: Sequence[str] | None,
    name: str,
    default: str | None = None,
    picked: str | None = None,
    moved: bool = False,
    **more: Any,
) -> Any:
    """What the reader chose of the options (or typed, for None), by any of Streamlit's widgets, kept in the URL as `name`.

    The URL wins when it was changed from outside (a link, Back); the widget wins when the reader used it; `picked`, a click
    in a chart just now, wins over both. Where the reader has `moved` to another page by its menu, whose links say nothing, the
    choice goes along. Streamlit's own `bind` would put the label into the URL, and a label is no address.
    """
    said, ours = st.query_params.get(name), f"{name}_in_url"
    if options is None and said is not None and said != single_line(said[:_LONGEST]):
        said = st.query_params[name] = single_line(said[:_LONGEST])
    if name not in st.session_state or (said != st.session_state.get(ours) and not (moved and said is None)):
        st.session_state[name] = said if said is not None and (options is None or said in options) else default
    elif options is not None and st.session_state[name] not in (*options, default):
        # Chosen on another page, where there was more to choose from.
        st.session_state[name] = default
    if picked:
        st.session_state[name] = picked
    chosen = widget(label, *([] if options is None else [options]), key=name, **more)
    if options is None:
        chosen = single_line(chosen[:_LONGEST])
    # What nobody chose is not written: every write on arrival would be one more step for Back.
    if chosen and (chosen != default or said is not None) and chosen != said:
        st.query_params[name] = chosen
    elif said is not None and not chosen:
        st.query_params.pop(name, None)
    st.session_state[ours] = st.query_params.get(name)
    return chosen


def chart(draw: Callable[[], Any], key: str, *of: object) -> None:
    """A figure across the page's width, under the sentence that it carries.

    It is drawn once for each state of the ledger, plan, view, period and what it is `of`, so that a second look is instant.
    """
    _chart(draw, key, of)


def chart_choice(draw: Callable[[], Any], key: str, options: Sequence[str], *of: object) -> str | None:
    """A bar chart whose bars can be clicked: the name of the bar that was clicked just now, or None."""
    event, seen = _chart(draw, key, of, on_select="rerun", selection_mode="points"), f"{key}_seen"
    points = event["selection"]["points"] if event else []
    clicked = points[0].get("y") if points else None
    if clicked == st.session_state.get(seen):
        return None
    st.session_state[seen] = clicked
    return clicked if clicked in options else None


def _chart(draw: Callable[[], Any], key: str, of: tuple[object, ...], **more: Any) -> Any:
    at = (st.session_state["chosen_plan"], view(), period(), *of)
    figure = cached_render(draw, key, *at)
    sentence = figure.layout.meta["sentence"]
    with st.container(gap="xxsmall"):
        st.markdown(f"**{escape_markdown(sentence)}**")
        return st.plotly_chart(figure, config=figures.config(sentence), key=key, alt=sentence, **more)


def html(piece: str) -> None:
    """A piece of page made by `present`."""
    st.html(cards.style() + piece)


def open_page(page: str, **query: str) -> None:
    """Go to a page of ours; what was chosen on this one stays in the address, for Back."""
    st.switch_page(PAGES / page, query_params={**st.query_params, **query})
