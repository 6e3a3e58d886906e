"""The run of a page: the ledger, the signed-in account, cached queries, and the plan, period and view chosen."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import streamlit as st

from zcdash import auth, config, queries
from zcdash.auth.permissions import Account
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import View
from zcdash.errors import AwaitsConfirmation, IdentityUnconfirmed, NotPermitted, ZcdashError
from zcdash.queries.item_standing import Standing
from zcdash.store.ledger import Ledger
from zcdash.text import escape_markdown
from zcdash.web import shared_ledger

T = TypeVar("T")
P = ParamSpec("P")
ALL_PLANS = "all"
"""Value of the choice of plan that stands for all of them."""
PAGES = config.SITE / "pages"
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


def session_key() -> str:
    """Return the key under which the ledger keeps the reader's session; empty for a guest of a demonstration."""
    return auth.own_sessions.session_key(ledger(), token(), claims())


def origin() -> str:
    """Return the IP address of the reader's browser."""
    return st.context.ip_address or "本机"


def account(anew: bool = False, by_timer: bool = False) -> Account:
    """Return the signed-in account. Raises NotPermitted if there is none or the session has ended.

    It is kept for this run and for one second at most, so that a fragment that reruns by itself checks the session again;
    `by_timer` if no person asked for that. In a demonstration nobody becomes a guest on a page that an account has opened.
    """
    checked_at, former = st.session_state.get("account_of_run", (0.0, None))
    if former and not anew and time.monotonic() <= checked_at + 1:
        return _signed_in(former)
    current = auth.sessions.current_account(ledger(), token(), claims(), origin(), by_timer)
    if current and former and former.login and not current.login:
        current, kept = None, (0.0, former)  # signed out elsewhere: the next act is told so again
    else:
        kept = (time.monotonic(), current)
    st.session_state["account_of_run"] = kept
    return _signed_in(current)


def _signed_in(current: object) -> Account:
    if not isinstance(current, Account):
        raise NotPermitted("您还没有登录，或者登录已经失效。", "请登录后再看。")
    return current


def reader_later() -> Callable[[], Account]:
    """Return a function that asks for the reader of this run again, outside of it. It raises NotPermitted."""
    credentials = token(), claims(), origin()

    def reader() -> Account:
        current = _signed_in(auth.sessions.current_account(ledger(), *credentials))
        if current.must_change:
            raise NotPermitted("请先更改密码。", "换成只有自己知道的密码以后再下载。")
        if current.must_enrol:
            raise NotPermitted("请先启用动态口令。", "启用以后再下载。")
        return current

    return reader


def fragment(draw: Callable[[], None], run_every: int | None = None) -> None:
    """Draw a part of the page that runs by itself, every so many seconds, and shows nothing once the session has ended."""

    @wraps(draw)
    def guarded() -> None:
        with guard():
            account(by_timer=run_every is not None)
            draw()

    st.fragment(guarded, run_every=run_every)()


def dialog(title: str, draw: Callable[[], None], closed: Callable[[], None]) -> None:
    """Draw a dialog, which runs by itself too, and shows nothing once the session has ended; `closed` runs when it is dismissed."""

    @wraps(draw)
    def guarded() -> None:
        with guard():
            account()
            draw()

    st.dialog(title, on_dismiss=closed)(guarded)()


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
    """Return what every cached result depends on: the ledger's path and revision, and the business date.

    A plan's own business date changes with the revision alone.
    """
    open_ledger = ledger()
    return str(open_ledger.path), open_ledger.revision, queries.clock.today(open_ledger)


@contextmanager
def guard() -> Iterator[None]:
    """Show an error as a sentence with its advice.

    An unexpected exception goes to the log with its traceback; the reader sees only that something went wrong.
    """
    try:
        yield
    except AwaitsConfirmation as told:
        st.success(f"**{escape_markdown(told.sentence)}** {escape_markdown(told.advice)}")
    except ZcdashError as error:
        # The link opens another tab: what was typed on this page stays.
        link = " [验证身份](/confirm-identity)" if isinstance(error, IdentityUnconfirmed) else ""
        st.error(f"**{escape_markdown(error.sentence)}** {escape_markdown(error.advice)}{link}")
    except Exception:
        log.exception("a page failed")
        st.error("**这一页出了意外，已记入日志。** 请刷新重试；若仍如此，请把时间和网址告诉管理员。")


def spans_plans() -> bool:
    """Return True if all plans are chosen in the frame; the page has no one plan and no period then."""
    return str(st.session_state["chosen_plan"]) == ALL_PLANS


def chosen_plan_ids() -> tuple[str, ...]:
    """Return the plans chosen in the frame: all of them, or the one."""
    return tuple(query(queries.plans.plan_names)) if spans_plans() else (st.session_state["chosen_plan"],)


def plans() -> tuple[Plan, ...]:
    """Return the plans chosen in the frame, whole."""
    return tuple(query(queries.plans.plan, name) for name in chosen_plan_ids())


def period_of(chosen: Plan) -> str:
    """Return the period that a plan is shown at: the one chosen in the frame, or the plan's current one where all are chosen."""
    if not spans_plans():
        return period()
    return queries.plans.current_period(chosen, query(queries.clock.today, chosen.id))


def plan() -> Plan:
    """Return the one plan chosen in the frame. Raises NotFound where all are chosen."""
    return query(queries.plans.plan, st.session_state["chosen_plan"])


def period() -> str:
    """Return the period chosen in the frame."""
    return str(st.session_state["chosen_period"])


def address() -> dict[str, str]:
    """Return the parameters of the URL by which a link opens with the choices of the frame: plan and period, or all plans."""
    chosen = {"plan": str(st.session_state["chosen_plan"])}
    return chosen if spans_plans() else {**chosen, "period": period()}


def period_name() -> str:
    """Return the short name of the chosen period, without the year."""
    return Period.parse(period()).short_name


def view() -> View:
    """Return the view chosen in the frame."""
    chosen = View(st.session_state.get("chosen_view", View.OFFICIAL))
    if chosen is View.FILED:
        record_unaccepted("在途的全部报送")
    return chosen


def record_unaccepted(subject: str, period: str = "", unit: str = "", plan: str = "") -> None:
    """Log that the reader is shown figures that are not accepted yet, unless they are of the reader's own unit.

    They are of the chosen plan unless `plan` says of which; without it and with all plans chosen, of all.
    """
    reader, recorded = account(), st.session_state.setdefault("recorded_unaccepted", set())
    chosen = plan or ("" if spans_plans() else st.session_state["chosen_plan"])
    key = (reader.login, chosen, subject, queries.clock.today(ledger(), chosen))
    if key not in recorded and unit not in reader.unit_names:
        auth.trail.saw_unaccepted(ledger(), reader, chosen, subject, period, unit)
        recorded.add(key)


def year() -> dict[str, Standing]:
    """Return the standing of every period of the chosen plan in the chosen view."""
    return query(queries.standing.year, plan().id, view())
