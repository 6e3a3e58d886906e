"""Accounts and sessions: sign-in and sign-out, guessing, expiry, changes, and their entries in the log."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.helpers import PASSWORD, Clock
from zcdash import auth, commands, store
from zcdash.auth import passwords
from zcdash.auth.permissions import Account, Permission, Role, console
from zcdash.cli.main import main
from zcdash.errors import InvalidInput, NotFound, NotPermitted
from zcdash.store.ledger import Ledger

NOON = datetime(2026, 3, 2, 4)


@pytest.fixture
def clock(ledger) -> Clock:
    ledger.clock = Clock(NOON)
    return ledger.clock


def refused(ledger, login, password) -> str:
    with pytest.raises(NotPermitted) as error:
        auth.sign_in.by_password(ledger, login, password, "10.0.0.9")
    return str(error.value)


def admin(people) -> Account:
    return people[Role.ADMIN]


def test_the_right_password_opens_a_session_and_the_ledger_keeps_no_token(ledger, people):
    token = auth.sign_in.by_password(ledger, "ducha", PASSWORD, "10.0.0.9")
    assert auth.sessions.account_for_token(ledger, token) == people[Role.OFFICE]
    rows = list(ledger.rows("session"))
    assert len(token) >= 43 and token not in json.dumps(rows, default=str)
    assert rows[0]["login"] == "ducha" and rows[0]["origin"] == "10.0.0.9"


def test_a_login_may_be_typed_in_any_width_and_case(ledger, people):
    assert (
        auth.sessions.account_for_token(ledger, auth.sign_in.by_password(ledger, " ＤUCHA ", PASSWORD, ""))
        == people[Role.OFFICE]
    )


def test_every_failed_sign_in_gets_the_same_message(ledger, people, clock):
    commands.accounts.change_account(ledger, admin(people), "wang", active=False)
    attempts = (("nobody", "x"), ("ducha", "x"), ("wang", PASSWORD), ("", ""))
    messages = {refused(ledger, login, password) for login, password in attempts}
    for _ in range(5):
        messages.add(refused(ledger, "li", "x"))
    messages.add(refused(ledger, "li", PASSWORD))
    assert len(messages) == 1


def test_an_unknown_login_takes_as_long_as_a_known_one(ledger, people, monkeypatch):
    checked = []
    matches = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda *arguments: checked.append(arguments) or matches(*arguments))
    refused(ledger, "nobody", "x")
    refused(ledger, "ducha", "x")
    assert len(checked) == 2


def test_repeated_failures_lock_a_login_for_longer_and_longer(ledger, people, clock):
    for _ in range(5):
        refused(ledger, "ducha", "x")
    for seconds in (30, 60, 120, 240, 480, 900, 900):
        refused(ledger, "ducha", PASSWORD)
        clock.advance(seconds=seconds - 1)
        refused(ledger, "ducha", PASSWORD)
        clock.advance(seconds=1)
        refused(ledger, "ducha", "still wrong")
    clock.advance(seconds=900)
    assert auth.sign_in.by_password(ledger, "ducha", PASSWORD, "")
    for _ in range(4):
        refused(ledger, "ducha", "x")
    assert auth.sign_in.by_password(ledger, "ducha", PASSWORD, ""), "a successful sign-in clears the failures before it"


def test_a_locked_login_locks_no_other_login(ledger, people, clock):
    for _ in range(6):
        refused(ledger, "ducha", "x")
    assert auth.sign_in.by_password(ledger, "li", PASSWORD, "")


def test_guessing_at_another_address_does_not_lock_the_owner_out(ledger, people, clock):
    for _ in range(60):
        clock.advance(minutes=15)
        refused(ledger, "ducha", "x")
    refused(ledger, "ducha", PASSWORD)
    assert auth.sign_in.by_password(ledger, "ducha", PASSWORD, "10.0.0.1")


def test_guessing_from_many_addresses_locks_the_login_everywhere(ledger, people, clock):
    for n in range(100):
        with pytest.raises(NotPermitted):
            auth.sign_in.by_password(ledger, "ducha", "x", f"10.1.0.{n}")
    with pytest.raises(NotPermitted):
        auth.sign_in.by_password(ledger, "ducha", PASSWORD, "10.0.0.1")
    commands.accounts.reset_password(ledger, admin(people), "ducha")
    assert not [r for r in ledger.rows("attempt") if r["login"].startswith("ducha")], (
        "a reset ends the lock, wherever it is"
    )


def test_every_character_of_a_password_counts(ledger, people, clock):
    longest = (PASSWORD * 20)[:128]
    commands.accounts.change_own_password(ledger, people[Role.CLERK], PASSWORD, longest)
    refused(ledger, "li", longest + "x")
    assert auth.sign_in.by_password(ledger, "li", longest, "10.0.0.9")


def test_concurrent_guesses_are_counted_one_by_one(ledger, people, clock, monkeypatch):
    checked = []
    monkeypatch.setattr(passwords, "matches", lambda stored, _typed: bool(checked.append(stored)))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: refused(ledger, "ducha", f"guess {n}"), range(40)))
    assert len(list(filter(None, checked))) == 5 and len(checked) == 40


def test_a_session_ends_after_an_hour_without_use(ledger, people, clock):
    token = auth.sign_in.by_password(ledger, "ducha", PASSWORD, "")
    for _ in range(3):
        clock.advance(minutes=59)
        assert auth.sessions.account_for_token(ledger, token)
    clock.advance(minutes=60)
    assert auth.sessions.account_for_token(ledger, token) is None
    clock.advance(minutes=-30)
    assert auth.sessions.account_for_token(ledger, token) is None, "an expired session stays ended"


def test_a_session_ends_after_eight_hours_however_busy(ledger, people, clock):
    token = auth.sign_in.by_password(ledger, "ducha", PASSWORD, "")
    for _ in range(15):
        clock.advance(minutes=31)
        assert auth.sessions.account_for_token(ledger, token)
    clock.advance(minutes=15)
    assert auth.sessions.account_for_token(ledger, token) is None


def test_use_of_a_session_is_stored_at_most_once_a_minute(ledger, people, clock):
    token, before = auth.sign_in.by_password(ledger, "ducha", PASSWORD, ""), ledger.revision
    clock.advance(seconds=59)
    auth.sessions.account_for_token(ledger, token)
    assert [r["seen"] for r in ledger.rows("session")] == [NOON]
    clock.advance(seconds=1)
    auth.sessions.account_for_token(ledger, token)
    assert [r["seen"] for r in ledger.rows("session")] == [NOON + timedelta(minutes=1)]
    assert ledger.revision == before


def test_the_administrator_sets_the_session_limits(ledger, people, clock):
    commands.security.set_setting(ledger, admin(people), "session_idle_minutes", "10")
    token = auth.sign_in.by_password(ledger, "ducha", PASSWORD, "")
    clock.advance(minutes=10)
    assert auth.sessions.account_for_token(ledger, token) is None
    with pytest.raises(InvalidInput):
        commands.security.set_setting(ledger, admin(people), "session_hours", "100")
    with pytest.raises(NotPermitted):
        commands.security.set_setting(ledger, people[Role.OFFICE], "session_hours", "2")


def test_a_token_from_outside_is_never_adopted(ledger, people):
    planted = "planted-by-somebody-else"
    token = auth.sign_in.by_password(ledger, "ducha", PASSWORD, "")
    assert (
        token != planted
        and auth.sessions.account_for_token(ledger, planted) is None
        and auth.sessions.account_for_token(ledger, "") is None
    )
    assert auth.sign_in.by_password(ledger, "ducha", PASSWORD, "") != token


def test_signing_out_ends_this_session_and_signing_out_everywhere_all(ledger, people):
    first, second, other = (auth.sign_in.by_password(ledger, who, PASSWORD, "") for who in ("ducha", "ducha", "li"))
    auth.sessions.sign_out(ledger, first)
    assert auth.sessions.account_for_token(ledger, first) is None and auth.sessions.account_for_token(ledger, second)
    commands.accounts.end_sessions(ledger, admin(people), "ducha")
    assert auth.sessions.account_for_token(ledger, second) is None and auth.sessions.account_for_token(ledger, other)
    with pytest.raises(NotPermitted):
        commands.accounts.end_sessions(ledger, people[Role.OFFICE], "li")


def test_changing_the_own_password_ends_the_other_sessions(ledger, people):
    here = auth.sign_in.by_password(ledger, "li", PASSWORD, "")
    elsewhere = auth.sign_in.by_password(ledger, "li", PASSWORD, "")
    new = "四只蓝色的风筝飞过河"
    commands.accounts.change_own_password(ledger, people[Role.CLERK], PASSWORD, new, here)
    assert auth.sessions.account_for_token(ledger, here) and auth.sessions.account_for_token(ledger, elsewhere) is None
    refused(ledger, "li", PASSWORD)
    assert auth.sign_in.by_password(ledger, "li", new, "")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("wrong", "四只蓝色的风筝飞过河", "原密码"),
        (PASSWORD, "短", "太短"),
        (PASSWORD, PASSWORD, "一样"),
        (PASSWORD, "li2017li2017", "容易猜到"),
    ],
)
def test_the_own_password_is_not_changed_without_the_old_one_or_to_a_weak_one(ledger, people, old, new, why):
    with pytest.raises((NotPermitted, InvalidInput), match=why):
        commands.accounts.change_own_password(ledger, people[Role.CLERK], old, new)
    assert auth.sign_in.by_password(ledger, "li", PASSWORD, "")


def test_the_old_password_cannot_be_guessed_through_the_change_either(ledger, people, clock):
    for _ in range(6):
        with pytest.raises(NotPermitted):
            commands.accounts.change_own_password(
                ledger, replace(people[Role.CLERK], origin="10.0.0.9"), "x", "四只蓝色的风筝飞过河"
            )
    refused(ledger, "li", PASSWORD)


def test_a_reset_ends_lock_and_sessions_and_its_password_must_be_changed(ledger, people, clock):
    token = auth.sign_in.by_password(ledger, "li", PASSWORD, "")
    for _ in range(6):
        refused(ledger, "li", "x")
    made = commands.accounts.reset_password(ledger, admin(people), "li")
    assert auth.sessions.account_for_token(ledger, token) is None
    again = auth.sign_in.by_password(ledger, "li", made, "")
    assert auth.sessions.account_for_token(ledger, again).must_change
    commands.accounts.change_own_password(
        ledger, auth.sessions.account_for_token(ledger, again), made, "四只蓝色的风筝飞过河", again
    )
    assert not auth.sessions.account_for_token(ledger, again).must_change


def test_a_change_of_an_account_ends_its_sessions_and_is_logged_with_before_and_after(ledger, people):
    token = auth.sign_in.by_password(ledger, "li", PASSWORD, "")
    commands.accounts.change_account(ledger, admin(people), "li", role=Role.HEAD, email="li@example.gov.cn")
    assert auth.sessions.account_for_token(ledger, token) is None
    last = store.audit_log.entries(ledger)[-1]
    assert (last["what"], last["name"], last["role"]) == ("管理账号", "陈管理", "系统管理员")
    assert last["subject"] == "账号 li（李填报）"
    assert last["before"] == "角色 填报员；邮箱 无" and last["after"] == "角色 单位主要负责人；邮箱 li@example.gov.cn"
    assert (
        auth.sessions.account_for_token(ledger, auth.sign_in.by_password(ledger, "li", PASSWORD, "")).role is Role.HEAD
    )
    entries = len(store.audit_log.entries(ledger))
    commands.accounts.change_account(ledger, admin(people), "li", role=Role.HEAD)
    assert len(store.audit_log.entries(ledger)) == entries, "a change to the same values writes nothing"


def test_the_log_contains_no_password(ledger, people):
    made = commands.accounts.add_account(ledger, admin(people), Account("new", "新人", Role.VIEWER))
    reset = commands.accounts.reset_password(ledger, admin(people), "new")
    commands.accounts.change_own_password(
        ledger, auth.sessions.accounts_by_login(ledger)["new"], reset, "四只蓝色的风筝飞过河"
    )
    log = json.dumps(store.audit_log.entries(ledger), default=str, ensure_ascii=False)
    assert "argon2" not in log
    for secret in (made, reset, "四只蓝色的风筝飞过河", PASSWORD):
        assert secret not in log
    assert "argon2" not in repr(auth.sessions.accounts_by_login(ledger))
    assert store.audit_log.verify(ledger).faults == ()


def viewer(login: str = "new", name: str = "新人", role: Role = Role.VIEWER, **fields: str) -> Account:
    return Account(login, name, role, **fields)


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (viewer("ducha"), "已经有了"),
        (viewer("DUCHA"), "已经有了"),
        (viewer("张三"), "账号名"),
        (viewer("a"), "账号名"),
        (viewer("x y"), "账号名"),
        (viewer("../x"), "账号名"),
        (viewer(name=""), "姓名"),
        (viewer(name="\u202e\u200b"), "姓名"),
        (viewer(role=Role.CONSOLE), "命令行"),
        (viewer(role=Role.CLERK), "单位"),
        (viewer(role=Role.HEAD, unit="没有这个局"), "没有这个局"),
        (viewer(role=Role.DEPUTY), "分管区长"),
        (viewer(role=Role.DEPUTY, leader="没有这个人"), "没有这个人"),
        (viewer(email="no address"), "邮箱"),
        (viewer(email="DUCHA@example.gov.cn"), "邮箱"),
    ],
)
def test_an_invalid_account_is_refused(ledger, people, new, why):
    with pytest.raises((InvalidInput, NotFound), match=why):
        commands.accounts.add_account(ledger, admin(people), new)
    assert len(auth.sessions.accounts_by_login(ledger)) == len(people)


@pytest.mark.parametrize("change", [{"active": False}, {"role": Role.VIEWER}])
def test_the_last_administrator_stays(ledger, people, change):
    with pytest.raises(InvalidInput, match="最后一个"):
        commands.accounts.change_account(ledger, admin(people), "admin", **change)
    commands.accounts.add_account(ledger, admin(people), Account("second", "第二管理", Role.ADMIN))
    commands.accounts.change_account(ledger, admin(people), "admin", **change)
    assert not auth.permissions.require_permission(auth.sessions.accounts_by_login(ledger)["second"], Permission.MANAGE)


@pytest.mark.parametrize("role", [d for d in Role if d not in (Role.ADMIN, Role.CONSOLE)])
def test_only_the_administrator_manages_accounts(ledger, people, role):
    by = people[role]
    for act in (
        lambda: commands.accounts.add_account(ledger, by, Account("new", "新人", Role.VIEWER)),
        lambda: commands.accounts.add_people(ledger, by, []),
        lambda: commands.accounts.change_account(ledger, by, "li", active=False),
        lambda: commands.accounts.reset_password(ledger, by, "li"),
    ):
        with pytest.raises(NotPermitted, match="管理账号"):
            act()


def test_a_deactivated_account_is_signed_out_at_once(ledger, people):
    token = auth.sign_in.by_password(ledger, "li", PASSWORD, "")
    commands.accounts.change_account(ledger, admin(people), "li", active=False)
    assert auth.sessions.account_for_token(ledger, token) is None
    refused(ledger, "li", PASSWORD)
    commands.accounts.change_account(ledger, admin(people), "li", active=True)
    assert auth.sessions.account_for_token(ledger, token) is None and auth.sign_in.by_password(
        ledger, "li", PASSWORD, ""
    )


def test_accounts_and_sessions_survive_a_restart(ledger, people, ledger_file):
    token = auth.sign_in.by_password(ledger, "li", PASSWORD, "")
    ledger.close()
    with Ledger(ledger_file) as again:
        assert auth.sessions.account_for_token(again, token) == people[Role.CLERK]


def claims(clock, **changes) -> dict:
    issued_at = int(clock.at.replace(tzinfo=UTC).timestamp())
    return {
        "iss": "https://id.example",
        "sub": "42",
        "iat": issued_at,
        "email": "Ducha@Example.gov.cn",
        "is_logged_in": True,
    } | changes


def test_an_identity_of_the_provider_is_matched_by_email(ledger, people, clock):
    account = auth.sessions.account_for_claims(ledger, claims(clock), "10.0.0.9")
    assert account == people[Role.OFFICE]
    assert [(r["login"], r["origin"]) for r in ledger.rows("session")] == [("ducha", "10.0.0.9")]


def test_a_user_of_the_provider_need_not_change_a_first_password(ledger, people, clock):
    commands.accounts.reset_password(ledger, admin(people), "ducha")
    assert not auth.sessions.account_for_claims(ledger, claims(clock), "").must_change


def test_a_deactivated_account_cannot_sign_in_through_the_provider(ledger, people, clock):
    assert auth.sessions.account_for_claims(ledger, claims(clock), "")
    commands.accounts.change_account(ledger, admin(people), "ducha", active=False)
    assert auth.sessions.account_for_claims(ledger, claims(clock, iat=claims(clock)["iat"] + 1), "") is None


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "stranger@example.gov.cn"},
        {"email": ""},
        {"email": None},
        {"email_verified": False},
        {"email_verified": "false"},
        {"sub": ""},
        {"iss": None},
        {"iat": None},
    ],
)
def test_an_identity_without_an_account_or_a_verified_email_gets_no_session(ledger, people, clock, changes):
    assert auth.sessions.account_for_claims(ledger, claims(clock, **changes), "") is None
    assert list(ledger.rows("session")) == []


def test_an_identity_cookie_is_valid_only_as_long_as_its_session(ledger, people, clock):
    mine = claims(clock)
    assert auth.sessions.account_for_claims(ledger, mine, "")
    clock.advance(minutes=60)
    assert auth.sessions.account_for_claims(ledger, mine, "") is None
    again = claims(clock)
    assert auth.sessions.account_for_claims(ledger, again, "")
    auth.sessions.sign_out_identity(ledger, again)
    assert auth.sessions.account_for_claims(ledger, again, "") is None
    third = claims(clock, iat=again["iat"] + 5)
    assert auth.sessions.account_for_claims(ledger, third, "")
    commands.accounts.end_sessions(ledger, admin(people), "ducha")
    assert auth.sessions.account_for_claims(ledger, third, "") is None


def test_an_old_identity_begins_no_session(ledger, people, clock):
    old = claims(clock)
    clock.advance(hours=9)
    assert auth.sessions.account_for_claims(ledger, old, "") is None


def test_no_cookie_can_name_the_session_of_an_identity(ledger, people, clock):
    auth.sessions.account_for_claims(ledger, claims(clock), "")
    mark = next(iter(ledger.rows("session")))["token_hash"]
    named = json.dumps(["https://id.example", "42", claims(clock)["iat"]])
    assert (
        auth.sessions.account_for_token(ledger, mark) is None
        and auth.sessions.account_for_token(ledger, named) is None
        and auth.sessions.account_for_token(ledger, f"identity {named}") is None
    )


def test_a_real_ledger_is_never_entered_without_a_password(ledger, people):
    assert auth.sessions.current_account(ledger, "", {}, "127.0.0.1") is None
    with pytest.raises(NotPermitted):
        auth.sign_in.in_demonstration(ledger, "admin", "127.0.0.1")
    assert list(ledger.rows("session")) == []


def test_a_demonstration_has_a_guest_and_sign_in_without_password(ledger, people):
    store.settings.save_setting(ledger, "sample", "yes", console().act(Permission.SET))
    guest = auth.sessions.current_account(ledger, "", {}, "127.0.0.1")
    assert (guest.login, guest.role, guest.origin) == ("", Role.VIEWER, "127.0.0.1")
    with pytest.raises(NotPermitted):
        auth.permissions.require_permission(guest, Permission.FILE)
    token = auth.sign_in.in_demonstration(ledger, "li", "127.0.0.1")
    assert auth.sessions.current_account(ledger, token, {}, "").login == "li"
    with pytest.raises(NotPermitted):
        auth.sign_in.in_demonstration(ledger, "nobody", "127.0.0.1")


def test_the_first_administrator_is_added_on_the_command_line(ledger_file, capsys, monkeypatch):
    assert main(["user", "add", "boss", "--name", "陈管理", "--role", "admin", "--generate"]) == 0
    made = capsys.readouterr().out.strip().rsplit("：", 1)[1]
    with Ledger(ledger_file) as ledger:
        account = auth.sessions.account_for_token(ledger, auth.sign_in.by_password(ledger, "boss", made, ""))
        assert account.role is Role.ADMIN and account.must_change
        assert store.audit_log.entries(ledger, "act")[-1]["origin"] == "命令行"
    typed = iter(["四只蓝色的风筝飞过河", "四只蓝色的风筝飞过河"])
    monkeypatch.setattr("zcdash.cli.user.getpass", lambda _asked: next(typed))
    assert main(["user", "add", "li", "--name", "李填报", "--role", "clerk", "--unit", "区财政局"]) == 0
    assert "四只" not in capsys.readouterr().out
    assert main(["user", "list"]) == 0
    listed = capsys.readouterr().out
    assert "boss　陈管理　系统管理员" in listed and "李填报　填报员　区财政局" in listed and "argon2" not in listed
    assert main(["user", "reset", "li"]) == 0
    reset = capsys.readouterr().out.strip().rsplit("：", 1)[1]
    with Ledger(ledger_file) as ledger:
        assert auth.sessions.account_for_token(ledger, auth.sign_in.by_password(ledger, "li", reset, "")).must_change


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "x1", "--name", "甲", "--role", "king", "--generate"],
        ["add", "x1", "--name", "甲", "--role", "clerk", "--generate"],
        ["add", "x1", "--role", "admin"],
        ["reset", "nobody"],
        ["add", "x1", "--name", "甲", "--role", "console", "--generate"],
        [],
        ["add", "x1", "--name", "甲", "--role", "admin", "--password", "geheim"],
    ],
)
def test_an_invalid_command_prints_one_sentence(ledger_file, capsys, arguments):
    assert main(["user", *arguments]) == 2
    said = capsys.readouterr()
    assert said.err.count("\n") == 1 and not said.out


def test_two_different_passwords_add_no_account(ledger_file, capsys, monkeypatch):
    typed = iter(["四只蓝色的风筝飞过河", "五只蓝色的风筝飞过河"])
    monkeypatch.setattr("zcdash.cli.user.getpass", lambda _asked: next(typed))
    assert main(["user", "add", "li", "--name", "李", "--role", "viewer"]) == 2
    with Ledger(ledger_file) as ledger:
        assert auth.sessions.accounts_by_login(ledger) == {}


def test_a_concurrent_change_of_an_account_is_refused(ledger, people, monkeypatch):
    validated = commands.accounts.validated

    def change_meanwhile(*arguments):
        monkeypatch.setattr(commands.accounts, "validated", validated)
        commands.accounts.reset_password(ledger, admin(people), "li")
        return validated(*arguments)

    monkeypatch.setattr(commands.accounts, "validated", change_meanwhile)
    with pytest.raises(InvalidInput, match="刚刚被别人改过"):
        commands.accounts.change_account(ledger, admin(people), "li", name="李四")
    refused(ledger, "li", PASSWORD)
