"""Passwords: kept as argon2id hashes, refused where they are easily guessed, made where nobody has chosen one."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from zcdash.errors import InvalidInput

SHORTEST, LONGEST = 10, 128
_HOUSE_WORDS = ("zcdash", "zhoucun", "duchashi", "ducha", "taizhang", "zhengfu", "mima", "督查", "台账")
_STRONG_ENOUGH = 3
"""Of zxcvbn's 0 to 4: more than a hundred million guesses."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another when read from paper."""
hasher = PasswordHasher()


def hashed(password: str) -> str:
    """What is kept of a password."""
    return hasher.hash(password)


def matches(secret: str, password: str) -> bool:
    """Whether it is the password. It takes as long where there is none (`secret` is empty) as where there is one."""
    try:
        return hasher.verify(secret or _nobody(hasher), password) and bool(secret)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody(of: PasswordHasher) -> str:
    return of.hash(secrets.token_urlsafe())


def refuse_weak(password: str, *known: str) -> None:
    """Refuses a password that is short or easily guessed by who knows the person. Raises WrongUse."""
    # Its word lists take a tenth of a second to load, which no other command should wait for.
    from zxcvbn import zxcvbn

    if len(password) < SHORTEST:
        raise InvalidInput(f"密码太短，至少 {SHORTEST} 个字符。", "几个不相干的词连起来，又长又好记。")
    if len(password) > LONGEST:
        raise InvalidInput(f"密码太长，至多 {LONGEST} 个字符。", "")
    words = [w.casefold() for w in (*known, *_HOUSE_WORDS) if w]
    if zxcvbn(password[:72].casefold(), user_inputs=words)["score"] < _STRONG_ENOUGH:
        raise InvalidInput(
            "这个密码太容易猜到。", "不要用姓名、账号、日期、键盘上的顺序或常见密码；几个不相干的词连起来，又长又好记。"
        )


def generate() -> str:
    """A password for the first sign-in: sixteen letters and digits in groups of four."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
