"""The ledger, opened: one file, one process, one connection, and one lock for its writers.

Every question takes a cursor of its own and reads it to the end; every change is one transaction, and leaves one entry in
the log. DuckDB's own errors are renamed here, once, so that no other room knows which database stands behind the door.
"""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from zcdash.errors import LedgerUnavailable
from zcdash.facts import Act
from zcdash.store import log

HERE = Path(__file__).parent
_FEW = 4
_LARGE = {"filed_file", "bulletin_file", "log"}
"""Questions whose answers are too large to keep, or are asked in order to be sure."""
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
    """An open ledger, migrated to the newest schema. `revision` grows with every act.

    `clock` tells the moment (UTC, without a zone); another may be set to play an earlier year through.
    """

    def __init__(self, path: Path | str, clock: Callable[[], datetime] | None = None) -> None:
        self.path = Path(path)
        self.clock = clock or now
        self._lock = threading.RLock()
        self._connection = _opened(self.path)
        self.revision = 0
        self._changes = 0
        self._answers: dict[tuple[object, ...], list[Row]] = {}
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
        """The rows that `queries/<question>.sql` answers, each a dict by column, not to be changed by the caller.

        Nobody else writes into the file, so an answer holds until this ledger is changed, and is kept until then.
        """
        key, answers = (self._changes, question, *parameters.values()), self._answers
        if key in answers:
            return answers[key]
        with self._connection.cursor() as cursor:
            answer = cursor.execute(_query(question), parameters or None)
            columns = [c[0] for c in answer.description]
            rows = [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]
        if question not in _LARGE:
            answers[key] = rows
        return rows

    def rows(self, table: str) -> Iterator[Row]:
        """Every row of a table, a few at a time: filed workbooks are large."""
        with self._connection.cursor() as cursor:
            answer = cursor.execute(f"select * from {table}")
            columns = [c[0] for c in answer.description]
            while some := answer.fetchmany(200):
                yield from (dict(zip(columns, row, strict=True)) for row in some)

    @contextmanager
    def change(self, act: Act | None = None) -> Iterator[Change]:
        """One transaction, alone: committed whole at the end, rolled back whole where anything raises.

        With an act it leaves an entry in the log, where it brought rows; without one it may touch only what is of the moment.
        """
        with self._lock, self._connection.cursor() as cursor:
            cursor.begin()
            try:
                change = Change(cursor)
                yield change
                brought = change.brought()
                if act and brought:
                    change.note(change.act or act, self.clock(), brought)
                elif brought:
                    raise AssertionError(f"an act is missing: {', '.join(brought)}")
            except BaseException:
                cursor.rollback()
                raise
            cursor.commit()
            self._changes += 1
            self._answers = {}
            if act:
                self.revision += 1

    def copy_to(self, path: Path) -> None:
        """A copy of everything, as of one moment, in a new file; questions go on meanwhile, changes wait.

        The database copies itself: were this process to open the file a second time, closing it again would drop the lock
        that keeps other processes out.
        """
        into = str(path).replace("'", "''")
        with self._lock, self._connection.cursor() as cursor:
            name = cursor.execute("select current_database()").fetchall()[0][0]
            cursor.execute(f"attach '{into}' as backup")
            try:
                cursor.execute(f'copy from database "{name}" to backup')
            finally:
                cursor.execute("detach backup")

    def _migrate(self) -> None:
        """Apply the migrations that the ledger has not had yet, each in a transaction of its own; an older file is copied first."""
        with self.change() as change:
            change.run("create table if not exists migration (number integer primary key, name text, applied_at timestamp)")
            done = {row[0] for row in change.run("select number from migration")}
        due = [s for s in sorted((HERE / "migrations").glob("*.sql")) if int(s.name[:4]) not in done]
        if due and done:
            self._keep_copy(max(done))
        for script in due:
            with self.change() as change:
                change.run(script.read_text(encoding="utf-8"))
                change.add("migration", [{"number": int(script.name[:4]), "name": script.stem[5:], "applied_at": now()}])
        if due and done:
            self._adopt()

    def _keep_copy(self, version: int) -> None:
        """The file as it was, beside it, before anything of it is changed."""
        self._connection.close()
        shutil.copy2(self.path, self.path.with_name(f"{self.path.stem}.v{version}{self.path.suffix}"))
        self._connection = _opened(self.path)

    def _adopt(self) -> None:
        """Writes down what an older version, which kept no log, had put into the ledger."""
        known = {(t, k) for e in self.ask("log") for t, groups in json.loads(e["brought"]).items() for k in groups}
        with self.change() as change:
            found = {
                table: {k: d for k, d in log.digests(table, self.rows(table)).items() if (table, k) not in known}
                for table in self.tables()
            }
            change.note(Act("台账升级", "程序"), self.clock(), {table: groups for table, groups in found.items() if groups})

    def tables(self) -> list[str]:
        """The tables whose rows stand under the log."""
        return [row["name"] for row in self.ask("table") if log.chained(row["name"])]


class Change:
    """A transaction under way. Only the store's own modules hold one."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self._added: dict[str, list[Mapping[str, Any]]] = {}
        self.act: Act | None = None
        """The act in fuller words, where they are known only inside the transaction."""

    def run(self, statement: str, **parameters: object) -> list[tuple[Any, ...]]:
        """All rows of one statement."""
        return self._cursor.execute(statement, parameters or None).fetchall()

    def next(self, table: str) -> int:
        """The next number of a table that is numbered by a column of its own name."""
        return self.run(f"select coalesce(max({table}), 0) + 1 from {table}")[0][0]

    def add(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Append the rows to a table; every row has the same keys, the table's column names."""
        if not rows:
            return
        into = f"insert into {table} ({', '.join(rows[0])})"
        if len(rows) <= _FEW:
            for row in rows:
                self._cursor.execute(f"{into} values ({', '.join('?' * len(row))})", [*row.values()])
        else:
            # As one frame: a thousand rows one by one take a second.
            self._cursor.register("incoming", pd.DataFrame(rows, dtype=object))
            self._cursor.execute(f"{into} select * from incoming")
            self._cursor.unregister("incoming")
        if log.chained(table):
            self._added.setdefault(table, []).extend(rows)

    def brought(self) -> log.Brought:
        """The digests of every row added so far that stands under the log."""
        return {table: log.digests(table, rows) for table, rows in self._added.items()}

    def note(self, act: Act, at: datetime, brought: log.Brought) -> None:
        """Write the act into the log."""
        last = self.run("select entry, hash from log order by entry desc limit 1")
        number, previous = last[0] if last else (0, None)
        self.add("log", [log.entry(act, number + 1, at, brought, previous)])


def now() -> datetime:
    """This moment as the ledger keeps it: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
