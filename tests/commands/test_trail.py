"""The trail: who signed in, failed to, signed out, exported and saw what is not accepted yet; and how little of it an attacker
can write."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta

import pytest

from tests import helpers
from tests.helpers import OFFICE, PASSWORD, PEOPLE, TINY_PLAN
from zcdash import auth, commands, queries, store
from zcdash.auth.permissions import Role
from zcdash.cli.main import main
from zcdash.domain.audit import Event
from zcdash.errors import LedgerUnavailable, NotPermitted
from zcdash.store.audit_log import LogEntry
from zcdash.store.trail import MOST_OF_ADDRESS, MOST_OF_ALL

HOME, AWAY = "10.0.0.1", "10.0.0.2"
ADMIN = next(p for p in PEOPLE if p.role is Role.ADMIN)


@pytest.fixture
def office(tiny_ledger):
    """A ledger with accounts, and a clock that the test sets."""
    helpers.add_accounts(tiny_ledger)
    now = [datetime(2017, 4, 20, 1, 30)]
    tiny_ledger.clock = lambda: now[0]

    def pass_time(**span: float) -> None:
        now[0] += timedelta(**span)

    tiny_ledger.pass_time = pass_time
    return tiny_ledger


def entries(ledger) -> list[LogEntry]:
    return store.audit_log.entries(ledger, "trail")


def fail(ledger, login: str = OFFICE.login, origin: str = HOME, password: str = "不对") -> None:
    with pytest.raises(NotPermitted):
        auth.sign_in.by_password(ledger, login, password, origin)


def test_sign_in_failure_and_sign_out_are_in_the_chained_log_with_person_and_address(office):
    fail(office)
    token = auth.sign_in.by_password(office, OFFICE.login, PASSWORD, HOME)
    auth.sessions.sign_out(office, token)
    auth.sessions.sign_out(office, token)
    failed, signed_in, signed_out = entries(office)
    assert (failed["what"], failed["origin"], failed["login"]) == ("登录失败", HOME, "")
    assert failed["subject"] == "账号 ducha（周督查）"
    for entry, what in ((signed_in, "登录"), (signed_out, "退出登录")):
        assert (entry["what"], entry["name"], entry["login"], entry["origin"]) == (what, "周督查", "ducha", HOME)
    assert store.audit_log.verify(office).faults == ()


def test_an_identity_of_the_provider_leaves_the_same_entries_and_a_stranger_one(office):
    claims = {"iss": "i", "sub": "1", "iat": office.clock().timestamp() + 8 * 3600, "email": OFFICE.email}
    claims["iat"] = int((office.clock() - datetime(1970, 1, 1)).total_seconds())
    for _ in range(3):
        assert auth.sessions.account_for_claims(office, claims, HOME)
        assert auth.sessions.account_for_claims(office, claims | {"email": "x@y.cn"}, AWAY) is None
    auth.sessions.sign_out_identity(office, claims)
    assert [(e["what"], e["after"]) for e in entries(office)] == [
        ("登录", "统一身份认证"),
        ("登录失败", "统一身份认证的邮箱没有对应的账号"),
        ("退出登录", ""),
    ]


def test_a_password_typed_as_login_is_not_written_down(office):
    fail(office, login=PASSWORD)
    fail(office, login="nobody")
    assert {e["subject"] for e in entries(office)} == {"不存在的账号"}
    written = json.dumps([*office.rows("log")], ensure_ascii=False, default=str)
    assert not any(part in written for part in (*PASSWORD.split(), "nobody"))


def test_every_checked_attempt_is_logged_and_a_lock_once(office):
    for _ in range(9):
        fail(office)
    assert [e["after"] for e in entries(office)] == [""] * 5 + [auth.trail.LOCKED]
    office.pass_time(minutes=1)
    for _ in range(3):
        fail(office)
    assert [e["after"] for e in entries(office)][6:] == ["", auth.trail.LOCKED]


def test_an_attacker_writes_so_many_entries_an_hour_and_the_rest_is_counted(office):
    act = auth.permissions.console().act(Event.SIGN_IN_FAILED)
    for _ in range(MOST_OF_ADDRESS + 12):
        store.trail.log_failed_sign_in(office, act, HOME)
    store.trail.log_failed_sign_in(office, act, AWAY)
    assert len(entries(office)) == MOST_OF_ADDRESS + 1
    office.pass_time(hours=1)
    store.trail.log_failed_sign_in(office, act, AWAY)
    left_out, last = entries(office)[-2:]
    assert left_out["origin"] == HOME and "还有 12 次" in left_out["after"] and not last["after"]
    assert store.audit_log.verify(office).faults == ()


def test_an_attacker_with_many_addresses_fills_neither_the_log_nor_the_table(office, monkeypatch):
    monkeypatch.setattr(store.trail, "MOST_OF_ALL", 20)
    act = auth.permissions.console().act(Event.SIGN_IN_FAILED)
    for n in range(50):
        store.trail.log_failed_sign_in(office, act, f"10.1.0.{n}")
    assert len(entries(office)) == 20 < MOST_OF_ALL and len(list(office.rows("failed_sign_in"))) == 21
    office.pass_time(hours=1)
    store.trail.log_failed_sign_in(office, act, HOME)
    assert "还有 30 次" in entries(office)[-2]["after"] and entries(office)[-2]["origin"] == "多处地址"


def test_the_trail_changes_no_result_and_clears_no_cache(office):
    revision = office.revision
    standing = queries.standing.standing(office, TINY_PLAN, "2017Q1")
    fail(office)
    auth.trail.exported(office, OFFICE, "dump", TINY_PLAN)
    assert office.revision == revision
    assert queries.standing.standing(office, TINY_PLAN, "2017Q1") is standing


def test_who_sees_what_is_not_accepted_is_logged_once_a_day(office):
    number = helpers.file_submission(office, "区工信局", "2017Q1", {"1-1a": 90}, accepted=False, plan=TINY_PLAN)

    def see(account=OFFICE) -> None:
        auth.trail.saw_unaccepted(office, account, TINY_PLAN, f"报送 {number}", "2017Q1", "区工信局")

    for _ in range(3):
        see()
    see(ADMIN)
    # Half past nine in the morning in Shanghai: the day ends in fourteen and a half hours.
    office.pass_time(hours=14.4)
    see()
    office.pass_time(hours=0.2)
    see()
    seen = [e for e in entries(office) if e["what"] == Event.SEE_UNACCEPTED.value]
    assert Counter(e["login"] for e in seen) == {"ducha": 2, "admin": 1}
    assert (seen[0]["unit"], seen[0]["subject"], seen[0]["period"]) == ("区工信局", f"报送 {number}", "2017Q1")


def test_the_administrator_ending_sessions_is_logged(office):
    auth.sign_in.by_password(office, OFFICE.login, PASSWORD, HOME)
    commands.accounts.end_sessions(office, ADMIN, OFFICE.login)
    last = store.audit_log.entries(office)[-1]
    assert (last["what"], last["login"], last["subject"]) == ("管理登录", "admin", "账号 ducha（周督查）")


def test_exports_on_the_command_line_are_logged(ledger, ledger_file, capsys):
    ledger.close()
    for arguments in (
        ["dump", "--plan", helpers.PLAN],
        ["standing", "--plan", helpers.PLAN, "--period", "2017Q1", "--json"],
        ["score", "--plan", helpers.PLAN, "--json"],
        ["log", "--format", "csv"],
    ):
        assert main([*arguments, "--ledger", str(ledger_file)]) == 0
    capsys.readouterr()
    assert main(["log", "--format", "jsonl", "--what", "导出", "--ledger", str(ledger_file)]) == 0
    exports = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(e["subject"], e["plan"]) for e in exports] == [
        ("dump", helpers.PLAN),
        ("standing", helpers.PLAN),
        ("score", helpers.PLAN),
        ("log", ""),
    ]
    assert {e["origin"] for e in exports} == {"命令行"} and all(len(e["hash"]) == 64 for e in exports)


def test_reading_goes_on_where_nothing_can_be_written(office, monkeypatch):
    def full(_act: object) -> None:
        raise LedgerUnavailable("磁盘已满。", "请先腾出磁盘空间。")

    monkeypatch.setattr(office, "log_act", full)
    auth.trail.saw_unaccepted(office, OFFICE, TINY_PLAN, "报送 1")
    auth.trail.exported(office, OFFICE, "dump")


def test_a_page_of_the_log_is_the_newest_first_and_the_filters_agree_with_the_count(office):
    for n in range(25):
        auth.trail.exported(office, OFFICE, f"文件 {n}")
    wanted = queries.audit_log.conditions(kind="trail", what="导出")
    assert store.audit_log.count(office, wanted) == 25
    pages = [queries.audit_log.newest(office, wanted, page, 10) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert [e["subject"] for page in pages for e in page] == [f"文件 {n}" for n in reversed(range(25))]
    acts = queries.audit_log.conditions(kind="act")
    everything = store.audit_log.count(office, queries.audit_log.conditions())
    assert (
        store.audit_log.count(office, acts) + store.audit_log.count(office, queries.audit_log.conditions(kind="trail"))
        == everything
    )


def test_a_day_of_the_log_is_a_day_in_shanghai(office):
    office.pass_time(hours=14.4)
    auth.trail.exported(office, OFFICE, "晚")
    office.pass_time(hours=0.2)
    auth.trail.exported(office, OFFICE, "早")
    day = office.clock().date()
    assert [e["subject"] for e in queries.audit_log.acts(office, what="导出", until=day)] == ["晚"]
    assert [e["subject"] for e in queries.audit_log.acts(office, what="导出", since=day + timedelta(days=1))] == ["早"]
