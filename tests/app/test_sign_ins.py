"""我的登录, the notice of a sign-in from a new address, the proof of identity before an act, and accounts out of use."""

from datetime import timedelta

from tests.app.helpers import open_page, press, shown_text
from tests.app.reader import reader
from tests.helpers import PASSWORD, PEOPLE
from zcdash import auth, commands, store
from zcdash.auth.permissions import Permission, Role, console
from zcdash.store.ledger import now
from zcdash.web import shared_ledger

NEW = "您的账号在新的地址登录过"
OFFICE = next(p for p in PEOPLE if p.role is Role.OFFICE)


def elsewhere() -> str:
    """Sign the reader in at another address; return that session's token."""
    reader.role = Role.OFFICE
    reader.token()
    return auth.sessions.begin(shared_ledger.ledger(), OFFICE, "203.0.113.7")


def test_a_new_address_is_told_on_every_page_until_the_person_has_looked(ledger_file):
    assert NEW not in shown_text(open_page("overview"))
    thief = elsewhere()
    for page in ("overview", "items"):
        assert NEW in shown_text(open_page(page)) and "203.0.113.7" in shown_text(open_page(page))
    app = open_page("sign_ins")
    text = shown_text(app)
    assert NEW not in text and "**新地址**" in text and "**本次**" in text and "正在登录（2 处）" in text
    app.button(key="sign_ins_end_0").click().run()
    assert not app.error and "已退出" in app.success[0].value
    assert auth.sessions.account_for_token(shared_ledger.ledger(), thief) is None
    assert "203.0.113.7" in set(app.dataframe[0].value["地址"]) and "新地址" in set(app.dataframe[0].value["备注"])
    assert NEW not in shown_text(open_page("overview"))


def test_all_other_sign_ins_end_at_once(ledger_file):
    others = [elsewhere(), elsewhere()]
    app = open_page("sign_ins")
    app.button(key="sign_ins_end_others").click().run()
    ledger = shared_ledger.ledger()
    assert not app.error and [auth.sessions.account_for_token(ledger, token) for token in others] == [None, None]
    assert auth.sessions.account_for_token(ledger, reader.token()) == OFFICE


def test_an_act_of_consequence_asks_for_the_identity_and_keeps_what_was_typed(ledger_file):
    reader.role = Role.OFFICE
    reader.token()
    ledger = shared_ledger.ledger()
    ledger.clock = lambda: now() + timedelta(minutes=11)
    app = open_page("periods", period="2017Q1")
    app.text_input(key="close_reason").set_value("其余单位未报")
    app = press(app, "关账")
    assert "请先验证身份" in app.error[0].value and "(/confirm-identity)" in app.error[0].value
    account = auth.sessions.current_account(ledger, reader.token(), {}, "本机")
    auth.sign_in.confirm_identity(ledger, account, reader.token(), PASSWORD, "")
    assert app.text_input(key="close_reason").value == "其余单位未报"
    app = app.button(key="close_2017Q1_yes").click().run()
    assert not app.error and "已关账" in app.success[0].value


def test_a_role_that_needs_a_second_factor_sees_nothing_before_it_has_one(ledger_file):
    open_page("overview")
    act = console().act(Permission.SET)
    store.settings.save_setting(shared_ledger.ledger(), "second_factor_roles", "office", act)
    app = open_page("overview")
    assert "请先启用动态口令" in app.error[0].value and "127" not in shown_text(app)


def test_an_idle_account_is_listed_and_put_back_in_use(ledger_file, people):
    ledger = shared_ledger.ledger()
    commands.accounts.change_account(ledger, people[Role.ADMIN], "li", name="李四")
    ledger.clock = lambda: now() + timedelta(days=200)
    app = open_page("accounts", Role.ADMIN, account="li")
    states = dict(zip(app.dataframe[0].value["账号"], app.dataframe[0].value["状态"], strict=True))
    assert (states["li"], states["admin"]) == ("久未登录，已停用", "在用")
    app.button(key="accounts_reactivate").click().run()
    assert "li 已重新启用" in app.success[0].value
    assert (
        "久未登录" not in dict(zip(app.dataframe[0].value["账号"], app.dataframe[0].value["状态"], strict=True))["li"]
    )
