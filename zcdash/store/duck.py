"""The DuckDB driver: the only module that imports duckdb. Faults of disk and file become one sentence for the reader.

A mistake in our own statements is a programming error and keeps its traceback.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from zcdash.errors import LedgerUnavailable
from zcdash.store import duck_schema
from zcdash.store.engine import DatabaseCrashed, InUse, Row, Schema

WAL_LIMIT = 16 << 20
"""Size of the write-ahead log, in bytes, from which it is checkpointed into the file."""
_RECONNECT_ATTEMPTS = 40
"""Attempts 50 ms apart: other threads' open cursors must release the crashed file first."""
_ROW_BY_ROW = 4
"""Rows up to which single inserts are faster than registering a data frame."""
_RESTORE = "请不要改动它；从备份恢复：python -m zcdash restore 备份文件。"
_LOCKED = r"lock on file|being used by another process"
# Pattern in the message of the operating system or of DuckDB → sentence and advice. The first match counts.
_ERROR_MESSAGES = (
    (_LOCKED, "台账 {} 正被另一个程序使用。", "请先关闭那个程序，再打开本程序。"),
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


def _is_environment_fault(error: duckdb.Error | OSError) -> bool:
    if isinstance(
        error,
        OSError
        | duckdb.IOException
        | duckdb.FatalException
        | duckdb.OutOfMemoryException
        | duckdb.SerializationException
        | duckdb.InternalException,
    ):
        return True
    return bool(re.search(r"Corrupt database file|Failed to commit: Could not|Failed to commit: Cannot", str(error)))


@contextmanager
def translate_errors(path: Path) -> Iterator[None]:
    """Turn duckdb and OS errors into LedgerUnavailable, InUse, or DatabaseCrashed if a reconnect is needed."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        if not _is_environment_fault(error):
            raise
        pattern, sentence, advice = next(m for m in _ERROR_MESSAGES if re.search(m[0], str(error), re.IGNORECASE))
        kind = InUse if pattern == _LOCKED else LedgerUnavailable
        if isinstance(error, duckdb.FatalException | duckdb.InternalException):
            kind = DatabaseCrashed
        raise kind(sentence.replace("{}", path.name), advice) from error


def wal_path(path: Path) -> Path:
    """Return the path of the write-ahead log; absent after a checkpoint."""
    return path.with_name(f"{path.name}.wal")


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open the file, creating it if there is none. Raises LedgerUnavailable."""
    with translate_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _create(path)
        elif path.is_file():
            _require_duckdb_file(path)
        connection = duckdb.connect(str(path))
        # A checkpoint that fails inside a commit crashes the database and leaves open whether the commit is durable.
        # `_checkpoint` runs outside of any transaction, and only if the disk has room.
        connection.execute("set checkpoint_threshold = '1TB'")
        return connection


def _require_duckdb_file(path: Path) -> None:
    """Raise LedgerUnavailable for another kind of file: DuckDB would look for an extension that reads it."""
    with path.open("rb") as file:
        if file.read(12)[8:] != b"DUCK":
            raise LedgerUnavailable(f"{path.name} 打不开，它可能不是台账文件。", "请核对路径，或从备份恢复。")


def _create(path: Path) -> None:
    """Create an empty database whole or not at all: a file cut off during creation could never be opened."""
    unready = path.with_name(f".{path.name}.{os.getpid()}")
    unready.unlink(missing_ok=True)
    duckdb.connect(str(unready)).close()
    try:
        # A link, not a rename: it must not replace a file that another process has created meanwhile. On a file system
        # without links, `duckdb.connect` creates the file in place.
        with suppress(OSError):
            os.link(unready, path)
    finally:
        unready.unlink()


def _fetch(result: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    columns = [c[0] for c in result.description or ()]
    while batch := result.fetchmany(200):
        yield from (dict(zip(columns, row, strict=True)) for row in batch)


class DuckTransaction:
    """A transaction on one cursor (see `engine.Transaction`)."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor

    def run(self, statement: str, parameters: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """Return every row of a statement, as tuples."""
        return self._cursor.execute(statement, parameters or None).fetchall()

    def rows(self, statement: str) -> Iterator[Row]:
        """Yield the rows of a statement, fetched in batches. Read them to the end before the next call."""
        yield from _fetch(self._cursor.execute(statement))

    def insert(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Append rows; every row has the same keys, the table's column names."""
        if not rows:
            return
        into = f"insert into {table} ({', '.join(rows[0])})"
        if len(rows) <= _ROW_BY_ROW:
            for row in rows:
                self._cursor.execute(f"{into} values ({', '.join('?' * len(row))})", [*row.values()])
            return
        # As one data frame: a thousand single inserts take a second.
        self._cursor.register("incoming", pd.DataFrame(rows, dtype=object))
        self._cursor.execute(f"{into} select * from incoming")
        self._cursor.unregister("incoming")

    def schema(self) -> Schema:
        """Return every object of the database, whatever an object of its own may shadow."""
        return duck_schema.read(self.rows)


class DuckDatabase:
    """A DuckDB file, open in this process alone (see `engine.Database`)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: duckdb.DuckDBPyConnection | None = _connect(path)

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            raise DatabaseCrashed(f"台账 {self.path.name} 暂时打不开。", "请稍后再试。")
        return self._connection.cursor()

    def query(self, statement: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """Return every row of a statement that only reads."""
        with translate_errors(self.path), self._cursor() as cursor:
            return list(_fetch(cursor.execute(statement, parameters or None)))

    @contextmanager
    def snapshot(self) -> Iterator[DuckTransaction]:
        """Open a transaction whose reads all see one moment; nothing is written."""
        with translate_errors(self.path), self._cursor() as cursor:
            cursor.begin()
            try:
                yield DuckTransaction(cursor)
            finally:
                with suppress(duckdb.Error):
                    cursor.rollback()

    @contextmanager
    def transaction(self) -> Iterator[DuckTransaction]:
        """Open a transaction that commits at the end, and rolls back if the body raises; then checkpoint if needed."""
        with translate_errors(self.path), self._cursor() as cursor:
            cursor.begin()
            try:
                yield DuckTransaction(cursor)
            except BaseException:
                # A crashed database cannot roll back, and need not.
                with suppress(duckdb.Error):
                    cursor.rollback()
                raise
            cursor.commit()
        self._checkpoint()

    def _checkpoint(self) -> None:
        """Checkpoint a large write-ahead log. A failure is not reported: the commit is durable in the log already."""
        wal = wal_path(self.path)
        try:
            with translate_errors(self.path):
                size = wal.stat().st_size if wal.exists() else 0
                if size < WAL_LIMIT or shutil.disk_usage(self.path.parent).free < 2 * size:
                    return
                # Refused while a reader still needs the old state; the next transaction tries again.
                with suppress(duckdb.TransactionException), self._cursor() as cursor:
                    cursor.execute("checkpoint")
        except LedgerUnavailable:
            with suppress(LedgerUnavailable):
                self.reconnect()

    @staticmethod
    @cache
    def schema_after(scripts: tuple[str, ...]) -> Schema:
        """Return the schema that an empty database has after these scripts; this database is not touched."""
        with duckdb.connect(config={"threads": 1}) as memory:
            for script in scripts:
                memory.execute(script)
            return DuckTransaction(memory).schema()

    def tables_read(self, statement: str) -> set[str]:
        """Return the names of the tables that a statement reads, with views expanded."""
        # DuckDB does not prepare statements here, so parameters are replaced by null.
        with translate_errors(self.path), self._cursor() as cursor:
            return cursor.get_table_names(re.sub(r"\$\w+", "null", statement))

    def copy_to(self, path: Path) -> None:
        """Write everything, as of one moment, into a new file.

        DuckDB copies itself. If this process opened the file a second time, closing it would drop the lock that keeps
        other processes out.
        """
        with translate_errors(path), self._cursor() as cursor:
            name = cursor.execute(duck_schema.DATABASE_NAME).fetchall()[0][0]
            quoted = str(path).replace("'", "''")
            cursor.execute(f"attach '{quoted}' as backup")
            try:
                cursor.execute(f'copy from database "{name}" to backup')
            finally:
                cursor.execute("detach backup")

    def keep_copy(self, version: int) -> None:
        """Copy the closed file to `name.vN.duckdb` beside it, under a temporary name first, and its write-ahead log too."""
        self.close()
        kept = self.path.with_name(f"{self.path.stem}.v{version}{self.path.suffix}")
        for source, target in ((wal_path(self.path), wal_path(kept)), (self.path, kept)):
            if source.exists():
                unready = target.with_name(f".{target.name}")
                shutil.copy2(source, unready)
                unready.replace(target)
        self._connection = _connect(self.path)

    def reconnect(self) -> None:
        """Connect again after a crash; do nothing if another thread has done so."""
        if self._connection is not None:
            with suppress(LedgerUnavailable), translate_errors(self.path):
                self._connection.execute("select 1").fetchall()
                return
            self._connection.close()
            self._connection = None
        for attempt in range(_RECONNECT_ATTEMPTS + 1):
            connection = _connect(self.path)
            try:
                with translate_errors(self.path):
                    connection.execute("select 1").fetchall()
                self._connection = connection
                return
            except DatabaseCrashed:
                connection.close()
                if attempt == _RECONNECT_ATTEMPTS:
                    raise
                time.sleep(0.05)

    def close(self, unchanged: bool = False) -> None:
        """Close the database; with `unchanged`, leave its files exactly as they were found."""
        if self._connection is not None:
            if unchanged:
                with suppress(duckdb.Error):
                    self._connection.execute("pragma disable_checkpoint_on_shutdown")
            self._connection.close()
