"""The ledger, opened: one file, one process, one connection, and one lock for its writers.

Every question takes a cursor of its own and reads it to the end; every change is one transaction. DuckDB's own errors
are renamed here, once, so that no other room knows which database stands behind the door.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from zcdash.errors import LedgerUnavailable

HERE = Path(__file__).parent
Row = dict[str, Any]


@cache
def _query(name: str) -> str:
    return (HERE / "queries" / f"{name}.sql").read_text(encoding="utf-8")


def _opened(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return duckdb.connect(str(path))
    except duckdb.IOException as failed:
        if "lock" in str(failed).lower():
            raise LedgerUnavailable(f"台账 {path.name} 正被另一个程序使用。", "请先关闭那个程序，再打开本程序。") from failed
        raise LedgerUnavailable(f"{path.name} 打不开，它可能不是台账文件。", "请核对路径，或从备份恢复。") from failed
    except (duckdb.Error, OSError) as failed:
        raise LedgerUnavailable(f"台账 {path} 打不开：{failed}。", "请检查文件夹是否可写、磁盘是否已满。") from failed


class Ledger:
    """An open ledger, migrated to the newest schema. `revision` grows with every change made through it."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._lock = threading.Lock()
        self._connection = _opened(self.path)
        self.revision = 0
        self.kept: dict[tuple[str, int], Any] = {}
        """Plan versions that were read already; they never change."""
        self._migrate()

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, question: str, **parameters: object) -> list[Row]:
        """The rows that `queries/<question>.sql` answers, each a dict by column."""
        with self._connection.cursor() as cursor:
            answer = cursor.execute(_query(question), parameters or None)
            columns = [c[0] for c in answer.description]
            return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]

    @contextmanager
    def change(self) -> Iterator[Change]:
        """One transaction, alone: committed whole at the end, rolled back whole where anything raises."""
        with self._lock, self._connection.cursor() as cursor:
            cursor.begin()
            try:
                yield Change(cursor)
            except BaseException:
                cursor.rollback()
                raise
            cursor.commit()
            self.revision += 1

    def _migrate(self) -> None:
        """Apply the numbered migrations that the ledger has not had yet, each in a transaction of its own."""
        with self.change() as change:
            change.run("create table if not exists migration (number integer primary key, name text, applied_at timestamp)")
            done = {row[0] for row in change.run("select number from migration")}
        for script in sorted((HERE / "migrations").glob("*.sql")):
            number = int(script.name[:4])
            if number in done:
                continue
            with self.change() as change:
                change.run(script.read_text(encoding="utf-8"))
                change.add("migration", [{"number": number, "name": script.stem[5:], "applied_at": now()}])


class Change:
    """A transaction under way. Only the store's own modules hold one."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor

    def run(self, statement: str, **parameters: object) -> list[tuple[Any, ...]]:
        """All rows of one statement."""
        return self._cursor.execute(statement, parameters or None).fetchall()

    def add(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Append the rows to a table, as one frame; every row has the same keys, the table's column names."""
        if rows:
            frame = pd.DataFrame(rows, dtype=object)
            self._cursor.register("incoming", frame)
            self._cursor.execute(f"insert into {table} ({', '.join(frame.columns)}) select * from incoming")
            self._cursor.unregister("incoming")


def now() -> datetime:
    """This moment as the ledger keeps it: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
