"""A transaction under way, and the rows that it brings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd

from zcdash.domain.audit import Act
from zcdash.store import audit_log

_FEW = 4
Row = dict[str, Any]


def fetched(answer: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    """The rows of an answer, a few at a time."""
    columns = [c[0] for c in answer.description]
    while some := answer.fetchmany(200):
        yield from (dict(zip(columns, row, strict=True)) for row in some)


class Transaction:
    """A transaction under way. Only the store's own modules hold one."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self._added: dict[str, list[Mapping[str, Any]]] = {}
        self.act: Act | None = None
        """The act in fuller words, where they are known only inside the transaction."""
        self.mark = ""
        """The hash of the entry that the act leaves in the log."""

    def run(self, statement: str, **parameters: object) -> list[tuple[Any, ...]]:
        """All rows of one statement."""
        return self._cursor.execute(statement, parameters or None).fetchall()

    def rows(self, statement: str) -> Iterator[Row]:
        """The rows of one statement, each a dict by column, to be read to the end before anything else is asked."""
        return fetched(self._cursor.execute(statement))

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
        if audit_log.is_audited(table):
            self._added.setdefault(table, []).extend(rows)

    def brought(self) -> audit_log.RowDigests:
        """The digests of every row added so far that stands under the log."""
        return {table: audit_log.digests(table, rows) for table, rows in self._added.items()}

    def note(self, act: Act, at: datetime, brought: audit_log.RowDigests) -> None:
        """Write the act into the log."""
        last = self.run("select entry, hash from log order by entry desc limit 1")
        number, previous = last[0] if last else (0, None)
        entry = audit_log.entry(act, number + 1, at, brought, previous)
        self.add("log", [entry])
        self.mark = entry["hash"]
