"""Signatures of the log's head: Ed25519, with a key outside the ledger.

Whoever can write the file can cut the end off the log or make it anew; without the key, not so that the signatures still fit.
Signatures are not acts: each would add an entry, and with it a head to be signed. They need no digest either, because a changed
one is not valid. A removed one is missed by who holds a copy: a bulletin, or a line printed by `zcdash log sign`.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypedDict, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from zcdash import config
from zcdash.errors import InvalidInput, LedgerUnavailable
from zcdash.store.ledger import Ledger

_PEM = re.compile(rb"-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----")


class SignedHead(TypedDict):
    """One signature in hexadecimal, with the fingerprint of its key (see `signed_head.sql`)."""

    signed_head: int
    entry: int
    hash: str
    signed_at: datetime
    signature: str
    key: str


def signed_heads(ledger: Ledger) -> list[SignedHead]:
    """Return every signature, in order."""
    return ledger.query(SignedHead, "signed_head")


def sign_head(ledger: Ledger, daily: bool = False) -> SignedHead | None:
    """Sign the last entry of the log, unless it is signed already; return its signature, or None if the log is empty.

    With `daily`, sign nothing if an entry was signed on the same day (UTC), and return None then. Raises LedgerUnavailable.
    """
    at = ledger.clock()
    with ledger.transaction() as transaction:
        heads = [cast("SignedHead", r) for r in transaction.rows("select * from signed_head order by signed_head")]
        last = transaction.run("select entry, hash from log order by entry desc limit 1")
        if not last or (daily and heads and heads[-1]["signed_at"].date() == at.date()):
            return None
        (entry, log_hash), private = last[0], _private_key(ledger.path)
        row = SignedHead(
            signed_head=len(heads) + 1,
            entry=entry,
            hash=log_hash,
            signed_at=at,
            signature=private.sign(_statement(entry, log_hash, at)).hex(),
            key=fingerprint(private.public_key()),
        )
        if heads and (heads[-1]["hash"], heads[-1]["key"]) == (log_hash, row["key"]):
            return heads[-1]
        transaction.add("signed_head", [row])
        return row


def _statement(entry: int, log_hash: str, at: datetime) -> bytes:
    """Return the bytes that a signature signs."""
    return f"zcdash signed head\n{entry}\n{log_hash}\n{at.isoformat()}\n".encode()


def faults(
    heads: Iterable[SignedHead], hashes: Mapping[int, str], keys: Mapping[str, Ed25519PublicKey]
) -> Iterator[str]:
    """Yield the signatures that do not fit the chain, `hashes` by entry, or that are not valid under their key, if known."""
    for head in heads:
        number, day = head["entry"], head["signed_at"].date()
        if number > max(hashes, default=0):
            yield f"{day} 签到留痕第 {number} 条，现在没有这一条：末尾被截去"
        elif hashes.get(number) != head["hash"]:
            yield f"留痕第 {number} 条与 {day} 的签名对不上：留痕被改过或重做过"
        if head["key"] in keys and not _is_valid(head, keys[head["key"]]):
            yield f"留痕第 {number} 条的签名（{day}）不是这把密钥签的"


def _is_valid(head: SignedHead, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(bytes.fromhex(head["signature"]), _statement(head["entry"], head["hash"], head["signed_at"]))
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(key: Ed25519PublicKey) -> str:
    """Return the SHA-256 hash of a public key, in hexadecimal."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()


def public_key_file(ledger: Path) -> Path:
    """Return the path of the file with the public keys that signed this ledger on this machine, one PEM block each."""
    private = config.signing_key_path(ledger)
    return private.with_name(f"{private.name}.pub")


def public_keys(file: Path) -> dict[str, Ed25519PublicKey]:
    """Return the keys of a file by their fingerprint. Raises InvalidInput if there is none."""
    try:
        blocks = [load_pem_public_key(block) for block in _PEM.findall(file.read_bytes())]
    except (OSError, ValueError):
        blocks = []
    keys = [key for key in blocks if isinstance(key, Ed25519PublicKey)]
    if not keys:
        raise InvalidInput(f"{file} 里没有 Ed25519 公钥。", "请核对路径；公钥在签名密钥旁边，文件名以 .pub 结尾。")
    return {fingerprint(key): key for key in keys}


def _private_key(ledger: Path) -> Ed25519PrivateKey:
    """Return the signing key; it is made at the first call, readable by this user alone. Raises LedgerUnavailable."""
    file, public = config.signing_key_path(ledger), public_key_file(ledger)
    try:
        if not file.exists():
            new = Ed25519PrivateKey.generate()
            _write(file, new.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        key = load_pem_private_key(file.read_bytes(), None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("another kind of key")
        known = public.read_bytes() if public.exists() else b""
        text = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        if text not in known:
            _write(public, known + text)
    except OSError as error:
        raise LedgerUnavailable(
            f"签名密钥 {file} 读写不了：{error.strerror}。", "请检查文件夹是否可写，或用 ZCDASH_SIGNING_KEY 另指一处。"
        ) from error
    except (ValueError, TypeError) as error:
        raise LedgerUnavailable(
            f"{file} 不是 Ed25519 私钥，没有签名。", "请换成原来的密钥；确已丢失的，移走它，会另做一把。"
        ) from error
    return key


def _write(file: Path, data: bytes) -> None:
    """Write a file whole or not at all, readable by this user alone."""
    unready = file.with_name(f".{file.name}")
    unready.unlink(missing_ok=True)
    with os.fdopen(os.open(unready, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(data)
    unready.replace(file)
