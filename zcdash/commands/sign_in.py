"""Ways to sign in: second factors, the binding to the provider's identity, own sessions."""

from __future__ import annotations

from zcdash import auth, store
from zcdash.auth import second_factor
from zcdash.auth.permissions import Account, Permission
from zcdash.commands import two_person
from zcdash.commands.exclusive import exclusive
from zcdash.commands.validation import clean_arguments
from zcdash.domain.audit import Event
from zcdash.errors import InvalidInput, NotFound, NotPermitted
from zcdash.store.ledger import Ledger


@clean_arguments
@exclusive
def enrol_second_factor(ledger: Ledger, account: Account, secret: str, code: str) -> list[str]:
    """Give the own account a second factor and return its recovery codes, which are never shown again.

    `code` proves that the app has the secret. Raises InvalidInput for a wrong code, or if there is a second factor already.
    """
    _require_own(ledger, account)
    row = store.sign_in.second_factor(ledger, account.login)
    step = second_factor.matching_step(secret, second_factor.plain_code(code), ledger.clock())
    if row and row["secret"]:
        raise InvalidInput("动态口令已经启用。", "要换手机，请先停用，再重新启用。")
    if step is None:
        raise InvalidInput("口令不对。", "请输入手机上正在显示的六位数字；总是不对的，请核对手机的时间。")
    store.sign_in.use_step(ledger, account.login, step)
    sealed = second_factor.encrypted(ledger, account.login, secret)
    return _set(ledger, account, "启用动态口令", sealed, row["second_factor"] if row else 0)


@clean_arguments
@exclusive
def renew_recovery_codes(ledger: Ledger, account: Account) -> list[str]:
    """Return new recovery codes of the own account; the old ones are worth nothing."""
    _require_own(ledger, account)
    row = _enrolled(ledger, account.login)
    return _set(ledger, account, "换发恢复码", row["secret"], row["second_factor"])


@clean_arguments
@exclusive
def remove_second_factor(ledger: Ledger, account: Account) -> None:
    """Remove the second factor of the own account, for another phone; where the role needs one, a new one must follow at once."""
    _require_own(ledger, account)
    row = _enrolled(ledger, account.login)
    act = account.act(Permission.OWN_SIGN_IN, subject=_subject(account.login), after="停用动态口令")
    _require(store.sign_in.record_second_factor(ledger, act, account.login, expected=row["second_factor"]))


@two_person.confirmable()
@clean_arguments
@exclusive
def reset_second_factor(ledger: Ledger, by: Account, login: str) -> None:
    """Remove the second factor of a person who lost phone and recovery codes; their sessions end."""
    _require_officer(ledger, by, login)
    row = _enrolled(ledger, login)
    act = by.act(Permission.CONTROL_SIGN_IN, subject=_subject(login), after="重置动态口令")
    state = str(row["second_factor"])
    two_person.require_second(ledger, by, act, "reset_second_factor", {"login": login}, state)
    _require(store.sign_in.record_second_factor(ledger, act, login, expected=row["second_factor"]))
    auth.sessions.sign_out_everywhere(ledger, login)


@two_person.confirmable()
@clean_arguments
@exclusive
def unbind_identity(ledger: Ledger, by: Account, login: str) -> None:
    """Unbind an account from its identity at the provider; the next sign-in there binds it again. Its sessions end."""
    _require_officer(ledger, by, login)
    bound = store.sign_in.identities(ledger).get(login)
    if not bound:
        raise InvalidInput(f"账号 {login} 没有绑定统一身份认证。", "请刷新后再看。")
    act = by.act(
        Permission.CONTROL_SIGN_IN,
        subject=_subject(login),
        before=f"绑定 {bound['issuer']} 的 {bound['subject']}",
        after="解除统一身份认证绑定",
    )
    state = bound["set_at"].isoformat()
    two_person.require_second(ledger, by, act, "unbind_identity", {"login": login}, state)
    store.sign_in.record_identity(ledger, act, login)
    auth.sessions.sign_out_everywhere(ledger, login)


@clean_arguments
@exclusive
def end_own_session(ledger: Ledger, account: Account, session: str) -> None:
    """End one of the own sessions. Raises NotFound for any other."""
    auth.permissions.require_permission(account, Permission.OWN_SIGN_IN)
    if session not in [s.key for s in auth.own_sessions.sign_ins(ledger, account.login)]:
        raise NotFound("没有这次登录。", "请刷新后再看。")
    auth.sessions.end(ledger, session)


@clean_arguments
@exclusive
def end_other_sessions(ledger: Ledger, account: Account, session: str) -> None:
    """End every own session but this one."""
    auth.permissions.require_permission(account, Permission.OWN_SIGN_IN)
    store.accounts.end_sessions(ledger, account.login, keep=session)
    ledger.log_act(account.act(Event.SIGN_OUT, after="本人的其他登录"))


def _require_own(ledger: Ledger, account: Account) -> None:
    auth.permissions.require_permission(account, Permission.OWN_SIGN_IN)
    auth.reauthentication.require_recent_authentication(ledger, account)
    if auth.sessions.is_demo(ledger):
        raise NotPermitted("演示中没有人有密码，不用动态口令。", "")


def _require_officer(ledger: Ledger, by: Account, login: str) -> None:
    auth.permissions.require_permission(by, Permission.CONTROL_SIGN_IN)
    auth.reauthentication.require_recent_authentication(ledger, by)
    if not store.accounts.account(ledger, login):
        raise NotFound(f"没有账号 {login}。", "请核对账号名。")


def _enrolled(ledger: Ledger, login: str) -> store.sign_in.SecondFactorRow:
    row = second_factor.enrolled(ledger, login)
    if not row:
        raise InvalidInput(f"账号 {login} 没有启用动态口令。", "请刷新后再看。")
    return row


def _set(ledger: Ledger, account: Account, what: str, sealed: str, expected: int) -> list[str]:
    codes = second_factor.new_recovery_codes()
    hashes = " ".join(second_factor.recovery_hash(account.login, code) for code in codes)
    act = account.act(Permission.OWN_SIGN_IN, subject=_subject(account.login), after=what)
    _require(store.sign_in.record_second_factor(ledger, act, account.login, sealed, hashes, expected))
    return codes


def _require(is_recorded: bool) -> None:
    if not is_recorded:
        raise InvalidInput("动态口令刚刚在别处改过。", "请刷新后再办。")


def _subject(login: str) -> str:
    return f"账号 {login}"
