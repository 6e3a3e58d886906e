"""The open ledger: one writer at a time, an entry in the audit log for every act, a cache, and migrations.

Every query uses a cursor of its own and is read to the end. The database driver stands behind `engine.Database`; after a
crash the ledger reconnects.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TypeVar, cast

from zcdash.domain.audit import Act
from zcdash.errors import LedgerUnavailable
from zcdash.store import digest, engine
from zcdash.store.cache import Cache
from zcdash.store.duck import DuckDatabase
from zcdash.store.transaction import AuditedTransaction

HERE = Path(__file__).parent
_UNCACHED = {
    "submission_file", "bulletin_file", "evidence_piece", "evidence_preview", "log", "log_hash",
    "plan_draft", "plan_works", "plan_base", "plan_draft_file", "plan_file", "plan_request_tables",
}  # fmt: skip
"""Queries with large results, or run to make sure."""
_IMMUTABLE = {"actual", "explanation", "progress", "narrative", "finding"}
"""Queries by submission whose rows no write changes."""
_FIRST_MIGRATION = "ledger"
"""Name of migration 1; version 0.1.0 had another."""
_MIGRATION = ("table", "migration")
_MIGRATION_TABLE = "create table if not exists migration (number integer primary key, name text, applied_at timestamp)"
R = TypeVar("R")
T = TypeVar("T")


@cache
def query_text(name: str) -> str:
    """Return the text of `sql/<name>.sql`."""
    return (HERE / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def migrations() -> dict[int, Path]:
    """Return the script of each migration by its number, in order."""
    return {int(script.name[:4]): script for script in sorted((HERE / "migrations").glob("*.sql"))}


def migration_name(script: Path) -> str:
    """Return the name under which a ledger records that a migration was applied."""
    return script.stem[5:]


class Ledger:
    """An open ledger, migrated to the newest schema. `revision` grows with every act.

    `clock` returns the moment (UTC, without a zone); tests and samples set another to play an earlier year through.
    """

    def __init__(self, path: Path | str, clock: Callable[[], datetime] | None = None) -> None:
        self.path = Path(path)
        self.clock = clock or now
        self._lock = threading.RLock()
        self._accompanying: Callable[[AuditedTransaction], None] | None = None
        self._database: engine.Database = DuckDatabase(self.path)
        self.revision = 0
        self._reads: dict[str, set[str]] = {}
        self._cache = Cache(self.tables_read)
        try:
            self._migrate()
        except BaseException:
            self._database.close(unchanged=True)
            raise

    def close(self) -> None:
        """Close the ledger."""
        self._database.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def query(self, record: type[R], name: str, /, **parameters: Hashable) -> list[R]:
        """Return the rows of `sql/<name>.sql` as `record`, cached until a table that it reads is written. Read-only."""
        if name in _UNCACHED:
            return cast("list[R]", self._run(name, parameters))
        key = (name, (*sorted(parameters.items()),))
        return cast("list[R]", self._cache.rows.get_or_compute(key, lambda: self._run(name, parameters)))

    def query_by_submission(self, record: type[R], name: str, submissions: Sequence[int]) -> list[R]:
        """Return the rows of each submission, one after the other; only those not in the cache are queried. Read-only."""
        level = self._cache.facts if name in _IMMUTABLE else self._cache.rows
        cached: dict[int, list[engine.Row] | None] = {n: level.get((name, n)) for n in submissions}
        new: dict[int, list[engine.Row]] = {n: [] for n, rows in cached.items() if rows is None}
        if new:
            for row in self._run(name, {"submissions": [*new]}):
                new[row["submission"]].append(row)
            for n, rows in new.items():
                level.put((name, n), rows)
        return cast("list[R]", [row for n in submissions for row in new.get(n) or cached[n] or ()])

    def cached(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return the cached value for `key`, computing it if absent. Any write clears it. Read-only."""
        return self._cache.values.get_or_compute(key, compute)

    def cached_across_writes(self, key: Hashable, compute: Callable[[], T], state: object = None) -> T:
        """Like `cached`, but kept across writes; computed again only if `state` differs."""
        return self._cache.facts.get_or_compute(key, compute, state)

    def tables_read(self, name: str) -> set[str]:
        """Return the tables that a query reads, directly or through views."""
        if name not in self._reads:
            self._reads[name] = self._database.tables_read(query_text(name))
        return self._reads[name]

    def _run(self, name: str, parameters: Mapping[str, object]) -> list[engine.Row]:
        try:
            return self._database.query(query_text(name), parameters)
        except engine.DatabaseCrashed:
            self._reconnect()
            return self._database.query(query_text(name), parameters)

    def snapshot(self) -> AbstractContextManager[engine.Transaction]:
        """Open a transaction whose reads all see one moment."""
        return self._database.snapshot()

    def rows(self, table: str) -> Iterator[engine.Row]:
        """Yield every row of a table, fetched in batches: the files of submissions are large."""
        with self.snapshot() as snapshot:
            yield from snapshot.rows(f"select * from {table}")

    def tables(self) -> list[str]:
        """Return the tables that the audit log covers."""
        with self.snapshot() as snapshot:
            return sorted(name for kind, name in snapshot.schema() if kind == "table" and digest.is_audited(name))

    def schema_of(self, scripts: Iterable[Path]) -> engine.Schema:
        """Return the schema that a new ledger has after these migrations."""
        return self._database.schema_after((_MIGRATION_TABLE, *(s.read_text(encoding="utf-8") for s in scripts)))

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Keep every other writer out, so that what is read inside is still true when it is written inside."""
        with self._lock:
            yield

    @contextmanager
    def transaction(self, act: Act | None = None) -> Iterator[AuditedTransaction]:
        """Open the only write transaction: committed whole at the end, rolled back if the body raises.

        With an act it leaves an entry in the log if it added rows; without one it may write only to tables that the log does
        not cover. Raises LedgerUnavailable for a disk fault; nothing is saved then.
        """
        with self._lock:
            transaction: AuditedTransaction | None = None
            added: digest.TableDigests = {}
            try:
                with self._database.transaction() as database_transaction:
                    transaction = AuditedTransaction(database_transaction)
                    yield transaction
                    if act and self._accompanying:
                        self._accompanying(transaction)
                        self._accompanying = None
                    added = transaction.row_digests()
                    if act and (added or transaction.rewrote):
                        transaction.write_log(transaction.act or act, self.clock(), added)
                    elif added:
                        raise AssertionError(f"an act is missing: {', '.join(added)}")
            except engine.DatabaseCrashed:
                self._reconnect()
                # The crash may have come after the commit was durable; then report success, or the user repeats the act.
                if not (transaction and transaction.log_hash and self._is_logged(transaction.log_hash)):
                    raise
            if transaction and transaction.rewrote:
                self._cache.clear()
            self._cache.after_write(added)
            if act:
                self.revision += 1

    @contextmanager
    def accompanied(self, write: Callable[[AuditedTransaction], None]) -> Iterator[None]:
        """Do `write` at the end of the next act's transaction. Without an act nothing is written; other writers wait."""
        with self._lock:
            self._accompanying = write
            try:
                yield
            finally:
                self._accompanying = None

    def _is_logged(self, log_hash: str) -> bool:
        return bool(self._database.query(query_text("log_hash"), {"hash": log_hash}))

    def append(
        self,
        act: Act,
        table: str,
        rows: Sequence[Mapping[str, object]],
        more: Mapping[str, Sequence[Mapping[str, object]]] | None = None,
        precondition: Callable[[], None] = lambda: None,
    ) -> list[int]:
        """Append rows to a table that is numbered by a column of its own name, under one log entry; return their numbers.

        `more` holds rows of further tables that belong to the single row and get its number. `precondition` runs inside the
        transaction, when no other writer can interfere, and may raise to cancel the act.
        """
        with self.transaction(act) as transaction:
            precondition()
            first = transaction.next_number(table)
            numbers = list(range(first, first + len(rows)))
            transaction.add(table, [{table: n, **row} for n, row in zip(numbers, rows, strict=True)])
            for other, others in (more or {}).items():
                transaction.add(other, [{table: first, **row} for row in others])
        return numbers

    def log_act(self, act: Act) -> None:
        """Append the log's entry of an act that adds no rows: a sign-in, a download. `revision` stays: no result changes."""
        with self.transaction() as transaction:
            transaction.write_log(act, self.clock(), {})

    def _reconnect(self) -> None:
        """Reconnect after a crash and clear the cache. Raises LedgerUnavailable."""
        with self._lock:
            self._database.reconnect()
            self._cache.clear()

    def copy_to(self, path: Path) -> None:
        """Copy everything, as of one moment, into a new file; queries go on meanwhile, writes wait.

        Raises LedgerUnavailable if the copy cannot be written.
        """
        try:
            with self._lock:
                self._database.copy_to(path)
        except engine.DatabaseCrashed:
            self._reconnect()
            raise

    def _migrate(self) -> None:
        """Apply the missing migrations, all or none; an older file is copied first. Raises LedgerUnavailable."""
        scripts = migrations()
        with self.transaction() as transaction:
            schema = transaction.schema()
            if schema and schema.get(_MIGRATION) != self.schema_of(())[_MIGRATION]:
                raise LedgerUnavailable(f"{self.path.name} 是别的程序的数据库，不是台账，没有动它。", "请核对路径。")
            applied: dict[int, str] = dict(transaction.run("select number, name from migration")) if schema else {}
        if applied.get(1, _FIRST_MIGRATION) != _FIRST_MIGRATION:
            raise LedgerUnavailable(
                f"台账 {self.path.name} 是 0.1.0 版（试用版）建立的，本版不能打开，没有动它。",
                "请用新的台账文件重新载入计划，旧文件请保留。",
            )
        if applied.keys() - scripts.keys():
            raise LedgerUnavailable(
                f"台账 {self.path.name} 是更新版本的程序建立的，没有动它。", "请用新版本的程序打开。"
            )
        missing = {number: script for number, script in scripts.items() if number not in applied}
        if missing and schema:
            self._require_schema(schema, [scripts[number] for number in applied], scripts.values())
            self._database.keep_copy(max(applied))
        if missing:
            with self.transaction() as transaction:
                transaction.run(_MIGRATION_TABLE)
                for number, script in missing.items():
                    transaction.run(script.read_text(encoding="utf-8"))
                    row = {"number": number, "name": migration_name(script), "applied_at": now()}
                    transaction.add("migration", [row])

    def _require_schema(self, schema: engine.Schema, applied: Iterable[Path], scripts: Iterable[Path]) -> None:
        """Raise LedgerUnavailable unless the file has what the applied migrations made, and nothing that others will make."""
        before, after = self.schema_of(applied), self.schema_of(scripts)
        wrong = (before.keys() - schema.keys()) | (schema.keys() & (after.keys() - before.keys()))
        if wrong:
            names = "、".join(name for _, name in sorted(wrong)[:5])
            raise LedgerUnavailable(
                f"台账 {self.path.name} 的结构与它登记的版本不符（{names}），可能被改过，没有动它。",
                "请从备份恢复：python -m zcdash restore 备份文件。",
            )


def now() -> datetime:
    """Return this moment as the ledger keeps it: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
