"""The interface between the ledger and a database driver. A second driver stands beside `duck` without touching a query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from zcdash.errors import LedgerUnavailable

Row = dict[str, Any]
"""A row by column name, before `Ledger.query` gives it the type of its query's record."""
Schema = dict[tuple[str, str], str]
"""Kind and name of each object of a database → its definition. Kinds are table, view, index, sequence, macro, type, trigger and
schema, the default schema left out; the name of an object in another schema begins with that schema's name and a dot."""


class InUse(LedgerUnavailable):
    """Another process has the database open."""


class DatabaseCrashed(LedgerUnavailable):
    """The database stopped after a failed write; it must be reconnected before it answers again."""


class Transaction(Protocol):
    """A transaction on one connection; statements have `$name` parameters."""

    def run(self, statement: str, parameters: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        """Return every row of a statement, as tuples."""

    def rows(self, statement: str) -> Iterator[Row]:
        """Yield the rows of a statement, fetched in batches. Read them to the end before the next call."""

    def insert(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Append rows; every row has the same keys, the table's column names."""

    def schema(self) -> Schema:
        """Return every object of the database, whatever an object of its own may shadow."""


class Database(Protocol):
    """An open database. Methods raise LedgerUnavailable for faults of disk or file, DatabaseCrashed to ask for `reconnect`.

    The caller lets only one thread at a time into `transaction`, `copy_to`, `keep_copy` and `reconnect`.
    """

    def query(self, statement: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """Return every row of a statement that only reads."""

    def snapshot(self) -> AbstractContextManager[Transaction]:
        """Open a transaction whose reads all see one moment; nothing is written."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Open a transaction that commits at the end, and rolls back if the body raises."""

    def schema_after(self, scripts: tuple[str, ...]) -> Schema:
        """Return the schema that an empty database has after these scripts; this database is not touched."""

    def tables_read(self, statement: str) -> set[str]:
        """Return the names of the tables that a statement reads, with views expanded."""

    def copy_to(self, path: Path) -> None:
        """Write everything, as of one moment, into a new file."""

    def keep_copy(self, version: int) -> None:
        """Copy the database before a migration; `version` is that of its schema."""

    def reconnect(self) -> None:
        """Connect again after a crash; do nothing if another thread has done so."""

    def close(self, unchanged: bool = False) -> None:
        """Close the database; with `unchanged`, leave its files exactly as they were found."""
