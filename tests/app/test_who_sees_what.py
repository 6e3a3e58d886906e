"""Which pages a role sees; sign-in and its end; the administrator's page; markup in an account stays text."""

import json
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests import helpers
from tests.app.helpers import frame, listed, open_address, open_page, shown_html, shown_text
from tests.app.reader import reader
from tests.helpers import PASSWORD, PEOPLE
from zcdash import auth, commands, queries, store
from zcdash.auth.pages import BY_NAME, PAGES
from zcdash.auth.permissions import ROLE_NAME, Account, Permission, Role, console
from zcdash.errors import NotPermitted
from zcdash.ui import session
from zcdash.web import shared_ledger

ROLES = [d for d in Role if d is not Role.CONSOLE]
INNER = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize(
    ("role", "page"),
    [
        (Role.VIEWER, "overview"),
        (Role.CLERK, "submit"),
        (Role.CLERK, "months"),
        (Role.CLERK, "signing"),
        (Role.HEAD, "submit"),
        (Role.HEAD, "signing"),
        (Role.HEAD, "compile"),
        (Role.DEPUTY, "signing"),
        (Role.DEPUTY, "compile"),
        (Role.OFFICE, "signing"),
        (Role.ADMIN, "log"),
    ],
)
def test_a_page_opens_for_a_role_of_its_entry(ledger_file, role, page):
    app = open_page(page, role)
    assert app.title[0].value and not app.error


@pytest.mark.parametrize(
    ("role", "name"),
    [
        (Role.VIEWER, "submit"),
        (Role.CLERK, "periods"),
        (Role.HEAD, "absences"),
        (Role.DEPUTY, "months"),
        (Role.OFFICE, "accounts"),
        (Role.ADMIN, "notices"),
    ],
)
def test_a_page_of_other_roles_says_whose_it_is_and_shows_nothing(ledger_file, role, name):
    reader.role, page = role, BY_NAME[name]
    app = open_address(name)
    assert not app.exception
    assert app.title[0].value == page.title and len(app.error) == 1
    assert f"“{page.title}”这一页由" in app.error[0].value and ROLE_NAME[role] in app.error[0].value
    assert not app.dataframe and not app.get("plotly_chart") and not app.main.button


@pytest.mark.parametrize("role", ROLES)
def test_the_menu_lists_what_the_reader_may_open_and_nothing_else(ledger_file, role):
    reader.role = role
    app = frame().run()
    offered = {Path(str(p["script_path"])).name for p in app._registered_pages.values() if p.get("script_path")}
    assert offered == {p.script for p in PAGES if role in p.open_roles()}


def test_who_is_signed_in_stands_on_every_page_with_the_ways_out(ledger_file):
    html = shown_html(open_page("items", Role.CLERK))
    assert (
        "李填报" in html and "填报员，区财政局" in html and 'action="/sign-out"' in html and 'href="/password' in html
    )
    assert "换身份" not in html


@pytest.mark.parametrize("page", ["overview", "items", "submit"])
def test_without_a_session_every_page_shows_a_sentence_and_the_way_in_and_nothing_else(ledger_file, page):
    reader.role = None
    app = open_address(page)
    assert "没有登录" in app.error[0].value and 'href="/sign-in?' in shown_html(app)
    assert (
        not app.dataframe
        and not listed(app)
        and not app.get("plotly_chart")
        and not app.sidebar.text_input
        and "重点任务" not in shown_text(app)
    )


def test_a_page_that_was_open_shows_nothing_more_once_its_session_has_ended(ledger_file):
    app = open_page("items")
    assert listed(app)
    auth.sessions.sign_out_everywhere(shared_ledger.ledger(), "ducha")
    assert auth.sessions.account_for_token(shared_ledger.ledger(), session.token()), "the test reader signs in again"
    reader.role = None
    app.selectbox(key="leader").set_value("李寅萍").run()
    assert "没有登录" in app.error[0].value and not listed(app)


def test_a_part_that_renews_itself_asks_again_who_it_is_for(ledger_file, monkeypatch):
    open_page("overview")
    monkeypatch.setattr(session.st, "session_state", {"account_of_run": (time.monotonic(), PEOPLE[4])})
    assert session.account().login == "ducha"
    session.st.session_state["account_of_run"] = (time.monotonic() - 2, PEOPLE[4])
    reader.role = None
    with pytest.raises(NotPermitted):
        session.account()


def test_nobody_becomes_a_guest_of_the_demonstration_on_a_page_left_open(sample, monkeypatch):
    reader.role = None
    monkeypatch.setattr(session.st, "session_state", {})
    assert session.account().role is Role.VIEWER
    session.st.session_state["account_of_run"] = (time.monotonic(), PEOPLE[4])
    for anew in (True, True, False):
        with pytest.raises(NotPermitted, match="登录已经失效"):
            session.account(anew)


def test_a_screen_on_a_wall_shows_nothing_more_once_its_session_has_ended(ledger_file, monkeypatch):
    app = open_page("wall")
    assert app.title and app.get("plotly_chart")
    timer = {}
    monkeypatch.setattr(session.st, "fragment", lambda draw, run_every: timer.update({run_every: draw}) or draw)
    session.fragment(lambda: timer.update(drawn=True), run_every=20)
    assert timer.pop("drawn")
    reader.role = None
    errors = []
    monkeypatch.setattr(session.st, "session_state", {})
    monkeypatch.setattr(session.st, "error", errors.append)
    timer[20]()
    assert "drawn" not in timer and "您还没有登录" in errors[0]


def test_a_timer_neither_renews_a_session_nor_ends_with_its_idle_time_but_ends_with_its_longest_life(ledger):
    helpers.add_accounts(ledger)
    began = ledger.clock()
    token = auth.sessions.begin(ledger, PEOPLE[4], "本机")

    def at(hours: float, by_timer: bool) -> Account | None:
        ledger.clock = lambda: began + timedelta(hours=hours)
        return auth.sessions.current_account(ledger, token, {}, "本机", by_timer)

    for hours in (0.5, 1.5, 3, 7.9):
        assert at(hours, by_timer=True), hours
    assert not at(8.01, by_timer=True)
    ledger.clock = lambda: began
    token = auth.sessions.begin(ledger, PEOPLE[4], "本机")
    assert at(0.9, by_timer=True) and not at(1.1, by_timer=False), "the timer has renewed the session"
    assert not at(1.1, by_timer=True), "what has ended is not brought back"
    ledger.clock = lambda: began
    token = auth.sessions.begin(ledger, PEOPLE[4], "本机")
    auth.sessions.sign_out(ledger, token)
    assert not at(0.1, by_timer=True)


def test_a_clerk_does_not_see_whose_return_waits_for_a_deputy_mayor_unless_it_is_his_units(ledger_file):
    unit, ledger = "区环保分局", shared_ledger.ledger()
    number = helpers.file_submission(ledger, unit, "2017Q1", {"14-6a": 20.0}, accepted=False)
    commands.approvals.sign(ledger, helpers.head(unit), helpers.PLAN, number)
    leader = next(iter(queries.approvals.submission_status(ledger, helpers.PLAN, number).course.waiting))
    readers = BY_NAME["leader"].open_roles()
    counts = {role: shown_text(open_page("leader", role, leader=leader)) for role in readers}
    shown = {role for role, text in counts.items() if f"待{leader}审签（1）" in text}
    assert shown == {Role.DEPUTY, Role.OFFICE}
    assert all(f"待{leader}审签（" in text for text in counts.values())


def test_who_was_given_a_password_changes_it_first(ledger_file):
    reader.must_change = True
    app = open_address("items")
    assert "请先更改密码" in app.error[0].value and 'href="/password?' in shown_html(app) and not listed(app)


@pytest.mark.parametrize(("needs", "told"), [({"must_change": True}, "更改密码"), ({"must_enrol": True}, "动态口令")])
def test_a_file_is_not_made_later_for_a_reader_who_may_see_nothing_by_then(ledger_file, monkeypatch, needs, told):
    monkeypatch.setattr(session, "claims", dict)
    asked, current = session.reader_later(), auth.sessions.current_account
    assert asked().login == "ducha"
    monkeypatch.setattr(auth.sessions, "current_account", lambda *given: replace(current(*given), **needs))
    with pytest.raises(NotPermitted, match=told):
        asked()


def test_in_a_demonstration_a_stranger_looks_as_a_guest(ledger_file):
    store.settings.save_setting(shared_ledger.ledger(), "sample", "yes", console().act(Permission.SET))
    reader.role = None
    app = open_address("items")
    assert not app.error and listed(app) and "演示访客" in shown_html(app) and "换身份" in shown_html(app)
    assert "这一页由" in open_address("submit").error[0].value


def test_the_identity_of_the_provider_opens_the_page_of_its_account(ledger_file, monkeypatch):
    reader.token()
    reader.role = None
    claims = {
        "is_logged_in": True,
        "iss": "https://id.example",
        "sub": "1",
        "iat": int(time.time()),
        "email": "ducha@example.gov.cn",
    }
    app = frame()
    app.user = claims
    app.run()
    assert not app.error and "周督查" in shown_html(app) and 'href="/password' not in shown_html(app)
    app.button(key="frame_sign_out").click().run()
    app.user = claims
    app.run()
    assert "没有登录" in app.error[0].value, "the same identity cookie begins no second session"


def test_an_identity_without_an_account_opens_no_page(ledger_file):
    reader.role = None
    app = frame()
    app.user = {
        "is_logged_in": True,
        "iss": "i",
        "sub": "2",
        "iat": int(time.time()),
        "email": f"{INNER}@example.gov.cn",
    }
    app.run()
    assert "没有登录" in app.error[0].value and not app.dataframe and not listed(app)
    assert 'href="/sign-in?' in shown_html(app) and "onerror" not in shown_html(app)


def admin_page(**query: str) -> AppTest:
    return open_page("accounts", Role.ADMIN, **query)


def test_the_administrator_adds_an_account_and_sees_its_password_once(ledger_file):
    app = admin_page()
    app.text_input(key="accounts_new_login").set_value("qian")
    app.text_input(key="accounts_new_name").set_value("钱填报")
    app.selectbox(key="accounts_new_unit").set_value("区财政局")
    app.button(key="accounts_add_it").click().run()
    assert not app.error and "qian 已新增" in app.success[0].value
    password = app.code[0].value
    ledger = shared_ledger.ledger()
    assert auth.sessions.account_for_token(ledger, auth.sign_in.by_password(ledger, "qian", password, "")).must_change
    assert "须更改密码" in set(app.dataframe[0].value["状态"])
    app.run()
    assert not app.code and password not in shown_text(app)
    log = store.audit_log.entries(ledger, "act")[-1]
    assert (log["name"], log["subject"], log["origin"]) == ("陈管理", "账号 qian（钱填报）", "本机")


def test_what_makes_no_sense_is_said_on_the_page(ledger_file):
    app = admin_page()
    app.text_input(key="accounts_new_login").set_value("Qian Qian")
    app.text_input(key="accounts_new_name").set_value("钱填报")
    app.button(key="accounts_add_it").click().run()
    assert "账号名不合规则" in app.error[0].value and not app.code


def test_the_administrator_changes_resets_and_signs_out(ledger_file, people):
    ledger = shared_ledger.ledger()
    token = auth.sign_in.by_password(ledger, "li", PASSWORD, "")
    app = admin_page(account="li")
    app.selectbox(key="accounts_of_li_duty").set_value(Role.HEAD)
    app.button(key="accounts_save").click().run()
    assert "li 已更改" in app.success[0].value and auth.sessions.accounts_by_login(ledger)["li"].role is Role.HEAD
    assert auth.sessions.account_for_token(ledger, token) is None
    app.button(key="accounts_reset").click().run()
    token = auth.sign_in.by_password(ledger, "li", app.code[0].value, "")
    app.button(key="accounts_out").click().run()
    assert auth.sessions.account_for_token(ledger, token) is None
    app = admin_page(account="admin")
    app.checkbox(key="accounts_of_admin_active").uncheck()
    app.button(key="accounts_save").click().run()
    assert "最后一个" in app.error[0].value and auth.sessions.accounts_by_login(ledger)["admin"].active


def test_the_page_shows_no_secret(ledger_file, people):
    app = admin_page(account="li")
    drawn = json.dumps(app.dataframe[0].value.to_dict(), ensure_ascii=False) + shown_text(app) + shown_html(app)
    assert "argon2" not in drawn and "li" in drawn


def test_markup_in_an_account_stays_text(ledger_file, people):
    ledger = shared_ledger.ledger()
    commands.accounts.change_account(ledger, people[Role.ADMIN], "li", name=INNER[:40])
    html = shown_html(open_page("overview", Role.CLERK))
    assert "<img" not in html and "&lt;img src=x" in html
    commands.accounts.add_account(ledger, people[Role.ADMIN], Account("new", "**粗** [x](javascript:1)", Role.VIEWER))
    app = admin_page(account="new")
    assert not app.error and "javascript" not in shown_text(app)
