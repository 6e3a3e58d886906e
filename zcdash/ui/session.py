"""The run of a page: the ledger, the signed-in account, cached queries, and the plan, period and view chosen."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

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
P = ParamSpec("P")
PAGES = Path(__file__).parents[2] / "pages"
log = logging.getLogger("zcdash")


def ledger() -> Ledger:
    """Return the server's one open ledger. Raises LedgerUnavailable."""
    return shared_ledger.ledger()


def token() -> str:
    """Return the session token from the browser's cookies; empty if there is none."""
    return auth.sessions.token_in(st.context.cookies)


def claims() -> dict[str, Any]:
    """Return the claims of the identity provider about the reader; empty without OIDC sign-in."""
    return st.user.to_dict() if st.user.get("is_logged_in") else {}


def origin() -> str:
    """Return the IP address of the reader's browser."""
    return st.context.ip_address or "本机"


def account(anew: bool = False) -> Account:
    """Return the signed-in account. Raises NotPermitted if there is none or the session has ended.

    It is kept for this run and for one second at most, so that a fragment that reruns by itself checks the session again.
    """
    checked_at, current = st.session_state.get("account_of_run", (0.0, None))
    if anew or current is None or time.monotonic() > checked_at + 1:
        current = auth.sessions.current_account(ledger(), token(), claims(), origin())
        st.session_state["account_of_run"] = (time.monotonic(), current)
    if not isinstance(current, Account):
        raise NotPermitted("您还没有登录，或者登录已经失效。", "请登录后再看。")
    return current


# The results are frozen values that sessions may share. `cache_data` would copy them, which costs more than the query.
@st.cache_resource(max_entries=256, show_spinner=False, hash_funcs={Account: repr})
def _cached(name: str, state: tuple[object, ...], arguments: tuple[object, ...], _compute: Callable[[], object]) -> Any:
    return _compute()


def query(function: Callable[Concatenate[Ledger, P], T], *arguments: P.args, **keywords: P.kwargs) -> T:
    """Return `function(ledger, *arguments)`, cached.

    The key is the function's name, its arguments, the ledger's path and revision, and the business date.
    """
    key = (*arguments, *sorted(keywords.items()))
    name = f"{function.__module__}.{function.__qualname__}"
    result: T = _cached(name, _state(), key, lambda: function(ledger(), *arguments, **keywords))
    return result


def cached_render(render: Callable[[], T], name: str, *key: object) -> T:
    """Return `render()`, cached: for charts, and sheets with pictures.

    The key is `name`, `key`, the ledger's path and revision, and the business date.
    """
    result: T = _cached(f"render {name}", _state(), key, render)
    return result


def _state() -> tuple[object, ...]:
    """Return what every cached result depends on: the ledger's path and revision, and the business date."""
    open_ledger = ledger()
    return str(open_ledger.path), open_ledger.revision, queries.clock.today(open_ledger)


@contextmanager
def guard() -> Iterator[None]:
    """Show an error as a sentence with its advice.

    An unexpected exception goes to the log with its traceback; the reader sees only that something went wrong.
    """
    try:
        yield
    except ZcdashError as error:
        st.error(f"**{escape_markdown(error.sentence)}** {escape_markdown(error.advice)}")
    except Exception:
        log.exception("a page failed")
        st.error("**这一页出了意外，已记入日志。** 请刷新重试；若仍如此，请把时间和网址告诉管理员。")


def plan() -> Plan:
    """Return the plan chosen in the frame."""
    return query(queries.plans.plan, st.session_state["chosen_plan"])


def period() -> str:
    """Return the period chosen in the frame."""
    return str(st.session_state["chosen_period"])


def period_name() -> str:
    """Return the short name of the chosen period, without the year."""
    return Period.parse(period()).short_name


def view() -> View:
    """Return the view chosen in the frame."""
    chosen = View(st.session_state.get("chosen_view", View.OFFICIAL))
    if chosen is View.FILED:
        record_unaccepted("在途的全部报送")
    return chosen


def record_unaccepted(subject: str, period: str = "", unit: str = "") -> None:
    """Log that the reader is shown figures that are not accepted yet, unless they are of the reader's own unit."""
    reader, recorded = account(), st.session_state.setdefault("recorded_unaccepted", set())
    key = (reader.login, st.session_state["chosen_plan"], subject, queries.clock.today(ledger()))
    if key not in recorded and not (unit and unit == reader.unit):
        auth.trail.saw_unaccepted(ledger(), reader, st.session_state["chosen_plan"], subject, period, unit)
        recorded.add(key)


def year() -> dict[str, Standing]:
    """Return the standing of every period of the chosen plan in the chosen view."""
    return query(queries.standing.year, plan().id, view())
