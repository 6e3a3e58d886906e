"""A transaction of the ledger, which records the digests of its rows and leaves one entry in the audit log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from zcdash.domain.audit import Act
from zcdash.store import digest, personal
from zcdash.store.digest_fields import SHA256
from zcdash.store.engine import Row, Schema, Transaction


class AuditedTransaction:
    """A transaction in progress. Only modules of `store` use it."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._added: dict[str, list[Mapping[str, object]]] = {}
        self.act: Act | None = None
        """Replaces the act given to `Ledger.transaction`, if its details are known only inside."""
        self.rewrote = False
        """True once names in older rows were erased; such an act is logged though it adds no rows."""
        self.log_hash = ""
        """The hash of the log entry that this transaction wrote."""

    def run(self, statement: str, **parameters: object) -> list[tuple[Any, ...]]:
        """Return every row of a statement, as tuples."""
        return self._transaction.run(statement, parameters)

    def rows(self, statement: str) -> Iterator[Row]:
        """Yield the rows of a statement, fetched in batches. Read them to the end before the next call."""
        return self._transaction.rows(statement)

    def schema(self) -> Schema:
        """Return every object of the database."""
        return self._transaction.schema()

    def next_number(self, table: str) -> int:
        """Return the next number of a table that is numbered by a column of the table's name."""
        return int(self.run(f"select coalesce(max({table}), 0) + 1 from {table}")[0][0])

    def add(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Append rows; every row has the same keys, the table's column names."""
        self._transaction.insert(table, rows)
        if rows and digest.is_audited(table):
            self._added.setdefault(table, []).extend(rows)

    def row_digests(self) -> digest.TableDigests:
        """Return the digests of all audited rows added so far."""
        if not self._added:
            return {}
        persons = set[str]().union(*(personal.values(table, rows) for table, rows in self._added.items()))
        commit, algorithm = self._commitments(persons), self._algorithm()
        return {table: digest.row_digests(table, rows, commit, algorithm) for table, rows in self._added.items()}

    def _commitments(self, persons: set[str]) -> personal.Commit:
        return personal.commit_to(self._transaction, persons).__getitem__ if persons else str

    def _algorithm(self) -> str:
        """Return the hash function by the setting, as this transaction leaves it."""
        last = self.run("select value from setting where name = 'cryptography' order by setting desc limit 1")
        return digest.ALGORITHMS.get(last[0][0] if last else "", SHA256)

    def write_log(self, act: Act, at: datetime, added: digest.TableDigests) -> None:
        """Append the act to the audit log."""
        last = self.run("select entry, hash from log order by entry desc limit 1")
        number, previous = last[0] if last else (0, digest.FIRST_HASH)
        commit = self._commitments(personal.values("log", [asdict(act)]))
        entry = digest.log_entry(act, number + 1, at, added, previous, commit, self._algorithm())
        self.add("log", [entry])
        self.log_hash = str(entry["hash"])
