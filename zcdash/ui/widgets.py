"""Small widgets of pages: choices kept in the URL, charts, pieces of HTML, links to pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol, TypeVar, overload

import streamlit as st

from zcdash.rendering.charts import figures
from zcdash.rendering.html import cards
from zcdash.text import escape_markdown, single_line
from zcdash.ui.session import PAGES, cached_render, period, view

K = TypeVar("K")
_LONGEST_SEARCH = 100
_UNKNOWN = "网址里的{label}“{value}”，这里没有"


class Figure(Protocol):
    """A plotly figure, whose package is not typed; `layout.meta["sentence"]` says what it shows."""

    layout: Any


def rerun_with_message(sentence: str) -> None:
    """Run the page again after a command; `messages.flash_message` shows the sentence at its head."""
    st.session_state["done"] = escape_markdown(sentence)
    st.rerun()


def not_here(kind: str) -> str:
    """Return the sentence of `choose` about a value that is none of a kind, for a widget whose label asks: 看一个板块."""
    return _UNKNOWN.replace("{label}", kind)


def label_of(labels: Mapping[K, str]) -> Callable[[K], str]:
    """Return a `format_func` for the options that are the keys of `labels`.

    Streamlit also calls it with a value that is no longer an option: that one is shown as it is.
    """
    return lambda option: labels.get(option, str(option))


@overload
def choose(
    widget: Callable[..., Any],
    label: str,
    options: Sequence[str] | None,
    name: str,
    default: str,
    picked: str | None = None,
    moved: bool = False,
    unknown: str = _UNKNOWN,
    **arguments: Any,
) -> str: ...


@overload
def choose(
    widget: Callable[..., Any],
    label: str,
    options: Sequence[str] | None,
    name: str,
    default: str | None = None,
    picked: str | None = None,
    moved: bool = False,
    unknown: str = _UNKNOWN,
    **arguments: Any,
) -> str | None: ...


def choose(
    widget: Callable[..., Any],
    label: str,
    options: Sequence[str] | None,
    name: str,
    default: str | None = None,
    picked: str | None = None,
    moved: bool = False,
    unknown: str = _UNKNOWN,
    **arguments: Any,
) -> str | None:
    """Return the choice made in any of Streamlit's widgets, kept in the URL as `name`. `options` is None for a text field.

    The URL wins if it was changed from outside (a link, Back), the widget if the reader used it; `picked`, a click in a
    chart, wins over both. If the reader has `moved` to another page by the menu, whose links carry no choices, the choice is
    kept. Streamlit's own `bind` would write the label into the URL. A value in the URL that is no option stays there and gets a
    sentence, `unknown`, until the reader chooses.
    """
    _read_url(options, name, default, moved)
    if picked:
        st.session_state[name] = picked
    choice: str | None = widget(label, *([] if options is None else [options]), key=name, **arguments)
    if options is None:
        choice = single_line((choice or "")[:_LONGEST_SEARCH])
    in_url = st.query_params.get(name)
    # A default is not written: every write on arrival would be one more step for Back.
    if options is not None and in_url is not None and in_url not in options and choice in (None, default):
        instead = f"现在显示“{arguments.get('format_func', str)(default)}”" if default else "请重新选择"
        sentence = unknown.format(label=label, value=single_line(in_url[:_LONGEST_SEARCH]))
        st.warning(escape_markdown(f"{sentence}，{instead}。"))
    elif choice and (choice != default or in_url is not None) and choice != in_url:
        st.query_params[name] = choice
    elif in_url is not None and not choice:
        st.query_params.pop(name, None)
    st.session_state[f"{name}_in_url"] = st.query_params.get(name)
    return choice


def _read_url(options: Sequence[str] | None, name: str, default: str | None, moved: bool) -> None:
    """Set the widget's state from the URL if the URL was changed from outside, or to the default."""
    in_url = st.query_params.get(name)
    if options is None and in_url is not None and in_url != single_line(in_url[:_LONGEST_SEARCH]):
        in_url = st.query_params[name] = single_line(in_url[:_LONGEST_SEARCH])
    is_changed = in_url != st.session_state.get(f"{name}_in_url") and not (moved and in_url is None)
    if name not in st.session_state or is_changed:
        is_option = in_url is not None and (options is None or in_url in options)
        st.session_state[name] = in_url if is_option else default
    elif options is not None and st.session_state[name] not in (*options, default):
        # The choice was made on another page, which has more options.
        st.session_state[name] = default


def follow_name(name: str, options: Sequence[str], now: Callable[[str], str]) -> None:
    """Let a link with an old name lead on: `now` returns the name of today, which replaces the old one in the URL."""
    asked = st.query_params.get(name, "")
    if asked and asked not in options and now(asked) in options:
        st.query_params[name] = now(asked)


def choose_several(label: str, options: Mapping[str, str], name: str, offered: Collection[str]) -> tuple[str, ...]:
    """Return the keys of `options` (key → label) picked among chips; they are kept in the URL as `name`, by commas.

    Chips are those `offered` and those in the URL. What is no option stays in the URL and gets a sentence, until the reader
    picks.
    """
    in_url = st.query_params.get(name, "")
    wanted = [x for x in in_url.split(",") if x]
    chips = [x for x in options if x in offered or x in wanted]
    asked = [x for x in chips if x in wanted]
    is_changed = in_url != st.session_state.get(f"{name}_in_url")
    st.session_state[name] = asked if is_changed else [x for x in st.session_state.get(name, asked) if x in chips]
    picked = st.pills(label, chips, key=name, selection_mode="multi", format_func=label_of(options))
    unknown = [x for x in wanted if x not in options]
    if unknown and set(picked) == set(asked):
        sentence = _UNKNOWN.format(label=label, value=single_line("、".join(unknown)[:_LONGEST_SEARCH]))
        st.warning(escape_markdown(f"{sentence}，没有按它筛选。"))
    elif picked:
        st.query_params[name] = ",".join(x for x in chips if x in picked)
    else:
        st.query_params.pop(name, None)
    st.session_state[f"{name}_in_url"] = st.query_params.get(name, "")
    return tuple(x for x in chips if x in picked)


def chart(draw: Callable[[], Figure], name: str, *key: object) -> None:
    """Draw a figure across the page's width, under its sentence.

    It is cached by `name`, `key`, plan, view and period, and the state of the ledger.
    """
    _chart(draw, name, key)


def chart_choice(draw: Callable[[], Figure], name: str, options: Sequence[str], *key: object) -> str | None:
    """Draw a bar chart that can be clicked; return the name of the bar clicked in this run, or None."""
    event, previous = _chart(draw, name, key, on_select="rerun", selection_mode="points"), f"{name}_seen"
    points = event["selection"]["points"] if event else []
    clicked = points[0].get("y") if points else None
    if clicked == st.session_state.get(previous):
        return None
    st.session_state[previous] = clicked
    return clicked if clicked in options else None


def _chart(draw: Callable[[], Figure], name: str, key: tuple[object, ...], **arguments: Any) -> Any:
    figure = cached_render(draw, name, st.session_state["chosen_plan"], view(), period(), *key)
    sentence = figure.layout.meta["sentence"]
    with st.container(gap="xxsmall"):
        st.markdown(f"**{escape_markdown(sentence)}**")
        return st.plotly_chart(figure, config=figures.config(sentence), key=name, alt=sentence, **arguments)


def html(piece: str) -> None:
    """Draw a piece of HTML made by `rendering.html`."""
    st.html(cards.style() + piece)


def open_page(script: str, **query: str) -> None:
    """Switch to a page with this query; the present query stays, so that Back restores it."""
    st.switch_page(PAGES / script, query_params={**st.query_params, **query})
