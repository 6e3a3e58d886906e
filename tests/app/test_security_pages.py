"""The pages 安全设置 and 待确认, and what each officer sees of 账号 and of the menu while duties are separated."""

import pytest
import streamlit as st

from tests.app.helpers import frame, open_address, open_page, press, shown_html, shown_text
from tests.app.reader import reader
from tests.helpers import PEOPLE, PLAN, add_accounts, fresh
from zcdash import auth, commands, queries, store
from zcdash.auth.pages import PAGES
from zcdash.auth.permissions import Account, Permission, Role, console
from zcdash.auth.settings import BY_NAME
from zcdash.errors import AwaitsConfirmation
from zcdash.web import shared_ledger

SECOND = (Account("ducha2", "郑督查", Role.OFFICE), Account("admin2", "冯管理", Role.ADMIN))


def set_setting(name: str, value: str = "yes") -> None:
    store.settings.save_setting(shared_ledger.ledger(), name, value, console().act(Permission.SET_SECURITY))


@pytest.fixture
def pair(ledger_file):
    """Turn the two-person rule on, with two people of the office and two administrators; return them by login."""
    ledger = shared_ledger.ledger()
    add_accounts(ledger, (*PEOPLE, *SECOND))
    set_setting("two_person")
    return {login: fresh(account) for login, account in auth.sessions.accounts_by_login(ledger).items()}


def menu(monkeypatch, role: Role) -> set[str]:
    """Return the titles in the menu of a reader of this role."""
    shown, make = set(), st.Page

    def page(script, **arguments):
        if arguments["visibility"] == "visible":
            shown.add(arguments["title"])
        return make(script, **arguments)

    reader.role = role
    with monkeypatch.context() as patch:
        patch.setattr(st, "Page", page)
        assert not frame().run().exception
    return shown


@pytest.mark.parametrize("role", [Role.ADMIN, Role.SECURITY, Role.AUDITOR])
def test_an_officer_sees_no_plan_and_comes_to_a_page_of_his_own(ledger_file, role):
    set_setting("separate_duties")
    reader.role = role
    app = frame().run()
    first = {Role.ADMIN: "账号", Role.SECURITY: "账号", Role.AUDITOR: "留痕"}[role]
    assert not app.exception and not app.error
    assert app.title[0].value == first and not app.sidebar.selectbox and not app.sidebar.text_input
    assert "zhoucun" not in shown_html(app) and "重点任务" not in shown_text(app)
    for page in PAGES:
        if page.name in ("unit", "items", "score", "wall", "bulletin", "brief"):
            closed = open_address(page.name)
            assert f"“{page.title}”这一页由" in closed.error[0].value and not closed.dataframe


def test_who_has_no_rights_yet_is_told_so(ledger_file):
    reader.role = Role.PENDING
    app = frame().run()
    assert not app.exception and "您的角色是待授权" in app.error[0].value


def test_the_administrator_reads_the_plan_and_the_log_while_duties_are_not_separated(ledger_file):
    assert open_page("overview", Role.ADMIN).title[0].value.endswith("总览")
    assert open_page("log", Role.ADMIN).dataframe


def test_the_auditor_filters_verifies_and_exports_the_log(ledger_file):
    set_setting("separate_duties")
    app = open_page("log", Role.AUDITOR)
    assert app.dataframe and app.get("download_button")
    app.button(key="log_prove").click().run()
    assert "全部相符" in app.success[0].value


def test_the_administrator_adds_without_rights_and_the_security_officer_gives_the_role(ledger_file):
    ledger = shared_ledger.ledger()
    add_accounts(ledger)
    set_setting("separate_duties")
    app = open_page("accounts", Role.ADMIN)
    assert "accounts_new_duty" not in [box.key for box in app.selectbox] and "accounts_out" not in shown_text(app)
    app.text_input(key="accounts_new_login").set_value("qian")
    app.text_input(key="accounts_new_name").set_value("钱填报")
    app.selectbox(key="accounts_new_unit").set_value("区财政局")
    app.button(key="accounts_add_it").click().run()
    assert not app.error and app.code and auth.sessions.accounts_by_login(ledger)["qian"].role is Role.PENDING
    app = open_page("accounts", Role.SECURITY, account="qian")
    assert not app.get("tab") and "备份" not in shown_text(app)
    assert [box.key for box in app.text_input] == []
    app.selectbox(key="accounts_of_qian_duty").set_value(Role.CLERK)
    app.button(key="accounts_save").click().run()
    assert not app.error and auth.sessions.accounts_by_login(ledger)["qian"].role is Role.CLERK
    app.button(key="accounts_unlock").click().run()
    assert "可以立即再登录" in app.success[0].value


def test_every_setting_has_a_field_with_its_label_explanation_and_default(ledger_file):
    app = open_page("security")
    kinds = ("number_input", "checkbox", "selectbox", "multiselect", "text_area", "text_input")
    fields = {str(f.key): f for kind in kinds for f in getattr(app.main, kind)}
    assert {f"security_{name}" for name in BY_NAME} <= set(fields)
    text = shown_text(app)
    for name, setting in BY_NAME.items():
        assert fields[f"security_{name}"].label == setting.label
        assert f"默认：{setting.text(setting.default)}。" in text and setting.explanation[:8] in text
    assert "其他" not in [h.value for h in app.subheader]


def test_only_what_was_changed_is_saved_and_counts_at_once(ledger_file):
    app, ledger = open_page("security"), shared_ledger.ledger()
    entries = len(store.audit_log.entries(ledger))
    app.button(key="security_save_登录").click().run()
    assert "没有改动" in app.success[0].value and len(store.audit_log.entries(ledger)) == entries
    app.number_input(key="security_session_idle_minutes").set_value(15)
    app.multiselect(key="security_second_factor_roles").set_value([Role.SECURITY, Role.OFFICE])
    app.button(key="security_save_登录").click().run()
    assert "无操作多久退出（分钟）、须用动态口令的角色" in app.success[0].value
    assert auth.sessions.session_limits(ledger).idle_minutes == 15
    assert auth.settings.value(ledger, "second_factor_roles") == "office security"
    assert len(store.audit_log.entries(ledger)) == entries + 2


def test_a_wrong_setting_is_said_and_what_was_typed_stays(ledger_file):
    app = open_page("security")
    app.text_area(key="security_allowed_addresses").set_value("office 10.1.0.0/99")
    app.button(key="security_save_网络").click().run()
    assert "第 1 行读不懂" in app.error[0].value
    assert app.text_area(key="security_allowed_addresses").value == "office 10.1.0.0/99"
    app.checkbox(key="security_separate_duties").check()
    app.button(key="security_save_办理").click().run()
    assert "还没有在用的安全保密员、安全审计员" in app.error[0].value


def test_the_page_of_confirmations_is_in_the_menu_only_under_the_rule(ledger_file, monkeypatch):
    assert "待确认" not in menu(monkeypatch, Role.OFFICE)
    set_setting("two_person")
    assert "待确认" in menu(monkeypatch, Role.OFFICE) and "待确认" not in menu(monkeypatch, Role.CLERK)


def test_a_close_is_proposed_on_its_page_and_confirmed_by_another(pair):
    app, ledger = open_page("periods", period="2017Q1"), shared_ledger.ledger()
    app.text_input(key="close_reason").set_value("年中检查")
    app = press(app, "关账")
    assert "已提出，待另一人确认" in app.success[0].value and not app.error
    assert "已提出，待另一人到“待确认”页确认**　关账" in open_page("periods", period="2017Q2").info[0].value
    mine = open_page("confirmations")
    assert [b.label for b in mine.main.button] == ["撤回"]
    waiting = queries.pending_acts.waiting(ledger)[0]
    commands.two_person.refuse(ledger, pair["ducha2"], waiting["pending_act"], "再核一遍")
    with pytest.raises(AwaitsConfirmation):
        commands.periods.close(ledger, pair["ducha2"], PLAN, "2017Q1", "年中检查")
    app = open_page("confirmations")
    text = shown_text(app)
    assert "关账　2017年一季度　未关账 → 关账　理由：年中检查" in text and "郑督查（ducha2）" in text
    app.button(key="confirm_2").click().run()
    assert "已确认并办理" in app.success[0].value and "没有待确认的事" in shown_text(app)
    assert queries.periods.period_state(ledger, PLAN, "2017Q1").close


def test_the_confirming_administrator_sees_the_first_password_once(pair):
    ledger = shared_ledger.ledger()
    with pytest.raises(AwaitsConfirmation):
        commands.accounts.add_account(ledger, pair["admin2"], Account("new", "**新人**", Role.VIEWER))
    app = open_page("confirmations", Role.ADMIN)
    assert "**新人**" not in shown_text(app)
    app.button(key="confirm_1").click().run()
    assert auth.sign_in.by_password(ledger, "new", app.code[0].value, "")
    app.run()
    assert not app.code


def test_a_refusal_needs_a_reason_and_an_own_proposal_can_be_withdrawn(pair):
    ledger = shared_ledger.ledger()
    with pytest.raises(AwaitsConfirmation):
        commands.security.set_setting(ledger, pair["bao"], "session_hours", "4")
    app = open_page("confirmations", Role.ADMIN)
    app.button(key="refuse_1").click().run()
    assert "没有写明理由" in app.error[0].value
    app.text_input(key="note_1").set_value("太短")
    app.button(key="refuse_1").click().run()
    assert "已记下不同意" in app.success[0].value and auth.settings.number(ledger, "session_hours") == 8
    app = open_page("security", Role.SECURITY)
    app.number_input(key="security_session_hours").set_value(6)
    app.button(key="security_save_登录").click().run()
    assert "已提出，待另一人到“待确认”页确认：登录后最长（小时）" in app.success[0].value
    app = open_page("confirmations", Role.SECURITY)
    app.button(key="withdraw_2").click().run()
    assert "已撤回" in app.success[0].value and not queries.pending_acts.waiting(ledger)


def test_a_reset_of_a_second_factor_waits_and_is_named_on_the_page_of_accounts(pair):
    ledger = shared_ledger.ledger()
    store.sign_in.record_second_factor(ledger, console().act(Permission.CONTROL_SIGN_IN), "li", "a secret")
    app = open_page("accounts", Role.ADMIN, account="li")
    app.button(key="accounts_second_factor").click().run()
    assert "已提出，待另一人确认" in app.success[0].value and auth.second_factor.enrolled(ledger, "li")
    assert "重置动态口令" in open_page("accounts", Role.SECURITY).info[0].value
    app = open_page("confirmations", Role.SECURITY)
    app.button(key="confirm_1").click().run()
    assert "已确认并办理" in app.success[0].value and auth.second_factor.enrolled(ledger, "li") is None
