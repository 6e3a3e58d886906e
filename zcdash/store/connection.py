"""The database's file, opened, and its errors renamed, once, so that no other room knows which database stands behind the door.

Only what comes from outside is renamed: the disk, the file, another program. A mistake in our own statements is a broken
program, and stays a stack trace.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from zcdash.errors import LedgerUnavailable

WAL_LIMIT = 16 << 20
"""Bytes from which on the write-ahead log is brought into the ledger's file."""
_REOPEN_ATTEMPTS = 40
"""How often, a twentieth of a second apart, a fallen database is asked to come up again: readers let go of it first."""
_RESTORE = "请不要改动它；从备份恢复：python -m zcdash restore 备份文件。"
# What the operating system or the database says → what the reader is told; the first that fits.
_ERROR_MESSAGES = (
    (r"lock on file|being used by another process", "台账 {} 正被另一个程序使用。", "请先关闭那个程序，再打开本程序。"),
    (
        r"No space left|File too large|quota exceeded|There is not enough space",
        "磁盘已满，台账 {} 写不进去，这一步没有保存。",
        "请先腾出磁盘空间，再做一次；已经保存的都还在。",
    ),
    (
        r"Read-only file system|Permission denied|Access is denied|read-only mode|Operation not permitted",
        "台账 {} 只能看，不能写，这一步没有保存。",
        "请让系统管理员检查磁盘是否变成只读、运行本程序的用户能否写入。",
    ),
    (r"Is a directory", "{} 是一个文件夹，不是台账文件。", "请核对路径。"),
    (
        r"not a valid DuckDB|different version|newer version",
        "{} 打不开，它可能不是台账文件。",
        "请核对路径，或从备份恢复。",
    ),
    (
        r"Corrupt|checksum|Could not read enough bytes|erializ|WAL|metadata",
        "台账 {} 已损坏或不完整，读不下去。",
        _RESTORE,
    ),
    (r"Out of Memory|failed to allocate|could not allocate", "内存不够，台账 {} 没有答完。", "请关闭其他程序后再试。"),
    (r"", "台账 {} 的文件读写出错。", "请让系统管理员检查磁盘；已经保存的不会因此丢失。"),
)


class InUse(LedgerUnavailable):
    """Another process holds the file."""


class DatabaseCrashed(LedgerUnavailable):
    """The database gave up after a failed write, and must be opened anew before it answers again."""


def _is_from_outside(failed: duckdb.Error | OSError) -> bool:
    if isinstance(
        failed,
        OSError
        | duckdb.IOException
        | duckdb.FatalException
        | duckdb.OutOfMemoryException
        | duckdb.SerializationException
        | duckdb.InternalException,
    ):
        return True
    return bool(re.search(r"Corrupt database file|Failed to commit: Could not|Failed to commit: Cannot", str(failed)))


@contextmanager
def translate_errors(path: Path) -> Iterator[None]:
    """What goes wrong with the file inside becomes one sentence. Raises LedgerUnavailable, Fallen where it must be reopened."""
    try:
        yield
    except (duckdb.Error, OSError) as failed:
        if not _is_from_outside(failed):
            raise
        place, (_, sentence, advice) = next(
            x for x in enumerate(_ERROR_MESSAGES) if re.search(x[1][0], str(failed), re.IGNORECASE)
        )
        fell = isinstance(failed, duckdb.FatalException | duckdb.InternalException)
        kind = DatabaseCrashed if fell else LedgerUnavailable if place else InUse
        raise kind(sentence.replace("{}", path.name), advice) from failed


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection to the file, which is made where there is none. Raises LedgerUnavailable."""
    with translate_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _begin(path)
        elif path.is_file():
            _recognise(path)
        connection = duckdb.connect(str(path))
        # A checkpoint that fails inside a commit brings the whole database down, and nobody knows whether the act stands;
        # `fold` makes them outside of any act, and only where there is room.
        connection.execute("set checkpoint_threshold = '1TB'")
        return connection


def _recognise(path: Path) -> None:
    """Raises LedgerUnavailable where the file is of another kind: the database would look for a guest that reads it."""
    with path.open("rb") as file:
        if file.read(12)[8:] != b"DUCK":
            raise LedgerUnavailable(f"{path.name} 打不开，它可能不是台账文件。", "请核对路径，或从备份恢复。")


def _begin(path: Path) -> None:
    """Makes an empty database, whole or not at all: the rest of a start that was cut off could never be opened again."""
    unready = path.with_name(f".{path.name}.{os.getpid()}")
    unready.unlink(missing_ok=True)
    duckdb.connect(str(unready)).close()
    try:
        # A link, not a renaming: it must not take the place of a file that another process has made meanwhile. Where the
        # disk knows no links, the database makes the file in its place.
        with suppress(OSError):
            os.link(unready, path)
    finally:
        unready.unlink()


def reconnect(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection to a database that fell; the caller has closed its own. Raises LedgerUnavailable."""
    for last in [False] * _REOPEN_ATTEMPTS + [True]:
        connection = connect(path)
        try:
            with translate_errors(path):
                connection.execute("select 1").fetchall()
            return connection
        except DatabaseCrashed:
            connection.close()
            if last:
                raise
            time.sleep(0.05)
    raise AssertionError("the last try answers or raises")


def wal_path(path: Path) -> Path:
    """Where the database writes before it writes into the file; gone once the file holds everything."""
    return path.with_name(f"{path.name}.wal")


def checkpoint(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Brings what stands in the write-ahead log into the ledger's file, once it has grown and where there is room.

    Raises Fallen where the disk fills up meanwhile; nothing is lost then, for the write-ahead log stays.
    """
    with suppress(FileNotFoundError):
        size = wal_path(path).stat().st_size
        if size < WAL_LIMIT or shutil.disk_usage(path.parent).free < 2 * size:
            return
        # Refused where a question is under way that needs the old state; the next act tries again.
        with translate_errors(path), suppress(duckdb.TransactionException):
            connection.execute("checkpoint")
