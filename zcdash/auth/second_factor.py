"""The second factor: six-digit codes of an authenticator app (TOTP, RFC 6238) and recovery codes.

The secret is encrypted with a key that stands in a file beside the ledger, so that whoever reads a backup cannot make codes.
Where the key is lost, recovery codes still work; without them the administrator resets the second factor.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata
from datetime import UTC, datetime

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zcdash import store
from zcdash.auth import passwords, settings
from zcdash.auth.permissions import Account, Permission, Role
from zcdash.errors import LedgerUnavailable
from zcdash.store.accounts import AccountRow
from zcdash.store.ledger import Ledger
from zcdash.store.settings import setting
from zcdash.store.sign_in import SecondFactorRow

RECOVERY_CODES = 10
ISSUER = "督查台账"
_STEP_SECONDS = 30
_NONCE_BYTES = 12
_SECRET_BYTES = 20


def enrolled(ledger: Ledger, login: str) -> SecondFactorRow | None:
    """Return the second factor of a login, None if it has none."""
    row = store.sign_in.second_factor(ledger, login)
    return row if row and row["secret"] else None


def must_enrol(ledger: Ledger, row: AccountRow) -> bool:
    """Return True if an account needs a second factor and has none. Accounts without a password sign in at the provider."""
    return (
        bool(row["password_hash"])
        and Role(row["role"]) in settings.roles(ledger, "second_factor_roles")
        and not setting(ledger, "sample")
        and not enrolled(ledger, row["login"])
    )


def proposed_secret(ledger: Ledger, login: str, token: str) -> str:
    """Return the secret offered to a session: the same until the second factor is set. Raises LedgerUnavailable."""
    newest = store.sign_in.second_factor(ledger, login)
    seed = f"{login}\n{newest['second_factor'] if newest else 0}\n{token}"
    digest = hmac.digest(_key(ledger), seed.encode(), "sha256")
    return base64.b32encode(digest[:_SECRET_BYTES]).decode()


def address_of(secret: str, login: str) -> str:
    """Return the address that an authenticator app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def matching_step(secret: str, code: str, at: datetime) -> int | None:
    """Return the time step whose code this is: the present one, or the one before or after it; None if it is none of these."""
    totp, now = pyotp.TOTP(secret), int(at.replace(tzinfo=UTC).timestamp()) // _STEP_SECONDS
    steps = [
        step for step in (now, now - 1, now + 1) if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode())
    ]
    return steps[0] if steps else None


def accepts(ledger: Ledger, account: Account, typed: str) -> bool:
    """Return True for a code of the account's app that was not used yet, or one of its recovery codes, which is used up by that."""
    row = enrolled(ledger, account.login)
    if not row:
        return False
    code = plain_code(typed)
    secret = _decrypted(ledger, account.login, row["secret"])
    step = matching_step(secret, code, ledger.clock()) if secret else None
    if step is not None:
        return store.sign_in.use_step(ledger, account.login, step)
    hashes = row["recovery"].split()
    used = recovery_hash(account.login, code)
    if used not in hashes:
        return False
    left = [h for h in hashes if h != used]
    act = account.act(
        Permission.OWN_SIGN_IN, subject=f"账号 {account.login}", after=f"用去一个恢复码，还剩 {len(left)} 个"
    )
    return store.sign_in.record_second_factor(
        ledger, act, account.login, row["secret"], " ".join(left), expected=row["second_factor"]
    )


def plain_code(typed: str) -> str:
    """Return a typed code as it is compared, whatever its width, case and grouping."""
    text = unicodedata.normalize("NFKC", typed[:100]).casefold()
    return "".join(c for c in text if c.isascii() and c.isalnum())


def new_recovery_codes() -> list[str]:
    """Return fresh recovery codes, to be shown once."""
    return [passwords.generate() for _ in range(RECOVERY_CODES)]


def recovery_hash(login: str, code: str) -> str:
    """Return the hash under which a recovery code is kept. The code is random, so a fast hash is enough."""
    return hashlib.sha256(f"{login}\n{plain_code(code)}".encode()).hexdigest()


def encrypted(ledger: Ledger, login: str, secret: str) -> str:
    """Return the secret as the ledger keeps it, of use for this login alone. Raises LedgerUnavailable."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(_key(ledger)).encrypt(nonce, secret.encode(), login.encode())
    return base64.b64encode(nonce + sealed).decode()


def _decrypted(ledger: Ledger, login: str, text: str) -> str:
    """Return the secret; empty if the key is lost or another."""
    sealed = base64.b64decode(text)
    key = store.key_file.second_factor_key(ledger.path)
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], login.encode()).decode() if key else ""
    except InvalidTag:
        return ""


def _key(ledger: Ledger) -> bytes:
    key = store.key_file.second_factor_key(ledger.path, create=True)
    if not key:
        raise LedgerUnavailable("动态口令的密钥文件坏了。", "请恢复这个文件，或删去它，并重置各人的动态口令。")
    return key
