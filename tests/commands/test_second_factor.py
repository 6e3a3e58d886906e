"""The second factor: enrolment, codes and recovery codes, guessing, roles that need it, reset, and what a backup reveals."""

from __future__ import annotations

import json
import shutil
import stat
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from tests.helpers import PASSWORD, fresh
from zcdash import auth, commands, store
from zcdash.auth import second_factor
from zcdash.auth.permissions import Permission, Role, console
from zcdash.cli.main import main
from zcdash.errors import CodeRequired, IdentityUnconfirmed, InvalidInput, NotPermitted
from zcdash.store.ledger import Ledger

NOON = datetime(2026, 3, 2, 4)
HERE = "10.0.0.9"


@pytest.fixture
def clock(ledger):
    """Move the ledger's clock by calling it with seconds."""
    now = [NOON]
    ledger.clock = lambda: now[0]

    def advance(seconds: float) -> None:
        now[0] += timedelta(seconds=seconds)

    return advance


def code_of(ledger, secret: str) -> str:
    return pyotp.TOTP(secret).at(ledger.clock().replace(tzinfo=UTC))


def enrol(ledger, account) -> tuple[str, list[str]]:
    """Give an account a second factor; return its secret and recovery codes. The code's time step is then used."""
    secret = second_factor.proposed_secret(ledger, account.login, "token")
    return secret, commands.sign_in.enrol_second_factor(ledger, account, secret, code_of(ledger, secret))


def pending(ledger, login: str = "ducha", origin: str = HERE) -> str:
    with pytest.raises(CodeRequired) as more:
        auth.sign_in.by_password(ledger, login, PASSWORD, origin)
    return more.value.pending


def accepts(ledger, code: str, token: str = "") -> bool:
    try:
        return bool(auth.sign_in.by_code(ledger, token or pending(ledger), code, HERE))
    except NotPermitted:
        return False


def test_a_code_must_follow_the_password_and_opens_the_session(ledger, people, clock):
    secret, _ = enrol(ledger, people[Role.OFFICE])
    clock(30)
    waiting = pending(ledger)
    assert auth.sessions.account_for_token(ledger, waiting) is None, "half a sign-in is no session"
    assert list(ledger.rows("session")) == []
    token = auth.sign_in.by_code(ledger, waiting, code_of(ledger, secret), HERE)
    assert auth.sessions.account_for_token(ledger, token) == people[Role.OFFICE]
    clock(30)
    assert not accepts(ledger, code_of(ledger, secret), waiting), "a finished sign-in cannot be finished again"


def test_a_code_is_good_for_one_sign_in_and_for_its_neighbours_in_time(ledger, people, clock):
    secret, _ = enrol(ledger, people[Role.OFFICE])
    assert not accepts(ledger, code_of(ledger, secret)), "the code of the enrolment is used up"
    clock(90)
    current = code_of(ledger, secret)
    clock(30)
    assert accepts(ledger, f" {current[:3]} {current[3:]} "), "one step late, typed in groups"
    assert not accepts(ledger, current), "replayed"
    clock(60)
    late = code_of(ledger, secret)
    clock(60)
    assert not accepts(ledger, late), "two steps late"
    clock(-30)
    assert accepts(ledger, pyotp.TOTP(secret).at((ledger.clock() + timedelta(seconds=30)).replace(tzinfo=UTC)))


def test_the_code_must_come_within_five_minutes(ledger, people, clock):
    secret, _ = enrol(ledger, people[Role.OFFICE])
    waiting = pending(ledger)
    clock(300)
    with pytest.raises(NotPermitted, match="已经过时"):
        auth.sign_in.by_code(ledger, waiting, code_of(ledger, secret), HERE)
    assert accepts(ledger, code_of(ledger, secret))


def test_guessed_codes_lock_like_guessed_passwords_and_the_right_password_forgets_none(ledger, people, clock):
    secret, _ = enrol(ledger, people[Role.OFFICE])
    clock(60)
    for guess in range(5):
        assert not accepts(ledger, f"{guess:06}")
    for seconds in (30, 60, 120):
        with pytest.raises(NotPermitted) as refusal:
            auth.sign_in.by_password(ledger, "ducha", PASSWORD, HERE)
        assert not isinstance(refusal.value, CodeRequired), (
            "the password is not even confirmed while the login is locked"
        )
        clock(seconds)
        waiting = pending(ledger)
        assert not accepts(ledger, "000000", waiting), "one guess each time, however often the password is given"
        assert not accepts(ledger, code_of(ledger, secret), waiting)
    clock(240)
    assert accepts(ledger, code_of(ledger, secret))
    assert not accepts(ledger, "000000") and pending(ledger), "a whole sign-in forgets the failures before it"


def test_each_recovery_code_works_once_without_the_phone_and_is_in_the_log(ledger, people, clock):
    _, codes = enrol(ledger, people[Role.OFFICE])
    assert len(set(codes)) == second_factor.RECOVERY_CODES == 10
    assert accepts(ledger, codes[3].upper().replace("-", " "))
    assert not accepts(ledger, codes[3])
    assert accepts(ledger, codes[4])
    said = [e["after"] for e in store.audit_log.entries(ledger) if e["what"] == Permission.OWN_SIGN_IN]
    assert said == ["启用动态口令", "用去一个恢复码，还剩 9 个", "用去一个恢复码，还剩 8 个"]
    fresh_codes = commands.sign_in.renew_recovery_codes(ledger, people[Role.OFFICE])
    assert not accepts(ledger, codes[5]) and accepts(ledger, fresh_codes[0])


def test_no_account_can_use_the_codes_of_another(ledger, people, clock):
    secret, codes = enrol(ledger, people[Role.OFFICE])
    enrol(ledger, people[Role.CLERK])
    clock(60)
    for code in (codes[0], code_of(ledger, secret)):
        with pytest.raises(NotPermitted):
            auth.sign_in.by_code(ledger, pending(ledger, "li"), code, HERE)
    rows = {r["login"]: r["secret"] for r in ledger.rows("second_factor")}
    assert second_factor._decrypted(ledger, "ducha", rows["ducha"]) == secret
    assert second_factor._decrypted(ledger, "li", rows["ducha"]) == "", "a secret moved to another row is worth nothing"


def test_a_copy_of_the_ledger_and_its_exports_reveal_no_secret(ledger, ledger_file, people, clock, tmp_path):
    secret, codes = enrol(ledger, people[Role.OFFICE])
    log = json.dumps(store.audit_log.entries(ledger), default=str)
    rows = json.dumps(list(ledger.rows("second_factor")), default=str)
    assert not [s for s in (secret, *codes) if s in log or s in rows]
    key = ledger_file.with_name(f"{ledger_file.name}.second-factor.key")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    copy, _ = commands.plans.back_up(ledger, console(), tmp_path / "elsewhere")
    with Ledger(copy) as restored:
        restored.clock = ledger.clock
        clock(60)
        assert not accepts(restored, code_of(ledger, secret)), "without the key file no code can be checked"
        assert accepts(restored, codes[0]), "recovery codes work all the same"
    shutil.copy(key, copy.with_name(f"{copy.name}.second-factor.key"))
    with Ledger(copy) as restored:
        restored.clock = ledger.clock
        assert accepts(restored, code_of(ledger, secret))
    assert store.audit_log.verify(ledger).faults == ()


def test_a_role_that_needs_a_second_factor_enrols_before_anything_else(ledger, people, clock):
    token = auth.sign_in.by_password(ledger, "ducha", PASSWORD, HERE)
    store.settings.save_setting(ledger, "second_factor_roles", "office admin", console().act(Permission.SET))
    assert auth.sessions.current_account(ledger, token, {}, HERE).must_enrol
    clerk = auth.sign_in.by_password(ledger, "li", PASSWORD, HERE)
    assert not auth.sessions.current_account(ledger, clerk, {}, HERE).must_enrol
    enrol(ledger, auth.sessions.current_account(ledger, token, {}, HERE))
    assert not auth.sessions.current_account(ledger, token, {}, HERE).must_enrol
    commands.sign_in.remove_second_factor(ledger, people[Role.OFFICE])
    assert auth.sessions.current_account(ledger, token, {}, HERE).must_enrol


def test_a_wrong_code_enrols_nobody_and_a_second_factor_is_not_replaced_unasked(ledger, people, clock):
    with pytest.raises(InvalidInput, match="口令不对"):
        commands.sign_in.enrol_second_factor(ledger, people[Role.OFFICE], "A" * 32, "000000")
    assert second_factor.enrolled(ledger, "ducha") is None
    first, _ = enrol(ledger, people[Role.OFFICE])
    with pytest.raises(InvalidInput, match="已经启用"):
        enrol(ledger, people[Role.OFFICE])
    clock(60)
    commands.sign_in.remove_second_factor(ledger, people[Role.OFFICE])
    second, _ = enrol(ledger, people[Role.OFFICE])
    assert second != first
    clock(60)
    assert not accepts(ledger, code_of(ledger, first)) and accepts(ledger, code_of(ledger, second))


@pytest.mark.parametrize("act", ["enrol", "renew", "remove"])
def test_the_own_second_factor_is_changed_only_by_who_proved_their_identity(ledger, people, clock, act):
    secret, _ = enrol(ledger, people[Role.OFFICE]) if act != "enrol" else ("A" * 32, [])
    stolen = auth.sessions.accounts_by_login(ledger)["ducha"]
    acts = {
        "enrol": lambda: commands.sign_in.enrol_second_factor(ledger, stolen, secret, code_of(ledger, secret)),
        "renew": lambda: commands.sign_in.renew_recovery_codes(ledger, stolen),
        "remove": lambda: commands.sign_in.remove_second_factor(ledger, stolen),
    }
    with pytest.raises(IdentityUnconfirmed):
        acts[act]()


def test_the_administrator_resets_a_lost_second_factor(ledger, people, clock):
    secret, _ = enrol(ledger, people[Role.OFFICE])
    clock(60)
    token = auth.sign_in.by_code(ledger, pending(ledger), code_of(ledger, secret), HERE)
    with pytest.raises(NotPermitted):
        commands.sign_in.reset_second_factor(ledger, people[Role.OFFICE], "ducha")
    commands.sign_in.reset_second_factor(ledger, people[Role.ADMIN], "ducha")
    assert auth.sessions.account_for_token(ledger, token) is None
    assert auth.sign_in.by_password(ledger, "ducha", PASSWORD, HERE), "the password alone, until the next enrolment"
    last = store.audit_log.entries(ledger, "act")[-1]
    assert (last["what"], last["subject"], last["after"]) == ("管理登录", "账号 ducha", "重置动态口令")
    with pytest.raises(InvalidInput, match="没有启用"):
        commands.sign_in.reset_second_factor(ledger, people[Role.ADMIN], "ducha")


def test_the_command_line_resets_it_too(ledger, ledger_file, people, capsys):
    enrol(ledger, people[Role.ADMIN])
    ledger.close()
    assert main(["user", "reset-second-factor", "admin"]) == 0
    assert "动态口令已重置" in capsys.readouterr().out
    with Ledger(ledger_file) as again:
        assert auth.sign_in.by_password(again, "admin", PASSWORD, HERE)


def test_proving_the_identity_again_takes_the_code_too(ledger, people, clock):
    secret, codes = enrol(ledger, people[Role.OFFICE])
    token = auth.sign_in.by_code(ledger, pending(ledger), codes[0], HERE)
    clock(1200)
    account = auth.sessions.current_account(ledger, token, {}, HERE)
    for password, code in ((PASSWORD, "000000"), ("x", code_of(ledger, secret)), (PASSWORD, "")):
        with pytest.raises(NotPermitted, match="没有登录成功"):
            auth.sign_in.confirm_identity(ledger, account, token, password, code)
    assert not auth.reauthentication.is_recently_authenticated(ledger, account)
    auth.sign_in.confirm_identity(ledger, account, token, PASSWORD, code_of(ledger, secret))
    again = auth.sessions.current_account(ledger, token, {}, HERE)
    assert auth.reauthentication.is_recently_authenticated(ledger, again) and fresh(again) == again
