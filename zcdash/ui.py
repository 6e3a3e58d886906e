"""The only glue that knows Streamlit: the ledger of this server, questions with a memory, the guard, small widgets."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from zcdash import board, gate, server
from zcdash.errors import NotPermitted, ZcdashError
from zcdash.facts import View
from zcdash.gate import Account
from zcdash.model import Plan
from zcdash.period import Period
from zcdash.present import cards, figures
from zcdash.store import Ledger
from zcdash.texts import line, literal

T = TypeVar("T")
PAGES = Path(__file__).parents[1] / "pages"
log = logging.getLogger("zcdash")
_LONGEST = 100
"""Characters of what is searched for: more is no word that anybody typed."""


def ledger() -> Ledger:
    """The server's one open ledger. Raises LedgerUnavailable."""
    return server.ledger()


def token() -> str:
    """The session's token, as the browser sent it when it opened the page."""
    return gate.token_in(st.context.cookies)


def claims() -> dict[str, Any]:
    """What the office's own identity provider says of the reader; nothing where there is none."""
    return st.user.to_dict() if st.user.get("is_logged_in") else {}


def origin() -> str:
    """From which address the reader's browser came."""
    return st.context.ip_address or "本机"


def account(anew: bool = False) -> Account:
    """Who this run is for. Raises NotPermitted where nobody is signed in, or not any more.

    Kept for the run only, and for no longer than a moment: a part of a page that renews itself (a fragment) asks again.
    """
    asked, found = st.session_state.get("account_of_run", (0.0, None))
    if anew or found is None or time.monotonic() > asked + 1:
        found = gate.visitor(ledger(), token(), claims(), origin())
        st.session_state["account_of_run"] = (time.monotonic(), found)
    if found is None:
        raise NotPermitted("您还没有登录，或者登录已经失效。", "请登录后再看。")
    return found


# Answers are frozen values, so sessions may share them; a copy for each (cache_data) costs more than the question.
@st.cache_resource(max_entries=256, show_spinner=False, hash_funcs={Account: repr})
def _answered(name: str, mark: tuple[object, ...], arguments: tuple[object, ...], _question: Callable[[], Any]) -> Any:
    return _question()


def done(sentence: str) -> None:
    """Draw the page anew after an act, with what became of it said at its head."""
    st.session_state["done"] = literal(sentence)
    st.rerun()


def ask(question: Callable[..., T], *arguments: Any) -> T:
    """What the board answers about the open ledger; remembered until the ledger changes or the business date does."""
    return _answered(question.__qualname__, _mark(), arguments, lambda: question(ledger(), *arguments))


def ask_once(question: Callable[..., T], *arguments: Any) -> T:
    """What is answered of a thing that no act can change any more, such as a close: remembered as long as the server runs."""
    return _answered(question.__qualname__, (str(ledger().path),), arguments, lambda: question(ledger(), *arguments))


def made(make: Callable[[], T], key: str, *of: object) -> T:
    """What takes long to draw, such as a sheet with pictures: made once for each state of the ledger and what it is `of`."""
    return _answered(f"made {key}", _mark(), of, make)


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
        st.error(f"**{literal(refused.sentence)}** {literal(refused.advice)}")
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


def view() -> View:
    """Which returns count on this page, as chosen in the frame."""
    return st.session_state.get("chosen_view", View.OFFICIAL)


def year() -> dict[str, board.Standing]:
    """Every period of the chosen plan, judged in the chosen view."""
    return ask(board.year, plan().id, view())


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
    if options is None and said is not None and said != line(said[:_LONGEST]):
        said = st.query_params[name] = line(said[:_LONGEST])
    if name not in st.session_state or (said != st.session_state.get(ours) and not (moved and said is None)):
        st.session_state[name] = said if said is not None and (options is None or said in options) else default
    elif options is not None and st.session_state[name] not in (*options, default):
        # Chosen on another page, where there was more to choose from.
        st.session_state[name] = default
    if picked:
        st.session_state[name] = picked
    chosen = widget(label, *([] if options is None else [options]), key=name, **more)
    if options is None:
        chosen = line(chosen[:_LONGEST])
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
    figure = made(draw, key, *at)
    sentence = figure.layout.meta["sentence"]
    with st.container(gap="xxsmall"):
        st.markdown(f"**{literal(sentence)}**")
        return st.plotly_chart(figure, config=figures.config(sentence), key=key, alt=sentence, **more)


def html(piece: str) -> None:
    """A piece of page made by `present`."""
    st.html(cards.style() + piece)


def open_page(page: str, **query: str) -> None:
    """Go to a page of ours; what was chosen on this one stays in the address, for Back."""
    st.switch_page(PAGES / page, query_params={**st.query_params, **query})
