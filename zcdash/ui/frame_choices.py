"""The choices of the frame: all plans or one of them, its period, and the view; each is kept in the URL."""

from __future__ import annotations

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from zcdash import queries
from zcdash.auth.pages import Page
from zcdash.auth.permissions import Account, Permission
from zcdash.domain import plan_words
from zcdash.domain.plan import Plan
from zcdash.domain.plan_words import period_names
from zcdash.domain.submission import VIEW_NAME, View
from zcdash.text import escape_markdown
from zcdash.ui import session, widgets
from zcdash.ui.session import ALL_PLANS

_PARTS_OF_A_PLAN = ("period", "item", "indicator", "chapter")
"""Parameters of the URL that mean another thing, or nothing, in another plan."""
_MOST_BUTTONS, _LONGEST_ROW = 6, 26
"""Periods beside each other on a phone, and the characters of all their names."""


def draw(sidebar: DeltaGenerator, account: Account, page: Page) -> None:
    """Draw the choices and the page's head, and store what is chosen for the page. The ledger has a plan."""
    moved = st.session_state.get("page_of_run") != page.url
    st.session_state["page_of_run"] = page.url
    st.session_state["chosen_plan"] = _choose_plan(sidebar, account, page, moved)
    left, right = st.container(key="frame_head").columns([2, 3], vertical_alignment="bottom")
    caption = left.empty()
    with right.container(key="frame_period", horizontal=True, horizontal_alignment="right"):
        st.session_state["chosen_view"] = _choose_view(account, moved) if page.has_views else View.OFFICIAL
        st.session_state["chosen_period"] = "" if session.spans_plans() else _choose_period(session.plan(), moved)
    sentence = _all_plans_caption() if session.spans_plans() else _plan_caption(session.plan())
    if not page.spans_plans and st.session_state.get("instead_of_all") == st.session_state["chosen_plan"]:
        sentence += "。这一页按单个计划看，换计划请在左侧选择"
    view = f"  \n{_view_caption()}" if page.has_views else ""
    caption.caption(escape_markdown(sentence) + view)


def choose_nothing() -> None:
    """Store for the page that there is no plan to choose, nor a period."""
    st.session_state["chosen_plan"] = st.session_state["chosen_period"] = ""
    st.session_state["chosen_view"] = View.OFFICIAL


def menu_titles() -> dict[str, str]:
    """Return page → its title in the menu, of the pages that are called in the words of the plan chosen last."""
    names = session.query(queries.plans.plan_names)
    for chosen in (st.session_state.get("plan"), st.query_params.get("plan")):
        if chosen in names:
            return plan_words.page_titles(session.query(queries.plans.plan, chosen))
    return {}


def _choose_plan(sidebar: DeltaGenerator, account: Account, page: Page, moved: bool) -> str:
    """Return the plan chosen in the sidebar, or all plans where the page can show them."""
    names = session.query(queries.plans.plan_names)
    first, spans = _default_plan(account, page), page.spans_plans and len(names) > 1
    used_here = st.query_params.get("plan") == st.session_state.get("plan_in_url")
    if spans:
        _return_to_all_plans(moved)
    else:
        _leave_all_plans(first)
    labels = ({ALL_PLANS: f"全部计划（{len(names)} 个）"} if spans else {}) | names
    chosen = widgets.choose(
        sidebar.selectbox, "计划", list(labels), "plan", first, moved=moved, format_func=widgets.label_of(labels)
    )
    if used_here and not moved and st.session_state.get("plan_of_run", chosen) != chosen:
        _forget_parts()
    st.session_state["plan_of_run"] = chosen
    if chosen != ALL_PLANS:
        st.session_state["last_plan"] = chosen
    return chosen


def _default_plan(account: Account, page: Page) -> str:
    """Return the plan of a reader who has chosen none; on 季度报送 one that the reader's unit has to file a return for now.

    Once a session this takes the place of the plan that another page chose by default.
    """
    first = session.query(queries.plans.default_plan)
    if page.name != "submit" or not account.unit:
        return first
    due = [owed.plan.id for owed in session.query(queries.all_plans.due_of_unit, account.unit)]
    chosen = due[0] if due and first not in due else first
    if (
        not st.session_state.get("led_to_due")
        and st.session_state.get("plan") == first
        and "plan" not in st.query_params
    ):
        st.session_state["plan"] = chosen
    st.session_state["led_to_due"] = True
    return chosen


def _leave_all_plans(first: str) -> None:
    """On a page of one plan, show the plan that was chosen last in place of all, or else the first."""
    if ALL_PLANS in (st.session_state.get("plan"), st.query_params.get("plan")):
        instead = st.session_state.get("last_plan", first)
        st.session_state["plan"] = st.session_state["instead_of_all"] = instead
        st.query_params.pop("plan", None)
        st.session_state["plan_in_url"] = None


def _return_to_all_plans(moved: bool) -> None:
    """Choose all plans again where a page of one plan lies between, unless the reader chose a plan there."""
    instead = st.session_state.pop("instead_of_all", None)
    if moved and instead and instead == st.session_state.get("plan") and "plan" not in st.query_params:
        st.session_state["plan"] = ALL_PLANS


def _forget_parts() -> None:
    """Take the choices within the plan before out of the URL: its periods and items are not those of the plan chosen now."""
    for name in _PARTS_OF_A_PLAN:
        st.query_params.pop(name, None)
        st.session_state.pop(name, None)
        st.session_state.pop(f"{name}_in_url", None)


def _choose_period(plan: Plan, moved: bool) -> str:
    """Return the chosen period, the current one by default: buttons, or a list where there are many."""
    names = period_names(plan)
    current = queries.plans.current_period(plan, session.query(queries.clock.today, plan.id))
    is_list = len(names) > _MOST_BUTTONS or len("".join(names.values())) > _LONGEST_ROW
    widget = partial(st.selectbox, width=260) if is_list else partial(st.segmented_control, required=True)
    return widgets.choose(
        widget,
        "期",
        list(names),
        "period",
        current,
        moved=moved,
        label_visibility="collapsed",
        format_func=widgets.label_of(names),
    )


def _choose_view(account: Account, moved: bool) -> View:
    """Return the chosen view of those that this account may see and that exist."""
    plans = session.chosen_plan_ids()
    is_offered = {
        View.OFFICIAL: True,
        View.FILED: account.may(Permission.SEE_ON_THE_WAY),
        View.CLOSED: any(s.closes for plan in plans for s in session.query(queries.periods.period_states, plan)),
    }
    return View(
        widgets.choose(
            st.segmented_control,
            "口径",
            [view.value for view, offered in is_offered.items() if offered],
            "seen",
            View.OFFICIAL.value,
            required=True,
            moved=moved,
            label_visibility="collapsed",
            format_func=lambda v: VIEW_NAME[View(v)],
        )
    )


def _plan_caption(plan: Plan) -> str:
    return f"{plan.number} · {plan.title}"


def _all_plans_caption() -> str:
    """Return the sentence that says at which period each plan is shown."""
    return f"全部 {len(session.chosen_plan_ids())} 个计划，各按自己的业务日期，看最近一期"


def _view_caption() -> str:
    """Return the sentence that says which submissions the page counts."""
    on_way = _on_way()
    if session.view() is View.FILED:
        return f"含在途：未签收的 {on_way} 份也计入，供参考" if on_way else "含在途：本期没有在途的，与正式口径相同"
    if session.view() is View.CLOSED:
        return _closed_caption()
    return "正式口径：只计督查室已签收的" + (f"，另有 {on_way} 份在途未计入" if on_way else "")


def _on_way() -> int:
    """Return how many submissions of the period, or of the current period of every plan, are on their way."""
    if session.spans_plans():
        return sum(line.submissions.on_way for line in session.query(queries.all_plans.plan_lines))
    return session.query(queries.overview.submission_counts, session.plan().id, session.period()).on_way


def _closed_caption() -> str:
    if session.spans_plans():
        return "当时口径：关过账的期，用关账时公布的数；其余同正式口径"
    closes = session.query(queries.periods.period_state, session.plan().id, session.period()).closes
    last = next(iter(reversed(closes)), None)
    return f"当时口径：{last['as_of']:%Y-%m-%d} 关账时公布的数" if last else "当时口径：本期没有关账，同正式口径"
