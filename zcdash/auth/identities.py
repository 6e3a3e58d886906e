"""Identities of the office's own provider (OpenID Connect): what its claims say, and the account that each is bound to."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from zcdash import store
from zcdash.auth.permissions import Account, Permission
from zcdash.errors import NotPermitted
from zcdash.store.ledger import Ledger

_LATEST = datetime(2100, 1, 1, tzinfo=UTC).timestamp()


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A person as the provider names them, and when it said so."""

    issuer: str
    subject: str
    email: str
    """In lower case; empty if the provider says that it is not verified."""
    issued_at: datetime
    authenticated_at: datetime
    """When the person last signed in at the provider; `issued_at` if it does not say."""
    key: str
    """Key of the session that this identity begins. The hash of a token is plain hex, so no cookie can name it."""


def identity_of(claims: Mapping[str, Any]) -> Identity | None:
    """Return the identity of the provider's claims; None if one is missing or makes no sense."""
    issuer, subject = claims.get("iss"), claims.get("sub")
    issued_at = _moment(claims.get("iat") or claims.get("auth_time"))
    if not (isinstance(issuer, str) and issuer and isinstance(subject, str) and subject and issued_at):
        return None
    email = claims.get("email")
    is_verified = str(claims.get("email_verified", True)).lower() == "true"
    named = json.dumps([issuer, subject, claims.get("iat") or claims.get("auth_time")])
    return Identity(
        issuer=issuer,
        subject=subject,
        email=plain_email(email) if isinstance(email, str) and is_verified else "",
        issued_at=issued_at,
        authenticated_at=min(_moment(claims.get("auth_time")) or issued_at, issued_at),
        key=f"identity {hashlib.sha256(named.encode()).hexdigest()}",
    )


def _moment(seconds: object) -> datetime | None:
    """Return the moment (UTC, without a zone) of a claim in seconds since 1970; None if it is no number or out of range."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not math.isfinite(seconds):
        return None
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None) if 0 < seconds < _LATEST else None


def plain_email(typed: str) -> str:
    """Return an e-mail address as it is compared: the letters A to Z in lower case and no other change.

    Unicode has letters whose lower case is an ASCII one (the Kelvin sign); they must not make two addresses equal.
    """
    return "".join(c.lower() if c.isascii() else c for c in typed.strip())


def require_bound(ledger: Ledger, account: Account, identity: Identity, tolerance: timedelta) -> None:
    """Bind the account to the identity at its first sign-in. Raises NotPermitted if it is bound to another, or it is to another.

    An identity from further in the future than `tolerance` is refused too.
    """
    if identity.issued_at > ledger.clock() + tolerance:
        raise NotPermitted("统一身份认证给出的时间不对，没有登录。", "请系统管理员核对两台服务器的时间。")

    def is_bound() -> bool:
        bound = store.sign_in.identities(ledger)
        mine = bound.get(account.login)
        if mine and (mine["issuer"], mine["subject"]) == (identity.issuer, identity.subject):
            return True
        owners = [
            login
            for login, row in bound.items()
            if (row["issuer"], row["subject"]) == (identity.issuer, identity.subject)
        ]
        if mine or owners:
            raise NotPermitted(
                "这个邮箱对应的账号已绑定统一身份认证中的另一个人，没有登录。",
                "确是本人的，请系统管理员在“账号”页解除绑定。",
            )
        return False

    def require_unbound() -> None:
        if is_bound():
            raise NotPermitted("另一处正在用这个身份登录。", "请刷新。")

    if not is_bound():
        act = account.act(Permission.OWN_SIGN_IN, subject=f"账号 {account.login}", after="绑定统一身份认证")
        store.sign_in.record_identity(
            ledger, act, account.login, identity.issuer, identity.subject, precondition=require_unbound
        )
