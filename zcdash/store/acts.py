"""Acts of the regime: numbered rows appended under one entry of the log; and the proof that nothing else was ever changed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from zcdash.domain.audit import Act
from zcdash.errors import NotProven
from zcdash.store import audit_log
from zcdash.store.ledger import Ledger
from zcdash.store.transaction import Row


def append(
    ledger: Ledger,
    act: Act,
    table: str,
    rows: Sequence[Mapping[str, Any]],
    more: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    precondition: Callable[[], None] = lambda: None,
) -> list[int]:
    """The numbers of the rows, now in a table that is numbered by a column of its own name.

    `more` holds rows of further tables that belong to the one row, and are given its number. `precondition` is asked inside the
    transaction, when nobody else can write, and may raise to call the act off.
    """
    with ledger.transaction(act) as change:
        precondition()
        first = change.next(table)
        numbers = list(range(first, first + len(rows)))
        change.add(table, [{table: n, **row} for n, row in zip(numbers, rows, strict=True)])
        for other, belonging in (more or {}).items():
            change.add(other, [{table: first, **row} for row in belonging])
    return numbers


def verify(ledger: Ledger, known: str = "") -> audit_log.VerificationResult:
    """Checks the whole ledger against its log; `known` is a hash that the log must hold."""
    return audit_log.verify(ledger.query("log"), {table: ledger.rows(table) for table in ledger.tables()}, known)


def held_before(ledger: Ledger, table: str, number: int) -> tuple[Row, Mapping[str, set[str]]]:
    """(The entry of the log that brought a numbered row, table → keys of the rows that the ledger held before it.)

    The order of the log says what was known when something was decided; clocks may have been set. Raises NotProven.
    """
    held: dict[str, set[str]] = defaultdict(set)
    for entry in ledger.query("log"):
        brought = json.loads(entry["brought"])
        if str(number) in brought.get(table, {}):
            return entry, held
        for name, groups in brought.items():
            held[name] |= groups.keys()
    raise NotProven(f"留痕中没有表 {table} 第 {number} 行的来历。", "请运行 python -m zcdash verify 核对台账。")
