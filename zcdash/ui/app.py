"""The frame of every page: sign-in check, page set-up, menu, search, error handling."""

from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from zcdash import auth, queries
from zcdash.auth.pages import BY_NAME, BY_URL, HOME, PAGES, Page, require_page
from zcdash.auth.permissions import ROLE_NAME, Account
from zcdash.errors import NotPermitted, ZcdashError
from zcdash.text import single_line
from zcdash.ui import frame_choices, session, streamlit_words, widgets
from zcdash.ui.components import log_check, no_plan, sign_ins

STATIC = Path(__file__).parent / "static"
# Streamlit pushes a history entry for every change of the URL and two for a change of page. Back should return to the
# previous page, so a change within a page replaces the current entry.
ONE_ENTRY_A_PAGE = """<script>if (!window.zcHistory) { window.zcHistory = history.pushState.bind(history);
history.pushState = (s, t, u) => (new URL(u, location).pathname === location.pathname ?
  history.replaceState.bind(history) : window.zcHistory)(s, t, u); }</script>"""
# The server takes no connection of an ended session, and Streamlit would try for ever, with the old page on the screen: ask for
# the page, and follow if the answer leads to the sign-in.
TO_SIGN_IN = """<script>if (!window.zcSignIn) window.zcSignIn = setInterval(async () => {
  if (document.querySelector('[data-test-connection-state=CONNECTED]')) return;
  const answer = await fetch('/', {redirect: 'manual', cache: 'no-store'}).catch(() => null);
  if (answer?.type === 'opaqueredirect' || answer?.status === 403) location.reload(); }, 3000)</script>"""
# On a phone the menu covers most of the page; Streamlit leaves it open when a page is chosen in it.
CLOSE_MENU = """<script>if (!window.zcMenu) { window.zcMenu = true; document.addEventListener('click', e => {
  if (innerWidth < 768 && e.target.closest('[data-testid=stSidebarNavLink], .zc-who a'))
    document.querySelector('[data-testid=stSidebarCollapseButton] button')?.click(); }); }</script>"""
# An editable table keeps Enter to itself. Ctrl+Enter in it: a plain Enter, which ends the typing in a cell, and when the cell is
# closed the page's shortcut. One after the other, for a cell that gets Ctrl and Enter at once forgets what was typed.
SHORTCUT_IN_TABLE = """<script>if (!window.zcEnter) { window.zcEnter = true;
const send = (to, more) => ['keydown', 'keyup'].forEach(kind => to.dispatchEvent(
  new KeyboardEvent(kind, {key: 'Enter', keyCode: 13, bubbles: true, cancelable: true, ...more})));
addEventListener('keydown', e => {
  const cell = e.target.closest?.('[id^=gdg-overlay]');
  if (e.key !== 'Enter' || !(e.ctrlKey || e.metaKey) || !(cell || e.target.closest?.('[data-testid=stDataFrame]'))) return;
  e.stopImmediatePropagation(); e.preventDefault();
  setTimeout(() => { if (cell) send(e.target);
    setTimeout(() => cell?.isConnected || send(document.body, {ctrlKey: e.ctrlKey, metaKey: e.metaKey}), 100); }, 50);
}, true); }</script>"""
# Streamlit's own page is English, and so it says of itself; a screen reader would read our words as English.
LANGUAGE = "<script>document.documentElement.lang = 'zh-CN'</script>"
ACCOUNT_BOX_STYLE = """<style>.zc-who { font-size: .88rem; line-height: 1.5; padding-top: .7rem;
  border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
.zc-who small { display: block; opacity: .8; } .zc-who span { display: flex; flex-wrap: wrap; gap: .1rem 1rem; margin-top: .35rem; }
.zc-who a, .zc-who button { color: inherit; background: none; border: 0; padding: 0; font: inherit; cursor: pointer;
  text-decoration: underline; text-underline-offset: 3px; }</style>"""


def _search(sidebar: DeltaGenerator) -> None:
    """Draw the search field; a new search opens the page 事项."""
    words = single_line(
        sidebar.text_input("搜索", key="search", placeholder="标题、项目、单位、编号", max_chars=100)[:100]
    )
    if words and words != st.session_state.get("searched"):
        st.session_state["searched"] = words
        widgets.open_page("items.py", words=words)


def _signed_in() -> tuple[Account | None, Callable[[], None]]:
    """Return the account that may use the program, or None and a function that shows why not in place of a page."""
    try:
        account = session.account(anew=True)
    except NotPermitted as error:
        return None, partial(_refuse, error, f"/sign-in?{_next()}", "登录")
    except ZcdashError as error:
        return None, partial(_refuse, error)
    if account.must_change:
        reason = NotPermitted("请先更改密码。", "您现在用的密码是别人给的，或者用得太久，更改以后再看。")
        return None, partial(_refuse, reason, f"/password?{_next()}", "更改密码")
    if account.must_enrol:
        reason = NotPermitted("请先启用动态口令。", "您的角色登录时须用动态口令，启用以后再看。")
        return None, partial(_refuse, reason, f"/second-factor?{_next()}", "启用动态口令")
    return account, lambda: None


def _refuse(error: ZcdashError, url: str = "", label: str = "") -> None:
    """Show a link to `url`, then raise the error, which `session.guard` shows."""
    st.title("督查台账")
    if url:
        st.html(f'<a href="{escape(url)}">{label}</a>')
    raise error


def _next() -> str:
    """Return the query string that leads back to this page after the sign-in."""
    parts = urlsplit(st.context.url or "/")
    return urlencode({"next": (parts.path or "/") + (f"?{parts.query}" if parts.query else "")})


def _navigation(account: Account | None, refuse: Callable[[], None]) -> dict[str, list[st.Page]]:
    """Return the pages by section of the menu, those that are not in the menu under an empty name.

    A page that the account may not open keeps its address and shows why instead.
    """
    menu: dict[str, list[st.Page]] = {}
    hidden: list[st.Page] = []
    titles = frame_choices.menu_titles() if account else {}
    for page in PAGES:
        is_open = account is not None and page.is_open_to(account)
        script = session.PAGES / page.script if is_open else _closed_page(page, account, refuse)
        in_menu = is_open and bool(page.section) and _is_in_use(page)
        entry = st.Page(
            script,
            title=titles.get(page.name, page.title) if in_menu else page.title,
            url_path=page.url or None,
            default=not page.url,
            visibility="visible" if in_menu else "hidden",
        )
        (menu.setdefault(page.section, []) if in_menu else hidden).append(entry)
    return menu | {"": hidden}


def _is_in_use(page: Page) -> bool:
    """Return True unless the page belongs to a security setting that is off."""
    return not page.setting or auth.settings.is_on(session.ledger(), page.setting)


def _closed_page(page: Page, account: Account | None, refuse: Callable[[], None]) -> Callable[[], None]:
    """Return a function that shows why the page is not open to this account; the first page leads to one that is."""

    def show() -> None:
        refuse()
        if account and page.name == HOME:
            for first in PAGES:
                if first.is_open_to(account) and first.section and _is_in_use(first):
                    widgets.open_page(first.script)
        st.title(page.title)
        if account:
            require_page(account, page)

    return show


def _account_box(account: Account) -> None:
    """Draw the account's name and role and the links to change password, account or to sign out."""
    demo = auth.sessions.is_demo(session.ledger())
    by_identity = bool(
        account.login and session.claims() and not auth.sessions.account_for_token(session.ledger(), session.token())
    )
    links = [f'<a href="/sign-in?{escape(_next())}">换身份</a>'] if demo else []
    if account.login and not by_identity:
        own = {"/password": "改密码", "/second-factor": "动态口令"}
        links += [] if demo else [f'<a href="{path}?{escape(_next())}">{label}</a>' for path, label in own.items()]
        links += ['<form method="post" action="/sign-out"><button type="submit">退出</button></form>']
    if account.login:
        links.insert(0, '<a href="/sign_ins">我的登录</a>')
    role = "，".join(filter(None, (ROLE_NAME[account.role], account.represents)))
    lines = "".join(f"<small>{escape(line)}</small>" for line in (role, sign_ins.last_sign_in()) if line)
    box = f"<b>{escape(account.name)}</b>{lines}<span>{''.join(links)}</span>"
    with st.sidebar.container(key="frame_who"):
        st.html(f'{ACCOUNT_BOX_STYLE}<div class="zc-who">{box}</div>')
        if by_identity and st.button("退出", key="frame_sign_out"):
            auth.sessions.sign_out_identity(session.ledger(), session.claims())
            st.logout()


def _draw_frame(account: Account, page: Page) -> None:
    """Draw what surrounds the page: the account, the choices of plan and period, notices."""
    choices = st.sidebar.container()
    _account_box(account)
    if session.query(auth.sessions.is_demo):
        st.html('<div class="zc-ribbon">演示数据（虚构）</div>')
    if not session.query(queries.plans.plan_names):
        frame_choices.choose_nothing()
    elif BY_NAME[HOME].is_open_to(account):
        frame_choices.draw(choices, account, page)
        _search(choices)
    if page.url != BY_NAME["sign_ins"].url:
        sign_ins.notice()
    log_check.warning(account)


def _lacks_plan(account: Account, page: Page) -> bool:
    """Return True if the page has nothing to show because the ledger has no plan."""
    is_shown = page.is_open_to(account) and not page.without_plan
    return is_shown and not session.query(queries.plans.plan_names)


def main() -> None:
    """Draw the frame and the requested page in it."""
    st.set_page_config(
        page_title="督查台账",
        page_icon=str(STATIC / "icon.svg"),
        layout="wide",
        menu_items={"Get help": None, "Report a bug": None, "About": None},
    )
    st.logo(str(STATIC / "logo.svg"), size="large", icon_image=str(STATIC / "icon.svg"))
    with session.guard():
        account, refuse = _signed_in()
        page = st.navigation(_navigation(account, refuse), expanded=True)
        st.set_page_config(page_title=f"{page.title} · 督查台账")
        st.html(STATIC / "frame.css")
        scripts = (ONE_ENTRY_A_PAGE, TO_SIGN_IN, CLOSE_MENU, SHORTCUT_IN_TABLE, streamlit_words.SCRIPT, LANGUAGE)
        st.html("".join(scripts), unsafe_allow_javascript=True)
        if account:
            _draw_frame(account, BY_URL[page.url_path])
        if account and _lacks_plan(account, BY_URL[page.url_path]):
            no_plan.show(account, BY_URL[page.url_path])
        else:
            page.run()


if __name__ == "__main__":
    main()
