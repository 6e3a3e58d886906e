"""Encrypted files: AES-256-GCM or SM4-GCM in chunks, with a key that scrypt derives from a passphrase.

    magic (8 bytes) | version, algorithm, log2 of scrypt's N, r, p (1 byte each) | salt (16) | nonce prefix (7)
    then chunks of CHUNK bytes, the last one shorter, each followed by its tag of 16 bytes

The nonce of a chunk is the prefix, its number (4 bytes) and 1 for the last chunk or 0 (the STREAM construction); the header is
authenticated with every chunk. So a chunk that was changed, moved, repeated or cut off does not decrypt. A file has a key
and a prefix of its own. All ciphers are OpenSSL's, through the library cryptography.
"""

from __future__ import annotations

import os
import secrets
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from zcdash import config
from zcdash.errors import InvalidInput, NotFound

CHUNK = 1 << 20
_MAGIC = b"ZCDASH\r\n"
_HEADER = struct.Struct(">8s5B16s7s")
_VERSION = 1
_TAG = 16
_CIPHERS = {"AES-256-GCM": (1, algorithms.AES, 32), "SM4-GCM": (2, algorithms.SM4, 16)}
"""Algorithm → (its number in the header, cipher, bytes of its key)."""
_LEAST_PASSPHRASE = 12
_COSTS = (17, 8, 1)
"""Log2 of N, r and p of scrypt: 128 MB and a few tenths of a second for each guess."""
_MOST_COSTS = (20, 8, 4)
"""Limits of what a header may ask for: a hostile one must not fill memory."""


@dataclass(frozen=True, slots=True)
class FileKey:
    """The key of one file, derived from a passphrase and the file's salt. Never stored, never printed."""

    salt: bytes
    secret: bytes

    def __repr__(self) -> str:
        return "FileKey(…)"


def new_key(passphrase: str) -> FileKey:
    """Return a key for a new file. Takes a few tenths of a second. Raises InvalidInput for a short passphrase."""
    if len(passphrase) < _LEAST_PASSPHRASE:
        raise InvalidInput(
            f"加密备份的口令太短，至少 {_LEAST_PASSPHRASE} 个字符。", "几个不相干的词连起来，又长又好记。"
        )
    salt = secrets.token_bytes(16)
    return FileKey(salt, _derived(passphrase, salt, _COSTS))


def configured_passphrase(file: Path | None = None) -> str:
    """Return the passphrase from this file, else as the environment says (`config`); empty if neither gives one.

    Raises NotFound for a file that cannot be read.
    """
    file, text = config.backup_passphrase(file)
    if file is None:
        return text
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise NotFound(f"口令文件 {file} 读不出来。", "请核对路径，文件应为 UTF-8 文本，内容只有口令。") from error


def _derived(passphrase: str, salt: bytes, costs: tuple[int, int, int]) -> bytes:
    log_n, r, p = costs
    return Scrypt(salt=salt, length=32, n=1 << log_n, r=r, p=p).derive(passphrase.encode())


def is_encrypted(file: Path) -> bool:
    """Return True if the file begins like an encrypted one."""
    with file.open("rb") as stream:
        return stream.read(len(_MAGIC)) == _MAGIC


def encrypt(source: Path, target: Path, key: FileKey, algorithm: str) -> None:
    """Encrypt a file into a new one that only its owner can read. A target that was not finished is removed."""
    number, _, _ = _CIPHERS[algorithm]
    prefix = secrets.token_bytes(7)
    header = _HEADER.pack(_MAGIC, _VERSION, number, *_COSTS, key.salt, prefix)
    with source.open("rb") as plain, _new_file(target) as out:
        try:
            out.write(header)
            for place, (chunk, last) in enumerate(_chunks(plain, CHUNK)):
                encryptor = _cipher(algorithm, key.secret, _nonce(prefix, place, last)).encryptor()
                encryptor.authenticate_additional_data(header)
                out.write(encryptor.update(chunk) + encryptor.finalize() + encryptor.tag)
            out.flush()
            os.fsync(out.fileno())
        except BaseException:
            target.unlink(missing_ok=True)
            raise


def decrypt(source: Path, target: Path, passphrase: str) -> None:
    """Decrypt a file into a new one that only its owner can read. A target that was not finished is removed.

    Raises InvalidInput for a wrong passphrase and for a file that was changed, cut off or is of a later version.
    """
    with source.open("rb") as sealed:
        header = sealed.read(_HEADER.size)
        algorithm, costs, salt, prefix = _read_header(header, source.name)
        secret = _derived(passphrase, salt, costs)
        with _new_file(target) as out:
            try:
                for place, (chunk, last) in enumerate(_chunks(sealed, CHUNK + _TAG)):
                    nonce, tag = _nonce(prefix, place, last), chunk[-_TAG:]
                    decryptor = _cipher(algorithm, secret, nonce, tag).decryptor()
                    decryptor.authenticate_additional_data(header)
                    out.write(decryptor.update(chunk[:-_TAG]) + decryptor.finalize())
            except (InvalidTag, ValueError) as error:
                target.unlink(missing_ok=True)
                if place:
                    raise _damaged(source.name) from error
                raise InvalidInput(
                    f"口令不对，或备份 {source.name} 已损坏。", "请核对口令；口令无误时换一个备份。"
                ) from error
            except BaseException:
                target.unlink(missing_ok=True)
                raise


def _read_header(header: bytes, name: str) -> tuple[str, tuple[int, int, int], bytes, bytes]:
    """Return (algorithm, costs of scrypt, salt, nonce prefix). Raises InvalidInput."""
    if len(header) < _HEADER.size or not header.startswith(_MAGIC):
        raise _damaged(name)
    _, version, number, log_n, r, p, salt, prefix = _HEADER.unpack(header)
    if version > _VERSION:
        raise InvalidInput(f"备份 {name} 是更新版本的程序加密的。", "请用新版本的程序恢复。")
    algorithm = next((name for name, (n, _, _) in _CIPHERS.items() if n == number), "")
    costs = (log_n, r, p)
    if not algorithm or not all(0 < cost <= most for cost, most in zip(costs, _MOST_COSTS, strict=True)):
        raise _damaged(name)
    return algorithm, costs, salt, prefix


def _damaged(name: str) -> InvalidInput:
    return InvalidInput(f"备份 {name} 已损坏或不完整，没有恢复。", "请换一个备份。")


def _cipher(algorithm: str, secret: bytes, nonce: bytes, tag: bytes | None = None) -> Cipher[modes.GCM]:
    _, cipher, size = _CIPHERS[algorithm]
    return Cipher(cipher(secret[:size]), modes.GCM(nonce, tag))


def _nonce(prefix: bytes, place: int, last: bool) -> bytes:
    return prefix + place.to_bytes(4) + bytes([last])


def _chunks(stream: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Yield (chunk, is the last one); an empty stream has one empty chunk."""
    chunk = stream.read(size)
    while following := stream.read(size):
        yield chunk, False
        chunk = following
    yield chunk, True


def _new_file(path: Path) -> BinaryIO:
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
