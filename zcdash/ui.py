"""The only glue that knows Streamlit: the ledger of this server, questions with a memory, the guard, small widgets."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from zcdash import board
from zcdash.__main__ import ledger_path
from zcdash.errors import ZcdashError
from zcdash.model import Plan
from zcdash.period import Period
from zcdash.present import cards, figures
from zcdash.store import Ledger

T = TypeVar("T")
PAGES = Path(__file__).parents[1] / "pages"
log = logging.getLogger("zcdash")


@st.cache_resource(on_release=lambda opened: opened.close(), show_spinner="正在打开台账…")
def _opened(path: str) -> Ledger:
    return Ledger(path)


def ledger() -> Ledger:
    """The server's one open ledger. Raises LedgerUnavailable."""
    return _opened(str(ledger_path()))


# Answers are frozen values, so sessions may share them; a copy for each (cache_data) costs more than the question.
@st.cache_resource(max_entries=256, show_spinner=False)
def _answered(name: str, mark: tuple[object, ...], arguments: tuple[object, ...], _question: Callable[[], Any]) -> Any:
    return _question()


def ask(question: Callable[..., T], *arguments: Any) -> T:
    """What the board answers about the open ledger; remembered until the ledger changes or the business date does."""
    return _answered(question.__qualname__, _mark(), arguments, lambda: question(ledger(), *arguments))


def _mark() -> tuple[object, ...]:
    """What an answer depends on beside its arguments: the ledger, how often it was changed, the business date."""
    open_ledger = ledger()
    return str(open_ledger.path), open_ledger.revision, board.today(open_ledger)


@contextmanager
def guard() -> Iterator[None]:
    """Says any refusal as a sentence with its advice, in place of what could not be shown.

    What nobody foresaw goes to the log whole, and to the reader as a sentence: a traceback helps no clerk.
    """
    try:
        yield
    except ZcdashError as refused:
        st.error(f"**{refused.sentence}** {refused.advice}")
    except Exception:
        log.exception("a page failed")
        st.error("**这一页出了意外，已记入日志。** 请刷新重试；若仍如此，请把时间和网址告诉管理员。")


def plan() -> Plan:
    """The plan chosen in the frame."""
    return ask(board.plan, st.session_state["chosen_plan"])


def period() -> str:
    """The period chosen in the frame."""
    return st.session_state["chosen_period"]


def period_name() -> str:
    """The chosen period as it is said, without the year."""
    return Period.parse(period()).short_name


def choose(
    widget: Callable[..., Any], label: str, options: Sequence[str] | None, name: str, default: str | None = None,
    picked: str | None = None, **more: Any,
) -> Any:
    """What the reader chose of the options (or typed, for None), by any of Streamlit's widgets, kept in the URL as `name`.

    The URL wins when it was changed from outside (a link, Back); the widget wins when the reader used it; `picked`, a click
    in a chart just now, wins over both. Streamlit's own `bind` would put the label into the URL, and a label is no address.
    """
    said, ours = st.query_params.get(name), f"{name}_in_url"
    if name not in st.session_state or said != st.session_state.get(ours):
        st.session_state[name] = said if said is not None and (options is None or said in options) else default
    elif options is not None and st.session_state[name] not in (*options, default):
        # Chosen on another page, where there was more to choose from.
        st.session_state[name] = default
    if picked:
        st.session_state[name] = picked
    chosen = widget(label, *([] if options is None else [options]), key=name, **more)
    # What nobody chose is not written: every write on arrival would be one more step for Back.
    if chosen and (chosen != default or said is not None):
        st.query_params[name] = chosen
    elif said is not None and not chosen:
        st.query_params.pop(name, None)
    st.session_state[ours] = st.query_params.get(name)
    return chosen


def chart(figure: Any, key: str, *of: object) -> None:
    """A figure across the page's width, under the sentence that it carries.

    A function that makes the figure may be given in its place, with what it is `of`: it is drawn once for each state of the
    ledger, so that a second look is instant.
    """
    if callable(figure):
        figure = _answered(f"figure {key}", _mark(), (st.session_state["chosen_plan"], *of), figure)
    sentence = figure.layout.meta["sentence"]
    with st.container(gap="xxsmall"):
        st.markdown(f"**{sentence}**")
        st.plotly_chart(figure, config=figures.CONFIG, key=key, alt=sentence)


def chart_choice(figure: Any, key: str, options: Sequence[str]) -> str | None:
    """A bar chart whose bars can be clicked: the name of the bar that was clicked just now, or None."""
    sentence, seen = figure.layout.meta["sentence"], f"{key}_seen"
    with st.container(gap="xxsmall"):
        st.markdown(f"**{sentence}**")
        event = st.plotly_chart(figure, config=figures.CONFIG, key=key, alt=sentence, on_select="rerun", selection_mode="points")
    points = event["selection"]["points"] if event else []
    clicked = points[0].get("y") if points else None
    if clicked == st.session_state.get(seen):
        return None
    st.session_state[seen] = clicked
    return clicked if clicked in options else None


def html(piece: str) -> None:
    """A piece of page made by `present`."""
    st.html(cards.style() + piece)


def open_page(page: str, **query: str) -> None:
    """Go to a page of ours; what was chosen on this one stays in the address, for Back."""
    st.switch_page(PAGES / page, query_params={**st.query_params, **query})
