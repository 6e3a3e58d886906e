"""The ledger as its log knew it after an entry: a copy without what came later, for as long as it is read."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from zcdash.domain.audit import Act
from zcdash.store import digest
from zcdash.store.audit_log import LogEntry
from zcdash.store.ledger import Ledger
from zcdash.store.settings import business_date_name, save_setting


@contextmanager
def ledger_until(
    ledger: Ledger, entry: int, later: Sequence[LogEntry], day: date, at: datetime, plan: str = ""
) -> Iterator[Ledger]:
    """Open a copy that holds what the ledger held after an entry of its log; in it the business date is `day`, the time `at`.

    `later` are the entries after it. The copy lies beside the ledger, readable by this user alone, and is deleted at the end.
    """
    with TemporaryDirectory(prefix=f".{ledger.path.stem}-", dir=ledger.path.parent) as folder:
        path = Path(folder) / ledger.path.name
        ledger.copy_to(path)
        with Ledger(path, lambda: at) as copy:
            _forget(copy, entry, later)
            act = Act(what="设置", name="命令行", subject="业务日期")
            save_setting(copy, business_date_name(plan), day.isoformat(), act)
            yield copy


def _forget(copy: Ledger, entry: int, later: Sequence[LogEntry]) -> None:
    """Take away the rows that later entries added, those entries, and what was signed of them."""
    added: dict[str, set[str]] = defaultdict(set)
    for one in later:
        for table, groups in json.loads(one["brought"]).items():
            added[table] |= groups.keys()
    with copy.transaction() as transaction:
        for table, keys in added.items():
            condition = f"{digest.group_key(table)} = any($keys)"
            transaction.run(f"delete from {table} where {condition}", keys=sorted(keys))
        for table in ("signed_head", "log"):
            transaction.run(f"delete from {table} where entry > $entry", entry=entry)
