"""Passwords: argon2id hashing, a check of their strength, and random first passwords."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from zcdash.errors import InvalidInput

MIN_LENGTH, MAX_LENGTH = 10, 128
_LOCAL_WORDS = ("zcdash", "zhoucun", "duchashi", "ducha", "taizhang", "zhengfu", "mima", "督查", "台账")
_MIN_SCORE = 3
"""On zxcvbn's scale of 0 to 4: more than a hundred million guesses."""
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without characters that look alike on paper."""
hasher = PasswordHasher()


def hashed(password: str) -> str:
    """Return the argon2id hash of a password."""
    return hasher.hash(password)


def matches(password_hash: str, password: str) -> bool:
    """Return True if the password has this hash. An empty hash never matches, and takes as long to check as any other."""
    try:
        return hasher.verify(password_hash or _dummy_hash(hasher), password) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _dummy_hash(used_hasher: PasswordHasher) -> str:
    return used_hasher.hash(secrets.token_urlsafe())


def refuse_weak(password: str, *personal_words: str) -> None:
    """Raise InvalidInput for a password that is too short, too long, or easy to guess from the person's name or login."""
    # Loading its word lists takes 0.1 s; no other command should pay for that.
    from zxcvbn import zxcvbn

    if len(password) < MIN_LENGTH:
        raise InvalidInput(f"密码太短，至少 {MIN_LENGTH} 个字符。", "几个不相干的词连起来，又长又好记。")
    if len(password) > MAX_LENGTH:
        raise InvalidInput(f"密码太长，至多 {MAX_LENGTH} 个字符。", "")
    words = [w.casefold() for w in (*personal_words, *_LOCAL_WORDS) if w]
    if zxcvbn(password[:72].casefold(), user_inputs=words)["score"] < _MIN_SCORE:
        raise InvalidInput(
            "这个密码太容易猜到。", "不要用姓名、账号、日期、键盘上的顺序或常见密码；几个不相干的词连起来，又长又好记。"
        )


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """A first password and its hash."""

    password: str = field(repr=False)
    password_hash: str


def first_passwords(count: int, made: Callable[[int], None] = lambda number: None) -> tuple[FirstPassword, ...]:
    """Return so many first passwords, and tell `made` after each how many there are: a hash takes a tenth of a second."""
    found: list[FirstPassword] = []
    for number in range(1, count + 1):
        password = generate()
        found.append(FirstPassword(password, hashed(password)))
        made(number)
    return tuple(found)


def generate() -> str:
    """Return a random first password: sixteen letters and digits in groups of four."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
