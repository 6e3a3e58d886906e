"""Backups of the whole ledger, made while it is in use, and their restoring."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from zcdash.errors import InvalidInput, LedgerUnavailable
from zcdash.store import encryption
from zcdash.store.accounts import end_all_sessions
from zcdash.store.audit_log import VerificationResult, verify
from zcdash.store.duck import wal_path
from zcdash.store.engine import InUse
from zcdash.store.ledger import Ledger, now

_UNFINISHED_KEPT = 3600
"""Age in seconds from which an unfinished copy in the backup folder was left by a killed backup."""


def back_up(
    ledger: Ledger, folder: Path, key: encryption.FileKey | None = None, algorithm: str = "AES-256-GCM"
) -> tuple[Path, VerificationResult]:
    """Back up the ledger; return the copy and the result of verifying it. Only a verified copy gets its final name.

    With a key the copy is encrypted: the plain one is made and verified beside the ledger, and never enters the folder.
    Raises LedgerUnavailable if the folder cannot be written to, InvalidInput if the copy does not verify.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{ledger.path.stem}-{now():%Y%m%d-%H%M%S-%f}.duckdb"
        unverified = (ledger.path.parent if key else folder) / f".{name}"
        sealed = folder / f".{name}.enc"
        for place in {unverified.parent, folder}:
            _remove_unfinished(place, ledger.path.stem)
        try:
            result = _copy_verified(ledger, unverified, "备份与留痕不符")
            final = folder / (f"{name}.enc" if key else name)
            if key:
                encryption.encrypt(unverified, sealed, key, algorithm)
                sealed.replace(final)
            else:
                unverified.replace(final)
        finally:
            _remove(unverified)
            sealed.unlink(missing_ok=True)
    except OSError as error:
        raise LedgerUnavailable(
            f"备份写不进 {folder}：{error.strerror}。", "请检查文件夹是否可写、磁盘是否已满。"
        ) from error
    except LedgerUnavailable as error:
        advice = "请检查文件夹是否可写、磁盘是否已满；台账本身没有变化。"
        raise LedgerUnavailable(f"备份写不进 {folder}，没有备份成。", advice) from error
    return final, result


def _remove_unfinished(folder: Path, stem: str) -> None:
    """Remove what killed backups of this ledger left in the folder, not the copy that another backup may be writing now."""
    name = re.compile(rf"\.{re.escape(stem)}-\d{{8}}-\d{{6}}-\d{{6}}\.duckdb(\.wal|\.enc)?")
    for left in folder.iterdir():
        if name.fullmatch(left.name) and left.stat().st_mtime < time.time() - _UNFINISHED_KEPT:
            left.unlink(missing_ok=True)


def _copy_verified(ledger: Ledger, to: Path, mismatch: str) -> VerificationResult:
    """Copy the ledger and verify the copy. Raises InvalidInput, beginning with `mismatch`, if it does not verify."""
    ledger.copy_to(to)
    restrict_to_owner(to)
    with Ledger(to) as copy:
        result = verify(copy)
    if result.faults:
        raise InvalidInput(f"{mismatch}：{result.faults[0]}。", "请运行 python -m zcdash verify 查看全部。")
    return result


def _remove(ledger: Path) -> None:
    """Remove a ledger's file, and its write-ahead log."""
    for left in (ledger, wal_path(ledger)):
        left.unlink(missing_ok=True)


def restore(backup: Path, to: Path, passphrase: Callable[[], str] = str) -> Path | None:
    """Replace the ledger by a backup; return the path of the former ledger, which is kept, or None if there was none.

    Everybody has to sign in again. `passphrase` is asked if the backup is encrypted.

    Raises LedgerUnavailable if the backup is no ledger or the ledger is in use, InvalidInput if the backup does not verify or
    decrypt.
    """
    if not backup.is_file():
        raise LedgerUnavailable(f"没有备份 {backup}。", "请核对路径。")
    kept = None
    if to.exists():
        _require_not_in_use(to)
        kept = to.with_name(f"{to.stem}.before-restore-{now():%Y%m%d-%H%M%S-%f}{to.suffix}")
    incoming = to.with_name(f".{to.name}.coming")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        if encryption.is_encrypted(backup):
            encryption.decrypt(backup, incoming, passphrase())
        else:
            shutil.copy2(backup, incoming)
        restrict_to_owner(incoming)
        with Ledger(incoming) as candidate:
            result = verify(candidate)
            if result.faults:
                raise InvalidInput(f"备份 {backup.name} 与它的留痕不符：{result.faults[0]}。", "请换一个备份。")
            end_all_sessions(candidate)
        if kept:
            _keep_former(to, kept)
        incoming.replace(to)
    except LedgerUnavailable as error:
        raise LedgerUnavailable(error.sentence.replace(incoming.name, backup.name), error.advice) from error
    except OSError as error:
        raise LedgerUnavailable(f"恢复没有完成：{error.strerror}。", "请检查文件夹是否可写、磁盘是否已满。") from error
    finally:
        _remove(incoming)
    return kept


def rewrite(path: Path) -> None:
    """Replace the ledger's file by a verified copy of what is in it: nothing that was erased stays in unused blocks.

    Raises LedgerUnavailable, InvalidInput; the ledger is then as it was.
    """
    incoming = path.with_name(f".{path.name}.coming")
    try:
        incoming.unlink(missing_ok=True)
        with Ledger(path) as ledger:
            _copy_verified(ledger, incoming, "台账与它的留痕不符")
        _require_not_in_use(path)
        incoming.replace(path)
    except OSError as error:
        raise LedgerUnavailable(f"台账没有重写：{error.strerror}。", "请检查文件夹是否可写、磁盘是否已满。") from error
    finally:
        _remove(incoming)


def restrict_to_owner(ledger: Path) -> None:
    """Let only the file's owner, the user that the program runs as, read and write it."""
    ledger.chmod(0o600)


def _require_not_in_use(to: Path) -> None:
    """Raise InUse if another program has the ledger open. A damaged ledger is not in use, and may be replaced."""
    try:
        Ledger(to).close()
    except InUse:
        raise
    except LedgerUnavailable:
        return


def _keep_former(to: Path, kept: Path) -> None:
    """Give the ledger a second name by a link, so that there is a file under its name at every moment.

    Move the write-ahead log of a damaged ledger too: it must not be replayed into the backup.
    """
    try:
        os.link(to, kept)
    except OSError:  # a file system without links
        to.replace(kept)
    if wal_path(to).exists():
        wal_path(to).replace(wal_path(kept))


def key_file(ledger: Path) -> Path:
    """Return the path of the key file with which an administrator of the machine asks the running server for a backup."""
    return ledger.with_name(f"{ledger.name}.key")
