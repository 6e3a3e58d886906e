"""The schema of a DuckDB file, read so that nothing in the file can falsify it.

A view or macro of the file may shadow any name that is not given in full, `information_schema` and operators included. So the
functions of the catalog are named in full, and their rows are filtered here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from zcdash.store.engine import Row, Schema

DATABASE_NAME = "select system.main.current_database() as name"
_CATALOG = {
    "schema": ("duckdb_schemas", "schema_name", ()),
    "table": ("duckdb_tables", "table_name", ("sql",)),
    "view": ("duckdb_views", "view_name", ("sql",)),
    "index": ("duckdb_indexes", "index_name", ("sql",)),
    "sequence": ("duckdb_sequences", "sequence_name", ("sql",)),
    "trigger": ("duckdb_triggers", "trigger_name", ("sql",)),
    "macro": ("duckdb_functions", "function_name", ("parameters", "macro_definition")),
    "type": ("duckdb_types", "type_name", ("logical_type", "labels")),
}
"""Kind → function of the catalog, column of the name, columns of the definition.

The statement of a table has its columns with types, defaults and collations, its keys and its checks.
"""


def read(rows: Callable[[str], Iterable[Row]]) -> Schema:
    """Return the schema of the current database; `rows` returns the rows of a statement."""
    name = next(iter(rows(DATABASE_NAME)))["name"]
    definitions = defaultdict(list)
    for kind, (function, name_column, columns) in _CATALOG.items():
        # Three thousand functions and types are the program's own. `not` is part of the grammar: no macro stands in its place.
        own = " where not internal" if kind in ("macro", "type") else ""
        # Read to the end before the next statement.
        for row in [*rows(f"select * from system.main.{function}(){own}")]:
            if row["database_name"] == name and not row.get("internal"):
                inside = kind != "schema" and row["schema_name"] != "main"
                full_name = f"{row['schema_name']}.{row[name_column]}" if inside else row[name_column]
                definitions[kind, full_name].append(" ".join(str(row[c]) for c in columns))
    return {key: "\n".join(sorted(texts)) for key, texts in definitions.items()}
