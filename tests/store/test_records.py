"""Every query has one record, with exactly its columns."""

import ast
import re
from collections.abc import Iterator

from zcdash import store
from zcdash.store.ledger import HERE


def uses() -> Iterator[tuple[str, str, str]]:
    """Yield (module, record, query) of every call of `query` and `query_by_submission` in the store."""
    for path in sorted(HERE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("query", "query_by_submission"):
                match node.args:
                    case [ast.Name(id=record), ast.Constant(value=query), *_]:
                        yield path.stem, record, query


def test_a_record_has_the_columns_of_its_query(ledger):
    wrong = []
    for module, record, query in uses():
        text = re.sub(r"\$\w+", "null", store.ledger.query_text(query).rstrip().rstrip(";"))
        with ledger.snapshot() as snapshot:
            columns = {row[0] for row in snapshot.run(f"describe {text}")}
        attributes = getattr(getattr(store, module), record).__annotations__
        if columns != set(attributes):
            wrong.append(f"{query}: {sorted(columns ^ set(attributes))}")
    assert wrong == []


def test_every_query_is_used_and_has_a_record():
    unused = {f.stem for f in (HERE / "sql").glob("*.sql")} - {query for _, _, query in uses()}
    assert unused == {"log_hash"}, "log_hash is run without the cache, after a crash"
