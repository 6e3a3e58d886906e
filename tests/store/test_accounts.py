"""Accounts and sessions: signing in and out, guessing, expiry, changes, and what the log keeps of them."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.helpers import PASSWORD
from zcdash import auth, commands, store
from zcdash.auth import passwords
from zcdash.auth.permissions import Account, Permission, Role, console
from zcdash.cli.main import main
from zcdash.errors import InvalidInput, NotFound, NotPermitted
from zcdash.store.ledger import Ledger

NOON = datetime(2026, 3, 2, 4)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at

    def on(self, **time: float) -> None:
        self.at += timedelta(**time)


@pytest.fixture
def clock(ledger) -> Clock:
    ledger.clock = Clock()
    return ledger.clock


def refused(ledger, login, password) -> str:
    with pytest.raises(NotPermitted) as said:
        auth.sessions.sign_in(ledger, login, password, "10.0.0.9")
    return str(said.value)


def admin(people) -> Account:
    return people[Role.ADMIN]


def test_the_right_password_opens_a_session_and_the_ledger_keeps_no_token(ledger, people):
    token = auth.sessions.sign_in(ledger, "ducha", PASSWORD, "10.0.0.9")
    assert auth.sessions.account_for_token(ledger, token) == people[Role.OFFICE]
    kept = list(ledger.rows("session"))
    assert len(token) >= 43 and token not in json.dumps(kept, default=str)
    assert kept[0]["login"] == "ducha" and kept[0]["origin"] == "10.0.0.9"


def test_a_login_is_known_however_it_is_typed(ledger, people):
    assert (
        auth.sessions.account_for_token(ledger, auth.sessions.sign_in(ledger, " ＤUCHA ", PASSWORD, ""))
        == people[Role.OFFICE]
    )


def test_nobody_learns_whether_a_login_exists(ledger, people, clock):
    commands.accounts.change_account(ledger, admin(people), "wang", active=False)
    tried = (("nobody", "x"), ("ducha", "x"), ("wang", PASSWORD), ("", ""))
    said = {refused(ledger, login, password) for login, password in tried}
    for _ in range(5):
        said.add(refused(ledger, "li", "x"))
    said.add(refused(ledger, "li", PASSWORD))
    assert len(said) == 1


def test_an_unknown_login_costs_a_hash_too(ledger, people, monkeypatch):
    checked = []
    matches = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda *said: checked.append(said) or matches(*said))
    refused(ledger, "nobody", "x")
    refused(ledger, "ducha", "x")
    assert len(checked) == 2


def test_guessing_locks_longer_and_longer_even_for_the_right_password(ledger, people, clock):
    for _ in range(5):
        refused(ledger, "ducha", "x")
    for seconds in (30, 60, 120, 240, 480, 900, 900):
        refused(ledger, "ducha", PASSWORD)
        clock.on(seconds=seconds - 1)
        refused(ledger, "ducha", PASSWORD)
        clock.on(seconds=1)
        refused(ledger, "ducha", "still wrong")
    clock.on(seconds=900)
    assert auth.sessions.sign_in(ledger, "ducha", PASSWORD, "")
    for _ in range(4):
        refused(ledger, "ducha", "x")
    assert auth.sessions.sign_in(ledger, "ducha", PASSWORD, ""), "success has cleared what was counted before"


def test_one_who_is_locked_out_locks_nobody_else_out(ledger, people, clock):
    for _ in range(6):
        refused(ledger, "ducha", "x")
    assert auth.sessions.sign_in(ledger, "li", PASSWORD, "")


def test_who_guesses_at_another_desk_does_not_keep_the_owner_out(ledger, people, clock):
    for _ in range(60):
        clock.on(minutes=15)
        refused(ledger, "ducha", "x")
    refused(ledger, "ducha", PASSWORD)
    assert auth.sessions.sign_in(ledger, "ducha", PASSWORD, "10.0.0.1")


def test_guessing_from_everywhere_locks_the_login_everywhere(ledger, people, clock):
    for n in range(100):
        with pytest.raises(NotPermitted):
            auth.sessions.sign_in(ledger, "ducha", "x", f"10.1.0.{n}")
    with pytest.raises(NotPermitted):
        auth.sessions.sign_in(ledger, "ducha", PASSWORD, "10.0.0.1")
    commands.accounts.reset_password(ledger, admin(people), "ducha")
    assert not [r for r in ledger.rows("attempt") if r["login"].startswith("ducha")], (
        "a reset ends the lock, wherever it is"
    )


def test_a_password_is_checked_as_it_was_typed_to_its_last_character(ledger, people, clock):
    longest = (PASSWORD * 20)[:128]
    commands.accounts.change_own_password(ledger, people[Role.CLERK], PASSWORD, longest)
    refused(ledger, "li", longest + "x")
    assert auth.sessions.sign_in(ledger, "li", longest, "10.0.0.9")


def test_many_guesses_at_once_are_not_let_through_together(ledger, people, clock, monkeypatch):
    checked = []
    monkeypatch.setattr(passwords, "matches", lambda *said: bool(checked.append(said)))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: refused(ledger, "ducha", f"guess {n}"), range(40)))
    assert len(checked) == 5


def test_invented_logins_are_locked_too_and_do_not_fill_the_ledger(ledger, people, clock, monkeypatch):
    for _ in range(5):
        refused(ledger, "nobody", "x")
    failures = {r["login"]: r["failures"] for r in ledger.rows("attempt")}
    refused(ledger, "nobody", "x")
    assert (
        failures == {"nobody 10.0.0.9": 5, "nobody": 5} == {r["login"]: r["failures"] for r in ledger.rows("attempt")}
    )
    monkeypatch.setattr(store.accounts, "_STRANGERS", 10)
    for _ in range(5):
        refused(ledger, "ducha", "x")
    for n in range(30):
        clock.on(seconds=1)
        refused(ledger, f"invented{n}", "x" * 5000)
    rows = {r["login"] for r in ledger.rows("attempt")}
    assert len(rows) <= 14 and {"ducha", "ducha 10.0.0.9"} <= rows, (
        "a flood must not wash away the lock of a real account"
    )
    clock.on(days=2)
    refused(ledger, "invented", "x")
    assert {r["login"] for r in ledger.rows("attempt")} == {"invented", "invented 10.0.0.9"}


def test_a_session_ends_after_an_hour_without_use(ledger, people, clock):
    token = auth.sessions.sign_in(ledger, "ducha", PASSWORD, "")
    for _ in range(3):
        clock.on(minutes=59)
        assert auth.sessions.account_for_token(ledger, token)
    clock.on(minutes=60)
    assert auth.sessions.account_for_token(ledger, token) is None
    clock.on(minutes=-30)
    assert auth.sessions.account_for_token(ledger, token) is None, "what has expired once stays ended"


def test_a_session_ends_after_eight_hours_however_busy(ledger, people, clock):
    token = auth.sessions.sign_in(ledger, "ducha", PASSWORD, "")
    for _ in range(15):
        clock.on(minutes=31)
        assert auth.sessions.account_for_token(ledger, token)
    clock.on(minutes=15)
    assert auth.sessions.account_for_token(ledger, token) is None


def test_use_is_written_down_once_a_minute_at_most_and_changes_no_answer(ledger, people, clock):
    token, before = auth.sessions.sign_in(ledger, "ducha", PASSWORD, ""), ledger.revision
    clock.on(seconds=59)
    auth.sessions.account_for_token(ledger, token)
    assert [r["seen"] for r in ledger.rows("session")] == [NOON]
    clock.on(seconds=1)
    auth.sessions.account_for_token(ledger, token)
    assert [r["seen"] for r in ledger.rows("session")] == [NOON + timedelta(minutes=1)]
    assert ledger.revision == before


def test_the_administrator_sets_how_long_sessions_live(ledger, people, clock):
    commands.accounts.set_session_limits(ledger, admin(people), 2, 10)
    token = auth.sessions.sign_in(ledger, "ducha", PASSWORD, "")
    clock.on(minutes=10)
    assert auth.sessions.account_for_token(ledger, token) is None
    with pytest.raises(InvalidInput):
        commands.accounts.set_session_limits(ledger, admin(people), 100, 10)
    with pytest.raises(NotPermitted):
        commands.accounts.set_session_limits(ledger, people[Role.OFFICE], 2, 10)


def test_a_token_from_outside_is_never_adopted(ledger, people):
    planted = "planted-by-somebody-else"
    token = auth.sessions.sign_in(ledger, "ducha", PASSWORD, "")
    assert (
        token != planted
        and auth.sessions.account_for_token(ledger, planted) is None
        and auth.sessions.account_for_token(ledger, "") is None
    )
    assert auth.sessions.sign_in(ledger, "ducha", PASSWORD, "") != token


def test_signing_out_ends_this_session_and_signing_out_everywhere_all(ledger, people):
    first, second, other = (auth.sessions.sign_in(ledger, who, PASSWORD, "") for who in ("ducha", "ducha", "li"))
    auth.sessions.sign_out(ledger, first)
    assert auth.sessions.account_for_token(ledger, first) is None and auth.sessions.account_for_token(ledger, second)
    commands.accounts.end_sessions(ledger, admin(people), "ducha")
    assert auth.sessions.account_for_token(ledger, second) is None and auth.sessions.account_for_token(ledger, other)
    with pytest.raises(NotPermitted):
        commands.accounts.end_sessions(ledger, people[Role.OFFICE], "li")


def test_changing_the_own_password_ends_the_other_sessions(ledger, people):
    here, elsewhere = (
        auth.sessions.sign_in(ledger, "li", PASSWORD, ""),
        auth.sessions.sign_in(ledger, "li", PASSWORD, ""),
    )
    new = "四只蓝色的风筝飞过河"
    commands.accounts.change_own_password(ledger, people[Role.CLERK], PASSWORD, new, here)
    assert auth.sessions.account_for_token(ledger, here) and auth.sessions.account_for_token(ledger, elsewhere) is None
    refused(ledger, "li", PASSWORD)
    assert auth.sessions.sign_in(ledger, "li", new, "")


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
    assert auth.sessions.sign_in(ledger, "li", PASSWORD, "")


def test_the_old_password_cannot_be_guessed_through_the_change_either(ledger, people, clock):
    for _ in range(6):
        with pytest.raises(NotPermitted):
            commands.accounts.change_own_password(
                ledger, replace(people[Role.CLERK], origin="10.0.0.9"), "x", "四只蓝色的风筝飞过河"
            )
    refused(ledger, "li", PASSWORD)


def test_a_reset_gives_a_password_that_must_be_changed_and_ends_lock_and_sessions(ledger, people, clock):
    token = auth.sessions.sign_in(ledger, "li", PASSWORD, "")
    for _ in range(6):
        refused(ledger, "li", "x")
    made = commands.accounts.reset_password(ledger, admin(people), "li")
    assert auth.sessions.account_for_token(ledger, token) is None
    again = auth.sessions.sign_in(ledger, "li", made, "")
    assert auth.sessions.account_for_token(ledger, again).must_change
    commands.accounts.change_own_password(
        ledger, auth.sessions.account_for_token(ledger, again), made, "四只蓝色的风筝飞过河", again
    )
    assert not auth.sessions.account_for_token(ledger, again).must_change


def test_a_change_of_an_account_ends_its_sessions_and_the_log_says_before_and_after(ledger, people):
    token = auth.sessions.sign_in(ledger, "li", PASSWORD, "")
    commands.accounts.change_account(ledger, admin(people), "li", role=Role.HEAD, email="li@example.gov.cn")
    assert auth.sessions.account_for_token(ledger, token) is None
    last = ledger.query("log")[-1]
    assert (last["what"], last["name"], last["role"]) == ("管理账号", "陈管理", "系统管理员")
    assert last["subject"] == "账号 li（李填报）"
    assert last["before"] == "角色 填报员；邮箱 无" and last["after"] == "角色 单位主要负责人；邮箱 li@example.gov.cn"
    assert auth.sessions.account_for_token(ledger, auth.sessions.sign_in(ledger, "li", PASSWORD, "")).role is Role.HEAD
    entries = len(ledger.query("log"))
    commands.accounts.change_account(ledger, admin(people), "li", role=Role.HEAD)
    assert len(ledger.query("log")) == entries, "what changes nothing leaves nothing"


def test_no_secret_ever_stands_in_the_log(ledger, people):
    made = commands.accounts.add_account(ledger, admin(people), Account("new", "新人", Role.VIEWER))
    reset = commands.accounts.reset_password(ledger, admin(people), "new")
    commands.accounts.change_own_password(
        ledger, auth.sessions.accounts_by_login(ledger)["new"], reset, "四只蓝色的风筝飞过河"
    )
    log = json.dumps(ledger.query("log"), default=str, ensure_ascii=False)
    assert "argon2" not in log
    for secret in (made, reset, "四只蓝色的风筝飞过河", PASSWORD):
        assert secret not in log
    assert "argon2" not in repr(auth.sessions.accounts_by_login(ledger))
    assert store.acts.verify(ledger).faults == ()


def viewer(login: str = "new", name: str = "新人", role: Role = Role.VIEWER, **said: str) -> Account:
    return Account(login, name, role, **said)


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
def test_an_account_that_makes_no_sense_is_refused(ledger, people, new, why):
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


def test_an_account_out_of_use_is_out_at_once(ledger, people):
    token = auth.sessions.sign_in(ledger, "li", PASSWORD, "")
    commands.accounts.change_account(ledger, admin(people), "li", active=False)
    assert auth.sessions.account_for_token(ledger, token) is None
    refused(ledger, "li", PASSWORD)
    commands.accounts.change_account(ledger, admin(people), "li", active=True)
    assert auth.sessions.account_for_token(ledger, token) is None and auth.sessions.sign_in(ledger, "li", PASSWORD, "")


def test_accounts_and_sessions_outlive_a_restart(ledger, people, ledger_file):
    token = auth.sessions.sign_in(ledger, "li", PASSWORD, "")
    ledger.close()
    with Ledger(ledger_file) as again:
        assert auth.sessions.account_for_token(again, token) == people[Role.CLERK]


def claims(clock, **said) -> dict:
    minted = int(clock.at.replace(tzinfo=UTC).timestamp())
    return {
        "iss": "https://id.example",
        "sub": "42",
        "iat": minted,
        "email": "Ducha@Example.gov.cn",
        "is_logged_in": True,
    } | said


def test_an_identity_of_the_provider_is_mapped_by_its_address(ledger, people, clock):
    found = auth.sessions.account_for_claims(ledger, claims(clock), "10.0.0.9")
    assert found == people[Role.OFFICE]
    assert [(r["login"], r["origin"]) for r in ledger.rows("session")] == [("ducha", "10.0.0.9")]


def test_who_comes_through_the_provider_is_asked_for_no_password(ledger, people, clock):
    commands.accounts.reset_password(ledger, admin(people), "ducha")
    assert not auth.sessions.account_for_claims(ledger, claims(clock), "").must_change


def test_an_account_out_of_use_is_out_for_the_provider_too(ledger, people, clock):
    assert auth.sessions.account_for_claims(ledger, claims(clock), "")
    commands.accounts.change_account(ledger, admin(people), "ducha", active=False)
    assert auth.sessions.account_for_claims(ledger, claims(clock, iat=claims(clock)["iat"] + 1), "") is None


@pytest.mark.parametrize(
    "said",
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
def test_an_identity_without_an_account_or_not_vouched_for_gets_nothing(ledger, people, clock, said):
    assert auth.sessions.account_for_claims(ledger, claims(clock, **said), "") is None
    assert list(ledger.rows("session")) == []


def test_the_identity_cookie_of_thirty_days_is_worth_no_more_than_a_session(ledger, people, clock):
    mine = claims(clock)
    assert auth.sessions.account_for_claims(ledger, mine, "")
    clock.on(minutes=60)
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
    clock.on(hours=9)
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
        auth.sessions.sign_in_sample(ledger, "admin", "127.0.0.1")
    assert list(ledger.rows("session")) == []


def test_in_a_demonstration_one_looks_as_a_guest_and_picks_a_person(ledger, people):
    store.settings.save_setting(ledger, "sample", "yes", console().act(Permission.SET))
    guest = auth.sessions.current_account(ledger, "", {}, "127.0.0.1")
    assert (guest.login, guest.role, guest.origin) == ("", Role.VIEWER, "127.0.0.1")
    with pytest.raises(NotPermitted):
        auth.permissions.require_permission(guest, Permission.FILE)
    token = auth.sessions.sign_in_sample(ledger, "li", "127.0.0.1")
    assert auth.sessions.current_account(ledger, token, {}, "").login == "li"
    with pytest.raises(NotPermitted):
        auth.sessions.sign_in_sample(ledger, "nobody", "127.0.0.1")


def test_the_first_administrator_is_made_at_the_console(ledger_file, capsys, monkeypatch):
    assert main(["user", "add", "boss", "--name", "陈管理", "--role", "admin", "--generate"]) == 0
    made = capsys.readouterr().out.strip().rsplit("：", 1)[1]
    with Ledger(ledger_file) as ledger:
        found = auth.sessions.account_for_token(ledger, auth.sessions.sign_in(ledger, "boss", made, ""))
        assert found.role is Role.ADMIN and found.must_change
        assert ledger.query("log")[-1]["origin"] == "命令行"
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
        assert auth.sessions.account_for_token(ledger, auth.sessions.sign_in(ledger, "li", reset, "")).must_change


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
def test_what_the_console_cannot_do_is_said_in_one_sentence(ledger_file, capsys, arguments):
    assert main(["user", *arguments]) == 2
    said = capsys.readouterr()
    assert said.err.count("\n") == 1 and not said.out


def test_two_passwords_that_differ_add_nobody(ledger_file, capsys, monkeypatch):
    typed = iter(["四只蓝色的风筝飞过河", "五只蓝色的风筝飞过河"])
    monkeypatch.setattr("zcdash.cli.user.getpass", lambda _asked: next(typed))
    assert main(["user", "add", "li", "--name", "李", "--role", "viewer"]) == 2
    with Ledger(ledger_file) as ledger:
        assert auth.sessions.accounts_by_login(ledger) == {}


def test_two_administrators_at_once_do_not_undo_each_other(ledger, people, monkeypatch):
    checked = commands.accounts._checked

    def meanwhile(*said):
        monkeypatch.setattr(commands.accounts, "_checked", checked)
        commands.accounts.reset_password(ledger, admin(people), "li")
        return checked(*said)

    monkeypatch.setattr(commands.accounts, "_checked", meanwhile)
    with pytest.raises(InvalidInput, match="刚刚被别人改过"):
        commands.accounts.change_account(ledger, admin(people), "li", name="李四")
    refused(ledger, "li", PASSWORD)
