"""Copies of the whole ledger, made while it is in use, and put back."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from zcdash.errors import InvalidInput, LedgerUnavailable
from zcdash.store.audit_log import VerificationResult, verify
from zcdash.store.duck import wal_path
from zcdash.store.engine import InUse
from zcdash.store.ledger import Ledger, now


def back_up(ledger: Ledger, folder: Path) -> tuple[Path, VerificationResult]:
    """(the copy, what proving it found). It is made beside its place, proved, and only then given its name.

    Raises LedgerUnavailable where the folder cannot be written to, WrongUse where the copy does not prove.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{ledger.path.stem}-{now():%Y%m%d-%H%M%S-%f}.duckdb"
        unproved = folder / f".{name}"
        try:
            ledger.copy_to(unproved)
            restrict_to_owner(unproved)
            with Ledger(unproved) as copy:
                proof = verify(copy)
            if proof.faults:
                raise InvalidInput(f"备份与留痕不符：{proof.faults[0]}。", "请运行 python -m zcdash verify 查看全部。")
            unproved.replace(folder / name)
        finally:
            for left in (unproved, wal_path(unproved)):
                left.unlink(missing_ok=True)
    except OSError as failed:
        raise LedgerUnavailable(
            f"备份写不进 {folder}：{failed.strerror}。", "请检查文件夹是否可写、磁盘是否已满。"
        ) from failed
    except LedgerUnavailable as failed:
        advice = "请检查文件夹是否可写、磁盘是否已满；台账本身没有变化。"
        raise LedgerUnavailable(f"备份写不进 {folder}，没有备份成。", advice) from failed
    return folder / name, proof


def restore(backup: Path, to: Path) -> Path | None:
    """Put a backup in the ledger's place; where a ledger stood there, it is kept beside, and its path is the answer.

    Raises LedgerUnavailable where the backup is no ledger or the ledger is in use, WrongUse where it does not prove.
    """
    if not backup.is_file():
        raise LedgerUnavailable(f"没有备份 {backup}。", "请核对路径。")
    kept = None
    if to.exists():
        _let_go(to)
        kept = to.with_name(f"{to.stem}.before-restore-{now():%Y%m%d-%H%M%S-%f}{to.suffix}")
    coming = to.with_name(f".{to.name}.coming")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(backup, coming)
        restrict_to_owner(coming)
        with Ledger(coming) as opened:
            proof = verify(opened)
        if proof.faults:
            raise InvalidInput(f"备份 {backup.name} 与它的留痕不符：{proof.faults[0]}。", "请换一个备份。")
        if kept:
            _keep_beside(to, kept)
        coming.replace(to)
    except OSError as failed:
        raise LedgerUnavailable(
            f"恢复没有完成：{failed.strerror}。", "请检查文件夹是否可写、磁盘是否已满。"
        ) from failed
    finally:
        for left in (coming, wal_path(coming)):
            left.unlink(missing_ok=True)
    return kept


def restrict_to_owner(ledger: Path) -> None:
    """From now on nobody but its owner, who is the user that the program runs as, reads or writes the file."""
    ledger.chmod(0o600)


def _let_go(to: Path) -> None:
    """Raises InUse where another program holds the ledger; a damaged one, for which a backup is most wanted, is in nobody's use."""
    try:
        Ledger(to).close()
    except InUse:
        raise
    except LedgerUnavailable:
        return


def _keep_beside(to: Path, kept: Path) -> None:
    """A second name for what stands there, so that at no moment no ledger stands in its place.

    What a damaged ledger still has in its write-ahead log goes with it: it must not be played into the backup.
    """
    try:
        os.link(to, kept)
    except OSError:  # a disk that knows no second names
        to.replace(kept)
    if wal_path(to).exists():
        wal_path(to).replace(wal_path(kept))


def key_file(ledger: Path) -> Path:
    """Where a running server leaves the key by which its own machine's administrator may ask it for a backup."""
    return ledger.with_name(f"{ledger.name}.key")
