"""Comparison of a ledger's schema and migrations with those of a new ledger of the same version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from zcdash.store.engine import Schema, Transaction
from zcdash.store.ledger import Ledger, migration_name, migrations

_KIND_NAME = {
    "schema": "模式",
    "table": "表",
    "view": "视图",
    "index": "索引",
    "sequence": "序列",
    "trigger": "触发器",
    "macro": "宏",
    "type": "类型",
}


def faults(ledger: Ledger, snapshot: Transaction, schema: Schema, logged: Mapping[str, int]) -> Iterator[str]:
    """Yield what is missing, added or changed; `logged` maps each table that the log names to its number of rows there."""
    expected = ledger.schema_of(migrations().values())
    for kind, name in sorted({*schema, *expected, *(("table", table) for table in logged)}):
        named = f"{_KIND_NAME[kind]} {name}"
        if (kind, name) not in schema:
            rows = f"（留痕登记 {logged[name]} 行）" if kind == "table" and name in logged else ""
            yield f"{named} 不见了{rows}"
        elif (kind, name) not in expected:
            yield f"多出{named}，不是本程序建立的"
        elif schema[kind, name] != expected[kind, name]:
            yield f"{named} 的定义被改过"
    applied = {(row["number"], row["name"]) for row in snapshot.rows("select number, name from migration")}
    if applied != {(number, migration_name(script)) for number, script in migrations().items()}:
        yield "表 migration 登记的版本被改过"
