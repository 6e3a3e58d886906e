"""三员分立: the administrator, the security officer and the auditor each keep to their part."""

import inspect
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.commands.test_hostile_text import COMMANDS
from tests.helpers import PASSWORD, TINY_PLAN, add_accounts, fresh
from zcdash import auth, commands, store
from zcdash.auth.permissions import Account, Permission, Role, console
from zcdash.domain.audit import Event
from zcdash.errors import InvalidInput, NotPermitted

UNIT = "区财政局"
ABOUT_ANOTHER = {"send_back", "sign", "reply_notice", "confirm", "refuse"}
"""Commands about a submission, a notice or a proposed act, which they look for before they know whose it is."""
ABOUT_OWN_SIGN_IN = {
    "enrol_second_factor", "renew_recovery_codes", "remove_second_factor", "end_own_session", "end_other_sessions",
}  # fmt: skip
"""Commands about the own sign-in, which every role has."""
OWN_COMMANDS = {
    Role.PENDING: set(),
    Role.AUDITOR: set(),
    Role.SECURITY: {
        "change_account", "end_sessions", "unlock", "reset_second_factor", "unbind_identity", "set_setting",
    },
    Role.ADMIN: {
        "add_account", "add_people_list", "change_account", "hand_over_account", "reset_password", "reactivate_account",
        "back_up",
    },
}  # fmt: skip
"""Role → the commands that it may begin while duties are separated, but for the own password and sign-in."""


@pytest.fixture
def separated(ledger, people):
    """The people, with duties separated, as their sessions give them."""
    commands.security.set_setting(ledger, people[Role.SECURITY], "separate_duties", "yes")
    tokens = {role: auth.sign_in.by_password(ledger, p.login, PASSWORD, "") for role, p in people.items()}
    return {role: auth.sessions.current_account(ledger, token, {}, "10.0.0.9") for role, token in tokens.items()}


def role_of(ledger, login: str) -> Role:
    return auth.sessions.accounts_by_login(ledger)[login].role


def test_the_session_says_that_duties_are_separated(ledger, people, separated):
    assert {account.duties_separated for account in separated.values()} == {True}
    assert not separated[Role.ADMIN].may(Permission.READ_LOG) and separated[Role.AUDITOR].may(Permission.READ_LOG)
    commands.security.set_setting(ledger, console(), "separate_duties", "")
    token = auth.sign_in.by_password(ledger, "admin", PASSWORD, "")
    assert auth.sessions.current_account(ledger, token, {}, "").may(Permission.READ_LOG)


@pytest.mark.parametrize("missing", [Role.SECURITY, Role.AUDITOR])
def test_it_begins_only_with_an_active_account_of_each_officer(ledger, people, missing):
    commands.accounts.change_account(ledger, people[Role.ADMIN], people[missing].login, active=False)
    with pytest.raises(InvalidInput, match=f"还没有在用的{auth.permissions.ROLE_NAME[missing]}"):
        commands.security.set_setting(ledger, people[Role.ADMIN], "separate_duties", "yes")


def test_it_begins_only_if_no_person_has_two_of_the_parts(ledger, people):
    commands.accounts.change_account(ledger, people[Role.ADMIN], "shen", name="陈管理")
    with pytest.raises(InvalidInput, match="陈管理兼任系统管理员和安全审计员"):
        commands.security.set_setting(ledger, people[Role.ADMIN], "separate_duties", "yes")


def test_nobody_ends_it_alone_but_the_console(ledger, people, separated):
    with pytest.raises(InvalidInput, match="不能由一个人停用"):
        commands.security.set_setting(ledger, separated[Role.SECURITY], "separate_duties", "")
    commands.security.set_setting(ledger, console(), "separate_duties", "")
    assert not auth.settings.is_on(ledger, "separate_duties")


def test_a_new_account_has_no_rights_until_the_security_officer_gives_it_a_role(ledger, separated):
    admin, security = separated[Role.ADMIN], separated[Role.SECURITY]
    with pytest.raises(NotPermitted, match="授予角色"):
        commands.accounts.add_account(ledger, admin, Account("qian", "钱填报", Role.OFFICE))
    password = commands.accounts.add_account(ledger, admin, Account("qian", "钱填报", Role.PENDING, unit=UNIT))
    new = auth.sessions.account_for_token(ledger, auth.sign_in.by_password(ledger, "qian", password, ""))
    assert {p for p in Permission if new.may(p)} == {Permission.OWN_PASSWORD, Permission.OWN_SIGN_IN}
    with pytest.raises(NotPermitted, match="授予角色"):
        commands.accounts.change_account(ledger, admin, "qian", role=Role.CLERK)
    commands.accounts.change_account(ledger, security, "qian", role=Role.CLERK)
    assert role_of(ledger, "qian") is Role.CLERK
    last = store.audit_log.entries(ledger)[-1]
    assert (last["what"], last["before"], last["after"]) == ("授予角色", "角色 待授权", "角色 填报员")


def test_whoever_sets_a_password_or_an_address_does_not_become_the_account(ledger, separated):
    """The administrator knows the new password, or has the new address: the role is given again, by another person."""
    admin, security = separated[Role.ADMIN], separated[Role.SECURITY]
    password = commands.accounts.reset_password(ledger, admin, "ducha")
    thief = auth.sessions.account_for_token(ledger, auth.sign_in.by_password(ledger, "ducha", password, ""))
    assert thief.role is Role.PENDING
    commands.accounts.change_account(ledger, security, "ducha", role=Role.OFFICE)
    commands.accounts.change_account(ledger, admin, "ducha", email="me@example.gov.cn")
    assert role_of(ledger, "ducha") is Role.PENDING
    commands.accounts.change_account(ledger, admin, "li", unit="区环保分局")
    assert role_of(ledger, "li") is Role.PENDING
    commands.accounts.change_account(ledger, admin, "zhao", name="赵主任", phone="0533-6123456", active=False)
    assert role_of(ledger, "zhao") is Role.HEAD


def test_a_deputy_mayor_is_tied_to_a_name_before_the_role_is_given(ledger, separated):
    new = Account("geng", "耿峰", Role.PENDING, leader="耿峰")
    commands.accounts.add_account(ledger, separated[Role.ADMIN], new)
    commands.accounts.change_account(ledger, separated[Role.SECURITY], "geng", role=Role.DEPUTY)
    assert auth.sessions.accounts_by_login(ledger)["geng"].leader == "耿峰"


@pytest.mark.parametrize("login", ["bao", "shen"])
@pytest.mark.parametrize("change", [{"active": False}, {"name": "别人"}, {"email": "x@example.gov.cn"}])
def test_the_administrator_does_not_touch_the_other_officers(ledger, separated, login, change):
    with pytest.raises(NotPermitted, match="系统管理员不能更改安全"):
        commands.accounts.change_account(ledger, separated[Role.ADMIN], login, **change)
    with pytest.raises(NotPermitted, match="系统管理员不能更改安全"):
        commands.accounts.reset_password(ledger, separated[Role.ADMIN], login)


def test_the_administrator_does_not_put_another_officer_back_in_use(ledger, separated):
    later = ledger.clock() + timedelta(days=365)
    ledger.clock = lambda: later
    for login in ("bao", "shen"):
        with pytest.raises(NotPermitted, match="系统管理员不能更改安全"):
            commands.accounts.reactivate_account(ledger, fresh(separated[Role.ADMIN]), login)
    commands.accounts.reactivate_account(ledger, fresh(separated[Role.ADMIN]), "li")


@pytest.mark.parametrize("login", ["admin", "shen"])
def test_the_security_officer_does_not_take_the_role_of_the_other_officers(ledger, separated, login):
    with pytest.raises(NotPermitted, match="安全保密员不能更改"):
        commands.accounts.change_account(ledger, separated[Role.SECURITY], login, role=Role.VIEWER)
    with pytest.raises(NotPermitted, match="管理账号"):
        commands.accounts.change_account(ledger, separated[Role.SECURITY], login, active=False)


@pytest.mark.parametrize("role", [Role.OFFICE, Role.ADMIN, Role.AUDITOR, Role.PENDING])
@pytest.mark.parametrize("is_separated", [False, True])
def test_the_security_officer_gives_himself_no_role(ledger, people, role, is_separated):
    by = replace(people[Role.SECURITY], duties_separated=is_separated)
    with pytest.raises(NotPermitted, match="不能更改自己的角色"):
        commands.accounts.change_account(ledger, by, "bao", role=role)


def test_no_account_goes_from_one_officer_to_another(ledger, separated):
    commands.accounts.add_account(ledger, console(), Account("bao2", "第二保密", Role.SECURITY))
    by = separated[Role.SECURITY]
    with pytest.raises(NotPermitted, match="不能由安全保密员直接改任系统管理员"):
        commands.accounts.change_account(ledger, by, "bao2", role=Role.ADMIN)
    commands.accounts.change_account(ledger, by, "bao2", role=Role.PENDING)
    commands.accounts.change_account(ledger, by, "bao2", role=Role.ADMIN)


def test_no_person_gets_a_second_part(ledger, separated):
    commands.accounts.add_account(ledger, separated[Role.ADMIN], Account("chen2", "陈管理", Role.PENDING))
    with pytest.raises(InvalidInput, match="兼任") as refused:
        commands.accounts.change_account(ledger, separated[Role.SECURITY], "chen2", role=Role.AUDITOR)
    assert "chen2" in refused.value.advice and role_of(ledger, "chen2") is Role.PENDING


@pytest.mark.parametrize("login", ["admin", "bao", "shen"])
def test_the_last_officer_of_each_kind_stays_even_for_the_console(ledger, separated, login):
    with pytest.raises(InvalidInput, match="这是最后一个在用的"):
        commands.accounts.change_account(ledger, console(), login, active=False)


def test_the_console_rescues_an_officer(ledger, separated):
    assert commands.accounts.reset_password(ledger, console(), "shen") and role_of(ledger, "shen") is Role.AUDITOR


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR, Role.OFFICE])
def test_sign_ins_are_the_security_officers(ledger, separated, role):
    token = auth.sign_in.by_password(ledger, "li", PASSWORD, "")
    for act in (
        commands.accounts.end_sessions,
        commands.accounts.unlock,
        commands.sign_in.reset_second_factor,
        commands.sign_in.unbind_identity,
    ):
        with pytest.raises(NotPermitted, match="管理登录"):
            act(ledger, separated[role], "li")
    commands.accounts.end_sessions(ledger, separated[Role.SECURITY], "li")
    assert auth.sessions.account_for_token(ledger, token) is None
    last = store.audit_log.entries(ledger)[-1]
    assert (last["what"], last["subject"], last["after"]) == ("管理登录", "账号 li（李填报）", "退出全部登录")


def test_the_security_officer_ends_a_wait(ledger, separated):
    for _ in range(6):
        with pytest.raises(NotPermitted):
            auth.sign_in.by_password(ledger, "li", "x", "10.0.0.7")
    with pytest.raises(NotPermitted):
        auth.sign_in.by_password(ledger, "li", PASSWORD, "10.0.0.7")
    commands.accounts.unlock(ledger, separated[Role.SECURITY], "li")
    assert store.audit_log.entries(ledger)[-1]["after"] == "解除登录锁定"
    assert auth.sign_in.by_password(ledger, "li", PASSWORD, "10.0.0.7")


def test_the_administrator_still_makes_backups(ledger, separated, tmp_path):
    assert commands.plans.back_up(ledger, separated[Role.ADMIN], tmp_path / "copies")[0].exists()
    for role in (Role.SECURITY, Role.AUDITOR):
        with pytest.raises(NotPermitted, match="备份"):
            commands.plans.back_up(ledger, separated[role], tmp_path)


@pytest.mark.parametrize("role", OWN_COMMANDS)
def test_a_walk_over_all_commands_finds_none_of_another_part(tiny_ledger, role):
    add_accounts(tiny_ledger, [Account("me", "某人", role)])
    by = fresh(Account("me", "某人", role, duties_separated=True))
    before, begun = len(store.audit_log.entries(tiny_ledger)), set()
    for name, command in COMMANDS.items():
        try:
            command(**arguments(tiny_ledger, by, command))
        except NotPermitted:
            continue
        except Exception:
            pass
        begun.add(name)
    assert begun - ABOUT_ANOTHER - ABOUT_OWN_SIGN_IN == OWN_COMMANDS[role]
    written = {entry["what"] for entry in store.audit_log.entries(tiny_ledger)[before:]}
    assert written == {Event.SIGN_IN_FAILED, Event.SIGN_OUT}, "nothing but a wrong own password and the own sign-out"


def arguments(ledger, by, command) -> dict[str, object]:
    """Return arguments for a command, of the right plan and period, about nothing that exists."""
    known = {"ledger": ledger, "by": by, "account": by, "plan": TINY_PLAN, "period": "2017Q1"}
    return {
        name: known.get(name, "x" if p.annotation == "str" else 1 if p.annotation == "int" else None)
        for name, p in inspect.signature(command).parameters.items()
        if p.default is p.empty and p.kind is not p.VAR_KEYWORD
    }
