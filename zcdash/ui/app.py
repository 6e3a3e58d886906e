"""The frame round every page: who it is for, set-up, plan and period, navigation, one guard against errors."""

from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from zcdash import auth, queries
from zcdash.auth.permissions import ROLE_NAME, Account, Permission
from zcdash.domain.period import Period
from zcdash.domain.submission import VIEW_NAME, View
from zcdash.errors import NotPermitted, ZcdashError
from zcdash.text import escape_markdown, single_line
from zcdash.ui import session, widgets

LOOK = Path(__file__).parent / "static"
# Streamlit pushes a history entry for every change of the address, two for a change of page. One for each page is what
# Back is for; a filter only changes the entry it was set on.
ONE_ENTRY_A_PAGE = """<script>if (!window.zcHistory) { window.zcHistory = history.pushState.bind(history);
history.pushState = (s, t, u) => (new URL(u, location).pathname === location.pathname ?
  history.replaceState.bind(history) : window.zcHistory)(s, t, u); }</script>"""
FOOT = """<style>.zc-who { font-size: .88rem; line-height: 1.5; padding-top: .7rem;
  border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
.zc-who small { display: block; opacity: .8; } .zc-who span { display: flex; gap: 1rem; margin-top: .35rem; }
.zc-who a, .zc-who button { color: inherit; background: none; border: 0; padding: 0; font: inherit; cursor: pointer;
  text-decoration: underline; text-underline-offset: 3px; }</style>"""
MENU = {
    "看": {
        "overview.py": ("总览", ""),
        "leader.py": ("分管区长", "leader"),
        "unit.py": ("责任单位", "unit"),
        "chapter.py": ("板块", "chapter"),
        "items.py": ("事项", "items"),
        "indicator.py": ("指标", "indicator"),
        "promise.py": ("年度目标", "promise"),
    },
    "报": {"submit.py": ("季度报送", "submit"), "months.py": ("细化到月", "months")},
    "签": {"signing.py": ("审签", "signing")},
    "发": {"bulletin.py": ("督查通报", "bulletin")},
    "办": {"notices.py": ("督办单", "notices")},
    "考": {"score.py": ("年终考核", "score")},
    "管": {
        "periods.py": ("期次", "periods"),
        "absences.py": ("外出补位", "absences"),
        "corrections.py": ("计划更正", "corrections"),
        "rules.py": ("评定规则", "rules"),
        "log.py": ("留痕", "log"),
        "accounts.py": ("账号", "accounts"),
    },
}
# Pages on which the reader chooses which returns count. (A bare string here would be drawn on every page by Streamlit.)
READ = {url for _, url in MENU["看"].values()} | {"item", "wall"}
HIDDEN = {"item.py": ("事项详情", "item"), "wall.py": ("大屏", "wall"), "brief.py": ("一页简报", "brief")}


def _choose_plan(place: DeltaGenerator) -> str:
    """The plan, chosen where there are several and kept in the URL."""
    names = session.query(queries.plans.plan_names)
    if not names:
        st.info("台账里还没有计划。请由管理员运行 `python -m zcdash init` 载入。")
        st.stop()
    return widgets.choose(place.selectbox, "计划", list(names), "plan", next(iter(names)), format_func=names.get)


def _search(place: DeltaGenerator) -> None:
    """An item by title, project, unit or number, from any page."""
    words = single_line(
        place.text_input("搜索", key="search", placeholder="标题、项目、单位、编号", max_chars=100)[:100]
    )
    if words and words != st.session_state.get("searched"):
        st.session_state["searched"] = words
        st.switch_page(session.PAGES / "items.py", query_params={**st.query_params, "words": words})


def _choose_period(periods: tuple[str, ...], current: str, moved: bool) -> str:
    """The period, kept in the URL; the one the office works on unless another is chosen."""
    return widgets.choose(
        st.segmented_control,
        "期",
        periods,
        "period",
        current,
        moved=moved,
        required=True,
        label_visibility="collapsed",
        format_func=lambda p: Period.parse(p).short_name,
    )


def _choose_view(account: Account, plan: str, moved: bool) -> View:
    """Which returns count, kept in the URL; only what this person may see and what there is."""
    open_to = {
        View.OFFICIAL: True,
        View.FILED: account.may(Permission.SEE_ON_THE_WAY),
        View.CLOSED: any(s.closes for s in session.query(queries.periods.period_states, plan)),
    }
    options = [view.value for view, there in open_to.items() if there]
    return View(
        widgets.choose(
            st.segmented_control,
            "口径",
            options,
            "seen",
            View.OFFICIAL.value,
            required=True,
            moved=moved,
            label_visibility="collapsed",
            format_func=lambda v: VIEW_NAME[View(v)],
        )
    )


def _counting(plan: str) -> str:
    """What the sums on the page count, in one sentence."""
    way = session.query(queries.overview.submission_counts, plan, session.period()).on_way
    if session.view() is View.FILED:
        return f"含在途：未签收的 {way} 份也计入，供参考" if way else "含在途：本期没有在途的，与正式口径相同"
    if session.view() is View.CLOSED:
        first = next(iter(reversed(session.query(queries.periods.period_state, plan, session.period()).closes)), None)
        return f"当时口径：{first['as_of']:%Y-%m-%d} 关账时公布的数" if first else "当时口径：本期没有关账，同正式口径"
    return "正式口径：只计督查室已签收的" + (f"，另有 {way} 份在途未计入" if way else "")


def _visitor() -> tuple[Account | None, Callable[[], None]]:
    """(Who may go on, None where nobody may; what is said in place of every page then)."""
    try:
        account = session.account(anew=True)
    except NotPermitted as refused:
        return None, partial(_closed, refused, f"/sign-in?{_next()}", "登录")
    except ZcdashError as refused:
        return None, partial(_closed, refused)
    if account.must_change:
        refused = NotPermitted("请先更改密码。", "您现在用的是别人给的密码，换成只有自己知道的以后再看。")
        return None, partial(_closed, refused, f"/password?{_next()}", "更改密码")
    return account, lambda: None


def _closed(why: ZcdashError, door: str = "", word: str = "") -> None:
    """The sentence in place of a page, and the way to the door."""
    st.title("督查台账")
    email = session.claims().get("email")
    if email:
        st.text(f"统一身份认证的邮箱是 {email}。若没有对应的账号，请联系系统管理员。")
        if st.button("退出统一身份认证", key="frame_leave"):
            st.logout()
    if door:
        st.html(f'<a href="{escape(door)}">{word}</a>')
    raise why


def _next() -> str:
    """Where this page is, for the way back through a door."""
    parts = urlsplit(st.context.url or "/")
    return urlencode({"next": (parts.path or "/") + (f"?{parts.query}" if parts.query else "")})


def _pages(account: Account | None, closed: Callable[[], None]) -> dict[str, list[st.Page]]:
    """Every page under its address: by its script where this person may open it, by a sentence where not."""

    def page(file: str, title: str, url: str, **more: str) -> st.Page:
        name = Path(file).stem
        if account and auth.permissions.may_open(account, name):
            return st.Page(session.PAGES / file, title=title, url_path=url or None, default=not url, **more)

        def sentence() -> None:
            closed()
            st.title(title)
            auth.permissions.require_page(account, name, title)

        return st.Page(sentence, title=title, url_path=url or None, default=not url, visibility="hidden")

    there = {
        section: {f: said for f, said in some.items() if (session.PAGES / f).exists()} for section, some in MENU.items()
    }
    open_to = {
        section: [f for f in some if account and auth.permissions.may_open(account, Path(f).stem)]
        for section, some in there.items()
    }
    shown = {section: [page(f, *there[section][f]) for f in files] for section, files in open_to.items() if files}
    rest = [page(f, *said) for section, some in there.items() for f, said in some.items() if f not in open_to[section]]
    hidden = [page(f, *said, visibility="hidden") for f, said in HIDDEN.items() if (session.PAGES / f).exists()]
    return shown | {"": [*rest, *hidden]}


def _foot(account: Account) -> None:
    """Who is signed in, and the ways out."""
    demonstration = auth.sessions.is_demo(session.ledger())
    by_identity = (
        account.login and session.claims() and not auth.sessions.account_for_token(session.ledger(), session.token())
    )
    doors = [f'<a href="/sign-in?{escape(_next())}">换身份</a>'] if demonstration else []
    if account.login and not by_identity:
        doors += [] if demonstration else [f'<a href="/password?{escape(_next())}">改密码</a>']
        doors += ['<form method="post" action="/sign-out"><button type="submit">退出</button></form>']
    place = account.unit or (account.leader if account.leader != account.name else "")
    said = "，".join(filter(None, (ROLE_NAME[account.role], place)))
    who = f"<b>{escape(account.name)}</b><small>{escape(said)}</small><span>{''.join(doors)}</span>"
    with st.sidebar.container(key="frame_who"):
        st.html(f'{FOOT}<div class="zc-who">{who}</div>')
        if by_identity and st.button("退出", key="frame_sign_out"):
            auth.sessions.sign_out_identity(session.ledger(), session.claims())
            st.logout()


def main() -> None:
    """Draw the frame, then the page that was asked for inside it."""
    st.set_page_config(
        page_title="督查台账",
        page_icon=str(LOOK / "icon.svg"),
        layout="wide",
        menu_items={"Get help": None, "Report a bug": None, "About": None},
    )
    st.logo(str(LOOK / "logo.svg"), size="large", icon_image=str(LOOK / "icon.svg"))
    with session.guard():
        account, closed = _visitor()
        here = st.navigation(_pages(account, closed), expanded=True)
        st.html(LOOK / "frame.css")
        st.html(ONE_ENTRY_A_PAGE, unsafe_allow_javascript=True)
        if not account:
            here.run()
            return
        choices = st.sidebar.container()
        _foot(account)
        st.session_state["chosen_plan"] = _choose_plan(choices)
        _search(choices)
        plan = session.plan()
        if session.query(auth.sessions.is_demo):
            st.html('<div class="zc-ribbon">演示数据（虚构）</div>')
        left, right = st.container(key="frame_head").columns([2, 3], vertical_alignment="bottom")
        said = left.empty()
        with right.container(key="frame_period", horizontal=True, horizontal_alignment="right"):
            moved = st.session_state.get("page_of_run") != here.url_path
            st.session_state["page_of_run"] = here.url_path
            reads = here.url_path in READ
            st.session_state["chosen_view"] = _choose_view(account, plan.id, moved) if reads else View.OFFICIAL
            current = queries.plans.current_period(plan, session.query(queries.clock.today))
            st.session_state["chosen_period"] = _choose_period(plan.periods, current, moved)
        said.caption(escape_markdown(f"{plan.number} · {plan.title}") + (f"  \n{_counting(plan.id)}" if reads else ""))
        here.run()


if __name__ == "__main__":
    main()
