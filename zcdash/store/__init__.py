"""The ledger: the only package with SQL and the database driver."""

from zcdash.store import (
    accounts,
    acts,
    audit_log,
    backup,
    cache,
    connection,
    ledger,
    plans,
    settings,
    submissions,
    transaction,
)

__all__ = [
    "accounts",
    "acts",
    "audit_log",
    "backup",
    "cache",
    "connection",
    "ledger",
    "plans",
    "settings",
    "submissions",
    "transaction",
]
