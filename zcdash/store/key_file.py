"""Key files beside the ledger: what is encrypted in it cannot be read from a copy of it alone."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from zcdash.errors import LedgerUnavailable

_BYTES = 32


def second_factor_key(ledger: Path, create: bool = False) -> bytes | None:
    """Return the key that second factors are encrypted with; None if there is none, unless it is to be created.

    Raises LedgerUnavailable if the file cannot be read or written.
    """
    file = ledger.with_name(f"{ledger.name}.second-factor.key")
    try:
        if create:
            with (
                suppress(FileExistsError),
                os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new,
            ):
                new.write(secrets.token_bytes(_BYTES))
                new.flush()
                os.fsync(new.fileno())
        key = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LedgerUnavailable(
            f"动态口令的密钥文件 {file.name} 读写不了：{error.strerror}。", "请检查文件夹的权限和磁盘空间。"
        ) from error
    return key if len(key) == _BYTES else None
