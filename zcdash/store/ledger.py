"""The ledger, opened: one file, one process, one connection, and one lock for its writers.

Every question takes a cursor of its own and reads it to the end; every change is one transaction, and leaves one entry in
the log. What the disk or the file does to the database is said by `database`; where it fell, it is opened anew.
"""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

import duckdb

from zcdash.domain.audit import Act
from zcdash.errors import LedgerUnavailable
from zcdash.store import audit_log, connection
from zcdash.store.cache import Cache
from zcdash.store.transaction import Row, Transaction, fetched

HERE = Path(__file__).parent
_ANSWERS, _LASTING = 5000, 20_000
_UNCACHED = {"submission_file", "bulletin_file", "log"}
"""Questions whose answers are too large to keep, or are asked in order to be sure."""
_IMMUTABLE = {"actual", "progress", "narrative", "finding"}
"""Questions whose answers no act changes: what a submission brought."""
_FROM = re.compile(r"\b(?:from|join)\s+(\w+)", re.IGNORECASE)
T = TypeVar("T")


@cache
def _query(name: str) -> str:
    return (HERE / "sql" / f"{name}.sql").read_text(encoding="utf-8")


class Ledger:
    """An open ledger, migrated to the newest schema. `revision` grows with every act.

    `clock` tells the moment (UTC, without a zone); another may be set to play an earlier year through.
    """

    def __init__(self, path: Path | str, clock: Callable[[], datetime] | None = None) -> None:
        self.path = Path(path)
        self.clock = clock or now
        self._lock = threading.RLock()
        self._connection: duckdb.DuckDBPyConnection | None = connection.connect(self.path)
        self.revision = 0
        self._answers, self._lasting = Cache(_ANSWERS), Cache(_LASTING)
        self._reads: dict[str, set[str]] = {}
        try:
            with connection.translate_errors(self.path):
                self._migrate()
                listed = self._connection.execute(
                    "select view_name, sql from duckdb_views() where not internal"
                ).fetchall()
                self._views = {name: {*_FROM.findall(said)} for name, said in listed}
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def query(self, question: str, **parameters: object) -> list[Row]:
        """The rows that `queries/<question>.sql` answers, each a dict by column, not to be changed by the caller.

        Nobody else writes into the file, so an answer holds, and is kept, until an act brings rows of what it was read from.
        """
        if question in _UNCACHED:
            return self._asked_again(question, parameters)
        return self.cached((question, *parameters.values()), lambda: self._asked_again(question, parameters))

    def query_by_submission(self, question: str, submissions: Sequence[int]) -> list[Row]:
        """The rows of each of these submissions, one after the other; only of those asked for that are not known yet."""
        memory = self._lasting if question in _IMMUTABLE else self._answers
        known: dict[int, list[Row] | None] = {n: memory.get((question, n)) for n in submissions}
        new = {n: [] for n, rows in known.items() if rows is None}
        if new:
            for row in self._asked_again(question, {"submissions": (*new,)}):
                new[row["submission"]].append(row)
            for n, rows in new.items():
                memory.put((question, n), rows)
            known |= new
        return [row for n in submissions for row in known[n] or ()]

    def cached(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """What `make` makes of the ledger's answers, made once until the ledger is changed; not to be changed by the caller."""
        return self._answers.get_or_compute(key, make)

    def cached_across_writes(self, key: tuple[object, ...], make: Callable[[], T], state: object = None) -> T:
        """What `make` makes of what no act changes, or of nothing but `state`; made once, not to be changed by the caller."""
        return self._lasting.get_or_compute(key, make, state)

    def _stands(self, question: object, brought: Collection[str]) -> bool:
        """Whether an answer holds after a change that brought rows of these tables; what was made of answers, after none."""
        if not isinstance(question, str):
            return not brought
        return not any(table in brought or not audit_log.is_audited(table) for table in self.reads(question))

    def reads(self, question: str) -> set[str]:
        """The tables that a question reads, itself or through views."""
        if question not in self._reads:
            found: set[str] = set()
            named = _FROM.findall(_query(question))
            while named:
                name = named.pop()
                named += self._views.get(name, ())
                found.add(name)
            self._reads[question] = found - self._views.keys()
        return self._reads[question]

    def _asked_again(self, question: str, parameters: dict[str, object]) -> list[Row]:
        try:
            return self._asked(question, parameters)
        except connection.DatabaseCrashed:
            self._reopen()
            return self._asked(question, parameters)

    def _asked(self, question: str, parameters: dict[str, object]) -> list[Row]:
        with connection.translate_errors(self.path), self._cursor() as cursor:
            return list(fetched(cursor.execute(_query(question), parameters or None)))

    def rows(self, table: str) -> Iterator[Row]:
        """Every row of a table, a few at a time: filed workbooks are large."""
        with connection.translate_errors(self.path), self._cursor() as cursor:
            yield from fetched(cursor.execute(f"select * from {table}"))

    @contextmanager
    def transaction(self, act: Act | None = None) -> Iterator[Transaction]:
        """One transaction, alone: committed whole at the end, rolled back whole where anything raises.

        With an act it leaves an entry in the log, where it brought rows; without one it may touch only what is of the moment.
        Raises LedgerUnavailable where the disk does not take it; nothing of it is kept then.
        """
        with self._lock:
            under_way, brought = None, {}
            try:
                with self._atomic() as under_way:
                    yield under_way
                    brought = under_way.brought()
                    if act and brought:
                        under_way.note(under_way.act or act, self.clock(), brought)
                    elif brought:
                        raise AssertionError(f"an act is missing: {', '.join(brought)}")
            except connection.DatabaseCrashed:
                self._reopen()
                # It may have fallen after the act was safe on the disk: then the act stands, and nobody may do it again.
                if not (under_way and under_way.mark and self._asked("log_hash", {"hash": under_way.mark})):
                    raise
            self._answers = self._answers.retain(lambda key: self._stands(key[0], brought))
            if act:
                self.revision += 1
            self._checkpoint()

    @contextmanager
    def _atomic(self) -> Iterator[Transaction]:
        with connection.translate_errors(self.path), self._cursor() as cursor:
            cursor.begin()
            try:
                yield Transaction(cursor)
            except BaseException:
                # What has fallen cannot be rolled back, and need not be.
                with suppress(duckdb.Error):
                    cursor.rollback()
                raise
            cursor.commit()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            raise connection.DatabaseCrashed(f"台账 {self.path.name} 暂时打不开。", "请稍后再试。")
        return self._connection.cursor()

    def _reopen(self) -> None:
        """Opens the file anew after the database fell; whoever comes second finds it done. Raises LedgerUnavailable."""
        with self._lock:
            if self._connection is not None:
                with suppress(LedgerUnavailable), connection.translate_errors(self.path):
                    self._connection.execute("select 1").fetchall()
                    return
                self._connection.close()
                self._connection = None
            self._connection = connection.reconnect(self.path)
            self._answers, self._lasting = Cache(_ANSWERS), Cache(_LASTING)

    def _checkpoint(self) -> None:
        """The act stands whatever comes of this."""
        try:
            connection.checkpoint(self._connection, self.path)
        except LedgerUnavailable:
            with suppress(LedgerUnavailable):
                self._reopen()

    def copy_to(self, path: Path) -> None:
        """A copy of everything, as of one moment, in a new file; questions go on meanwhile, changes wait.

        The database copies itself: were this process to open the file a second time, closing it again would drop the lock
        that keeps other processes out. Raises LedgerUnavailable where the copy cannot be written.
        """
        into = str(path).replace("'", "''")
        try:
            with self._lock, connection.translate_errors(path), self._cursor() as cursor:
                name = cursor.execute("select current_database()").fetchall()[0][0]
                cursor.execute(f"attach '{into}' as backup")
                try:
                    cursor.execute(f'copy from database "{name}" to backup')
                finally:
                    cursor.execute("detach backup")
        except connection.DatabaseCrashed:
            self._reopen()
            raise

    def _migrate(self) -> None:
        """Apply the migrations that the ledger has not had yet, all of them or none; an older file is copied first."""
        scripts = {int(s.name[:4]): s for s in sorted((HERE / "migrations").glob("*.sql"))}
        with self.transaction() as change:
            there = {
                row[0]
                for row in change.run("select table_name from information_schema.tables where table_schema = 'main'")
            }
            if there and "migration" not in there:
                raise LedgerUnavailable(f"{self.path.name} 是别的程序的数据库，不是台账，没有动它。", "请核对路径。")
            change.run(
                "create table if not exists migration (number integer primary key, name text, applied_at timestamp)"
            )
            done = {row[0] for row in change.run("select number from migration")}
        if done - scripts.keys():
            raise LedgerUnavailable(
                f"台账 {self.path.name} 是更新版本的程序建立的，没有动它。", "请用新版本的程序打开。"
            )
        due = {number: script for number, script in scripts.items() if number not in done}
        if due and done:
            self._keep_copy(max(done))
        if due:
            with self.transaction() as change:
                for number, script in due.items():
                    change.run(script.read_text(encoding="utf-8"))
                    change.add("migration", [{"number": number, "name": script.stem[5:], "applied_at": now()}])
                if done:
                    self._adopt(change)

    def _keep_copy(self, version: int) -> None:
        """The file as it was, beside it, before anything of it is changed."""
        self._connection.close()
        kept = self.path.with_name(f"{self.path.stem}.v{version}{self.path.suffix}")
        # Under its own name only when it is whole. What could not be folded in when it was closed goes with it.
        for one, to in ((connection.wal_path(self.path), connection.wal_path(kept)), (self.path, kept)):
            if one.exists():
                shutil.copy2(one, unready := to.with_name(f".{to.name}"))
                unready.replace(to)
        self._connection = connection.connect(self.path)

    def _adopt(self, change: Transaction) -> None:
        """Writes down what an older version, which kept no log, had put into the ledger."""
        known = {
            (t, k) for e in change.rows(_query("log")) for t, groups in json.loads(e["brought"]).items() for k in groups
        }
        tables = [row["name"] for row in list(change.rows(_query("table"))) if audit_log.is_audited(row["name"])]
        found = {
            table: {
                k: d
                for k, d in audit_log.digests(table, change.rows(f"select * from {table}")).items()
                if (table, k) not in known
            }
            for table in tables
        }
        change.note(Act("台账升级", "程序"), self.clock(), {table: groups for table, groups in found.items() if groups})

    def tables(self) -> list[str]:
        """The tables whose rows stand under the log."""
        return [row["name"] for row in self.query("table") if audit_log.is_audited(row["name"])]


def now() -> datetime:
    """This moment as the ledger keeps it: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
