"""The only glue that knows Streamlit: the ledger of this server, questions with a memory, the guard, small widgets."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from zcdash import auth, queries
from zcdash.auth.permissions import Account
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import View
from zcdash.errors import NotPermitted, ZcdashError
from zcdash.queries.item_standing import Standing
from zcdash.store.ledger import Ledger
from zcdash.text import escape_markdown
from zcdash.web import shared_ledger

T = TypeVar("T")
PAGES = Path(__file__).parents[2] / "pages"
log = logging.getLogger("zcdash")


def ledger() -> Ledger:
    """The server's one open ledger. Raises LedgerUnavailable."""
    return shared_ledger.ledger()


def token() -> str:
    """The session's token, as the browser sent it when it opened the page."""
    return auth.sessions.token_in(st.context.cookies)


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
        found = auth.sessions.current_account(ledger(), token(), claims(), origin())
        st.session_state["account_of_run"] = (time.monotonic(), found)
    if found is None:
        raise NotPermitted("您还没有登录，或者登录已经失效。", "请登录后再看。")
    return found


# Answers are frozen values, so sessions may share them; a copy for each (cache_data) costs more than the question.
@st.cache_resource(max_entries=256, show_spinner=False, hash_funcs={Account: repr})
def _answered(name: str, mark: tuple[object, ...], arguments: tuple[object, ...], _question: Callable[[], Any]) -> Any:
    return _question()


def query(question: Callable[..., T], *arguments: Any) -> T:
    """What the board answers about the open ledger; remembered until the ledger changes or the business date does."""
    return _answered(question.__qualname__, _mark(), arguments, lambda: question(ledger(), *arguments))


def query_immutable(question: Callable[..., T], *arguments: Any) -> T:
    """What is answered of a thing that no act can change any more, such as a close: remembered as long as the server runs."""
    return _answered(question.__qualname__, (str(ledger().path),), arguments, lambda: question(ledger(), *arguments))


def cached_render(make: Callable[[], T], key: str, *of: object) -> T:
    """What takes long to draw, such as a sheet with pictures: made once for each state of the ledger and what it is `of`."""
    return _answered(f"made {key}", _mark(), of, make)


def _mark() -> tuple[object, ...]:
    """What an answer depends on beside its arguments: the ledger, how often it was changed, the business date."""
    open_ledger = ledger()
    return str(open_ledger.path), open_ledger.revision, queries.clock.today(open_ledger)


@contextmanager
def guard() -> Iterator[None]:
    """Says any refusal as a sentence with its advice, in place of what could not be shown.

    What nobody foresaw goes to the log whole, and to the reader as a sentence: a traceback helps no clerk.
    """
    try:
        yield
    except ZcdashError as refused:
        st.error(f"**{escape_markdown(refused.sentence)}** {escape_markdown(refused.advice)}")
    except Exception:
        log.exception("a page failed")
        st.error("**这一页出了意外，已记入日志。** 请刷新重试；若仍如此，请把时间和网址告诉管理员。")


def plan() -> Plan:
    """The plan chosen in the frame."""
    return query(queries.plans.plan, st.session_state["chosen_plan"])


def period() -> str:
    """The period chosen in the frame."""
    return st.session_state["chosen_period"]


def period_name() -> str:
    """The chosen period as it is said, without the year."""
    return Period.parse(period()).short_name


def view() -> View:
    """Which returns count on this page, as chosen in the frame."""
    return st.session_state.get("chosen_view", View.OFFICIAL)


def year() -> dict[str, Standing]:
    """Every period of the chosen plan, judged in the chosen view."""
    return query(queries.standing.year, plan().id, view())
